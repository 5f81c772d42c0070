"""Teachers over the years: the books balance, posts are raced for, and scenarios share luck."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, fields, replace

import mesa
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.staff import (
    COLLEGE,
    RETRAINED,
    ROUTES,
    UPGRADED,
    VETERAN,
    Ledger,
    Staff,
    Teachers,
)
from simulation.agents.standing import Standing
from simulation.arrays import Ints
from simulation.model import Country
from simulation.parameters.world import World
from simulation.population.school_table import COLUMNS
from simulation.population.schools import Schools
from simulation.processes.teachers import filled, posts, survey, whole
from simulation.randomness import Decision, Luck
from simulation.run import Case, load
from tests.cases.calling import built

FIRST, LAST = 1999, 2030  # the staff is founded when a cohort has chosen
FRACTION = 0.05
BY_HAND = {
    "teachers.students_per_teacher": 13, "tracks.fewest": 6, "gains.career_changer_years": 2,
}  # fmt: skip
ENTITIES = 4000  # years of luck, for statistics
TABLE = f"""{",".join(COLUMNS)}
North One,state,North,Afula,5,2,900,150,yes,
North Two,state,North,Afula,5,4,450,0,yes,
Arab One,arab,Haifa,Haifa,7,0,600,60,,
Closed Doors,ultra_orthodox,Jerusalem,Jerusalem,2,3,300,0,no,
"""
ONE_SCHOOL = f"""{",".join(COLUMNS)}
Alone,state,North,Afula,5,2,5000,1500,yes,
"""


@dataclass(frozen=True, repr=False)
class Year:
    """What is known of a year's teachers: copies, with posts and certified teachers by school."""

    world: World
    teachers: Teachers
    ledger: Ledger
    trainees: int
    stands_for: float
    posts: Ints
    standing: Standing

    @property
    def certified(self) -> Ints:
        """Certified teachers by school, as simulated."""
        t = self.teachers
        return np.bincount(t.school[t.certified > 0], minlength=self.posts.size)

    @property
    def by_route(self) -> Ints:
        """Certified teachers by route, as simulated."""
        t = self.teachers
        return np.bincount(t.route[t.certified > 0], minlength=len(ROUTES))

    @property
    def rows(self) -> dict[int, int]:
        """The row of each number."""
        return {number: i for i, number in enumerate(self.teachers.number.tolist())}

    def newcomers(self, *routes: int) -> Ints:
        """Rows of the certified teachers who came this year by one of some routes."""
        t = self.teachers
        came = (t.experience == 0) & (t.certified > 0) & np.isin(t.route, routes)
        return np.flatnonzero(came)


def seen(country: Country) -> Year:
    """Return a year's teachers as they stand."""
    staff, standing = country.staff, country.standing
    t = Teachers(*(getattr(staff.teachers, f.name).copy() for f in fields(Teachers)))
    simulated = standing.posts * country.population.schools.weight / staff.stands_for
    return Year(
        country.world, t, deepcopy(staff.ledger), staff.trainees, staff.stands_for,
        np.rint(simulated).astype(np.int64), deepcopy(standing),
    )  # fmt: skip


def lived(case: Case, until: int = LAST) -> dict[int, Year]:
    """Return each year's teachers."""
    country, years = case.model(seed=1), {}
    try:
        while country.year < until:
            country.step()
            years[country.year] = seen(country)
    finally:
        country.release()
    return years


def pairs(years: dict[int, Year]) -> Iterator[tuple[Year, Year]]:
    """Yield each year from the second one with teachers on, after the year before."""
    for year in range(FIRST + 1, max(years) + 1):
        yield years[year - 1], years[year]


def common(one: Year, other: Year) -> tuple[Ints, Ints]:
    """Return the rows, in either, of the teachers who are in both."""
    numbers = one.teachers.number, other.teachers.number
    _, i, j = np.intersect1d(*numbers, assume_unique=True, return_indices=True)
    return i, j


