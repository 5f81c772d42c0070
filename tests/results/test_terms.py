"""What is seen of the partnership, held against slow definitions of it."""

from itertools import product
from statistics import fmean, pstdev

import numpy as np
import pytest

from simulation.agents.partnership import Stage
from simulation.initiative import TERMS
from simulation.network.programmes import Programme, programmes
from simulation.results.terms import (
    ORGANISATIONS,
    TERMLY,
    Terms,
    termly,
)
from simulation.run import load, run

UNTIL = 2018


class Slow:
    """A naive twin of the measures: loops over partners, as their sentences say."""

    def __init__(self):
        self.told = {}

    def look(self, country, term):
        """Measure a term of a year worth it."""
        if country.year >= 2013:
            self.told[country.year, term] = dict(self.measures(country))

    def measures(self, country):
        """Yield names and values."""
        initiative, w = country.initiative, country.world
        state, who, least = initiative.state, initiative.state.partners, w.trust.trusted_from
        trust = initiative.trust(w)
        sectors = [a.sector for a in initiative.agents]
        members = [
            a.row
            for a in initiative.agents
            if a.is_member and a.sector not in {"ministry", "backbone"}
        ]
        pairs = [(a, b) for a, b in product(members, members) if a != b]
        within = [trust[a, b] for a, b in pairs if sectors[a] == sectors[b]]
        across = [trust[a, b] for a, b in pairs if sectors[a] != sectors[b]]
        tied = [(a, b) for a, b in pairs if trust[a, b] >= least]
        yield "members", len(members)
        for sector in ORGANISATIONS:
            yield f"members_{sector}", sum(sectors[m] == sector for m in members)
        if pairs:
            yield "density", len(tied) / len(pairs)
            yield "mean_trust", fmean(trust[a, b] for a, b in pairs)
            yield "trust_within_sectors", fmean(within)
            yield "trust_across_sectors", fmean(across)
            yield "trust_sd_within", pstdev(within)
            yield "trust_sd_across", pstdev(across)
            yield "bridging", sum(sectors[a] != sectors[b] for a, b in tied) / len(tied)
            ngos = [m for m in members if sectors[m] == "ngo"]
            both = [(n, who.ministry) for n in ngos] + [(who.ministry, n) for n in ngos]
            yield "trust_ngo_ministry", fmean(trust[a, b] for a, b in both)
            yield "trust_ministry", fmean(trust[who.ministry, m] for m in members)
            away = state.position[members] - state.position[members].mean(axis=0)
            yield "agreement", 1 - fmean(np.sqrt((x**2).sum()) for x in away) / 2
            columns = {
                "commitment": state.commitment, "funds": state.funds,
                "practised": state.practised, "solutions": state.solution,
            }  # fmt: skip
            for name, of in columns.items():
                yield name, fmean(of[m] for m in members)
            kinds = [who.programme[m] for m in members]
            shared = [t for t in range(len(initiative.types)) if kinds.count(t) >= 2]
            yield "coordination", fmean(state.coordinated[t] for t in shared)
        yield "stage", {Stage.OBSERVER: 0, Stage.PARTNER: 1, Stage.LEAD: 2}[state.stage]
        yield "steering_seats", sum(state.votes)
        yield "in_groups", sum(state.group[m] >= 0 for m in members)
        schools = country.population.schools
        yield "readiness", np.average(state.ready, weights=schools.weight)
        yield (
            "circles",
            sum(
                weight
                for weight, circle in zip(country.councils.weight, state.circle.T, strict=True)
                if any(circle)
            ),
        )
        b = w.backbone
        fte = b.vision + b.alignment + b.measurement + b.public_will + b.policy + b.funding
        yield "backbone_fte", fte if state.launched else 0
        yield "agenda", len([e for e in initiative.events if e.kind == "agenda"])
        for name in ("budget", "openness", "alignment", "measurement"):
            yield name, getattr(state, name)
        yield "urgency", country.urgency
        yield "visibility", initiative.seen(w)
        for i, kind in enumerate(initiative.types):
            yield f"coverage_{kind.name}", state.coverage[i]
            yield f"overlap_{kind.name}", state.overlap[i]


@pytest.fixture(scope="module")
def slow():
    return Slow()


@pytest.fixture(scope="module")
def results(small, slow):
    return run(small, seed=1, until=UNTIL, after_term=[slow.look])


def test_every_measure_is_what_its_sentence_says(results, slow):
    frame = results.terms_frame()
    for (year, term), of in frame.groupby(["year", "term"]):
        seen = dict(zip(of["measure"], of["value"], strict=True))
        assert seen == pytest.approx(slow.told[year, term]), (year, term)
    assert len(slow.told) == frame.groupby(["year", "term"]).ngroups == TERMS * (UNTIL - 2012)
    assert set(frame["measure"]) == {m.measure for m in TERMLY}


def test_every_measure_says_one_sentence_and_has_a_unit_and_a_name_of_its_own():
    assert len({m.measure for m in TERMLY}) == len(TERMLY)
    assert all(m.unit and m.text.endswith(".") for m in TERMLY)


