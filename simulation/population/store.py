"""The base population, built once, saved, and memory-mapped by every run that lives in it."""

import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.resources import files
from json import dumps
from pathlib import Path
from pickle import dump, load
from tempfile import mkdtemp
from time import time

import numpy as np

from simulation.arrays import Bytes, Floats, Ints
from simulation.parameters.people import People
from simulation.population.authorities import sample
from simulation.population.school_table import contents, schools_from
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

    Raises BadTable if the user's table of schools is wrong, OSError if the cache cannot be written.
    """
    key = _key(p, schools, fraction)
    place = cache_folder() / f"population-{key}"
    if not place.exists():
        _build(place, p, schools, fraction, tell or (lambda _: None))
        _forget(place.parent)
    place.touch()
    with (place / "schools.pickle").open("rb") as file:
        who = load(file)  # noqa: S301  written by us, in the user's own cache
    # As plain arrays: to slice a `memmap`, or to hand it to a kernel, takes several times as long.
    columns = {c: np.asarray(np.memmap(place / c, kind, "r")) for c, kind in _COLUMNS.items()}
    return Population(key=key, schools=who, offsets=np.load(place / "offsets.npy"), **columns)


def cache_folder() -> Path:
    """Return where populations are kept: $FIVEBYTWO_CACHE, or the user's cache."""
    chosen = os.environ.get("FIVEBYTWO_CACHE")
    user = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(chosen) if chosen else Path(user) / "fivebytwo"


def _key(p: People, schools: Path | None, fraction: float) -> str:
    """Return a name that differs whenever the country would."""
    own = contents(schools) if schools else ""
    about = {
        "made_by": _maker(), "seed": POPULATION_SEED, "fraction": fraction,
        "schools": sha256(own.encode()).hexdigest(), "people": asdict(p),
    }  # fmt: skip
    return sha256(dumps(about, sort_keys=True).encode()).hexdigest()[:16]


def _maker() -> str:
    """Return a digest of the code and the tables that draw a population."""
    package = files("simulation")
    code = sorted(
        (f for f in (package / "population").iterdir() if f.name.endswith(".py")), key=str
    )
    tables = [package / "data" / "tables" / f"{name}.csv" for name in _TABLES]
    return sha256(b"".join(f.read_bytes() for f in [*code, *tables])).hexdigest()


def _build(place: Path, p: People, schools: Path | None, fraction: float, tell: Tell) -> None:
    """Write a population beside its place, then move it there whole."""
    rng = np.random.Generator(np.random.Philox(POPULATION_SEED))
    who = schools_from(schools, p, rng) if schools else synthetic_schools(p, rng)
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
    whole = sorted(folder.glob("population-*"), key=lambda p: p.stat().st_mtime, reverse=True)
    half = [p for p in folder.glob("building-*") if time() - p.stat().st_mtime > _DAY]
    for old in [*whole[_KEPT:], *half]:
        shutil.rmtree(old, ignore_errors=True)


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
