"""A table of schools that a user brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from simulation.data.read import BadTable, parse
from simulation.data.streams import STREAMS
from simulation.parameters.people import People
from simulation.population.school_checks import SchoolChecks
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


def schools_from(rows: Sequence[SchoolRow], p: People, rng: np.random.Generator) -> Schools:
    """Return the schools of a user's table, in its order."""
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
    """Return the rows of a user's table.

    Raises BadTable with every mistake of the file: line, column, reason.
    """
    checks = SchoolChecks()
    return parse(
        contents(path), SchoolRow, where=str(path), lenient=True, check=checks.line,
        whole=checks.whole,
    )  # fmt: skip


def _numbered(names: list[str]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Return a number for each name, the same for the same name, in order of first sight."""
    seen = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return np.array([seen[name] for name in names], np.int64)
