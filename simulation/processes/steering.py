"""M16. What the steering committee decides."""

import numpy as np

from simulation.agents.partnership import Partnership, Stage
from simulation.arrays import Bools, Doubles
from simulation.data.agendas import Agenda
from simulation.network.partners import DIMENSIONS
from simulation.parameters.partnership import Steering


def on_the_table(
    state: Partnership, agendas: tuple[Agenda, ...], p: Steering, year: int, term: int
) -> int | None:
    """Return the place of the agenda that is put to the committee this term, if any: the last.

    An agenda waits for its date, and for the Ministry if it needs it. The second goal has none
    unless a scenario sets it.
    """
    due = [
        i
        for i, a in enumerate(agendas)
        if i > state.agenda and (year, term) >= _since(a, p) and state.stage >= a.stage
        and (a.goal or p.second_goal)
    ]  # fmt: skip
    return due[-1] if due else None


def _since(agenda: Agenda, p: Steering) -> tuple[int, int]:
    """Return the school year and term from which an agenda is on the table."""
    return (agenda.year, agenda.term) if agenda.goal else (int(p.second_goal_year), 1)


def proposal(position: Doubles, votes: Bools, agenda: Agenda) -> Doubles:
    r"""Return what is proposed: the committee's mean, but for what the agenda itself says.

    $o_d = \bar x_d$ in each dimension $d$ that the agenda leaves open, $x$ being the positions of
    those who vote.
    """
    mean = position[votes].mean(axis=0)
    told = [getattr(agenda, d) for d in DIMENSIONS]
    return np.array([m if t is None else t for m, t in zip(mean, told, strict=True)])


def passes(position: Doubles, votes: Bools, option: Doubles, p: Steering) -> bool:
    r"""Return whether an option passes: enough members are near enough to it.

    $\overline{1[\lVert x - o \rVert \le \epsilon_s]} \ge \mu$, $\epsilon_s$ being
    `steering.tolerance` and $\mu$ `steering.majority` (MODEL section 5, Steering decision).
    """
    near = np.linalg.norm(position[votes] - option, axis=1) <= p.tolerance
    return bool(near.mean() >= p.majority)


def decide(
    state: Partnership, agendas: tuple[Agenda, ...], p: Steering, year: int, term: int
) -> Agenda | None:
    """Let the committee take a common agenda; return it if one passed, else try next term.

    Once the Ministry leads, the committee is consultative: nothing passes against a minister who
    is opposed (SEED_CHAPTER, Implementation).
    """
    place = on_the_table(state, agendas, p, year, term)
    if place is None or not state.presence[state.votes].any():
        return None
    if state.stage >= Stage.LEAD and state.alignment < 0:
        return None
    option = proposal(state.position, state.votes, agendas[place])
    if not passes(state.position, state.votes, option, p):
        return None
    state.agenda, state.focus = place, option
    state.goal = agendas[place].goal or p.second_goal
    return agendas[place]
