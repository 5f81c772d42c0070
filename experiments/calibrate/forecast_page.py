"""The page of a forecast, and what is printed of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from calibration.baselines import OF_ANYTHING
from calibration.unfitted import COUNTRY
from calibration.variants import variant
from experiments import say
from experiments.calibrate.forecast_file import BY_SCORE, EQUAL, MODEL, Forecast
from experiments.calibrate.forecast_measures import LAST_FITTED
from experiments.calibrate.forecast_tables import WITH, WITHOUT
from experiments.headline import short
from simulation.data.targets import targets

Figures = dict[tuple[Any, ...], dict[Any, Any]]
HEADLINE = "5u examinees"
_SHOWN = (2018, 2020, 2025, 2030)
_PAGE = """<!-- written by `fivebytwo forecast`; change the source, not this page -->
# A frozen forecast: {first} to {last}

As of {date}, if *{title}* goes on: **{middle} students sit five units in {last}, 90 % interval
{low} to {high}** ({middle_first}, {low_first} to {high_first}, in {first}). No exam after summer
2017 was looked at; of later years, only published enrolment is in (the size of cohorts).

![National counts](forecast.png)

{national}

{level}

*With discrepancy*: {discrepancy}

What is assumed:

{assumptions}

By structure, the median (students; with discrepancy), and what each weighs{unweighed}:

{structures}

![Groups, tracks and sciences](forecast_groups.png)

Everything else, the median and the 90 % interval; structures weighed alike, with discrepancy.
Intervals of small streams are mostly the declared error, which grows with the years: they say how
little is known, not what is expected.

{others}

{left_out}Definitions, of version {version}:

{definitions}

## To score it

`fivebytwo score {file} OBSERVED.csv`, where OBSERVED.csv is a table such as this, whose figures
are made up:

```
year,group,measure,value,sd
{first},national,5u examinees,20000,100
{first},girls,share of 5u sitters,50,1
```

It is CSV UTF-8: commas separate, and none stands within a number. Percents are 50, not 0.5; sd is
the standard deviation of the error of the figure, 0 if it has none. The names of groups and
measures, with their units, are those in the columns of [{file}]({file}), word by word. Further
columns may be id, unit, definition, source, quality and comment.

