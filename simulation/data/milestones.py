"""What the sources tell of the partnership's own course."""

from dataclasses import dataclass

from simulation.data.read import Quality, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A milestone and what is told of it: between `low` and `high`, None where only in words."""

    milestone: str
    unit: str
    source: tuple[str, ...]
    quality: Quality
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def told(self) -> str:
        """What is told, as a number or a range."""
        if self.low is None or self.high is None:
            return ""
        return f"{self.low:,.0f}" + ("" if self.low == self.high else f" to {self.high:,.0f}")


def milestones() -> tuple[Milestone, ...]:
    """Return the milestones in the order of the table."""
    return table("milestones", Milestone)
