"""What it takes to make results again, written beside them."""

import platform
import subprocess
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from simulation.scenario import Scenario

SCHEMA = 1
_SOFTWARE = ("fivebytwo", "mesa", "networkx", "numba", "numpy", "pandas")


def record(
    scenario: Scenario, *, seed: int, until: int, fraction: float, schools: Path | None,
    population: str, seconds: float,
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
        "schools": str(schools.resolve()) if schools else None,
        "schools_sha256": sha256(schools.read_bytes()).hexdigest() if schools else None,
        "population": population,
        "commit": commit(),
        "software": dict(software()),
        "python": platform.python_version(),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
    }


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
