"""M21. What partners can deliver: money, volunteers, capacity, and solutions that spread."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulation.agents.offer import Books
from simulation.agents.partnership import Partnership
from simulation.arrays import Bools, Doubles
from simulation.network.partners import SECTORS
from simulation.parameters.policy import Supply

_FOUNDATION = SECTORS.index("foundation")


class Price(NamedTuple):
    """What a slot of each partner's programme takes.

    Attributes
    ----------
    money, hours
        NIS and volunteers' hours, one element a partner.
    running
        Whether the programme runs this year.
    """

    money: Doubles
    hours: Doubles
    running: Bools


def at_work(state: Partnership, p: Supply, year: int) -> Bools:
    """Return who works in schools: from its own year on, and never before `supply.since`."""
    return np.asarray(year >= np.maximum(state.partners.since, p.since))


def offered(channels: Sequence[str], p: Supply) -> Bools:
    """Return which types of programmes partners offer at all, one element a type.

    `supply.teachers` is of retraining and certification, `virtual` of seats in the virtual school,
    `pupils` of visits, tutoring, middle schools and directors.
    """
    of = {"retraining": p.teachers, "certification": p.teachers, "virtual_seats": p.virtual}
    return np.array([of.get(channel, p.pupils) > 0 or channel == "none" for channel in channels])


def practise(state: Partnership, working: Bools, p: Supply) -> None:
    r"""Let a year of practice build capacity: $b' = b + \beta (1 - b)(1 + F)$, at most 1.

    $b$ is `practised`, $\beta$ `supply.practice`, $F$ what was mobilised (assumed: programmes do
    not start at full size). Only those `working` in schools practise.
    """
    state.practised += working * p.practice * (1 - state.practised) * (1 + state.funds)
    np.minimum(state.practised, 1.0, out=state.practised)


def learn(state: Partnership, trust: Doubles, p: Supply) -> None:
    r"""Let solutions spread between members: $s'_p = s_p + \rho \max_q \tau_{pq} (s_q - s_p)^+$.

    $\rho$ is `supply.spread` (at most the whole way); the best is found among the members
    (SEED_100KIN10: partners did better work through what their peers in the network had found).
    """
    if not p.spread:
        return
    others = np.where(state.active, state.solution, 0.0)
    better = np.maximum(0.0, others[None, :] - state.solution[:, None])
    seen = (trust * better).max(axis=1) * state.active
    state.solution += np.minimum(1.0, p.spread) * seen


def prepare(
    state: Partnership, trust: Doubles, price: Price, cofunding: float, meeting: Doubles, p: Supply
) -> Books:
    r"""Return the books of a year: what partners prepare, and what that takes.

    $K = c (1 - h) \min(v k b (1 + g s), B / p, V / w)$. Foundations grant what their commitment
    and the trust in each partner make of their money, to partners whose capacity their own money
    does not pay for; so does the Ministry with `cofunding`. What has no use is left over.

    | symbol | name | unit |
    |---|---|---|
    | $K$ | slots | slots a year |
    | $c, h$ | commitment; `supply.meeting_cost` times the time spent on `meeting` | 0 to 1 |
    | $v, k$ | `supply.volume`, the roster's capacity | factor, slots |
    | $b$ | what is practised of it | share |
    | $g, s$ | `supply.better`, solution | share, 0 to 1 |
    | $B, p$ | own budget and what was raised and granted; money of a slot | NIS |
    | $V, w$ | volunteers' hours; those of a slot | hours |
    """
    who = state.partners
    raised = who.budget * state.funds
    own = who.budget + raised
    busy = np.minimum(1.0, p.meeting_cost * meeting)
    willing = state.commitment * (1 - busy)
    able = p.volume * who.capacity * state.practised * (1 + p.better * state.solution)
    hours = who.volunteers * p.volunteer_hours
    staffed = np.divide(hours, price.hours, out=np.full(len(state), np.inf), where=price.hours > 0)
    able = willing * np.minimum(able, staffed) * price.running
    wanting = np.maximum(0.0, able * price.money - own)
    granted, received = _grants(state, trust, own, wanting)
    cofunded = _shared(cofunding, wanting - received, state.active)
    money = own - granted + received + cofunded
    paid = np.divide(money, price.money, out=np.full(len(state), np.inf), where=price.money > 0)
    slots = np.minimum(able, paid)
    spent, used = slots * price.money, slots * price.hours
    nothing = np.zeros(len(state))
    return Books(
        budget=who.budget, raised=raised, granted=granted, received=received, cofunded=cofunded,
        spent=spent, money_left=money - spent, hours=hours, hours_used=used,
        hours_left=hours - used, slots=slots, placed=nothing, slots_left=nothing,
    )  # fmt: skip


def _grants(
    state: Partnership, trust: Doubles, own: Doubles, wanting: Doubles
) -> tuple[Doubles, Doubles]:
    """Return what each partner grants and receives: foundations give, by trust, to who wants.

    All foundations together give nobody more than it wants.
    """
    gives = np.flatnonzero(state.partners.sector == _FOUNDATION)
    odds = trust[gives] * np.where(state.partners.sector == _FOUNDATION, 0.0, wanting)
    total = odds.sum(axis=1, keepdims=True)
    share = np.divide(odds, total, out=np.zeros_like(odds), where=total > 0)
    offered = (state.commitment[gives] * own[gives])[:, None] * share
    offers = offered.sum(axis=0)
    taken = np.minimum(offers, wanting)
    flows = offered * np.divide(taken, offers, out=np.zeros(len(state)), where=offers > 0)
    granted = np.zeros(len(state))
    granted[gives] = flows.sum(axis=1)
    return granted, flows.sum(axis=0)


def _shared(money: float, wanting: Doubles, of: Bools) -> Doubles:
    """Return how some money is shared among some who want it, in proportion; never more."""
    asked = np.where(of, np.maximum(0.0, wanting), 0.0)
    total = asked.sum()
    return asked * min(1.0, money / total) if total > 0 else asked
