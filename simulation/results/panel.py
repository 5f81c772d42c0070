"""A panel of schools: who sits mathematics in each, by year and sex, and which programmes it is in.

It is what the Ministry's file of examinees by school holds, and the evaluators' lists of schools.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulation.agents.cohort import in_grades
from simulation.agents.counts import of_both_sexes, shown
from simulation.arrays import Bools, Ints
from simulation.model import Country
from simulation.population.schools import Schools
from simulation.years import FIRST_YEAR, LAST_GRADE, LAST_YEAR

_START = LAST_GRADE - 2  # the grade in which five units are begun

SCHOOL_PROGRAMMES = ("reserves", "math_first", "give_five")  # those that schools are in or not

Counted = NDArray[np.int32]  # half the memory of Ints, as a panel is kept for each of many runs


@dataclass
class Panel:
    """Watches a country from one year to another, and never touches it.

    Attributes
    ----------
    since, until
        The first and the last school year to note.
    schools
        The schools, once a year was seen.
    """

    since: int = FIRST_YEAR
    until: int = LAST_YEAR
    schools: Schools = field(init=False)
    _years: list[int] = field(default_factory=list, init=False)
    _five: list[Counted] = field(default_factory=list, init=False)
    _examined: list[Counted] = field(default_factory=list, init=False)
    _enrolled: list[Bools] = field(default_factory=list, init=False)
    _taught: list[Bools] = field(default_factory=list, init=False)

    def see(self, country: Country) -> None:
        """Note the year, if it is one of those asked for."""
        if not self.since <= country.year <= self.until:
            return
        self.schools = country.population.schools
        three, four, five = (country.counts.units(LAST_GRADE, units) for units in (3, 4, 5))
        doses = [getattr(country.doses, programme) for programme in SCHOOL_PROGRAMMES]
        (starters,) = in_grades(country.cohorts, country.year, _START)
        enrolled = np.array(doses).T > 0
        self.note(country.year, five, three + four + five, enrolled, starters.taught)

    def note(self, year: int, five: Ints, examined: Ints, enrolled: Bools, taught: Bools) -> None:
        """Add a year: sitters by school and sex, schools by each of SCHOOL_PROGRAMMES.

        `taught` is whether each school has a five-unit class in grade 10.
        """
        self._years.append(year)
        self._five.append(five.astype(np.int32))
        self._examined.append(examined.astype(np.int32))
        self._enrolled.append(enrolled)
        self._taught.append(taught.copy())

    @property
    def years(self) -> tuple[int, ...]:
        """The school years noted."""
        return tuple(self._years)

    @property
    def five(self) -> Counted:
        """Who sits five units in grade 12, shape (years, schools, 2)."""
        return np.array(self._five)

    @property
    def examined(self) -> Counted:
        """Who sits any mathematics in grade 12, shape (years, schools, 2)."""
        return np.array(self._examined)

    def enrolled(self, programme: str) -> Bools:
        """Return whether each school is in one of SCHOOL_PROGRAMMES, shape (years, schools)."""
        return np.array(self._enrolled)[:, :, SCHOOL_PROGRAMMES.index(programme)]

    @property
    def taught(self) -> Bools:
        """Whether each school has a five-unit class in grade 10, shape (years, schools)."""
        return np.array(self._taught)

    def rows(self, *years: int) -> list[int]:
        """Return the places of years in the arrays, or raise ValueError if one was not noted."""
        if missing := sorted(set(years) - set(self._years)):
            raise ValueError(f"The panel does not hold {', '.join(map(str, missing))}.")
        return [self._years.index(year) for year in years]

    def shown(self, year: int) -> Ints:
        """Return the five-unit sitters of each school as the Ministry's file shows them."""
        (row,) = self.rows(year)
        return shown(of_both_sexes(self._five[row].astype(np.int64)))
