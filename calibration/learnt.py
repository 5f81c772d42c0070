"""What was learnt of each parameter: prior beside posterior, and when a difference is one.

Draws are few, and slopes of an emulator are learnt from few runs: both move the posterior of a
parameter that nothing depends on. How far is measured on *placebos*: columns of luck that are put
into the bank as if they were parameters, and fitted like them. A parameter counts as learnt when
its posterior is further from its prior than those of all but FALSE_ALARM of the placebos; else the
row says so: assumed, not learnt.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import ndtr

from calibration.bank import Bank
from calibration.figures import READINGS
from calibration.fit import fit
from calibration.observation import Observation
from calibration.space import Space, quantile
from calibration.waves import Wave
from simulation.arrays import Doubles

FALSE_ALARM = 0.01  # of a parameter that nothing depends on
ASSUMED, LEARNT = "assumed, not learnt", "learnt"
_GRID = (np.arange(2_000) + 0.5) / 2_000
_BINS = 10  # of the overlap
_AT_ONCE = 40  # placebos in a fit
_SPARE = 3  # draws made for each that is wanted, as waves may have ruled some out


def beside_prior(draws: pd.DataFrame, space: Space, placebos: Doubles) -> pd.DataFrame:
    """Return prior and posterior of every parameter: a row each.

    Parameters
    ----------
    draws
        Of the posterior, in their own units: a column a parameter of the space.
    placebos
        How far those of placebos are from their prior, as `distances` tells it.

    `shift` is of the mean, in standard deviations of the prior; `contraction` the share of its
    variance that is gone; `overlap` that of the two densities; `distance` the greatest between the
    two cumulative shares; `verdict` LEARNT or ASSUMED.
    """
    z = space.to_z(draws)
    rows = [_row(draws[p.name].to_numpy(), quantile(p, _GRID)) for p in space.declared]
    far = distances(z)
    verdict = np.where(far > threshold(placebos), LEARNT, ASSUMED)
    return pd.DataFrame(rows).assign(
        overlap=[_overlap(ndtr(column)) for column in z.T], distance=far, verdict=verdict
    ).set_axis(pd.Index(space.names, name="parameter"))  # fmt: skip


def distances(z: Doubles) -> Doubles:
    """Return how far draws are from the standard normal prior, shape (parameters,).

    The distance of Kolmogorov and Smirnov: 0 where they agree, at most 1.
    """
    return np.array(
        [stats.kstest(ndtr(column), "uniform", method="asymp").statistic for column in z.T]
    )


def threshold(placebos: Doubles) -> float:
    """Return the distance that all but FALSE_ALARM of the placebos stay within."""
    return float(np.quantile(placebos, 1 - FALSE_ALARM, method="higher"))


def placebos(
    bank: Bank, observed: Observation, wave: Wave | None, draws: int, seed: Sequence[int],
    size: tuple[int, int],
) -> Doubles:  # fmt: skip
    """Return how far the posteriors of some placebos are from their prior, shape (placebos,).

    They are fitted with the parameters, under each reading, by an emulator of a size, and have as
    many draws as `draws`.
    """
    rng = np.random.default_rng(seed)
    luck = rng.standard_normal((len(bank), _AT_ONCE))
    wider = replace(bank, z=np.hstack([bank.z, luck]))
    parts = []
    for reading in READINGS:
        z = fit(wider, observed, reading, sizes=(size,)).sample(_SPARE * draws, rng)
        left = z[wave.allows(z[:, : bank.z.shape[1]])] if wave else z
        parts.append(left[: draws // len(READINGS), -_AT_ONCE:])
    return distances(np.vstack(parts))


def _row(posterior: Doubles, prior: Doubles) -> dict[str, float]:
    """Return prior and posterior of a parameter in numbers."""
    low, middle, high = np.quantile(posterior, (0.05, 0.5, 0.95))
    return {
        "prior_mean": float(prior.mean()), "prior_sd": float(prior.std()),
        "median": float(middle), "low": float(low), "high": float(high),
        "shift": float((posterior.mean() - prior.mean()) / prior.std()),
        "contraction": float(1 - posterior.var(ddof=1) / prior.var()),
    }  # fmt: skip


def _overlap(share: Doubles) -> float:
    """Return the overlap of the densities of posterior and prior, by tenths of the prior."""
    found = np.histogram(share, bins=_BINS, range=(0, 1))[0] / share.size
    return float(np.minimum(found, 1 / _BINS).sum())