def history(until: int = LAST, *, fraction: float = FRACTION, **values: float) -> dict[int, Year]:
    """Return the teachers of history with some parameters set; a dot is written as two lines."""
    named = {name.replace("__", "."): value for name, value in values.items()}
    return lived(load("history", fraction=fraction, set=named), until)


@pytest.fixture(scope="module")
def years(small):
    """The teachers of the small country."""
    return lived(small)


@pytest.fixture(scope="module")
def many():
    """The teachers of a larger sample."""
    return history(
        fraction=0.1, teachers__stock_2001=1600, teachers__staff_2001=2900,
        teachers__wave_share=0.7, teachers__wave_age=54, teachers__wave_spread=3.5,
        teachers__youngest=26, teachers__retiring_from=60, teachers__retired_at=67,
        teachers__retiring_rate=0.3, teachers__exit_factor=0.94, teachers__own_upgrades=0.2,
        teachers__programme_yield=1.15, teachers__entrants=24,
    )  # fmt: skip


@pytest.fixture(scope="module")
def without():
    """The teachers of the small country if nobody is ever retrained."""
    return history(levers__retraining=0)


# --- the race for posts -------------------------------------------------------------------------

LUCK = Luck(7)
VACANT = st.lists(st.integers(0, 4), min_size=1, max_size=8)
YEARS = st.integers(2001, 2035)


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


# --- whole numbers, posts, and what is seen of schools ------------------------------------------


@pytest.mark.parametrize("expected", [0.0, 0.2, 1.0, 2.75, 24.0])
def test_a_whole_number_has_the_mean_that_is_expected(expected):
    rounded = [whole(expected, Decision.ROUND_GRADUATES, LUCK, y) for y in range(ENTITIES)]
    assert set(rounded) == {int(np.floor(expected)), int(np.ceil(expected))}
    assert np.mean(rounded) == pytest.approx(expected, abs=0.03)


def some_schools(**columns) -> Schools:
    """Return schools with some columns given."""
    return built(Schools, columns, {})


def test_the_staff_grows_evenly_between_the_years_that_are_known():
    world = built(World, {
        "teachers.staff_2001": 3000, "teachers.staff_2012": 4100, "teachers.staff_2019": 6200,
    }, {})  # fmt: skip
    staff = [world.teachers.staff(year) for year in (2001, 2002, 2012, 2013, 2019, 2030)]
    assert staff == pytest.approx([3000, 3100, 4100, 4400, 6200, 6200])


def test_posts_by_hand():
    """Needs are 2, 4, 0.46, 0.45, 0, 3.1: by need with a track, else one if six ask."""
    standing = Standing.at_rest(
        np.array([26.0, 52, 6, 5.9, 0, 40]), np.array([True, True, False, False, True, False]), 4
    )
    schools = some_schools(examined=[True] * 5 + [False])
    staff = Staff(mesa.Model(), stands_for=1.0)
    found = posts(standing, schools, staff, built(World, BY_HAND, {}))
    assert found.tolist() == [2, 4, 1, 0, 1, 0]


def test_posts_are_counted_as_simulated():
    """Four teachers are needed in three schools like the first, 4 x 3 / 2, 4 x 1 / 2."""
    standing = Standing.at_rest(np.array([52.0, 52]), np.array([True, True]), 4)
    schools = some_schools(weight=[3, 1])
    staff = Staff(mesa.Model(), stands_for=2.0)
    assert posts(standing, schools, staff, built(World, BY_HAND, {})).tolist() == [6, 2]


