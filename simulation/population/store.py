"""The base population, built once, saved, and memory-mapped by every run that lives in it."""

import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.resources import files
from json import dumps
from pathlib import Path
from pickle import UnpicklingError, dump, load
from tempfile import mkdtemp
from time import time
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from simulation.arrays import Bytes, Floats, Ints
from simulation.parameters.people import Ability, Leaving, People
from simulation.population.authorities import sample
from simulation.population.school_table import SchoolRow, read, schools_from
from simulation.population.schools import Schools
from simulation.population.students import Newcomers, draw_cohorts
from simulation.population.synthesis import synthetic_schools
from simulation.years import FIRST_ENTRY, GRADES, LAST_YEAR

POPULATION_SEED = 5_000_002  # of the one fixed country; a run's seed is luck only
_TABLES = ("strata", "streams", "districts", "grade12")  # facts that a population is drawn from
_KEPT = 6  # populations in the cache, 190 MB each at full scale
_DAY = 86_400  # seconds
_ENTRIES = range(FIRST_ENTRY, LAST_YEAR + 1)
_COLUMNS = {
    "female": np.uint8, "background": np.float32, "stem": np.float32, "talent": np.float32,
}  # fmt: skip

_DAMAGED = (  # what reading a file that is missing, short or spoilt may raise
    OSError, EOFError, ValueError, UnpicklingError, LookupError, AttributeError, ImportError,
    TypeError, MemoryError,
)  # fmt: skip

Tell = Callable[[float], None]  # hears how much of a long work is done, 0 to 1


@dataclass(frozen=True, slots=True)
class Population:
    """One country: its schools and its students of all cohorts, in memory-mapped columns."""

    key: str
    schools: Schools
    offsets: Ints  # (cohorts, schools + 1)
    female: Bytes
    background: Floats
    stem: Floats
    talent: Floats  # for each cohort, one grade after the other

    @property
    def largest_cohort(self) -> int:
        """Students in the largest cohort."""
        return int(self.offsets[:, -1].max())

    def cohort(self, entered: int) -> Newcomers:
        """Return those who enter grade 7 in a year."""
        row = entered - FIRST_ENTRY
        sizes = self.offsets[:, -1]
        a = int(sizes[:row].sum())
        b = a + int(sizes[row])
        talent = self.talent[len(GRADES) * a : len(GRADES) * b]
        return Newcomers(
            entered=entered,
            offsets=self.offsets[row],
            female=self.female[a:b],
            background=self.background[a:b],
            stem=self.stem[a:b],
            talent=talent.reshape(len(GRADES), b - a),
        )


def population(
    p: People, *, schools: Path | None = None, fraction: float = 1.0, tell: Tell | None = None
) -> Population:
    """Return the country of these parameters: memory-mapped from the cache, or built into it.

    A population that is not whole is moved aside and built again, once. Raises BadTable if the
    user's table of schools is wrong, OSError if the cache cannot be written or read back.
    """
    rows = None if schools is None else read(schools)
    key = _key(p, rows, fraction)
    place = cache_folder() / f"population-{key}"
    if place.exists():
        try:
            return _opened(place, key)
        except _DAMAGED:
            _remove(place)
    _build(place, p, rows, fraction, tell or (lambda _: None))
    _forget(place.parent)
    try:
        return _opened(place, key)
    except _DAMAGED as why:
        raise OSError(
            f"{place} was built and cannot be read back ({why}). Set FIVEBYTWO_CACHE to a folder"
            " on another disk."
        ) from why


def _opened(place: Path, key: str) -> Population:
    """Return a population of the cache, or raise one of _DAMAGED if it is not whole."""
    with suppress(OSError):  # the folder may be of somebody else: then it is read all the same
        os.utime(place)
    with (place / "schools.pickle").open("rb") as file:
        who = load(file)  # noqa: S301  written by us, in the user's own cache
    offsets = np.load(place / "offsets.npy")
    if not isinstance(who, Schools) or offsets.shape != (len(_ENTRIES), len(who) + 1):
        raise ValueError("offsets.npy is not of these schools")
    students = int(offsets[:, -1].sum())
    columns = {c: _mapped(place / c, kind, students) for c, kind in _COLUMNS.items()}
    return Population(key=key, schools=who, offsets=offsets, **columns)


