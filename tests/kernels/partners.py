"""Partners that hypothesis makes: who trusts whom, stands where, and meets in which forums."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.arrays import Bools, Doubles, Ints
from simulation.contact import EVERY_GROUP, NO_GROUP
from tests.definitions.trust import Partner, Tiers

SHARE = st.sampled_from([0.0, 1.0]) | st.integers(1, 999).map(lambda k: k / 1000)
STEP = 1 / 8  # positions and bounds lie on a grid, on which distances are compared exactly
PLACE = st.integers(-8, 8).map(lambda k: k * STEP)
BOUND = st.integers(0, 34).map(lambda k: k * STEP)
GROUP = st.sampled_from([NO_GROUP, EVERY_GROUP, 0, 1, 2])
TIERS = st.builds(Tiers, SHARE, SHARE, SHARE)


class Room(NamedTuple):
    """Columns of partners; trust has a row and a column for each."""

    trust: Doubles
    rest: Doubles
    position: Doubles
    anchor: Doubles
    susceptibility: Doubles
    presence: Doubles
    seat: Bools
    group: Ints

    @property
    def size(self) -> int:
        """How many partners there are."""
        return self.presence.size

    @property
    def who(self) -> list[Partner]:
        """The partners one by one."""
        columns = self.presence, self.seat, self.group, self.position
        return [Partner(*row) for row in zip(*(c.tolist() for c in columns), strict=True)]

    @property
    def forums(self) -> tuple[Doubles, Bools, Ints]:
        """Presence, seats and groups, as the kernels want them."""
        return self.presence, self.seat, self.group

    def reordered(self, order: Ints) -> "Room":
        """Return the same partners in another order."""
        trust, rest = (np.ascontiguousarray(t[order][:, order]) for t in (self.trust, self.rest))
        return Room(trust, rest, *(column[order] for column in self[2:]))


@st.composite
def rooms(draw: st.DrawFn) -> Room:
    """Draw some partners, of whom some are absent."""
    n = draw(st.integers(1, 6))

    def column(kind: type, shape: tuple[int, ...], elements: st.SearchStrategy) -> np.ndarray:
        return draw(arrays(kind, shape, elements=elements))

    trust, rest = (column(np.float64, (n, n), SHARE) for _ in range(2))
    for matrix in (trust, rest):
        np.fill_diagonal(matrix, 1.0)
    return Room(
        trust, rest,
        position=column(np.float64, (n, 4), PLACE),
        anchor=column(np.float64, (n, 4), PLACE),
        susceptibility=column(np.float64, (n,), SHARE),
        presence=column(np.float64, (n,), SHARE),
        seat=column(np.bool_, (n,), st.booleans()),
        group=column(np.int64, (n,), GROUP),
    )  # fmt: skip


def orders(size: int) -> st.SearchStrategy[Ints]:
    """Return orders of so many."""
    return st.permutations(range(size)).map(lambda order: np.array(order, np.int64))
