"""What a comparison says: measures of a run, paired differences, costs, and when an effect shows.

Runs of one scenario are `Runs`: of each measure an array of shape (seeds, years). Seeds are paired:
a row is the same luck, and the same students, in every scenario.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulation.arrays import Bools, Doubles
from simulation.population.schools import SUBJECTS
from simulation.results.groups import NATIONAL
from simulation.results.measures import DERIVED, Tally
from simulation.results.results import Results

if TYPE_CHECKING:
    import pandas as pd

Runs = Mapping[str, Doubles]

SITTERS, SHARE, PASS_RATE, NIS = "five_units", "five_unit_share", "pass_rate", "nis"
OF_EXAMINEES, VACANCIES, SHORTAGE = "five_unit_share_of_examinees", "vacancies", "shortage"
NIS_TOTAL, SITTERS_TOTAL = "nis_total", "five_units_total"
NIS_PER_STUDENT, FIRST_YEAR_OF_EFFECT = "nis_per_additional_student", "first_year_of_effect"
LEVEL = 0.9  # of all intervals
_RUNNING = 2  # years that an effect must last to be one


class Gap(NamedTuple):
    """Two groups whose five-unit shares of examinees are held beside each other."""

    by: str
    strong: str
    weak: str

    @property
    def difference(self) -> str:
        """What the gap in points is called."""
        return f"{self.by} " * self.strong.isdigit() + f"{self.strong} - {self.weak}"

    @property
    def ratio(self) -> str:
        """What the gap as a ratio is called."""
        return f"{self.strong} / {self.weak}"


GAPS = (
    Gap("stream", "state", "arab"),
    Gap("quintile", "1", "5"),
    Gap("sex", "boys", "girls"),
    Gap("periphery", "core", "periphery"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure of a scenario beside the reference.

    Attributes
    ----------
    mean, reference
        Means over the seeds of the scenario and of the reference.
    difference, low, high
        The mean of the paired differences, and the interval of that mean.
    sd
        Standard deviation of the paired differences.
    seeds
        Pairs that have the figure.
    """

    scenario: str
    measure: str
    year: int
    mean: float
    reference: float
    difference: float
    low: float
    high: float
    sd: float
    seeds: int


class Cost(NamedTuple):
    """NIS for each additional student, and its interval."""

    value: float
    low: float
    high: float


def measured(results: Results) -> dict[str, Doubles]:
    """Return the measures of a comparison, each by year; gaps are of shares of examinees."""
    tally = Tally(results.sums)
    made = {d.measure: d.make for d in DERIVED}

    def of(values: Doubles, by: str, group: str) -> Doubles:
        return values[:, results.groups.index((by, group))]

    sums = {SITTERS: 12} | dict.fromkeys(SUBJECTS, 12) | {VACANCIES: 0}
    found = {name: of(tally[name, grade], *NATIONAL) for name, grade in sums.items()}
    found |= {m: of(made[m](tally), *NATIONAL) for m in (SHARE, PASS_RATE, SHORTAGE, NIS)}
    shares = made[OF_EXAMINEES](tally)
    for gap in GAPS:
        strong, weak = of(shares, gap.by, gap.strong), of(shares, gap.by, gap.weak)
        found |= {f"share_{gap.by}_{gap.strong}": strong, f"share_{gap.by}_{gap.weak}": weak}
        found |= {f"gap_{gap.by}": strong - weak, f"ratio_{gap.by}": over(strong, weak)}
    return found


def over(part: Doubles, whole: Doubles) -> Doubles:
    """Return part over whole, NaN where whole is not above 0.

    >>> over(np.array([3.0, 1.0]), np.array([2.0, 0.0]))
    array([1.5, nan])
    """
    ratio: Doubles = np.divide(part, whole, out=np.full(part.shape, nan), where=whole > 0)
    return ratio


def interval(differences: Doubles) -> tuple[float, float, float]:
    """Return the mean, and the ends of its interval by Student's t; NaN ends for a single one.

    >>> [round(v, 2) for v in interval(np.array([1.0, 2.0, 3.0]))]
    [2.0, 0.31, 3.69]
    """
    mean = float(differences.mean()) if differences.size else nan
    half = _quantile(differences.size) * _sd(differences) / sqrt(differences.size or 1)
    return mean, mean - half, mean + half


def compared(
    runs: Mapping[str, Runs], against: str, years: Sequence[int], since: Mapping[str, int]
) -> list[Row]:
    """Return every figure of every scenario but the reference.

    Beside each measure of each year there are sums over the years since `since`, when a scenario
    begins to differ: `nis_total`, `five_units_total` and their ratio; and the row of sitters of the
    first year of an effect, if there is one. They carry the last year, but for that row.
    """
    reference, rows = runs[against], []
    for name, of in runs.items():
        if name != against:
            rows += _yearly(name, of, reference, years)
            rows += _totals(name, of, reference, np.array(years) >= since[name], years[-1])
            rows += _first(name, rows)
    return rows


