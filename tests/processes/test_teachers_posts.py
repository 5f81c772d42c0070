"""Who fills a post: posts are raced for, and certified teachers come to schools that lack them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.staff import COLLEGE, RETRAINED, UPGRADED
from simulation.arrays import Ints
from simulation.processes.teachers import filled, whole
from simulation.randomness import Decision, Luck
from tests.processes.lived_teachers import Year, common, history, larger, lived, pairs

ENTITIES = 4000  # years of luck, for statistics
LUCK = Luck(7)
VACANT = st.lists(st.integers(0, 4), min_size=1, max_size=8)
YEARS = st.integers(2001, 2035)


@pytest.fixture(scope="module")
def years(small):
    """The teachers of the small country."""
    return lived(small)


@pytest.fixture(scope="module")
def many():
    """The teachers of a larger sample."""
    return larger()


# --- the race for posts -------------------------------------------------------------------------


def race(vacancies, draw, places, year=2010):
    """Return the schools whose posts are filled, in order."""
    drawn = np.array(draw, np.float64)
    return filled(np.array(vacancies), drawn, places, Decision.TAKE_POST, LUCK, year).tolist()


def draws(vacancies) -> st.SearchStrategy[list[float]]:
    """Return how much a post of each school draws."""
    n = len(vacancies)
    return st.lists(st.just(0.0) | st.floats(1e-3, 5), min_size=n, max_size=n)


@given(st.data(), VACANT, st.integers(-2, 30), YEARS)
def test_as_many_posts_are_filled_as_there_are_places_or_posts(data, vacancies, places, year):
    schools = race(vacancies, data.draw(draws(vacancies)), places, year)
    assert len(schools) == max(0, min(places, sum(vacancies)))


@given(st.data(), VACANT, st.integers(0, 30), YEARS)
def test_no_school_fills_more_posts_than_are_vacant(data, vacancies, places, year):
    schools = race(vacancies, data.draw(draws(vacancies)), places, year)
    assert all(schools.count(j) <= n for j, n in enumerate(vacancies))


@given(st.data(), VACANT, st.integers(0, 30), YEARS)
def test_fewer_places_fill_the_first_of_the_same_posts(data, vacancies, places, year):
    draw = data.draw(draws(vacancies))
    everything = race(vacancies, draw, sum(vacancies), year)
    assert race(vacancies, draw, places, year) == everything[:places]


@given(st.data(), VACANT, YEARS)
def test_one_more_vacancy_changes_nothing_among_all_others(data, vacancies, year):
    school = data.draw(st.integers(0, len(vacancies) - 1))
    draw = data.draw(draws(vacancies))
    more = [n + (j == school) for j, n in enumerate(vacancies)]
    before, after = race(vacancies, draw, 99, year), race(more, draw, 99, year)
    assert any(after[:i] + after[i + 1 :] == before for i in range(len(after)))


@given(st.data(), VACANT, YEARS)
def test_all_draws_twice_as_large_change_nothing(data, vacancies, year):
    draw = data.draw(draws(vacancies))
    assert race(vacancies, [2 * d for d in draw], 99, year) == race(vacancies, draw, 99, year)


def test_posts_are_filled_in_proportion_to_their_draw():
    """Posts draw 1, 1 and 1, and 2: the schools have 1, 2 and 2 chances in five."""
    first = [race([1, 2, 1], [1, 1, 2], 1, year)[0] for year in range(ENTITIES)]
    shares = np.bincount(first, minlength=3) / ENTITIES
    assert shares == pytest.approx([0.2, 0.4, 0.4], abs=0.03)


def test_posts_are_drawn_without_replacement():
    """When the last school has its teacher, three posts that draw alike are left."""
    both = np.array([race([1, 2, 1], [1, 1, 2], 2, year) for year in range(ENTITIES)])
    second = both[both[:, 0] == 2, 1]
    assert np.bincount(second) / second.size == pytest.approx([1 / 3, 2 / 3], abs=0.05)


def test_posts_that_draw_nobody_are_filled_last():
    assert all(race([2, 1], [0, 1e-3], 1, year) == [1] for year in range(200))
    assert sorted(race([2, 1], [0, 1], 3)) == [0, 0, 1]


def test_each_year_and_each_decision_has_a_race_of_its_own():
    vacancies, draw = np.full(20, 2), np.ones(20)
    decisions = (Decision.TAKE_POST, Decision.TEACH_ELSEWHERE, Decision.CERTIFY)
    orders = {
        tuple(filled(vacancies, draw, 40, decision, LUCK, year).tolist())
        for decision in decisions
        for year in (2010, 2011)
    }
    assert len(orders) == 2 * len(decisions)


@pytest.mark.parametrize("expected", [0.0, 0.2, 1.0, 2.75, 24.0])
def test_a_whole_number_has_the_mean_that_is_expected(expected):
    rounded = [whole(expected, Decision.ROUND_GRADUATES, LUCK, y) for y in range(ENTITIES)]
    assert set(rounded) == {int(np.floor(expected)), int(np.ceil(expected))}
    assert np.mean(rounded) == pytest.approx(expected, abs=0.03)


# --- posts over the years -----------------------------------------------------------------------


def test_nobody_who_comes_fills_a_post_twice_while_another_is_vacant(years):
    looked = 0
    for _, now in pairs(years):
        if (now.posts > now.certified).any():
            schools = now.teachers.school[now.newcomers(COLLEGE, RETRAINED)]
            assert (now.certified[schools] <= now.posts[schools]).all()
            looked += schools.size
    assert looked > 50


def test_who_moves_is_certified_and_leaves_a_school_that_has_enough(many):
    movers = 0
    for before, now in pairs(many):
        i, j = common(before, now)
        old, new = before.teachers.school[i], now.teachers.school[j]
        moved = old != new
        assert (before.teachers.certified[i[moved]] == 1).all()
        assert (now.certified[old[moved]] >= now.posts[old[moved]]).all()
        assert (now.certified[new[moved]] <= now.posts[new[moved]]).all()
        movers += np.count_nonzero(moved)
    assert movers > 10


def test_graduates_and_the_retrained_have_the_same_chance_of_a_post():
    """With few posts vacant: of either kind as many come to schools that need no more."""
    found = history(
        2025, teachers__entrants=150, teachers__programme_yield=1, levers__retraining=150
    )
    excess = {route: [] for route in (COLLEGE, RETRAINED)}
    for _, now in pairs(found):
        for route in excess:
            schools = now.teachers.school[now.newcomers(route)]
            excess[route] += (now.certified[schools] > now.posts[schools]).tolist()
    assert min(len(excess[route]) for route in excess) > 120
    assert 0.1 < np.mean(excess[COLLEGE]) < 0.9
    assert np.mean(excess[COLLEGE]) == pytest.approx(np.mean(excess[RETRAINED]), abs=0.12)


def test_with_a_focus_as_many_teachers_come_more_of_them_to_the_periphery(small, years):
    schools, p = small.population.schools, years[2025].world.programmes
    far = p.of_periphery(schools.cluster, schools.arabic)
    focused = history(2025, levers__periphery=3)
    came = {}
    for name, seen_years in (("history", years), ("focused", focused)):
        of = [seen_years[year] for year in range(2014, 2025)]
        at = np.concatenate([y.teachers.school[y.newcomers(COLLEGE, RETRAINED)] for y in of])
        came[name] = at.size, far[at].mean()
    assert came["focused"][0] == came["history"][0]
    assert came["focused"][1] > came["history"][1] + 0.05


def upgraded(before: Year, now: Year) -> Ints:
    """Return the rows of those whom this year gave the certificate."""
    i, j = common(before, now)
    return j[now.teachers.certified[j] > before.teachers.certified[i]]


def test_a_certificate_is_given_only_where_a_teacher_lacks(years):
    given_to = 0
    for before, now in pairs(years):
        rows = upgraded(before, now)
        schools = now.teachers.school[rows]
        assert rows.size == now.ledger.entered[UPGRADED] == np.unique(schools).size
        assert (now.teachers.route[rows] == UPGRADED).all()
        assert (now.certified[schools] <= now.posts[schools]).all()
        least = now.world.teachers.upgrade_from
        assert (now.teachers.experience[rows] >= least).all()
        given_to += rows.size
    assert given_to > 50


def test_a_programme_certifies_no_more_than_it_yields():
    for _, now in pairs(history(2022, teachers__own_upgrades=0)):
        places = now.world.teachers.programme_yield * now.world.levers.certification
        assert now.ledger.entered[UPGRADED] <= np.ceil(places / now.stands_for)


def test_without_a_programme_schools_certify_their_first_teacher_at_most():
    off = {"levers__certification": 0, "levers__retraining": 0}
    assert history(2015, teachers__own_upgrades=0, **off)[2015].by_route[UPGRADED] == 0
    found = 0
    for before, now in pairs(history(2015, teachers__own_upgrades=1, **off)):
        rows = upgraded(before, now)
        assert (now.certified[now.teachers.school[rows]] == 1).all()
        found += rows.size
    assert found > 5
