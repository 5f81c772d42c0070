"""The page of structures: what each weighs, foresaw and learnt."""

from collections.abc import Mapping

import pandas as pd

from calibration.structures import ORIGINS
from experiments import say
from experiments.document import as_table
from experiments.seeds import told

_MOST = 0.5
_NOTE = "<!-- written by `fivebytwo structures`; change the source, not this page -->\n\n"


def page(
    table: pd.DataFrame, scores: pd.DataFrame, found: pd.DataFrame, about: Mapping[str, str]
) -> str:
    """Return the page."""
    return (
        f"{_NOTE}# Structures: what each foresaw, and what it weighs\n\n{_answer(table)}\n\n"
        f"![Weights, and what each structure learnt](structures.png)\n\n{_weights(table)}\n\n"
        f"## What was foreseen\n\n{_foreseen(scores)}\n\n"
        f"## What each learnt\n\n{_learnt(found)}\n\n{_made(about)}\n"
    )


def _answer(table: pd.DataFrame) -> str:
    """Return what can be said of the structures in a few sentences."""
    left = table[table["runs"] > 0].sort_values("weight", ascending=False)
    best, worst = left.iloc[0], left.iloc[-1]
    gap, error = best["log_score"] - worst["log_score"], best["log_score_error"]
    out = table.loc[table["runs"] == 0, "variant"].tolist()
    late = left.loc[left["turns"] < _MOST, "variant"].tolist()
    return (
        f"Figures of 2014-2017 give `{best['variant']}` the most weight ({best['weight']:.2f}) and"
        f" `{worst['variant']}` the least ({worst['weight']:.2f}). The best and the worst mean"
        f" logarithmic score are {gap:.2f} apart, with an error of {error:.2f} of either"
        f" from the size of its bank: {_tells(gap, error)} "
        f"Ruled out by figures up to {ORIGINS[0]}: {_listed(out)}. In most of what is emulated of"
        f" fits to {ORIGINS[0]} the number rises from 2012 to 2013, before any action can reach a"
        f" cohort; not in that of: {_listed(late)}. Whether a structure shows the whole pattern"
        " (P2) its [posterior](patterns.md) tells."
    )


def _tells(gap: float, error: float) -> str:
    """Return whether structures can be told apart by their scores."""
    if gap > 2 * 2**0.5 * error:
        return "more than that error explains, but four counts are little to weigh six by."
    return "no more than that error, so that the weights say little."


def _listed(names: list[str]) -> str:
    """Return names, or that there is none."""
    return ", ".join(f"`{n}`" for n in names) or "none"


def _weights(table: pd.DataFrame) -> str:
    """Return the weights and how they were made."""
    columns = (
        "structure", "", "weight", "stacking", "log score", "CRPS", "prior left", "rises to 2013",
    )  # fmt: skip
    rows = [
        (f"`{r['variant']}`", r["title"], f"{r['weight']:.3f}", f"{r['weight_stacking']:.3f}",
         told(r["log_score"], ".3f"), told(r["crps"], ",.0f"), f"{r['kept']:.1%}",
         told(r["turns"], ".0%"))
        for r in table.to_dict("records")
    ]  # fmt: skip
    return (
        as_table(columns, rows)
        + "\n*Log score*: mean logarithm of the density foreseen of the counts of 2014 to 2017,"
        " each the mean over the origins before it (fits to 2013, 2014, 2015), so that it weighs"
        " once. *CRPS*: the same mean, in students; smaller is better. *Weight*: pseudo-BMA with"
        " the Bayesian bootstrap of arviz over the four counts (Yao et al. 2018); *stacking*, for"
        " comparison, of the same scores. *Prior left*: what both waves did not rule out. *Rises to"
        " 2013*: share of emulated runs, fitted to 2013 and luck included, that rise from 2012."
        "\n\nOrigin 2016 is left out here and each count weighs once, so that CRPS is not that of"
        " [predictions out of sample](out_of_sample.md)."
        "\n\nFits foresee students under the programmes that came, not the programmes. Structures"
        " that differ only in how partners decide say the same of students in replay: what sets"
        " them apart here is the luck of their banks, and over all structures they weigh twice."
    )


def _foreseen(scores: pd.DataFrame) -> str:
    """Return what each structure foresaw of each count from each origin."""
    rows_of = scores.assign(
        of=[f"{r['figure'][1:]} from {r['origin']}" for r in scores.to_dict("records")],
        band=[
            f"{r['low']:,.0f}-{r['high']:,.0f}{'' if r['inside'] else ' ✗'}"
            for r in scores.to_dict("records")
        ],
    )
    wide = rows_of.pivot_table("band", "of", "variant", aggfunc="first", sort=False)
    came = rows_of.drop_duplicates("of").set_index("of")["observed"]
    rows = [(of, f"{came[of]:,.0f}", *row) for of, row in zip(wide.index, wide.to_numpy())]  # noqa: B905  as long as each other
    hits = f"{scores['inside'].mean():.0%}" if len(scores) else "none"
    return (
        f"Intervals hold nine in ten; ✗ is a miss. {hits} of them hold what came.\n\n"
        + as_table(("count", "came", *(f"`{v}`" for v in wide.columns)), rows)
    )


def _learnt(found: pd.DataFrame) -> str:
    """Return the reported parameters of all structures beside the prior."""
    cells = found.assign(
        cell=[
            f"fixed {r['median']:g}" if r["fixed"]
            else f"{r['median']:.2f} ({r['low']:.2f}, {r['high']:.2f})"
            for r in found.to_dict("records")
        ]
    )  # fmt: skip
    wide = cells.pivot_table("cell", "parameter", "variant", aggfunc="first", sort=False)
    rows = [(f"`{p}`", *row) for p, row in zip(wide.index, wide.to_numpy())]  # noqa: B905  as above
    return f"Median, and nine in ten draws.\n\n{as_table(('parameter', *wide.columns), rows)}"


def _made(about: Mapping[str, str]) -> str:
    """Return how the page was made."""
    return (
        f"Made by `{about['command']}`, model {about['model']}, commit {about['commit']}. Tables:"
        " [structures.csv](structures.csv), [structures_scores.csv](structures_scores.csv),"
        " [structures_learnt.csv](structures_learnt.csv)."
    )


def print_table(table: pd.DataFrame) -> None:
    """Print the weights."""
    columns = ("weight", "stacking", "log score", "±", "CRPS", "prior left", "rises to 2013")
    rows = [
        (r["variant"], f"{r['weight']:.3f}", f"{r['weight_stacking']:.3f}",
         told(r["log_score"], ".3f"), told(r["log_score_error"], ".3f"), told(r["crps"], ",.0f"),
         f"{r['kept']:.1%}", told(r["turns"], ".0%"))
        for r in table.to_dict("records")
    ]  # fmt: skip
    title = "Structures by how they foresaw the counts after 2013, 2014 and 2015"
    say.table(("", *columns), rows, numbers=columns, title=title)
