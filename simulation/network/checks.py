"""What may be wrong with a user's tables of partners though each of their cells can be read."""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from unicodedata import category

from simulation.data.read import BadTable, Values

MINISTRY = "Ministry of Education"  # its name where a roster does not list it
BACKBONE = "Backbone"
ONLY_ONE = {"ministry": MINISTRY, "backbone": BACKBONE}
FEWEST, MOST = 2, 2000  # partners; each pair of them is a cell of a matrix
_RANGES = {
    "budget": (0.0, 1e11),  # money a year
    "volunteers": (0.0, 1e7),
    "capacity": (0.0, 1e8),
    "since": (1900, 2100),
    "breadth": (-1, 1),
    "age": (-1, 1),
    "equity": (-1, 1),
    "autonomy": (-1, 1),
    "susceptibility": (0, 1),
    "resting": (0, 1),
}


def contents(path: Path, columns: Collection[str]) -> str:
    """Return the text of a user's table, or raise BadTable if there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        needed = f"Give a CSV file with {', '.join(columns)}."
        raise BadTable(f"{path}: {error.strerror}. {needed}") from None
    except UnicodeDecodeError as error:
        raise BadTable(f"{path}: not UTF-8 at byte {error.start}. Save it in UTF-8.") from None


def unreadable(cells: Values, *columns: str) -> Iterator[str]:
    """Yield names with a character that no screen shows, as a line break or NUL."""
    for column in columns:
        hidden = [c for c in str(cells.get(column, "")) if category(c) == "Cc"]
        if hidden:
            yield f"{column}: {cells[column]!r} holds the control character {hidden[0]!r}"


def outside(cells: Values, ranges: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    """Yield numbers outside their range."""
    for column, (low, high) in ranges.items():
        value = cells.get(column)
        if isinstance(value, int | float) and not low <= value <= high:
            yield f"{column}: {value:g} is not between {low:g} and {high:g}"


def meant(word: str, known: Collection[str]) -> str:
    """Return what may have been meant by a word that is not known, to end a sentence with."""
    near = get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


class Repeated:
    """Names that stand twice in a column, whatever their capitals."""

    def __init__(self, column: str) -> None:
        self._column = column
        self._first: dict[str, tuple[int, str]] = {}  # where a name stood first, and how

    def heard(self, number: int, cells: Values) -> Iterator[str]:
        """Yield that the name of a line stood before."""
        if self._column in cells:
            name = str(cells[self._column])
            first, was = self._first.setdefault(name.casefold(), (number, name))
            if first != number:
                written = "" if was == name else f", written {was!r}"
                yield f"{self._column}: {name!r} stands in line {first} already{written}"


class RosterChecks:
    """The mistakes of a roster, heard line by line; it remembers what the lines before said."""

    def __init__(self, programmes: Collection[str]) -> None:
        self._programmes = programmes
        self._names = Repeated("name")
        self._single: dict[object, int] = {}  # the line of the Ministry, and of the backbone
        self._founders: set[object] = set()  # None stands for a cell that cannot be read
        self._partners = 0

    def line(self, number: int, cells: Values) -> list[str]:
        """Return what is wrong in a line, of which only the cells that can be read are given."""
        if cells.get("sector") not in ONLY_ONE:
            self._founders.add(cells.get("founder"))
        self._partners += cells.get("sector") not in ONLY_ONE
        return [
            *unreadable(cells, "name"),
            *self._names.heard(number, cells),
            *self._second(number, cells),
            *_borrowed(cells),
            *_founding(cells),
            *self._unknown(cells),
            *_idle(cells),
            *outside(cells, _RANGES),
        ]

    def whole(self) -> list[str]:
        """Return what is wrong with the roster as a whole, once its lines were heard."""
        mistakes = []
        if not FEWEST <= self._partners <= MOST:
            mistakes.append(
                f"sector: {self._partners} partners besides the Ministry and the backbone;"
                f" give {FEWEST} to {MOST}."
            )
        if self._founders <= {"no"}:
            mistakes.append("founder: nobody starts the initiative; at least one needs a yes.")
        return mistakes

    def _second(self, number: int, cells: Values) -> Iterator[str]:
        """Yield that there is a second Ministry or backbone."""
        sector = cells.get("sector")
        if sector in ONLY_ONE:
            first = self._single.setdefault(sector, number)
            if first != number:
                yield f"sector: there is a {sector} in line {first} already; keep one"

    def _unknown(self, cells: Values) -> Iterator[str]:
        """Yield that there is no such programme."""
        name = str(cells.get("programme") or "")
        if name and name not in self._programmes:
            known = ", ".join(self._programmes)
            yield f"programme: {name!r} is none of {known}{meant(name, self._programmes)}"


def _borrowed(cells: Values) -> Iterator[str]:
    """Yield that a partner bears the name the Ministry or the backbone gets if none is listed."""
    for sector, name in ONLY_ONE.items():
        same = str(cells.get("name", "")).casefold() == name.casefold()
        if same and cells.get("sector", sector) != sector:
            yield f"name: {name!r} is the name of the {sector}; make that its sector, or rename it"


def _founding(cells: Values) -> Iterator[str]:
    """Yield that the Ministry or the backbone is to found what only organisations can."""
    if cells.get("founder") == "yes" and (sector := cells.get("sector")) in ONLY_ONE:
        yield f"founder: the {sector} founds nothing; an organisation has to"


def _idle(cells: Values) -> Iterator[str]:
    """Yield that there is a capacity for nothing."""
    capacity = cells.get("capacity")
    if isinstance(capacity, float) and capacity > 0 and cells.get("programme") == "":
        yield f"capacity: {capacity:g}, but there is no programme it is for"