def surveyed(year, **levers):
    """Return two schools that need two teachers each, the second of weight 2, after a survey."""
    standing = Standing.at_rest(np.array([26.0, 26]), np.array([True, True]), 4)
    staff = Staff(mesa.Model(), stands_for=1.5)
    for school, route, certified in (
        (0, COLLEGE, True), (1, RETRAINED, True), (1, VETERAN, True), (0, COLLEGE, False),
    ):  # fmt: skip
        staff.hire(
            np.array([school]), year=2010, place=np.zeros(1, np.int64), route=route,
            certified=certified, age=40,
        )  # fmt: skip
    staff.teachers.quality[:] = 0.4, -1, 1.5, 9
    world = built(World, BY_HAND, {})
    world = replace(world, levers=replace(world.levers, **levers))
    survey(staff, standing, some_schools(weight=[1, 2]), world, year)
    return standing


def test_a_survey_by_hand():
    """One teacher stands for 1.5: 1.5 at the first, 3 / 2 at the second, of two needed."""
    s = surveyed(2010)
    assert s.certified.tolist() == [1.5, 1.5]
    assert s.posts.tolist() == [1.5, 2.25]  # one and three, as simulated
    assert s.short.tolist() == [0.25, 0.25]
    assert s.quality == pytest.approx([0.4, 0.25])
    assert s.novices.tolist() == [0, 0.5]


def test_before_a_cohort_has_chosen_and_with_free_capacity_nobody_is_short():
    for standing in (surveyed(1998), surveyed(2010, free_capacity=1)):
        assert standing.certified.tolist() == [2, 2]
        assert standing.short.tolist() == [0, 0]


# --- the books ----------------------------------------------------------------------------------


def test_certified_teachers_are_those_of_before_with_who_entered_without_who_left(years):
    for before, now in pairs(years):
        book = now.ledger
        assert book.before.tolist() == before.by_route.tolist()
        assert (book.before + book.entered - book.left).tolist() == now.by_route.tolist()
        assert (book.left <= book.before).all()


def test_all_teachers_are_those_of_before_with_who_was_hired_without_who_stopped(years):
    for before, now in pairs(years):
        book = now.ledger
        stopped = before.rows.keys() - now.rows.keys()
        hired = now.rows.keys() - before.rows.keys()
        assert (len(stopped), len(hired)) == (book.retired + book.quit, book.hired)
        assert len(now.rows) == len(before.rows) + book.hired - book.retired - book.quit


def test_the_first_books_hold_the_founding_staff_alone(years):
    book = years[FIRST].ledger
    assert (book.retired, book.quit, book.left.sum(), book.before.sum()) == (0, 0, 0, 0)
    assert book.hired == len(years[FIRST].rows)
    assert book.entered[VETERAN] == book.entered.sum() == years[FIRST].by_route.sum()


def test_who_stopped_at_retirement_age_is_in_the_books_as_retired(years):
    for before, now in pairs(years):
        t = before.teachers
        gone = ~np.isin(t.number, now.teachers.number)
        old = t.age >= now.world.teachers.retiring_from
        assert np.count_nonzero(gone & old) == now.ledger.retired


def test_no_two_teachers_share_a_number(years, many):
    for year in (*years.values(), *many.values()):
        assert len(year.rows) == year.teachers.number.size


def test_who_stays_is_a_year_older_and_else_the_same(years):
    for before, now in pairs(years):
        i, j = common(before, now)
        for name, more in (("age", 1), ("experience", 1), ("quality", 0)):
            a, b = getattr(before.teachers, name)[i], getattr(now.teachers, name)[j]
            assert (a + more == b).all()
        routes = before.teachers.route[i], now.teachers.route[j]
        assert ((routes[0] == routes[1]) | (routes[1] == UPGRADED)).all()


def test_the_trainees_of_a_year_teach_from_the_next(years):
    taught = 0
    for before, now in pairs(years):
        came = now.newcomers(RETRAINED)
        assert before.trainees == came.size == now.ledger.entered[RETRAINED]
        changer = now.world.teachers.career_changer
        assert (now.teachers.age[came] == int(changer)).all()
        taught += came.size
    assert taught > 50
    assert [y for y in years if years[y].trainees and y < 2014] == []