def _mapped(path: Path, kind: DTypeLike, students: int) -> Any:  # noqa: ANN401
    """Return a column as a plain array, or raise ValueError if it is not as long as it must be.

    To slice a `memmap`, or to hand it to a kernel, takes several times as long.
    """
    column = np.asarray(np.memmap(path, kind, "r"))
    grades = len(GRADES) if path.name == "talent" else 1
    if column.size != grades * students or path.stat().st_size != column.nbytes:
        raise ValueError(f"{path.name} is not as long as it must be")
    return column


def cache_folder() -> Path:
    """Return where populations are kept: $FIVEBYTWO_CACHE, or the user's cache."""
    chosen = os.environ.get("FIVEBYTWO_CACHE")
    user = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(chosen) if chosen else Path(user) / "fivebytwo"


def _key(p: People, rows: Sequence[SchoolRow] | None, fraction: float) -> str:
    """Return a name that differs whenever the country would.

    Cohorts are sized at the declared defaults of ability and of leaving school.
    """
    about = {
        "made_by": _maker(), "numpy": np.__version__, "seed": POPULATION_SEED,
        "entries": [_ENTRIES.start, _ENTRIES.stop], "fraction": fraction,
        "schools": None if rows is None else sha256(repr(rows).encode()).hexdigest(),
        "people": asdict(p), "ability": asdict(Ability()), "leaving": asdict(Leaving()),
    }  # fmt: skip
    return sha256(dumps(about, sort_keys=True).encode()).hexdigest()[:16]


def _maker() -> str:
    """Return a digest of the code and the tables that draw a population."""
    package = files("simulation")
    folders = (package / "population", package / "data")
    code = [f for folder in folders for f in folder.iterdir() if f.name.endswith(".py")]
    tables = [package / "data" / "tables" / f"{name}.csv" for name in _TABLES]
    parts = [*sorted(code, key=str), package / "years.py", *tables]
    return sha256(b"".join(f.read_bytes() for f in parts)).hexdigest()


def _build(
    place: Path, p: People, rows: Sequence[SchoolRow] | None, fraction: float, tell: Tell
) -> None:
    """Write a population beside its place, then move it there whole."""
    rng = np.random.Generator(np.random.Philox(POPULATION_SEED))
    who = synthetic_schools(p, rng) if rows is None else schools_from(rows, p, rng)
    who = sample(who, fraction, rng)
    place.parent.mkdir(parents=True, exist_ok=True)
    part = Path(mkdtemp(prefix="building-", dir=place.parent))
    try:
        with (part / "schools.pickle").open("wb") as file:
            dump(who, file)
        _write_students(part, who, p, rng, tell)
        part.rename(place)
    except OSError:
        if not place.exists():  # else another process was faster, with the same country
            raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _forget(folder: Path) -> None:
    """Remove the populations that were not used for longest, and what a kill left half-built.

    A run that still has one mapped keeps it: the system frees a file when its last reader is done.
    """
    half = [p for p in folder.glob("building-*") if time() - _used(p) > _DAY]
    for part in half:
        shutil.rmtree(part, ignore_errors=True)
    for old in sorted(folder.glob("population-*"), key=_used, reverse=True)[_KEPT:]:
        with suppress(OSError):
            _remove(old)


def _used(place: Path) -> float:
    """Return when a folder was used last, or now if another process has just removed it."""
    try:
        return place.stat().st_mtime
    except FileNotFoundError:
        return time()


def _remove(place: Path) -> None:
    """Move a population aside in one step, then delete it: nobody takes half of it for whole."""
    aside = Path(mkdtemp(prefix="building-", dir=place.parent))
    try:
        with suppress(FileNotFoundError):  # another process was faster
            place.rename(aside / place.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_students(
    part: Path, who: Schools, p: People, rng: np.random.Generator, tell: Tell
) -> None:
    """Write the columns of all cohorts one after the other, never more than one in memory."""
    offsets = []
    with ExitStack() as open_files:
        parts = {c: open_files.enter_context((part / c).open("wb")) for c in _COLUMNS}
        for done, cohort in enumerate(draw_cohorts(who, p, _ENTRIES, rng), start=1):
            offsets.append(cohort.offsets)
            for c, file in parts.items():
                getattr(cohort, c).tofile(file)
            tell(done / len(_ENTRIES))
    np.save(part / "offsets.npy", np.array(offsets))
