"""The base population has the country's sizes, gaps and composition.

Tolerances are four standard errors of the sample, unless a figure says otherwise; the population
has its own seed and does not change, so a test passes or fails for good.
"""

from itertools import pairwise

import numpy as np
import pytest

from simulation.data.demography import grade12_base
from simulation.data.strata import strata
from simulation.parameters.world import World
from simulation.population.course import courses, ses_means
from simulation.population.schools import DISTRICTS, STREAMS
from simulation.years import FIRST_ENTRY, FIRST_YEAR, LAST_YEAR

WORLD = World()
REFERENCE = 2008  # in grade 12 in 2013, the year of the strata


@pytest.fixture(scope="module")
def schools(national):
    return national.population.schools


@pytest.fixture(scope="module")
def cohort(national):
    return national.population.cohort(REFERENCE)


@pytest.fixture(scope="module")
def ability(national, cohort):
    """Return the ability of the cohort in each grade, had there been no programmes."""
    return abilities(national, cohort)


def abilities(national, who):
    """Return ability in each grade, from the declared course and the cohort's columns."""
    of = np.repeat(np.arange(len(national.population.schools)), np.diff(who.offsets))
    known = courses(national.population.schools, WORLD.ability)
    return {
        g: c.centre[of] + c.slope[of] * who.background + c.spread * who.talent[g - 7]
        for g, c in known.items()
    }


@pytest.fixture(scope="module")
def ses(schools, cohort):
    """Return the socio-economic status of each student of the cohort."""
    means = np.repeat(ses_means(schools, WORLD.ability), np.diff(cohort.offsets))
    return means + WORLD.ability.ses_within * cohort.background


@pytest.fixture(scope="module")
def arabic(schools, cohort):
    """Return whether each student of the cohort is in a school that teaches in Arabic."""
    return np.repeat(schools.arabic, np.diff(cohort.offsets))


def test_there_are_as_many_schools_tracks_and_authorities_as_in_2013(schools):
    assert len(schools) == sum(s.schools for s in strata())
    assert schools.has_track.sum() == 452
    assert np.unique(schools.authority).size == pytest.approx(255, abs=5)
    assert schools.authority.max() + 1 == np.unique(schools.authority).size
    assert len(set(schools.name)) == len(schools)


def test_each_stream_has_the_schools_of_its_strata(schools):
    expected = dict.fromkeys(STREAMS, 0)
    for s in strata():
        expected[s.stream] += s.schools
    assert np.bincount(schools.stream, minlength=6).tolist() == list(expected.values())


def test_subjects_are_offered_in_the_published_number_of_schools(schools):
    assert schools.offers.sum(axis=0).tolist() == [484, 450, 420]
    assert not schools.offers[~schools.examined].any()


def test_nobody_without_examinees_has_a_track(schools):
    assert 0 < (~schools.examined).sum() < len(schools) / 3
    assert not (schools.has_track & ~schools.examined).any()


@pytest.mark.parametrize("entered", range(FIRST_ENTRY, LAST_YEAR + 1, 3))
def test_those_born_into_a_cohort_yield_the_twelfth_grade_base(national, entered):
    who, p = national.population.cohort(entered), WORLD.leaving
    ability_in_grade_10 = abilities(national, who)[10]
    stay = 1 - 1 / (1 + np.exp(-(p.level + p.ability_pull * ability_in_grade_10)))
    base = grade12_base(entered + 5)
    assert stay.sum() == pytest.approx(base, rel=0.01)


def test_twelfth_graders_of_a_run_are_the_base(national_results):
    frame = national_results.frame()
    simulated = frame.query("measure == 'students' and grade == 12 and by == 'national'")
    assert len(simulated) == 2030 - FIRST_YEAR + 1
    for year, students in zip(simulated["year"], simulated["value"], strict=True):
        assert students == pytest.approx(grade12_base(year), rel=0.01)


@pytest.mark.parametrize("grade", range(7, 13))
def test_ability_has_a_national_spread_of_one(ability, grade):
    assert ability[grade].std() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(("grade", "low", "high"), [(8, 0.45, 0.75), (12, 0.75, 1.0)])
def test_the_gap_between_hebrew_and_arabic_speakers(ability, arabic, grade, low, high):
    """EVIDENCE row 23: 0.67 SD at grade 8, widening to 0.86 at grade 12."""
    assert low < ability[grade][~arabic].mean() - ability[grade][arabic].mean() < high


