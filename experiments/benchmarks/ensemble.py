"""Many runs: what two workers gain, what engines add to a run, and how soon a store answers.

Everything is measured in processes of its own, with one thread of linear algebra each.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from experiments.benchmarks.figures import Figure
from experiments.benchmarks.stored import MANY
from experiments.cli_sweep import one_thread_each

SPEED_UP = 0.93  # of what a control gains that only computes
LOCAL, DASK = 5.0, 15.0  # ms that an engine may add to a run
BAND, BYTES = 2.0, 25_000.0  # s until the band of all runs is drawn; of a run on disk
RUNS = 10_000
_QUICK_RUNS = 1_000
_KILO = 1_000

Best = Callable[[Sequence[float]], float]
Paces = Mapping[str, Sequence[Sequence[Sequence[float]]]]  # way, round, workers, clock
BESTS: tuple[Best, Best] = (min, median)
FREE = 1.5  # what the control gains on a machine that has two cores to spare
BUSY = f" (not judged: others are busy here, the control gains less than {FREE:g})"
_OF_A_CORE = 1  # the second clock of paces
_WAYS = {
    "control": "two workers over one: control that only computes",
    "loops": "  national runs to 2017 in forked loops, no engine",
    "engine": "  national runs to 2017 through the local engine",
}


def figures(*, quick: bool) -> Iterator[Figure]:
    """Yield the figures of engines, and those of stores."""
    found = told("engines", *(["--quick"] if quick else []))
    yield from gained(found["paces"])
    yield from added(found["added"], free=is_free(found["paces"]))
    yield from _inside(found["inside"], found["watched"])
    yield from _named(found["naming"])
    runs = _QUICK_RUNS if quick else RUNS
    with TemporaryDirectory(prefix="fivebytwo-") as folder:
        yield from _stored(told("stored", folder, str(3 if quick else 12), str(runs)))
        places = str(Path(folder) / MANY), str(Path(folder) / "band.png")
        bands = [told("band", *places)["moments"] for _ in range(2 if quick else 5)]
    yield from drawn(bands, runs)


def told(program: str, *words: str) -> Any:  # noqa: ANN401  whatever the program tells
    """Return what a program of this folder tells, run in a process of its own."""
    command = [sys.executable, "-m", f"{__package__}.{program}", *words]
    out = subprocess.run(  # noqa: S603
        command, stdout=subprocess.PIPE, text=True, check=True, env=environment()
    ).stdout
    return json.loads(out)


def environment() -> dict[str, str]:
    """Return this process's environment, with one thread of linear algebra."""
    one_thread_each()
    return dict(os.environ)


def gained(paces: Paces) -> Iterator[Figure]:
    """Yield what a second worker gains, of what a run takes with one and with two by round."""
    least, usual = ({name: speed_up(by, best) for name, by in paces.items()} for best in BESTS)
    for name, what in _WAYS.items():
        yield Figure(what=what, unit="times", least=least[name], usual=usual[name])
    for name in _WAYS:
        each = [two[_OF_A_CORE] / one[_OF_A_CORE] for one, two in paces[name]]
        yield Figure(
            what=f"  {name}: a run's time of a core, beside another over alone", unit="times",
            least=min(each), usual=median(each),
        )  # fmt: skip
    free = is_free(paces)
    for name, what, limit in (
        ("loops", "  speed-up of the loops over the control's", None),
        ("engine", "  speed-up of the engine over the control's", SPEED_UP),
    ):
        yield Figure(
            what=what if free else what + BUSY, unit="", least=least[name] / least["control"],
            usual=usual[name] / usual["control"], limit=limit if free else None, at_least=True,
        )  # fmt: skip


def is_free(paces: Paces) -> bool:
    """Return whether the control gains so much that two cores were to spare."""
    return speed_up(paces["control"], median) >= FREE


def speed_up(by_round: Sequence[Sequence[Sequence[float]]], best: Best) -> float:
    """Return what two workers gain on the wall: of the best times, or of a usual round."""
    one, two = ([workers[i][0] for workers in by_round] for i in range(2))
    if best is min:
        return min(one) / min(two)
    return best([a / b for a, b in zip(one, two, strict=True)])


