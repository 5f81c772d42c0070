"""M6. Persistence: MODEL.md, section 4, "Persistence" with the ladder of three outcomes."""

from math import exp, inf

from tests.definitions.logistic import logistic


def eta(
    theta: float, female: int, virtual: int, boy: float, girl: float,
    ability_pull: float, virtual_pull: float, net: float, fail_level: float, fail_slope: float,
) -> float:  # fmt: skip
    """Return the log-odds of staying at five units."""
    passes = logistic(fail_level + fail_slope * theta)
    of_sex = boy + girl if female else boy
    of_class = virtual_pull if virtual else 0.0
    return of_sex + of_class + ability_pull * theta + net * (1 - passes)


def chances(units: int, stay: float, distance: float, four: float) -> tuple[tuple[float, int], ...]:
    """Return (probability of at least, units) from the top of the ladder down, and the floor last.

    `stay` is the log-odds of staying at five, `distance` by how much it is harder to move up from
    four, `four` the log-odds of keeping four.
    """
    if units == 5:
        return (logistic(stay), 5), (1.0, 4)
    if units == 4:
        up = 0.0 if distance == inf else logistic(stay - distance)
        return (up, 5), (logistic(four), 4), (1.0, 3)
    return ((1.0, units),)


def after(ladder: tuple[tuple[float, int], ...], luck: float) -> int:
    """Return the units that one number in (0, 1) leads to."""
    return next(units for p, units in ladder if luck < p)


def margin(ladder: tuple[tuple[float, int], ...], luck: float) -> float:
    """Return how far luck is from the nearest threshold."""
    return min((abs(luck - p) for p, _ in ladder[:-1]), default=1.0)


def factor(distance: float) -> float:
    """Return e to the distance, as the kernel wants it."""
    return exp(distance)
