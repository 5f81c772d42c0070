"""A store: a folder of runs, each in it whole or not at all, that many may write at once.

    STORE/
      store.json                          the schema of the store
      designs/NAME-DIGEST/                a design that was run into it: its file, and its points
      shards/HOST-PROCESS-NUMBER.arrow    what workers finish, as they finish it (see shard)
      runs/model=DIGEST/PART.parquet      finished shards as tables: one row a run,
      years/model=DIGEST/PART.parquet     and one row a year of a run, one column a measure

A part of `years` comes before the part of `runs` of the same name, so that a run is there when its
row in `runs` is. The model's digest parts what different code made.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.ensemble.shard import Kept, finished, forget_drafts, read, shards
from simulation.store import WrongFolder

SCHEMA = 1
ABOUT, DESIGNS, SHARDS, RUNS, YEARS = "store.json", "designs", "shards", "runs", "years"
DESIGN, POINTS, PLAN = "design.toml", "points.parquet", "plan.json"  # of each design
DONE, FAILED = "done", "failed"
_LOCK, _DRAFT = ".compacting", ".draft"
_MOST = 1_000  # runs in one part
_KEY = "run"

RUN_COLUMNS = pa.schema([
    (_KEY, pa.string()), ("status", pa.string()), ("error", pa.string()),
    ("scenario", pa.string()), ("seed", pa.uint64()), ("until", pa.int16()),
    ("fraction", pa.float64()), ("values", pa.string()), ("seconds", pa.float64()),
    ("made", pa.string()), ("host", pa.string()), ("model", pa.string()), ("commit", pa.string()),
    ("software", pa.string()), ("population", pa.string()), ("files", pa.string()),
])  # fmt: skip
_NO_YEAR = pa.schema([(_KEY, pa.string()), ("year", pa.int16())]).empty_table()


class WrongStore(WrongFolder):
    """A folder that is no store, is of another schema, or cannot be written."""


@dataclass(frozen=True, slots=True)
class Store:
    """An opened store; see the head of this file for what is in its folder."""

    folder: Path

    @property
    def shards(self) -> Path:
        """Where workers write."""
        return self.folder / SHARDS

    @property
    def designs(self) -> Path:
        """Where designs and their points are."""
        return self.folder / DESIGNS

    def parts(self, table: str) -> list[Path]:
        """Return the parts of a table, `runs` or `years`, of runs that are there."""
        whole = sorted((self.folder / RUNS).glob("*/*.parquet"))
        return [self.folder / table / p.parent.name / p.name for p in whole]

    def growing(self) -> Iterator[Kept]:
        """Yield the runs that are in shards."""
        for place in shards(self.shards):
            yield from read(place)

    def status(self) -> dict[str, str]:
        """Return by run whether it is done or failed; a run that ever was done is done."""
        known: dict[str, str] = {}
        growing = [(k.record[_KEY], k.record["status"]) for k in self.growing()]  # before they move
        _note(known, [*self.tabled().items(), *growing])
        return known

    def tabled(self) -> dict[str, str]:
        """Return by run how it ended, of those in the tables."""
        known: dict[str, str] = {}
        for place in self.parts(RUNS):
            rows = _table(place, [_KEY, "status"])
            _note(known, zip(*(rows[c].to_pylist() for c in rows.column_names), strict=True))
        return known

    def compact(self) -> int:
        """Move finished shards into the tables, and return how many runs came there.

        One process at a time; where another is at it, nothing is done. Killed in between, it
        leaves every run in a shard or in a table.
        """
        moved = 0
        with _alone(self.folder / _LOCK) as mine:
            if not mine:
                return 0
            forget_drafts(self.shards)
            _forget_drafts(self.folder)
            ended = [p for p in shards(self.shards) if finished(p)]
            known = self.tabled()
            for places in _batches(ended):
                moved += self.add((kept for place in places for kept in read(place)), known)
                for place in places:
                    place.unlink(missing_ok=True)
        return moved

    def add(self, arriving: Iterable[Kept], known: dict[str, str]) -> int:
        """Write runs that are not known as tables, note that they are, and return how many."""
        fresh: dict[str, Kept] = {}
        for kept in arriving:
            key, status = kept.record[_KEY], kept.record["status"]
            if key not in known or (known[key], status) == (FAILED, DONE):
                fresh[key] = kept
                known[key] = status
        by_model: dict[str, list[Kept]] = {}
        for kept in fresh.values():
            by_model.setdefault(kept.record["model"], []).append(kept)
        for model, runs in by_model.items():
            self._write(model, runs)
        return len(fresh)

    def _write(self, model: str, runs: Sequence[Kept]) -> None:
        """Write runs of one model as a part of each table."""
        keys = sorted(k.record[_KEY] + k.record["status"] for k in runs)
        name = sha256("".join(keys).encode()).hexdigest()[:16] + ".parquet"
        for table, content in ((YEARS, years_of(runs)), (RUNS, rows_of(runs))):
            folder = self.folder / table / f"model={model}"
            folder.mkdir(parents=True, exist_ok=True)
            write_parquet(content, folder / name)


def open_store(folder: Path) -> Store:
    """Return the store of a folder, or raise WrongStore."""
    place = folder / ABOUT
    try:
        about = json.loads(place.read_text(encoding="utf-8"))
        schema = about["schema"]
    except FileNotFoundError:
        raise WrongStore(
            f"{folder} is no store of runs: {ABOUT} is missing. Make one with `fivebytwo sweep`."
        ) from None
    except (ValueError, LookupError, TypeError):
        raise WrongStore(f"{place} is damaged: it should hold {_about()}. Write that.") from None
    if schema != SCHEMA:
        raise WrongStore(
            f"{folder} is a store of schema {schema}; this version reads and writes {SCHEMA}."
            " Choose another --store, or the version that made it."
        )
    return Store(folder)


def make_store(folder: Path) -> Store:
    """Return the store of a folder, made if there is none yet; raise WrongStore.

    A folder that holds something else is left alone, and so is one that cannot be written.
    """
    try:
        if not (folder / ABOUT).is_file():
            if folder.exists() and (not folder.is_dir() or any(_others(folder))):
                raise WrongStore(f"{folder} is no store of runs. Choose another --store.")
            folder.mkdir(parents=True, exist_ok=True)
            write_text(folder / ABOUT, _about())
        store = open_store(folder)
        for part in (SHARDS, DESIGNS):
            (folder / part).mkdir(exist_ok=True)
        probe = store.shards / f".{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise WrongStore(f"{folder} cannot be written: {why}. Choose another --store.") from error
    return store


def rows_of(runs: Sequence[Kept]) -> pa.Table:
    """Return the records of runs as a table: one row a run."""
    rows = [{c: _plain(k.record.get(c)) for c in RUN_COLUMNS.names} for k in runs]
    return pa.Table.from_pylist(rows, RUN_COLUMNS)


def years_of(runs: Sequence[Kept]) -> pa.Table:
    """Return the measures of runs as a table: one row a year of a run."""
    return pa.concat_tables([_NO_YEAR, *map(_named, runs)], promote_options="default")


def write_parquet(content: pa.Table, place: Path) -> None:
    """Write a table whole or not at all, as small as it gets; raise OSError."""
    floats = [f.name for f in content.schema if pa.types.is_floating(f.type)]
    words = [f.name for f in content.schema if not pa.types.is_floating(f.type)]
    _whole(
        place,
        lambda draft: pq.write_table(
            content, draft, compression="zstd", use_dictionary=words,
            use_byte_stream_split=floats,
        ),
    )  # fmt: skip


def write_text(place: Path, words: str) -> None:
    """Write a text whole or not at all; raise OSError."""
    _whole(place, partial(Path.write_text, data=words, encoding="utf-8"))


def _whole(place: Path, write: Any) -> None:  # noqa: ANN401
    """Let `write` fill a file beside its place, see it reach the disk, and move it there."""
    draft = place.with_name(f"{place.name}.{os.getpid()}{_DRAFT}")
    try:
        write(draft)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def _about() -> str:
    """Return what the store's own file says."""
    return json.dumps({"schema": SCHEMA}) + "\n"


