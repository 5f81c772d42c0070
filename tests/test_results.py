"""Results are tidy, add up, and say how they were made."""

import json

import numpy as np
import pytest

from simulation.network.field import Files, field_of
from simulation.results.groups import SEXES, Groups
from simulation.results.measures import BY_SCHOOL, BY_SEX, DERIVED, PROGRAMMES, SUMS
from simulation.run import Case, load, run
from simulation.scenario import Change, Scenario

KEY = ["year", "by", "group", "grade", "measure"]


@pytest.fixture(scope="module")
def frame(small_results):
    return small_results.frame()


def wide(frame, by, grade=12):
    """Return one column a measure, one row a (year, group)."""
    rows = frame[(frame["by"] == by) & (frame["grade"] == grade)]
    return rows.pivot_table(index=["year", "group"], columns="measure", values="value")


def test_a_row_is_one_figure(frame):
    assert list(frame.columns) == [*KEY, "value", "unit"]
    assert not frame.duplicated(KEY).any()
    assert not frame.isna().any().any()
    assert np.isfinite(frame["value"]).all()
    assert set(frame["year"]) == set(range(2001, 2031))
    one_unit = frame.groupby(["measure", "grade"])["unit"].nunique()
    assert (one_unit == 1).all()


def test_every_measure_and_group_is_there(frame):
    measures = {(m.measure, m.grade) for m in (*SUMS, *DERIVED)}
    assert measures <= {*zip(frame["measure"], frame["grade"], strict=True)}
    assert {*frame["by"]} == {"national", "stream", "quintile", "periphery", "district", "sex"}


@pytest.mark.parametrize("by", ["stream", "quintile", "periphery", "district"])
@pytest.mark.parametrize("measure", SUMS, ids=lambda m: f"{m.measure}-{m.grade}")
def test_groups_of_schools_add_up_to_the_country(small_results, by, measure):
    column = SUMS.index(measure)
    of = [i for i, (kind, _) in enumerate(small_results.groups) if kind == by]
    added = small_results.sums[:, of, column].sum(axis=1)
    assert added == pytest.approx(small_results.sums[:, 0, column])


def test_the_sexes_add_up_to_the_country(small_results):
    of = [i for i, (kind, _) in enumerate(small_results.groups) if kind == "sex"]
    assert len(of) == len(SEXES)
    n = len(BY_SEX)
    added = small_results.sums[:, of, :n].sum(axis=1)
    assert added == pytest.approx(small_results.sums[:, 0, :n])
    assert np.isnan(small_results.sums[:, of, n:]).all()
    assert n + len(BY_SCHOOL) == len(SUMS)


@pytest.mark.parametrize("by", ["national", "stream", "sex"])
def test_shares_are_ratios_of_sums(frame, by):
    t = wide(frame, by)
    examinees = t["five_units"] + t["four_units"] + t["three_units"]
    for share, part, whole in (
        ("five_unit_share", t["five_units"], t["students"]),
        ("four_unit_share", t["four_units"], t["students"]),
        ("three_unit_share", t["three_units"], t["students"]),
        ("five_unit_share_of_examinees", t["five_units"], examinees),
        ("pass_rate", t["passed"], t["five_units"]),
        ("mean_score", t["score_sum"], t["five_units"]),
    ):
        there = t[share].dropna()
        assert len(there) > 0
        assert there.to_numpy() == pytest.approx((part / whole)[there.index].to_numpy())
        assert (whole[t[share].isna()] == 0).all()


def test_what_looks_a_year_back_does(frame):
    eleven, twelve = wide(frame, "national", 11), wide(frame, "national")
    ten = wide(frame, "national", 10)
    for year in (2006, 2017, 2030):
        now, before = (year, "all"), (year - 1, "all")
        kept = twelve["five_units"][now] / eleven["five_units"][before]
        left = 1 - eleven["five_units"][now] / ten["five_units"][before]
        assert twelve["kept_11_12"][now] == pytest.approx(kept)
        assert eleven["drop_out"][now] == pytest.approx(left)
    assert (2001, "all") not in twelve["kept_11_12"].dropna().index


def test_all_programmes_together_cost_the_sum(frame):
    money = wide(frame, "national", 0)
    assert money["nis"].to_numpy() == pytest.approx(
        money[[f"nis_{p}" for p in PROGRAMMES]].sum(axis=1).to_numpy()
    )
    spent = money["nis"].droplevel("group")
    assert spent[2002] < 0.001 * spent[2017]  # local authorities only, who hardly feel anything
    assert spent[2017] > spent[2013] > spent[2010]


