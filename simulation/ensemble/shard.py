"""A shard: the runs that one worker finished, one after the other, in a file that only grows.

It is a stream of Arrow record batches, one a run: rows are years, columns are measures, and the
batch's metadata is the run's record. A run is in it whole or not at all: what a kill left behind
the last whole batch is not read. While a worker writes to a shard it holds a lock on it, which the
system takes back however the worker ends; a shard that is not locked is finished.
"""

import fcntl
import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from time import time
from types import TracebackType
from typing import Any, NamedTuple
from uuid import uuid4

import numpy as np
import pyarrow as pa

from simulation.arrays import Doubles, Ints

SUFFIX = ".arrow"
_DRAFT = ".draft"
_RECORD = b"run"
_MOST = 250  # runs in one shard
_END = b"\xff\xff\xff\xff\0\0\0\0"  # of an Arrow stream
_MINUTE, _DAY = 60, 86_400  # seconds


class Kept(NamedTuple):
    """A run as it is kept: its record, and its measures by year; a failed one has no year."""

    record: dict[str, Any]
    table: pa.Table


class Shard:
    """A folder to write runs into, one shard after the other.

    Raises OSError if a shard cannot be written; what was written before stays.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file: pa.OSFile | None = None
        self._writer: pa.RecordBatchStreamWriter | None = None
        self._schema: pa.Schema | None = None
        self._lock = -1
        self._left = 0

    def __enter__(self) -> "Shard":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def append(
        self, record: Mapping[str, Any], years: Ints, columns: Mapping[str, Doubles]
    ) -> None:
        """Add one run; one that failed has no years, and fits into any shard."""
        batch = _batch(years, columns)
        if not batch.num_rows and self._schema is not None:
            batch = pa.RecordBatch.from_pylist([], self._schema)
        if self._writer is None or not self._left or batch.schema != self._schema:
            self._open(batch.schema)
        told = {_RECORD: json.dumps(record, default=str).encode()}
        try:
            self._writer.write_batch(batch, custom_metadata=told)  # type: ignore[union-attr]
            self._file.flush()  # type: ignore[union-attr]
        except OSError:
            self.close()  # nothing may follow half a run
            raise
        self._left -= 1

    def _open(self, schema: pa.Schema) -> None:
        """Begin another shard: locked before anybody can see it."""
        self.close()
        self.folder.mkdir(parents=True, exist_ok=True)
        place = self.folder / f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}{SUFFIX}"
        draft = place.with_suffix(_DRAFT)
        self._file = pa.OSFile(str(draft), "wb")
        self._lock = os.open(draft, os.O_RDWR)  # over NFS only a writer may lock others out
        with suppress(OSError):  # a file system without locks: then its age tells
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._writer = pa.ipc.new_stream(self._file, schema)
        self._schema, self._left = schema, _MOST
        draft.rename(place)

    def close(self) -> None:
        """End the shard that is written to, if any."""
        for part in (self._writer, self._file):
            if part is not None:
                with suppress(OSError):  # a full disk: what was whole is whole
                    part.close()
        if self._lock >= 0:
            with suppress(OSError):
                fcntl.flock(self._lock, fcntl.LOCK_UN)  # also for processes forked meanwhile
            os.close(self._lock)
        self._file = self._writer = self._schema = None
        self._lock = -1


def _batch(years: Ints, columns: Mapping[str, Doubles]) -> pa.RecordBatch:
    """Return the measures of a run by year."""
    wide = {name: np.asarray(values, float) for name, values in columns.items()}
    return pa.record_batch({"year": np.asarray(years, np.int16)} | wide)


def read(place: Path) -> Iterator[Kept]:
    """Yield the whole runs of a shard, also of one that is still written to."""
    try:
        with pa.OSFile(str(place), "rb") as file, pa.ipc.open_stream(file) as stream:
            while True:
                batch, about = stream.read_next_batch_with_custom_metadata()
                if about is None:  # of no shard
                    return
                record = json.loads(about[_RECORD])
                yield Kept(record, pa.Table.from_batches([batch]))
    except (StopIteration, pa.ArrowException, FileNotFoundError):
        return  # its end, the half of a run that a kill left, or gone into the tables
    except OSError as error:
        if error.errno is not None:
            raise


def shards(folder: Path) -> list[Path]:
    """Return the shards of a folder."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def finished(place: Path) -> bool:
    """Return whether nobody writes to a shard any more."""
    try:
        lock = os.open(place, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return _is_old(place)
    else:  # a lock may hold on its own machine only: elsewhere its end or its age tells
        here = place.name.startswith(f"{socket.gethostname()}-")
        return here or _has_its_end(lock) or _is_old(place)
    finally:
        os.close(lock)


def _has_its_end(shard: int) -> bool:
    """Return whether a shard was closed by its writer, given its descriptor."""
    return os.pread(shard, len(_END), max(0, os.fstat(shard).st_size - len(_END))) == _END


def _is_old(place: Path) -> bool:
    """Return whether a shard was not written to for so long that nobody can be at it."""
    return time() - place.stat().st_mtime > _DAY


def forget_drafts(folder: Path) -> None:
    """Remove shards that a kill left before they had a name."""
    for draft in folder.glob(f"*{_DRAFT}"):
        with suppress(FileNotFoundError):  # it has its name now
            if finished(draft) and time() - draft.stat().st_mtime > _MINUTE:
                draft.unlink()
