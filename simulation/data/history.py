"""What was decided when, and who was minister."""

from dataclasses import dataclass
from functools import cache

from simulation.data.read import Quality, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A dated decision or event.

    Attributes
    ----------
    date
        As much of year-month-day as is known; a period carries its start.
    value
        The dose, None when the event has no number; the middle of a published range.
    unit
        "none" when the event has no number.
    """

    date: str
    event: str
    measure: str
    unit: str
    source: tuple[str, ...]
    quality: Quality
    value: float | None = None
    note: str = ""

    @property
    def year(self) -> int:
        """The calendar year."""
        return int(self.date[:4])


@dataclass(frozen=True, slots=True, kw_only=True)
class Minister:
    """A minister of education, "unnamed" where our sources name nobody.

    Attributes
    ----------
    since, until
        First and last month, as year-month.
    alignment
        How far the minister's aims are those of the Initiative, -1 to 1.
    openness
        How open the director-general is to partners outside the Ministry, 0 to 1.
    """

    minister: str
    since: str
    until: str
    alignment: float
    openness: float
    source: tuple[str, ...]
    quality: Quality
    note: str = ""


def policy_timeline() -> tuple[Event, ...]:
    """Return the events in the order of their dates."""
    return tuple(sorted(table("policy_timeline", Event), key=lambda e: e.date))


def ministers() -> tuple[Minister, ...]:
    """Return the ministers of 2001 to 2019, first to last, without a gap."""
    return table("ministers", Minister)


def term_of(month: int) -> int:
    """Return the term of the school year that a month is in: 1 autumn, 2 winter, 3 spring.

    >>> term_of(12), term_of(2), term_of(5)
    (1, 2, 3)
    """
    return 1 if month >= 9 else 2 if month <= 3 else 3


@cache
def ministry_steps() -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the school year and term in which the Ministry became a partner, and the lead."""
    events = ('"Math First" announced', "National programme announced by new minister")
    dates = {e.event: e.date for e in policy_timeline()}
    partner, lead = ((int(dates[e][:4]), term_of(int(dates[e][5:7]))) for e in events)
    return partner, lead
