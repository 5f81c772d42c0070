"""The estimator finds what was put in, and nothing where nothing was."""

from dataclasses import replace
from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.data.evaluations import PUBLISHED
from simulation.data.streams import STREAMS
from simulation.data.targets import targets
from simulation.results.evaluation import (
    DESIGNS,
    EARLIER,
    GIVE_FIVE,
    KINDS,
    PLACEBO_PROGRAMME,
    RESERVES,
    STUDENTS,
    arms_of,
    drawn_by_lot,
    estimate,
    estimates,
)
from simulation.results.panel import SCHOOL_PROGRAMMES, Panel
from simulation.run import run

YEARS = range(2005, 2018)
STATE, ARAB = STREAMS.index("state"), STREAMS.index("arab")
ALL, BOYS, GIRLS = range(3)
LARGE = 100_000  # examinees; a share of them is hardly rounded


@pytest.fixture(scope="module")
def panel_of(small):
    """Return a function that makes a panel of schools from shares, shape (years, schools, 2)."""

    def make(shares, treated, *, examined, since=2011, arab=(), late=(), closed=()):
        count = len(treated)
        some = np.arange(len(small.population.schools)) < count
        stream = np.where(np.isin(np.arange(count), arab), ARAB, STATE)
        schools = small.population.schools.chosen(some, np.ones(some.size))
        panel = Panel()
        panel.schools = replace(schools, stream=stream)
        sitting = np.broadcast_to(np.asarray(examined).reshape(-1, 1), (count, 2))
        for year, share in zip(YEARS, shares, strict=True):
            inside = np.array(treated) & (year >= since)
            inside[list(late)] = year == 2017
            enrolled = np.repeat(inside[:, None], len(SCHOOL_PROGRAMMES), axis=1)
            taught = ~np.isin(np.arange(count), closed)
            panel.note(year, np.rint(share * sitting).astype(np.int64), sitting, enrolled, taught)
        return panel

    return make


def courses(before, change, *, year=2015, sexes=(1, 1)):
    """Return shares that stand at `before` [percent], and change from a year on, by sex."""
    later = np.array(YEARS)[:, None, None] >= year
    course = np.array(before)[:, None] + later * np.array(change)[:, None] * np.array(sexes)
    return course / 100


def of(panel, design=GIVE_FIVE):
    return [estimate(panel, design, sex) for sex in STUDENTS]


def test_four_schools_worked_by_hand(panel_of):
    """Treated +6 and +8 with 200 and 600 examinees, both matched to the two others, +1 and +3.

    (6 + 3 * 8) / 4 - 2 = 5.5 on (10 + 3 * 20) / 4 = 17.5. Each change has variance 2, half the
    squared distance to the other of its arm, and counts 1/4, 3/4, -1/2, -1/2.
    """
    shares = courses([10, 20, 10, 20], [6, 8, 1, 3])
    found = of(panel_of(shares, [True, True, False, False], examined=[100, 300, 100, 300]))
    for one in found:
        assert (one.treated, one.controls) == (2, 2)
        assert one.effect == pytest.approx(5.5)
        assert one.baseline == pytest.approx(17.5)
        assert one.error == pytest.approx((2 * (1 / 16 + 9 / 16 + 1 / 4 + 1 / 4)) ** 0.5)


def test_the_nearest_three_are_the_comparison(panel_of):
    """In share: the four others lie at 11, 12, 13 and 40; the last, which changes most, is left."""
    shares = courses([10, 10, 11, 12, 13, 40], [5, 5, 0, 1, 2, 30])
    panel = panel_of(shares, [True, True, *[False] * 4], examined=[LARGE] * 6)
    assert of(panel)[ALL].effect == pytest.approx(4)


def test_schools_are_compared_within_their_language_where_they_can_be(panel_of):
    shares = courses([10, 10, 10, 10, 30], [5, 5, 1, 1, 3])
    treated = [True, True, False, False, False]
    panel = panel_of(shares, treated, examined=[LARGE] * 5, arab=(0, 4))
    assert of(panel)[ALL].effect == pytest.approx(((5 - 3) + (5 - 1)) / 2)
    alone = panel_of(shares, treated, examined=[LARGE] * 5, arab=(0,))
    assert of(alone)[ALL].effect == pytest.approx(5 - (1 + 1 + 3) / 3)


