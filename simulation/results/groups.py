"""The groups that measures are told of: the country, streams, quintiles, sexes, places."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Doubles
from simulation.data.districts import DISTRICTS
from simulation.data.streams import STREAMS
from simulation.population.schools import PERIPHERY, QUINTILES, Schools

SEXES = ("boys", "girls")
NATIONAL = ("national", "all")


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of schools, and the sexes.

    Attributes
    ----------
    names
        (by, group) of each group of schools, then of each sex.
    members
        The weight of each school in each group of schools, shape (groups, schools).
    """

    names: tuple[tuple[str, str], ...]
    members: Doubles

    @classmethod
    def of(cls, schools: Schools) -> "Groups":
        """Return the groups of a country."""
        kinds = (
            ("stream", STREAMS, schools.stream),
            ("quintile", tuple(str(q) if q else "unknown" for q in QUINTILES), schools.quintile),
            ("periphery", PERIPHERY, schools.periphery),
            ("district", DISTRICTS, schools.district),
        )
        names, rows = [NATIONAL], [np.ones(len(schools), np.bool_)]
        for by, values, index in kinds:
            names += [(by, value) for value in values]
            rows += [index == i for i in range(len(values))]
        names += [("sex", sex) for sex in SEXES]
        return cls(tuple(names), np.array(rows) * schools.weight)

    def add_up(self, by_sex: Doubles, by_school: Doubles) -> Doubles:
        """Return sums for each group, given columns by school and sex, and by school only.

        `by_sex` has shape (schools, 2, a), `by_school` (b, schools); the result (groups, a + b),
        with NaN where a sex is asked for what is counted by school only.
        """
        schools, _, a = by_sex.shape
        sums = np.full((len(self.names), a + len(by_school)), np.nan)
        of_sexes = (self.members @ by_sex.reshape(schools, -1)).reshape(-1, len(SEXES), a)
        of_schools = len(self.members)
        sums[:of_schools, :a] = of_sexes.sum(axis=1)
        sums[:of_schools, a:] = self.members @ by_school.T
        sums[of_schools:, :a] = of_sexes[0]
        return sums