@pytest.mark.parametrize("country", ["small_results", "national_results"])
def test_places_are_paid_once_whether_the_country_is_whole_or_a_sample(request, country):
    """In 2017 history has 120 places in retraining and 100 in certification."""
    results = request.getfixturevalue(country)
    costs = results.record["parameters"]["costs"]
    spent = wide(results.frame(), "national", 0).loc[2017, "all"]
    assert spent["nis_retraining"] == pytest.approx(120 * costs["retrained_teacher"])
    taken = spent["nis_certification"] / costs["certified_teacher"]
    assert taken == pytest.approx(100, rel=0.2)  # whole teachers, each of whom stands for many


def test_nobody_passes_who_did_not_sit_and_all_who_sit_are_enrolled(frame):
    for by in ("national", "stream", "sex"):
        t = wide(frame, by)
        assert (t["passed"] <= t["five_units"]).all()
        assert (t["virtual"] <= t["five_units"]).all()
        assert (t["five_units"] + t["four_units"] + t["three_units"] <= t["students"] + 1e-6).all()


def test_sums_are_those_of_students_weighted_by_school(small, small_results, settle):
    """Counted once more from the columns of students, without the kernels that count."""
    country = settle(small, 2013)
    who, c = small.population.schools, country.cohorts[0]
    school = np.repeat(np.arange(len(who)), np.diff(c.who.offsets))
    weight = who.weight[school]
    year = small_results.years.index(2013)
    place = {(s.measure, s.grade): i for i, s in enumerate(SUMS)}
    for group, inside in (
        (("national", "all"), weight > 0),
        (("stream", "arab"), who.stream[school] == 3),
        (("sex", "girls"), c.who.female == 1),
        (("quintile", "1"), who.quintile[school] == 1),
    ):
        row = small_results.sums[year, small_results.groups.index(group)]
        here = c.last_grade >= 12
        expected = {
            "students": here, "five_units": c.units == 5, "four_units": c.units == 4,
            "passed": (c.credit == 5) & (c.units == 5), "physics": c.sciences & 1 == 1,
        }  # fmt: skip
        for measure, those in expected.items():
            assert row[place[measure, 12]] == pytest.approx(weight[inside & those].sum())
    assert who.weight.max() > 1.5, "a sample whose weights are 1 tells nothing"


def test_groups_know_their_schools(small):
    schools = small.population.schools
    groups = Groups.of(schools)
    assert len(groups.names) == len(groups.members) + len(SEXES)
    assert groups.members[0].tolist() == schools.weight.tolist()
    for by in ("stream", "quintile", "periphery", "district"):
        of = [i for i, (kind, _) in enumerate(groups.names) if kind == by]
        assert groups.members[of].sum(axis=0) == pytest.approx(schools.weight)


def test_the_record_is_enough_to_run_again(tmp_path):
    settings = {"choice.level": -1.4, "people.girls_share": 0.45}
    story = tmp_path / "mine.toml"
    story.write_text(
        'title = "T"\nquestion = "Q?"\nbase = "no_reserves"\n'
        "[[change]]\nfrom = 2008\nset.levers.goal = 20000\n"
    )
    first = run(load(story, set=settings, fraction=0.05), seed=7, until=2012)
    record = json.loads(json.dumps(first.record))
    story.unlink()
    again = _again(record)
    assert again.case_key == record["population"]
    assert again.results.sums.tobytes() == first.sums.tobytes()
    assert again.results.climate.tobytes() == first.climate.tobytes()


class _again:  # noqa: N801  reads as a verb above
    """What comes of a record alone."""

    def __init__(self, record):
        changes = tuple(Change(**c) for c in record["changes"])
        story = Scenario(**record["scenario"], base=None, changes=changes)
        who = load("history", set=_of_population(changes), fraction=record["fraction"]).population
        self.case_key = who.key
        case = Case(story, who, record["fraction"], None, field_of(Files()))
        self.results = run(case, seed=record["seed"], until=record["until"])


def _of_population(changes):
    """Return the settings that build another population."""
    values = {k: v for c in changes for k, v in c.values.items()}
    return {k: v for k, v in values.items() if k.startswith("people.")}


def test_the_record_tells_what_and_how(small_results):
    record = small_results.record
    assert record["scenario"]["name"] == "history"
    assert (record["seed"], record["until"], record["fraction"]) == (1, 2030, 0.05)
    assert record["schools"] is None
    assert set(record["software"]) >= {"fivebytwo", "mesa", "numba", "numpy"}
    assert record["parameters"]["choice"]["ability_pull"] > 0
    assert record["seconds"] >= 0
    assert {"commit", "python", "made", "schema", "changes", "population"} <= set(record)


def test_the_record_holds_nothing_but_plain_values(small_results):
    assert json.loads(json.dumps(small_results.record)) == small_results.record
