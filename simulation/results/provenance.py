"""What it takes to make results again, written beside them."""

import platform
import subprocess
from dataclasses import asdict, fields
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from simulation.network.field import Files
from simulation.scenario import Scenario

SCHEMA = 2
TABLES = tuple(f.name for f in fields(Files))  # of the partnership, that a user may bring
_SOFTWARE = ("fivebytwo", "mesa", "networkx", "numba", "numpy", "pandas")


def record(
    scenario: Scenario, *, seed: int, until: int, fraction: float, schools: Path | None,
    population: str, seconds: float, files: Files | None = None,
    added: Path | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the record of one run."""
    return {
        "schema": SCHEMA,
        "scenario": {"name": scenario.name, "title": scenario.title, "question": scenario.question},
        "changes": [asdict(c) for c in scenario.changes],
        "parameters": asdict(scenario.worlds[until]),
        "seed": seed,
        "until": until,
        "fraction": fraction,
        **_of_the_user(schools, added, files or Files()),
        "population": population,
        "commit": commit(),
        "software": dict(software()),
        "python": platform.python_version(),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
    }


def _of_the_user(schools: Path | None, added: Path | None, files: Files) -> dict[str, str | None]:
    """Return where each file of the user's own is, and what was in it."""
    tables = {"schools": schools, "added": added} | {name: getattr(files, name) for name in TABLES}
    told: dict[str, str | None] = {}
    for name, place in tables.items():
        told[name] = str(place.resolve()) if place else None
        told[f"{name}_sha256"] = digest(place) if place else None
    return told


def digest(place: Path) -> str:
    """Return the SHA-256 of a file."""
    return sha256(place.read_bytes()).hexdigest()


@cache
def software() -> dict[str, str]:
    """Return the versions of what the model is built on."""
    return {name: version(name) for name in _SOFTWARE}


@cache  # a process runs the code it started with
def commit() -> str:
    """Return the commit of the code, with `+` if the code was changed since; or `unknown`."""
    here = Path(__file__).resolve().parent
    try:
        git = ["git", "-C", str(here)]
        head = subprocess.run(  # noqa: S603  a fixed command
            [*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
        )
        dirty = subprocess.run(  # noqa: S603
            [*git, "status", "--porcelain", "--", ":/simulation", ":/scenarios", ":/experiments"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head.stdout.strip() + ("+" if dirty.stdout.strip() else "")