@given(
    effect=st.floats(-4, 15), trend=st.floats(-4, 4), seed=st.integers(0, 2**32 - 1),
    design=st.sampled_from(DESIGNS),
)  # fmt: skip
def test_an_effect_on_treated_schools_is_recovered(small_panel, effect, trend, seed, design):
    panel, at_boys = small_panel(effect, trend, seed, sexes=(1, 1)), (1, 0)
    for one in of(panel, design):
        assert one.effect == pytest.approx(effect, abs=0.02)
        assert one.error == pytest.approx(0, abs=0.02)
    found = of(small_panel(effect, trend, seed, sexes=at_boys), design)
    assert found[BOYS].effect == pytest.approx(effect, abs=0.02)
    assert found[GIRLS].effect == pytest.approx(0, abs=0.02)
    assert found[ALL].effect == pytest.approx(effect / 2, abs=0.02)


@pytest.fixture(scope="module")
def small_panel(panel_of):
    """Return a function that makes forty schools that differ, with a common trend."""

    def make(effect, trend, seed, *, sexes):
        rng = np.random.default_rng(seed)
        before, examined = rng.uniform(10, 40, 40), rng.integers(1, 9, 40) * LARGE
        treated = rng.permutation(40) < 25
        all_schools = courses(before, [trend] * 40)
        shares = all_schools + courses(np.zeros(40), effect * treated, sexes=sexes)
        return panel_of(shares, treated, examined=examined, arab=range(8))

    return make


def test_the_standard_error_is_the_spread_of_estimates_over_luck(panel_of):
    """With controls that are used again and again: thirty treated schools, ten others."""
    rng, found = np.random.default_rng(1), []
    share = rng.uniform(0.1, 0.3, 40)
    examined = rng.integers(40, 200, 40)
    for _ in range(300):
        drawn = rng.binomial(examined[:, None], share[:, None], (len(YEARS), 40, 2))
        shares = drawn / examined[:, None]
        found.append(of(panel_of(shares, [True] * 30 + [False] * 10, examined=examined))[ALL])
    effects, errors = np.array([[e.effect, e.error] for e in found]).T
    assert abs(effects.mean()) < 3 * effects.std() / len(found) ** 0.5
    assert errors.mean() == pytest.approx(effects.std(), rel=0.15)


def test_only_schools_with_a_working_track_before_and_examinees_throughout_count(panel_of):
    shares = courses([10] * 8, [5] * 4 + [0] * 4)
    shares[YEARS.index(2014), 0] = 0.02  # two boys and two girls: four are not shown
    shares[YEARS.index(2014), 4] = 0.03
    panel = panel_of(shares, [True] * 4 + [False] * 4, examined=[100] * 8)
    panel._examined[YEARS.index(2017)][5] = 0
    assert [(e.treated, e.controls) for e in of(panel)] == [(3, 3)] * 3


def test_who_joins_late_or_has_no_class_to_join_with_is_on_neither_side(panel_of):
    treated, shares = [True] * 3 + [False] * 3, courses([10] * 6, [0] * 6)
    late = of(panel_of(shares, treated, examined=[LARGE] * 6, late=(0,)))[ALL]
    closed = of(panel_of(shares, treated, examined=[LARGE] * 6, closed=(0, 5)))[ALL]
    assert (late.treated, late.controls) == (2, 3)
    assert (closed.treated, closed.controls) == (2, 2)


def test_a_school_without_girls_counts_for_boys(panel_of):
    treated = [True] * 3 + [False] * 3
    panel = panel_of(courses([10] * 6, [1] * 6), treated, examined=[LARGE] * 6)
    for year in panel._examined:
        year[0, 1] = 0
    assert [e.treated for e in of(panel)] == [3, 3, 2]