def added(seconds: Mapping[str, Sequence[float]], *, free: bool) -> Iterator[Figure]:
    """Yield what engines add to a run on the wall, judged on a free machine, and what else."""
    for name, what, limit in (
        ("local", "added to a run by the local engine", LOCAL),
        ("dask", "added to a run through Dask, on this machine", DASK),
    ):
        each = [a - b for a, b in zip(seconds[name], seconds["loop"], strict=True)]
        least = min(seconds[name]) - min(seconds["loop"])
        yield _milliseconds(
            what if free else what + BUSY, least, median(each), limit if free else None
        )
        (own,) = seconds[f"{name} in the sweep"]
        yield _milliseconds("  in the process of the sweep, of a core", own, own)
    yield Figure(
        what="  until the first run has ended locally, once a sweep", unit="s",
        least=min(seconds["first"]), usual=median(seconds["first"]),
    )  # fmt: skip


def _inside(
    small: Mapping[str, Sequence[float]], watched: Mapping[str, Sequence[float]]
) -> Iterator[Figure]:
    """Yield what is added within a worker, in seconds of a core, which others do not lengthen."""
    for what, found, after, before in (
        ("in its worker, choosing the measures of a run", small, "looked at", "alone"),
        ("in its worker, keeping them", small, "kept", "looked at"),
        ("looking at the partnership until 2030, and choosing", watched, "looked at", "alone"),
    ):
        yield _milliseconds(
            f"  {what}, of a core", min(found[after]) - min(found[before]),
            median(found[after]) - median(found[before]),
        )  # fmt: skip


def _named(naming: Mapping[str, Any]) -> Iterator[Figure]:
    """Yield what it takes to name runs."""
    for what, count in (
        ("a world", naming["worlds"]),
        ("a run, ten seeds a world", naming["runs"]),
    ):
        each = [s / count for s in naming["seconds"]]
        yield _milliseconds(f"naming {what}", min(each), median(each))


def _stored(found: Mapping[str, Any]) -> Iterator[Figure]:
    """Yield what it takes to keep runs."""
    append = found["append"]
    yield _milliseconds("adding a run to a shard", min(append), median(append))
    rates = [found["part"] / s for s in found["seconds"]]
    yield Figure(
        what="writing runs as tables", unit="runs/s", least=max(rates), usual=median(rates)
    )
    for what, size, limit in (
        (f"a national run to 2030 on disk, {found['real']} real ones", found["tables"], BYTES),
        ("  while it is in a shard", found["growing"], None),
        ("  of those made up", found["many"], None),
    ):
        kilo = size / _KILO
        yield Figure(what=what, unit="kB", least=kilo, usual=kilo, limit=limit and limit / _KILO)


def drawn(bands: Sequence[Mapping[str, float]], runs: int) -> Iterator[Figure]:
    """Yield how long it takes until a band is drawn; the question takes longer of more runs."""
    times = RUNS / runs
    scaled = "" if times == 1 else f", asked scaled from {runs:,}"
    parts = {
        "opened": [m["opened"] - m["imported"] for m in bands],
        "asked": [times * (m["asked"] - m["opened"]) for m in bands],
        "drawn": [m["drawn"] - m["asked"] for m in bands],
        "imports": [m["imported"] - m["begin"] for m in bands],
    }
    work = [sum(of) for of in zip(parts["opened"], parts["asked"], parts["drawn"], strict=True)]
    parts["with imports"] = [a + b for a, b in zip(work, parts["imports"], strict=True)]
    yield Figure(
        what=f"{RUNS:,} runs opened and a band drawn{scaled}", unit="s",
        least=min(work), usual=median(work), limit=BAND,
    )  # fmt: skip
    for name, seconds in parts.items():
        yield Figure(what=f"  {name}", unit="s", least=min(seconds), usual=median(seconds))


def _milliseconds(what: str, least: float, usual: float, limit: float | None = None) -> Figure:
    """Return a figure of seconds, in thousandths."""
    return Figure(what=what, unit="ms", least=_KILO * least, usual=_KILO * usual, limit=limit)
