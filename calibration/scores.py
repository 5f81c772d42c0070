"""Scores of predictions against what was observed, by scoringrules.

The continuous ranked probability score (CRPS), in the unit of the figure, less is better; how often
central intervals hold what was observed, and their score (Gneiting & Raftery 2007,
doi:10.1198/016214506000001437); the probability integral transform (PIT), flat over many figures
if predictions mean what they say.
"""

import numpy as np
import pandas as pd
import scoringrules

from simulation.arrays import Doubles

LEVELS = (50, 90)  # percent, of the central intervals that are scored
_PERCENT = 100.0


def scores(observed: Doubles, draws: Doubles, weights: Doubles | None = None) -> pd.DataFrame:
    """Return the scores of predictions, a row a figure.

    Parameters
    ----------
    observed
        The figures, shape (figures,).
    draws
        What was predicted of each, shape (figures, draws).
    weights
        Of the draws, shape (draws,); alike without.

    Columns are `median`; `low_50`, `high_50`, `inside_50` and `interval_score_50` of each of
    LEVELS; `crps` and `interval_score` in the unit of the figure; `pit` from 0 to 1.
    """
    weight = np.ones(draws.shape[1]) if weights is None else weights
    alike = np.broadcast_to(weight / weight.sum(), draws.shape)
    found = {"median": quantiles(draws, [0.5], weight)[0]}
    for level in LEVELS:
        tail = (1 - level / _PERCENT) / 2
        low, high = quantiles(draws, [tail, 1 - tail], weight)
        found |= {
            f"low_{level}": low, f"high_{level}": high,
            f"inside_{level}": (low <= observed) & (observed <= high),
            f"interval_score_{level}": scoringrules.interval_score(observed, low, high, 2 * tail),
        }  # fmt: skip
    found["crps"] = scoringrules.crps_ensemble(observed, draws, ens_w=alike, backend="numpy")
    below, same = draws < observed[:, None], draws == observed[:, None]
    found["pit"] = ((below + same / 2) * alike).sum(axis=1)
    return pd.DataFrame(found)


def quantiles(draws: Doubles, shares: list[float], weights: Doubles | None = None) -> Doubles:
    """Return values below which shares of weighted draws lie, shape (shares, figures)."""
    weight = np.ones(draws.shape[1]) if weights is None else weights
    return np.asarray(
        np.quantile(draws, shares, axis=1, weights=weight, method="inverted_cdf"), float
    )