def test_as_many_are_retrained_as_places_yield(years):
    expected = sum(
        y.world.teachers.programme_yield * y.world.levers.retraining / y.stands_for
        for y in years.values()
    )
    assert sum(y.trainees for y in years.values()) == pytest.approx(expected, abs=4)


def test_every_teacher_teaches_in_a_school_that_examines_at_an_age_to_teach(small, years):
    examined, p = small.population.schools.examined, years[2010].world.teachers
    for year in (y for y in years if y >= FIRST):
        t = years[year].teachers
        assert examined[t.school].all()
        assert t.age.min() >= int(p.youngest)
        assert t.age.max() <= p.retired_at
        assert np.isin(t.certified, (0, 1)).all()
        assert np.isfinite(t.quality).all()


def test_each_school_has_its_part_of_the_staff_or_more(small, years):
    schools = small.population.schools
    students = schools.weight * schools.twelfth * schools.examined
    for year in (FIRST, 2012, 2019, LAST):
        y = years[year]
        due = y.world.teachers.staff(year) * schools.share / y.stands_for
        here = np.bincount(y.teachers.school, minlength=len(schools))
        assert (here >= np.floor(due * students / students.sum())).all()


# --- posts --------------------------------------------------------------------------------------


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


# --- over the years -----------------------------------------------------------------------------


def test_before_a_cohort_has_chosen_nobody_is_short_and_nobody_is_known(years):
    for year in range(1996, FIRST):
        assert years[year].rows == {}
        assert (years[year].standing.short == 0).all()
        assert (years[year].standing.certified >= 1).all()


def test_schools_are_short_in_between_only_where_they_have_a_track(years):
    for year in (y for y in years if y >= FIRST):
        s = years[year].standing
        assert ((s.short >= 0) & (s.short <= 1)).all()
        assert years[year].standing.short.any()


def test_with_free_capacity_nobody_is_ever_short():
    found = history(levers__free_capacity=1, teachers__stock_2001=800)
    assert all((y.standing.short == 0).all() for y in found.values())


def test_a_large_generation_retires_around_2009(many):
    def retire(first, last):
        return np.mean([many[y].ledger.retired for y in range(first, last + 1)])

    wave = retire(2007, 2011)
    assert wave > 2 * retire(2002, 2003)
    assert wave > 2 * retire(2019, 2021)


def test_with_each_replaced_the_stock_does_not_shrink():
    found = history(teachers__all_replaced=1)
    for before, now in pairs(found):
        assert now.by_route.sum() >= before.by_route.sum()
        assert now.ledger.entered[COLLEGE] >= now.ledger.left.sum()
        assert len(now.rows) == now.teachers.number.size


def test_without_it_the_stock_shrinks_until_programmes_come(many):
    stock = {year: y.by_route.sum() for year, y in many.items()}
    assert stock[2013] < 0.7 * stock[FIRST]
    assert stock[2020] > 1.5 * stock[2014]


def test_a_sample_stands_for_the_stock_and_the_staff_of_2001(many):
    y = many[FIRST]
    assert y.by_route.sum() * y.stands_for == pytest.approx(1600, rel=0.03)
    assert len(y.rows) * y.stands_for == pytest.approx(2900, rel=0.03)


def test_the_founders_are_a_large_generation_and_others_evenly_old(many):
    """0.7 of them of mean 54 and spread 3.5, the others evenly from 26 to 60."""
    age = many[FIRST].teachers.age.astype(float)
    assert age.mean() == pytest.approx(0.7 * 54 + 0.3 * 43, abs=1.5)
    old = (age >= 47) & (age <= 61)
    assert old.mean() == pytest.approx(0.7 * 0.97 + 0.3 * 13.5 / 34, abs=0.06)
    assert (many[FIRST].teachers.experience == age - 26).all()


