"""Patterns that the calibrated model must show (MODEL section 1), each one test with its rule.

The rules, made before any posterior was looked at, but with docs/FIT.md known:

- A *claim* is of a number that every draw has. It passes if its 90 % band lies inside what the
  claim allows, fails if the band lies outside, and cannot be told if the band does both.
- *Observed figures* pass if all of them lie in the simultaneous 90 % band of what sources might
  have reported of the draws: the one that holds nine in ten such reports as a whole. They fail
  otherwise. Where they pass, but the 90 % band of the draws, or of the error of the source, is
  wider than the whole range of the claim for more than half of the figures, either would have
  passed, and it cannot be told.
- Of alternatives the best counts; a pattern is as good as the worst of its tests.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, nan
from typing import NamedTuple

import numpy as np
import pandas as pd

from calibration.predictive import Figure

PASS, FAIL, CANNOT = "pass", "fail", "cannot tell"
_ORDER = (FAIL, CANNOT, PASS)  # the worst first
LEAST = 10  # draws, below which nothing is told
_LOW, _HIGH = 0.05, 0.95
_WHOLE = 0.9  # of reports that a simultaneous band holds


class Runs:
    """What draws of the posterior came to in a scenario, by measure and year.

    `rows` has a row a run and year: `point`, `year`, and a column a measure.
    """

    def __init__(self, rows: pd.DataFrame) -> None:
        self._rows = rows

    def by_year(self, measure: str) -> pd.DataFrame:
        """Return a measure, a row a run and a column a year."""
        return self._rows.pivot_table(index="point", columns="year", values=measure, dropna=False)

    def at(self, measure: str, year: int) -> pd.Series:
        """Return a measure of a year, by run."""
        of_year = self._rows[self._rows["year"] == year]
        return of_year.set_index("point")[measure].astype(float)


@dataclass(frozen=True)
class Evidence:
    """What a pattern is judged by: runs of each scenario, and figures of `history`.

    Attributes
    ----------
    known
        The observed figures, by id.
    simulated, reported
        As `predictive.simulated` and `predictive.reported` return them.
    """

    runs: Mapping[str, Runs]
    known: Mapping[str, Figure]
    simulated: pd.DataFrame
    reported: pd.DataFrame


class Finding(NamedTuple):
    """How a test came out: the verdict, the figures in words, and the band that they are of."""

    words: str
    verdict: str
    figures: str
    low: float = nan
    middle: float = nan
    high: float = nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A number that every draw has, and what the sources allow it to be.

    Attributes
    ----------
    of
        What reads it of the runs of `scenario`.
    form
        How it is printed.
    """

    words: str
    of: Callable[[Runs], pd.Series]
    low: float = -inf
    high: float = inf
    form: str = "+.1f"
    unit: str = ""
    scenario: str = "history"

    def judge(self, evidence: Evidence) -> Finding:
        """Return how it came out."""
        values = self.of(evidence.runs[self.scenario]).dropna().to_numpy(float)
        if len(values) < LEAST:
            return Finding(self.words, CANNOT, f"{len(values)} draws have it, {LEAST} are needed")
        band = np.quantile(values, [_LOW, 0.5, _HIGH], method="inverted_cdf")
        low, middle, high = (float(v) for v in band)
        inside = self.low <= low and high <= self.high
        outside = high < self.low or low > self.high
        verdict = PASS if inside else FAIL if outside else CANNOT
        share = np.mean((values >= self.low) & (values <= self.high))
        figures = (
            f"{self._told(middle)} ({self._told(low)} to {self._told(high)}){self.unit};"
            f" {share:.0%} of draws"
        )
        return Finding(self.words, verdict, figures, low, middle, high)

    def _told(self, value: float) -> str:
        """Return a value as printed."""
        return format(value, self.form) if np.isfinite(value) else "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Observed figures that are to lie in one band.

    Attributes
    ----------
    ids
        Of the figures.
    span
        The whole range of the claim, in their unit: a wider band would let anything pass.
    """

    words: str
    ids: tuple[str, ...]
    span: float

    def judge(self, evidence: Evidence) -> Finding:
        """Return how they came out."""
        known = [evidence.known[i] for i in self.ids]
        reports = evidence.reported[list(self.ids)].dropna()
        runs = evidence.simulated[list(self.ids)].dropna()
        if len(runs) < LEAST:
            return Finding(self.words, CANNOT, f"{len(runs)} draws have them, {LEAST} are needed")
        far, bound = self._distances(known, reports)
        alone = [f.id for f, out in zip(known, self._outside(known, reports), strict=True) if out]
        wide = self._too_wide(known, runs)
        verdict = FAIL if far.max() > bound else CANNOT if wide > len(known) / 2 else PASS
        at = int(far.argmax())
        figures = (
            f"{len(known) - len(alone)} of {len(known)} in their 90 % bands; farthest"
            f" {known[at].id} by {far[at]:.1f} sd, the band of all together allows {bound:.1f}"
        )
        if alone:
            figures += f"; outside: {_some(alone)}"
        if wide:
            figures += f"; {wide} wider than the claim"
        return Finding(self.words, verdict, figures)

    @staticmethod
    def _distances(
        known: Sequence[Figure], reports: pd.DataFrame
    ) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], float]:
        """Return how far each observed figure is, and how far nine in ten reports stay [sd]."""
        middle, sd = reports.mean().to_numpy(), reports.std().to_numpy()
        seen = np.array([f.observed for f in known])
        of_reports = (np.abs(reports.to_numpy() - middle) / sd).max(axis=1)
        return np.abs(seen - middle) / sd, float(np.quantile(of_reports, _WHOLE))

    @staticmethod
    def _outside(known: Sequence[Figure], reports: pd.DataFrame) -> list[bool]:
        """Return whether each figure lies outside its own 90 % band."""
        low, high = reports.quantile(_LOW), reports.quantile(_HIGH)
        return [not low[f.id] <= f.observed <= high[f.id] for f in known]

    def _too_wide(self, known: Sequence[Figure], runs: pd.DataFrame) -> int:
        """Return how many bands are wider than the claim."""
        width = runs.quantile(_HIGH) - runs.quantile(_LOW)
        return sum(max(width[f.id], f.source_width) > self.span for f in known)


Test = Claim | Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern.

    Attributes
    ----------
    use
        Whether the likelihood saw its figures: fit, check, or ordinal.
    tests
        Every one is to pass; of those in a tuple, which are alternatives, one is enough.
    note
        What the tests cannot see.
    """

    id: str
    title: str
    use: str
    tests: tuple[tuple[Test, ...], ...]
    note: str = ""


class Verdict(NamedTuple):
    """How a pattern came out."""

    pattern: Pattern
    verdict: str
    findings: tuple[Finding, ...]


def judge(pattern: Pattern, evidence: Evidence) -> Verdict:
    """Return how a pattern came out, with what each of its tests found."""
    found = [[test.judge(evidence) for test in either] for either in pattern.tests]
    best = [max((f.verdict for f in either), key=_ORDER.index) for either in found]
    return Verdict(
        pattern, min(best, key=_ORDER.index), tuple(f for either in found for f in either)
    )


def _some(ids: Sequence[str], most: int = 6) -> str:
    """Return names, the first of many."""
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return ", ".join(ids[:most]) + more
