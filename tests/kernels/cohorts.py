"""Cohorts that hypothesis makes: students sorted by school, some schools empty."""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.arrays import Bytes, Floats, Ints, Rows

PULL = st.floats(-4, 4, width=32).map(np.float32)  # a logit
POSITIVE = st.floats(0, 3, width=32).map(np.float32)
CLOSE = 1e-5  # a student this near to a threshold may fall on either side of it


class Columns(NamedTuple):
    """One element a student, but for `offsets`."""

    offsets: Ints
    school: Ints
    ability: Floats
    background: Floats
    talent: Floats
    gain: Floats
    stem: Floats
    female: Bytes
    virtual: Bytes
    units: Bytes
    wish: Bytes
    last_grade: Bytes
    sciences: Bytes
    luck: Floats

    @property
    def theta(self) -> Any:
        """Ability in plain numbers."""
        return self.ability.astype(float)

    @property
    def size(self) -> int:
        """How many students there are."""
        return self.school.size

    @property
    def at_five(self) -> Rows:
        """The rows of those at five units."""
        return np.flatnonzero(self.units == 5).astype(np.int32)


def per_school(columns: Columns, low: float = -4, high: float = 4) -> st.SearchStrategy[Floats]:
    """Return a column with one number a school."""
    n = columns.offsets.size - 1
    return arrays(np.float32, n, elements=st.floats(low, high, width=32))


@st.composite
def cohorts(draw: st.DrawFn) -> Columns:
    """Draw some schools, and their students."""
    sizes = draw(st.lists(st.integers(0, 7), min_size=1, max_size=5))
    n = sum(sizes)

    def number(low: float, high: float) -> Floats:
        return draw(arrays(np.float32, n, elements=st.floats(low, high, width=32)))

    def one_of(*values: int) -> Bytes:
        return draw(arrays(np.uint8, n, elements=st.sampled_from(values)))

    inside = {"exclude_min": True, "exclude_max": True}
    return Columns(
        offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        school=np.repeat(np.arange(len(sizes)), sizes),
        ability=number(-4, 4),
        background=number(-3, 3),
        talent=number(-3, 3),
        gain=number(-0.5, 1),
        stem=number(-3, 3),
        female=one_of(0, 1),
        virtual=one_of(0, 1),
        units=one_of(0, 3, 4, 5),
        wish=one_of(0, 3, 4, 5),
        last_grade=one_of(9, 10, 11, 12),
        sciences=one_of(*range(8)),
        luck=draw(arrays(np.float32, n, elements=st.floats(0, 1, width=32, **inside))),
    )
