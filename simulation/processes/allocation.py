"""M22. Which schools the partners choose, and what their overlap leaves of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from simulation.agents.counts import Counts
from simulation.agents.offer import Books, Offer
from simulation.agents.partnership import Partnership
from simulation.agents.standing import Standing
from simulation.arrays import Bools, Doubles, Ints
from simulation.kernels.allocation import spread
from simulation.network.programmes import CHANNELS, Programme
from simulation.parameters.policy import Allocation
from simulation.parameters.programmes import Costs
from simulation.population.schools import DISTRICTS, QUINTILES, Schools

_EQUITY = 2  # of the dimensions of positions
_MIDDLE_GRADES = 3
_AMOUNTS = ("virtual_seats", "retraining", "certification", "directors")  # levers of the country
_AT_SCHOOLS = tuple(c for c in CHANNELS if c not in ("directors", "none"))
_PUPILS = ("visits", "tutoring", "acceleration")  # channels that come to pupils in their school
_BILLS = {"virtual_seats": "virtual_school"}  # what a channel is called in the bills


class Reach(NamedTuple):
    """Whom the programmes of a channel can reach, and how well they fit, by school.

    Attributes
    ----------
    units
        Pupils, posts or seats that it could serve, shape (schools,).
    fit
        How far the school lacks, or can use, what it gives, 0 to 1.
    """

    units: Doubles
    fit: Doubles


def reach(channel: str, schools: Schools, standing: Standing, counts: Counts | None) -> Reach:
    """Return whom a channel's programmes can reach: by channel, what a slot serves.

    Visits: pupils of grade 9. Tutoring: five-unit pupils. Acceleration: pupils of grades 7 to 9.
    Certification and retraining: posts for certified teachers. Virtual seats: those who want five
    units in a school without a class. `counts` are those of the last July; before the first one
    nobody is known to be reached by visits or tutoring.
    """
    nothing, alike = np.zeros(len(schools)), np.ones(len(schools))
    track = standing.track.astype(np.float64)
    match channel:
        case "visits" if counts:
            return Reach(counts.ninth.astype(np.float64), track)
        case "tutoring" if counts:
            return Reach(counts.at_five * track, alike)
        case "acceleration":
            return Reach(_MIDDLE_GRADES * schools.twelfth * schools.examined, alike)
        case "certification" | "retraining":
            return Reach(standing.posts, standing.short)
        case "virtual_seats":
            return Reach(standing.demand * (1 - track), alike)
    return Reach(nothing, nothing)


def coordination(agreement: float, measurement: float, trust: float, p: Allocation) -> float:
    r"""Return how far the partners of a type coordinate: $\kappa = \kappa_c A S \bar\tau$.

    Agreement times shared measurement times their mean trust in each other (MODEL section 4,
    Programmes), times `allocation.coordination`.

    >>> round(coordination(0.8, 0.5, 0.5, Allocation()), 2)
    0.2
    """
    return p.coordination * agreement * measurement * trust


def attraction(fit: Doubles, ready: Doubles, coordinated: float, p: Allocation) -> Doubles:
    r"""Return the odds of a pupil by school: $e^{\zeta_f f + (\zeta_r + \zeta_m \kappa) R}$.

    $f$ is fit, $R$ how far the ground is prepared, $\kappa$ coordination; $\zeta_f$ is
    `allocation.fit`, $\zeta_r$ `readiness`, $\zeta_m$ `misdirection`: agreeing on schools can as
    well lead away from where it works.
    """
    return np.asarray(np.exp(p.fit * fit + (p.readiness + p.misdirection * coordinated) * ready))


def need_odds(state: Partnership, p: Allocation) -> Doubles:
    r"""Return the odds of need, shape (partners, levels): $e^{\zeta_n q_p n}$.

    $\zeta_n$ is `allocation.need`, $q_p$ how far a partner is for equity: its position, and the
    agenda's as far as it is committed; $n$ the need of a school of each of QUINTILES, from 0 of
    the strongest to 1 of the weakest, 0.5 unknown.
    """
    own, focus = state.position[:, _EQUITY], state.focus[_EQUITY]
    follows = state.commitment * state.member * (state.agenda >= 0)
    equity = own + follows * (focus - own)
    level = np.array(QUINTILES, np.float64)
    need = np.where(level > 0, (level - 1) / (len(QUINTILES) - 2), 0.5)
    return np.asarray(np.exp(p.need * np.outer(equity, need)))


def near_odds(p: Allocation) -> Doubles:
    r"""Return the odds of distance, shape (districts, districts): one's own, or another.

    1 in the partner's own district, $e^{-\zeta_d}$ in another, $\zeta_d$ being
    `allocation.distance`.
    """
    elsewhere = 1 - np.eye(len(DISTRICTS))
    return np.asarray(np.exp(-p.distance * elsewhere))


def give(
    state: Partnership, books: Books, types: Sequence[Programme], schools: Schools,
    reaches: dict[str, Reach], local: Doubles, nearby: Doubles, p: Allocation, costs: Costs,
) -> Offer:  # fmt: skip
    """Spread what partners prepared over schools, and return what reaches them.

    Parameters
    ----------
    local, nearby
        Coordination of the circle of each school's authority [0 to 1]; odds of its schools to each
        partner, shape (partners, authorities).
    """
    n = len(schools)
    missed = {c: np.ones(n) for c in CHANNELS}
    spent = {c: np.zeros(n) for c in CHANNELS}
    amount = dict.fromkeys(CHANNELS, 0.0)
    left = np.zeros(len(state))
    odds = need_odds(state, p), near_odds(p), nearby
    for t, kind in enumerate(types):
        mine = np.flatnonzero(state.partners.programme == t)
        reached, slots = reaches[kind.channel], books.slots[mine] * schools.share
        state.coverage[t] = state.overlap[t] = 0.0
        if kind.channel not in _AT_SCHOOLS:
            amount[kind.channel] += float(slots.sum())
            continue
        if not slots.any():
            continue
        covered, delivered, rest = np.zeros(n), np.zeros(n), np.zeros(mine.size)
        _spread_type(
            covered, delivered, rest, slots, mine, state, schools, reached, odds,
            attraction(reached.fit, state.ready, float(state.coordinated[t]), p),
            np.maximum(p.coordination * local, state.coordinated[t]),
        )  # fmt: skip
        left[mine] = rest / schools.share
        _note(state, t, schools, reached.units, covered, delivered)
        missed[kind.channel] *= 1 - covered
        found = reached.units * (1 - missed[kind.channel])  # overlap of types counted once, too
        amount[kind.channel] = float(schools.weight @ found)
        spent[kind.channel] += delivered * kind.costs(costs)
    return Offer(
        visits=1 - missed["visits"], tutoring=1 - missed["tutoring"],
        acceleration=1 - missed["acceleration"],
        amounts={lever: amount[lever] for lever in _AMOUNTS},
        take_up=1 - p.take_up * (1 - state.ready),
        spent={_BILLS.get(channel, channel): spent[channel] for channel in _AT_SCHOOLS},
        reached=1 - np.prod([missed[channel] for channel in _PUPILS], axis=0),
        books=replace(books, placed=books.slots - left, slots_left=left),
    )  # fmt: skip


def _spread_type(
    covered: Doubles, delivered: Doubles, rest: Doubles, slots: Doubles, mine: Ints,
    state: Partnership, schools: Schools, reached: Reach, odds: tuple[Doubles, Doubles, Doubles],
    attractive: Doubles, coordinated: Doubles,
) -> None:  # fmt: skip
    """Let the partners of one type choose schools (kernel `allocation.spread`)."""
    need, near, nearby = odds
    spread(
        covered, delivered, rest, np.empty(len(schools)), np.flatnonzero(reached.units), slots,
        state.partners.district[mine], need[mine], near,
        nearby[mine], attractive, reached.units, schools.weight, schools.district,
        schools.quintile, schools.authority, coordinated,
    )  # fmt: skip


def _note(
    state: Partnership, t: int, schools: Schools, units: Doubles, covered: Doubles,
    delivered: Doubles,
) -> None:  # fmt: skip
    """Note which share of its pupils a type reaches, and which of what it delivers is wasted."""
    total, there_are = float(schools.weight @ delivered), float(schools.weight @ units)
    reached = float(schools.weight @ (covered * units))
    state.coverage[t] = reached / there_are if there_are else 0.0
    state.overlap[t] = 1 - reached / total if total else 0.0


def prepare_ground(state: Partnership, reached: Doubles, p: Allocation) -> None:
    r"""Let the year's presence prepare the ground: $R' = m R + (1 - m) P / (P + P_{1/2})$.

    $P$ is the share of pupils `reached` by any programme, $m$ `allocation.ready_memory`,
    $P_{1/2}$ `half_ready` (assumed; SEED_CHAPTER: policy met a well-established infrastructure).
    """
    ground = reached / (reached + p.half_ready)
    state.ready[:] = p.ready_memory * state.ready + (1 - p.ready_memory) * ground


def runs(state: Partnership, opened: Bools) -> Bools:
    """Return whose programme runs: `opened` tells it of each type."""
    programme = state.partners.programme
    return np.asarray((programme >= 0) & opened[programme])
