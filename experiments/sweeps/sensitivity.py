"""`fivebytwo sensitivity`: which inputs of a design matter for an outcome, and how surely."""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments import say
from experiments.files import check_folder, write_whole
from experiments.settings import WrongSetting
from experiments.sweeps.ask import near
from experiments.sweeps.indices import CONFIDENCE, RESAMPLES, Estimate, Indices
from experiments.sweeps.outcome import Asked, Outcome, Planned, outcome, planned
from experiments.sweeps.plot_sensitivity import draw
from experiments.sweeps.study import Study, study
from experiments.sweeps.wording import TITLES, left_out, outcome_words, text_of, written
from simulation.ensemble.store import open_store
from simulation.results.provenance import commit, software

TABLE, OVER_TIME, CONVERGENCE = "sensitivity.csv", "over_time.csv", "convergence.csv"
PICTURES, RECORD = ("sensitivity.png", "sensitivity.svg"), "sensitivity.json"
SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for on the command line; None is the default of the design."""

    store: Path
    design: str
    measure: str = "five_units"
    year: int | None = None
    since: int | None = None
    scenario: str | None = None
    minus: str | None = None
    out: Path | None = None
    most: int = 20
    partial: bool = False


def sensitivity(order: Order) -> None:
    """Analyse a design, save tables, picture and record, and print what matters most."""
    store = open_store(order.store)
    plan = planned(store, order.design)
    year, asked = _asked(order, plan)
    folder = order.out or _folder(plan, asked, year)
    if not (folder / TABLE).is_file():  # else it is ours
        check_folder(folder)
    seen = outcome(store, plan, asked)
    found = study(plan, seen, asked, year, partial=order.partial)
    about = _about(order, plan, asked, year, seen, found) | {"command": _command(order, folder)}
    _save(found, about, folder, order.most)
    _print(found, about, order.most)
    files = ", ".join((TABLE, OVER_TIME, CONVERGENCE, *PICTURES, RECORD))
    say.line(f"Files in {folder}: {files}")


def frame_of(found: Study) -> pd.DataFrame:
    """Return one row an input, the one that matters most first: what it is, and its indices."""
    rows = []
    for rank, i in enumerate(found.ranked, start=1):
        name = found.sample.inputs[i]
        row: dict[str, Any] = {"rank": rank, "input": name, "text": text_of(name, found.sample)}
        for index, of in found.indices.of.items():
            row[index] = of.value[i]
            if np.isfinite(of.low).any():
                row |= {f"{index}_low": of.low[i], f"{index}_high": of.high[i]}
        rows.append(row)
    return pd.DataFrame(rows)


def _asked(order: Order, plan: Planned) -> tuple[int, Asked]:
    """Return the year and the outcome, every choice made; raise all that is wrong with them."""
    known, years = list(plan.about["scenarios"]), plan.years
    year = years[-1] if order.year is None else order.year
    scenario = order.scenario or known[0]
    wrong = [
        f"--{key} {name}: the design has no such scenario.{near(name, known)} It has"
        f" {', '.join(known)}."
        for key, name in (("scenario", scenario), ("minus", order.minus))
        if name is not None and name not in known
    ]
    wrong += [
        f"--{key} {of}: runs of the design tell of {years[0]} to {years[-1]}."
        for key, of in (("year", year), ("since", order.since))
        if of is not None and of not in years
    ]
    if not wrong and order.since is not None and order.since >= year:
        wrong.append(f"--since {order.since}: choose a year before {year}.")
    if not wrong and order.minus == scenario:
        wrong.append(f"--minus {order.minus}: that is the scenario itself; choose another one.")
    if wrong:
        raise WrongSetting("\n".join(wrong))
    return year, Asked(
        measure=order.measure, scenario=scenario, minus=order.minus, since=order.since
    )


def _folder(plan: Planned, asked: Asked, year: int) -> Path:
    """Return where files go if nobody says."""
    parts = [plan.about["name"], asked.measure, asked.since, year, asked.scenario]
    parts += ["minus", asked.minus] if asked.minus else []
    return Path("results") / "-".join(["sensitivity", *(str(p) for p in parts if p is not None)])


def _command(order: Order, folder: Path) -> str:
    """Return the command that does it again."""
    told = {
        "measure": order.measure, "year": order.year, "since": order.since,
        "scenario": order.scenario, "minus": order.minus, "out": folder, "most": order.most,
    }  # fmt: skip
    words = ["fivebytwo", "sensitivity", str(order.store), order.design]
    words += [w for k, v in told.items() if v is not None for w in (f"--{k}", str(v))]
    return shlex.join([*words, *(["--partial"] if order.partial else [])])


def _about(
    order: Order, plan: Planned, asked: Asked, year: int, seen: Outcome, found: Study
) -> dict[str, Any]:
    """Return the record: what it is of, how it was made, and what was left out."""
    total = found.indices.total
    return {
        "schema": SCHEMA, "design": plan.folder.name, "title": plan.about["title"],
        "question": plan.about["question"], "store": str(order.store), "how": found.sample.how,
        "measure": asked.measure, "year": year, "since": asked.since, "scenario": asked.scenario,
        "minus": asked.minus, "seeds": plan.about["seeds"], "until": plan.years[-1],
        "fraction": plan.about["ground"]["fraction"], "set": plan.about["set"],
        "inputs": len(found.sample.inputs), "points": len(found.sample.points),
        "block": found.sample.method.block, "blocks": dict(found.blocks),
        "runs": seen.runs[0], "missing": seen.runs[1], "errors": dict(seen.errors),
        "mean": found.mean, "sd": found.sd, "confidence": CONFIDENCE, "resamples": RESAMPLES,
        "sum_of_S1": [float(v) for v in total] if total else None, "settled": found.settled,
        "model": plan.about["model"], "commit_of_runs": plan.about["commit"], "commit": commit(),
        "software": {**software(), "SALib": version("SALib")},
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip


def _save(found: Study, about: Mapping[str, Any], folder: Path, most: int) -> None:
    """Write tables, pictures, and the record last; the folder never mixes two analyses."""
    table, words = frame_of(found), json.dumps(about, indent=1) + "\n"
    by_year = _long("year", found.over_time, found)
    by_size = _long("blocks", found.convergence, found)
    (folder / RECORD).unlink(missing_ok=True)
    for name, frame in ((TABLE, table), (OVER_TIME, by_year), (CONVERGENCE, by_size)):
        _write(frame, folder / name)
    for name in PICTURES:
        write_whole(folder / name, lambda draft: draw(found, about, draft, most=most))
    write_whole(folder / RECORD, lambda draft: draft.write_text(words, encoding="utf-8"))


def _write(frame: pd.DataFrame, place: Path) -> None:
    """Write a table as CSV."""
    write_whole(place, lambda draft: frame.to_csv(draft, index=False))


def _long(key: str, each: Mapping[int, Indices], found: Study) -> pd.DataFrame:
    """Return indices of several years or sizes: one row an index of an input."""
    columns = [key, "input", "index", "value", "low", "high"]
    return pd.DataFrame(list(_rows(each, found)), columns=columns)


def _rows(each: Mapping[int, Indices], found: Study) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of such a table, inputs in their final order."""
    for key, indices in each.items():
        for index, of in indices.of.items():
            for i in found.ranked:
                yield key, found.sample.inputs[i], index, of.value[i], of.low[i], of.high[i]


