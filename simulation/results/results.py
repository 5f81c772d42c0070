"""The results of a run: tidy measures by year and group, and the partnership term by term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.agents.partnership import Event
from simulation.arrays import Doubles, Ints
from simulation.results.groups import NATIONAL, Groups
from simulation.results.measures import (
    DERIVED,
    NATIONWIDE,
    SUMS,
    Own,
    Sum,
    Tally,
    nationwide,
    see,
)
from simulation.results.terms import PartnerTable, TermTable, TieTable

if TYPE_CHECKING:
    import pandas as pd

    from simulation.model import Country


@dataclass
class Observer:
    """Watches a country, year by year, and never touches it."""

    groups: Groups
    own: Sequence[Own] = ()
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
        self.climate.append([*nationwide(country), *(m.see(country) for m in self.own)])
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
        What only the country has, the measures NATIONWIDE and `own`, shape (years, measures).
    terms
        The partnership, term by term (see terms).
    events
        What happened in it.
    ties, partners
        Who trusted whom, and what each partner was, at the end of each year.
    own
        The measures that the user added.
    """

    record: dict[str, Any]
    years: tuple[int, ...]
    groups: tuple[tuple[str, str], ...]
    sums: Doubles
    climate: Doubles
    terms: TermTable
    events: tuple[Event, ...]
    ties: TieTable
    partners: PartnerTable
    own: tuple[Sum, ...] = ()

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
        national = (*NATIONWIDE, *self.own)
        tables += [self._national(s.measure, s.grade, s.unit, i) for i, s in enumerate(national)]
        return pd.concat(tables, ignore_index=True).dropna(subset="value").reset_index(drop=True)

    def terms_frame(self) -> pd.DataFrame:
        """Return a tidy table: year, term, measure, value, unit; one row a figure."""
        import pandas as pd  # noqa: PLC0415

        seen = self.terms
        each, terms = len(seen.measures), len(seen.year)
        table = pd.DataFrame({
            "year": np.repeat(seen.year, each), "term": np.repeat(seen.term, each),
            "measure": [m.measure for m in seen.measures] * terms,
            "value": seen.values.ravel(),  # noqa: PD011  of no frame
            "unit": [m.unit for m in seen.measures] * terms,
        })  # fmt: skip
        table = table.dropna(subset="value").reset_index(drop=True)
        return table.astype({"measure": str, "unit": str})  # also where there is no row

    def events_frame(self) -> pd.DataFrame:
        """Return what happened in the partnership: year, term, kind, who, text."""
        import pandas as pd  # noqa: PLC0415

        columns = [f.name for f in fields(Event)]
        table = pd.DataFrame([astuple(e) for e in self.events], columns=columns)
        return table.astype({"year": int, "term": int, "kind": str, "who": str, "text": str})

    def ties_frame(self) -> pd.DataFrame:
        """Return the trusted ties of members at the end of each year (see TieTable)."""
        import pandas as pd  # noqa: PLC0415

        return pd.DataFrame(self.ties._asdict()).astype({"truster": str, "trusted": str})

    def partners_frame(self) -> pd.DataFrame:
        """Return what each partner was at the end of each year (see PartnerTable)."""
        import pandas as pd  # noqa: PLC0415

        table = pd.DataFrame(self.partners._asdict())
        return table.astype({"partner": str, "sector": str, "group": str})

    def _national(self, measure: str, grade: int, unit: str, column: int) -> pd.DataFrame:
        """Return a measure that only the country has."""
        import pandas as pd  # noqa: PLC0415

        by, group = NATIONAL
        return pd.DataFrame({
            "year": self.years, "by": by, "group": group, "grade": grade, "measure": measure,
            "value": self.climate[:, column], "unit": unit,
        })  # fmt: skip
