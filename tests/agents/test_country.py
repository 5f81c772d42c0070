"""The country is a Mesa model, and its agents are Mesa's."""

import mesa
import numpy as np
import pytest

from simulation.agents.authority import Authority
from simulation.agents.cohort import Cohort
from simulation.agents.ministry import Ministry
from simulation.agents.partnership import Partner
from simulation.agents.school import MiddleSchool, School
from simulation.agents.staff import Staff
from simulation.agents.student import Student
from simulation.population.schools import SUBJECTS

YEAR = 2013


def test_a_step_is_one_school_year(country):
    assert isinstance(country, mesa.Model)
    assert country.steps == YEAR - 1995
    assert country.world == country.worlds[YEAR]


def test_all_but_students_are_registered(country):
    schools = country.population.schools
    kinds = {kind: len(country.agents_by_type[kind]) for kind in country.agent_types}
    assert kinds == {
        Ministry: 1,
        Staff: 1,
        School: len(schools),
        MiddleSchool: schools.middle.max() + 1,
        Authority: np.unique(schools.authority).size,
        Cohort: 6,
        Partner: len(country.initiative.state),
    }


def test_mesas_own_ways_of_asking_work_on_schools(country):
    schools = country.agents_by_type[School]
    assert schools.agg("row", max) == len(schools) - 1
    arab = schools.select(lambda s: s.stream == "arab")
    assert len(arab) == (country.population.schools.stream == 3).sum()
    assert set(schools.groupby("district").groups) <= {
        "Jerusalem", "North", "Haifa", "Centre", "Tel Aviv", "South",
    }  # fmt: skip


def test_a_school_reads_its_row_of_the_columns(country):
    columns, standing = country.population.schools, country.standing
    for row in range(0, len(columns), 5):
        school = country.school(row)
        assert school.row == row
        assert school.name == columns.name[row]
        assert school.quintile == columns.quintile[row]
        assert school.has_track == standing.track[row]
        assert school.track_years == standing.track_years[row]
        assert school.groups == standing.groups[row]
        assert school.periphery_index == columns.periphery_index[row]
        assert [s in school.subjects for s in SUBJECTS] == columns.offers[row].tolist()
        assert school.certified_teachers == standing.certified[row]
        assert school.posts == standing.posts[row]
        assert school.shortage == standing.short[row]
        assert school.five_unit_share == standing.share[row]
        assert school.authority.index == columns.authority[row]
        assert school.middle.index == columns.middle[row]
        assert school in school.authority.schools
        assert school in school.middle.feeds


def test_authorities_and_middle_schools_hold_each_school_once(country):
    n = len(country.population.schools)
    for kind, members in ((Authority, "schools"), (MiddleSchool, "feeds")):
        rows = [s.row for a in country.agents_by_type[kind] for s in getattr(a, members)]
        assert sorted(rows) == list(range(n))


def test_an_authority_sums_up_its_schools(country):
    schools = country.population.schools
    for authority in country.agents_by_type[Authority]:
        rows = [s.row for s in authority.schools]
        assert authority.cluster in schools.cluster[rows]
        assert authority.schools_with_track == country.standing.track[rows].sum()
        mean = country.standing.share[rows].mean()
        assert authority.five_unit_share == pytest.approx(mean)


def test_an_authority_reads_its_row_of_the_columns(country):
    councils, names = country.councils, ("salience", "spent")
    authorities = list(country.agents_by_type[Authority])
    assert [a.index for a in authorities] == list(range(len(councils)))
    for name in names:
        assert [getattr(a, name) for a in authorities] == getattr(councils, name).tolist()
        assert getattr(councils, name).any()
    assert [a.published_rate for a in authorities] == councils.rate.tolist()
    assert [a.has_director for a in authorities] == councils.director.astype(bool).tolist()
    assert [a.has_coordinator for a in authorities] == councils.coordinator.astype(bool).tolist()
    assert [a.cluster for a in authorities] == councils.cluster.tolist()


def test_todays_tracks_are_no_longer_those_of_2013(country):
    today = [s.has_track for s in country.agents_by_type[School]]
    assert sum(today) > 0
    assert today != country.population.schools.has_track.tolist()


def test_a_middle_school_that_feeds_one_school_is_part_of_it(country):
    middles = country.agents_by_type[MiddleSchool]
    alone = [m.is_part_of_six_year_school for m in middles]
    assert alone == [len(m.feeds) == 1 for m in middles]
    assert 0 < sum(alone) < len(alone)


def test_the_ministry_knows_the_levers_and_the_count(country):
    assert country.ministry.levers == country.world.levers
    counts = country.counts.units(12, 5).sum(axis=1)
    published = country.population.schools.weight @ counts
    assert country.ministry.published[YEAR] == pytest.approx(published)
    assert set(country.ministry.spent) == set(range(1996, YEAR + 1))


def test_the_oldest_cohort_is_in_grade_12_and_the_youngest_in_grade_7(country):
    assert [c.grade(YEAR) for c in country.cohorts] == [12, 11, 10, 9, 8, 7]
    assert not any(isinstance(a, Student) for a in country.agents)


def test_a_cohort_that_has_left_is_no_agent_any_more(country):
    assert {c.entered for c in country.agents_by_type[Cohort]} == set(range(YEAR - 5, YEAR + 1))
