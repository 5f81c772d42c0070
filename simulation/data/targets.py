"""The figures the model is calibrated to, each with its error."""

from dataclasses import dataclass

from simulation.data.read import Quality, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A figure to be met and how far off a perfect model may be.

    Attributes
    ----------
    id
        The name of the target, unique.
    year
        The year of the exam; a period carries its last year and says so in the comment.
    group
        "national", a label of `streams`, "nurture quintile 1" to "5" (1 is the strongest), or
        another group in words.
    sd
        Standard deviation of the error of the figure [in `unit`].
    """

    id: str
    year: int
    group: str
    measure: str
    value: float
    sd: float
    unit: str
    source: tuple[str, ...]
    quality: Quality
    comment: str = ""


def targets(*, measure: str | None = None, group: str | None = None) -> tuple[Target, ...]:
    """Return the targets, only those of a measure or a group if one is named."""
    return tuple(
        t
        for t in table("targets", Target)
        if measure in {None, t.measure} and group in {None, t.group}
    )
