"""How a table of facts becomes typed rows, and what its writer hears when it cannot."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from io import StringIO
from math import isfinite
from types import NoneType
from typing import (
    Literal,
    NamedTuple,
    TypeVar,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

Row = TypeVar("Row")
Values = Mapping[str, object]  # the cells of a line that could be read, by column
Quality = Literal["exact", "rounded", "derived", "assumed", "unreliable"]


class BadTable(ValueError):
    """A table that cannot be read; the message lists every mistake in it."""


class Column(NamedTuple):
    """What a cell is turned into; a blank cell becomes `blank`, or is a mistake if MISSING."""

    kind: object
    blank: object


@cache
def table(name: str, row: type[Row]) -> tuple[Row, ...]:
    """Return the rows of a table of this package as instances of the dataclass `row`."""
    place = files("simulation.data") / "tables" / f"{name}.csv"
    return parse(place.read_text(encoding="utf-8"), row, where=place.name)


def parse(
    text: str, row: type[Row], *, where: str, lenient: bool = False,
    check: Callable[[int, Values], list[str]] = lambda _line, _values: [],
    whole: Callable[[], list[str]] = list,
) -> tuple[Row, ...]:  # fmt: skip
    """Return the rows of a text in CSV, converted as the annotations of `row` say.

    A field with a default may be blank; a tuple is separated by semicolons. All the mistakes of
    the text are raised together as one BadTable.

    Parameters
    ----------
    text, row, where
        What is read, what becomes of each line, and what the text is called.
    lenient
        Whether a column whose field has a default may be left out.
    check
        Says what else is wrong in a line, given its number and those of its cells that were read.
    whole
        Says, after the last line, what is wrong with the table as a whole.
    """
    reader, found = csv.reader(StringIO(text)), list[Row]()
    mistakes: list[str] = []
    columns, make = _columns(row), cast("Callable[..., Row]", row)
    try:
        header = next(reader, [])
        mistakes += [f"{where}:1: {m}" for m in _wrong_heading(header, columns, lenient=lenient)]
        for cells in reader:
            values, wrong = _values(header, cells, columns)
            wrong += check(reader.line_num, values)
            mistakes += [f"{where}:{reader.line_num}: {m}" for m in wrong]
            if not mistakes:
                found.append(make(**values))
        mistakes += [f"{where}: {m}" for m in whole()]
    except csv.Error as error:
        mistakes.append(f"{where}:{reader.line_num}: {error}")
    if mistakes:
        raise BadTable("\n".join(mistakes))
    return tuple(found)


def _columns(row: type) -> dict[str, Column]:
    """Return a column for each field of a dataclass."""
    kinds = get_type_hints(row)
    return {f.name: Column(kinds[f.name], f.default) for f in fields(row)}


def _wrong_heading(
    header: Sequence[str], columns: Mapping[str, Column], *, lenient: bool
) -> Iterator[str]:
    """Yield what is wrong with the names of the columns."""
    needed = [n for n, column in columns.items() if not (lenient and column.blank is not MISSING)]
    yield from (f"{name}: the column is missing" for name in needed if name not in header)
    yield from (f"{name}: no such column is known" for name in header if name not in columns)
    yield from (f"{name}: stands twice" for name, n in Counter(header).items() if n > 1)


def _values(
    header: Sequence[str], cells: Sequence[str], columns: Mapping[str, Column]
) -> tuple[dict[str, object], list[str]]:
    """Return the converted cells of a line, with what is not in the heading, and its mistakes."""
    if len(cells) != len(header):
        return {}, [f"{len(cells)} cells under {len(header)} columns"]
    absent = {n: c.blank for n, c in columns.items() if n not in header}
    values = {n: blank for n, blank in absent.items() if blank is not MISSING}
    mistakes = []
    for name, text in zip(header, cells, strict=True):
        if name in columns:
            try:
                values[name] = _cell(text.strip(), columns[name])
            except ValueError as why:
                mistakes.append(f"{name}: {why}")
    return values, mistakes


def _cell(text: str, column: Column) -> object:
    """Return a cell as its column wants it."""
    if text:
        return _converted(text, column.kind)
    if column.blank is MISSING:
        raise ValueError("is blank")
    return column.blank


def _converted(text: str, kind: object) -> object:
    """Return a text as an int, a finite float, one of the words, several words, or as it is."""
    if kind is int:
        return _whole(text)
    if kind is float:
        return _number(text)
    choices = get_args(kind)
    if get_origin(kind) is Literal:
        return _one_of(text, choices)
    if get_origin(kind) is tuple:
        return tuple(part.strip() for part in text.split(";"))
    if NoneType in choices:
        return _converted(text, next(k for k in choices if k is not NoneType))
    return text


def _whole(text: str) -> int:
    """Return a whole number."""
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"'{text}' is not a whole number") from None


def _number(text: str) -> float:
    """Return a finite number."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise ValueError(f"'{text}' is not a number")
    return value


def _one_of(text: str, words: Sequence[str]) -> str:
    """Return the one of the words that the text is, whatever its capitals and hyphens."""
    plain = {_plain(word): word for word in words}
    if _plain(text) in plain:
        return plain[_plain(text)]
    near = get_close_matches(_plain(text), plain, n=1)
    hint = f"; did you mean {plain[near[0]]}?" if near else ""
    raise ValueError(f"'{text}' is none of {', '.join(words)}{hint}")


def _plain(word: str) -> str:
    """Return a word as it is compared: `Ultra-Orthodox` is ultra_orthodox."""
    return word.casefold().replace("-", "_").replace(" ", "_")
