"""Files of a command: whole or not there, and refused before the work rather than after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from experiments.mistakes import reason


def check_folder(folder: Path) -> None:
    """Raise WrongFolder unless results can be written to a folder; leave nothing behind."""
    from simulation.store import check

    with writing(folder):
        check(folder)
        with TemporaryDirectory(prefix=".fivebytwo-", dir=_nearest(folder)):
            pass


def check_place(folder: Path) -> None:
    """Raise WrongFolder, before the work, unless files can be written beside others' there."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".fivebytwo-", dir=folder):
            pass


@contextmanager
def writing(place: Path, advice: str = "Choose another --out.") -> Iterator[None]:
    """Turn a refusal of the system into WrongFolder, which names the place and the way out."""
    from simulation.store import WrongFolder

    try:
        yield
    except OSError as error:
        raise WrongFolder(f"{place} cannot be written: {reason(error)}. {advice}") from error


def write_whole(place: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside its place, then move it there in one step.

    Raises WrongFolder if the place cannot be written, or is something else than a file.
    """
    from simulation.store import WrongFolder

    if place.exists() and not place.is_file():
        raise WrongFolder(f"{place} is not a file. Choose another name.")
    with writing(place, "Choose another place."):
        place.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".fivebytwo-", dir=place.parent) as part:
            draft = Path(part) / place.name
            write(draft)
            draft.replace(place)


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    return next(p for p in (folder, *folder.absolute().parents) if p.exists())
