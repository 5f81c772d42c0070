"""`fivebytwo targets`: every observed figure the model is held to, beside the simulated one."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isnan
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from calibration.misfit import Misfit, misfits, missing, unfitted, within
from calibration.summaries import beside, simulated
from experiments import say
from experiments.files import check_folder, write_whole, writing
from experiments.settings import WrongSetting, read_settings
from simulation.data.targets import targets
from simulation.population.store import cache_folder
from simulation.results.evaluation import estimates
from simulation.results.panel import Panel
from simulation.results.provenance import record
from simulation.run import Case, load, run
from simulation.scenario import scenario

TABLE, RECORD = "targets.csv", "targets.json"
_BOYS = ("BOI_G5", "boys")  # the other reading of what was published of Give Five
_MANY = 20  # from which on counts are printed as whole numbers
_FAR = 2  # standard deviations, beyond which a distance is marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for on the command line."""

    scenario: str
    seeds: int
    from_seed: int
    settings: Sequence[str]
    fraction: float
    out: Path | None

    @property
    def command(self) -> str:
        """The command that does it again, every choice spelt out."""
        words = [
            "fivebytwo", "targets", self.scenario, "--seeds", str(self.seeds), "--from-seed",
            str(self.from_seed), *(word for s in self.settings for word in ("--set", s)),
            "--fraction", f"{self.fraction:g}", *(("--out", str(self.out)) if self.out else ()),
        ]  # fmt: skip
        return shlex.join(words)


class Seen(NamedTuple):
    """What one run says: of each target, of each other fact, and of Give Five read as boys'."""

    targets: Mapping[str, float]
    facts: Mapping[str, float]
    boys: Mapping[str, float]


def compare(order: Order) -> None:
    """Run a scenario under each seed, and print the targets beside what came out."""
    start, case = perf_counter(), _case(order)
    until, seen = max(t.year for t in targets()), []
    with say.progress(f"Simulating under {order.seeds} seeds") as tell:
        for done in range(order.seeds):
            seen.append(_see(case, order.from_seed + done, until))
            tell((done + 1) / order.seeds)
    held, others = misfits([s.targets for s in seen]), unfitted([s.facts for s in seen])
    if order.fraction < 1:
        say.line(f"{order.fraction:g} of the authorities: the error of a small sample is not told.")
    _print(held, others, misfits([{**s.targets, **s.boys} for s in seen]), order.seeds)
    if order.out:
        about = record(
            case.scenario, seed=order.from_seed, until=until, fraction=order.fraction, schools=None,
            population=case.population.key, seconds=perf_counter() - start,
        )  # fmt: skip
        _save(order.out, [*held, *others], about | {"seeds": order.seeds, "command": order.command})
        say.line(f"Files in {order.out}: {TABLE}, {RECORD}")


def _case(order: Order) -> Case:
    """Return the case, or raise all that is wrong with the order before any work is done."""
    values: dict[str, float] = {}
    wrong: list[str] = []
    for check in (
        lambda: values.update(read_settings(order.settings)),
        lambda: scenario(order.scenario),
        lambda: _check_out(order.out),
    ):
        try:
            check()
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise WrongSetting("\n".join(wrong))
    advice = "Set FIVEBYTWO_CACHE to a folder that can."
    with writing(cache_folder(), advice), say.progress("Building the population, once") as tell:
        return load(order.scenario, set=values, fraction=order.fraction, tell=tell)


def _check_out(out: Path | None) -> None:
    """Raise WrongFolder unless there is nothing to write, or it can be written."""
    if out and not (out / RECORD).is_file():  # else it is ours
        check_folder(out)


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

    table, told = pd.DataFrame([asdict(row) for row in rows]), json.dumps(about, indent=1) + "\n"
    with writing(folder):
        (folder / RECORD).unlink(missing_ok=True)
    write_whole(folder / TABLE, lambda draft: table.to_csv(draft, index=False))
    write_whole(folder / RECORD, lambda draft: draft.write_text(told, encoding="utf-8"))


def _print(
    held: Sequence[Misfit], others: Sequence[Misfit], boys: Sequence[Misfit], seeds: int
) -> None:
    """Print the targets, the other facts, and how many are near."""
    over = f"mean over {seeds} seeds" if seeds > 1 else "one seed"
    figures = ("observed", "± sd", "simulated", "± seeds", "distance")
    say.table(
        ("", "target", *figures, " "),
        [
            (_heading(held, i), r.id, *_told_figures(r), _told(r.distance, "+.1f"),
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
        f" {_told(other.simulated, '.2f')}, distance {_told(other.distance, '+.1f')}."
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
    return observed, *simulation, _told(row.simulated / row.observed - 1, "+.0%")


def _told_figures(row: Misfit) -> tuple[str, ...]:
    """Return observed figure and error, simulated figure and spread over seeds, as printed."""
    whole = row.observed >= _MANY and "share" not in row.measure
    form = ",.0f" if whole else ".1f" if isnan(row.sd) else ".2f"
    told = [_told(v, form) for v in (row.observed, row.sd, row.simulated, row.seed_sd)]
    return told[0], told[1], told[2] or row.note, told[3]


def _told(value: float, form: str) -> str:
    """Return a number as printed, or nothing if there is none.

    >>> _told(2.345, "+.1f"), _told(float("nan"), "+.1f")
    ('+2.3', '')
    """
    return "" if isnan(value) else format(value, form)
