"""M3. Teachers certified for five units: how many there are, and where they teach."""

import numpy as np

from simulation.agents.standing import Standing
from simulation.arrays import Doubles
from simulation.parameters.levers import Levers
from simulation.parameters.supply import Teachers
from simulation.population.schools import Schools
from simulation.years import FIRST_YEAR, between

_ROUNDS = 5  # of placement; what is left after them is less than one teacher in a hundred


def exit_rate(year: int, p: Teachers) -> float:
    """Return the share of certified teachers who stop in a year: the path times its factor."""
    exits = [name for name in Teachers.__annotations__ if name.startswith("exits_")]
    knots = tuple((float(name.removeprefix("exits_")), getattr(p, name)) for name in exits)
    return min(1.0, p.exit_factor * between(year, knots))


def next_stock(stock: float, levers: Levers, year: int, p: Teachers, share: float) -> float:
    r"""Return certified teachers in a year, given those of the year before.

    $C' = (1 - x_t) C + e + y (r_t + u_t)$: exits, entrants, yield of places in retraining and in
    certification (MODEL section 6; EVIDENCE rows 24, 25). The stock is that of 2001 until then;
    `share` is the part of the country that is simulated, as the levers are already.

    >>> next_stock(1000.0, Levers(), 2009, Teachers(exit_factor=1, entrants=20), 1)
    935.0
    """
    if year <= FIRST_YEAR:
        return share * p.stock_2001
    trained = p.programme_yield * (levers.retraining + levers.certification)
    return (1 - exit_rate(year, p)) * stock + share * p.entrants + trained


def place(
    standing: Standing, schools: Schools, ses: Doubles, stock: float, levers: Levers, p: Teachers
) -> None:
    r"""Place the certified teachers in the schools with a track, and see who is short.

    Need is $n_j = D_j / 13$; a school attracts by $n_j e^{-\lambda d_j}$, $d_j$ being its
    disadvantage [SD] and $\lambda > 0$, until its need is met; then the others get them.
    $\text{short}_j = 1 - C_j / n_j$. Placement is anew each year (MODEL section 4, Teachers).
    """
    need = schools.has_track * standing.demand / p.students_per_teacher
    pull = need * np.exp(-p.disadvantage_pull * ses)
    standing.certified[:] = _attracted(need, pull, schools.weight, stock)
    enough = (need == 0) | bool(levers.free_capacity)
    covered = np.divide(standing.certified, need, out=np.ones(need.size), where=~enough)
    standing.short[:] = np.maximum(0.0, 1 - covered)


def _attracted(need: Doubles, pull: Doubles, weight: Doubles, stock: float) -> Doubles:
    """Return the teachers of each school, none above its need."""
    placed = np.zeros(need.size)
    for _ in range(_ROUNDS):
        wanting = np.where(placed < need, pull, 0.0)
        total = weight @ wanting
        left = stock - weight @ placed
        if total <= 0 or left <= 0:
            break
        placed = np.minimum(need, placed + left * wanting / total)
    return placed
