"""M18. Commitment to the common goal, joining and leaving."""

import numpy as np

from simulation.agents.partnership import Partnership, Stage
from simulation.arrays import Bools, Doubles
from simulation.parameters.partnership import Commitment, Steering, Trust
from simulation.randomness import Decision, Luck


def recommit(
    state: Partnership, warmth: Doubles, urgency: float, p: Commitment, steering: Steering,
    meeting: Doubles,
) -> None:  # fmt: skip
    r"""Let a term pass over commitment.

    $\mathrm{logit}\,c' = \mathrm{logit}\,c^0 + m (\mathrm{logit}\,c - \mathrm{logit}\,c^0) +
    \kappa_U (U - 1) + \kappa_\tau (\bar\tau - \tau_u) + \kappa_g g -
    \kappa_x \max(0, \lVert x - x^* \rVert - \epsilon_s) - \kappa_c h$

    All but the first two act on members only, as far as they take part; without a common agenda
    nothing is far from it (MODEL section 5, Commitment, but for the way back to one's own mission
    and for the distance, which counts beyond what the committee itself tolerates).

    | symbol | name | unit |
    |---|---|---|
    | $c, c^0$ | `commitment`, that at rest | 0 to 1 |
    | $m$ | `commitment.memory` | share |
    | $U$ | `urgency` | 1 is that of 2013 |
    | $\bar\tau$ | `warmth`, mean trust in those one meets; $\tau_u$ if it meets nobody | 0 to 1 |
    | $\tau_u$ | `commitment.usual_trust` | 0 to 1 |
    | $g$ | progress of the last year | 1 is a good year |
    | $x, x^*$ | position, the agenda's | distance |
    | $\epsilon_s$ | `steering.tolerance` | distance |
    | $h$ | `meeting`, time spent on it | units of contact |
    """
    rest, now = _logit(state.partners.resting), _logit(state.commitment)
    active = state.member * state.presence
    later = rest + p.memory * (now - rest)
    gap = np.linalg.norm(state.position - state.focus, axis=1) - steering.tolerance
    far = np.maximum(0.0, gap) * (state.agenda >= 0)
    later += active * (
        p.urgency * (urgency - 1) + p.trust * (warmth > 0) * (warmth - p.usual_trust)
        + p.progress * state.progress - p.distance * far - p.cost * meeting
    )  # fmt: skip
    moved = (active > 0) | (now != rest)  # who rests does so to the last bit
    state.commitment = np.where(moved, 1 / (1 + np.exp(-later)), _inside(state.commitment))
    state.low_terms = np.where(state.commitment < p.low, state.low_terms + 1, 0)


def _logit(share: Doubles) -> Doubles:
    """Return the log-odds of shares, kept off both ends."""
    return np.asarray(np.log(_inside(share) / (1 - _inside(share))))


def _inside(share: Doubles) -> Doubles:
    """Return shares kept off 0 and 1."""
    return np.clip(share, np.finfo(np.float32).eps, 1 - np.finfo(np.float32).eps)


def joining(
    state: Partnership, trust: Doubles, urgency: float, p: Commitment, ties: Trust, luck: Luck,
    year: int,
) -> Bools:  # fmt: skip
    r"""Return who joins in the summer of a year.

    $\Lambda(j_0 + j_c k + j_U U + j_M M + j_l L)$ (MODEL section 5, Join; a threshold model after
    Granovetter 1978, doi:10.1086/226707, with the contacts' share $k$).

    | symbol | name | unit |
    |---|---|---|
    | $k$ | acquaintances who are members and trusted, of all acquaintances | share |
    | $U$ | urgency | 1 is that of 2013 |
    | $M$ | whether the Ministry is a partner | 0 or 1 |
    | $j_0, j_c$ | `commitment.join_level`, `join_contacts` | logit |
    | $L$ | whether it has left before | 0 or 1 |
    | $j_U, j_M, j_l$ | `commitment.join_urgency`, `join_ministry`, `join_again` | logit |
    """
    who = state.partners
    trusted = who.known & (trust >= ties.trusted_from)
    inside = (trusted & state.member).sum(axis=1)
    share = inside / np.maximum(1, who.known.sum(axis=1))
    ministry = state.stage >= Stage.PARTNER
    pull = (
        p.join_level + p.join_contacts * share + p.join_urgency * urgency
        + p.join_ministry * ministry + p.join_again * state.left
    )  # fmt: skip
    u = luck.uniform_term(Decision.JOIN_INITIATIVE, year, 0, len(state))
    may = ~state.member & (who.since <= year)
    may[[who.ministry, who.backbone]] = False
    return np.asarray(may & (u < 1 / (1 + np.exp(-pull))))


def leaving(state: Partnership, p: Commitment) -> Bools:
    """Return who leaves: members whose commitment was low for `commitment.patience` terms.

    It is low below `commitment.low`; the terms are those in a row, and the Ministry and the
    backbone stay.
    """
    return np.asarray(state.organisations & (state.low_terms >= p.patience))
