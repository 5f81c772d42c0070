"""M15. Positions: MODEL.md, section 5, "Positions": Friedkin-Johnsen with bounded confidence."""

from collections.abc import Sequence
from math import dist

from tests.definitions.trust import Partner, Tiers, contact


def weights(
    a: int, who: Sequence[Partner], trust: Sequence[float], tiers: Tiers, bound: float
) -> list[float]:
    """Return the row of W of one partner: trust times contact where it can hear, 1 for itself."""
    raw = [
        1.0 if a == b else
        trust[b] * contact(who[a], other, tiers) * (dist(who[a].position, other.position) <= bound)
        for b, other in enumerate(who)
    ]  # fmt: skip
    return [w / sum(raw) for w in raw]


def heard(
    who: Sequence[Partner], anchors: Sequence[Sequence[float]], alphas: Sequence[float],
    trust: Sequence[Sequence[float]], tiers: Tiers, bound: float,
) -> list[list[float]]:  # fmt: skip
    """Return where everybody stands a term later: alpha W x + (1 - alpha) x0."""
    stands = []
    for a, (anchor, alpha) in enumerate(zip(anchors, alphas, strict=True)):
        row = weights(a, who, trust[a], tiers, bound)
        others = [
            sum(w * x for w, x in zip(row, column, strict=True))
            for column in zip(*(partner.position for partner in who), strict=True)
        ]
        stands.append([alpha * x + (1 - alpha) * x0 for x, x0 in zip(others, anchor, strict=True)])
    return stands
