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


def trend_without_causes(country):
    """Return by how much the share of sitters of 2011 is above that of 2002."""
    weight, shares = country.population.schools.weight, {}
    while country.year < 2011:
        country.step()
        shares[country.year] = (weight @ country.counts.sitters) / (weight @ country.counts.twelfth)
    return shares[2011] / shares[2002] - 1


@pytest.fixture(scope="module")
def nothing_happens():
    """The whole country without pressure, urgency, shortage or any lever."""
    off = {"climate.pressure": 0, "persistence.pressure": 0, "climate.salience": 0,
           "climate.shortage": 0, "gains.certified_gain": 0}  # fmt: skip
    return load("no_programmes", set=off)


def test_without_causes_nothing_trends(nothing_happens, settle):
    """Over 20 seeds the trend was 0.0 % on average, SD 0.9 %: 4 % is over four of them."""
    assert abs(trend_without_causes(settle(nothing_happens, 2001))) < 0.04


def test_that_trend_would_be_seen(nothing_happens, settle):
    """Schools that think their share was nought pull for years: 10-12 % over six seeds."""
    country = settle(nothing_happens, 2000)
    country.standing.share[:] = country.standing.habit[:] = 0
    assert trend_without_causes(country) > 0.06
