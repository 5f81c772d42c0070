"""Results on disk: whole or not at all.

A folder with a record is whole; the record leaves first and comes last.
"""

import json
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from simulation.results.provenance import SCHEMA

if TYPE_CHECKING:
    import pandas as pd

    from simulation.results.results import Results

RECORD, PARQUET, CSV = "record.json", "measures.parquet", "measures.csv"
TERMS, TERMS_CSV = "terms.parquet", "terms.csv"
EVENTS, TIES, PARTNERS = "events.csv", "ties.parquet", "partners.parquet"
TABLES = (PARQUET, CSV, TERMS, TERMS_CSV, EVENTS, TIES, PARTNERS)
PICTURES = ("picture.png", "picture.svg", "schools.png", "partnership.png")
_OURS = {RECORD, *TABLES, *PICTURES}
_DRAFT = ".fivebytwo-"


class WrongFolder(ValueError):
    """A folder that holds no results, or that results cannot be written to."""


def check(folder: Path) -> None:
    """Raise WrongFolder if a folder is a file, or holds something else than results."""
    if folder.exists() and not folder.is_dir():
        raise WrongFolder(f"{folder} is a file. Choose another --out.")
    if folder.is_dir() and not (folder / RECORD).is_file():
        others = [p for p in folder.iterdir() if p.name not in _OURS and not _is_draft(p)]
        if others:
            raise WrongFolder(f"{folder} holds something else than results. Choose another --out.")


def save(results: "Results", folder: Path) -> None:
    """Write all tables and the record into a folder, instead of the results and pictures of before.

    Everything is written to the disk beside its place first, so that a full disk leaves what was
    there. Then the old record goes, the files take their places, and the new record comes last: a
    kill in between leaves a folder without a record, which nobody takes for results. What else is
    in the folder stays. Raises WrongFolder as `check` does, OSError if it cannot be written.
    """
    check(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=_DRAFT, dir=folder) as name:
        draft = Path(name)
        _write(results, draft)
        (draft / RECORD).write_text(json.dumps(results.record, indent=1) + "\n", encoding="utf-8")
        for file in draft.iterdir():
            _reach_the_disk(file)
        for old in (RECORD, *PICTURES):
            (folder / old).unlink(missing_ok=True)
        for new in (*TABLES, RECORD):
            (draft / new).replace(folder / new)
    for left in filter(_is_draft, folder.iterdir()):  # by a kill of before
        shutil.rmtree(left, ignore_errors=True)


def _write(results: "Results", draft: Path) -> None:
    """Write every table of results into a folder."""
    table, terms = results.frame(), results.terms_frame()
    table.to_parquet(draft / PARQUET, index=False)
    table.to_csv(draft / CSV, index=False)
    terms.to_parquet(draft / TERMS, index=False)
    terms.to_csv(draft / TERMS_CSV, index=False)
    results.events_frame().to_csv(draft / EVENTS, index=False)
    results.ties_frame().to_parquet(draft / TIES, index=False)
    results.partners_frame().to_parquet(draft / PARTNERS, index=False)


def _is_draft(place: Path) -> bool:
    """Return whether it is what a save was writing when it was killed."""
    return place.name.startswith(_DRAFT)


def _reach_the_disk(file: Path) -> None:
    """Wait until a file would survive a power cut."""
    with file.open("rb") as written:
        os.fsync(written.fileno())


def read_record(folder: Path) -> dict[str, Any]:
    """Return the record of saved results, or raise WrongFolder."""
    place = folder / RECORD
    try:
        about: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    except OSError:
        raise WrongFolder(
            f"{folder} holds no results: {RECORD} is missing. Make some with `fivebytwo run`."
        ) from None
    except UnicodeDecodeError as error:
        raise WrongFolder(f"{place}: not UTF-8 at byte {error.start}. Run it again.") from None
    except json.JSONDecodeError as error:
        raise WrongFolder(
            f"{place}:{error.lineno}: not a record: {error.msg}. Run it again."
        ) from None
    if not isinstance(about, dict):
        raise WrongFolder(f"{place} is not a record of results. Run it again.")
    if about.get("schema") != SCHEMA:
        raise WrongFolder(
            f"{folder} is of another version of results ({about.get('schema')}). Run it again."
        )
    return about


def read_frame(folder: Path) -> "pd.DataFrame":
    """Return the measures of saved results, or raise WrongFolder."""
    return _read(folder, PARQUET)


def read_terms(folder: Path) -> "pd.DataFrame":
    """Return the partnership's measures of each term, or raise WrongFolder."""
    return _read(folder, TERMS)


def read_events(folder: Path) -> "pd.DataFrame":
    """Return what happened in the partnership, or raise WrongFolder."""
    return _read(folder, EVENTS)


def read_ties(folder: Path) -> "pd.DataFrame":
    """Return the trusted ties of members at the end of each year, or raise WrongFolder."""
    return _read(folder, TIES)


def read_partners(folder: Path) -> "pd.DataFrame":
    """Return what each partner was at the end of each year, or raise WrongFolder."""
    return _read(folder, PARTNERS)


def _read(folder: Path, name: str) -> "pd.DataFrame":
    """Return a table of saved results, or raise WrongFolder."""
    import pandas as pd  # noqa: PLC0415  not needed to save

    read_record(folder)
    try:
        if name.endswith(".csv"):  # a partner may be called NA
            texts = {"kind": str, "who": str, "text": str}
            return pd.read_csv(folder / name, keep_default_na=False, dtype=texts)
        return pd.read_parquet(folder / name)
    except (OSError, ValueError) as error:
        raise WrongFolder(f"{folder / name} cannot be read: {error}. Run it again.") from None
