"""A plan: the runs that a design stands for, and its place in a store."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from experiments.sweeps.design import Design
from experiments.sweeps.sample import points_of, problem, size_of
from simulation.ensemble.code import model
from simulation.ensemble.runs import Run, runs_of
from simulation.ensemble.store import (
    DESIGN,
    PLAN,
    POINTS,
    Store,
    write_parquet,
    write_text,
)  # fmt: skip
from simulation.results.provenance import commit, software

UNIT = "unit"  # the column of points in SALib's unit cube
_HEADING = ("title", "question", "scenarios")


@dataclass(frozen=True, slots=True)
class Plan:
    """A design, and its runs: one for each point, scenario and seed, in that order.

    Attributes
    ----------
    points
        One row a run: design, point, scenario, seed, run, the point in SALib's unit cube, and a
        column a parameter that is varied.
    runs
        The runs, each once.
    """

    design: Design
    points: pa.Table
    runs: list[Run]

    @property
    def name(self) -> str:
        """What it is called in a store: it differs whenever a run does, or how they are varied."""
        about = self._about()
        how = {**(about["vary"] or {}), "file": None}  # its draws are in the runs, wherever it lies
        varied = json.dumps([how, about["problem"]], sort_keys=True, default=str)
        told = varied + "".join(self.points["run"].to_pylist())
        return f"{self.design.name}-{sha256(told.encode()).hexdigest()[:8]}"

    def save(self, store: Store) -> Path:
        """Write the design and its points into a store, unless they stand there; return where."""
        place = store.designs / self.name
        if not self._stands(place):
            place.mkdir(parents=True, exist_ok=True)
            write_text(place / DESIGN, self.design.text)
            write_parquet(self.points, place / POINTS)
            write_text(place / PLAN, json.dumps(self._about(), indent=1, default=str) + "\n")
        return place

    def _stands(self, place: Path) -> bool:
        """Return whether a folder tells of the design as it is written now.

        A kill between two files leaves the plan as it was before, so both are compared.
        """
        try:
            text = (place / DESIGN).read_bytes()
            known = json.loads((place / PLAN).read_text(encoding="utf-8"))
            told = [known[key] for key in _HEADING]
        except (OSError, ValueError, LookupError, TypeError):
            return False
        now = self._about()
        return text == self.design.text.encode() and told == [now[key] for key in _HEADING]

    def _about(self) -> dict[str, Any]:
        """Return what analyses need to know of the design, and which model it was expanded for."""
        d = self.design
        return {
            "name": d.name, "title": d.title, "question": d.question,
            "scenarios": [Path(s).stem for s in d.scenarios], "seeds": list(d.seeds),
            "ground": asdict(d.ground), "set": dict(d.fixed),
            "vary": asdict(d.vary) if d.vary else None,
            "problem": problem(d.vary) if d.vary and d.vary.inputs else None,
            "runs": len(self.runs), "model": model(), "commit": commit(), "software": software(),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
        }  # fmt: skip


def runs_in(design: Design) -> int:
    """Return how many runs a design has, counted without naming them."""
    points = size_of(design.vary) if design.vary else 1
    return points * len(design.scenarios) * len(design.seeds)


def plan_of(design: Design, tell: Callable[[float], None] = lambda _: None) -> Plan:
    """Return the plan of a design; raise WrongDesign if it has no points that can be run."""
    points = points_of(design)
    rows: list[tuple[int, str, int, str]] = []
    runs: dict[str, Run] = {}
    for number, values in enumerate(points.values):
        for name in design.scenarios:
            of = runs_of(name, {**design.fixed, **values}, design.seeds_of(number), design.ground)
            rows += [(number, Path(name).stem, r.seed, r.key) for r in of]
            runs |= {r.key: r for r in of}
        tell((number + 1) / len(points.values))
    each = len(design.scenarios) * len(design.seeds)
    numbers, names, seeds, keys = zip(*rows, strict=True)
    columns: dict[str, Any] = {
        "design": [design.name] * len(rows), "point": pa.array(numbers, pa.int32()),
        "scenario": names, "seed": pa.array(seeds, pa.uint64()), "run": keys,
        UNIT: pa.array(list(np.repeat(points.unit, each, axis=0)), pa.list_(pa.float64())),
    }  # fmt: skip
    for name in points.values[0]:
        columns[name] = np.repeat([float(v[name]) for v in points.values], each)
    return Plan(design, pa.table(columns), list(runs.values()))
