"""M13. Who meets whom: the steering committee, working groups and the plenary."""

import numpy as np

from simulation.agents.partnership import Partnership, Stage
from simulation.arrays import Bools, Doubles, Ints
from simulation.contact import EVERY_GROUP, NO_GROUP
from simulation.parameters.partnership import Forums, Initiative
from simulation.randomness import Decision, Luck

_TERMS = 3  # in a school year


def convene(
    state: Partnership, home: Ints, meeting: Bools, p: Forums, year: int, luck: Luck
) -> None:
    """Seat the steering committee and the working groups for a school year.

    Whoever sits in the committee stays while a member. Free seats go to founders first, then to
    the most committed member of a sector without a seat, then to the most committed: the largest
    $c_q + u_q / n$, luck $u_q$ telling apart who of $n$ partners is about as committed $c_q$. The
    Ministry is at the table, and votes from the September after it became a partner, for which the
    least committed makes room; the backbone prepares every meeting and has no vote (MODEL section
    2, Forums; SEED_CHAPTER). Working groups hold the most committed members
    whose programme belongs to them; a group of `meeting` that does not meet yet is left out.
    """
    who, n = state.partners, len(state)
    members = state.organisations
    turn = state.commitment + luck.uniform_term(Decision.TAKE_SEAT, year, 0, n) / n
    voting = state.votes & members
    seats = int(p.seats) - int(state.stage >= Stage.PARTNER)
    order = np.argsort(-turn, kind="stable")
    order = order[members[order]]
    ranked = [*order[who.founder[order]].tolist(), *order[~who.founder[order]].tolist()]
    sector, founder = who.sector.tolist(), who.founder.tolist()
    seated = set(who.sector[voting].tolist())
    first_of_sector = []
    for q in ranked:
        if founder[q] or sector[q] not in seated:
            seated.add(sector[q])
            first_of_sector.append(q)
    for q in [*first_of_sector, *ranked]:
        if voting.sum() >= seats:
            break
        voting[q] = True
    for q in reversed(ranked):  # somebody makes room for the Ministry
        if voting.sum() <= seats:
            break
        voting[q] = False
    state.votes = voting
    state.votes[who.ministry] = state.launched and state.stage >= Stage.PARTNER
    state.seat = voting.copy()
    state.seat[[who.ministry, who.backbone]] = state.launched
    state.group[:] = NO_GROUP
    for g in np.flatnonzero(meeting):
        state.group[order[home[order] == g][: int(p.group_size)]] = g
    state.group[who.backbone] = EVERY_GROUP
    if state.stage >= Stage.PARTNER:
        state.group[who.ministry] = EVERY_GROUP


def present(state: Partnership, p: Initiative, policy: float) -> None:
    r"""Let members come to the forums of a term, and the Ministry as far as it is open.

    $a = e$ for members, $a = e\,o \min(1, e_p)$ for a Ministry that observes.

    | symbol | name | unit |
    |---|---|---|
    | $a$ | presence | 0 to 1 |
    | $e$ | `initiative.effort` | share |
    | $o$ | openness of the director-general | 0 to 1 |
    | $e_p$ | `policy`, the backbone's effort to bring the Ministry to the table | FTE |

    A Ministry that is a partner comes as every member does (assumed).
    """
    state.presence[:] = state.member * p.effort
    observing = state.openness * min(1.0, policy)
    share = 1.0 if state.stage >= Stage.PARTNER else observing
    state.presence[state.partners.ministry] = share * p.effort * state.launched


def in_plenary(p: Forums, term: int) -> float:
    """Return the contact that a plenary gives in a term: plenaries fill the terms from the first.

    Two a year are in autumn and in spring.
    """
    turn = {1: 1, 3: 2, 2: 3}[term]
    return p.in_plenary if turn <= min(_TERMS, p.plenaries) else 0.0


def meeting_time(state: Partnership, p: Forums) -> Doubles:
    """Return the time each partner spends in the two smaller forums [units of contact a term].

    $h = a (m_s v + m_w g)$: $a$ is presence, $v$ whether it votes in the steering committee, $g$
    whether it is in a working group, $m_s$ `forums.in_steering`, $m_w$ `in_group`.
    """
    at_table = state.votes * p.in_steering + (state.group >= 0) * p.in_group
    return np.asarray(state.presence * at_table)
