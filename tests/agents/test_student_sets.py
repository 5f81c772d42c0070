"""Many students at once: the same answers as numpy on the columns, and as Mesa's own AgentSet."""

import mesa
import numpy as np
import pytest

from simulation.agents.student import Student
from simulation.agents.students import StudentSet

YEAR = 2013
READ = ("unique_id", "grade", "female", "ability", "enrolled", "wish", "units", "credit")


@pytest.fixture(scope="module")
def sample(country):
    """Return every 299th student."""
    return country.students.select(lambda s: s["unique_id"] % 299 == 0)


@pytest.fixture(scope="module")
def plain(sample):
    """Return the same students in a set of Mesa's own, which does not keep them alive itself."""
    views = list(sample)
    yield mesa.agent.AgentSet(views, random=np.random.default_rng(0))
    del views


def test_it_holds_everybody_in_order(country):
    students = country.students
    assert len(students) == sum(len(c) for c in country.cohorts)
    assert (np.diff(students["unique_id"]) > 0).all()
    for c, grade in zip(country.cohorts, range(12, 6, -1), strict=True):
        of = students.select(lambda s, g=grade: s["grade"] == g)
        assert of["units"].tolist() == c.units.tolist()
        assert of["ability"].tolist() == c.ability.tolist()


def test_columns_are_what_the_views_say(sample):
    views = list(sample)
    assert len(views) == len(sample) > 100
    for name in READ:
        said = np.array([getattr(s, name) for s in views], float)
        assert sample[name].astype(float) == pytest.approx(said)
    assert sample["school"].tolist() == [s.school_row for s in views]
    assert sample["virtual"].tolist() == [s.mode == "virtual" for s in views]
    sat = sample.select(lambda s: s["score"] < 101)
    assert [s.score for s in sat] == sat["score"].tolist()


def test_it_answers_as_an_agent_set_does(sample, plain):
    assert sample.get("units").tolist() == plain.get("units")
    pairs = np.stack(sample.get(["grade", "ability"]), axis=1)
    assert pairs == pytest.approx(np.array(plain.get(["grade", "ability"])))
    for how in (max, min, sum):
        assert sample.agg("units", how) == plain.agg("units", how)
    assert sample.agg("ability", np.mean) == pytest.approx(plain.agg("ability", np.mean))


def test_a_mark_that_was_not_sat_does_not_count(country):
    twelfth = country.students.select(lambda s: s["grade"] == 12)
    sat = country.cohorts[0].score[country.cohorts[0].at_five].astype(float)
    assert twelfth.agg("score", np.nanmean) == pytest.approx(sat.mean())


def test_it_selects_and_groups_as_an_agent_set_does(sample, plain):
    girls = sample.select(lambda s: s["female"] == 1)
    assert list(girls) == list(plain.select(lambda s: s.female))
    groups = plain.groupby("units").groups
    assert {k: list(v) for k, v in sample.groupby("units").items()} == {
        k: list(v) for k, v in groups.items()
    }
    assert sample.count_by("units") == {k: len(v) for k, v in groups.items()}


def test_grouping_by_school_keeps_everybody(country):
    twelfth = country.students.select(lambda s: s["grade"] == 12)
    by_school = twelfth.groupby("school")
    assert sum(len(g) for g in by_school.values()) == len(twelfth)
    sitters = {j: int(g.agg("units", lambda u: (u == 5).sum())) for j, g in by_school.items()}
    counted = country.counts.units(12, 5).sum(axis=1)
    assert sitters == {j: counted[j] for j in sitters}


def test_a_selection_of_a_selection(country):
    arab = np.flatnonzero(country.population.schools.stream == 3)
    some = country.students.select(lambda s: np.isin(s["school"], arab))
    wanting = some.select(lambda s: s["wish"] == 5).select(lambda s: s["female"] == 1)
    assert isinstance(wanting, StudentSet)
    assert all(s.school.stream == "arab" and s.wish == 5 and s.female for s in wanting)
    assert len(wanting) > 0
    assert all(isinstance(s, Student) for s in wanting)


def test_a_wrong_question_is_answered_with_the_right_one(country):
    with pytest.raises(KeyError, match="mark is not a column of students; there are unique_id"):
        country.students["mark"]
    with pytest.raises(ValueError, match=r"`where` must return \d+ truths, not"):
        country.students.select(lambda s: s["units"])
    with pytest.raises(ValueError, match=r"`where` must return \d+ truths, not"):
        country.students.select(lambda _: True)


def test_nobody_is_nobody(country):
    nobody = country.students.select(lambda s: s["units"] > 5)
    assert len(nobody) == 0
    assert list(nobody) == []
    assert nobody.count_by("units") == {}
