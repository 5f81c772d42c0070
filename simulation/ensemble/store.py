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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.ensemble.shard import Kept, finished, forget_drafts, read, shards
from simulation.ensemble.tables import (
    DRAFT,
    KEY,
    PARTS,
    forget_halves,
    in_batches,
    rows_of,
    years_of,
)
from simulation.store import WrongFolder

SCHEMA = 1
ABOUT, DESIGNS, SHARDS, RUNS, YEARS = "store.json", "designs", "shards", "runs", "years"
DESIGN, POINTS, PLAN = "design.toml", "points.parquet", "plan.json"  # of each design
DONE, FAILED = "done", "failed"
_ABOUT = json.dumps({"schema": SCHEMA})
_LOCK = ".compacting"


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
        whole = sorted((self.folder / RUNS).glob(PARTS))
        return [self.folder / table / p.parent.name / p.name for p in whole]

    def plans(self) -> list[Path]:
        """Return the folders of the designs that are there."""
        return sorted(p.parent for p in self.designs.glob(f"*/{PLAN}"))

    def growing(self) -> Iterator[Kept]:
        """Yield the runs that are in shards."""
        for place in shards(self.shards):
            yield from read(place)

    def status(self) -> dict[str, str]:
        """Return by run whether it is done or failed; a run that ever was done is done."""
        known: dict[str, str] = {}
        growing = [(k.record[KEY], k.record["status"]) for k in self.growing()]  # before they move
        _note(known, [*self.tabled().items(), *growing])
        return known

    def tabled(self) -> dict[str, str]:
        """Return by run how it ended, of those in the tables."""
        known: dict[str, str] = {}
        for place in self.parts(RUNS):
            rows = read_part(place, [KEY, "status"])
            _note(known, zip(*(rows[c].to_pylist() for c in rows.column_names), strict=True))
        return known

    def compact(self) -> int:
        """Move finished shards into the tables, and return how many runs came there.

        One process at a time; where another is at it, nothing is done. Killed in between, it
        leaves every run in a shard or in a table. Raises WrongStore if the tables cannot be
        written; the runs stay in their shards.
        """
        moved = 0
        with self.writing(), self.alone() as mine:
            if not mine:
                return 0
            forget_drafts(self.shards)
            ended = [p for p in shards(self.shards) if finished(p)]
            known = self.tabled()
            for places in in_batches(ended):
                moved += self.add((kept for place in places for kept in read(place)), known)
                for place in places:
                    place.unlink(missing_ok=True)
        return moved

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Hold the lock of the tables, and tell whether it is held; without locks it is not.

        Whoever holds it finds the tables without what a kill left there.
        """
        with (self.folder / _LOCK).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            try:
                forget_halves(self.folder / RUNS, self.folder / YEARS)
                yield True
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)  # also for workers forked meanwhile

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Turn a refusal of the system into WrongStore, which says what is kept."""
        try:
            yield
        except OSError as error:
            raise WrongStore(
                f"{self.folder} cannot be written: {_reason(error)}. What is done is kept: make"
                " room, or see whose it is, and the same command goes on."
            ) from error

    def add(self, arriving: Iterable[Kept], known: dict[str, str]) -> int:
        """Write runs that are not known as tables, note that they are, and return how many."""
        fresh = [k for k in once(arriving) if is_news(known, k.record[KEY], k.record["status"])]
        by_model: dict[str, list[Kept]] = {}
        for kept in fresh:
            by_model.setdefault(kept.record["model"], []).append(kept)
        for model, runs in by_model.items():
            self.keep(model, rows_of(runs), years_of(runs))
        known |= {k.record[KEY]: k.record["status"] for k in fresh}
        return len(fresh)

    def keep(self, model: str, rows: pa.Table, years: pa.Table) -> None:
        """Write runs of one model as a part of each table; a part of the same runs is replaced."""
        ends = zip(rows[KEY].to_pylist(), rows["status"].to_pylist(), strict=True)
        name = sha256("".join(sorted(map("".join, ends))).encode()).hexdigest()[:16] + ".parquet"
        for table, content in ((YEARS, years), (RUNS, rows)):
            folder = self.folder / table / f"model={model}"
            folder.mkdir(parents=True, exist_ok=True)
            write_parquet(content, folder / name)


