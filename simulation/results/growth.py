"""Where growth comes from: tracks opened, tracks closed, and those that go on.

The definitions are those of the table of facts `tracks`, made from the Ministry's file of examinees
by school: a track is a school in which the file shows five-unit sitters. A school that is new to
the file, or gone from it, is none that the model knows: its schools are the same in every year.
"""

from typing import NamedTuple

from simulation.results.panel import Panel


class Growth(NamedTuple):
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

    opened: float
    in_opened: float
    closed: float
    lost_in_closed: float
    continuing: float
    change_in_continuing: float
    total: float


MEASURES = {  # what the table of facts calls them
    "opened": "tracks opened",
    "in_opened": "5u examinees in opened tracks",
    "closed": "tracks closed",
    "lost_in_closed": "5u examinees lost in tracks closed or gone from the file",
    "continuing": "continuing tracks",
    "change_in_continuing": "change in 5u examinees in continuing tracks",
    "total": "total change in 5u examinees",
}


def decomposition(panel: Panel, year: int) -> Growth:
    """Return the parts of the growth from the year before, weighted to the country.

    Raises ValueError if the panel does not hold both years.
    """
    weight = panel.schools.weight
    before, now = panel.shown(year - 1), panel.shown(year)
    opened, closed = (now > 0) & (before == 0), (now == 0) & (before > 0)
    continuing = (now > 0) & (before > 0)
    return Growth(
        opened=float(weight @ opened),
        in_opened=float(weight @ (now * opened)),
        closed=float(weight @ closed),
        lost_in_closed=float(weight @ (before * closed)),
        continuing=float(weight @ continuing),
        change_in_continuing=float(weight @ ((now - before) * continuing)),
        total=float(weight @ (now - before)),
    )
