"""`fivebytwo query`: ask a store in SQL; the answer is printed, or written to a file."""

import re
import shlex
from collections.abc import Sequence
from contextlib import closing
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb

from experiments import say
from experiments.files import write_whole
from experiments.settings import WrongSetting
from simulation.ensemble.store import open_store
from simulation.ensemble.views import FIXED, TABLES, columns_of, connect, measures, quoted, varied
from simulation.ensemble.yearly import BY_GROUP, name_of
from simulation.results.terms import TERMLY

_ROWS, _COLUMNS, _LETTERS = 40, 12, 120  # that are printed
_NEAR = 0.5  # how alike two names are to be taken for one another
BAND = (
    "SELECT scenario, year, quantile_cont(five_units, 0.05) AS low, median(five_units) AS middle,"
    " quantile_cont(five_units, 0.95) AS high FROM results GROUP BY ALL ORDER BY ALL"
)
_RISE = (
    "SELECT scenario, avg(five_units) FILTER (year = 2017) - avg(five_units) FILTER (year = 2012)"
    " AS rise FROM results GROUP BY ALL ORDER BY ALL"
)
EXAMPLES = ((BAND,), (_RISE,), ("SELECT * FROM results", "--csv", "results.csv"))


class WrongQuestion(WrongSetting):
    """What a store cannot be asked; the message names what comes nearest."""


def ask(
    folder: Path, sql: str = "", *, csv: Path | None = None, parquet: Path | None = None
) -> None:
    """Print what a store answers, or write all of it; without a question, what can be asked.

    Raises WrongQuestion if it cannot be answered, WrongStore if there is no store.
    """
    with closing(connect(open_store(folder))) as link:
        if sql.strip():
            _answer(link, sql, csv, parquet)
        elif csv or parquet:
            raise WrongQuestion('What is to be written? As a start, "SELECT * FROM results".')
        else:
            _introduce(link, folder)


def command(folder: Path, sql: str, *options: str) -> str:
    """Return the command that asks a store, as a shell reads it."""
    asked = f'"{sql}"' if not set('"$`\\!') & set(sql) else shlex.quote(sql)
    return " ".join(["fivebytwo", "query", shlex.quote(str(folder)), asked, *options])


def near(name: str, known: Sequence[str]) -> str:
    """Return a question after the names that come nearest; blank if none does.

    >>> near("five_unit", ["students", "five_units", "five_units_10"])
    ' Did you mean five_units or five_units_10?'
    """
    names = get_close_matches(name, known, n=2, cutoff=_NEAR)
    return f" Did you mean {' or '.join(names)}?" if names else ""


def _answer(
    link: duckdb.DuckDBPyConnection, sql: str, csv: Path | None, parquet: Path | None
) -> None:
    """Print what is answered, or write it."""
    try:
        _only_asks(sql)
        found = link.sql(sql)
        if not csv and not parquet:
            _print(found)
        if csv:
            write_whole(csv, lambda draft: found.write_csv(str(draft)))
        if parquet:
            write_whole(parquet, lambda draft: found.write_parquet(str(draft), compression="zstd"))
    except duckdb.Error as error:
        raise WrongQuestion(_told(link, error, sql)) from None
    if csv or parquet:
        rows = found.aggregate("count(*)").fetchall()[0][0]
        say.line(f"{rows:,} rows in {' and '.join(str(p) for p in (csv, parquet) if p)}")


def _only_asks(sql: str) -> None:
    """Raise WrongQuestion unless SQL is one statement that changes and writes nothing."""
    kinds = [s.type for s in duckdb.extract_statements(sql)]
    if kinds != [duckdb.StatementType.SELECT]:
        raise WrongQuestion(
            "A store is only asked: give one SELECT. --csv and --parquet write what it answers."
        )


