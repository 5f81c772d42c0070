"""What may be wrong with a user's table of schools though each of its cells can be read."""

from collections.abc import Iterator
from unicodedata import category

from simulation.data.read import Values

_RANGES = {"cluster": (1, 10), "quintile": (0, 5), "twelfth_graders": (1, 5000)}
_NAMES = ("school", "authority", "middle_school")
_ONLY_ONE = (  # whose, what, and how that is said
    ("authority", "cluster", "has cluster"),
    ("authority", "district", "is in district"),
    ("middle_school", "authority", "is in authority"),
)


class SchoolChecks:
    """The mistakes of a table, heard line by line; it remembers what the lines before said."""

    def __init__(self) -> None:
        self._schools: set[object] = set()
        self._first: dict[tuple[str, str, object], tuple[object, int]] = {}
        self._examined: set[object] = set()  # None stands for a cell that cannot be read
        self._linked: set[bool] = set()

    def line(self, number: int, cells: Values) -> list[str]:
        """Return what is wrong in a line, of which only the cells that can be read are given."""
        self._examined.add(cells.get("examined"))
        if "middle_school" in cells:
            self._linked.add(bool(cells["middle_school"]))
        return [
            *_unreadable(cells),
            *self._twice(cells),
            *_out_of_range(cells),
            *_sitters(cells),
            *self._at_odds(number, cells),
        ]

    def whole(self) -> list[str]:
        """Return what is wrong with the table as a whole, once its lines were heard."""
        mistakes = [] if self._examined else ["there is no school in it."]
        if self._examined == {"no"}:
            mistakes.append("examined: nobody sits mathematics; at least one school needs a yes.")
        if len(self._linked) > 1:
            mistakes.append("middle_school: name one for every school, or for none.")
        return mistakes

    def _twice(self, cells: Values) -> Iterator[str]:
        """Yield that a school stands twice."""
        if (name := cells.get("school")) is not None:
            if name in self._schools:
                yield f"school: {name!r} stands twice"
            self._schools.add(name)

    def _at_odds(self, number: int, cells: Values) -> Iterator[str]:
        """Yield what another line says otherwise of the same authority or middle school."""
        for whose, what, said in _ONLY_ONE:
            name, value = cells.get(whose), cells.get(what)
            if name and value is not None and not _outside(what, value):
                before, line = self._first.setdefault((whose, what, name), (value, number))
                if value != before:
                    yield f"{whose}: {name!r} {said} {value} here and {before} in line {line}"


def _unreadable(cells: Values) -> Iterator[str]:
    """Yield names with a character that no screen shows, as a line break or NUL."""
    for column in _NAMES:
        hidden = [c for c in str(cells.get(column, "")) if category(c) == "Cc"]
        if hidden:
            yield f"{column}: {cells[column]!r} holds the control character {hidden[0]!r}"


def _out_of_range(cells: Values) -> Iterator[str]:
    """Yield numbers outside their range."""
    for column, (low, high) in _RANGES.items():
        if column in cells and _outside(column, cells[column]):
            yield f"{column}: {cells[column]} is not between {low} and {high}"


def _sitters(cells: Values) -> Iterator[str]:
    """Yield what is wrong with the number of five-unit sitters, given the rest of the line."""
    sitters, twelfth = cells.get("five_unit_sitters"), cells.get("twelfth_graders")
    if not isinstance(sitters, int):
        return
    if isinstance(twelfth, int) and not 0 <= sitters <= max(twelfth, 0):
        yield f"five_unit_sitters: {sitters} is not between 0 and twelfth_graders ({twelfth})"
    elif sitters < 0:
        yield f"five_unit_sitters: {sitters} is below 0"
    if sitters and cells.get("examined") == "no":
        yield "five_unit_sitters: nobody can sit where examined is no"


def _outside(column: str, value: object) -> bool:
    """Return whether a number is outside the range of its column."""
    if column not in _RANGES or not isinstance(value, int):
        return False
    low, high = _RANGES[column]
    return not low <= value <= high
