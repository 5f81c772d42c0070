"""A teacher is a view of a row, for its year; the staff keeps the rows together."""

import mesa
import numpy as np
import pytest

from simulation.agents.staff import (
    COLLEGE,
    RETRAINED,
    ROUTES,
    UPGRADED,
    VETERAN,
    Staff,
    Teacher,
)


@pytest.fixture
def staff():
    """A staff without anybody, that stands for itself."""
    return Staff(mesa.Model(), stands_for=1.0)


def hire(staff, school, *, year=2010, route=COLLEGE, certified=True, age=26, start=0):
    """Take in a teacher for each school named."""
    school = np.array(school, np.int64)
    place = np.arange(school.size) + start
    staff.hire(school, year=year, place=place, route=route, certified=certified, age=age)


def test_a_view_reads_the_columns(country):
    t, views = country.staff.teachers, country.teachers
    assert [v.row for v in views] == list(range(len(country.staff)))
    assert [v.age for v in views] == t.age.tolist()
    assert [v.experience for v in views] == t.experience.tolist()
    assert [v.is_certified for v in views] == (t.certified > 0).tolist()
    assert [v.quality for v in views] == t.quality.tolist()
    assert [v.route for v in views] == [ROUTES[r] for r in t.route]
    assert [v.school for v in views] == [country.school(j) for j in t.school]


def test_there_is_somebody_of_every_route_that_history_has_by_then(country):
    views = country.teachers
    assert {v.route for v in views} == {"veteran", "college", "upgraded"}
    assert {v.is_certified for v in views} == {True, False}


def test_numbers_are_negative_and_unique(country):
    numbers = [v.unique_id for v in country.teachers]
    assert max(numbers) < 0
    assert len(set(numbers)) == len(numbers)
    assert not set(numbers) & {a.unique_id for a in country.agents}


def test_a_view_is_an_agent_that_is_not_registered(country):
    before = len(country.agents)
    views = country.teachers
    assert len(country.agents) == before
    assert all(isinstance(v, mesa.Agent) for v in views)
    assert not any(isinstance(a, Teacher) for a in country.agents)
    assert views[0].model is country
    assert repr(views[0]) == f"<Teacher {-1 - views[0].unique_id}>"


def test_nobody_teaches_before_the_first_staff_is_founded(small, settle):
    country = small.model()
    assert country.teachers == []
    country.release()
    assert settle(small, 1998).teachers == []
    assert len(settle(small, 1999).teachers) > 0


def test_a_teacher_looked_at_too_late_says_so(small, settle):
    country = settle(small, 2010)
    teacher = country.teachers[0]
    assert teacher.age > 0
    country.step()
    for name in ("age", "experience", "route", "school", "is_certified", "quality"):
        with pytest.raises(LookupError, match=r"seen in 2010 cannot be read in 2011.*Ask"):
            getattr(teacher, name)


def test_a_teacher_who_stays_keeps_the_number_and_grows_a_year_older(small, settle):
    country = settle(small, 2010)
    before = {v.unique_id: (v.age, v.experience, v.quality) for v in country.teachers}
    country.step()
    after = {v.unique_id: (v.age, v.experience, v.quality) for v in country.teachers}
    stayed = before.keys() & after.keys()
    assert len(stayed) > len(before) / 2
    for number in stayed:
        age, experience, quality = before[number]
        assert after[number] == (age + 1, experience + 1, quality)


def test_a_teacher_comes_without_experience_by_a_way_and_at_an_age(staff):
    hire(staff, [3, 1], route=RETRAINED, age=45)
    t = staff.teachers
    assert t.school.tolist() == [3, 1]
    assert t.age.tolist() == [45, 45]
    assert t.experience.tolist() == [0, 0]
    assert t.route.tolist() == [RETRAINED, RETRAINED]
    assert t.certified.tolist() == [1, 1]
    assert (staff.ledger.hired, staff.ledger.entered[RETRAINED]) == (2, 2)


def test_those_without_a_certificate_are_hired_but_enter_no_stock(staff):
    hire(staff, [0, 1, 2], certified=False)
    assert staff.ledger.hired == 3
    assert staff.ledger.entered.tolist() == [0, 0, 0, 0]
    assert staff.certified_by_route().tolist() == [0, 0, 0, 0]


def test_the_columns_grow_without_losing_anybody(staff):
    expected = []
    for year in range(2001, 2031):
        schools = list(range(year % 7))
        hire(staff, schools, year=year, age=year - 1975)
        expected += [(j, year - 1975) for j in schools]
        t = staff.teachers
        assert list(zip(t.school.tolist(), t.age.tolist(), strict=True)) == expected
    assert np.unique(t.number).size == len(expected) == len(staff)


def test_who_comes_takes_the_row_of_the_first_to_have_stopped(staff):
    hire(staff, [0, 1, 2])
    staff.keep(1)
    assert len(staff) == 1
    hire(staff, [7], year=2011, route=RETRAINED, age=45)
    assert staff.teachers.school.tolist() == [0, 7]
    assert staff.teachers.age.tolist() == [26, 45]


def test_the_number_tells_the_year_the_way_and_the_place_only(staff):
    ways = [(y, r, c) for y in (2001, 2035) for r in range(len(ROUTES)) for c in (False, True)]
    for year, route, certified in ways:
        hire(staff, [0] * 5, year=year, route=route, certified=certified)
    numbers = staff.teachers.number.copy()
    assert np.unique(numbers).size == 5 * len(ways)
    assert (numbers >= 0).all()
    other = Staff(staff.model, stands_for=1.0)
    for i, (year, route, certified) in reversed(list(enumerate(ways))):
        hire(other, [9] * 5, year=year, route=route, certified=certified, age=50)
        assert other.teachers.number[-5:].tolist() == numbers[5 * i : 5 * i + 5].tolist()


def test_a_certificate_changes_the_route_and_the_books_and_nothing_else(staff):
    hire(staff, [0, 1, 2], route=VETERAN, certified=False)
    number = staff.teachers.number.tolist()
    staff.certify(np.array([2, 0]))
    t = staff.teachers
    assert t.certified.tolist() == [1, 0, 1]
    assert t.route.tolist() == [UPGRADED, VETERAN, UPGRADED]
    assert (t.number.tolist(), t.school.tolist()) == (number, [0, 1, 2])
    assert staff.ledger.entered.tolist() == [0, 0, 0, 2]
    assert staff.ledger.hired == 3
    assert staff.certified_by_route().tolist() == [0, 0, 0, 2]
