"""`fivebytwo forecast`: live draws of every structure's posterior to 2030, and freeze the result.

A figure to come is what a draw of the posterior, with luck of its own, says of it, and then how far
off the model may be: see `forecast_measures.errors`.
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from calibration.posterior import place_of, read, ready
from calibration.structures import TABLE, weights
from calibration.variants import BASE
from experiments import say
from experiments.calibrate import forecast_page, forecast_tables, plot_forecast
from experiments.calibrate.drawn import STORE, Lives, lived
from experiments.calibrate.forecast_file import (
    BY_SCORE,
    EQUAL,
    Forecast,
    WrongForecast,
    check_new,
    places,
    save,
)
from experiments.calibrate.forecast_measures import DEFINITIONS, columns_needed, definitions
from experiments.files import check_place, write_whole
from simulation.ensemble.code import rules
from simulation.results.provenance import commit, digest, software
from simulation.run import HORIZON
from simulation.scenario import scenario

OUT = Path("results") / "calibration" / "forecast"
PAGE, PICTURE, GROUPS = "forecast.md", "forecast.png", "forecast_groups.png"
FIRST, FIRST_DRAWN = 2018, 2006
_ALWAYS = (
    "taste for five units goes on as a random walk, each draw with steps of its prior",
    "the 12th-grade base is as projected: published enrolment to 2026, its yearly rise after it",
    "no later shock: no strike, epidemic or war, no change of the exam or of who counts",
)
_HAPPENED = "history"
_HISTORY = "levers and programmes of 2017 are held: the safety net, the bonus, Give Five and others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for.

    Attributes
    ----------
    structures
        Whose posteriors; none are all that are there.
    draws
        Of the posterior of each structure.
    day
        The date that the forecast bears, as 2026-11-22; today's if empty.
    posterior
        Folder of the posteriors and the weights of structures, by default the published one.
    """

    scenario: str = "history"
    structures: Sequence[str] = ()
    draws: int = 100
    day: str = ""
    seed: int = 6
    out: Path = OUT
    store: Path = STORE
    workers: int | None = None
    posterior: Path | None = None
    fraction: float = 1.0

    @property
    def dated(self) -> str:
        """The date, or WrongForecast."""
        try:
            return date.fromisoformat(self.day or datetime.now(UTC).date().isoformat()).isoformat()
        except ValueError:
            raise WrongForecast(
                f"--date {self.day}: write a day of the calendar, as 2026-11-22."
            ) from None

    @property
    def command(self) -> str:
        """The command that does it again, every choice spelt out."""
        return shlex.join([
            "fivebytwo", "forecast", "--scenario", self.scenario,
            *(w for s in self.structures for w in ("--structure", s)), "--draws", str(self.draws),
            "--date", self.dated, "--seed", str(self.seed), "--out", str(self.out),
            "--store", str(self.store), "--fraction", f"{self.fraction:g}",
            *(("--posterior", str(self.posterior)) if self.posterior else ()),
        ])  # fmt: skip


def forecast(order: Order) -> None:
    """Live the draws that are missing, and write the forecast, its page and pictures."""
    table = order.out / f"forecast_{order.dated}.csv"
    check_new(table)
    names = ready(order.structures, order.posterior, order.draws)
    check_place(order.out)
    about = _about(order, names)
    rows = _rows(order, names)
    made = made_of(rows, about)
    past = forecast_tables.past(rows, range(FIRST_DRAWN, FIRST))
    save(made, table)
    for name, picture in ((PICTURE, plot_forecast.national), (GROUPS, plot_forecast.of_groups)):
        shown = partial(picture, made, past)
        write_whole(order.out / name, partial(plot_forecast.draw, shown))
    text = forecast_page.page(made, table.name, past)
    write_whole(order.out / PAGE, lambda draft: draft.write_text(text, encoding="utf-8"))
    forecast_page.print_table(made)
    files = [p.name for p in places(table).values()]
    say.line(f"Files in {order.out}: {', '.join([*files, PAGE, PICTURE, GROUPS])}")


def made_of(rows: pd.DataFrame, about: Mapping[str, Any]) -> Forecast:
    """Return the forecast of lived draws.

    Parameters
    ----------
    rows
        A row a structure (`variant`), draw (`point`) and year, a column a measure of the store.
    about
        The record; `weights` of structures by kind, and `seed`, are read from it.
    """
    ahead = [y for y in sorted(rows["year"].unique().tolist()) if y >= FIRST]
    kinds: Mapping[str, Mapping[str, float]] = about["weights"]
    happened = about["scenario"]["name"] == _HAPPENED
    figures = forecast_tables.figures(rows, ahead, about["seed"], happened=happened)
    table = forecast_tables.quantile_table(figures, kinds)
    kept = forecast_tables.draws_table(figures, about["seed"])
    left_out = {"left_out": forecast_tables.untold(figures)}
    return Forecast(table, kept, dict(about) | left_out)


def _rows(order: Order, names: Sequence[str]) -> pd.DataFrame:
    """Return what came out of the draws of some structures, in order."""
    lives = Lives(
        name=f"forecast_{Path(order.scenario).stem}_{order.draws}", scenarios=[order.scenario],
        until=HORIZON, draws=order.draws, store=order.store, workers=order.workers,
        posterior=order.posterior, fraction=order.fraction,
    )  # fmt: skip
    rows = lived(lives, names, columns_needed())
    return forecast_tables.in_order(rows, names)


def _about(order: Order, names: Sequence[str]) -> dict[str, Any]:
    """Return the record; raise whatever is wrong with scenario, posterior or weights."""
    story = scenario(order.scenario)
    happened = story.name == _HAPPENED
    held = _HISTORY if happened else f"{story.title}: {story.question}"
    by_score = {n: w for n, w in weights(order.posterior).items() if n in names}
    table = (order.posterior or place_of(BASE).parent) / TABLE
    total = sum(by_score.values())
    if not total:
        raise WrongForecast(
            f"{table}: no weight above 0 for {', '.join(names)}. Add a --structure."
        )
    posteriors = {n: read(n, order.posterior).about for n in names}
    files = {n: digest(place_of(n, order.posterior)) for n in names}
    part = [f"{order.fraction:g} of the authorities, reweighted"] if order.fraction < 1 else []
    return {
        "version": DEFINITIONS, "definitions": definitions(), "date": order.dated,
        "made": datetime.now(UTC).isoformat(timespec="seconds"), "command": order.command,
        "commit": commit(), "model": rules(), "software": dict(software()), "seed": order.seed,
        "draws": order.draws, "fraction": order.fraction,
        "scenario": {"name": story.name, "title": story.title, "question": story.question},
        "assumptions": [held, *_ALWAYS, *part],
        "weights": {
            EQUAL: {n: 1 / len(names) for n in names},
            BY_SCORE: {n: w / total for n, w in by_score.items()},
        },
        "weights_file": digest(table) if table.is_file() else "",
        "discrepancy": forecast_tables.discrepancy(happened=happened),
        "posterior": posteriors, "posterior_sha256": files,
    }  # fmt: skip
