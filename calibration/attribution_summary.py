"""What many draws of the parameters say together, within each structure and across them."""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.posterior import folder
from calibration.structures import TABLE, weights
from simulation.arrays import Doubles

ALIKE, BY_SCORE = "all, alike", "all, by predictive score"
LOW, HIGH = 0.05, 0.95  # the interval holds nine draws in ten


def weights_of(variants: Sequence[str], where: Path | None = None) -> dict[str, float] | None:
    """Return the weights of some structures by predictive score, adding up to 1.

    None if there is no table of them beside the posterior, or if none of these has any weight.
    Raises structures.WrongWeights.
    """
    if not ((where or folder()) / TABLE).is_file():
        return None
    of_all = weights(where)
    total = sum(of_all[name] for name in variants)
    return {name: of_all[name] / total for name in variants} if total else None


def summarised(draws: pd.DataFrame, by_score: Mapping[str, float] | None) -> pd.DataFrame:
    """Return what draws say of each row: a line a structure and row, and a row across structures.

    Parameters
    ----------
    draws
        `variant`, `row` and `value`, a line a draw and row.
    by_score
        Weights of structures by predictive score, if they are known.

    Columns are `structure`, `row`, `mean`, `median`, `low` and `high` (between them lie nine draws
    in ten), `sd`, `error` (Monte Carlo error of the mean: its standard deviation for as many draws
    as there are), `negative` (share of draws below zero) and `draws`.
    """
    names = list(dict.fromkeys(draws["variant"]))
    mixes = {name: {name: 1.0} for name in names}
    if len(names) > 1:
        mixes[ALIKE] = dict.fromkeys(names, 1 / len(names))
        if by_score:
            mixes[BY_SCORE] = dict(by_score)
    lines = [
        {"structure": structure, "row": row} | _line(of, mix)
        for structure, mix in mixes.items()
        for row, of in _by_row(draws, mix)
    ]
    return pd.DataFrame(lines)


def _by_row(
    draws: pd.DataFrame, mix: Mapping[str, float]
) -> Iterator[tuple[str, dict[str, Doubles]]]:  # fmt: skip
    """Yield each row, and its values by structure."""
    for row in dict.fromkeys(draws["row"]):
        mine = draws[draws["row"] == row]
        yield (
            row, {s: mine.loc[mine["variant"] == s, "value"].to_numpy(float) for s in mix},
        )  # fmt: skip


def _line(of: Mapping[str, Doubles], mix: Mapping[str, float]) -> dict[str, float]:
    """Return what the draws of some structures say, each structure with its weight."""
    values = np.concatenate([of[s] for s in mix])
    weight = np.concatenate([np.full(of[s].size, w / of[s].size) for s, w in mix.items()])
    mean = float(np.average(values, weights=weight))
    low, median, high = np.quantile(values, (LOW, 0.5, HIGH), weights=weight, method="inverted_cdf")
    apart = [w**2 * of[s].var(ddof=1) / of[s].size for s, w in mix.items() if of[s].size > 1]
    return {
        "mean": mean, "median": float(median), "low": float(low), "high": float(high),
        "sd": sqrt(float(np.average((values - mean) ** 2, weights=weight))),
        "error": sqrt(sum(apart)) if len(apart) == len(mix) else float("nan"),
        "negative": float(weight[values < 0].sum()), "draws": values.size,
    }  # fmt: skip
