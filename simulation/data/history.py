"""What was decided when, and who was minister."""

from dataclasses import dataclass

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
    """

    minister: str
    since: str
    until: str
    source: tuple[str, ...]
    quality: Quality
    note: str = ""


def policy_timeline() -> tuple[Event, ...]:
    """Return the events in the order of their dates."""
    return tuple(sorted(table("policy_timeline", Event), key=lambda e: e.date))


def ministers() -> tuple[Minister, ...]:
    """Return the ministers of 2001 to 2019, first to last, without a gap."""
    return table("ministers", Minister)
