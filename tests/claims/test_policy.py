"""S11 to S16: what the sources claim of policies, and of the country."""

import numpy as np
import pytest

from simulation.processes.authorities import examined, likes
from simulation.scenario import Change
from tests.claims.lived import FEW, WHOLE, lives, mean, more, seen, sitters, tell

STREAMS = ("state", "religious", "ultra_orthodox", "arab", "bedouin", "druze")


@pytest.mark.slow
def test_s11_math_first_the_national_programme_and_three_rules_each_move_the_number(nation):
    """Give Five 1,690 sitters in 2017, the bonus 600 and the class rule 220 in 2019, the net 55.

    Replayed, Give Five costs NIS 92 m in 2016, as 80 % of schools have it, not the 75 m told.
    """
    pinned = lives("groundwork_and_policy", 2016, **WHOLE)
    first, replayed = (
        mean(nation, lambda r, w=w: r.count(f"nis_{w[0]}", w[1], grade=0)) / 1e6
        for w in (("math_first", 2015), ("give_five", 2016))
    )
    paid = mean(pinned, lambda r: r.count("nis_give_five", 2016, grade=0)) / 1e6
    lost = {
        lever: more(nation, lives("history", year, told={f"levers.{lever}": off}, **WHOLE),
                    sitters(year))
        for lever, off, year in (
            ("math_first", 0, 2016), ("give_five", 0, 2017), ("class_minimum", 15, 2019),
            ("safety_net", 0, 2017), ("bonus", 0, 2019),
        )
    }  # fmt: skip
    tell("S11", f"Math First NIS {first:.0f} m (15 told); Give Five {paid:.0f} m, {paid / 5:.0f}"
         f" thousand hours (75, 15 told), replayed {replayed:.0f} m; sitters from "
         + ", ".join(f"{k} {d:.0f} ± {m:.0f}" for k, (d, m) in lost.items()))  # fmt: skip
    assert first == pytest.approx(15, rel=0.02)
    assert paid == pytest.approx(75, rel=0.02)
    assert 80 < replayed < 105
    assert all(d > m for d, m in lost.values())


@pytest.mark.slow
def test_s12_certification_and_retraining_fill_the_classes_with_teachers(nation):
    """1,508 certified teachers in 2017, 886 without both; partners give places, and tutoring."""
    without = lives("no_training", 2019, **WHOLE)
    certified = [
        mean(r, lambda r: r.count("certified_teachers", 2017, grade=0)) for r in (nation, without)
    ]
    routes = {
        k: mean(nation, lambda r, k=k: r.count(f"certified_{k}", 2017, grade=0))
        for k in ("upgraded", "retrained")
    }
    lost, margin = more(nation, without, sitters(2019))
    offer = seen("endogenous", 2017, lambda c: c.offer, fraction=1.0)
    places = {k: offer.amounts[k] for k in ("certification", "retraining")}
    tell("S12", f"certified in 2017 {certified[0]:,.0f}, without training {certified[1]:,.0f}; "
         + ", ".join(f"{n:.0f} {k}" for k, n in routes.items())
         + f"; sitters of 2019 from it {lost:,.0f} ± {margin:.0f}; partners give "
         + ", ".join(f"{n:.0f} places in {k}" for k, n in places.items()))  # fmt: skip
    assert certified[0] > 1.3 * certified[1]
    assert min(routes.values()) > 100
    assert lost > margin
    assert min(places.values()) > 10
    assert offer.tutoring.max() > 0


@pytest.mark.slow
def test_s13_the_virtual_high_school_opens_five_units_where_there_is_no_class(nation):
    """Of 181 who sat from the virtual class in 2017, 168 would not have sat otherwise."""
    none = lives("history", 2017, told={"levers.virtual_seats": 0}, **WHOLE)
    sat = mean(nation, lambda r: r.count("virtual", 2017))
    gained, margin = more(nation, none, sitters(2017))
    tell("S13", f"{sat:.0f} sat from the virtual class in 2017; it adds {gained:.0f} ± {margin:.0f}"
         " sitters")  # fmt: skip
    assert sat > 100
    assert margin < gained < 1.1 * sat


