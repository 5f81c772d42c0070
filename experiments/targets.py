"""`fivebytwo targets`: every observed figure the model is held to, beside the simulated one."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isnan
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from calibration.misfit import Misfit, misfits, missing, unfitted, within
from calibration.summaries import beside, simulated
from experiments import say
from experiments.files import write_whole, writing
from experiments.seeds import Order, case_of, counted, told, warn_of_sample
from simulation.data.targets import targets
from simulation.results.evaluation import estimates
from simulation.results.panel import Panel
from simulation.run import Case, run

TABLE, RECORD = "targets.csv", "targets.json"
_BOYS = ("BOI_G5", "boys")  # the other reading of what was published of Give Five
_MANY = 20  # from which on counts are printed as whole numbers
_FAR = 2  # standard deviations, beyond which a distance is marked


class Seen(NamedTuple):
    """What one run says: of each target, of each other fact, and of Give Five read as boys'."""

    targets: Mapping[str, float]
    facts: Mapping[str, float]
    boys: Mapping[str, float]


def compare(order: Order) -> None:
    """Run a scenario under each seed, and print the targets beside what came out."""
    start = perf_counter()
    case = case_of(order, ours=bool(order.out and (order.out / RECORD).is_file()))
    until = max(t.year for t in targets())
    seen = [_see(case, seed, until) for seed in order.each("Simulating")]
    held, others = misfits([s.targets for s in seen]), unfitted([s.facts for s in seen])
    warn_of_sample(order)
    _print(held, others, misfits([{**s.targets, **s.boys} for s in seen]), order.seeds)
    if order.out:
        about = order.about(case, until=until, seconds=perf_counter() - start)
        _save(order.out, [*held, *others], about)
        say.line(f"Files in {order.out}: {TABLE}, {RECORD}")


def _see(case: Case, seed: int, until: int) -> Seen:
    """Return what one run says."""
    panel = Panel(until=until)
    results = run(case, seed=seed, until=until, watchers=[panel])
    effects = estimates(panel, seed=seed)
    target, reading = _BOYS
    return Seen(
        simulated(results, effects=effects),
        beside(results),
        simulated(results, effects=effects, give_five_of=reading, ids=[target]),
    )


def _save(folder: Path, rows: Sequence[Misfit], about: dict[str, Any]) -> None:
    """Write the table; the record of before leaves first, the new one comes last."""
    import pandas as pd

    table, words = pd.DataFrame([asdict(row) for row in rows]), json.dumps(about, indent=1) + "\n"
    with writing(folder):
        (folder / RECORD).unlink(missing_ok=True)
    write_whole(folder / TABLE, lambda draft: table.to_csv(draft, index=False))
    write_whole(folder / RECORD, lambda draft: draft.write_text(words, encoding="utf-8"))


def _print(
    held: Sequence[Misfit], others: Sequence[Misfit], boys: Sequence[Misfit], seeds: int
) -> None:
    """Print the targets, the other facts, and how many are near."""
    over = f"mean over {counted(seeds)}" if seeds > 1 else counted(seeds)
    figures = ("observed", "± sd", "simulated", "± seeds", "distance")
    say.table(
        ("", "target", *figures, " "),
        [
            (_heading(held, i), r.id, *_told_figures(r), told(r.distance, "+.1f"),
             "*" if abs(r.distance) > _FAR else "")
            for i, r in enumerate(held)
        ],
        numbers=figures,
        title=f"Targets, {over}; distance in standard deviations of the observed figure",
    )  # fmt: skip
    columns = ("observed", "simulated", "± seeds", "difference")
    say.table(
        ("", "year", "figure", *columns),
        [
            (_heading(others, i), str(r.year), r.measure, *_compared(r))
            for i, r in enumerate(others)
        ],
        numbers=columns,
        title=f"Observed, but no targets, {over}",
    )
    say.line(_verdict(held))
    (other,) = (row for row in boys if row.id == _BOYS[0])
    say.line(
        f"{other.id} is read as the effect on all; read as that on boys, simulated"
        f" {told(other.simulated, '.2f')}, distance {told(other.distance, '+.1f')}."
    )


def _verdict(rows: Sequence[Misfit]) -> str:
    """Return how many targets are met within one, two and three standard deviations."""
    near = ", ".join(f"{within(rows, sds)} within {sds} sd" for sds in (1, 2, 3))
    absent = [f"{row.id} ({row.note})" for row in missing(rows)]
    return f"Of {len(rows)} targets {near}" + "; missing: " * bool(absent) + ", ".join(absent) + "."


def _heading(rows: Sequence[Misfit], i: int) -> str:
    """Return the name of a block in its first row."""
    return "" if i and rows[i - 1].block == rows[i].block else rows[i].block


def _compared(row: Misfit) -> tuple[str, ...]:
    """Return the figures of a row whose error nobody knows, as printed."""
    observed, _, *simulation = _told_figures(row)
    return observed, *simulation, told(row.simulated / row.observed - 1, "+.0%")


def _told_figures(row: Misfit) -> tuple[str, ...]:
    """Return observed figure and error, simulated figure and spread over seeds, as printed."""
    whole = row.observed >= _MANY and "share" not in row.measure
    form = ",.0f" if whole else ".1f" if isnan(row.sd) else ".2f"
    figures = (row.observed, row.sd, row.simulated, row.seed_sd)
    observed, sd, simulation, seed_sd = (told(v, form) for v in figures)
    return observed, sd, simulation or row.note, seed_sd
