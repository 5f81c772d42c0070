"""A country over the years: what is held too long says so, and nothing moves by itself."""

import numpy as np
import pytest

from simulation.run import load


def test_a_student_looked_at_too_late_says_so(small, settle):
    country = settle(small, 2015)
    twelfth = next(iter(country.students.select(lambda s: s["grade"] == 12)))
    assert twelfth.grade == 12
    country.step()
    with pytest.raises(LookupError, match="has left grade 12"):
        _ = twelfth.units


def test_a_set_of_students_answers_for_its_year_only(small, settle):
    country = settle(small, 2015)
    students = country.students
    assert len(students["units"]) == len(students)
    country.step()
    with pytest.raises(LookupError, match="students of 2015"):
        _ = students["units"]


def test_a_country_can_be_looked_at_before_its_first_year(small):
    country = small.model()
    assert len(country.students) == 0
    assert np.isfinite(country.school(0).mean_ses)
    country.release()


def test_there_is_no_year_after_the_last(small, settle):
    country = settle(small, 2035)
    with pytest.raises(ValueError, match="The facts end in 2035"):
        country.step()


def test_without_causes_nothing_trends(settle):
    """No pressure, no urgency, no shortage, no lever: shares of 2002 and 2012 differ by luck only.

    About 4,500 sitters stand behind each share of the sample: 8 % is four standard errors.
    """
    off = {"climate.pressure": 0, "persistence.pressure": 0, "climate.salience": 0,
           "climate.shortage": 0, "gains.certified_gain": 0}  # fmt: skip
    country = settle(load("no_programmes", fraction=0.2, set=off), 2002)
    shares = {}
    while country.year < 2012:
        counts, weight = country.counts, country.population.schools.weight
        shares[country.year] = (weight @ counts.sitters) / (weight @ counts.twelfth)
        country.step()
    assert shares[2011] == pytest.approx(shares[2002], rel=0.08)
