r"""What figures can tell of parameters: before any fit, and near the posterior (identifiability).

Near a point $z$ the emulator has the slopes $J$, and figures the covariance $S$ of all that is
uncertain, so that they hold the information $J^T S^{-1} J$ on $z$ (Fisher). The prior of $z$ holds
that of one, in every direction: along an eigenvector with the eigenvalue $e$ the figures leave
$1 / (1 + e)$ of the prior's variance.
"""

import numpy as np
import pandas as pd

from calibration.bank import Bank
from calibration.emulator import Emulator
from calibration.fit import Fit
from calibration.observation import Observation
from simulation.arrays import Doubles
from simulation.data.targets import targets

BAND = 0.9
STRONG = 0.7  # a correlation
_STEP = 0.5  # any step gives the slope of what is of second degree
_NAMED = 4  # parameters that tell what a direction is


def before(
    runs: Bank, observed: Observation, reading: str, rng: np.random.Generator
) -> pd.DataFrame:
    """Return where each observed figure lies among those of runs (prior predictive check).

    `below` is the share of runs, with errors of sources and model, that lie below it, and `inside`
    says that this is within BAND; `low` and `high` are the band of the runs in the figure's unit.
    """
    scaled = runs.figures(observed, reading) + observed.noise(len(runs), rng)
    share = (scaled < observed.value).mean(axis=0)
    told, value = runs.told[list(observed.ids)], {t.id: t.value for t in targets()}
    tail = (1 - BAND) / 2
    return pd.DataFrame({
        "id": observed.ids, "year": observed.years, "observed": [value[i] for i in observed.ids],
        "low": told.quantile(tail).to_numpy(), "high": told.quantile(1 - tail).to_numpy(),
        "below": share, "inside": np.abs(share - 0.5) <= BAND / 2,
    })  # fmt: skip


def slopes(e: Emulator, z: Doubles) -> Doubles:
    """Return the slopes of an emulator at a point, shape (figures, parameters)."""
    steps = _STEP * np.eye(z.size)
    return np.asarray((e(z + steps) - e(z - steps)).T / (2 * _STEP))


def information(fitted: Fit, z: Doubles) -> Doubles:
    """Return what figures tell of parameters near a point, shape (parameters, parameters)."""
    e = fitted.likelihood.emulator
    slope = slopes(e, z)
    noise = e.residual + fitted.likelihood.covariance
    return np.asarray(slope.T @ np.linalg.solve(noise, slope))


def directions(told: Doubles, names: tuple[str, ...]) -> pd.DataFrame:
    """Return the directions that are learnt, best first: a row each.

    `information` is against the prior's, `contraction` the share of the prior's variance that is
    gone, `along` the parameters that it is made of most, with their weights.
    """
    values, vectors = np.linalg.eigh((told + told.T) / 2)
    order = [k for k in np.argsort(-values) if values[k] > 1]
    along = [_along(vectors[:, k], names) for k in order]
    found = values[order]
    return pd.DataFrame({
        "direction": np.arange(1, len(order) + 1), "information": found,
        "contraction": found / (1 + found), "along": along,
    })  # fmt: skip


def each(told: Doubles, names: tuple[str, ...]) -> pd.DataFrame:
    """Return how much of a parameter's prior variance would be gone: a row a parameter.

    `alone` if all others were known, `together` as they are not: much of the first and little of
    the second is a parameter that figures cannot tell from others.
    """
    alone = np.diag(told) / (1 + np.diag(told))
    left = np.diag(np.linalg.inv(np.eye(len(told)) + told))
    return pd.DataFrame({"parameter": names, "alone": alone, "together": 1 - left})


def learnt_in_all(told: Doubles) -> float:
    """Return how many parameters' worth figures tell: the sum of contractions over directions."""
    values = np.clip(np.linalg.eigvalsh((told + told.T) / 2), 0, None)
    return float((values / (1 + values)).sum())


def pairs(z: Doubles, names: tuple[str, ...], above: float = STRONG) -> pd.DataFrame:
    """Return pairs of parameters whose draws are correlated more than so much, strongest first."""
    of = np.atleast_2d(np.corrcoef(z.T))
    one, other = np.nonzero(np.triu(np.abs(of) > above, 1))
    rows = [(names[a], names[b], float(of[a, b])) for a, b in zip(one, other, strict=True)]
    rows.sort(key=lambda row: -abs(row[2]))
    return pd.DataFrame(rows, columns=["one", "other", "correlation"])


def _along(vector: Doubles, names: tuple[str, ...]) -> str:
    """Return the heaviest parameters of a direction, the first with a plus."""
    order = np.argsort(-np.abs(vector))[:_NAMED]
    side = np.sign(vector[order[0]])
    return ", ".join(f"{names[k]} {side * vector[k]:+.2f}" for k in order)


def noise(of: Fit) -> pd.DataFrame:
    """Return by what each figure is judged: a row a figure.

    `declared` is the standard deviation of the errors of source and model, `missed` that of what
    the emulator does not say of a run, its luck included, both on the scale of the figure; `share`
    is the part of the second in the variance of both.
    """
    declared, missed = (
        np.diag(each) for each in (of.observed.covariance, of.likelihood.emulator.residual)
    )
    return pd.DataFrame({
        "id": of.observed.ids, "declared": np.sqrt(declared), "missed": np.sqrt(missed),
        "share": missed / (declared + missed),
    })  # fmt: skip
