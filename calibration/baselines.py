r"""What anybody would predict from a series alone: the forecasts that a model has to beat.

Each is a textbook model with independent normal errors and no prior knowledge of its numbers, so
that predictions are Student's t, as wide as few figures make them (Gelman et al. 2013, section
14.2); years that were not observed are gaps.

- *last value*: a random walk. Over a gap of $k$ years a change has the variance $k s^2$.
- *drift*: a random walk with the mean step $(y_n - y_1) / (t_n - t_1)$.
- *last change*: the yearly change is a random walk, and goes on from the last one.
- *linear trend*: a straight line through all figures.
- *logistic trend*: the share of 12th graders is $1 / (1 + e^{-(a + b t)})$, times their number.
- *age cohorts*: the share of 12th graders is a straight line in time, times their number.

The last two are given the number of 12th graders of the years to come, as the model is. Figures
carry errors of their own, which these methods take for changes: what they predict is the figure as
it will be published, errors included.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import curve_fit
from scipy.special import expit

from simulation.arrays import Doubles
from simulation.data.demography import grade12_base
from simulation.data.targets import targets

LEAST = 2  # degrees of freedom: with fewer a prediction has no mean, and no score
_STEADY = 1e-9  # of a share, that keeps the start of a fit finite


class TooFewFigures(ValueError):
    """A series that is too short for a method."""


@dataclass(frozen=True)
class Series:
    """What was observed of one thing.

    Attributes
    ----------
    years, value
        When, in order, and what; shape (figures,).
    """

    years: Doubles
    value: Doubles

    def until(self, year: int) -> "Series":
        """Return what was known after the exam of a year."""
        known = self.years <= year
        return Series(self.years[known], self.value[known])


Method = Callable[[Series, Sequence[int], int, np.random.Generator], Doubles]


def observed(measure: str = "5u examinees", group: str = "national") -> Series:
    """Return the targets of a measure of a group, in their unit."""
    found = sorted((t.year, t.value) for t in targets(measure=measure, group=group))
    years, values = np.array(found, float).reshape(-1, 2).T
    return Series(years, values)


def _walk(
    series: Series, ahead: Sequence[int], draws: int, rng: np.random.Generator, *, drift: bool
) -> Doubles:
    """Return paths of a random walk, shape (years, draws)."""
    gaps, changes = np.diff(series.years), np.diff(series.value)
    free = _free(changes.size, int(drift))
    step = changes.sum() / gaps.sum() if drift else 0.0
    variance = ((changes - step * gaps) ** 2 / gaps).sum() / free
    sd = np.sqrt(variance * free / rng.chisquare(free, draws))
    slope = step + drift * sd * rng.standard_normal(draws) / np.sqrt(gaps.sum())
    onward = np.diff([series.years[-1], *ahead])
    luck = rng.standard_normal((len(ahead), draws)) * np.sqrt(onward)[:, None] * sd
    since = np.asarray(ahead)[:, None] - series.years[-1]
    return np.asarray(series.value[-1] + since * slope + luck.cumsum(axis=0))


def _last_change(
    series: Series, ahead: Sequence[int], draws: int, rng: np.random.Generator
) -> Doubles:
    """Return paths whose yearly change is a random walk, shape (years, draws)."""
    gaps, middle = np.diff(series.years), (series.years[1:] + series.years[:-1]) / 2
    rates = np.diff(series.value) / gaps
    free = _free(rates.size, 1)
    sd = np.sqrt((np.diff(rates) ** 2 / np.diff(middle)).sum() / rng.chisquare(free, draws))
    ends = np.array([series.years[-1], *ahead])
    onward = np.diff([middle[-1], *(ends[1:] + ends[:-1]) / 2])
    luck = rng.standard_normal((len(ahead), draws)) * np.sqrt(onward)[:, None] * sd
    change = np.diff(ends)[:, None] * (rates[-1] + luck.cumsum(axis=0))
    return np.asarray(series.value[-1] + change.cumsum(axis=0))


def _line(year: Doubles, level: float, slope: float) -> Doubles:
    """Return a straight line."""
    return level + slope * year


def _s_curve(year: Doubles, level: float, slope: float) -> Doubles:
    """Return a logistic curve from 0 to 1."""
    return np.asarray(expit(level + slope * year))


def _trend(
    series: Series, ahead: Sequence[int], draws: int, rng: np.random.Generator,
    *, curve: Callable[..., Doubles], of_cohort: bool,
) -> Doubles:  # fmt: skip
    """Return values of a fitted curve and its errors, shape (years, draws)."""
    known, later = (_cohort(x) if of_cohort else np.ones(len(x)) for x in (series.years, ahead))
    share, last = series.value / known, series.years[-1]
    free = _free(share.size, 2)
    middle = float(np.clip(share.mean(), _STEADY, 1 - _STEADY))
    start = [np.log(middle / (1 - middle)) if curve is _s_curve else share.mean(), 0.0]
    best, covariance = curve_fit(curve, series.years - last, share, p0=start)
    sd = np.sqrt(((share - curve(series.years - last, *best)) ** 2).sum() / free)
    wider = np.sqrt(free / rng.chisquare(free, draws))
    off = rng.multivariate_normal(np.zeros(2), covariance, draws) * wider[:, None]
    level, slope = (best + off).T
    expected = curve((np.asarray(ahead) - last)[:, None], level, slope)
    luck = rng.standard_normal((len(ahead), draws)) * sd * wider
    return np.asarray((expected + luck) * later[:, None])


def _cohort(years: Sequence[int] | Doubles) -> Doubles:
    """Return the number of 12th graders of some years."""
    return np.array([grade12_base(int(year)) for year in years])


def _free(figures: int, learnt: int) -> int:
    """Return the degrees of freedom that are left, or raise TooFewFigures."""
    if figures - learnt < LEAST:
        raise TooFewFigures(
            f"{figures - learnt} degrees of freedom are left: a prediction needs {LEAST} or more."
        )
    return figures - learnt


METHODS: Mapping[str, Method] = {
    "last value": partial(_walk, drift=False),
    "drift": partial(_walk, drift=True),
    "last change": _last_change,
    "linear trend": partial(_trend, curve=_line, of_cohort=False),
    "logistic trend": partial(_trend, curve=_s_curve, of_cohort=True),
    "age cohorts": partial(_trend, curve=_line, of_cohort=True),
}
OF_ANYTHING = (
    "last value",
    "drift",
    "last change",
    "linear trend",
)  # that need no number of 12th graders


def predict(
    method: str, series: Series, ahead: Sequence[int], draws: int, rng: np.random.Generator
) -> Doubles:
    """Return draws of what a method predicts of later years, none below 0, shape (years, draws).

    `ahead` are years after the last of the series, in order. Raises TooFewFigures.
    """
    return np.maximum(METHODS[method](series, ahead, draws, rng), 0.0)
