"""`fivebytwo score`: a frozen forecast against figures that were observed later.

The model predicts a figure without the error of its source, which is added here; naive methods are
learnt from published figures, so that it is in what they predict already.
"""

from functools import partial
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from calibration.scores import scores
from experiments import say
from experiments.calibrate.forecast_file import BY_SCORE, EQUAL, MODEL, Forecast, read
from experiments.calibrate.forecast_tables import of_draws
from experiments.calibrate.observed import Seen, read_seen
from experiments.files import check_place, write_whole
from simulation.arrays import Doubles

TABLE, MEANS = "scores.csv", "means.csv"
METHODS = {f"{MODEL}, structures alike": EQUAL, f"{MODEL}, weighed by score": BY_SCORE}
NAIVE = "last value"  # what CRPS is told against


def score(forecast: Path, observed: Path, out: Path | None) -> None:
    """Score a forecast against a table of figures, print the scores, and save them if asked to."""
    frozen = read(forecast)
    seen = read_seen(observed, frozen)
    if out:
        check_place(out)
    table = scored(frozen, seen)
    means = mean_scores(table)
    _print(table, means)
    if out:
        for name, rows in ((TABLE, table), (MEANS, means)):
            write_whole(out / name, partial(rows.round(4).to_csv, index=False))
        say.line(f"Files in {out}: {TABLE}, {MEANS}")


def scored(frozen: Forecast, seen: tuple[Seen, ...]) -> pd.DataFrame:
    """Return the scores: a row a figure and method, as `calibration.scores` tells them."""
    by = dict(iter(frozen.draws.groupby(["measure", "group", "year", "method"])))
    methods = frozen.draws["method"].unique().tolist()
    rows = []
    for s in seen:
        for method in methods:
            if (of := by.get((s.measure, s.group, s.year, method))) is None:
                continue
            draws = of["value"].to_numpy(float)
            key: dict[str, Any] = {
                "measure": s.measure,
                "group": s.group,
                "year": s.year,
                "observed": s.value,
            }
            if method != MODEL:
                rows.append(_row(s, draws, None).assign(**key, method=method))
                continue
            draws = draws + _error(s, draws.size)
            for name, kind in METHODS.items():
                weights = of_draws(of["structure"].tolist(), frozen.about["weights"][kind])
                rows.append(_row(s, draws, weights).assign(**key, method=name))
    table = pd.concat(rows, ignore_index=True)
    first = ["measure", "group", "year", "method", "observed"]
    return table[[*first, *(c for c in table if c not in first)]]


def _row(seen: Seen, draws: Doubles, weights: Doubles | None) -> pd.DataFrame:
    """Return the scores of one prediction."""
    return scores(np.array([seen.value]), draws[None, :], weights)


def _error(seen: Seen, draws: int) -> Doubles:
    """Return errors of the source; a figure has the same ones wherever it stands in its table."""
    key = crc32(f"{seen.measure}|{seen.group}|{seen.year}".encode())
    return np.asarray((seen.sd or 0.0) * np.random.default_rng(key).standard_normal(draws))


def mean_scores(table: pd.DataFrame) -> pd.DataFrame:
    """Return mean scores by measure and method, over the figures that the method predicts.

    `against_last_value` is the CRPS over that of NAIVE on the figures that both predict, NaN where
    there are none: below 1 is better.
    """
    measures = ["crps", "inside_50", "inside_90", "interval_score_50", "interval_score_90"]
    keys = ["measure", "method"]
    means = table.groupby(keys, sort=False)[measures].mean()
    means["figures"] = table.groupby(keys).size()
    wide = table.pivot_table(index=["measure", "group", "year"], columns="method", values="crps")
    if NAIVE in wide:
        common = wide[wide[NAIVE].notna()]
        part = common.groupby(level="measure").mean()
        ratio = part.div(part[NAIVE], axis=0)
        means["against_last_value"] = [
            ratio[of].get(measure, np.nan) for measure, of in means.index
        ]
    else:
        means["against_last_value"] = np.nan
    return means.reset_index()


def _print(table: pd.DataFrame, means: pd.DataFrame) -> None:
    """Print the scores."""
    columns = ("measure", "group", "year", "method", "observed", "median", "90 %", "CRPS", "PIT")
    rows = [
        (r["measure"], r["group"], str(r["year"]), r["method"], _told(r["observed"]),
         _told(r["median"]), f"{_told(r['low_90'])} to {_told(r['high_90'])}", _told(r["crps"]),
         f"{r['pit']:.2f}")
        for r in table.to_dict("records")
    ]  # fmt: skip
    say.table(columns, rows, numbers=columns[4:])
    heads = ("measure", "method", "figures", "CRPS", "over last value", "inside 50 %",
               "inside 90 %", "interval score 90 %")  # fmt: skip
    cells = [
        (m["measure"], m["method"], str(m["figures"]), _told(m["crps"]),
         _told(m["against_last_value"]), f"{m['inside_50']:.0%}", f"{m['inside_90']:.0%}",
         _told(m["interval_score_90"]))
        for m in means.to_dict("records")
    ]  # fmt: skip
    say.table(heads, cells, numbers=heads[2:], title="Means; less CRPS is better")


def _told(value: float) -> str:
    """Return a figure as printed; nothing for NaN.

    >>> _told(16085.2), _told(13.04), _told(0.921)
    ('16,085', '13.0', '0.92')
    """
    if np.isnan(value):
        return ""
    return (
        f"{value:,.0f}" if abs(value) >= 200 else f"{value:.1f}" if value >= 2 else f"{value:.2f}"
    )