def test_types_of_ones_own_have_measures_of_their_own():
    own = Programme(
        name="chess", channel="visits", unit="a game", cost=1.0, hours=1.0, group="motivation"
    )
    names = [m.measure for m in termly([own])]
    assert names[-2:] == ["coverage_chess", "overlap_chess"]
    assert len(names) == len(TERMLY) - 2 * len(programmes()) + 2


def test_terms_begin_in_the_school_year_before_the_launch(small):
    late = load("history", fraction=small.fraction, set={"initiative.launch": 2006})
    assert set(run(late, until=2007).terms.year) == {2005, 2006, 2007}
    never = load("history", fraction=small.fraction, set={"initiative.active": 0})
    frame = run(never, until=2016).terms_frame()
    assert set(frame["year"]) == {2013, 2014, 2015, 2016}
    assert not frame.loc[frame["measure"] == "members", "value"].any()
    assert "density" not in set(frame["measure"])


def test_to_be_looked_at_changes_nothing(small, results):
    unseen = run(small, seed=1, until=UNTIL, network=False)
    assert unseen.sums.tobytes() == results.sums.tobytes()
    assert unseen.climate.tobytes() == results.climate.tobytes()
    assert not len(unseen.terms.values)
    for frame in (unseen.terms_frame(), unseen.events_frame(), unseen.ties_frame(),
                  unseen.partners_frame()):  # fmt: skip
        assert frame.empty


def test_tables_without_a_row_have_the_columns_of_the_others(small, results):
    empty = run(small, until=2002)
    for name in ("terms_frame", "ties_frame", "partners_frame", "events_frame"):
        one, other = getattr(results, name)(), getattr(empty, name)()
        assert one.dtypes.to_dict() == other.dtypes.to_dict(), name


def test_ties_are_the_trusted_pairs_of_members_at_the_end_of_a_year(small, results):
    country = small.model(seed=1)
    seen = {}

    def look(country, term):
        state = country.initiative.state
        if (country.year, term) == (UNTIL, TERMS):
            least, names = country.world.trust.trusted_from, state.partners.name
            rows = np.flatnonzero(state.member)
            seen.update({
                (names[a], names[b]): state.trust[a, b]
                for a, b in product(rows, rows) if a != b and state.trust[a, b] >= least
            })  # fmt: skip

    country = small.model(seed=1, after_term=[look])
    while country.year < UNTIL:
        country.step()
    country.release()
    ties = results.ties_frame().query("year == @UNTIL")
    told = zip(ties["truster"], ties["trusted"], ties["trust"], strict=True)
    assert {(a, b): trust for a, b, trust in told} == seen


def test_partners_are_told_by_name_year_by_year(results):
    frame = results.partners_frame()
    who = results.partners
    assert list(frame.columns) == list(who._fields)
    assert set(frame["year"]) == set(range(2013, UNTIL + 1))
    assert (frame.groupby("year")["partner"].nunique() == frame["partner"].nunique()).all()
    after = frame[frame["year"] == UNTIL].set_index("partner")
    assert after.loc["Trump Foundation", ["sector", "member", "seat"]].to_list() == [
        "foundation", True, True,
    ]  # fmt: skip
    assert set(after["group"]) <= {"", "every", "motivation", "teachers", "periphery",
                                   "technology", "middle_school"}  # fmt: skip
    ministry, backbone = (after[after["sector"] == s] for s in ("ministry", "backbone"))
    assert ministry["group"].item() == backbone["group"].item() == "every"
    assert after["commitment"].between(0, 1).all()


def test_events_are_those_of_the_run_in_their_order(results):
    frame = results.events_frame()
    assert list(frame.columns) == ["year", "term", "kind", "who", "text"]
    assert frame["year"].is_monotonic_increasing
    founders = frame[(frame["kind"] == "join") & (frame["text"] == "founds it")]
    assert "Trump Foundation" in set(founders["who"])
    assert set(founders["year"]) == {2014}


def test_what_it_sees_of_a_year_is_not_what_comes_later(small, results):
    shorter = run(small, seed=1, until=UNTIL - 2)
    for name in ("terms_frame", "ties_frame", "partners_frame", "events_frame"):
        short, long = getattr(shorter, name)(), getattr(results, name)()
        assert short.equals(long[long["year"] <= UNTIL - 2]), name


def test_a_fresh_watcher_has_seen_nothing():
    terms = Terms()
    assert terms.table.values.shape == (0, len(TERMLY))
    assert not len(terms.ties.year)
    assert not len(terms.partners.year)


@pytest.mark.parametrize("inert", [0, 1])
def test_trust_is_that_which_acts(small, inert):
    case = load("history", fraction=small.fraction, set={"initiative.trust_inert": inert})
    seen = {}
    results = run(case, until=2016, after_term=[
        lambda c, t: seen.update({(c.year, t): c.initiative.trust_of_ministry(c.world)})
    ])  # fmt: skip
    of = results.terms_frame().query("measure == 'trust_ministry'")
    assert of["value"].to_list() == [
        seen[y, t] for y, t in zip(of["year"], of["term"], strict=True)
    ]