def _print(found: Study, about: Mapping[str, Any], most: int) -> None:
    """Print the first inputs, what was left out, and how far indices have settled."""
    indices, scale = found.indices.of, found.main.value.max()
    columns: list[str] = []
    for index, of in indices.items():
        columns += [TITLES[index], *(["90 %"] if np.isfinite(of.low).any() else [])]
    rows = []
    for rank, i in enumerate(found.ranked[:most], start=1):
        cells = [c for of in indices.values() for c in _cells(of, i, scale)]
        name = found.sample.inputs[i]
        rows.append((str(rank), name, *cells, text_of(name, found.sample)))
    say.table(
        ("", "input", *columns, "what it is"), rows, numbers=("", *columns),
        title=f"{outcome_words(about)}: {found.sample.method.title}, {found.blocks['kept']:,}"
        f" {found.sample.method.block}",
    )  # fmt: skip
    say.line(f"At the points: mean {written(found.mean)}, sd {written(found.sd)}.")
    if found.sample.how == "morris":
        say.line(
            f"mu* is the mean change of {about['measure']}, up or down, from the 5 % to the 95 % of"
            " an input's prior, as steps of two thirds of it tell; of a switch, from off to on. mu"
            " is with its sign."
        )
    if total := found.indices.total:
        value, low, high = (float(v) for v in total)
        left_of_1 = "; what is left of 1 comes of inputs together" if high < 1 else ""
        say.line(f"S1 add up to {value:.2f} ({low:.2f} to {high:.2f}){left_of_1}.")
    if left := left_out(found.blocks, found.sample.method.block):
        say.warn(left)
    say.line(found.settled)


def _cells(of: Estimate, i: int, scale: float) -> Iterator[str]:
    """Yield an index as printed, and its interval if there are any."""
    yield written(of.value[i], scale)
    if np.isfinite(of.low).any():
        yield f"{written(of.low[i], scale)} to {written(of.high[i], scale)}"
