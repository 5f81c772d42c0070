"""An emulator: what a run would say at any parameters, learnt from a bank of runs.

Each figure is a polynomial of second degree in the parameters that matter most and linear in the
others (ridge regression, its penalty chosen by leaving runs out). What it misses, found on runs
that were left out of its making, is noise: luck of a run and error of the emulator together.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import cross_val_predict
from sklearn.preprocessing import PolynomialFeatures

from simulation.arrays import Doubles, Ints

ACTIVE = 20  # parameters with terms of second degree
_PENALTIES = np.logspace(-1, 3, 9)
_FOLDS = 5


@dataclass(frozen=True)
class Emulator:
    """What a bank of runs has taught.

    Attributes
    ----------
    active, rest
        The parameters with terms of second degree, and the others, as columns of z.
    residual
        Covariance of what it misses, shape (figures, figures).
    explained
        Share of each figure's variance over the bank that it explains, shape (figures,).
    """

    active: Ints
    rest: Ints
    residual: Doubles
    explained: Doubles
    _terms: PolynomialFeatures
    _model: Any

    @property
    def linear(self) -> Doubles:
        """What each figure gains with the other parameters, shape (figures, others)."""
        n = self.active.size
        return np.asarray(self._model.coef_[:, -self.rest.size :] if self.rest.size else n)

    def of_active(self, z: Doubles) -> Doubles:
        """Return the figures where the others are at 0, shape (points, figures)."""
        terms = self._terms.transform(z)
        many = terms.shape[1]
        return np.asarray(terms @ self._model.coef_[:, :many].T + self._model.intercept_)

    def __call__(self, z: Doubles) -> Doubles:
        """Return the figures at some points, shape (points, figures)."""
        return self.of_active(z[:, self.active]) + z[:, self.rest] @ self.linear.T


def emulate(z: Doubles, figures: Doubles, scale: Doubles, active: int = ACTIVE) -> Emulator:
    """Return the emulator of a bank.

    Parameters
    ----------
    z
        The parameters of its runs, shape (runs, parameters).
    figures
        What they say, shape (runs, figures).
    scale
        Errors of the observed figures, by which parameters are judged, shape (figures,).
    active
        How many of them get terms of second degree.
    """
    alone = RidgeCV(_PENALTIES).fit(z, figures)
    weight = ((alone.coef_ / scale[:, None]) ** 2).sum(axis=0)
    order = np.argsort(-weight, kind="stable")
    chosen, rest = np.sort(order[:active]), np.sort(order[active:])
    terms = PolynomialFeatures(2, include_bias=False).fit(z[:, chosen])
    inputs = np.hstack([terms.transform(z[:, chosen]), z[:, rest]])
    model = RidgeCV(_PENALTIES).fit(inputs, figures)
    missed = figures - cross_val_predict(RidgeCV(_PENALTIES), inputs, figures, cv=_FOLDS)
    return Emulator(
        chosen, rest, np.cov(missed.T), 1 - missed.var(axis=0) / figures.var(axis=0), terms, model
    )
