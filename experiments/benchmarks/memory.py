"""Memory: of a fresh process that builds and runs, and of each further run in a warm one."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from statistics import median
from tempfile import TemporaryDirectory

from experiments.benchmarks.figures import Figure

PEAK_LIMIT, FURTHER_LIMIT = 600.0, 30.0  # MB


def figures(further: int) -> Iterator[Figure]:
    """Yield peak memory, what a further run takes and leaves, and the population's cost."""
    with TemporaryDirectory() as cache:
        probe = [sys.executable, "-m", "experiments.benchmarks.memory_probe", str(further)]
        told = subprocess.run(  # noqa: S603
            probe, capture_output=True, text=True, check=True,
            env=os.environ | {"FIVEBYTWO_CACHE": cache},
        ).stdout  # fmt: skip
    found = json.loads(told)
    yield Figure(
        what="peak memory of a process that builds and runs", unit="MB",
        least=found["peak"], usual=found["peak"], limit=PEAK_LIMIT,
    )  # fmt: skip
    yield Figure(
        what="  private memory of a run beside another", unit="MB",
        least=found["beside"], usual=found["beside"], limit=FURTHER_LIMIT,
    )  # fmt: skip
    yield Figure(
        what="  private, left behind by a further run", unit="MB",
        least=max(found["left"]), usual=median(found["left"]), limit=FURTHER_LIMIT,
    )  # fmt: skip
    for what, unit, name in (
        ("  population's files, mapped and shared", "MB", "file"),
        ("  building the population", "s", "built"),
    ):
        yield Figure(what=what, unit=unit, least=found[name], usual=found[name])