def open_store(folder: Path) -> Store:
    """Return the store of a folder, or raise WrongStore."""
    place = folder / ABOUT
    try:
        about = json.loads(place.read_text(encoding="utf-8"))
        schema = about["schema"]
    except (FileNotFoundError, NotADirectoryError):
        raise WrongStore(
            f"{folder} is no store of runs: {ABOUT} is missing. {_way_out(folder)}"
        ) from None
    except OSError as error:
        raise WrongStore(f"{place} cannot be read: {_reason(error)}.") from None
    except (ValueError, LookupError, TypeError):
        raise WrongStore(f"{place} is damaged: it should hold {_ABOUT}. Write that.") from None
    if schema != SCHEMA:
        raise WrongStore(
            f"{folder} is a store of schema {schema}; this version reads and writes {SCHEMA}."
            " Choose another --store, or the version that made it."
        )
    return Store(folder)


def make_store(folder: Path, option: str = "--store") -> Store:
    """Return the store of a folder, made if there is none yet; raise WrongStore.

    A folder that holds something else is left alone, and so is one that cannot be written.
    `option` is that of the command line where another folder can be chosen.
    """
    made: list[Path] = []
    try:
        made = [p for p in (folder, *folder.parents) if not p.exists()]
        if not (folder / ABOUT).exists():
            if _is_of_others(folder):
                raise WrongStore(
                    f"{folder} is no store of runs. {_way_out(folder, f'Choose another {option}.')}"
                )
            folder.mkdir(parents=True, exist_ok=True)
            write_text(folder / ABOUT, f"{_ABOUT}\n")
        store = open_store(folder)
        for part in (SHARDS, DESIGNS):
            (folder / part).mkdir(exist_ok=True)
        with NamedTemporaryFile(dir=store.shards):
            pass
    except OSError as error:
        for place in made:
            with suppress(OSError):  # it holds something, or was never made
                place.rmdir()
        raise WrongStore(
            f"{folder} cannot be written: {_reason(error)}. Choose another {option}."
        ) from error
    return store


def once(runs: Iterable[Kept]) -> list[Kept]:
    """Return runs each once: a success before a failure, else the one that came first."""
    found: dict[str, Kept] = {}
    for kept in runs:
        before = found.get(kept.record[KEY])
        if before is None or (before.record["status"], kept.record["status"]) == (FAILED, DONE):
            found[kept.record[KEY]] = kept
    return list(found.values())


def is_news(known: Mapping[str, str], key: str, status: str) -> bool:
    """Return whether a run is not known, or was known as a failure and is done."""
    return key not in known or (known[key], status) == (FAILED, DONE)


def read_part(place: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Return a part, or some of its columns; raise WrongStore, which names it."""
    try:
        return pq.read_table(place, columns=columns, partitioning=None)
    except (OSError, pa.ArrowException) as error:
        raise WrongStore(
            f"{place} cannot be read: {error}. Move it away: a sweep makes its runs again."
        ) from None


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
    _whole(place, lambda draft: draft.write_text(words, encoding="utf-8"))


def _whole(place: Path, write: Any) -> None:  # noqa: ANN401
    """Let `write` fill a file beside its place, see it reach the disk, and move it there."""
    draft = place.with_name(f"{place.name}.{uuid4().hex}{DRAFT}")
    try:
        write(draft)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def _is_of_others(folder: Path) -> bool:
    """Return whether a place holds what is not of a store that is just being made."""
    if not folder.is_dir():
        return folder.exists()
    others = [p for p in folder.iterdir() if not p.name.startswith(f"{ABOUT}.")]
    return bool(others) and not (folder / ABOUT).exists()  # which another sweep may have made


def _way_out(folder: Path, otherwise: str = "Make one with `fivebytwo sweep`.") -> str:
    """Return what to do about a folder without the store's own file."""
    if all((folder / part).is_dir() for part in (SHARDS, DESIGNS)):
        return f"It has the folders of one: if it was, write {_ABOUT} into {ABOUT}."
    return otherwise


def _reason(error: OSError) -> str:
    """Return why the system refused."""
    return os.strerror(error.errno) if error.errno else str(error)


def _note(known: dict[str, str], rows: Iterable[tuple[str, str]]) -> None:
    """Note how runs ended; what was ever done is done."""
    for key, status in rows:
        if is_news(known, key, status):
            known[key] = status
