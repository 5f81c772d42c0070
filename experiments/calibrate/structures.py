"""`fivebytwo structures`: what each structure foresaw, what it weighs, and what it learnt."""

import shlex
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from calibration.bank import Bank
from calibration.emulator import SIZES, emulate
from calibration.figures import READINGS
from calibration.fit import REPORTED, Fit
from calibration.likelihood import Likelihood
from calibration.observation import Observation, observation
from calibration.origins import counts_after
from calibration.posterior import place_of, read
from calibration.space import quantile
from calibration.structures import ORIGINS, TABLE, Foreseen, foresee, later
from calibration.turning import TAILS
from calibration.variants import VARIANTS, variant
from calibration.waves import NothingLeft, Wave
from experiments import say
from experiments.calibrate import plot_structures
from experiments.calibrate.bank import bank_of, wave_of
from experiments.calibrate.structures_page import page, print_table
from experiments.files import check_place, write_whole
from experiments.headline import short
from simulation.arrays import Doubles
from simulation.ensemble.code import rules
from simulation.parameters.world import named
from simulation.results.provenance import commit

OUT = Path("results") / "calibration" / "structures"
PAGE, PICTURE = "structures.md", "structures.png"
SCORES, LEARNT = "structures_scores.csv", "structures_learnt.csv"
PRIOR = "prior"
DRAWS = 1_000  # of each posterior that foresees
_KEPT_DRAWS = 200  # by which the share of the prior that the waves leave is counted
_HALVES = 2  # of a bank, whose scores tell the error of that of the whole
_BOOTSTRAPS = 4_000
_SEED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for.

    Attributes
    ----------
    banks
        Folder of the calibration.
    posterior
        Folder of the posteriors that tell what was learnt, by default the published ones.
    weights
        Folder that TABLE is written to beside that of the page: the posteriors'.
    """

    banks: Path
    out: Path = OUT
    posterior: Path | None = None
    weights: Path | None = None


class Scored(NamedTuple):
    """How a structure foresaw.

    Attributes
    ----------
    scores
        A row an origin and a later count.
    turns
        Share of emulated runs, fitted to 2013, whose number of 2013 is above that of 2012.
    """

    scores: pd.DataFrame
    turns: float


def structures(order: Order) -> None:
    """Score every structure, weigh them, and write table, page and picture."""
    for folder in {order.out, order.weights or order.out}:
        check_place(folder)
    scores, rows = [], []
    with say.progress("Scoring structures") as tell:
        for done, of in enumerate(VARIANTS):
            tell(done / len(VARIANTS))
            row, told = _structure(order.banks, of.name)
            rows.append(row)
            scores.append(told)
    together = pd.concat(scores, ignore_index=True)
    table = weighed(pd.DataFrame(rows), together)
    found = learnt(order.posterior)
    about = {"command": _command(order), "model": rules(), "commit": short(commit())}
    places = {order.out / SCORES: together, order.out / LEARNT: found, order.out / TABLE: table}
    if order.weights:
        places[order.weights / TABLE] = table
    for place, rows_of in places.items():
        write_whole(place, partial(rows_of.to_csv, index=False))
    write_whole(order.out / PICTURE, partial(plot_structures.draw, table, found, about))
    text = page(table, together, found, about)
    write_whole(order.out / PAGE, lambda draft: draft.write_text(text, encoding="utf-8"))
    print_table(table)
    say.line(f"Files in {order.out}: {PAGE}, {PICTURE}, {TABLE}, {SCORES}, {LEARNT}")


def _structure(banks: Path, name: str) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return a row of the table without its weight, and the scores of a structure."""
    row: dict[str, Any] = {"variant": name, "title": variant(name).title, "model": rules()}
    try:
        row["kept"] = _kept(known := wave_of(banks, name))
    except NothingLeft:
        return {"kept": 0.0} | row | {"turns": np.nan, "runs": 0}, pd.DataFrame()
    bank = bank_of(banks, name)
    whole = scored(bank, known)
    halves = [scored(b, known).scores for b in bank.split(1 / _HALVES, _SEED)]
    one, other = (float(by_year(h)["log_score"].mean()) for h in halves)
    told = {"turns": whole.turns, "runs": len(bank), "halves_apart": one - other}
    return row | told, whole.scores


def _kept(known: Wave) -> float:
    """Return the share of the prior that waves leave, or raise NothingLeft."""
    return known.draw(_KEPT_DRAWS, np.random.default_rng(_SEED))[1]


def scored(
    bank: Bank, known: Wave | None, draws: int = DRAWS,
    sizes: tuple[tuple[int, int], ...] = SIZES,
) -> Scored:  # fmt: skip
    """Return how a structure foresaw the counts after each origin.

    Parameters
    ----------
    bank
        Runs of the structure.
    known
        What the waves have ruled out.
    draws
        Of the posterior at each origin.
    sizes
        Of the emulator; see `emulate`.
    """
    rng, tables, turns = np.random.default_rng(_SEED), [], np.nan
    for origin in ORIGINS:
        seen = _seen(origin)
        scale = np.sqrt(np.diag(seen.covariance))
        learnt_of = emulate(bank.z, bank.figures(seen, READINGS[0]), scale, sizes)
        old = [k for k, year in enumerate(seen.years) if year <= origin]
        now, emulator = seen.until(origin), learnt_of.part(old)
        fit = Fit(Likelihood(emulator, now.covariance), now, READINGS[0], known)
        z = fit.sample(draws, rng)
        foreseen = foresee(learnt_of, seen, later(seen, origin), z)
        came = np.array(list(counts_after(origin).values()))
        tables.append(_scores(foreseen, came, rng).assign(variant=bank.variant, origin=origin))
        if origin == ORIGINS[0]:
            turns = _turns(learnt_of(z), learnt_of.residual, seen, rng)
    return Scored(pd.concat(tables, ignore_index=True), turns)


