"""A fraction of the country: whole authorities, reweighted, classes as large as they are."""

import numpy as np
import pytest

from simulation.population.schools import STREAMS
from simulation.run import load, run

FRACTIONS = (0.05, 0.2, 0.5)


@pytest.fixture(scope="module", params=FRACTIONS)
def sample(request):
    return load("history", fraction=request.param)


def rows_in(country, sample):
    """Return the rows of the sampled schools in the whole country."""
    place = {name: row for row, name in enumerate(country.name)}
    return np.array([place[name] for name in sample.name])


def test_it_holds_about_the_fraction_asked_for(national, sample):
    whole = national.population.schools.twelfth.sum()
    part = sample.population.schools.twelfth.sum() / whole
    assert 0.6 * sample.fraction < part < 1.6 * sample.fraction + 0.03


def test_it_takes_whole_authorities(national, sample):
    country, some = national.population.schools, sample.population.schools
    rows = rows_in(country, some)
    taken = np.isin(country.authority, country.authority[rows])
    assert np.flatnonzero(taken).tolist() == rows.tolist()
    assert np.unique(some.authority).tolist() == list(range(some.authority.max() + 1))
    assert np.unique(some.middle).tolist() == list(range(some.middle.max() + 1))
    together = {*zip(country.authority[rows], some.authority, strict=True)}
    assert len(together) == some.authority.max() + 1


def test_weights_make_up_for_those_who_are_left_out(national, sample):
    country, some = national.population.schools, sample.population.schools
    for stream in range(len(STREAMS)):
        of, part = country.stream == stream, some.stream == stream
        assert part.any()
        weighted = (some.weight * some.twelfth)[part].sum()
        assert weighted == pytest.approx(country.twelfth[of].sum())


def test_schools_and_classes_keep_their_size(national, sample):
    country, some = national.population, sample.population
    rows = rows_in(country.schools, some.schools)
    for name in ("twelfth", "has_track", "examined", "quintile", "cluster", "stream", "effect"):
        whole = getattr(country.schools, name)[rows]
        assert getattr(some.schools, name).tolist() == whole.tolist()
    for entered in (1996, 2012, 2035):
        here = np.diff(some.cohort(entered).offsets)
        there = np.diff(country.cohort(entered).offsets)[rows]
        assert np.abs(here - there).max() <= np.maximum(2, 0.02 * there.max())


def test_the_larger_schools_come_first_in_a_sample_too(national, sample):
    country, some = national.population.schools, sample.population.schools
    assert sorted(some.by_size.tolist()) == list(range(len(some)))
    examinees = (some.twelfth * some.examined)[some.by_size]
    assert (np.diff(examinees) <= 0).all()
    rows = rows_in(country, some)
    taken = country.by_size[np.isin(country.by_size, rows)]
    assert rows[some.by_size].tolist() == taken.tolist()


def test_weighted_results_are_near_those_of_the_country(national_results):
    """The twelfth graders exactly; sitters as far as a sample of a half can tell."""
    whole = national_results.frame()
    half = run(load("history", fraction=0.5), seed=1, until=2015).frame()
    ask = "by == 'national' and grade == 12 and year == 2013 and measure == '{}'"
    for measure, within in (("students", 0.01), ("three_units", 0.05), ("five_units", 0.15)):
        expected = whole.query(ask.format(measure))["value"].item()
        found = half.query(ask.format(measure))["value"].item()
        assert found == pytest.approx(expected, rel=within), measure


def test_the_whole_country_is_not_reweighted(national):
    assert set(national.population.schools.weight) == {1}