@pytest.mark.parametrize("treated", [(0, 0, 0, 0), (1, 1, 1, 1), (1, 0, 0, 0), (1, 1, 1, 0)])
def test_too_few_schools_give_no_effect_and_no_crash(panel_of, treated):
    panel = panel_of(courses([10] * 4, [1] * 4), np.array(treated) == 1, examined=[LARGE] * 4)
    for one in of(panel):
        assert (one.treated, one.controls) == (sum(treated), 4 - sum(treated))
        assert isnan(one.effect)
        assert isnan(one.error)
        assert isnan(one.baseline) == (not any(treated))
    nobody = panel_of(courses([0] * 4, [0] * 4), np.array(treated) == 1, examined=[LARGE] * 4)
    assert [(e.treated, e.controls) for e in of(nobody)] == [(0, 0)] * 3
    assert len(estimates(panel, seed=1)) == len(estimates(nobody, seed=1)) == 18


def test_a_panel_that_lacks_a_year_says_so(panel_of):
    panel = panel_of(courses([10] * 4, [1] * 4), [True] * 4, examined=[LARGE] * 4)
    with pytest.raises(ValueError, match="does not hold 2001, 2018"):
        panel.rows(2018, 2005, 2001)


@given(seed=st.integers(0, 2**32 - 1))
def test_a_lot_gives_half_of_the_treated_and_half_of_the_others(small_panel, seed):
    arms = arms_of(small_panel(0, 0, 1, sexes=(1, 1)), RESERVES)
    lot, same = (drawn_by_lot(arms, np.random.default_rng(seed)) for _ in range(2))
    assert (lot.treated == same.treated).all()
    assert not (lot.treated & lot.untreated).any()
    assert ((lot.treated | lot.untreated) == (arms.treated | arms.untreated)).all()
    for arm in (arms.treated, arms.untreated):
        assert (lot.treated & arm).sum() == arm.sum() // 2


def test_every_comparison_is_made_for_everybody_and_each_sex(small_panel):
    found = estimates(small_panel(5, 1, 1, sexes=(1, 1)), seed=1)
    programmes = [design.programme for design in DESIGNS]
    asked = [(p, k, s) for p in programmes for k in KINDS for s in STUDENTS]
    assert [(e.programme, e.kind, e.sex) for e in found] == asked
    for one in found:
        if one.kind != KINDS[0]:  # a placebo: half of the treated stand on the other side
            assert one.effect == pytest.approx(0, abs=3)
    other = estimates(small_panel(5, 1, 1, sexes=(1, 1)), seed=2)
    differ = [a.kind for a, b in zip(found, other, strict=True) if a != b]
    assert set(differ) == {PLACEBO_PROGRAMME}


def test_placebo_years_end_before_the_programme_they_are_of():
    for real, earlier in zip(DESIGNS, EARLIER, strict=True):
        assert earlier.programme == real.programme
        assert earlier.launched == real.launched
        assert max(earlier.years) <= max(real.pre)


def test_published_ranges_hold_the_targets():
    published = {t.id: t.value for t in targets(measure="effect on 5u share")}
    for programme, target in (("give_five", "BOI_G5"), ("reserves", "BOI_RES")):
        found = PUBLISHED[programme, "all"]
        assert found.low <= published[target] <= found.high


def test_a_panel_holds_what_results_add_up(small):
    panel = Panel(since=2012, until=2016)
    frame = run(small, seed=1, until=2017, watchers=[panel]).frame()
    assert panel.years == (2012, 2013, 2014, 2015, 2016)
    assert panel.five.shape == panel.examined.shape == (5, len(panel.schools), 2)
    assert panel.five.dtype == np.int32
    twelfth = frame[(frame["grade"] == 12) & frame["year"].isin(panel.years)]
    for sex, group in enumerate(("boys", "girls")):
        told = twelfth[twelfth["group"] == group].pivot_table("value", "year", "measure")
        units = [told[f"{word}_units"].to_numpy() for word in ("three", "four", "five")]
        weight = panel.schools.weight
        assert panel.five[:, :, sex] @ weight == pytest.approx(units[-1])
        assert panel.examined[:, :, sex] @ weight == pytest.approx(sum(units))
    assert not panel.enrolled("give_five")[:3].any()
    assert panel.enrolled("give_five")[3:].any()


def test_estimates_of_a_small_country_are_finite_or_told_as_missing(small):
    panel = Panel(until=2017)
    run(small, seed=1, until=2017, watchers=[panel])
    for one in estimates(panel, seed=1):
        enough = min(one.treated, one.controls) >= 2
        assert isnan(one.effect) != enough
        assert not enough or one.error > 0
