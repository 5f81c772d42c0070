"""M5. Seats: who of those who want five units finds a class, or a place in the virtual school."""

import numpy as np

from simulation.agents.cohort import Cohort
from simulation.agents.standing import Standing
from simulation.arrays import Doubles
from simulation.kernels.access import count_wishes, give_seats, list_left_out
from simulation.parameters.levers import Levers
from simulation.parameters.supply import Access, Teachers
from simulation.population.schools import Schools
from simulation.randomness import Decision, Luck


def seat(
    cohort: Cohort, schools: Schools, standing: Standing, levers: Levers, p: Access,
    hiring: Teachers, luck: Luck, year: int,
) -> None:  # fmt: skip
    """Give seats for grade 10: in the school's classes first, then in the virtual school."""
    who = cohort.who
    demand = np.empty(len(schools))
    count_wishes(demand, cohort.wish, who.offsets)
    standing.demand += (1 - hiring.demand_memory) * (demand - standing.demand)
    standing.seats[:] = seats(schools, standing, levers, p)
    give_seats(
        cohort.units,
        cohort.wish,
        who.offsets,
        cohort.ability,
        demand,
        standing.seats,
    )
    if levers.virtual_seats or levers.free_capacity:
        _seat_virtually(cohort, schools, levers, p, luck, year)


def seats(schools: Schools, standing: Standing, levers: Levers, p: Access) -> Doubles:
    """Return five-unit seats in a grade of each school; none without a track."""
    room = np.maximum(p.seats_least, p.seats_per_teacher * standing.certified)
    return np.where(schools.has_track, np.inf if levers.free_capacity else room, 0.0)


def _seat_virtually(
    cohort: Cohort, schools: Schools, levers: Levers, p: Access, luck: Luck, year: int
) -> None:
    """Give the virtual school's seats to the ablest of those without a class who would take one."""
    left_out = cohort.slate.rows[: list_left_out(cohort.slate.rows, cohort.wish, cohort.units)]
    would = luck.uniform_of(Decision.TAKE_VIRTUAL_SEAT, year, cohort.first_id, left_out)
    asking = left_out[would < p.virtual_take_up]
    ranked = asking[np.argsort(-cohort.ability[asking], kind="stable")]
    school = np.searchsorted(cohort.who.offsets, ranked, "right") - 1
    room = np.inf if levers.free_capacity else levers.virtual_seats
    taking = ranked[np.cumsum(schools.weight[school]) <= room]
    cohort.units[taking] = 5
    cohort.virtual[taking] = 1
