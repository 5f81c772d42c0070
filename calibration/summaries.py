"""What a run says of each target, and of other observed figures: the same of simulated students.

Basis: national counts are those of the Ministry, which are what the model simulates. Figures of the
file of examinees by school (FOI_SCHOOL) are shares, which need no scaling, and schools with a
track, counted as the file shows them: five sitters or more (`working_tracks`). The file covers
some 97.5 % of the Ministry's total; the error of these targets allows for that, and nothing is
scaled here.
"""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from math import nan

import numpy as np

from calibration.unfitted import COUNTRY, Measure, facts
from simulation.arrays import Doubles
from simulation.data.streams import streams
from simulation.data.targets import Target, targets
from simulation.results.evaluation import ALL, REAL, Estimate
from simulation.results.groups import NATIONAL
from simulation.results.measures import DERIVED, NATIONWIDE, SUMS, Tally
from simulation.results.results import Results

_PERCENT = 100.0


class UnknownTarget(ValueError):
    """A target that is not in the table of targets, or of which nothing is simulated."""


MEASURES = {  # by what the table of targets calls them
    "5u examinees": Measure("five_units"),
    "5u share of 12th graders": Measure("five_unit_share", scale=_PERCENT),
    "5u share of maths examinees": Measure("five_unit_share_of_examinees", scale=_PERCENT),
    "schools with >=1 5u examinee": Measure("working_tracks"),
    # of those who start grade 10, who has left five units by grade 11 of the year of the target
    "5u starters who drop to fewer units": Measure("drop_out", 11, _PERCENT),
    "12th-grade sitters over 11th-grade sitters of the year before": Measure("kept_11_12"),
    "5u physics examinees": Measure("physics"),
}
OF_THE_COUNTRY = {  # a group's part of all
    "share of 5u sitters": Measure("five_units", scale=_PERCENT)
}
EFFECT = "effect on 5u share"  # what evaluators find, see simulation.results.evaluation
PROGRAMMES = {"Give Five schools": "give_five", "Reserves schools": "reserves"}


@cache
def groups() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the groups of the model that add up to each group of the targets."""
    labels = {s.label: (("stream", s.name),) for s in streams()}
    speakers = {
        f"{language.title()} speakers": tuple(
            ("stream", s.name) for s in streams() if s.language == language
        )
        for language in ("hebrew", "arabic")
    }
    quintiles = {f"nurture quintile {q}": (("quintile", str(q)),) for q in range(1, 6)}
    return {
        COUNTRY: (NATIONAL,), "girls": (("sex", "girls"),), **speakers, **labels, **quintiles
    }  # fmt: skip


class Figures:
    """The measures of a run, for the groups of the targets."""

    def __init__(self, results: Results) -> None:
        rows = [[results.groups.index(m) for m in members] for members in groups().values()]
        self._tally = Tally(np.stack([results.sums[:, r].sum(axis=1) for r in rows], axis=1))
        self._country = results.climate
        self._years = results.years

    def at(self, measure: Measure, year: int, group: str = COUNTRY) -> float:
        """Return a measure of a group in a year, NaN if the run has no such year."""
        if year not in self._years:
            return nan
        row, column = self._years.index(year), list(groups()).index(group)
        return measure.scale * float(self._all_of(measure)[row, column])

    def _all_of(self, measure: Measure) -> Doubles:
        """Return a measure, shape (years, groups); what only the country has is of every group."""
        key = measure.name, measure.grade
        if made := next((d for d in DERIVED if (d.measure, d.grade) == key), None):
            return made.make(self._tally)
        if key in ((s.measure, s.grade) for s in SUMS):
            return self._tally[key]
        column = [(s.measure, s.grade) for s in NATIONWIDE].index(key)
        return np.repeat(self._country[:, [column]], len(groups()), axis=1)


def simulated(
    results: Results, *, effects: Sequence[Estimate] = (), give_five_of: str = ALL,
    ids: Iterable[str] | None = None,
) -> dict[str, float]:  # fmt: skip
    """Return the simulated figure of each target, in its unit, by the id of the target.

    NaN is what the run cannot say: a year that it does not reach, a group that nobody is in, or an
    effect that was not estimated.

    Parameters
    ----------
    results
        What was seen of one run.
    effects
        What the evaluators' estimator says of the same run.
    give_five_of
        Whose effect the published "almost 3" of Give Five is: that of "all" or of the "boys"; the
        source allows both.
    ids
        The targets wanted, by default all. Raises UnknownTarget if there is no such target.
    """
    figures = Figures(results)
    found = {(e.programme, e.sex): e.effect for e in effects if e.kind == REAL}
    readings = {"give_five": found.get(("give_five", give_five_of), nan)}
    readings["reserves"] = found.get(("reserves", ALL), nan)
    return {t.id: _figure(t, figures, readings) for t in _asked(ids)}


def beside(results: Results) -> dict[str, float]:
    """Return the simulated figure of each fact that is no target, by the id of the fact."""
    figures = Figures(results)
    return {fact.id: figures.at(fact.measure, fact.year) for fact in facts()}


def _asked(ids: Iterable[str] | None) -> tuple[Target, ...]:
    """Return the targets of the ids, all without any, or raise UnknownTarget."""
    known = {t.id: t for t in targets()}
    if ids is None:
        return tuple(known.values())
    wanted = tuple(ids)
    if wrong := [i for i in wanted if i not in known]:
        near = get_close_matches(wrong[0], known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UnknownTarget(f"{', '.join(wrong)}: no such target is in targets.csv.{hint}")
    return tuple(known[i] for i in wanted)


def _figure(target: Target, figures: Figures, effects: Mapping[str, float]) -> float:
    """Return the simulated figure of one target."""
    if target.measure == EFFECT and target.group in PROGRAMMES:
        return effects[PROGRAMMES[target.group]]
    if target.group in groups():
        if measure := MEASURES.get(target.measure):
            return figures.at(measure, target.year, target.group)
        if measure := OF_THE_COUNTRY.get(target.measure):
            whole = figures.at(Measure(measure.name, measure.grade), target.year)
            return figures.at(measure, target.year, target.group) / whole if whole else nan
    raise UnknownTarget(f"{target.id}: nothing simulated is {target.measure} of {target.group}.")
