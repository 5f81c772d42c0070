"""M15. Positions: who hears whom, and how far members agree."""

import numpy as np

from simulation.agents.partnership import Partnership
from simulation.arrays import Bools, Doubles
from simulation.kernels.opinion import listen
from simulation.parameters.partnership import Forums, Initiative


def discuss(
    state: Partnership, trust: Doubles, plenary: float, bound: float, p: Initiative, forums: Forums
) -> None:
    """Let partners who meet move each other's positions (kernel `listen`).

    `initiative.opinion` chooses among structural variants: Friedkin and Johnsen with bounded
    confidence; DeGroot (everybody wholly susceptible, and everybody heard); or none.
    """
    if not p.opinion:
        return
    degroot = p.opinion == 1
    who = state.partners
    heard = np.empty_like(state.position)
    listen(
        heard, state.position, who.position,
        np.ones(len(state)) if degroot else who.susceptibility, trust, state.presence, state.seat,
        state.group, forums.in_group, forums.in_steering, plenary,
        float(np.inf) if degroot else bound,
    )  # fmt: skip
    state.position = heard


def agreement(position: Doubles, of: Bools) -> float:
    r"""Return how far some partners agree: $A = 1 - \overline{\lVert x - \bar x \rVert} / 2$.

    0 if there is nobody (MODEL section 5, Positions).
    """
    if not of.any():
        return 0.0
    x = position[of]
    return float(1 - np.linalg.norm(x - x.mean(axis=0), axis=1).mean() / 2)
