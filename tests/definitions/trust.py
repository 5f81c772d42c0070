"""M14. Trust: MODEL.md, section 5, "Trust", one pair of partners at a time."""

from collections.abc import Sequence
from math import dist
from typing import NamedTuple

NOWHERE, EVERYWHERE = -1, -2


class Partner(NamedTuple):
    """What of a partner decides whom it meets and hears."""

    presence: float
    seat: bool
    group: int
    position: Sequence[float]


class Tiers(NamedTuple):
    """The contact that a working group, the steering committee and a plenary give."""

    in_group: float
    in_steering: float
    in_plenary: float


class Rates(NamedTuple):
    """The numbers of the equation of trust, in the kernel's order."""

    gain: float
    facilitation: float
    success: float
    loss: float
    bound: float
    forgetting: float


def share_a_group(one: int, other: int) -> bool:
    """Return whether two are members of one group, or one visits the groups of the other."""
    members = [g for g in (one, other) if g not in {NOWHERE, EVERYWHERE}]
    if len(members) == 2:
        return one == other
    return EVERYWHERE in {one, other} and NOWHERE not in {one, other}


def contact(one: Partner, other: Partner, tiers: Tiers) -> float:
    """Return m: the contact of the closest tier that two share, as far as both are there."""
    shared = [True, one.seat and other.seat, share_a_group(one.group, other.group)]
    theirs = [m for m, both in zip(reversed(tiers), shared, strict=True) if both]
    return one.presence * other.presence * max(theirs)


def later(
    tau: float, rest: float, in_backbone: float, m: float, *, conflict: bool, p: Rates
) -> float:
    """Return trust a term later: gained by contact, by success, lost in conflict, forgotten."""
    by_contact = p.gain * (1 + p.facilitation * in_backbone) * m * (1 - tau)
    by_success = p.success * m * (1 - tau)
    in_conflict = p.loss * m * conflict * tau
    forgotten = p.forgetting * (1 - m) * (tau - rest)
    return max(0.0, min(1.0, tau + by_contact + by_success - in_conflict - forgotten))


def meet(
    trust: Sequence[Sequence[float]], rest: Sequence[Sequence[float]],
    in_backbone: Sequence[float], who: Sequence[Partner], tiers: Tiers, p: Rates,
) -> list[list[float]]:  # fmt: skip
    """Return everybody's trust in everybody a term later; nobody trusts oneself more or less."""
    return [
        [
            trust[a][b] if a == b else later(
                trust[a][b], rest[a][b], in_backbone[a], contact(one, other, tiers),
                conflict=dist(one.position, other.position) > p.bound, p=p,
            )
            for b, other in enumerate(who)
        ]
        for a, one in enumerate(who)
    ]  # fmt: skip


def warmth(a: int, trust: Sequence[float], who: Sequence[Partner], tiers: Tiers) -> float:
    """Return one partner's mean trust in those it meets, by contact; 0 where it meets nobody."""
    met = {b: contact(who[a], other, tiers) for b, other in enumerate(who) if b != a}
    total = sum(met.values())
    return sum(m * trust[b] for b, m in met.items()) / total if total else 0.0


def add_up(
    trust: Sequence[Sequence[float]], sectors: Sequence[int], members: Sequence[int], least: float
) -> list[list[float]]:
    """Return sums over pairs of members: trust, its squares, and how many trust."""
    rows = []
    for alike in (True, False):
        pairs = [
            (p, q) for p in members for q in members
            if p != q and (sectors[p] == sectors[q]) is alike
        ]  # fmt: skip
        trusting = [(p, q) for p, q in pairs if trust[p][q] >= least]
        told = [trust[p][q] for p, q in pairs]
        rows.append([sum(told), sum(t * t for t in told), len(trusting)])
    return rows