def _others(folder: Path) -> Iterator[Path]:
    """Yield what is in a folder and not of a store."""
    ours = {DESIGNS, SHARDS, RUNS, YEARS}
    return (p for p in folder.iterdir() if p.name not in ours and not p.name.endswith(_DRAFT))


def _note(known: dict[str, str], rows: Iterable[tuple[str, str]]) -> None:
    """Note how runs ended; what was ever done is done."""
    for key, status in rows:
        if known.get(key) != DONE:
            known[key] = status


def _table(place: Path, columns: Sequence[str]) -> pa.Table:
    """Return some columns of a part, or raise WrongStore."""
    try:
        return pq.read_table(place, columns=list(columns), partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise WrongStore(
            f"{place} cannot be read: {error}. Move it away: a sweep makes its runs again."
        ) from None


def _named(kept: Kept) -> pa.Table:
    """Return the years of a run with its name in front."""
    table = kept.table if kept.table.num_rows else kept.table.select(["year"])
    names = pa.array([kept.record[_KEY]] * table.num_rows, pa.string())
    return table.add_column(0, _KEY, names)


def _plain(value: Any) -> Any:  # noqa: ANN401
    """Return a value as a table can hold it."""
    return json.dumps(value, sort_keys=True) if isinstance(value, Mapping) else value


def _batches(places: Sequence[Path]) -> Iterator[list[Path]]:
    """Yield shards in such batches that a part gets not many more runs than it may have."""
    batch, runs = [], 0
    for place in places:
        batch.append(place)
        runs += sum(1 for _ in read(place))
        if runs >= _MOST:
            yield batch
            batch, runs = [], 0
    if batch:
        yield batch


@contextmanager
def _alone(place: Path) -> Iterator[bool]:
    """Hold a lock, and tell whether it is held; where there are no locks it is not."""
    with place.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def _forget_drafts(folder: Path) -> None:
    """Remove what a kill left half-written in the tables."""
    for table in (RUNS, YEARS):
        for draft in (folder / table).glob(f"*/*{_DRAFT}"):
            draft.unlink(missing_ok=True)
