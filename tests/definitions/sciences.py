"""M8. Sciences: MODEL.md, section 4, "Sciences": availability, ability, the maths track."""

from math import inf

from tests.definitions.logistic import logistic


def takes(
    theta: float, stem: float, female: int, wish: int, boy: float, girl: float,
    ability_pull: float, stem_pull: float, five_pull: float,
) -> float:  # fmt: skip
    """Return the probability that a student takes a subject; minus infinity is not offered."""
    if boy == -inf:
        return 0.0
    pull = boy + ability_pull * theta + stem_pull * stem
    pull += girl if female else 0.0
    pull += five_pull if wish == 5 else 0.0
    return logistic(pull)


def keeps(units: int, with_five: float, without: float) -> float:
    """Return the probability that a student keeps science subjects to grade 12."""
    return with_five if units == 5 else without
