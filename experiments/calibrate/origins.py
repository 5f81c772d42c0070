"""`fivebytwo origins`: fit to what was known by 2013 to 2016, predict to 2017, and score."""

import shlex
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration import baselines, emulator, fit, likelihood, observation, structures, waves
from calibration import origins as rolling
from calibration.bank import Bank
from calibration.origins import ORIGINS, Ahead, counts_after, predict
from calibration.scores import LEVELS, scores
from calibration.variants import BASE, VARIANTS
from calibration.waves import Wave
from experiments import say
from experiments.calibrate import plot_origins
from experiments.calibrate.bank import BANK, bank_of, wave_of
from experiments.files import check_place, write_whole
from experiments.headline import short
from experiments.keep import digest, kept
from simulation.arrays import Doubles
from simulation.ensemble.code import rules
from simulation.results.provenance import commit

OUT = Path("results") / "calibration" / "out_of_sample"
PAGE, PICTURE, KEPT = "out_of_sample.md", "out_of_sample.png", "out_of_sample"
SCORES, MEANS = "out_of_sample_scores.csv", "out_of_sample_means.csv"
MIXTURE = "model"
_OF_BASELINES = 4_000  # draws: they cost nothing
_CODE = tuple(
    Path(m.__file__ or "")
    for m in (emulator, fit, likelihood, observation, structures, waves, rolling)
)  # what a prediction follows from


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for.

    Attributes
    ----------
    banks
        Folder of the calibration: designs, and runs in `store` beneath.
    draws
        Of the posterior of each structure, at each origin.
    out
        Folder of page, tables and picture.
    kept
        Folder of what was predicted already; by default beside the banks.
    """

    banks: Path
    draws: int = 1_000
    seed: int = 6
    out: Path = OUT
    kept: Path | None = None

    @property
    def command(self) -> str:
        """The command that does it again."""
        return shlex.join([
            "fivebytwo", "origins", "--banks", str(self.banks), "--draws", str(self.draws),
            "--seed", str(self.seed), "--out", str(self.out),
        ])  # fmt: skip


def origins(order: Order) -> None:
    """Predict from every origin by every structure and baseline, score, and write it down."""
    check_place(order.out)
    made = _predictions(order)
    table = scored(made, order.seed)
    means = mean_scores(table)
    about = {
        "command": order.command, "model": rules(), "commit": short(commit()), "seed": order.seed,
        "draws": order.draws, "structures": [v.name for v in VARIANTS if v.name in made],
    }  # fmt: skip
    write_whole(order.out / SCORES, partial(table.round(4).to_csv, index=False))
    write_whole(order.out / MEANS, partial(means.round(4).to_csv, index=False))
    write_whole(order.out / PICTURE, partial(plot_origins.draw, table, means, about))
    text = plot_origins.page(table, means, about)
    write_whole(order.out / PAGE, lambda draft: draft.write_text(text, encoding="utf-8"))
    plot_origins.print_means(means)
    say.line(f"Files in {order.out}: {PAGE}, {PICTURE}, {SCORES}, {MEANS}")


def scored(made: dict[str, dict[int, Ahead]], seed: int) -> pd.DataFrame:
    """Return a row an origin, year and method: what was predicted, what came, and the scores.

    `made` holds what each structure predicted from each origin; MIXTURE is of all, weighed alike.
    """
    rows = []
    for origin in ORIGINS:
        seen = counts_after(origin)
        came = np.array(list(seen.values()))
        for method, draws in _methods(made, origin, list(seen), seed).items():
            of = scores(came, draws).assign(origin=origin, year=list(seen), method=method)
            rows.append(of.assign(observed=came))
    table = pd.concat(rows, ignore_index=True)
    first = ["origin", "year", "method", "observed"]
    return table[[*first, *(c for c in table if c not in first)]]


def mean_scores(table: pd.DataFrame) -> pd.DataFrame:
    """Return each method's mean scores over all pairs of origin and year, the best CRPS first."""
    measures = ["crps", *(f"{s}_{level}" for s in ("inside", "interval_score") for level in LEVELS)]
    means = table.groupby("method", sort=False)[measures].mean()
    means["pairs"] = table.groupby("method").size()
    return means.sort_values("crps", kind="stable").reset_index()


def _predictions(order: Order) -> dict[str, dict[int, Ahead]]:
    """Return what each structure predicts from each origin.

    A structure that the waves ruled out has no bank, and predicts nothing.
    """
    there = [v.name for v in VARIANTS if (order.banks / f"{BANK}_{v.name}.toml").is_file()]
    names, made = there or [BASE], dict[str, dict[int, Ahead]]()
    with say.progress("Fitting to what was known") as tell:
        for done, name in enumerate(names):
            bank, wave = bank_of(order.banks, name), wave_of(order.banks, name)
            made[name] = {}
            for step, origin in enumerate(ORIGINS):
                made[name][origin] = _ahead(order, bank, wave, origin)
                tell((done + (step + 1) / len(ORIGINS)) / len(names))
    return made


def _ahead(order: Order, bank: Bank, wave: Wave, origin: int) -> Ahead:
    """Return what a structure predicts from an origin, from its file if it was kept."""

    def make() -> dict[str, Any]:
        rng = np.random.default_rng([order.seed, origin])
        found = predict(bank, wave, origin, order.draws, rng)
        return {"years": found.years, "draws": found.draws.round(1).tolist()}

    runs = sha256(bank.z.tobytes() + bank.told.to_numpy(float).tobytes()).hexdigest()
    folder = order.kept or order.banks / KEPT
    key = digest(bank.variant, runs, origin, order.draws, order.seed, code=_CODE)
    found = kept(folder / f"{bank.variant}_{origin}.json", key, make)
    return Ahead(tuple(found["years"]), np.array(found["draws"]))


def _methods(
    made: dict[str, dict[int, Ahead]], origin: int, years: list[int], seed: int
) -> dict[str, Doubles]:
    """Return the draws of every method from an origin, each of shape (years, draws)."""
    each = {f"{MIXTURE}: {name}": of[origin].draws for name, of in made.items()}
    together = {MIXTURE: np.hstack(list(each.values()))}
    series = baselines.observed().until(origin)
    rng = np.random.default_rng([seed, origin])
    naive = {
        name: baselines.predict(name, series, years, _OF_BASELINES, rng)
        for name in baselines.METHODS
    }  # fmt: skip
    return together | naive | each