def _seen(origin: int) -> Observation:
    """Return what was known by an origin, and the counts that came later."""
    whole = observation()
    return whole.part([*whole.until(origin).ids, *later(whole, origin)])


def _turns(mean: Doubles, residual: Doubles, seen: Observation, rng: np.random.Generator) -> float:
    """Return the share of emulated runs, luck included, that rise from 2012 to 2013."""
    runs = mean + rng.multivariate_normal(np.zeros(len(residual)), residual, len(mean))
    before, after = (seen.ids.index(i) for i in ("N2012", "N2013"))
    return float((runs[:, after] > runs[:, before]).mean())


def _scores(foreseen: Foreseen, came: Doubles, rng: np.random.Generator) -> pd.DataFrame:
    """Return a row a count: logarithmic score, CRPS in students, what was foreseen, what came.

    `came` holds the published counts, from which the mean of the error of sources is not taken.
    """
    import scoringrules

    counts = np.exp(foreseen.draws(rng) - foreseen.value) * came
    low, middle, high = np.quantile(counts, (TAILS[0], 0.5, TAILS[1]), axis=0)
    return pd.DataFrame({
        "figure": foreseen.ids, "log_score": foreseen.log_density(),
        "crps": scoringrules.crps_ensemble(came, counts.T, backend="numpy"),
        "low": low, "median": middle, "high": high, "observed": came,
        "inside": (low <= came) & (came <= high),
    })  # fmt: skip


def by_year(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the mean scores of each structure and count over the origins before it.

    A count that several origins foresee is so counted once.
    """
    return scores.groupby(["variant", "figure"], sort=False)[["log_score", "crps"]].mean()


def weighed(rows: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Return the table of weights: a row a structure, those that are ruled out with none."""
    means = by_year(scores)
    points = means["log_score"].unstack("figure")  # noqa: PD010  the index is the table's
    of = means.groupby("variant", sort=False).mean().reset_index()
    columns = {"weight": "BB-pseudo-BMA", "weight_stacking": "stacking"}
    for column, method in columns.items():
        of[column] = of["variant"].map(_weights(points, method))
    table = rows.merge(of, on="variant", how="left")
    table[list(columns)] = table[list(columns)].fillna(0.0)
    pooled = np.sqrt((table["halves_apart"].dropna() ** 2).mean()) / 2  # the error of a whole bank
    table["log_score_error"] = np.where(table["log_score"].notna(), pooled, np.nan)
    return table[[
        "variant", "title", "weight", "weight_stacking", "log_score", "log_score_error", "crps",
        "kept", "turns", "runs", "model",
    ]]  # fmt: skip


def _weights(points: pd.DataFrame, method: str) -> dict[str, float]:
    """Return weights by arviz, from log scores of shape (structures, counts)."""
    import arviz
    import xarray as xr
    from arviz.stats.stats_utils import ELPDData

    names = ["elpd_loo", "se", "p_loo", "n_samples", "n_data_points", "warning", "loo_i", "scale"]
    told = {
        str(name): ELPDData(
            [row.sum(), row.std(ddof=0) * len(row) ** 0.5, 0.0, DRAWS, len(row), False,
             xr.DataArray(row.to_numpy()), "log"],
            index=names,
        )
        for name, row in points.iterrows()
    }  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of pandas, by arviz
        found = arviz.compare(told, method=method, b_samples=_BOOTSTRAPS, seed=_SEED)["weight"]
    clear = found.astype(float).clip(lower=0)
    return dict(clear / clear.sum())


def learnt(posterior: Path | None) -> pd.DataFrame:
    """Return quantiles of the reported parameters: a row a parameter and structure, or prior."""
    rows: list[dict[str, Any]] = []
    at = np.array([TAILS[0], 0.5, TAILS[1]])
    for name in REPORTED:
        rows.append(_row(name, PRIOR, quantile(named(name), at)))
        for of in VARIANTS:
            if place_of(of.name, posterior).is_file():
                draws = read(of.name, posterior).draws[name].to_numpy(float)
                rows.append(_row(name, of.name, np.quantile(draws, at)))
                rows[-1]["fixed"] = name in of.fixed
    return pd.DataFrame(rows).fillna({"fixed": False})


def _row(name: str, of: str, ends: Sequence[float] | Doubles) -> dict[str, Any]:
    """Return a row of what was learnt."""
    return {"parameter": name, "variant": of} | dict(
        zip(("low", "median", "high"), ends, strict=True)
    )


def _command(order: Order) -> str:
    """Return the command that does it again."""
    words = ["fivebytwo", "structures", "--banks", str(order.banks), "--out", str(order.out)]
    more = {"--posterior": order.posterior, "--weights": order.weights}
    return shlex.join([*words, *(w for k, v in more.items() if v for w in (k, str(v)))])
