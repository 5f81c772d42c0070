"""Run in a process of its own by `memory`: build, run, run again, and tell what memory it took."""

import gc
import json
import re
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

from simulation.model import Country
from simulation.population.store import Population, cache_folder
from simulation.run import Case, load, run

_MB = 1e6
_KILO = 1024
_BESIDE = 2010  # the year until which another country lives, and then waits


class Sampler:
    """Looks at the private memory of this process in each year of a run [MB]."""

    def __init__(self) -> None:
        self.most = 0.0

    def see(self, _: Country) -> None:
        """Look."""
        self.most = max(self.most, private())


def private() -> float:
    """Return the memory that belongs to this process alone [MB]."""
    return float(psutil.Process().memory_full_info().uss) / _MB


def peak() -> float:
    """Return the most memory this process ever held, mapped files included [MB].

    As Linux keeps it for the program that runs; `getrusage` would begin with that of the parent.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = re.findall(r"VmHWM:\s*(\d+) kB", status)
    return int(kilobytes) * _KILO / _MB


def probe(further: int) -> dict[str, Any]:
    """Build the population, run, and run `further` times; the cache is empty at first."""
    start = perf_counter()
    case = load("history")
    built = perf_counter() - start
    run(case, seed=1)
    most = peak()
    run(case, seed=2)  # warm: the allocator has learnt how large a run is, and keeps the room
    left = [_left_behind(case, seed) for seed in range(3, 3 + further)]
    return {
        "peak": most, "built": built, "left": left, "beside": _beside_another(case),
        "file": _bytes(case.population) / _MB,
    }  # fmt: skip


def _left_behind(case: Case, seed: int) -> float:
    """Return by how much private memory is larger after a run [MB]."""
    gc.collect()
    before = private()
    run(case, seed=seed)
    gc.collect()
    return private() - before


def _beside_another(case: Case) -> float:
    """Return the private memory of a run while another country, still alive, waits [MB]."""
    waiting = case.model(seed=1)
    while waiting.year < _BESIDE:
        waiting.step()
    gc.collect()
    before, sampler = private(), Sampler()
    run(case, seed=2, watchers=[sampler])
    waiting.release()
    return sampler.most - before


def _bytes(population: Population) -> int:
    """Return the bytes of a population's files."""
    folder = cache_folder() / f"population-{population.key}"
    return sum(file.stat().st_size for file in folder.iterdir())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(probe(int(sys.argv[1]))))