def paired(name: str, measure: str, year: int, mine: Doubles, theirs: Doubles) -> Row:
    """Return a figure of a scenario beside the reference, over the seeds that have both."""
    both = np.isfinite(mine) & np.isfinite(theirs)
    mine, theirs = mine[both], theirs[both]
    difference, low, high = interval(mine - theirs)
    return Row(
        scenario=name, measure=measure, year=year, seeds=mine.size, sd=_sd(mine - theirs),
        mean=float(mine.mean()) if mine.size else nan, difference=difference, low=low, high=high,
        reference=float(theirs.mean()) if theirs.size else nan,
    )  # fmt: skip


def excludes_zero(low: float, high: float) -> bool:
    """Return whether an interval lies on one side of zero.

    >>> excludes_zero(1, 2), excludes_zero(-2, -1), excludes_zero(-1, 1), excludes_zero(nan, nan)
    (True, True, False, False)
    """
    return low > 0 or high < 0


def first_year_of_effect(years: Sequence[int], lows: Doubles, highs: Doubles) -> int | None:
    """Return the first of two years running whose intervals lie on the same side of zero.

    >>> first_year_of_effect((2014, 2015, 2016), np.array([1, -2, -3]), np.array([2, -1, -2]))
    2015
    """
    for side in sorted((lows > 0, highs < 0), key=_onset):
        if (start := _onset(side)) < len(years):
            return years[start]
    return None


def cost(nis: Doubles, students: Doubles) -> Cost:
    """Return NIS over students, both paired differences by seed, as the ratio of their sums.

    The interval is Fieller's (1954), whose denominator excludes zero exactly if students do; else
    there is no cost of an additional student, and all is NaN. A single seed has no interval.
    """
    mean, low, high = interval(students)
    if not excludes_zero(low, high):
        return Cost(nan, nan, nan)
    square = _quantile(nis.size) ** 2 / nis.size
    (of_nis, both), (_, of_students) = square * np.cov(nis, students)
    a = mean**2 - of_students
    b = float(nis.mean()) * mean - both
    c = float(nis.mean()) ** 2 - of_nis
    root = sqrt(max(b * b - a * c, 0))
    return Cost(float(nis.sum() / students.sum()), (b - root) / a, (b + root) / a)


def long(runs: Mapping[str, Runs], years: Sequence[int], from_seed: int) -> "pd.DataFrame":
    """Return every figure of every run: scenario, seed, year, measure, value."""
    import pandas as pd

    columns = ["scenario", "seed", "year", "measure", "value"]
    rows = [
        (name, from_seed + i, year, measure, values[i, j])
        for name, of in runs.items()
        for measure, values in of.items()
        for i in range(len(values))
        for j, year in enumerate(years)
    ]
    return pd.DataFrame(rows, columns=columns).dropna(subset="value")


def _yearly(name: str, of: Runs, reference: Runs, years: Sequence[int]) -> list[Row]:
    """Return the figures of each measure and year."""
    return [
        paired(name, measure, year, of[measure][:, i], reference[measure][:, i])
        for measure in of
        for i, year in enumerate(years)
    ]


def _totals(name: str, of: Runs, reference: Runs, kept: Bools, year: int) -> list[Row]:
    """Return sums over the years kept, and what an additional student costs."""
    sums = {
        total: (of[measure][:, kept].sum(axis=1), reference[measure][:, kept].sum(axis=1))
        for total, measure in ((NIS_TOTAL, NIS), (SITTERS_TOTAL, SITTERS))
    }
    rows = [paired(name, total, year, *both) for total, both in sums.items()]
    nis, students = (mine - theirs for mine, theirs in sums.values())
    value, low, high = cost(nis, students)
    return [
        *rows,
        Row(
            scenario=name, measure=NIS_PER_STUDENT, year=year, mean=nan, reference=nan,
            difference=value, low=low, high=high, sd=nan, seeds=nis.size,
        ),
    ]  # fmt: skip


def _first(name: str, rows: Sequence[Row]) -> list[Row]:
    """Return the row of sitters of the first year of an effect, if there is one."""
    found = [r for r in rows if (r.scenario, r.measure) == (name, SITTERS)]
    lows, highs = (np.array([getattr(r, end) for r in found]) for end in ("low", "high"))
    year = first_year_of_effect([r.year for r in found], lows, highs)
    return [replace(r, measure=FIRST_YEAR_OF_EFFECT) for r in found if r.year == year]


def _onset(side: Bools) -> int:
    """Return where a run of years begins that is long enough, or the number of years if nowhere."""
    for start in range(len(side) - _RUNNING + 1):
        if side[start : start + _RUNNING].all():
            return start
    return len(side)


def _quantile(seeds: int) -> float:
    """Return the quantile of Student's t that an interval of a mean over seeds reaches to."""
    from scipy.special import stdtrit

    return float(stdtrit(seeds - 1, (1 + LEVEL) / 2)) if seeds > 1 else nan


def _sd(values: Doubles) -> float:
    """Return the standard deviation of a sample, NaN of a single value."""
    return float(values.std(ddof=1)) if values.size > 1 else nan
