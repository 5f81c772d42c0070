"""M3: who stops, which teachers are spare, who can be certified."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.agents.staff import Teachers
from simulation.kernels.teachers import (
    count_certified,
    find_candidates,
    hazard,
    list_posts,
    list_spare,
    stop,
    survey_certified,
)
from simulation.parameters.world import all_parameters
from tests.definitions import teachers as definition
from tests.definitions.teachers import Rates, Teacher

SCHOOLS = 4
NAMES = (
    "exits_first_year", "exits_early", "exits_settled", "early_years", "retiring_rate",
    "retiring_from", "retired_at",
)  # fmt: skip
AGE = st.sampled_from([55, 62, 67, 75]) | st.integers(20, 80)  # at which retiring may begin or end
EXPERIENCE, FACTOR = st.integers(0, 50), st.floats(0, 2.5)


def between(low: float, high: float) -> st.SearchStrategy[float]:
    """Return numbers of a range, its ends often."""
    return st.sampled_from([low, high]) | st.floats(low, high)


def declared(**high: float) -> st.SearchStrategy[Rates]:
    """Return rates from the ranges that parameters are declared with, some ending earlier."""
    ranges = [all_parameters()[f"teachers.{name}"] for name in NAMES]
    return st.builds(Rates, *(between(p.low, high.get(p.name, p.high)) for p in ranges))


RATES = declared(**{"teachers.retiring_rate": 0.6})  # so that no sum is above 1
ANY_RATES = declared()


@st.composite
def staffs(draw: st.DrawFn) -> Teachers:
    """Draw the teachers of some schools, in any order."""
    n = draw(st.integers(0, 25))

    def column(kind: type, low: int, high: int, *, unique: bool = False) -> np.ndarray:
        return draw(arrays(kind, n, elements=st.integers(low, high), unique=unique))

    return Teachers(
        number=column(np.int32, 0, 1000, unique=True),
        school=column(np.int32, 0, SCHOOLS - 1),
        quality=draw(arrays(np.float32, n, elements=st.floats(-3, 3, width=32))),
        age=column(np.uint8, 20, 80),
        experience=column(np.uint8, 0, 12),
        route=column(np.uint8, 0, 3),
        certified=column(np.uint8, 0, 1),
    )


def lucks(size: int) -> st.SearchStrategy[np.ndarray]:
    """Return luck for so many."""
    inside = st.floats(0, 1, width=32, exclude_min=True, exclude_max=True)
    return arrays(np.float32, size, elements=inside)


def columns(t: Teachers) -> list[np.ndarray]:
    """Return the columns in their order."""
    return [getattr(t, f.name) for f in fields(t)]


def rows(t: Teachers) -> list[Teacher]:
    """Return the columns as rows."""
    return [Teacher(*row) for row in zip(*(c.tolist() for c in columns(t)), strict=True)]


def after(t: Teachers, factor: float, rates: Rates, luck: np.ndarray):
    """Return who stays and who stops, as `stop` leaves them in the columns."""
    moved = Teachers(*(c.copy() for c in columns(t)))
    stayed = stop(*columns(moved), factor, *rates, luck)
    return rows(moved)[:stayed], rows(moved)[stayed:]


@given(AGE, EXPERIENCE, RATES)
def test_hazard_agrees_with_its_definition(age, experience, rates):
    assert hazard(age, experience, *rates) == definition.hazard(age, experience, rates)


@given(AGE, EXPERIENCE, ANY_RATES)
@example(60, 0, Rates(0.35, 0.2, 0.1, 10, 0.9, 55, 67))
def test_a_hazard_is_a_probability_whatever_the_parameters(age, experience, rates):
    assert 0 <= hazard(age, experience, *rates) <= 1


@given(AGE, EXPERIENCE, ANY_RATES)
@example(66, 0, Rates(0.35, 0.2, 0.1, 10, 0.9, 55, 67))
def test_a_hazard_never_falls_with_age(age, experience, rates):
    assert hazard(age + 1, experience, *rates) >= hazard(age, experience, *rates)


@given(AGE, EXPERIENCE, RATES)
def test_a_hazard_never_rises_with_experience_where_the_first_years_are_the_hardest(
    age, experience, rates
):
    hardest, harder, hard = sorted(rates[:3], reverse=True)
    ordered = rates._replace(first_year=hardest, early=harder, settled=hard)
    assert hazard(age, experience + 1, *ordered) <= hazard(age, experience, *ordered)


def test_as_many_of_the_new_are_gone_in_five_years_as_were_counted():
    """EVIDENCE row 25: 37 % of new teachers are gone in five years."""
    rates = Rates(0.15, 0.075, 0.02, 5, 0.3, 60, 67)
    stays = np.prod([1 - hazard(26 + years, years, *rates) for years in range(5)])
    assert 1 - stays == pytest.approx(0.37, abs=0.01)


@given(st.data(), staffs(), FACTOR, RATES)
def test_stop_agrees_with_its_definition(data, t, factor, rates):
    luck = data.draw(lucks(t.number.size))
    expected = definition.stop(rows(t), factor, rates, luck.tolist())
    assert after(t, factor, rates, luck) == expected


@given(st.data(), staffs(), FACTOR, ANY_RATES)
def test_nobody_is_lost_or_mixed_up_and_the_order_is_kept(data, t, factor, rates):
    stayed, gone = after(t, factor, rates, data.draw(lucks(t.number.size)))
    before = {teacher.number: (i, teacher) for i, teacher in enumerate(rows(t))}
    assert sorted(x.number for x in stayed + gone) == sorted(before)
    for part in (stayed, gone):
        places = [before[x.number][0] for x in part]
        assert places == sorted(places)
    assert all(x == before[x.number][1].a_year_later for x in stayed)
    assert all(x == before[x.number][1] for x in gone)


@given(st.data(), staffs(), RATES)
def test_without_an_exit_factor_no_certified_teacher_stops_before_the_last_age(data, t, rates):
    _, gone = after(t, 0.0, rates, data.draw(lucks(t.number.size)))
    assert all(x.age >= rates.retired_at for x in gone if x.certified)


def test_the_factor_tells_at_the_highest_hazards_that_parameters_allow():
    """Quitting and retiring are 1.25 and 1.0 together; only the oldest retires for certain."""
    t = Teachers.room(3)
    t.number[:], t.certified[:] = range(3), 1
    t.age[:], t.experience[:] = (60, 60, 67), (0, 20, 20)
    luck = np.full(3, 0.9, np.float32)
    stayed, _ = after(t, 0.3, Rates(0.35, 0.2, 0.1, 5, 0.9, 55, 67), luck)
    assert [x.number for x in stayed] == [0, 1]


@given(st.data(), staffs(), FACTOR, ANY_RATES)
def test_at_the_last_age_all_stop(data, t, factor, rates):
    stayed, _ = after(t, factor, rates, data.draw(lucks(t.number.size)))
    assert all(x.age - 1 < rates.retired_at for x in stayed)


@given(st.data(), staffs(), FACTOR, FACTOR, ANY_RATES)
def test_a_larger_factor_keeps_fewer_of_the_certified_and_all_others(data, t, one, other, rates):
    luck = data.draw(lucks(t.number.size))
    many, few = (set(after(t, f, rates, luck)[0]) for f in sorted((one, other)))
    assert few <= many
    assert all(x.certified for x in many - few)


@given(staffs())
def test_count_certified_agrees_with_its_definition(t):
    count = np.full(SCHOOLS, 9)
    count_certified(count, t.school, t.certified)
    assert count.tolist() == [definition.certified(rows(t), j) for j in range(SCHOOLS)]


@given(staffs(), st.lists(st.integers(-2, 4), min_size=SCHOOLS, max_size=SCHOOLS))
def test_list_spare_agrees_with_its_definition(t, surplus):
    listed, left = np.full(t.number.size, -1, np.int32), np.array(surplus)
    found = list_spare(listed, left, t.school, t.certified)
    expected = definition.spare(rows(t), surplus)
    assert listed[:found].tolist() == expected
    assert (listed[found:] == -1).all()
    of = [int(t.school[i]) for i in expected]
    assert left.tolist() == [n - of.count(j) for j, n in enumerate(surplus)]


@given(staffs())
def test_nobody_is_spare_in_a_school_without_surplus(t):
    listed = np.empty(t.number.size, np.int32)
    assert list_spare(listed, np.zeros(SCHOOLS, np.int64), t.school, t.certified) == 0


@given(staffs(), st.floats(0, 12))
def test_find_candidates_agrees_with_its_definition(t, least):
    found = np.full(SCHOOLS, 99)
    find_candidates(found, t.school, t.certified, t.experience, least)
    assert found.tolist() == [definition.candidate(rows(t), j, least) for j in range(SCHOOLS)]


@given(st.lists(st.integers(0, 5), max_size=8))
def test_list_posts_agrees_with_its_definition(vacancies):
    posts, school = np.full(sum(vacancies), -1, np.int32), np.full(sum(vacancies), -1)
    list_posts(posts, school, np.array(vacancies, np.int64))
    assert [*zip(posts.tolist(), school.tolist(), strict=True)] == definition.list_posts(vacancies)
    assert len({*posts.tolist()}) == posts.size


@given(staffs(), st.integers(0, 3), st.floats(0, 12))
def test_survey_certified_agrees_with_its_definition(t, retrained, first_years):
    count, quality, novices = np.full(SCHOOLS, 9), np.full(SCHOOLS, 9.0), np.full(SCHOOLS, 9.0)
    survey_certified(
        count, quality, novices, t.school, t.certified, t.quality, t.route, t.experience,
        retrained, first_years,
    )  # fmt: skip
    for j in range(SCHOOLS):
        expected = definition.survey(rows(t), j, retrained, first_years)
        assert (count[j], quality[j], novices[j]) == pytest.approx(expected, abs=1e-12)
