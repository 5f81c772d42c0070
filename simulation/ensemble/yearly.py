"""What is kept of a run: one row a year, one column a measure."""

import re
from collections.abc import Sequence
from math import nan

import numpy as np

from simulation.arrays import Doubles
from simulation.model import Country
from simulation.results import terms
from simulation.results.evaluation import ALL, GIVE_FIVE, RESERVES, effect
from simulation.results.groups import NATIONAL, SEXES
from simulation.results.measures import DERIVED, NATIONWIDE, SUMS, Tally
from simulation.results.panel import Panel
from simulation.results.results import Results
from simulation.years import FIRST_YEAR, LAST_GRADE

BY_GROUP = (
    ("students", 12), ("five_units", 12), ("four_units", 12), ("three_units", 12), ("passed", 12),
    ("five_units", 10),
)  # fmt: skip


class Partnership:
    """Watches the partnership at the end of each year, and never touches it."""

    def __init__(self) -> None:
        self._seen: list[dict[str, float]] = []

    def see(self, country: Country) -> None:
        """Note how it stands, from the year before its launch on."""
        if country.year < FIRST_YEAR:
            return
        begun = country.initiative.state.launched
        if not begun and country.year < country.world.initiative.launch - 1:
            self._seen.append({})
            return
        names = (m.measure for m in terms.termly(country.initiative.types))
        values = terms.see(country, country.initiative.trust(country.world))
        self._seen.append(dict(zip(names, values, strict=True)))

    def columns(self) -> dict[str, Doubles]:
        """Return each measure by year; NaN before there is a partnership."""
        names = [m.measure for m in terms.TERMLY] if not any(self._seen) else self._seen[-1]
        return {name: np.array([seen.get(name, nan) for seen in self._seen]) for name in names}


EVALUATED = 2017  # the year in which evaluators look at their panel of schools
EFFECTS = {
    "effect_give_five": (GIVE_FIVE, ALL),
    "effect_give_five_boys": (GIVE_FIVE, SEXES[0]),
    "effect_give_five_girls": (GIVE_FIVE, SEXES[1]),
    "effect_reserves": (RESERVES, ALL),
}


def columns(results: Results, partnership: Partnership, panel: Panel) -> dict[str, Doubles]:
    """Return every measure that is kept of a run, by name, each of shape (years,).

    Those of the country have their own name, with the grade where it is 10 or 11 of a measure that
    the exam has too; those of a group have the group's name behind, as `five_units_stream_arab`;
    EFFECTS are what evaluators would say in 2017 [percentage points], NaN in other years.
    """
    tally = Tally(results.sums)
    place = results.groups.index(NATIONAL)
    kept = {name_of(s.measure, s.grade): results.sums[:, place, i] for i, s in enumerate(SUMS)}
    kept |= {name_of(d.measure, d.grade): d.make(tally)[:, place] for d in DERIVED}
    own = (*NATIONWIDE, *results.own)
    kept |= {s.measure: results.climate[:, i] for i, s in enumerate(own)}
    of_all = [(name_of(m, g), tally[m, g]) for m, g in BY_GROUP]
    for i, (by, group) in enumerate(results.groups):
        if (by, group) != NATIONAL:
            kept |= {f"{name}_{_word(by, group)}": values[:, i] for name, values in of_all}
    kept |= effects(panel, results.years)
    return {k: v for k, v in partnership.columns().items() if k not in kept} | kept


def effects(panel: Panel, years: Sequence[int]) -> dict[str, Doubles]:
    """Return EFFECTS by year: NaN but in EVALUATED, and there too if a run does not reach it."""
    found = {name: np.full(len(years), nan) for name in EFFECTS}
    if EVALUATED in years:
        for name, (design, sex) in EFFECTS.items():
            found[name][years.index(EVALUATED)] = effect(panel, design, sex)
    return found


def name_of(measure: str, grade: int) -> str:
    """Return the column of a measure in a grade.

    >>> name_of("five_units", 12), name_of("five_units", 10), name_of("drop_out", 11)
    ('five_units', 'five_units_10', 'drop_out')
    """
    lower = grade not in {0, LAST_GRADE} and (measure, LAST_GRADE) in _SUMMED
    return f"{measure}_{grade}" if lower else measure


_SUMMED = {(s.measure, s.grade) for s in SUMS}


def _word(by: str, group: str) -> str:
    """Return a group as a part of a column's name."""
    return re.sub(r"\W+", "_", f"{by}_{group}".lower())
