"""A measured figure against its limit, and the limits: all of them from the issue."""

from dataclasses import asdict, dataclass
from typing import Any

REFERENCE = 12.0  # GB/s of the memory triad on the machine for which times are given


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of the table.

    Attributes
    ----------
    what, unit
        What was measured, and in which unit.
    least, usual
        The best and the median repetition; equal where it was measured once.
    limit
        What it may be at most, or at least, on the machine of reference; None is no limit.
    triad
        GB/s of the memory triad of the same rounds, if the limit knows the machine.
    at_least
        Whether more is better.
    """

    what: str
    unit: str
    least: float
    usual: float
    limit: float | None = None
    triad: float | None = None
    at_least: bool = False

    @property
    def scaled(self) -> float | None:
        """The limit on this machine: a time shrinks as the memory is faster."""
        if self.limit is None or self.triad is None:
            return self.limit
        return self.limit * REFERENCE / self.triad

    @property
    def ratio(self) -> float | None:
        """The best repetition over the limit, or the limit over it: up to 1 is kept."""
        if not self.scaled:
            return None
        return self.scaled / self.least if self.at_least else self.least / self.scaled

    @property
    def verdict(self) -> str:
        """Whether the limit was kept."""
        if self.scaled is None:
            return ""
        kept = self.least >= self.scaled if self.at_least else self.least <= self.scaled
        return "ok" if kept else "MISSED"

    @property
    def row(self) -> tuple[str, ...]:
        """The row as words."""
        sign = "≥ " if self.at_least else "≤ "
        limits = [_words(x, self.unit, sign) for x in (self.limit, self.scaled)]
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        measured = [_words(x, self.unit) for x in (self.least, self.usual)]
        return (self.what, *measured, *limits, ratio, self.verdict)

    def as_dict(self) -> dict[str, Any]:
        """Return all that was measured and derived."""
        derived = {"scaled": self.scaled, "ratio": self.ratio, "verdict": self.verdict}
        return asdict(self) | derived


COLUMNS = ("what", "best", "median", "limit", "limit here", "ratio", "")


def _words(value: float | None, unit: str, sign: str = "") -> str:
    """Return a value and its unit in three digits."""
    if value is None:
        return ""
    digits = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{sign}{digits} {unit}".strip()
