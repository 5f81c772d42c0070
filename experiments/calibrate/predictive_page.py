"""The page of the posterior prediction."""

from collections.abc import Hashable, Mapping, Sequence
from math import isnan
from typing import Any

import pandas as pd

from calibration.predictive import FITTED
from calibration.predictive_statistics import OF_FITTED
from experiments.calibrate.plot_predictive import PICTURE, UNFITTED
from experiments.headline import short

_WHOLE = 100  # from which on figures are printed whole


def markdown(columns: Sequence[str], rows: Sequence[Sequence[str]], *, words: int = 1) -> str:
    """Return a table; all but the first columns, which hold words, are set to the right."""
    line = [":--" if k < words else "--:" for k in range(len(columns))]
    return "\n".join("| " + " | ".join(row) + " |" for row in (columns, line, *rows))


def told(value: float) -> str:
    """Return a figure as printed.

    >>> told(16085.0), told(11.24), told(0.963), told(float("nan"))
    ('16,085', '11.2', '0.96', '')
    """
    if value is None or isnan(value):
        return ""
    return f"{value:,.0f}" if abs(value) >= _WHOLE else f"{value:.{1 if abs(value) >= 10 else 2}f}"


def heading(verb: str, title: str) -> str:
    """Return the first lines of a generated page."""
    return f"<!-- written by `fivebytwo {verb}`; change the source, not this page -->\n\n# {title}"


def provenance(about: Mapping[str, Any]) -> str:
    """Return in a sentence which draws and code figures are of, and how they are made again."""
    part = f", {about['fraction']:g} of the authorities" if about["fraction"] < 1 else ""
    return (
        f"{about['draws']} draws of each posterior ({', '.join(about['structures'])}){part}, model"
        f" {about['model'][:9]}, commit {short(about['commit'])}. Made again with"
        f" `{about['command']}`."
    )


def page(
    table: pd.DataFrame, shapes: pd.DataFrame, years: pd.DataFrame, held: pd.DataFrame,
    about: Mapping[str, Any],
) -> str:  # fmt: skip
    """Return the page: counts first, what lies outside, then every figure."""
    first = about["structures"][0]
    of, shape = (t[t["structure"] == first] for t in (table, shapes))
    parts = [
        heading("predictive", "Posterior prediction"),
        "Draws of each posterior are lived again to 2017 in `history`, and every observed figure"
        " stands beside what they say. Bands *with errors* add the declared discrepancy of the"
        " model and the error of the source (`calibration/observation.py`); figures that are no"
        " targets have no declared discrepancy. A good band makes nothing true: figures marked"
        " fitted were fitted. No miss was tuned away. *Together* is as many draws of every"
        " structure, unweighted.",
        "## How many 90 % bands hold what was observed",
        _held(held),
        f"## Outside, {first}",
        _outside(of),
        f"![Figures beside their bands]({PICTURE})",
        f"## National counts, every year, {first}",
        _years(years[years["structure"] == first]),
        f"## Statistics that were not fitted, {first}",
        _shapes(shape),
        f"![What no fit saw]({UNFITTED})",
        f"## Every figure, {first}",
        "*Position*: the share of draws, errors added, below the observed one; 0.05 to 0.95 is"
        " the 90 % band. Other structures, and all together, are in `predictive.csv`. Shares of"
        " quintiles, and of Arabic speakers, were fitted against the third quintile and against"
        " Hebrew speakers; here they are plain. Give Five is told by the draws of each reading.",
        _figures(of),
        provenance(about),
    ]
    return "\n\n".join(parts) + "\n"


def _held(held: pd.DataFrame) -> str:
    """Return how many bands hold the observed, a row a structure and role."""
    rows = [
        (of, role, str(n), f"{k} ({k / n:.0%})", f"{plain} ({plain / n:.0%})")
        for role, n, k, plain, of in held.itertuples(index=False)
    ]
    columns = ("structure", "figures", "how many", "held, with errors", "held, without")
    return markdown(columns, rows, words=2)


def _outside(of: pd.DataFrame) -> str:
    """Return the figures outside their bands, worst first."""
    out = of[of["held"] == False]  # noqa: E712  it may be None
    if out.empty:
        return "None."
    worst = out.assign(off=(out["position"] - 0.5).abs()).sort_values("off", ascending=False)
    return markdown(
        ("figure", "fitted", "observed", "median", "90 % with errors", "position"),
        [_row(r) for r in worst.to_dict("records")], words=2,
    )  # fmt: skip


def _row(r: Mapping[Hashable, Any]) -> tuple[str, ...]:
    """Return a figure as a row."""
    return (
        f"{r['figure']}, {r['year']}", "yes" if r["role"] == FITTED else r["role"],
        told(r["observed"]), told(r["q50"]), f"{told(r['e05'])} to {told(r['e95'])}",
        f"{r['position']:.2f}" if r["draws"] else "no draw",
    )  # fmt: skip


def _years(years: pd.DataFrame) -> str:
    """Return national counts by year."""
    rows = [
        (str(r["year"]), told(r["observed"]), told(r["q50"]),
         f"{told(r['q25'])} to {told(r['q75'])}", f"{told(r['q05'])} to {told(r['q95'])}",
         "" if not r["role"] else "yes" if r["role"] == FITTED else r["role"])
        for r in years.to_dict("records")
    ]  # fmt: skip
    columns = ("year", "observed", "median", "50 %", "90 %", "fitted")
    return markdown(columns, rows)


def _shapes(shapes: pd.DataFrame) -> str:
    """Return the statistics."""
    rows = [
        (r["figure"], r["unit"], "fitted figures" if r["role"] == OF_FITTED else "no fit saw",
         *(_year_or(r, told(r[c]), c) for c in ("observed", "q50")),
         f"{_year_or(r, told(r['e05']), 'e05')} to {_year_or(r, told(r['e95']), 'e95')}",
         f"{r['position']:.2f}" + ("" if r["held"] else " outside"))
        for r in shapes.to_dict("records")
    ]  # fmt: skip
    columns = ("statistic", "unit", "of", "observed", "median", "90 % with errors", "position")
    return markdown(columns, rows, words=3)


def _year_or(r: Mapping[Hashable, Any], words: str, column: str) -> str:
    """Return a year without its comma, or the words."""
    return f"{r[column]:.0f}" if r["unit"] == "year" else words


def _figures(of: pd.DataFrame) -> str:
    """Return every figure."""
    rows = [
        (f"{r['figure']}, {r['year']}", "yes" if r["role"] == FITTED else r["role"],
         told(r["observed"]), told(r["q50"]), f"{told(r['q25'])} to {told(r['q75'])}",
         f"{told(r['q05'])} to {told(r['q95'])}", f"{told(r['e05'])} to {told(r['e95'])}",
         f"{r['position']:.2f}" + ("" if r["held"] else " outside") if r["draws"] else "no draw")
        for r in of.to_dict("records")
    ]  # fmt: skip
    columns = (
        "figure", "fitted", "observed", "median", "50 %", "90 %", "90 % with errors", "position",
    )  # fmt: skip
    return markdown(columns, rows, words=2)
