"""How a table of facts becomes typed rows, and what its writer hears when it cannot."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache
from importlib.resources import files
from io import StringIO
from math import isfinite
from types import NoneType
from typing import (
    TYPE_CHECKING,
    Literal,
    NamedTuple,
    TypeVar,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

if TYPE_CHECKING:
    from _csv import Reader

Row = TypeVar("Row")
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
    text: str, row: type[Row], *, where: str, check: Callable[[Row], list[str]] = lambda _: []
) -> tuple[Row, ...]:
    """Return the rows of a text in CSV, converted as the annotations of `row` say.

    A field with a default may be blank; a tuple is separated by semicolons. `check` says what is
    wrong with a row whose cells are all right. All the mistakes of the text are raised together as
    one BadTable.
    """
    reader = csv.reader(StringIO(text))
    header, columns = next(reader, []), _columns(row)
    mistakes = [f"{where}:1: {m}" for m in _wrong_heading(header, columns)]
    make = cast("Callable[..., Row]", row)
    complete = not mistakes
    found: list[Row] = []
    for cells in _lines(reader, mistakes, where):
        values, wrong = _values(header, cells, columns)
        if complete and not wrong:
            found.append(make(**values))
            wrong = check(found[-1])
        mistakes += [f"{where}:{reader.line_num}: {m}" for m in wrong]
    if mistakes:
        raise BadTable("\n".join(mistakes))
    return tuple(found)


def _lines(reader: "Reader", mistakes: list[str], where: str) -> Iterator[list[str]]:
    """Yield the cells of each line, until one that is no CSV, which is a mistake."""
    try:
        yield from reader
    except csv.Error as error:
        mistakes.append(f"{where}:{reader.line_num}: {error}")


def _columns(row: type) -> dict[str, Column]:
    """Return a column for each field of a dataclass."""
    kinds = get_type_hints(row)
    return {f.name: Column(kinds[f.name], f.default) for f in fields(row)}


def _wrong_heading(header: Sequence[str], columns: Mapping[str, Column]) -> Iterator[str]:
    """Yield what is wrong with the names of the columns."""
    yield from (f"{name}: the column is missing" for name in columns if name not in header)
    yield from (f"{name}: no such column is known" for name in header if name not in columns)
    yield from (f"{name}: stands twice" for name in set(header) if header.count(name) > 1)


def _values(
    header: Sequence[str], cells: Sequence[str], columns: Mapping[str, Column]
) -> tuple[dict[str, object], list[str]]:
    """Return the converted cells of a line, and its mistakes."""
    if len(cells) != len(header):
        return {}, [f"{len(cells)} cells under {len(header)} columns"]
    values: dict[str, object] = {}
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
    """Return the text if it is one of the words."""
    if text not in words:
        raise ValueError(f"'{text}' is none of {', '.join(words)}")
    return text