@pytest.mark.parametrize("grade", [8, 12])
@pytest.mark.parametrize("language", ["hebrew", "arabic"])
def test_ability_rises_with_status_by_the_declared_slope(ability, ses, arabic, grade, language):
    of = arabic if language == "arabic" else ~arabic
    x, y = ses[of], ability[grade][of]
    slope = np.polyfit(x, y, 1)[0]
    declared = getattr(WORLD.ability, f"ses_slope_{language}")
    expected = declared + WORLD.ability.ses_slope_growth * (grade - 8)
    error = y.std() / x.std() / of.sum() ** 0.5
    assert slope == pytest.approx(expected, abs=4 * error)


def test_talent_persists_from_grade_to_grade(cohort):
    correlation = [np.corrcoef(a, b)[0, 1] for a, b in pairwise(cohort.talent)]
    rho = WORLD.people.persistence
    error = (1 - rho**2) / cohort.female.size**0.5
    assert correlation == pytest.approx([rho] * 5, abs=4 * error)


def test_background_talent_and_liking_for_science_are_standard_and_apart(cohort):
    columns = np.array([cohort.background, cohort.stem, *cohort.talent[[0, 5]]], float)
    error = 1 / cohort.female.size**0.5
    assert columns.mean(axis=1) == pytest.approx(np.zeros(4), abs=4 * error)
    assert columns.std(axis=1) == pytest.approx(np.ones(4), abs=4 * error)
    apart = np.corrcoef(columns)
    assert apart[:2, 2:] == pytest.approx(np.zeros((2, 2)), abs=4 * error)
    assert apart[0, 1] == pytest.approx(0, abs=4 * error)


def test_quintile_1_is_the_strongest(schools, cohort, ses, ability):
    quintile = np.repeat(schools.quintile, np.diff(cohort.offsets))
    for column in (ses, ability[9]):
        means = [column[quintile == q].mean() for q in range(1, 6)]
        assert means == sorted(means, reverse=True)
        assert means[0] - means[4] > 0.5


def test_cluster_1_is_the_weakest_and_the_more_peripheral(schools):
    for district in range(len(DISTRICTS)):
        of = schools.district == district
        index = [schools.periphery_index[of & (schools.cluster == c)] for c in range(1, 11)]
        means = [values.mean() for values in index if values.size]
        assert means == sorted(means, reverse=True)
        assert len(means) > 3
    assert 0 <= schools.periphery_index.min() < schools.periphery_index.max() <= 1
    assert np.corrcoef(schools.cluster, schools.quintile == 1)[0, 1] > 0.2
    assert np.bincount(schools.periphery, minlength=3).min() > 100


def test_girls_are_half(cohort):
    assert cohort.female.mean() == pytest.approx(0.5, abs=4 * 0.5 / cohort.female.size**0.5)
    assert set(np.unique(cohort.female)) == {0, 1}


def test_a_middle_school_feeds_one_school_or_two_neighbours_of_one_stream(schools):
    feeds = np.bincount(schools.middle)
    assert set(feeds) == {1, 2}
    for column in (schools.authority, schools.stream):
        assert len({*zip(schools.middle, column, strict=True)}) == feeds.size
    own = (feeds == 1).sum() / len(schools)
    assert WORLD.people.six_year_share <= own < WORLD.people.six_year_share + 0.25


def test_an_authority_is_in_one_district_and_speaks_one_language(schools):
    for column in (schools.district, schools.cluster, schools.arabic):
        places = {*zip(schools.authority, column, strict=True)}
        assert len(places) == np.unique(schools.authority).size


def test_the_schools_effect_is_centred_within_its_kind(schools):
    of = schools.has_track
    assert schools.effect[of].mean() == pytest.approx(0, abs=0.05)
    assert schools.effect[of].std() == pytest.approx(1, abs=0.1)


def test_nobody_sits_where_nobody_is_examined(settle, small):
    country = settle(small, 2013)
    none = ~small.population.schools.examined
    assert none.any()
    for grade in (10, 11, 12):
        assert country.counts.tracks[grade][none][:, :, 1:].sum() == 0
        assert country.counts.enrolled(grade)[none].sum() > 0
    assert country.counts.results[none].sum() == 0
