"""M2. Ability: MODEL.md, section 4: policy terms are deviations, and they persist."""

from collections.abc import Sequence


def known(
    background: float, talent: float, gain: float, centre: float, slope: float, spread: float
) -> float:
    """Return ability: what a school's composition and a student's background expect, and more."""
    expected = centre + slope * background
    return expected + spread * talent + gain


def next_gain(gain: float, units: int, term: float, persistence: float) -> float:
    """Return what ability is above its course a grade later [SD]."""
    return persistence * gain + (term if units == 5 else 0.0)


def class_sums(
    schools: Sequence[int], units: Sequence[int], ability: Sequence[float], n: int
) -> tuple[list[float], list[int]]:
    """Return the sum of ability, and the number, of each school's five-unit students."""
    totals, students = [0.0] * n, [0] * n
    for school, u, theta in zip(schools, units, ability, strict=True):
        if u == 5:
            totals[school] += theta
            students[school] += 1
    return totals, students
