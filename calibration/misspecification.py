r"""Whether the observed figures are such as a bank's runs say: a test before any fit is believed.

Figures of runs, with errors as they may have been, are bent towards the normal distribution one by
one (Yeo and Johnson 2000, doi:10.1093/biomet/87.4.954); they have a mean and a covariance $\Sigma$
(shrunk, Ledoit and Wolf 2004, doi:10.1016/S0047-259X(03)00096-4). The distance of an observation
is Mahalanobis's. With the precision $P = \Sigma^{-1}$, a figure is off from what all others let
expect by $(P(y - \mu))_j / P_{jj}$, in standard deviations of $P_{jj}^{-1/2}$.

Neither is near a textbook distribution here, and a test that presumes one flags runs of the model
itself. So each is ranked among runs that the mean and the covariance were not made from: where an
observation comes from the model, each p-value is at most $p$ with the probability $p$, whatever the
distribution (the rank of one among exchangeable ones). A p-value near 1 is no merit: it says that
the observation is nearer to the middle than runs are, as where declared errors are too wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from sklearn.covariance import LedoitWolf
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import PowerTransformer, StandardScaler

from calibration.bank import Bank
from calibration.observation import Observation
from simulation.arrays import Doubles

_REPLICATES = 5  # of the errors of each run, where mean and covariance are made


@dataclass(frozen=True)
class Misspecification:
    """How unlike the runs of a model an observation is.

    Attributes
    ----------
    p
        Share of runs of the model as far from the others as the observation.
    p_furthest
        Share of runs whose furthest figure is off as far as the observation's furthest.
    held_out
        How many runs these are shares of.
    figures
        A row a figure, the furthest first: `id`; `observed`, and `expected` from all other figures,
        on the figure's scale and within what runs say; `off`, in standard deviations; `p`, the
        share of runs in which this figure is as far off; `p_any`, the share in which any is.
    """

    p: float
    p_furthest: float
    held_out: int
    figures: pd.DataFrame


@dataclass(frozen=True)
class Reference:
    """What an observation is compared with.

    Attributes
    ----------
    names
        Of the figures, or of whatever the columns are.
    """

    names: tuple[str, ...]
    _scale: Pipeline
    _shape: LedoitWolf
    _held_out: Doubles

    def test(self, value: Doubles) -> Misspecification:
        """Return how unlike the reference an observation of shape (columns,) is."""
        new = self._scale.transform(value[None])
        off = self._off(new)[0]
        expected = new[0] - off / np.sqrt(np.diag(self._shape.precision_))
        within = np.clip(expected, self._held_out.min(axis=0), self._held_out.max(axis=0))
        figures = pd.DataFrame({
            "id": self.names, "observed": value,
            "expected": self._scale.inverse_transform(within[None])[0], "off": off,
            "p": [_rank(o, n) for o, n in zip(self._known.T, np.abs(off), strict=True)],
            "p_any": [_rank(self._known.max(axis=1), n) for n in np.abs(off)],
        })  # fmt: skip
        order = np.argsort(-np.abs(off), kind="stable")
        return Misspecification(
            _rank(self._distances, self._shape.mahalanobis(new)[0]),
            _rank(self._known.max(axis=1), np.abs(off).max()), len(self._held_out),
            figures.iloc[order].reset_index(drop=True),
        )  # fmt: skip

    def _off(self, rows: Doubles) -> Doubles:
        """Return how far each column is from what all others let expect, in standard deviations."""
        gaps = (rows - self._shape.location_) @ self._shape.precision_
        return np.asarray(gaps / np.sqrt(np.diag(self._shape.precision_)))

    @cached_property
    def _known(self) -> Doubles:
        """How far the columns of rows kept out are off, either way."""
        return np.abs(self._off(self._held_out))

    @cached_property
    def _distances(self) -> Doubles:
        """How far rows kept out are from the middle."""
        return np.asarray(self._shape.mahalanobis(self._held_out))


def reference(like: Doubles, held_out: Doubles, names: Sequence[str]) -> Reference:
    """Return what an observation is compared with.

    Parameters
    ----------
    like
        What mean and covariance are made from, shape (rows, columns).
    held_out
        Rows of the same distribution that have no part in that, shape (others, columns).
    names
        Of the columns.
    """
    scale = make_pipeline(StandardScaler(), PowerTransformer()).fit(like)
    shape = LedoitWolf().fit(scale.transform(like))
    return Reference(tuple(names), scale, shape, scale.transform(held_out))


def halves(
    bank: Bank, observed: Observation, reading: str, rng: np.random.Generator
) -> tuple[Doubles, Doubles]:
    """Return figures of each half of a bank, by lot, with errors as they may have been.

    The first half is told with several errors for each run. `reading` is whose effect the published
    one of Give Five is taken for.
    """
    told = rng.permutation(bank.figures(observed, reading))
    half = len(told) // 2
    many = np.repeat(told[:half], _REPLICATES, axis=0)
    held_out = told[half:] + observed.noise(len(told) - half, rng)
    return many + observed.noise(len(many), rng), held_out


def misspecification(
    bank: Bank, observed: Observation, reading: str, rng: np.random.Generator
) -> Misspecification:
    """Return how unlike the runs of a bank the observed figures are, under a reading."""
    return reference(*halves(bank, observed, reading, rng), observed.ids).test(observed.value)


def _rank(known: Doubles, new: float) -> float:
    """Return the share that are as large as a new one, itself among them."""
    return float((1 + np.count_nonzero(known >= new)) / (1 + len(known)))
