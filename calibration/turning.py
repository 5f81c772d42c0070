"""Did the number turn? Several readings of it, each held to every draw, with their errors.

The number of five-unit sitters fell to BEFORE and had risen by AFTER. No action of the Initiative
can have reached a cohort before REACHED. What counts as a turn is a choice: all are told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest, norm

from calibration.unfitted import COUNTRY
from simulation.arrays import Bools, Doubles
from simulation.data.targets import targets

FIRST, BEFORE, REACHED, AFTER = 2006, 2012, 2013, 2017
LEVEL = 0.9  # of all intervals
TAILS = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)


@dataclass(frozen=True)
class Courses:
    """The sitters of draws in a scenario, and what they are judged by.

    Attributes
    ----------
    years
        School years, FIRST to AFTER among them.
    counts
        Sitters, shape (draws, years).
    full
        The rise of the same draws from BEFORE to AFTER where everything is as it was, shape
        (draws,).
    luck
        Standard deviation of the rise of a run that is due to luck alone [students].
    """

    years: tuple[int, ...]
    counts: Doubles
    full: Doubles
    luck: float

    @property
    def rise(self) -> Doubles:
        """The rise from BEFORE to AFTER, shape (draws,)."""
        return rise(self.years, self.counts)

    @property
    def lowest(self) -> Doubles:
        """The year from FIRST to AFTER in which each draw is lowest, shape (draws,)."""
        years = np.array(self.years)
        seen = (years >= FIRST) & (years <= AFTER)
        return np.asarray(years[seen][self.counts[:, seen].argmin(axis=1)])


class Reading(NamedTuple):
    """What is meant by a turn: its name, its words, and in which draws it holds."""

    name: str
    words: str
    holds: Callable[[Courses], Bools]


class Share(NamedTuple):
    """A probability and the interval that its draws, as many as they are, leave it."""

    value: float
    low: float
    high: float


def rise(years: tuple[int, ...], counts: Doubles) -> Doubles:
    """Return the rise of each draw from BEFORE to AFTER, shape (draws,).

    >>> rise((2012, 2013, 2017), np.array([[10.0, 11.0, 15.0]])).tolist()
    [5.0]
    """
    return np.asarray(counts[:, years.index(AFTER)] - counts[:, years.index(BEFORE)])


def observed_rise() -> float:
    """Return by how many the observed number rose from BEFORE to AFTER."""
    seen = {t.year: t.value for t in targets(measure="5u examinees", group=COUNTRY)}
    return seen[AFTER] - seen[BEFORE]


def _turned(of: Courses) -> Bools:
    """Return whether a draw is lowest before AFTER, and rises by more than luck does."""
    by_luck = float(norm.ppf(TAILS[1])) * of.luck
    return np.asarray((of.lowest < AFTER) & (of.rise > by_luck))


READINGS = (
    Reading(
        "turn", f"lowest before {AFTER}, and in {AFTER} above {BEFORE} by more than luck", _turned
    ),
    Reading(
        "early", f"the same, and lowest before any action could reach a cohort ({REACHED})",
        lambda of: _turned(of) & (of.lowest < REACHED),
    ),
    Reading(
        "half", "at least half of the observed rise", lambda of: of.rise >= observed_rise() / 2
    ),
    Reading("all", "at least all of the observed rise", lambda of: of.rise >= observed_rise()),
    Reading(
        "half_of_own", "at least half of the rise of the same draw in history",
        lambda of: (of.full > 0) & (of.rise >= of.full / 2),
    ),
)  # fmt: skip


def luck_of(repeats: list[Doubles]) -> float:
    """Return the standard deviation that luck alone gives, from runs of one draw each.

    >>> luck_of([np.array([1.0, 3.0]), np.array([10.0, 12.0])]) == sqrt(2)
    True
    """
    freedom = sum(r.size - 1 for r in repeats)
    return sqrt(sum(float(((r - r.mean()) ** 2).sum()) for r in repeats) / freedom)


def share(holds: Bools) -> Share:
    """Return the share of draws in which something holds, with its Wilson interval."""
    found = binomtest(int(holds.sum()), holds.size).proportion_ci(LEVEL, method="wilson")
    return Share(float(holds.mean()), float(found.low), float(found.high))


def over_structures(holds: Mapping[str, Bools], weights: Mapping[str, float]) -> Share:
    """Return a probability over structures, with the interval their draws leave it.

    Errors of structures are independent; each is that of a share to which half a draw was added on
    either side, so that a share of none has an error too. Weights are taken as known, and made to
    add up to 1.

    >>> of = {"a": np.array([True, True]), "b": np.array([False, False])}
    >>> over_structures(of, {"a": 3.0, "b": 1.0}).value
    0.75
    """
    whole = sum(weights[v] for v in holds)
    value = variance = 0.0
    for variant, of in holds.items():
        part = weights[variant] / whole
        smooth = (of.sum() + 0.5) / (of.size + 1)
        value += part * float(of.mean())
        variance += part**2 * smooth * (1 - smooth) / of.size
    half = float(norm.ppf(TAILS[1])) * sqrt(variance)
    return Share(value, max(value - half, 0.0), min(value + half, 1.0))


def quantiles(values: Doubles, weight: Doubles, at: tuple[float, ...]) -> list[float]:
    """Return quantiles of weighted draws.

    >>> quantiles(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 8.0]), (0.1, 0.5))
    [1.0, 3.0]
    """
    found = np.quantile(values, at, weights=weight, method="inverted_cdf")
    return [float(q) for q in np.atleast_1d(found)]
