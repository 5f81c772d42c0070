"""M7. The examination: MODEL.md, section 4, "Exam": two papers, pass mark, safety net."""

from math import floor


def points(theta: float, location: float, slope: float, spread: float, shock: float) -> float:
    """Return a paper's mark before it is rounded [points]."""
    return min(100.0, max(0.0, location + slope * theta + spread * shock))


def rounded(mark: float) -> int:
    """Return a mark in whole points, halves up."""
    return floor(mark + 0.5)


def final(first: int, second: int, weight: float) -> float:
    """Return the final mark before it is rounded [points]."""
    return weight * first + (1 - weight) * second


def credited(mark: float, pass_mark: float, fallback: int) -> int:
    """Return the units credited: five for a pass, less for a fail."""
    return 5 if mark >= pass_mark else fallback
