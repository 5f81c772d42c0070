"""What was observed, as the likelihood sees it: figures on scales where errors are near normal.

How each target is treated, and why, stands in `tables/treatment.csv`:

- *role*: fitted, or a check that no fit sees (a margin of what is fitted already is a check).
- *scale*: logarithm, logit or plain. Shares of quintiles are told against the third quintile, and
  Arabic against Hebrew speakers, so that a level that others carry is not counted twice.
- *coverage*: whether the figure is of the panel of schools, whose coverage is one common factor.
- *rounded_to*: the figure is an interval of that width.
- *other_value*, *other_weight*: what another source says, and how likely that one is right.
- *discrepancy*: how far the model may be off even at its best parameters, declared beforehand.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from scipy.special import logit

from calibration.figures import BOYS, READINGS
from calibration.mistakes import WrongCalibration
from simulation.arrays import Doubles
from simulation.data.read import parse
from simulation.data.targets import Target, targets

FIT, CHECK = "fit", "check"
COVERAGE_SD = 0.01  # of the logarithm of the one factor that all figures of the panel share
_TABLE = "treatment.csv"
_PERCENT = 100.0
_NEAR_ZERO = 1e-4  # a share of a run that has nobody at five units in a group
_SCALES: Mapping[str, Callable[[Doubles, Doubles], Doubles]] = {
    # a value, and the unit of a share; a count of nothing is told as one
    "log": lambda x, _: np.log(np.maximum(x, 1.0)),
    "logit": lambda x, unit: np.asarray(logit(np.clip(x / unit, _NEAR_ZERO, 1 - _NEAR_ZERO))),
    "linear": lambda x, _: x,
}


class WrongTargets(WrongCalibration):
    """Targets that cannot be fitted; the message lists every mistake."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a target is treated; see the module."""

    pattern: str
    role: str
    scale: str
    discrepancy: float
    coverage: int
    rounded_to: float
    other_value: float = 0.0
    other_weight: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class Observation:
    """Figures to be fitted, on their scales.

    Attributes
    ----------
    ids, years
        The targets, and the year each is of.
    value
        What was observed, less the mean of its error, shape (figures,).
    source, discrepancy
        Covariances of the errors of the sources and of the model, shape (figures, figures).
    """

    ids: tuple[str, ...]
    years: tuple[int, ...]
    value: Doubles
    source: Doubles
    discrepancy: Doubles

    @property
    def covariance(self) -> Doubles:
        """The covariance of both errors together."""
        return self.source + self.discrepancy

    def of(self, told: pd.DataFrame, reading: str = READINGS[0]) -> Doubles:
        """Return what runs say of the figures, on their scales, shape (runs, figures).

        `told` is as `figures.told` tells it; `reading` is whose effect Give Five's is.
        """
        return np.column_stack([_scaled(told, i, reading) for i in self.ids])

    def noise(self, runs: int, rng: np.random.Generator) -> Doubles:
        """Return errors of sources and model as they may have been, shape (runs, figures).

        They have the mean 0 and `covariance`, but those of rounding are flat, and those of sources
        in conflict have two peaks.
        """
        plain = rng.multivariate_normal(
            np.zeros(len(self.ids)), self.discrepancy + _smooth(self.ids), runs
        )
        for place, i in enumerate(self.ids):
            how, target = treatment_of(i), _target(i)
            if how.rounded_to:
                plain[:, place] += _flat(target, how, rng.random(runs))
            if how.other_weight:
                plain[:, place] += _one_or_other(target, how, rng.random(runs))
        return plain

    def part(self, keep: Collection[str]) -> "Observation":
        """Return the observation of some of the figures only."""
        at = [k for k, i in enumerate(self.ids) if i in keep]
        return Observation(
            tuple(self.ids[k] for k in at), tuple(self.years[k] for k in at), self.value[at],
            self.source[np.ix_(at, at)], self.discrepancy[np.ix_(at, at)],
        )  # fmt: skip

    def until(self, year: int) -> "Observation":
        """Return the observation as it was known after the exam of a year."""
        return self.part([i for i, y in zip(self.ids, self.years, strict=True) if y <= year])

    def without(self, ids: Collection[str]) -> "Observation":
        """Return the observation without some figures."""
        return self.part([i for i in self.ids if i not in ids])


@cache
def observation() -> Observation:
    """Return all figures that are fitted; raise WrongTargets with every mistake of the tables."""
    from calibration.target_mistakes import refuse_wrong_targets  # noqa: PLC0415  it reads this

    refuse_wrong_targets(targets(), treatments())
    fitted = [t for t in targets() if treatment_of(t.id).role == FIT and _against(t.id) != t.id]
    ids = tuple(t.id for t in fitted)
    apart = np.diag([treatment_of(i).discrepancy ** 2 for i in ids])
    for a, b in _pairs_sharing(ids):
        apart[a, b] = treatment_of(str(_against(ids[a]))).discrepancy ** 2
    for k, i in enumerate(ids):
        if other := _against(i):
            apart[k, k] += treatment_of(other).discrepancy ** 2
    odd = np.diag([_odd_variance(t) for t in fitted])
    return Observation(
        ids, tuple(t.year for t in fitted),
        np.array([_observed(t) for t in fitted]), _smooth(ids) + odd, apart,
    )  # fmt: skip


