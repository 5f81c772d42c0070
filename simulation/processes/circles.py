"""M23. Local initiatives: an authority's own director, committee and small circle of partners."""

import numpy as np

from simulation.agents.partnership import Partnership
from simulation.arrays import Bools, Doubles, Ints
from simulation.parameters.policy import Circles


def found(state: Partnership, director: Bools, district: Ints, p: Circles, year: int) -> list[int]:
    """Found a circle in each authority with a director that has none; return their places.

    A director's first year is one of planning. From `circles.since` on, `circles.size` members with
    a programme are asked: those of the district first, then the most committed (SEED_SUCCESS: three
    authorities in the south, each with a director of excellence and a steering committee of its
    own; the rest is assumed). Members who have left the Initiative leave its circles, and a circle
    without a director ends.
    """
    kept = np.logical_and.outer(state.organisations, director)
    state.circle &= kept
    state.local *= state.circle.any(axis=0)
    if year < p.since or not state.launched:
        return []
    able = np.flatnonzero(state.organisations & (state.partners.programme >= 0))
    new = np.flatnonzero(director & ~state.circle.any(axis=0))
    for a in new.tolist():
        elsewhere = state.partners.district[able] != district[a]
        turn = np.lexsort((-state.commitment[able], elsewhere))
        state.circle[able[turn[: int(p.size)]], a] = True
    return [int(a) for a in new] if able.size else []


def measured(local: Doubles, trust: Doubles, rate: float) -> Doubles:
    r"""Return shared measurement in each circle a year later: $S' = S + \eta \tau (1 - S)$.

    $\tau$ is the mean `trust` in the circle, $\eta$ the `rate` of a year: that of three terms of
    the Initiative's own, whose backbone helps and whose data they are (M17).
    """
    return np.asarray(local + np.minimum(1.0, rate * trust) * (1 - local))


def coordinated(agreement: Doubles, local: Doubles, trust: Doubles) -> Doubles:
    r"""Return the coordination of each circle: agreement times shared measurement times trust.

    $A S \bar\tau$, as of the partners of a type (M22), but among the few of one authority.
    """
    return np.asarray(agreement * local * trust)


def pull(state: Partnership, p: Circles) -> Doubles:
    r"""Return the odds of each authority's schools to each partner: $e^{\zeta_c}$ in its circle.

    $\zeta_c$ is `circles.pull`; shape (partners, authorities).
    """
    return np.asarray(np.where(state.circle, np.exp(p.pull), 1.0))
