"""M8. Sciences: MODEL.md, section 4, "Sciences": availability, ability, the maths track."""

from tests.definitions.logistic import logistic


def takes(
    theta: float, stem: float, female: int, wish: int, boy: float, girl: float,
    ability_pull: float, five_pull: float, never: float,
) -> float:  # fmt: skip
    """Return the probability that a student takes a subject."""
    if boy <= never:
        return 0.0
    pull = boy + ability_pull * theta + stem
    pull += girl if female else 0.0
    pull += five_pull if wish == 5 else 0.0
    return logistic(pull)


def keeps(units: int, with_five: float, without: float) -> float:
    """Return the probability that a student keeps science subjects to grade 12."""
    return with_five if units == 5 else without
