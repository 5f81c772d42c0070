"""The results of a run: tidy measures by year and group."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.arrays import Doubles, Ints
from simulation.results.groups import NATIONAL, Groups
from simulation.results.measures import DERIVED, NATIONWIDE, SUMS, Tally, nationwide, see

if TYPE_CHECKING:
    import pandas as pd

    from simulation.model import Country


@dataclass
class Observer:
    """Watches a country, year by year, and never touches it."""

    groups: Groups
    years: list[int] = field(default_factory=list)
    sums: list[Doubles] = field(default_factory=list)
    climate: list[list[float]] = field(default_factory=list)
    _before: Ints | None = None

    def see(self, country: Country) -> None:
        """Note the year's sums for every group, and what only the country has."""
        sitters = country.counts.sitters
        before = sitters if self._before is None else self._before
        self.years.append(country.year)
        self.sums.append(self.groups.add_up(*see(country, before)))
        self.climate.append(nationwide(country))
        self._before = sitters


@dataclass(frozen=True)
class Results:
    """All measures of one run.

    Attributes
    ----------
    record
        What it takes to make them again (see provenance).
    years, groups
        The school years, and (by, group) of each group.
    sums
        What was added up, shape (years, groups, measures).
    climate
        What only the country has, the measures NATIONWIDE, shape (years, measures).
    """

    record: dict[str, Any]
    years: tuple[int, ...]
    groups: tuple[tuple[str, str], ...]
    sums: Doubles
    climate: Doubles

    def frame(self) -> pd.DataFrame:
        """Return a tidy table: year, by, group, grade, measure, value, unit; one row a figure."""
        import pandas as pd  # noqa: PLC0415  not needed to run

        tally = Tally(self.sums)
        parts = [(s.measure, s.grade, s.unit, self.sums[:, :, i]) for i, s in enumerate(SUMS)]
        parts += [(d.measure, d.grade, d.unit, d.make(tally)) for d in DERIVED]
        year = np.repeat(self.years, len(self.groups))
        by, group = (np.tile([g[i] for g in self.groups], len(self.years)) for i in (0, 1))
        tables = [
            pd.DataFrame({
                "year": year, "by": by, "group": group, "grade": grade, "measure": measure,
                "value": values.ravel(), "unit": unit,
            })
            for measure, grade, unit, values in parts
        ]  # fmt: skip
        tables += [self._national(s.measure, s.grade, s.unit, i) for i, s in enumerate(NATIONWIDE)]
        return pd.concat(tables, ignore_index=True).dropna(subset="value").reset_index(drop=True)

    def _national(self, measure: str, grade: int, unit: str, column: int) -> pd.DataFrame:
        """Return a measure that only the country has."""
        import pandas as pd  # noqa: PLC0415

        by, group = NATIONAL
        return pd.DataFrame({
            "year": self.years, "by": by, "group": group, "grade": grade, "measure": measure,
            "value": self.climate[:, column], "unit": unit,
        })  # fmt: skip
