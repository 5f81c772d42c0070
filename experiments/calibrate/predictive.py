"""`fivebytwo predictive`: every observed figure beside what the posterior says of it."""

import json
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration import predictive as told_of
from calibration.posterior import READING, read, ready
from calibration.predictive import BAND, Figure, beside, counted, figures, reported, simulated
from calibration.predictive_statistics import statistics
from experiments import say
from experiments.calibrate.drawn import STORE, Lives, lived
from experiments.calibrate.plot_predictive import PICTURE, UNFITTED, draw, draw_unfitted
from experiments.calibrate.predictive_page import page
from experiments.files import check_place, write_whole
from experiments.loading import load
from simulation.ensemble.code import rules
from simulation.results.provenance import commit

OUT = Path("results") / "calibration" / "predictive"
PAGE, FIGURES, STATISTICS = "predictive.md", "predictive.csv", "predictive_statistics.csv"
YEARS, COUNTED, RECORD = "predictive_years.csv", "predictive_counted.csv", "predictive.json"
HISTORY, FIRST, UNTIL = "history", 2006, 2017
DRAWS = 100  # of each structure
TOGETHER = "together"  # all structures, each as many draws
_SEED = 6  # of the errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for.

    Attributes
    ----------
    verb
        The command, as it is typed.
    structures
        Whose posteriors; none are all that are there.
    draws
        How many of each are lived again.
    posterior
        Folder of the posteriors, by default the published ones.
    """

    verb: str = "predictive"
    structures: Sequence[str] = ()
    draws: int = DRAWS
    out: Path = OUT
    store: Path = STORE
    posterior: Path | None = None
    fraction: float = 1.0
    workers: int | None = None

    @property
    def names(self) -> list[str]:
        """The structures, in the order they were asked for; raise what is wrong with them."""
        return ready(self.structures, self.posterior, self.draws)

    @property
    def command(self) -> str:
        """The command that does it again."""
        told = ["--posterior", str(self.posterior)] if self.posterior else []
        return shlex.join([
            "fivebytwo", self.verb, *(w for s in self.structures for w in ("--structure", s)),
            "--draws", str(self.draws), "--fraction", f"{self.fraction:g}",
            "--store", str(self.store), *told, "--out", str(self.out),
        ])  # fmt: skip


@dataclass(frozen=True)
class Predicted:
    """What draws of the posterior of each structure say of every observed figure.

    Attributes
    ----------
    rows
        A row a structure (`variant`), run (`point`) and year; runs have other names in each.
    runs, reports
        As `predictive.simulated` and `predictive.reported` return them; by structure.
    """

    rows: pd.DataFrame
    known: tuple[Figure, ...]
    runs: dict[str, pd.DataFrame]
    reports: dict[str, pd.DataFrame] = field(default_factory=dict)


def predictive(order: Order) -> None:
    """Live draws again, write each figure beside its band: tables, pictures and a page."""
    names = order.names
    check_place(order.out)
    rows = relived(order, names, [HISTORY], UNTIL, told_of.columns())
    found = predicted(rows, names)
    table = _of_each(found, lambda of: beside(found.known, found.runs[of], found.reports[of]))
    seen = pd.Series({f.id: f.observed for f in found.known})
    shapes = _of_each(found, lambda of: statistics(seen, found.runs[of], found.reports[of]))
    years = _of_each(found, lambda of: _by_year(found, of))
    held = pd.concat([
        counted(of).assign(structure=name) for name, of in table.groupby("structure", sort=False)
    ])  # fmt: skip
    about = record(order, names)
    for place, of in ((FIGURES, table), (STATISTICS, shapes), (YEARS, years), (COUNTED, held)):
        write_whole(order.out / place, partial(of.to_csv, index=False, float_format="%.6g"))
    first = names[0]
    shown = table[table["structure"] == first], rows[rows["variant"] == first]
    write_whole(order.out / PICTURE, lambda to: draw(*shown, about, to))
    write_whole(order.out / UNFITTED, lambda to: draw_unfitted(*shown, about, to))
    text = page(table, shapes, years, held, about)
    write_whole(order.out / PAGE, lambda to: to.write_text(text, encoding="utf-8"))
    words = json.dumps(about, indent=1) + "\n"
    write_whole(order.out / RECORD, lambda to: to.write_text(words, encoding="utf-8"))
    _print(table, held, first)
    say.line(f"Files in {order.out}: {PAGE}, {FIGURES}, {STATISTICS}, {YEARS}, {COUNTED}, pictures")


def relived(
    order: Order, names: Sequence[str], scenarios: Sequence[str], until: int,
    measures: Sequence[str],
) -> pd.DataFrame:  # fmt: skip
    """Return draws of each structure lived again in scenarios: a row a run and year.

    Columns: `variant`, `point` (no two structures have one in common), `scenario`, `year`, READING
    of the draw, and the measures.
    """
    lives = Lives(
        name=f"{order.verb}_{scenarios[0]}", scenarios=scenarios, until=until, draws=order.draws,
        store=order.store, workers=order.workers, posterior=order.posterior,
        fraction=order.fraction,
    )  # fmt: skip
    rows = lived(lives, names, measures)
    read_as = pd.concat([_readings(lives, name).assign(variant=name) for name in names])
    rows = rows.merge(read_as, on=["variant", "point"], how="left", validate="many_to_one")
    return rows.assign(point=rows["variant"] + " " + rows["point"].astype(str))


def _readings(lives: Lives, name: str) -> pd.DataFrame:
    """Return whose effect each draw took that of Give Five for, by the point that it became."""
    draws = read(name, lives.posterior).draws
    design = lives.store.parent / f"{lives.name}_{name}.toml"
    points = load(lives.store, "five_units", design=str(design), years=lives.until)
    points = points.drop_duplicates("point")
    varied = [c for c in draws if c in points]
    once = draws[[*varied, READING]].drop_duplicates(varied)
    return points.merge(once, on=varied, how="left")[["point", READING]]


def predicted(rows: pd.DataFrame, names: Sequence[str]) -> Predicted:
    """Return what the runs of each structure say of every observed figure, and of all together."""
    rng, known = np.random.default_rng(_SEED), figures()
    found = Predicted(rows, known, {})
    for name in names:
        of = rows[rows["variant"] == name]
        found.runs[name] = simulated(of, of.groupby("point")[READING].first())
        found.reports[name] = reported(found.runs[name], known, rng)
    if len(names) > 1:
        found.runs[TOGETHER] = pd.concat([found.runs[n] for n in names])
        found.reports[TOGETHER] = pd.concat([found.reports[n] for n in names])
    return found


def record(order: Order, names: Sequence[str]) -> dict[str, Any]:
    """Return where the figures come from."""
    return {
        "command": order.command, "structures": list(names), "draws": order.draws,
        "fraction": order.fraction, "seed": _SEED, "model": rules(), "commit": commit(),
        "posterior": {name: read(name, order.posterior).about for name in names},
    }  # fmt: skip


def _of_each(found: Predicted, make: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Return a table of every structure, one below the other."""
    return pd.concat([make(name).assign(structure=name) for name in found.runs])


def _by_year(found: Predicted, name: str) -> pd.DataFrame:
    """Return national counts of every year beside the observed ones, where there are any."""
    rows = found.rows if name == TOGETHER else found.rows[found.rows["variant"] == name]
    seen = {f.id: f for f in found.known}
    out = []
    for year in range(FIRST, UNTIL + 1):
        values = rows.loc[rows["year"] == year, "five_units"]
        of = seen.get(f"N{year}")
        out.append({
            "year": year, "observed": of.observed if of else nan, "role": of.role if of else "",
            **{f"q{100 * q:02.0f}": float(values.quantile(q)) for q in BAND},
        })  # fmt: skip
    return pd.DataFrame(out)


def _print(table: pd.DataFrame, held: pd.DataFrame, first: str) -> None:
    """Print how many bands hold the observed, and which do not."""
    columns = ("figures", "in the 90 % band", "without errors")
    rows = [
        (of, role, str(n), str(k), str(plain))
        for role, n, k, plain, of in held.itertuples(index=False)
    ]
    say.table(("structure", "", *columns), rows, numbers=columns)
    out = table[(table["structure"] == first) & (table["held"] == False)]  # noqa: E712  or None
    say.line(f"Outside, {first}: {', '.join(out['id']) or 'none'}.")