@pytest.mark.slow
def test_s14_grade_nine_is_the_junction_and_visits_reach_arabic_speakers_most():
    """Visits of one year move who chooses in it, and nobody else: 180 of 36,000 for 45 points more.

    Partners visit 20 % of grade 9 in Arabic and 16 % in Hebrew, but no more of the periphery (17 %)
    than of the core (18 %), where they are at home: that aim is shown by `levers.periphery` only.
    """
    once = [Change(2017, 2017, {"levers.visits": 0.6})]

    def wishes(country):
        weight = country.population.schools.weight
        return [float(weight @ country.counts.units(g, 5).sum(axis=1)) for g in (9, 10, 11, 12)]

    def visited(country):
        schools = country.population.schools
        shares = country.offer.visits if country.offer else country.doses.visits
        weight, at = country.counts.ninth * schools.weight, schools.periphery
        groups = (schools.arabic, ~schools.arabic, at == 2, at == 0)
        return [np.average(shares[k], weights=weight[k]) for k in groups]

    moved = np.array([
        np.subtract(*(seen("history", 2017, wishes, seed=s, fraction=1.0, changes=c)
                      for c in (once, ())))
        for s in FEW
    ])  # fmt: skip
    seeds = [seen("endogenous", 2018, visited, seed=s, fraction=1.0) for s in FEW]
    arabic, hebrew, periphery, core = np.mean(seeds, axis=0)
    aimed = seen("history", 2018, visited, told={"levers.periphery": 1}, fraction=1.0)
    tell("S14", f"visits move {moved[:, 0].mean():.0f} in grade 9; partners visit {arabic:.1%} in"
         f" Arabic, {hebrew:.1%} in Hebrew, {periphery:.1%} of the periphery, {core:.1%} of the"
         f" core; aimed, {aimed[2]:.1%} and {aimed[3]:.1%}")  # fmt: skip
    assert (moved[:, 0] > 0).all()
    assert not moved[:, 1:].any()
    assert arabic > hebrew
    assert abs(periphery - core) < 0.04
    assert aimed[2] > 1.5 * aimed[3]


@pytest.mark.slow
def test_s15_publication_makes_five_units_the_yardstick_of_those_behind():
    """In 2022 salience is 0.24 higher where the share was behind its like, 0.07 elsewhere.

    What comes of it is small: 0.9 % more sitters there, 0.1 % elsewhere; its size is assumed.
    """

    def stand(country):
        of, schools, c = country.population.schools.authority, country.population.schools, (
            country.councils
        )  # fmt: skip
        sat = np.bincount(of, schools.weight * country.counts.sitters, len(c))
        ranked = examined(c, schools)
        twelfth = np.bincount(of, country.counts.twelfth, len(c))
        behind = ranked & (c.rate < likes(c.rate, c.cluster, twelfth * ranked))
        return behind, ranked & ~behind, c.salience.copy(), sat, c.twelfth * c.weight

    rows = []
    for seed in FEW:
        behind, ahead, *_ = seen("history", 2015, stand, seed=seed, fraction=1.0)
        *_, told, more_sat, size = seen("history", 2022, stand, seed=seed, fraction=1.0)
        *_, quiet, sat, _ = seen(
            "history", 2022, stand, seed=seed, fraction=1.0, told={"levers.publication": 0}
        )
        rows.append([
            f(k) for k in (behind, ahead) for f in (
                lambda k, d=told - quiet, n=size: np.average(d[k], weights=n[k]),
                lambda k, d=more_sat - sat, n=sat: 100 * d[k].sum() / n[k].sum(),
            )
        ])  # fmt: skip
    (salient, gain, salient_ahead, gain_ahead) = np.mean(rows, axis=0)
    tell("S15", f"publication adds {salient:.2f} to salience and {gain:.1f} % sitters by 2022 where"
         f" behind, {salient_ahead:.2f} and {gain_ahead:.1f} % elsewhere")  # fmt: skip
    assert salient > 2 * salient_ahead > 0
    assert gain > max(0.0, gain_ahead)


@pytest.mark.slow
def test_s16_the_number_turns_sciences_follow_every_stream_rises_and_gaps_stay(nation):
    """8,728 in 2012 and 15,550 in 2017; quintiles 9.5 points apart, then 13.1.

    The ratio of the strongest to the weakest falls from 2.9 to 2.5: gaps widen in points only.
    """
    low, high = (mean(nation, sitters(y)) for y in (2012, 2017))
    sciences = {
        s: [mean(nation, lambda r, s=s, y=y: r.count(s, y)) for y in (2012, 2017)]
        for s in ("physics", "chemistry")
    }

    def shares(by, group):
        return [mean(nation, lambda r, y=y: r.share(y, (by, group))) for y in (2012, 2017)]

    streams = {s: shares("stream", s) for s in STREAMS}
    gaps = {
        name: np.subtract(shares(by, strong), shares(by, weak))
        for name, by, strong, weak in (
            ("quintiles", "quintile", "1", "5"), ("streams", "stream", "state", "arab"),
            ("places", "periphery", "core", "periphery"), ("sexes", "sex", "boys", "girls"),
        )
    }  # fmt: skip
    ratios = np.divide(shares("quintile", "1"), shares("quintile", "5"))
    tell("S16", f"{low:,.0f} in 2012, {high:,.0f} in 2017 (8,869 and 16,085 told); "
         + ", ".join(f"{s} {a:,.0f} to {b:,.0f}" for s, (a, b) in sciences.items())
         + "; points between " + ", ".join(f"{k} {a:.1f} to {b:.1f}" for k, (a, b) in gaps.items())
         + f"; ratio of quintiles {ratios[0]:.1f} to {ratios[1]:.1f}")  # fmt: skip
    assert low == pytest.approx(8869, rel=0.05)
    assert high == pytest.approx(16_085, rel=0.05)
    assert all(a < b for a, b in [*sciences.values(), *streams.values()])
    assert all(b > a > 0 for a, b in gaps.values())
    assert 2 < ratios[1] < ratios[0]
