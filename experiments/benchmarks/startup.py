"""Start-up: how long the command takes to help, and to run until there is a picture."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from experiments.benchmarks.figures import Figure
from experiments.benchmarks.timing import in_turn

HELP_LIMIT, RUN_LIMIT = 0.5, 4.0  # s
_COMMAND = "from experiments.cli import main; main()"
_IMPORTED = re.compile(r"import time:\s*(\d+) \|\s*\d+ \|\s*(\w+)")


def figures(rounds: int) -> Iterator[Figure]:
    """Yield the seconds of `fivebytwo --help`, and of a second `fivebytwo run`."""
    with TemporaryDirectory() as folder:
        out = ["run", "--out", str(Path(folder) / "run")]
        things = {
            "help": lambda: fivebytwo(folder, "--help"),
            "run": lambda: fivebytwo(folder, *out),
        }
        seconds = in_turn(things, rounds, clock=perf_counter)
        if not list((Path(folder) / "run").glob("*.svg")):
            raise FileNotFoundError("fivebytwo run drew no picture")
    for name, what, limit in (
        ("help", "fivebytwo --help", HELP_LIMIT),
        ("run", "a second fivebytwo run, to its picture", RUN_LIMIT),
    ):
        yield Figure(
            what=what, unit="s", least=seconds[name].least, usual=seconds[name].median, limit=limit
        )


def imports(*words: str, most: int) -> list[tuple[str, float]]:
    """Return the packages whose import takes most of a command's time [s]."""
    with TemporaryDirectory() as folder:
        told = fivebytwo(folder, *words, flags=("-X", "importtime")).stderr
    packages: Counter[str] = Counter()
    for microseconds, package in _IMPORTED.findall(told):
        packages[package] += int(microseconds)
    return [(package, total / 1e6) for package, total in packages.most_common(most)]


def fivebytwo(
    folder: str, *words: str, flags: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with a cache of its own in a folder."""
    return subprocess.run(  # noqa: S603
        [sys.executable, *flags, "-c", _COMMAND, *words], capture_output=True, text=True,
        check=True, cwd=folder,
        env=_environment(folder),
    )  # fmt: skip


def _environment(folder: str) -> dict[str, str]:
    """Return an environment with its own cache, in which Python keeps what it has compiled."""
    ours = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return ours | {"FIVEBYTWO_CACHE": str(Path(folder) / "cache")}
