"""A chunk: the runs of one task of a job array, and how the task carries them out.

A submission is a folder: runs.jsonl has a run a line, job.json the length of a chunk and the model
that the runs were named for, job.sh is what SLURM starts, and N.log what task N said.

python -m simulation.ensemble.chunk FOLDER N
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from simulation.ensemble.code import model
from simulation.ensemble.local import locally
from simulation.ensemble.runs import Run
from simulation.ensemble.site import WrongSite
from simulation.ensemble.store import DONE, Store, WrongStore, open_store

JOBS = "jobs"  # the folder of submissions in a store
SCRIPT = "job.sh"
_RUNS, _ABOUT = "runs.jsonl", "job.json"
_FIRST = 3  # errors that a log shows


def write(folder: Path, runs: Sequence[Run], chunk: int, seconds: float | None = None) -> None:
    """Write runs into the folder of a submission."""
    lines = (json.dumps(r.as_json(), default=str) + "\n" for r in runs)
    with (folder / _RUNS).open("w", encoding="utf-8") as file:
        file.writelines(lines)
    about = {"model": model(), "chunk": chunk, "runs": len(runs), "seconds": seconds}
    (folder / _ABOUT).write_text(json.dumps(about) + "\n", encoding="utf-8")


def carry_out(folder: Path, task: int) -> int:
    """Carry out what a store has not yet of a chunk, and return the exit status."""
    about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    if about["model"] != model():
        _say(
            f"Code, data or libraries changed since these runs were submitted (model"
            f" {about['model']}, now {model()}): nothing is computed. Submit again with"
            " `fivebytwo sweep`."
        )
        return 1
    try:
        store = open_store(folder.parents[1])
        mine = list(_runs(folder, task, about["chunk"]))
        known = store.status()
        missing = [r for r in mine if known.get(r.key) != DONE]
        _say(f"Task {task}: {len(mine)} runs, {len(mine) - len(missing)} of them done before.")
        failures = _do(missing, store, about["seconds"])
        store.compact()
    except (OSError, WrongStore, WrongSite) as error:
        _say(f"It cannot go on: {error} What was kept before is whole; submit again.")
        return 1
    _say(f"Task {task}: {len(missing) - failures} done, {failures} failed.")
    return 0


def _runs(folder: Path, task: int, chunk: int) -> Iterator[Run]:
    """Yield the runs of a task."""
    with (folder / _RUNS).open(encoding="utf-8") as lines:
        for line in islice(lines, task * chunk, (task + 1) * chunk):
            told: dict[str, Any] = json.loads(line)
            yield Run.from_json(told)


def _do(missing: Sequence[Run], store: Store, seconds: float | None) -> int:
    """Carry runs out on all cores of the task, and return how many failed."""
    failures = 0
    for ended in locally(missing, store, workers=_cores(), seconds=seconds):
        failures += bool(ended.error)
        if ended.error and failures <= _FIRST:
            _say(f"{ended.key}: {ended.error}")
    return failures


def _cores() -> int:
    """Return the cores of this task."""
    return int(os.environ.get("SLURM_CPUS_PER_TASK", "0")) or len(os.sched_getaffinity(0))


def _say(words: str) -> None:
    """Write a line to the log, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(carry_out(Path(sys.argv[1]), int(sys.argv[2])))
