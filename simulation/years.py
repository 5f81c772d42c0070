"""The school calendar: year Y is the school year that ends, with its exam, in summer Y."""

from itertools import pairwise

GRADES = range(7, 13)
ENTRY_GRADE, CHOICE_GRADE, LAST_GRADE = 7, 9, 12

FIRST_ENTRY = 1996  # the first cohort enters grade 7, so that every grade is lived in by 2001
FIRST_CHOICE = FIRST_ENTRY + CHOICE_GRADE - ENTRY_GRADE  # they choose: demand is known
FIRST_YEAR = 2001  # the first year with results
LAST_YEAR = 2035


def grade(entered: int, year: int) -> int:
    """Return the grade in `year` of those who entered grade 7 in `entered`."""
    return ENTRY_GRADE + year - entered


def between(year: float, knots: tuple[tuple[float, float], ...]) -> float:
    """Return the value at `year` of a path of (year, value) knots, flat outside."""
    if year <= knots[0][0]:
        return knots[0][1]
    for (y0, v0), (y1, v1) in pairwise(knots):
        if year <= y1:
            return v0 + (v1 - v0) * (year - y0) / (y1 - y0)
    return knots[-1][1]
