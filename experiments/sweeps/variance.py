"""`fivebytwo variance`: how far an outcome is luck, how far parameters, how far structure.

A design that crosses scenarios (structures), points (parameters) and seeds (luck) tells them apart
(see components).
"""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments import say
from experiments.files import check_folder, write_whole
from experiments.settings import WrongSetting
from experiments.sweeps import plot_variance
from experiments.sweeps.components import contrasts_of, parts_of
from experiments.sweeps.indices import CONFIDENCE, RESAMPLES
from experiments.sweeps.outcome import Asked, Planned, outcome, planned
from simulation.arrays import Doubles
from simulation.ensemble.store import Store, open_store
from simulation.results.provenance import commit, software

PARTS, CONTRASTS, PICTURE = "variance.csv", "contrasts.csv", "variance.png"
RECORD = "variance.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for on the command line; None is the default of the design."""

    store: Path
    design: str
    measure: str = "five_units"
    year: int | None = None
    since: int | None = None
    out: Path | None = None


def variance(order: Order) -> None:
    """Split the variance of an outcome, save tables, picture and record, and print the parts."""
    store = open_store(order.store)
    plan = planned(store, order.design)
    year = _year(order, plan)
    asked = {"measure": order.measure, "since": order.since, "year": year}
    told = {key: str(of) for key, of in asked.items() if of is not None}
    folder = order.out or Path("results") / "-".join(
        ["variance", plan.about["name"], *told.values()]
    )
    if not (folder / PARTS).is_file():
        check_folder(folder)
    values, points = _crossed(store, plan, order)
    known = np.array(plan.years)[np.isfinite(values).all(axis=(0, 1, 2))]
    years = [int(y) for y in known if y > (order.since or 0)]
    if year not in years:
        there = f"They have from {years[0]} to {years[-1]}." if years else "They never have."
        raise WrongSetting(f"--year {year}: not all runs have {order.measure} then. {there}")
    values = values[..., np.isin(plan.years, years)]
    words = (word for key, of in told.items() for word in (f"--{key}", of))
    about = asked | _about(order, plan, points) | {
        "command": shlex.join(["fivebytwo", "variance", str(order.store), order.design, *words,
                               "--out", str(folder)]),
    }  # fmt: skip
    parts, contrasts = parts_of(values, years), contrasts_of(values, years, about["scenarios"])
    _save(folder, parts, contrasts, about)
    plot_variance.print_tables(parts, contrasts, about)
    say.line(f"Files in {folder}: {PARTS}, {CONTRASTS}, {PICTURE}, {RECORD}")


def _year(order: Order, plan: Planned) -> int:
    """Return the year that is told, or raise all that is wrong with the years asked for."""
    year, first = plan.years[-1] if order.year is None else order.year, plan.years[0]
    wrong = [
        f"--{key} {of}: choose a school year from {first} to {last}."
        for key, of, last in (("year", year, plan.years[-1]), ("since", order.since, year - 1))
        if of is not None and not first <= of <= last
    ]
    if wrong:
        raise WrongSetting("\n".join(wrong))
    return year


def _crossed(store: Store, plan: Planned, order: Order) -> tuple[Doubles, dict[str, int]]:
    """Return an outcome (structures, points, seeds, years) of whole points, and a count of them."""
    seen = [
        outcome(store, plan, Asked(measure=order.measure, scenario=s, since=order.since))
        for s in plan.about["scenarios"]
    ]
    failed = np.any([o.failed for o in seen], axis=0)
    missing = np.any([o.missing for o in seen], axis=0) & ~failed
    kept = ~(failed | missing)
    values = np.stack([o.values for o in seen])[:, kept]  # noqa: PD011  not of pandas
    if not kept.any() or values.shape[:-1] == (1, 1, 1):
        raise WrongSetting(
            f"{plan.folder.name}: {kept.sum()} of {kept.size} points have all runs done: there"
            f" is nothing to split. `fivebytwo sweep {order.design} --store {order.store}` goes on."
        )
    points = {"kept": kept, "failed": failed, "missing": missing}
    return values, {"planned": kept.size} | {why: int(of.sum()) for why, of in points.items()}


def _about(order: Order, plan: Planned, points: Mapping[str, int]) -> dict[str, Any]:
    """Return the record: what it is of, and how it was made."""
    of = plan.about
    return {
        "design": plan.folder.name, "title": of["title"], "question": of["question"],
        "store": str(order.store), "scenarios": of["scenarios"], "seeds": of["seeds"],
        "points": points, "until": plan.years[-1], "fraction": of["ground"]["fraction"],
        "confidence": CONFIDENCE, "resamples": RESAMPLES, "model": of["model"],
        "commit_of_runs": of["commit"], "commit": commit(), "software": dict(software()),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip


def _save(
    folder: Path, parts: pd.DataFrame, contrasts: pd.DataFrame, about: Mapping[str, Any]
) -> None:
    """Write tables and picture; the record of before leaves first, the new one comes last."""
    words = json.dumps(about, indent=1) + "\n"
    (folder / RECORD).unlink(missing_ok=True)
    for place, table in ((PARTS, parts), (CONTRASTS, contrasts)):
        write_whole(folder / place, partial(table.to_csv, index=False))
    write_whole(folder / PICTURE, lambda to: plot_variance.draw(parts, contrasts, about, to))
    write_whole(folder / RECORD, lambda draft: draft.write_text(words, encoding="utf-8"))
