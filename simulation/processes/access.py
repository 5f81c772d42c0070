"""M5. Seats: who of those who want five units finds a class, or a place in the virtual school."""

import numpy as np

from simulation.agents.cohort import Cohort
from simulation.agents.standing import Standing
from simulation.arrays import Doubles
from simulation.kernels.access import count_wishes, give_seats, list_left_out
from simulation.parameters.levers import Levers
from simulation.parameters.supply import Access
from simulation.population.schools import Schools
from simulation.randomness import Decision, Luck


def ask(cohort: Cohort, standing: Standing, memory: float) -> Doubles:
    r"""Return how many in each school want five units, and let schools remember it.

    $\bar D'_j = \mu \bar D_j + (1 - \mu) D_j$ [students], $\mu$ being `memory`,
    `teachers.demand_memory` (assumed).
    """
    demand = np.empty(standing.demand.size)
    count_wishes(demand, cohort.wish, cohort.who.offsets)
    standing.demand += (1 - memory) * (demand - standing.demand)
    return demand


def seat(
    cohort: Cohort, schools: Schools, standing: Standing, demand: Doubles, levers: Levers,
    p: Access, luck: Luck, year: int,
) -> None:  # fmt: skip
    r"""Give seats for grade 10: in the school's classes first, then in the virtual school.

    A school has $S_j = s\,g_j$ seats, $g_j$ as in `groups`. Of those without one, each would take a
    virtual seat with probability `access.virtual_take_up`; the ablest of them in the country get
    the $K$ seats of `levers.virtual_seats` (MODEL section 4, access; EVIDENCE row 14).
    """
    standing.groups[:] = groups(standing, demand, levers, p)
    standing.seats[:] = standing.groups * p.group_size
    cohort.taught[:] = standing.track
    give_seats(
        cohort.units, cohort.wish, cohort.who.offsets, cohort.ability, demand, standing.seats
    )
    if levers.virtual_seats or levers.free_capacity:
        _seat_virtually(cohort, schools, levers, p, luck, year)


def groups(standing: Standing, demand: Doubles, levers: Levers, p: Access) -> Doubles:
    r"""Return five-unit groups of a grade in each school; none without a track.

    $g_j = t_j \min(\max(1, \lceil D_j / s \rceil), \max(1, \lfloor C_j \rfloor))$: as many as are
    asked for, but no more than there are certified teachers, since a teacher takes a group of each
    grade (MODEL section 4, access; assumed). With `levers.free_capacity` teachers set no limit.

    | symbol | name | unit |
    |---|---|---|
    | $t_j$ | whether there is a track | 0 or 1 |
    | $D_j$ | `demand` | students |
    | $s$ | `access.group_size` | seats per group |
    | $C_j$ | certified teachers | teachers |
    """
    asked = np.maximum(1.0, np.ceil(demand / p.group_size))
    most = np.inf if levers.free_capacity else np.maximum(1.0, np.floor(standing.certified))
    return np.asarray(standing.track * np.minimum(asked, most))


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
