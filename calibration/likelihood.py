r"""Emulated synthetic likelihood: figures are normal around the emulator, parameters are sampled.

With the emulator $f(z) = g(z_a) + B z_n$, the parameters $z \sim N(0, I)$, and the covariance $S$
of what it misses and of the errors of sources and model together,

$y \mid z_a \sim N(g(z_a), S + B B^T)$,

so that the linear parameters $z_n$ are integrated out and drawn exactly, given the others (Wood
2010, doi:10.1038/nature09319, with an emulator in place of repeated runs). emcee samples $z_a$
(Foreman-Mackey et al. 2013, doi:10.1086/670067).
"""

from dataclasses import dataclass
from typing import NamedTuple

import emcee
import numpy as np
from scipy.linalg import cho_factor, cho_solve

from calibration.emulator import Emulator
from simulation.arrays import Doubles

_WALKERS = 4  # a parameter
_STEPS, _BURNED = 900, 300  # of each walker
_THIN = 20


class Diagnostics(NamedTuple):
    """How well a chain explores a posterior.

    Attributes
    ----------
    accepted
        Share of proposals that were accepted.
    autocorrelation
        Steps after which a walker has forgotten where it was, of the slowest parameter.
    effective
        Draws of that parameter which the chain is worth, once its start is left out.
    """

    accepted: float
    autocorrelation: float
    effective: float


@dataclass(frozen=True)
class Likelihood:
    """The synthetic likelihood of some figures.

    Attributes
    ----------
    covariance
        Of the errors of sources and model, shape (figures, figures).
    """

    emulator: Emulator
    covariance: Doubles

    def sample(self, value: Doubles, draws: int, rng: np.random.Generator) -> Doubles:
        """Return draws of the posterior of parameters whose figures were observed, as z."""
        e, factor = self.emulator, self._factor()
        chain = self._walk(value, factor, rng).get_chain(discard=_BURNED, thin=_THIN, flat=True)
        active = chain[rng.choice(len(chain), draws, replace=draws > len(chain))]
        return self._complete(active, value - e.of_active(active), factor, rng)

    def diagnose(self, value: Doubles, rng: np.random.Generator) -> Diagnostics:
        """Return how well a chain of its length explores the posterior of observed figures."""
        walked = self._walk(value, self._factor(), rng)
        steps = walked.get_autocorr_time(discard=_BURNED, tol=0).max()
        kept = (_STEPS - _BURNED) * walked.nwalkers
        return Diagnostics(float(walked.acceptance_fraction.mean()), float(steps), kept / steps)

    def _factor(self) -> tuple[Doubles, bool]:
        """Return the factor of the covariance of figures, given the active parameters."""
        e, b = self.emulator, self.emulator.linear
        factor: tuple[Doubles, bool] = cho_factor(e.residual + self.covariance + b @ b.T)
        return factor

    def _walk(
        self, value: Doubles, factor: tuple[Doubles, bool], rng: np.random.Generator
    ) -> emcee.EnsembleSampler:
        """Return walkers that have walked through the active parameters."""
        e = self.emulator

        def log_density(points: Doubles) -> Doubles:
            missed = value - e.of_active(points)
            far = (missed * cho_solve(factor, missed.T).T).sum(axis=1)
            return np.asarray(-0.5 * (points**2).sum(axis=1) - 0.5 * far)

        start = self._start(value, _WALKERS * e.active.size, rng)
        sampler = emcee.EnsembleSampler(
            *start.shape, log_density, vectorize=True,
            moves=[(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.2)],
        )  # fmt: skip
        sampler.random_state = np.random.RandomState(int(rng.integers(2**32))).get_state()
        sampler.run_mcmc(start, _STEPS, skip_initial_state_check=True)
        return sampler

    def _start(self, value: Doubles, walkers: int, rng: np.random.Generator) -> Doubles:
        """Return where walkers start: draws of the posterior of the emulator made linear at 0."""
        e, b = self.emulator, self.emulator.linear
        n = e.active.size
        slope = (e.of_active(np.eye(n)) - e.of_active(-np.eye(n))).T / 2
        inner = np.linalg.solve(e.residual + self.covariance + b @ b.T, slope)
        covariance = np.linalg.inv(np.eye(n) + slope.T @ inner)
        missed = value - e.of_active(np.zeros((1, n)))[0]
        return rng.multivariate_normal(covariance @ inner.T @ missed, covariance, walkers)

    def _complete(
        self, active: Doubles, missed: Doubles, factor: tuple[Doubles, bool],
        rng: np.random.Generator,
    ) -> Doubles:  # fmt: skip
        """Return draws of all parameters, given those of the active ones and what they miss."""
        e, b = self.emulator, self.emulator.linear
        gain = cho_solve(factor, b).T
        spread = np.linalg.cholesky(np.eye(e.rest.size) - gain @ b)
        z = rng.standard_normal((len(active), e.parameters))
        z[:, e.active] = active
        z[:, e.rest] = missed @ gain.T + z[:, e.rest] @ spread.T
        return z
