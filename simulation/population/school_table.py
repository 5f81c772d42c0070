"""A table of schools that a user brings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from simulation.data.read import BadTable, parse
from simulation.data.streams import STREAMS
from simulation.parameters.people import People
from simulation.population.schools import DISTRICTS, Schools, indices, sitting_share
from simulation.population.traits import with_traits


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolRow:
    """A line of a user's table: an upper-secondary school as it was in 2013.

    Attributes
    ----------
    school
        Name, unique.
    stream
        state, religious, ultra_orthodox, arab, bedouin or druze.
    district
        Jerusalem, North, Haifa, Centre, Tel Aviv or South.
    authority
        Name of the local authority.
    cluster
        Socio-economic cluster of the authority, 1 (weakest) to 10 (strongest).
    quintile
        Nurture quintile, 1 (strongest) to 5 (weakest), 0 unknown.
    twelfth_graders
        Students in grade 12.
    five_unit_sitters
        Those of them who sat five units; 0 means that there is no track.
    examined
        yes if anybody sat mathematics (the default), no otherwise.
    middle_school
        Name of the middle school that feeds it; blank lets the model link schools.
    """

    school: str
    stream: Literal["state", "religious", "ultra_orthodox", "arab", "bedouin", "druze"]
    district: Literal["Jerusalem", "North", "Haifa", "Centre", "Tel Aviv", "South"]
    authority: str
    cluster: int
    quintile: int
    twelfth_graders: int
    five_unit_sitters: int
    examined: Literal["yes", "no"] = "yes"
    middle_school: str = ""


COLUMNS = tuple(SchoolRow.__annotations__)
_RANGES = {"cluster": (1, 10), "quintile": (0, 5), "twelfth_graders": (1, 5000)}


def schools_from(path: Path, p: People, rng: np.random.Generator) -> Schools:
    """Return the schools of a CSV file, in its order.

    Raises BadTable with every mistake of the file: line, column, reason.
    """
    rows = read(path)
    twelfth = np.array([r.twelfth_graders for r in rows], np.float64)
    stream = indices([r.stream for r in rows], STREAMS)
    sitters = np.array([r.five_unit_sitters for r in rows])
    middles = [r.middle_school for r in rows]
    return with_traits(
        name=tuple(r.school for r in rows),
        stream=stream,
        district=indices([r.district for r in rows], DISTRICTS),
        authority=_numbered([r.authority for r in rows]),
        cluster=np.array([r.cluster for r in rows]),
        quintile=np.array([r.quintile for r in rows]),
        twelfth=twelfth,
        examined=np.array([r.examined == "yes" for r in rows]),
        share=np.minimum(sitters / (twelfth * sitting_share()[stream]), 1.0),
        middle=_numbered(middles) if all(middles) else None,
        p=p,
        rng=rng,
    )


def contents(path: Path) -> str:
    """Return the text of a user's table, or raise BadTable if there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        columns = ", ".join(COLUMNS)
        raise BadTable(f"{path}: {error.strerror}. Give a CSV file with {columns}.") from None
    except UnicodeDecodeError as error:
        place = f"{path}: not UTF-8 at byte {error.start}."
        raise BadTable(f"{place} Save it as CSV in UTF-8.") from None


def read(path: Path) -> tuple[SchoolRow, ...]:
    """Return the rows of a user's table, or raise BadTable with all that is wrong in it."""
    seen: set[str] = set()

    def check(row: SchoolRow) -> list[str]:
        twice = [f"school: {row.school!r} stands twice"] if row.school in seen else []
        seen.add(row.school)
        return twice + _mistakes(row)

    rows = parse(contents(path), SchoolRow, where=str(path), check=check)
    if not rows:
        raise BadTable(f"{path}: there is no school in it.")
    if any(r.middle_school for r in rows) and not all(r.middle_school for r in rows):
        raise BadTable(f"{path}: middle_school: name one for every school, or for none.")
    return rows


def _mistakes(row: SchoolRow) -> list[str]:
    """Return what is wrong with the numbers of a row."""
    wrong = []
    for name, (low, high) in _RANGES.items():
        if not low <= getattr(row, name) <= high:
            wrong.append(f"{name}: {getattr(row, name)} is not between {low} and {high}")
    if not 0 <= row.five_unit_sitters <= row.twelfth_graders:
        wrong.append(
            f"five_unit_sitters: {row.five_unit_sitters} is not between 0 and twelfth_graders"
            f" ({row.twelfth_graders})"
        )
    if row.examined == "no" and row.five_unit_sitters:
        wrong.append("five_unit_sitters: nobody can sit where examined is no")
    return wrong


def _numbered(names: list[str]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Return a number for each name, the same for the same name, in order of first sight."""
    seen = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return np.array([seen[name] for name in names], np.int64)
