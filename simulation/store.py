"""Results on disk: whole or not at all."""

import json
import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from simulation.results.provenance import SCHEMA
from simulation.results.results import Results

if TYPE_CHECKING:
    import pandas as pd

RECORD, PARQUET, CSV = "record.json", "measures.parquet", "measures.csv"


class WrongFolder(ValueError):
    """A folder that holds no results, or that results cannot be written to."""


def save(results: Results, folder: Path) -> None:
    """Write measures and record into a folder; results of before are replaced in one move.

    Everything is written beside the folder first, so that a full disk or a kill leaves what was
    there. Raises WrongFolder if the folder holds something else, OSError if it cannot be written.
    """
    if folder.exists() and not (folder / RECORD).is_file() and any(folder.iterdir()):
        raise WrongFolder(f"{folder} holds something else than results. Choose another --out.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        table = results.frame()
        table.to_parquet(part / PARQUET, index=False)
        table.to_csv(part / CSV, index=False)
        (part / RECORD).write_text(json.dumps(results.record, indent=1) + "\n", encoding="utf-8")
        if folder.exists():
            old = part / "old"
            folder.rename(old)
        part.chmod(0o755)
        part.rename(folder)
        shutil.rmtree(folder / "old", ignore_errors=True)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def read_record(folder: Path) -> dict[str, Any]:
    """Return the record of saved results, or raise WrongFolder."""
    place = folder / RECORD
    try:
        about: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    except OSError:
        raise WrongFolder(
            f"{folder} holds no results: {RECORD} is missing. Make some with `fivebytwo run`."
        ) from None
    except json.JSONDecodeError as error:
        raise WrongFolder(
            f"{place}:{error.lineno}: not a record: {error.msg}. Run it again."
        ) from None
    if about.get("schema") != SCHEMA:
        raise WrongFolder(
            f"{folder} is of another version of results ({about.get('schema')}). Run it again."
        )
    return about


def read_frame(folder: Path) -> "pd.DataFrame":
    """Return the measures of saved results, or raise WrongFolder."""
    import pandas as pd  # noqa: PLC0415  not needed to save

    read_record(folder)
    try:
        return pd.read_parquet(folder / PARQUET)
    except (OSError, ValueError) as error:
        raise WrongFolder(f"{folder / PARQUET} cannot be read: {error}. Run it again.") from None
