"""M1. Leaving school: MODEL.md, section 6, "leaving school before grade 12"."""

from tests.definitions.logistic import logistic


def last_grade(theta: float, stay: int, level: float, ability_pull: float, luck: float) -> int:
    """Return the last grade attended: the leavers go in three equal parts, the luckless first."""
    p = logistic(level + ability_pull * theta)
    if luck < p / 3:
        return stay - 3
    if luck < 2 * p / 3:
        return stay - 2
    return stay - 1 if luck < p else stay


def margin(theta: float, level: float, ability_pull: float, luck: float) -> float:
    """Return how far luck is from the nearest threshold."""
    p = logistic(level + ability_pull * theta)
    return min(abs(luck - p / 3), abs(luck - 2 * p / 3), abs(luck - p))


def after_quitting(units: int, sciences: int, last: int, grade: int) -> tuple[int, int]:
    """Return track and sciences of a student in September of a grade."""
    return (units, sciences) if last >= grade else (0, 0)