def test_founders_and_newcomers_differ_in_quality_by_one_sd(many):
    came = [many[FIRST].teachers.quality]
    came += [now.teachers.quality[now.teachers.experience == 0] for _, now in pairs(many)]
    newcomers = np.concatenate(came[1:])
    for quality in (came[0], newcomers):
        assert quality.mean() == pytest.approx(0, abs=0.15)
        assert quality.std() == pytest.approx(1, abs=0.1)


def test_the_founders_are_the_same_persons_under_every_seed(small, settle):
    """The same stock of the same ages; where they teach follows demand, which is luck already."""
    one, other = (seen(settle(small, FIRST, seed=seed)) for seed in (1, 2))
    assert one.by_route.tolist() == other.by_route.tolist()
    i, j = common(one, other)
    assert i.size > 0.9 * len(one.rows)
    for name in ("age", "experience", "quality", "certified"):
        assert (getattr(one.teachers, name)[i] == getattr(other.teachers, name)[j]).all()


def test_another_seed_is_another_life(small, settle):
    one, other = (settle(small, 2010, seed=seed).staff.teachers for seed in (1, 2))
    assert set(one.number.tolist()) != set(other.number.tolist())


# --- scenarios share luck -----------------------------------------------------------------------


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


# --- countries of other shapes ------------------------------------------------------------------


def own_table(folder, text: str, **values: float) -> dict[int, Year]:
    """Return the teachers of a user's own table of schools."""
    path = folder / "schools.csv"
    path.write_text(text, encoding="utf-8")
    named = {name.replace("__", "."): value for name, value in values.items()}
    return lived(load("history", schools=path, set=named))


def test_a_users_table_has_teachers_too(tmp_path):
    numbers = {"teachers__stock_2001": 1600, "teachers__staff_2001": 2900}
    found = own_table(tmp_path, TABLE, **numbers)
    share = 2250 / 100_000  # of the 12th graders of 2013 (MODEL.md, section 6)
    assert found[FIRST].stands_for == 1
    assert found[FIRST].by_route.sum() == pytest.approx(1600 * share, rel=0.1)
    assert len(found[FIRST].rows) == pytest.approx(2900 * share, rel=0.1)
    for before, now in pairs(found):
        book = now.ledger
        assert (before.by_route + book.entered - book.left).tolist() == now.by_route.tolist()
        assert (now.teachers.school != 3).all()  # nobody is examined there
        assert book.entered[RETRAINED] == before.trainees
    assert found[LAST].by_route[[RETRAINED, UPGRADED]].sum() > 0


def test_in_a_country_of_one_school_no_two_teachers_share_a_number(tmp_path):
    """Graduates are more than schools, and replacements come besides."""
    numbers = {"teachers__all_replaced": 1, "teachers__entrants": 150}
    for year in own_table(tmp_path, ONE_SCHOOL, **numbers).values():
        assert len(year.rows) == year.teachers.number.size


def test_in_a_country_of_one_school_all_trainees_come_to_teach(tmp_path):
    """Newcomers are more than posts and schools together."""
    numbers = {"teachers__entrants": 150, "levers__retraining": 200}
    for before, now in pairs(own_table(tmp_path, ONE_SCHOOL, **numbers)):
        assert now.ledger.entered[RETRAINED] == before.trainees


@pytest.mark.parametrize("students_per_teacher", [13, 40])
def test_the_largest_stock_that_may_be_set_is_founded(students_per_teacher):
    y = history(
        FIRST, fraction=0.1, teachers__stock_2001=3000,
        teachers__students_per_teacher=students_per_teacher,
    )[FIRST]  # fmt: skip
    assert y.by_route.sum() * y.stands_for == pytest.approx(3000, rel=0.01)


def test_all_of_the_most_places_in_retraining_that_may_be_set_come_to_teach():
    for before, now in pairs(history(2006, levers__retraining=2000)):
        assert now.ledger.entered[RETRAINED] == before.trainees
