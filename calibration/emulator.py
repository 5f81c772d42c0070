"""An emulator: what a run would say at any parameters, learnt from a bank of runs.

Each figure is a polynomial of second degree in the parameters that matter most, linear in those
that matter less, and without the rest (ridge regression, its penalty chosen by leaving runs out).
How many parameters are of each kind is chosen by what is missed of runs that were left out. What
it misses is noise: luck of a run, parameters without a part, and error of the emulator together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import cross_val_predict
from sklearn.preprocessing import PolynomialFeatures

from simulation.arrays import Doubles, Ints

SIZES = ((6, 30), (10, 40), (14, 60), (18, 80), (24, 142))  # of second degree; with any part
_PENALTIES = np.logspace(-1, 4, 11)
_FOLDS = 5


@dataclass(frozen=True)
class Emulator:
    """What a bank of runs has taught.

    Attributes
    ----------
    parameters
        How many parameters a point has.
    active, rest
        Those with terms of second degree, and those that are linear, as columns of z.
    residual
        Covariance of what it misses, shape (figures, figures).
    explained
        Share of each figure's variance over the bank that it explains, shape (figures,).
    """

    parameters: int
    active: Ints
    rest: Ints
    residual: Doubles
    explained: Doubles
    _terms: PolynomialFeatures
    _intercept: Doubles
    _coefficients: Doubles  # (figures, terms of the active ones, then the linear ones)

    @property
    def size(self) -> tuple[int, int]:
        """Parameters of second degree, and with any part."""
        return self.active.size, self.active.size + self.rest.size

    @property
    def linear(self) -> Doubles:
        """What each figure gains with the linear parameters, shape (figures, linear)."""
        return self._coefficients[:, self._coefficients.shape[1] - self.rest.size :]

    def of_active(self, z: Doubles) -> Doubles:
        """Return the figures where the linear ones are at 0, shape (points, figures)."""
        terms = self._terms.transform(z)
        return np.asarray(terms @ self._coefficients[:, : terms.shape[1]].T + self._intercept)

    def __call__(self, z: Doubles) -> Doubles:
        """Return the figures at some points, shape (points, figures)."""
        return self.of_active(z[:, self.active]) + z[:, self.rest] @ self.linear.T

    def part(self, figures: Sequence[int]) -> "Emulator":
        """Return the emulator of some of its figures."""
        at = list(figures)
        return replace(
            self, residual=self.residual[np.ix_(at, at)], explained=self.explained[at],
            _intercept=self._intercept[at], _coefficients=self._coefficients[at],
        )  # fmt: skip


def emulate(
    z: Doubles, figures: Doubles, scale: Doubles, sizes: tuple[tuple[int, int], ...] = SIZES
) -> Emulator:
    """Return the emulator of a bank.

    Parameters
    ----------
    z
        The parameters of its runs, shape (runs, parameters).
    figures
        What they say, shape (runs, figures).
    scale
        Errors of the observed figures, by which parameters and misses are judged.
    sizes
        How many parameters get terms of second degree, and how many any; the best is taken.
    """
    alone = _ridge().fit(z, figures)
    weight = ((alone.coef_ / scale[:, None]) ** 2).sum(axis=0)
    order = np.argsort(-weight, kind="stable")
    tried = [_of_size(z, figures, order, size) for size in sizes]
    return min(tried, key=lambda e: float(np.log1p(np.diag(e.residual) / scale**2).sum()))


def _ridge() -> RidgeCV:
    """Return a linear model that chooses a penalty for each figure."""
    return RidgeCV(_PENALTIES, alpha_per_target=True)


def _of_size(z: Doubles, figures: Doubles, order: Ints, size: tuple[int, int]) -> Emulator:
    """Return the emulator with that many parameters of second degree, and with any part."""
    chosen, rest = np.sort(order[: size[0]]), np.sort(order[size[0] : size[1]])
    terms = PolynomialFeatures(2, include_bias=False).fit(z[:, chosen])
    inputs = np.hstack([terms.transform(z[:, chosen]), z[:, rest]])
    model = _ridge().fit(inputs, figures)
    missed = figures - cross_val_predict(_ridge(), inputs, figures, cv=_FOLDS)
    explained = 1 - missed.var(axis=0) / figures.var(axis=0)
    residual = np.atleast_2d(np.cov(missed.T))
    return Emulator(
        z.shape[1], chosen, rest, residual, explained, terms,
        np.atleast_1d(model.intercept_), np.atleast_2d(model.coef_),
    )  # fmt: skip
