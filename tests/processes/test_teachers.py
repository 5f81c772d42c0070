"""Teachers over the years: the books balance, and generations come and go."""

import numpy as np
import pytest

from simulation.agents.staff import COLLEGE, RETRAINED, UPGRADED, VETERAN
from tests.processes.lived_teachers import FIRST, LAST, common, history, larger, lived, pairs, seen


@pytest.fixture(scope="module")
def years(small):
    """The teachers of the small country."""
    return lived(small)


@pytest.fixture(scope="module")
def many():
    """The teachers of a larger sample."""
    return larger()


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