@cache
def treatments() -> tuple[Treatment, ...]:
    """Return how targets are treated, as the table says."""
    place = files("calibration") / "tables" / _TABLE
    return parse(place.read_text(encoding="utf-8"), Treatment, where=_TABLE)


@cache
def treatment_of(i: str) -> Treatment:
    """Return how a target is treated, or raise WrongTargets."""
    for how in treatments():
        if fnmatchcase(i, how.pattern):
            return how
    raise WrongTargets(f"{i}: {_TABLE} has no row for it: say how it is to be treated.")


@cache
def _target(i: str) -> Target:
    """Return a target."""
    return next(t for t in targets() if t.id == i)


def _against(i: str) -> str | None:
    """Return the target that another is told against; the third quintile is told against itself."""
    if i.startswith("FQ_"):
        return f"FQ_3_{i[-4:]}"
    return "H5_2014" if i == "A5_2014" else None


def _scaled(told: pd.DataFrame, i: str, reading: str) -> Doubles:
    """Return what runs say of a figure, on its scale."""
    column = BOYS if i == "BOI_G5" and reading == "boys" else i
    own = _on_scale(told[column].to_numpy(float), i)
    other = _against(i)
    return own - _on_scale(told[other].to_numpy(float), other) if other else own


def _on_scale(x: Doubles, i: str) -> Doubles:
    """Return values of a target on its scale."""
    unit = np.array(_PERCENT if _target(i).unit == "percent" else 1.0)
    return _SCALES[treatment_of(i).scale](x, unit)


def _observed(target: Target) -> float:
    """Return what was observed on its scale, less the mean of its error."""
    how, other = treatment_of(target.id), _against(target.id)
    value = float(_on_scale(np.array(target.value), target.id))
    if other:
        value -= float(_on_scale(np.array(_target(other).value), other))
    return value - how.other_weight * _apart(target, how)


def _sd(i: str) -> float:
    """Return the error of a target on its scale, to first order."""
    t = _target(i)
    low, high = (float(_on_scale(np.array(t.value + s * t.sd), i)) for s in (-1.0, 1.0))
    return (high - low) / 2


def _smooth(ids: tuple[str, ...]) -> Doubles:
    """Return the covariance of the errors of sources that are near normal."""
    covariance = np.diag([_sd(i) ** 2 for i in ids])
    panel = np.array([treatment_of(i).coverage > 0 for i in ids])
    covariance[np.ix_(panel, panel)] += COVERAGE_SD**2 * (1 - np.eye(int(panel.sum())))
    for k, i in enumerate(ids):
        if other := _against(i):
            covariance[k, k] += _sd(other) ** 2
    for a, b in _pairs_sharing(ids):
        covariance[a, b] += _sd(str(_against(ids[a]))) ** 2
    return covariance


def _pairs_sharing(ids: tuple[str, ...]) -> list[tuple[int, int]]:
    """Return pairs of figures that are told against the same one."""
    of = [_against(i) for i in ids]
    n = range(len(ids))
    return [(a, b) for a in n for b in n if a != b and of[a] and of[a] == of[b]]


def _odd_variance(target: Target) -> float:
    """Return the variance of an error that is not normal: rounding, or sources in conflict."""
    how = treatment_of(target.id)
    width = _flat(target, how, np.array([0.0, 1.0]))
    weight = how.other_weight
    return float(np.ptp(width) ** 2 / 12 + weight * (1 - weight) * _apart(target, how) ** 2)


def _flat(target: Target, how: Treatment, share: Doubles) -> Doubles:
    """Return the error of rounding at some shares of its interval, on the scale."""
    ends = [target.value + side * how.rounded_to / 2 for side in (-1, 1)]
    low, high = (float(_on_scale(np.array(end), target.id)) for end in ends)
    return np.asarray((high - low) * (share - 0.5))


def _apart(target: Target, how: Treatment) -> float:
    """Return how far our figure is above that of another source, on the scale; 0 without one."""
    if not how.other_weight:
        return 0.0
    ours, theirs = (
        float(_on_scale(np.array(v), target.id)) for v in (target.value, how.other_value)
    )
    return ours - theirs


def _one_or_other(target: Target, how: Treatment, lot: Doubles) -> Doubles:
    """Return the error of our figure where either source may be right, its mean taken away."""
    apart = _apart(target, how)
    return np.where(lot < how.other_weight, apart, 0.0) - how.other_weight * apart
