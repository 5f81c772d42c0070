"""Scenarios share luck: where nothing differs for them, teachers live the same lives."""

from dataclasses import fields

import pytest

from simulation.agents.staff import RETRAINED, Teachers
from tests.processes.lived_teachers import FIRST, LAST, common, history, lived


@pytest.fixture(scope="module")
def years(small):
    """The teachers of the small country."""
    return lived(small)


@pytest.fixture(scope="module")
def without():
    """The teachers of the small country if nobody is ever retrained."""
    return history(levers__retraining=0)


def test_without_retraining_all_is_the_same_until_its_first_trainees_teach(years, without):
    for year in range(FIRST, 2015):
        for f in fields(Teachers):
            a, b = (getattr(x[year].teachers, f.name) for x in (years, without))
            assert a.tolist() == b.tolist(), (year, f.name)
    assert years[2015].rows.keys() != without[2015].rows.keys()


def test_in_the_year_of_the_difference_nobody_else_goes_or_changes_number(years, without):
    """Where the retrained teach, fewer others are hired; nobody else is another person."""
    one, other = years[2015], without[2015]
    came = set(one.teachers.number[one.newcomers(RETRAINED)].tolist())
    others = one.rows.keys() - came
    assert others <= other.rows.keys()
    instead = [other.rows[n] for n in other.rows.keys() - others]
    assert len(instead) <= len(came)
    assert (other.teachers.certified[instead] == 0).all()
    assert (other.teachers.experience[instead] == 0).all()


def test_who_is_in_both_is_the_same_person(years, without):
    for year in range(FIRST, LAST + 1):
        one, other = years[year], without[year]
        i, j = common(one, other)
        assert i.size > 0.8 * min(len(one.rows), len(other.rows))
        for name in ("age", "experience", "quality"):
            assert (getattr(one.teachers, name)[i] == getattr(other.teachers, name)[j]).all()


def test_who_has_no_certificate_in_both_teaches_in_the_same_school(years, without):
    for year in range(FIRST, LAST + 1):
        one, other = years[year].teachers, without[year].teachers
        i, j = common(years[year], without[year])
        plain = (one.certified[i] == 0) & (other.certified[j] == 0)
        assert (one.school[i[plain]] == other.school[j[plain]]).all()


def test_who_is_in_both_and_as_certified_stops_in_both_or_in_neither(years, without):
    for year in range(FIRST, LAST):
        i, j = common(years[year], without[year])
        alike = years[year].teachers.certified[i] == without[year].teachers.certified[j]
        numbers = set(years[year].teachers.number[i[alike]].tolist())
        one, other = (numbers & x[year + 1].rows.keys() for x in (years, without))
        assert one == other


def test_without_retraining_nobody_is_retrained(without):
    assert all((y.teachers.route != RETRAINED).all() for y in without.values())
    assert not any(y.trainees for y in without.values())