def _print(found: duckdb.DuckDBPyRelation) -> None:
    """Print the first rows and columns of an answer, and how many more there are."""
    rows = found.limit(_ROWS + 1).fetchall()
    names = found.columns[:_COLUMNS]
    shown = [row[:_COLUMNS] for row in rows[:_ROWS]]
    numbers = [
        name
        for name, cells in zip(names, zip(*shown, strict=True), strict=False)
        if all(isinstance(c, int | float | None) for c in cells)
    ]
    say.table(names, [[_cell(c) for c in row] for row in shown], numbers=numbers)
    more = []
    if len(rows) > _ROWS:
        more.append(f"{found.aggregate('count(*)').fetchall()[0][0] - _ROWS:,} more rows")
    if len(found.columns) > _COLUMNS:
        more.append(f"{len(found.columns) - _COLUMNS:,} more columns")
    if more:
        say.line(f"There are {' and '.join(more)}: --csv FILE or --parquet FILE writes all.")


def _cell(value: Any) -> str:  # noqa: ANN401  whatever SQL answers
    """Return a value as it is read.

    >>> _cell(14_612.25), _cell(0.51234), _cell(2017), _cell(None), _cell([1.0, None])
    ('14,612.2', '0.5123', '2017', '', '[1, ]')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) >= 1_000 else f"{value:.4g}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_cell(v) for v in value)}]"
    first, *others = str(value).split("\n", 1)
    return first if len(first) <= _LETTERS and not others else f"{first[:_LETTERS]} …"


def _told(link: duckdb.DuckDBPyConnection, error: duckdb.Error, sql: str) -> str:
    """Return why DuckDB could not answer, in a sentence, and the column that was meant."""
    words, _, _ = str(error).partition("\n\nLINE ")
    first, *others = words.split("\n")
    why = first.partition("Error: ")[2] or first
    known = {name: table for table in reversed(TABLES) for name, _ in columns_of(link, table)}
    if found := re.search(r'(?:Referenced column|column named) "([^"]+)"', why):
        hint = near(found[1], list(known))
        if found[1] in known:
            hint = f" It is a column of {known[found[1]]}."
    elif "Referenced table" in why and (bare := [n for n in known if "." in n and n in sql]):
        hint = f" Write a parameter in double quotes: {quoted(max(bare, key=len))}."
    else:
        hint = "".join(f" {line}" for line in others if line.startswith("Did you mean"))
    if "Table with name" in why:
        hint = f" There are {', '.join(TABLES)}."
    return f"{why.rstrip('.!')}.{hint}\n`fivebytwo query STORE` lists tables and columns."


def _introduce(link: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Print the tables, their columns, and questions to start with."""
    rows = {t: link.execute(f"SELECT count(*) FROM {t}").fetchall()[0][0] for t in TABLES}  # noqa: S608
    say.line(f"runs: {rows['runs']:,} rows, one a run.", style="bold")
    say.line(f"  {', '.join(name for name, _ in columns_of(link, 'runs'))}")
    say.line(f"years: {rows['years']:,} rows, one a year of a run that is done.", style="bold")
    say.line("  run, year, and measures (docs/measures.md):")
    for title, names in _sorted(measures(link)).items():
        say.line(f"  {title}: {', '.join(names)}")
    say.line(f"points: {rows['points']:,} rows, one a run of a design.", style="bold")
    say.line(f"  {', '.join(FIXED)}")
    if names := varied(link):
        say.line(f"  parameters that are varied, in double quotes: {', '.join(names)}")
    say.line(f"results: {rows['results']:,} rows, points and years together.", style="bold")
    say.line("\nAs a start:")
    for words, *others in EXAMPLES:
        say.line(f"  {command(folder, words, *others)}")


def _sorted(names: Sequence[str]) -> dict[str, list[str]]:
    """Return measures by what they are of; those of groups of students as pairs of words."""
    stems = [name_of(measure, grade) for measure, grade in BY_GROUP]
    ends = [n.removeprefix(stems[0]) for n in names if n.startswith(stems[0])]
    groups = [e for e in ends if e and all(stem + e in names for stem in stems)]
    of_groups = {stem + group for stem in stems for group in groups}
    partners = {m.measure for m in TERMLY}
    found = {
        "of the country": [n for n in names if n not in of_groups and n not in partners],
        "of the partnership": [n for n in names if n in partners],
        f"of groups: {', '.join(stems)} and behind each": groups,
    }
    return {title: of for title, of in found.items() if of}
