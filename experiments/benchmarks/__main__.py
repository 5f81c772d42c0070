"""Measure speed and memory, each against a limit that knows the machine: `make bench`."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from experiments import say
from experiments.benchmarks import (
    choice,
    ensemble,
    machine,
    memory,
    national,
    partnership,
    startup,
)
from experiments.benchmarks.figures import COLUMNS, REFERENCE, Figure
from simulation.run import Case, load


def main() -> None:
    """Measure, print the table and where the time goes, and write it as JSON if asked."""
    wanted = _wanted()
    about = machine.facts()
    say.line(", ".join(f"{name} {value}" for name, value in about.items()))
    case, small = load("history"), load("history", fraction=0.05)
    measured = list(_figures(case, small, quick=wanted.quick))
    say.table(COLUMNS, [f.row for f in measured], numbers=COLUMNS[1:-1])
    say.line(
        "Best and median of repetitions in turn. Times are limited in proportion to the memory "
        f"triad of the same rounds, {REFERENCE:g} GB/s being the machine of reference."
    )
    seasons = national.seasons(case)
    say.line()
    say.table(
        ("a student-year of the national run", "ns"),
        [(name, f"{ns:.2f}") for name, ns in seasons.items()], numbers=("ns",),
    )  # fmt: skip
    _tell_more(case)
    if wanted.json:
        content = {"machine": about, "figures": [f.as_dict() for f in measured], "ns": seasons}
        wanted.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def _wanted() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m experiments.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions: a fast look")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    return parser.parse_args()


def _figures(case: Case, small: Case, *, quick: bool) -> Iterator[Figure]:
    """Yield every figure, the quiet ones before those that start processes."""
    yield from national.figures(
        case, small, rounds=3 if quick else 25, twin_years=1 if quick else 4
    )
    yield from choice.figures(case.population, rounds=5 if quick else 25)
    yield from partnership.figures(case, small, rounds=3 if quick else 15)
    yield from memory.figures(further=1 if quick else 4)
    yield from startup.figures(rounds=1 if quick else 5)
    yield from ensemble.figures(quick=quick)


def _tell_more(case: Case) -> None:
    """Tell which functions take the time of a run, and which imports that of a start."""
    say.table(
        ("own time of a run, profiled", "calls", "share"),
        [(name, str(calls), f"{share:.1%}") for name, calls, share in national.profile(case, 16)],
        numbers=("calls", "share"),
    )
    for words in (("--help",), ("run", "--out", "run", "--fraction", "0.05")):
        say.table(
            (f"imports of fivebytwo {words[0]}", "s"),
            [(name, f"{s:.2f}") for name, s in startup.imports(*words, most=8)], numbers=("s",),
        )  # fmt: skip


if __name__ == "__main__":
    main()
