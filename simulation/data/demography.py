"""How many 12th graders there are, and how many pupils were enrolled.

Examinations are divided by the *12th-grade base*: Ministry-supervised 12th graders, narrower than
enrolment. It is published only as a count over a share of the same year. How the gaps are filled:

- 2006, 2010, 2013, 2014, 2015: implied by published counts and shares, rounded (derived).
- 2003, 2016, 2017: the prototype's, hand-tuned between the implied bases (assumed). Other
  published bases for 2017 run from 107,000 to 123,497 by definition.
- 2001: the slope of 2003 to 2006 continued backwards.
- 2019, 2026: enrolment times 112,000 / 123,497, both of 2017, for its wider definition.
- 2040: the yearly increase of 2019 to 2026 continued (assumed), as a cohort that enters grade 7
  in 2035 reaches grade 12 in 2040.
- Years between two anchors: a straight line.
"""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from simulation.data.read import Quality, table


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A year whose 12th-grade base we set; `year` is the one the school year ends in."""

    year: int
    students: float
    unit: str
    source: tuple[str, ...]
    quality: Quality
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """Pupils enrolled in some grades at the start of the school year that ends in `year`."""

    year: int
    grades: Literal["7-9", "10-12", "12"]
    students: float
    unit: str
    source: tuple[str, ...]
    quality: Quality
    note: str = ""


@cache
def grade12_anchors() -> tuple[Anchor, ...]:
    """Return the years whose 12th-grade base we set, first to last."""
    return tuple(sorted(table("grade12", Anchor), key=lambda a: a.year))


def grade12_base(year: int) -> float:
    """Return the 12th graders whom examinations of a year are divided by [students]."""
    anchors = grade12_anchors()
    for before, after in pairwise(anchors):
        if before.year <= year <= after.year:
            passed = (year - before.year) / (after.year - before.year)
            return before.students + passed * (after.students - before.students)
    first, last = anchors[0].year, anchors[-1].year
    raise ValueError(f"the 12th-grade base is known from {first} to {last}, not for {year}")


def enrolment() -> tuple[Enrolment, ...]:
    """Return the enrolments observed, to compare the model's cohorts with."""
    return table("enrolment", Enrolment)
