"""M22. Allocation: MODEL.md, section 4, "Programmes": slots over schools, overlap within them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class School(NamedTuple):
    """A school, as those who choose among schools see it."""

    units: float
    weight: float
    attractive: float
    district: int
    level: int
    authority: int
    coordination: float


@dataclass(frozen=True)
class Giver:
    """A partner: what it gives, and its odds by level of need, district and authority."""

    slots: float
    need: Sequence[float]
    near: Sequence[float]
    nearby: Sequence[float]

    def odds(self, school: School, covered: float) -> float:
        """Return g: the odds of the school, fewer where it coordinates with who came before."""
        place = self.near[school.district] * self.nearby[school.authority]
        kept_off = 1 - school.coordination * covered
        return school.units * school.attractive * self.need[school.level] * place * kept_off


def exposure(parts: Sequence[float], coordinated: float) -> float:
    """Return v: who is reached by at least one of those who reach so many, one after the other.

    Without coordination each reaches pupils at random; with it, whoever is left.
    """
    v = 0.0
    for part in parts:
        at_random = 1 - (1 - v) * (1 - part)
        others = min(1.0, v + part)
        v = (1 - coordinated) * at_random + coordinated * others
    return v


def spread(
    givers: Sequence[Giver], schools: Sequence[School]
) -> tuple[list[float], list[float], list[float]]:
    """Return what is covered and what was delivered in each school, and what each giver has left.

    A giver spreads its slots over pupils by the odds of their school, at most one slot a pupil.
    """
    reached: list[list[float]] = [[] for _ in schools]  # of each school, by one giver after another
    left = []
    for giver in givers:
        odds = [
            giver.odds(s, exposure(r, s.coordination))
            for s, r in zip(schools, reached, strict=True)
        ]
        total = sum(g * s.weight for g, s in zip(odds, schools, strict=True))
        found = 0.0
        for g, school, before in zip(odds, schools, reached, strict=True):
            slots = min(school.units, giver.slots * g / total) if total > 0 else 0.0
            before.append(slots / school.units if school.units else 0.0)
            found += slots * school.weight
        left.append(giver.slots - found)
    delivered = [sum(parts) * s.units for parts, s in zip(reached, schools, strict=True)]
    covered = [
        exposure(parts, s.coordination) for parts, s in zip(reached, schools, strict=True)
    ]  # fmt: skip
    return covered, delivered, left
