"""How many posts schools have, and what is seen of their teachers, by hand."""

from dataclasses import replace

import mesa
import numpy as np
import pytest

from simulation.agents.staff import COLLEGE, RETRAINED, VETERAN, Staff
from simulation.agents.standing import Standing
from simulation.parameters.world import World
from simulation.population.schools import Schools
from simulation.processes.teachers import posts, survey
from tests.cases.calling import built

BY_HAND = {
    "teachers.students_per_teacher": 13, "tracks.fewest": 6, "gains.career_changer_years": 2,
}  # fmt: skip


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
