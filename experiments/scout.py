"""Who is worth a look: an observer that finds a student for each of ten stories."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from simulation.agents.cohort import in_grades
from simulation.agents.students import StudentSet
from simulation.arrays import Bools, Bytes
from simulation.model import Country
from simulation.population.schools import PERIPHERY, Schools
from simulation.years import LAST_GRADE

_FAVOURITE = 2012  # entered grade 7 then: met every programme of history, and sat in 2017
_START = LAST_GRADE - 2
_ABLE = 1.5  # SD


@dataclass
class Scout:
    """Watches one cohort, and remembers one student for each story worth telling.

    Attributes
    ----------
    until
        Last year of the run.
    found
        A student's number for each story that somebody lived.
    sought
        All stories.
    """

    until: int
    found: dict[str, int] = field(default_factory=dict)
    sought: tuple[str, ...] = ()

    @property
    def entered(self) -> int:
        """The year in which the cohort entered grade 7."""
        return min(_FAVOURITE, self.until - 5)

    def see(self, country: Country) -> None:
        """Note who starts at five units, and at the end who lived which story."""
        grade = 7 + country.year - self.entered
        if grade not in {_START, LAST_GRADE}:
            return
        cohort = country.students.select(lambda s: s["grade"] == grade)
        if grade == _START:
            self._started = cohort["units"].copy()
            return
        (oldest,) = in_grades(country.cohorts, country.year, LAST_GRADE)
        taught = oldest.taught[cohort["school"]]
        lived = _stories(cohort, self._started, taught, country.population.schools)
        self.sought = tuple(lived)
        number = cohort["unique_id"]
        for words, who in lived.items():
            if (rows := np.flatnonzero(who)).size:
                self.found[words] = int(number[rows[rows.size // 2]])


def _stories(
    cohort: StudentSet, started: Bytes, taught: Bools, schools: Schools
) -> Mapping[str, Bools]:
    """Return who lived each story, given the tracks they started in, and where classes were."""
    girl, here, units = cohort["female"] == 1, cohort["enrolled"], cohort["units"]
    school, credit = cohort["school"], cohort["credit"]
    far = schools.periphery[school] == PERIPHERY.index("periphery")
    wanted = cohort["wish"] == 5
    sat = here & (units == 5)
    return {
        "a girl in the periphery who started at five units and went down":
            girl & far & here & (started == 5) & (units < 5),
        "a girl in the periphery who passed five units": girl & far & sat & (credit == 5),
        "wanted five units where the school has no such class, and found no seat":
            here & wanted & ~taught & (started < 5),
        "wanted five units, and the classes were full": here & wanted & taught & (started < 5),
        "sat five units from the virtual school": sat & (cohort["virtual"] == 1),
        "moved up from four units to five": sat & (started == 4),
        "failed five units, and has four by the safety net": sat & (credit == 4),
        "a girl among the ablest who did not want five units":
            girl & here & (cohort["ability"] > _ABLE) & (cohort["wish"] < 5),
        "of the weakest quintile, passed five units and took a science":
            sat & (credit == 5) & (schools.quintile[school] == 5) & (cohort["sciences"] > 0),
        "wanted five units, and left school": wanted & ~here,
    }  # fmt: skip
