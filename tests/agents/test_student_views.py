"""A student is a view of a row: it says what the columns say, and decides as the kernels do."""

import mesa
import numpy as np
import pytest

from simulation.agents.cohort import cohort_and_row, in_grades
from simulation.agents.student import Student
from simulation.arrays import NOT_SAT
from simulation.model import Country
from simulation.population.course import courses
from simulation.population.schools import SUBJECTS
from simulation.processes import persistence, track_choice
from simulation.randomness import Decision, uniform

YEARS = (2004, 2012, 2016)  # nothing in force yet; shortage and Reserves; all levers
SAMPLE = 2000  # students a year: 6,000 of each decision


@pytest.fixture(scope="module")
def country(small):
    country = Country(small.population, small.scenario.worlds, small.field, seed=1)
    while country.year < 2017:
        country.step()
    yield country
    country.release()


def some(cohort, n, seed=0):
    """Return views of `n` students of a cohort, drawn with a fixed seed."""
    rng = np.random.default_rng(seed)
    return [Student(cohort, int(row)) for row in rng.choice(len(cohort), n, replace=False)]


def test_a_view_reads_the_columns(country):
    for c in country.cohorts:
        for s in some(c, 50):
            i, who = s.row, c.who
            assert cohort_and_row(s.unique_id) == (c.entered, i)
            assert who.offsets[s.school_row] <= i < who.offsets[s.school_row + 1]
            assert (s.year, s.grade) == (2017, 7 + 2017 - c.entered)
            assert s.school is country.school(s.school_row)
            assert s.female == bool(who.female[i])
            assert s.ses == pytest.approx(s.school.mean_ses + 0.8 * who.background[i])
            assert s.ability == c.ability[i]
            assert s.enrolled == (c.last_grade[i] >= s.grade)
            assert (s.wish, s.units, s.credit) == (c.wish[i], c.units[i], c.credit[i])
            assert s.mode == ("virtual" if c.virtual[i] else "class")
            assert s.sciences == tuple(
                name for bit, name in enumerate(SUBJECTS) if c.sciences[i] & 2**bit
            )
            for mark, column in ((s.first_paper, c.first), (s.second_paper, c.second)):
                assert mark == (None if column[i] == NOT_SAT else column[i])
            assert s.score == (None if c.score[i] == NOT_SAT else c.score[i])


def test_nothing_is_left_of_those_who_had_the_columns_before(small):
    country = Country(small.population, small.scenario.worlds, small.field, seed=1)
    for slate in country._slates:
        slate.ability[:] = np.nan
        slate.bytes[:] = 255
    country.step()
    (youngest,) = country.cohorts
    assert np.isfinite(youngest.ability).all()
    assert np.isin(youngest.units, (0, 3, 4, 5)).all()
    country.release()


def test_there_are_marks_and_sciences_to_read(country):
    oldest = country.cohorts[0]
    read = [Student(oldest, int(row)) for row in oldest.at_five]
    assert all(s.score is not None for s in read)
    assert any(s.sciences for s in read)
    assert any(s.mode == "virtual" for s in read)


def test_a_view_is_an_agent_that_is_not_registered(country):
    before = len(country.agents)
    s = country.student(country.cohorts[0].first_id + 5)
    assert isinstance(s, mesa.Agent)
    assert s.model is country
    assert len(country.agents) == before
    assert s not in country.agents


def test_two_views_of_one_student_are_equal(country, settle, small):
    one, other = (country.student(country.cohorts[0].first_id + 5) for _ in range(2))
    assert one == other
    assert len({one, other}) == 1
    assert one != country.student(one.unique_id + 1)
    elsewhere = settle(small, 2017)
    assert one != elsewhere.student(one.unique_id)
    assert repr(one) == f"<Student {one.cohort.entered}-5>"


def test_nobody_is_found_beyond_the_cohorts(country):
    young, old = country.cohorts[-1], country.cohorts[0]
    for number in (old.first_id - 1, old.first_id + len(old), young.first_id + len(young), -1, 0):
        with pytest.raises(KeyError, match="grades 7 to 12 in 2017"):
            country.student(number)


def before_spring(small, settle, year):
    """Return a country in which winter of `year` has passed and grade 9 has not chosen."""
    country = settle(small, year - 1)
    country.year, country.world = year, country.worlds[year]
    country.september()
    return country


def test_ability_is_background_talent_and_what_was_gained(small, settle):
    country = before_spring(small, settle, 2016)
    course_of = courses(small.population.schools, country.world.ability)
    assert len(country.students) > 0  # to look writes the ability of grades 7 and 8 too
    for c in country.cohorts:
        course = course_of[c.grade(2016)]
        for s in some(c, 50):
            j, i = s.school_row, s.row
            expected = course.centre[j] + course.slope[j] * c.who.background[i]
            own = course.spread * c.talent(2016)[i] + c.gain[i]
            assert s.ability == pytest.approx(expected + own, abs=1e-5)


@pytest.mark.parametrize("year", YEARS)
def test_a_viewed_student_chooses_a_track_as_the_kernel_does(small, settle, year):
    country = before_spring(small, settle, year)
    country.winter()
    (c,) = in_grades(country.cohorts, year, 9)
    w, key = country.world, country.luck.key
    schools, common = country.population.schools, country._common(w.climate.pressure)
    own = country._own_pull()
    assert own.std() > 0.1
    pulls = track_choice.pulls(schools, country.standing, c, w, own, year, common)
    students = some(c, SAMPLE, year)
    decided = [
        s.decide_track(pulls, np.float32(uniform(key, Decision.CHOOSE_TRACK, year, 0, s.unique_id)))
        for s in students
    ]
    country.spring()
    assert decided == [s.wish for s in students]
    assert set(decided) == {0, 3, 4, 5}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("grade", [11, 12])
def test_a_viewed_student_registers_as_the_kernel_does(small, settle, year, grade):
    country = before_spring(small, settle, year)
    (c,) = in_grades(country.cohorts, year, grade)
    w, key = country.world, country.luck.key
    common = country._common(w.persistence.pressure)
    pulls = persistence.pulls(c.taught, country.standing, country.doses, w, common, grade)
    tracks = [s for s in some(c, len(c), year) if s.units >= 4]
    students = tracks[:SAMPLE]
    units_before = [s.units for s in students]
    decided = [
        s.decide_to_stay(pulls, np.float32(uniform(key, Decision.PERSIST, year, 0, s.unique_id)))
        for s in students
    ]
    country.winter()
    assert decided == [s.units for s in students]
    assert decided != units_before
    assert len(students) > 1000
