"""The table of figures that a forecast is scored against, and what may be wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from experiments.calibrate.forecast_file import KEY, MODEL, Forecast
from experiments.sweeps.ask import near
from simulation.data.read import BadTable, Values, parse

_WHOLE = 100.0  # percent
_PART, _FAR = 1.0, 5.0  # percent: below the first is a part of 1, if the median is above the second


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A figure that was observed; see simulation.data.targets.Target.

    Attributes
    ----------
    sd
        Standard deviation of its error; 0 if there is none.
    definition
        How it is defined, word by word as in the forecast's record; empty if that is understood.
    """

    id: str = ""
    year: int
    group: str
    measure: str
    value: float
    sd: float | None = None
    unit: str = ""
    definition: str = ""
    source: str = ""
    quality: str = ""
    comment: str = ""


def read_seen(place: Path, frozen: Forecast) -> tuple[Seen, ...]:
    """Return observed figures that can be scored, or raise BadTable with every mistake."""
    try:
        text = place.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable(f"{place}: not UTF-8 at byte {error.start}. Save it as CSV UTF-8.") from None
    heading = text.partition("\n")[0]
    if "," not in heading and (";" in heading or "\t" in heading):
        raise BadTable(f"{place.name}:1: no commas. Separate the cells by commas.")
    checks = _Checks(frozen)
    return parse(
        text, Seen, where=place.name, lenient=True, check=checks.line, whole=checks.whole
    )  # fmt: skip


class _Checks:
    """The mistakes of figures, heard line by line; it remembers what the lines before said."""

    def __init__(self, frozen: Forecast) -> None:
        own = frozen.draws[frozen.draws["method"] == MODEL]
        self._groups = {str(m): sorted(of.unique()) for m, of in own.groupby("measure")["group"]}
        self._median = own.groupby([*KEY])["value"].median().to_dict()
        self._definitions: dict[str, str] = frozen.about["definitions"]
        self._years = frozen.years
        self._first: dict[tuple[object, ...], int] = {}  # where a figure or an id stood first
        self._lines, self._without_error = 0, list[int]()

    def line(self, number: int, cells: Values) -> list[str]:
        """Return what else is wrong in a line."""
        self._lines += 1
        if "sd" in cells and cells["sd"] is None:
            self._without_error.append(number)
        return [
            *self._unknown(cells),
            *self._other_definition(cells),
            *self._impossible(cells),
            *self._repeated(number, cells),
        ]

    def whole(self) -> list[str]:
        """Return what is wrong with the table as a whole."""
        if not self._lines:
            return ["no figures. Add a line for each below the heading."]
        if not (without := self._without_error):
            return []
        lines = "line " + ", ".join(map(str, without))
        where = "every line" if len(without) == self._lines else lines
        return [f"sd: the error of the figure is missing in {where}: a number, 0 if it has none"]

    def _unknown(self, cells: Values) -> Iterator[str]:
        """Yield that a measure, a group or a year is none of the forecast's."""
        measure, group = (str(cells.get(k, "")) for k in ("measure", "group"))
        groups = self._groups.get(measure, [])
        if measure and not groups:
            hint = near(measure, list(self._groups))
            yield f"measure: the forecast tells nothing of '{measure}'.{hint}"
        elif group and measure and group not in groups:
            hint = near(group, groups)
            yield f"group: the forecast does not tell {measure} of '{group}'.{hint}"
        year, first, last = cells.get("year"), self._years[0], self._years[-1]
        if year is not None and year not in self._years:
            yield f"year: {year} is outside the forecast, {first} to {last}"

    def _other_definition(self, cells: Values) -> Iterator[str]:
        """Yield that a unit or a definition is not the forecast's."""
        full = self._definitions.get(str(cells.get("measure")), "")
        unit, _, definition = full.partition(": ")
        for key, ours in (("unit", unit), ("definition", definition)):
            if full and cells.get(key) and cells[key] not in {ours, full}:
                yield (
                    f"{key}: '{cells[key]}' is not the forecast's, which is '{ours}';"
                    " they cannot be compared"
                )

    def _impossible(self, cells: Values) -> Iterator[str]:
        """Yield numbers that the figure or its error cannot be, or that were hardly meant."""
        value, sd = cells.get("value"), cells.get("sd")
        if isinstance(sd, float) and sd < 0:
            yield f"sd: {sd:g} is below 0. Give the error of the figure, 0 if it has none."
        if not isinstance(value, float):
            return
        percent = self._definitions.get(str(cells.get("measure")), "").startswith("percent: ")
        median = self._median.get(tuple(cells.get(k) for k in KEY), 0.0)
        if percent and not 0 <= value <= _WHOLE:
            yield f"value: {value:g} is not between 0 and 100, in percent"
        elif value < 0:
            yield f"value: {value:g} is below 0"
        elif percent and 0 < value < _PART and median > _FAR and not cells.get("unit"):
            yield (
                f"value: {value:g} is below 1 percent, and the forecast's median is {median:.1f}."
                f" Write {_WHOLE * value:g}, not {value:g}, or percent in a column unit."
            )

    def _repeated(self, number: int, cells: Values) -> Iterator[str]:
        """Yield that a figure or an id stood before."""
        key = tuple(cells.get(k) for k in KEY)
        if None not in key and (first := self._first.setdefault(key, number)) != number:
            yield f"{key[0]} of {key[1]} in {key[2]} stands in line {first} already"
        name = cells.get("id")
        if name and (first := self._first.setdefault((name,), number)) != number:
            yield f"id: '{name}' stands in line {first} already. Give each figure its own, or none."
