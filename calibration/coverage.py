r"""Whether posteriors are to be believed: ranks of truths, coverage, and recovery, on known runs.

A run that no fit has seen has parameters that are known. Its figures, with errors as they may have
been, are given to a sampler as if they had been observed. Where parameters are drawn from the prior
that the sampler presumes, the share of draws below the truth is flat between 0 and 1
(simulation-based calibration, Talts et al. 2018, doi:10.48550/arXiv.1804.06788), and an interval
that is said to hold 90 % of what is believed holds the truth in 90 % of runs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from calibration.bank import Bank
from calibration.figures import READINGS
from calibration.observation import Observation
from simulation.arrays import Doubles

LEVELS = (0.5, 0.8, 0.9)
FALSE_ALARM = 0.05  # of all parameters together, where not one of them fails
_TRIALS = 1_999  # of the test of uniformity
_REDRAWN = 999
_SURE = 0.9
_ONES = ("share", "mean", "variance", "crps")

Sampler = Callable[[Doubles, int, np.random.Generator], Doubles]


@dataclass(frozen=True)
class Known:
    """Runs that no fit has seen, as if they had been observed.

    Attributes
    ----------
    z
        Their parameters, shape (runs, parameters).
    value
        Their figures with errors, shape (runs, figures).
    reading
        Whose effect Give Five's is taken for: one reading and the other by turns.
    """

    z: Doubles
    value: Doubles
    reading: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """What a sampler said of known runs; every array has the shape (runs, parameters).

    Attributes
    ----------
    truth
        Parameters as z.
    share
        Of the draws that lie below the truth, ties and ends broken by lot: flat if all is well.
    mean, variance
        Of the draws.
    crps
        Continuous ranked probability score of the draws, in standard deviations of the prior.
    """

    names: tuple[str, ...]
    truth: Doubles
    share: Doubles
    mean: Doubles
    variance: Doubles
    crps: Doubles


def known_runs(bank: Bank, observed: Observation, rng: np.random.Generator) -> Known:
    """Return the runs of a bank as if each had been observed, with errors of sources and model."""
    readings = tuple(READINGS[k % len(READINGS)] for k in range(len(bank)))
    told = {r: bank.figures(observed, r) for r in READINGS}
    plain = np.array([told[r][k] for k, r in enumerate(readings)])
    return Known(bank.z, plain + observed.noise(len(bank), rng), readings)


def one(draws: Doubles, truth: Doubles, rng: np.random.Generator) -> dict[str, list[float]]:
    """Return what draws of shape (draws, parameters) say of known parameters, by name of the array.

    It can be kept as JSON; `together` makes it whole.
    """
    from scoringrules import crps_ensemble  # noqa: PLC0415  its first import takes seconds

    share = ((draws < truth).sum(axis=0) + rng.random(truth.size)) / (len(draws) + 1)
    found = (share, draws.mean(axis=0), draws.var(axis=0, ddof=1), crps_ensemble(truth, draws.T))
    return {name: np.asarray(x, float).tolist() for name, x in zip(_ONES, found, strict=True)}


def together(
    names: Sequence[str], truth: Doubles, each: Sequence[Mapping[str, Sequence[float]]]
) -> Checked:
    """Return what a sampler said of runs, one by one, as arrays."""
    arrays = {name: np.array([run[name] for run in each]) for name in _ONES}
    return Checked(tuple(names), truth, **arrays)


def uniformity(checked: Checked) -> pd.DataFrame:
    """Return, for each parameter, whether its ranks are flat: `p`, `p_holm`, `fails`.

    The test is that of Anderson and Darling, which sees tails; p-values are by simulation, and
    Holm's correction makes FALSE_ALARM that of all parameters together.
    """
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415  of the extra `fit`

    p = [_flat(checked.share[:, k]) for k in range(len(checked.names))]
    fails, holm, _, _ = multipletests(p, alpha=FALSE_ALARM, method="holm")
    return pd.DataFrame({"parameter": checked.names, "p": p, "p_holm": holm, "fails": fails})


def coverage(checked: Checked) -> pd.DataFrame:
    """Return how often intervals hold the truth: a row a parameter and level.

    `low` and `high` are Wilson's interval of the share, 95 %; `off` says that the level lies
    outside it.
    """
    rows = []
    for k, name in enumerate(checked.names):
        for level in LEVELS:
            held = int(_inside(checked.share[:, k], level).sum())
            low, high = stats.binomtest(held, len(checked.share)).proportion_ci(method="wilson")
            share, off = held / len(checked.share), not low <= level <= high
            rows.append((name, level, share, float(low), float(high), off))
    return pd.DataFrame(rows, columns=["parameter", "level", "covered", "low", "high", "off"])


def recovery(checked: Checked, prior: Doubles) -> pd.DataFrame:
    """Return how near posteriors come to truths, for each parameter.

    Parameters
    ----------
    prior
        Draws of the prior of the bank (what waves left of the whole one), shape (draws,
        parameters): contraction and `crps_skill`, 1 less the score over the prior's, are against
        it.
    """
    from scoringrules import crps_ensemble  # noqa: PLC0415

    unlearnt = np.array([
        np.mean(crps_ensemble(t, np.broadcast_to(p, (t.size, p.size))))
        for t, p in zip(checked.truth.T, prior.T, strict=True)
    ])  # fmt: skip
    pairs = zip(checked.truth.T, checked.mean.T, strict=True)
    return pd.DataFrame({
        "parameter": checked.names,
        "correlation": [float(np.corrcoef(t, m)[0, 1]) for t, m in pairs],
        "contraction": 1 - checked.variance.mean(axis=0) / prior.var(axis=0, ddof=1),
        "crps": checked.crps.mean(axis=0),
        "crps_skill": 1 - checked.crps.mean(axis=0) / unlearnt,
    })  # fmt: skip


def error(checked: Checked) -> float:
    """Return how far coverage is from its levels: mean over parameters and levels."""
    return _error(checked.share)


def apart(one_: Checked, other: Checked) -> tuple[float, float, float]:
    """Return the error of a sampler less that of another on the same runs, and its 90 % interval.

    The interval is of redrawn runs, the same for both (bootstrap).
    """
    if not np.array_equal(one_.truth, other.truth):
        raise ValueError("the two samplers were not checked on the same runs")

    def difference(runs: Doubles) -> float:
        rows = runs.astype(int)
        return _error(one_.share[rows]) - _error(other.share[rows])

    found = stats.bootstrap(
        (np.arange(len(one_.truth)),), difference, vectorized=False, n_resamples=_REDRAWN,
        confidence_level=_SURE, method="percentile", rng=np.random.default_rng(1),
    ).confidence_interval  # fmt: skip
    return error(one_) - error(other), float(found.low), float(found.high)


def _inside(share: Doubles, level: float) -> Doubles:
    """Return which truths lie within the middle interval of a level."""
    return np.asarray(np.abs(share - 0.5) <= level / 2)


def _error(share: Doubles) -> float:
    """Return how far coverage is from its levels, over all parameters and levels."""
    return float(np.mean([np.abs(_inside(share, v).mean(axis=0) - v) for v in LEVELS]))


def _flat(share: Doubles) -> float:
    """Return how likely shares at least so uneven are, where they are flat."""
    found = stats.goodness_of_fit(
        stats.uniform, share, known_params={"loc": 0.0, "scale": 1.0}, statistic="ad",
        n_mc_samples=_TRIALS, rng=np.random.default_rng(1),
    )  # fmt: skip
    return float(found.pvalue)