The quantiles are in that file, {kept} draws of each structure beside it, with what naive methods
(as of the last observed year) predict; the record tells the rest. Written by `{command}`, model
{model}, commit {commit}, {draws} draws a structure.
"""


def page(made: Forecast, file: str, past: pd.DataFrame) -> str:
    """Return the page of a forecast that is written to a file; what its draws say of the past."""
    about, years, found = made.about, made.years, _found(made)
    ends = [found[HEADLINE, COUNTRY, y, EQUAL, WITH] for y in (years[0], years[-1])]
    (low_first, middle_first, high_first), (low, middle, high) = (
        tuple(f"{row[q]:,.0f}" for q in ("q5", "q50", "q95")) for row in ends
    )
    kept = made.draws[made.draws["method"] == MODEL]
    one = kept[(kept["measure"] == HEADLINE) & (kept["group"] == COUNTRY)]
    left_out = "; ".join(about["left_out"])
    return _PAGE.format(
        first=years[0], last=years[-1], date=about["date"], title=about["scenario"]["title"],
        middle=middle, low=low, high=high, middle_first=middle_first, low_first=low_first,
        high_first=high_first, discrepancy=about["discrepancy"], national=_national(made),
        level=_level(past),
        assumptions="\n".join(f"- {a};" for a in about["assumptions"])[:-1] + ".",
        structures=_structures(made), unweighed=_unweighed(made),
        others=_others(made, found), version=about["version"],
        left_out=f"Not told, as some draw has nobody there: {left_out}.\n\n" if left_out else "",
        definitions="\n".join(f"- *{m}*: {words}." for m, words in about["definitions"].items()),
        file=file, kept=len(one) // max(1, one["structure"].nunique() * len(years)),
        command=about["command"], model=about["model"], commit=short(about["commit"]),
        draws=about["draws"],
    )  # fmt: skip


def _level(past: pd.DataFrame) -> str:
    """Return what the draws say of the last fitted year, beside what was observed."""
    at = (past["measure"] == HEADLINE) & (past["group"] == COUNTRY) & (past["year"] == LAST_FITTED)
    row = past[at].iloc[0]
    (seen,) = (
        t for t in targets(measure=HEADLINE, group=COUNTRY) if t.year == LAST_FITTED
    )  # fmt: skip
    return (
        f"The same draws say {_interval(row.to_dict())} of {LAST_FITTED}, without discrepancy;"
        f" observed were {seen.value:,.0f}."
    )


def print_table(made: Forecast) -> None:
    """Print the national counts."""
    columns = ("5u examinees", *map(str, _years(made)))
    say.table(columns, _rows(made), numbers=columns[1:], title="Median, and 90 % interval")


def _national(made: Forecast) -> str:
    """Return the national counts as a table of a page."""
    return _markdown(("5u examinees", *map(str, _years(made))), _rows(made))


def _rows(made: Forecast) -> list[tuple[str, ...]]:
    """Return the national counts by kind of weights and discrepancy, and what naive methods say."""
    rows, found = [], _found(made)
    for kind in (EQUAL, BY_SCORE):
        for discrepancy in (WITH, WITHOUT):
            told = [_interval(found[HEADLINE, COUNTRY, y, kind, discrepancy]) for y in _years(made)]
            rows.append((f"structures weighed {_alike(kind)}, {discrepancy} discrepancy", *told))
    naive = made.draws[
        (made.draws["measure"] == HEADLINE) & (made.draws["group"] == COUNTRY)
    ].groupby(["method", "year"])["value"]
    low, middle, high = (naive.quantile(q) for q in (0.05, 0.5, 0.95))
    told = [m for m in OF_ANYTHING if m in middle.index.get_level_values("method")]
    return rows + [
        (f"*{m}*, as of 2017", *(_words(low[m, y], middle[m, y], high[m, y]) for y in _years(made)))
        for m in told
    ]


def _alike(kind: str) -> str:
    """Return a kind of weights in words."""
    return "alike" if kind == EQUAL else kind


def _unweighed(made: Forecast) -> str:
    """Return that there are no weights by score, where there are none."""
    return "" if made.about["weights_file"] else " (no weights by score are published: alike)"


def _structures(made: Forecast) -> str:
    """Return the medians of each structure as a table of a page."""
    d = made.draws
    own = d[(d["method"] == MODEL) & (d["measure"] == HEADLINE) & (d["group"] == COUNTRY)]
    middle = own.groupby(["structure", "year"])["value"].median()
    weights = made.about["weights"][BY_SCORE]
    rows = [
        (f"{name}: {variant(name).title}", f"{weights[name]:.2f}",
         *(f"{middle[name, y]:,.0f}" for y in _years(made)))
        for name in weights
    ]  # fmt: skip
    return _markdown(("structure", "weight", *map(str, _years(made))), rows)


def _others(made: Forecast, found: Figures) -> str:
    """Return all other series as a table of a page."""
    keys = made.table[["measure", "group", "unit"]].drop_duplicates()
    rows = [
        (f"{measure}, {group} ({unit})",
         *(_interval(found[measure, group, y, EQUAL, WITH]) for y in _years(made)))
        for measure, group, unit in keys.to_numpy().tolist()
        if (measure, group) != (HEADLINE, COUNTRY)
    ]  # fmt: skip
    return _markdown(("", *map(str, _years(made))), rows)


def _years(made: Forecast) -> list[int]:
    """Return the years that pages tell of."""
    return [y for y in _SHOWN if y in made.years] or made.years[-1:]


def _found(made: Forecast) -> Figures:
    """Return the rows of quantiles, by what each is of."""
    key = ["measure", "group", "year", "weights", "discrepancy"]
    return {tuple(row[k] for k in key): row for row in made.table.to_dict("records")}


def _interval(row: Mapping[Any, Any]) -> str:
    """Return the median and the 90 % interval of a row."""
    return _words(row["q5"], row["q50"], row["q95"])


def _words(low: float, middle: float, high: float) -> str:
    """Return a median and an interval.

    >>> _words(9.04, 10.0, 1234.0), _words(8000.0, 16085.0, 20000.0)
    ('10.0 (9.0 to 1234.0)', '16,085 (8,000 to 20,000)')
    """
    form = ",.0f" if middle >= 200 else ".2f" if middle < 2 else ".1f"
    return f"{middle:{form}} ({low:{form}} to {high:{form}})"


def _markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table of a page, all columns but the first set to the right."""
    head = [f"| {' | '.join(columns)} |", "|---|" + "--:|" * (len(columns) - 1)]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])
