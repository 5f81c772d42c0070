"""Where growth comes from: tracks opened, tracks closed, and those that go on.

The definitions are those of the table of facts `tracks`, made from the Ministry's file of examinees
by school: a track is a school in which the file shows five-unit sitters. A school that is new to
the file, or gone from it, is none that the model knows: its schools are the same in every year.
"""

from typing import Generic, NamedTuple, TypeVar

import numpy as np

from simulation.arrays import Ints
from simulation.results.panel import Panel

Part = TypeVar("Part", float, Ints)  # of the country, or by school


class Growth(NamedTuple, Generic[Part]):
    """How five-unit sitters of one year differ from those of the year before.

    Attributes
    ----------
    opened, in_opened
        Tracks shown now and not the year before, and the sitters in them.
    closed, lost_in_closed
        Tracks shown the year before and not now, and the sitters they had.
    continuing, change_in_continuing
        Tracks shown in both years, and the change in their sitters.
    total
        The change in all sitters shown.
    """

    opened: Part
    in_opened: Part
    closed: Part
    lost_in_closed: Part
    continuing: Part
    change_in_continuing: Part
    total: Part


MEASURES = {  # what the table of facts calls them
    "opened": "tracks opened",
    "in_opened": "5u examinees in opened tracks",
    "closed": "tracks closed",
    "lost_in_closed": "5u examinees lost in tracks closed or gone from the file",
    "continuing": "continuing tracks",
    "change_in_continuing": "change in 5u examinees in continuing tracks",
    "total": "total change in 5u examinees",
}


def by_school(before: Ints, now: Ints) -> Growth[Ints]:
    """Return the parts of the growth of each school, given its sitters as the file shows them."""
    was, has = (before > 0).astype(np.int64), (now > 0).astype(np.int64)
    opened, closed, continuing = has * (1 - was), was * (1 - has), was * has
    change = now - before
    return Growth(
        opened=opened,
        in_opened=opened * now,
        closed=closed,
        lost_in_closed=closed * before,
        continuing=continuing,
        change_in_continuing=continuing * change,
        total=change,
    )


def decomposition(panel: Panel, year: int) -> Growth[float]:
    """Return the parts of the growth from the year before, weighted to the country.

    Raises ValueError if the panel does not hold both years.
    """
    weight, parts = panel.schools.weight, by_school(panel.shown(year - 1), panel.shown(year))
    return Growth(*(float(weight @ part) for part in parts))
