"""`fivebytwo counterfactual`: whether it would have happened anyway, by draws of the posterior.

Every draw is lived with the same luck in history, in a world where partners and the Ministry
decide, and in worlds without the Initiative, its backbone, the Ministry, or any programme.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from calibration import turning
from calibration.posterior import Posterior, read, ready, save
from calibration.structures import weights
from calibration.turning import READINGS, TAILS, Courses, over_structures, quantiles, share
from calibration.variants import BASE
from experiments import say
from experiments.calibrate import plot_counterfactual
from experiments.calibrate.counterfactual_page import answer, page
from experiments.calibrate.drawn import STORE, Lives, lived
from experiments.calibrate.plot_counterfactual import UNWEIGHTED, WEIGHTED
from experiments.files import check_place, write_whole
from experiments.headline import short
from experiments.loading import load
from simulation.arrays import Bools, Doubles
from simulation.ensemble.code import rules
from simulation.results.provenance import commit

OUT = Path("results") / "calibration" / "counterfactual"
PAGE, PICTURE, PROBABILITIES = (
    "counterfactual.md", "counterfactual.png", "counterfactual_probabilities.png",
)  # fmt: skip
UNTIL = 2020
HISTORY, ENDOGENOUS = "history", "endogenous"
WITHOUT = ("no_initiative", "no_backbone", "no_ministry", "no_programmes")
SCENARIOS = (HISTORY, ENDOGENOUS, "groundwork_and_policy", *WITHOUT)
DECIDED = (ENDOGENOUS, "no_initiative", "no_backbone")  # where the Ministry steps by its hazard
YEARS_OF_DIFFERENCES = (2017, 2020)
_SITTERS, _COHORT, _STAGE, _LEAD = "five_units", "students", "stage", 2
_LED_BY = 2015  # when the Ministry took the lead
_TASTE = ("taste.to_2013", "taste.to_2017")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for.

    Attributes
    ----------
    draws
        Of each structure.
    structures
        By default all whose posterior is there.
    luck
        How many draws, and runs of each, tell what luck alone does.
    """

    draws: int = 60
    structures: Sequence[str] = ()
    out: Path = OUT
    store: Path = STORE
    posterior: Path | None = None
    workers: int | None = None
    fraction: float = 1.0
    luck: tuple[int, int] = (4, 15)


class Worlds(NamedTuple):
    """What came out of the draws.

    Attributes
    ----------
    rows
        A row a variant, draw, scenario and year.
    weight
        Of each variant; they add up to 1.
    luck
        Standard deviation of a rise by luck alone [students].
    """

    rows: pd.DataFrame
    weight: Mapping[str, float]
    luck: float

    def counts(self, of: str, scenario: str) -> tuple[tuple[int, ...], Doubles]:
        """Return the years, and the sitters of a structure's draws, shape (draws, years)."""
        found = self.rows[(self.rows["variant"] == of) & (self.rows["scenario"] == scenario)]
        wide = found.pivot_table(_SITTERS, "point", "year")
        return tuple(int(y) for y in wide.columns), wide.to_numpy(float)

    def courses(self, of: str, scenario: str) -> Courses:
        """Return the courses of a structure in a scenario."""
        years, counts = self.counts(of, scenario)
        return Courses(years, counts, turning.rise(*self.counts(of, HISTORY)), self.luck)

    def ensembles(self) -> Iterator[tuple[str, dict[str, float]]]:
        """Yield each set of structures that is told as one, with their weights."""
        yield WEIGHTED, dict(self.weight)
        yield UNWEIGHTED, dict.fromkeys(self.weight, 1 / len(self.weight))
        yield from ((of, {of: 1.0}) for of in self.weight)


def counterfactual(order: Order) -> None:
    """Live the draws, and write what they say: tables, pictures and a page."""
    names = ready(order.structures, order.posterior, order.draws)
    check_place(order.out)
    worlds = _lived(order, names)
    tables = {
        "turning": probabilities(worlds), "courses": courses(worlds),
        "differences": differences(worlds), "splits": splits(worlds),
    }  # fmt: skip
    about = _about(order, worlds)
    for name, table in tables.items():
        write_whole(order.out / f"counterfactual_{name}.csv", partial(table.to_csv, index=False))
    of = plot_counterfactual.Told(**tables, about=about)
    write_whole(order.out / PICTURE, partial(plot_counterfactual.draw_fans, of))
    write_whole(order.out / PROBABILITIES, partial(plot_counterfactual.draw_probabilities, of))
    text = page(of)
    write_whole(order.out / PAGE, lambda draft: draft.write_text(text, encoding="utf-8"))
    say.line(answer(of))
    say.line(f"Files in {order.out}: {PAGE}, two pictures, and four tables as CSV.")


def _lived(order: Order, names: Sequence[str]) -> Worlds:
    """Live every draw in every scenario; what is in the store is not lived again."""
    of_all = weights(order.posterior)
    whole = sum(of_all[v] for v in names)
    weight = {v: of_all[v] / whole if whole else 1 / len(names) for v in names}
    lives = _lives(order, "counterfactual", SCENARIOS, order.draws, order.posterior)
    rows = lived(lives, names, [_SITTERS, _COHORT, _STAGE])
    taste = pd.concat([_taste(lives, v) for v in names])
    return Worlds(rows.merge(taste, on=["variant", "point"]), weight, _luck(order, names))


def _lives(
    order: Order, name: str, scenarios: Sequence[str], draws: int, posterior: Path | None
) -> Lives:
    """Return which draws are lived."""
    return Lives(
        name=name, scenarios=scenarios, until=UNTIL, draws=draws, store=order.store,
        workers=order.workers, posterior=posterior, fraction=order.fraction,
    )  # fmt: skip


def _taste(lives: Lives, of: str) -> pd.DataFrame:
    """Return the unexplained change of taste from 2009 to 2017 of each draw [logit]."""
    design = lives.store.parent / f"{lives.name}_{of}.toml"
    rows = load(lives.store, [_SITTERS], design=str(design), years=UNTIL)
    each = rows.drop_duplicates("point")
    change = each[[*_TASTE]].sum(axis=1)
    return pd.DataFrame({"variant": of, "point": each["point"], "taste": change})


def _luck(order: Order, names: Sequence[str]) -> float:
    """Return the standard deviation of a rise by luck alone: draws lived again and again."""
    of = BASE if BASE in names else names[0]
    known, repeats = read(of, order.posterior), []
    draws, runs = order.luck
    for i in range(draws):
        place = order.store.parent / "luck" / str(i)
        save(Posterior(of, known.draws.iloc[[i]], dict(known.about)), place)
        lives = _lives(order, f"counterfactual_luck_{i}", (WITHOUT[0],), runs, place)
        wide = lived(lives, [of], [_SITTERS]).pivot_table(_SITTERS, "point", "year")
        years = tuple(int(y) for y in wide.columns)
        repeats.append(turning.rise(years, wide.to_numpy(float)))
    return turning.luck_of(repeats)


def probabilities(worlds: Worlds) -> pd.DataFrame:
    """Return how likely each reading of a turn is: a row a structure, scenario and reading."""
    of = {(v, s): worlds.courses(v, s) for v in worlds.weight for s in SCENARIOS}
    rows = []
    for scenario in SCENARIOS:
        for reading in READINGS:
            holds = {v: reading.holds(of[v, scenario]) for v in worlds.weight}
            rows += [
                {"variant": name, "scenario": scenario, "reading": reading.name}
                | _share(holds, weight)
                for name, weight in worlds.ensembles()
            ]
    return pd.DataFrame(rows)


def _share(holds: Mapping[str, Bools], weight: Mapping[str, float]) -> dict[str, float]:
    """Return a probability over some structures, its interval, and how many draws it is of."""
    some = {v: holds[v] for v in weight if v in holds and holds[v].size and weight[v]}
    if not some:
        return {"probability": np.nan, "low": np.nan, "high": np.nan, "draws": 0}
    alone = len(some) == 1
    found = share(next(iter(some.values()))) if alone else over_structures(some, weight)
    draws = sum(h.size for h in some.values())
    return {"probability": found.value, "low": found.low, "high": found.high, "draws": draws}


def courses(worlds: Worlds) -> pd.DataFrame:
    """Return the distribution of sitters and of their share of 12th graders by year."""
    rows = worlds.rows.assign(share=worlds.rows[_SITTERS] / worlds.rows[_COHORT])
    rows = rows[rows["year"] >= turning.FIRST]
    told = [
        {"variant": name, "scenario": scenario, "year": year, "measure": measure}
        | _spread(group[measure].to_numpy(float), _each(group, weight))
        for name, weight in worlds.ensembles()
        for (scenario, year), group in _with_weight(rows, weight).groupby(["scenario", "year"])
        for measure in (_SITTERS, "share")
    ]
    return pd.DataFrame(told)


def _each(rows: pd.DataFrame, weight: Mapping[str, float]) -> Doubles:
    """Return what each row weighs, by its structure."""
    return np.asarray(rows["variant"].map(dict(weight)), np.float64)


def _with_weight(rows: pd.DataFrame, weight: Mapping[str, float]) -> pd.DataFrame:
    """Return the rows of the structures that weigh anything."""
    return rows[rows["variant"].isin([v for v, w in weight.items() if w])]


def _spread(values: Doubles, weight: Doubles) -> dict[str, float]:
    """Return mean and quantiles of weighted draws."""
    at = (TAILS[0], 0.25, 0.5, 0.75, TAILS[1])
    names = ("low", "lower", "median", "upper", "high")
    mean = float(np.average(values, weights=weight))
    return {"mean": mean} | dict(zip(names, quantiles(values, weight, at), strict=True))


def differences(worlds: Worlds) -> pd.DataFrame:
    """Return the reference minus each scenario, draw by draw, in YEARS_OF_DIFFERENCES."""
    wide = worlds.rows.pivot_table(_SITTERS, ["variant", "point", "year"], "scenario").reset_index()
    rows = []
    for name, weight in worlds.ensembles():
        for year in YEARS_OF_DIFFERENCES:
            of = _with_weight(wide[wide["year"] == year], weight)
            each = _each(of, weight)
            for reference in (HISTORY, ENDOGENOUS):
                for scenario in (s for s in SCENARIOS if s != reference):
                    gap = (of[reference] - of[scenario]).to_numpy(float)
                    above = float(np.average(gap > 0, weights=each))
                    told = {"variant": name, "reference": reference, "scenario": scenario}
                    rows.append(told | {"year": year} | _spread(gap, each) | {"above_0": above})
    return pd.DataFrame(rows)


def splits(worlds: Worlds) -> pd.DataFrame:
    """Return how likely half of the rise is among draws with more or less change of taste.

    And among those in which the Ministry took the lead by 2015, or not, where it decides.
    """
    reading, rows = next(r for r in READINGS if r.name == "half"), []
    for scenario in SCENARIOS:
        groups: dict[str, dict[str, Bools]] = {}
        for of in worlds.weight:
            holds = reading.holds(worlds.courses(of, scenario))
            for group, inside in _groups(worlds.rows, of, scenario).items():
                groups.setdefault(group, {})[of] = holds[inside]
        told = [(name, w) for name, w in worlds.ensembles() if name in {WEIGHTED, UNWEIGHTED}]
        rows += [
            {"variant": name, "scenario": scenario, "group": group, "reading": reading.name}
            | _share(holds, weight)
            for name, weight in told
            for group, holds in groups.items()
        ]
    return pd.DataFrame(rows)


def _groups(rows: pd.DataFrame, of: str, scenario: str) -> dict[str, Bools]:
    """Return which draws are in each group that a split is by, in the order of the draws."""
    some = rows[(rows["variant"] == of) & (rows["scenario"] == scenario)]
    some = some[some["year"] == _LED_BY].sort_values("point")
    taste = some["taste"].to_numpy(float)
    more = np.asarray(taste > np.median(taste))
    found = {"more unexplained change of taste": more, "less unexplained change of taste": ~more}
    if scenario in DECIDED:
        leads = np.asarray(some[_STAGE].to_numpy(float) >= _LEAD)
        found |= {f"the Ministry leads by {_LED_BY}": leads, "it does not": ~leads}
    return found


def _about(order: Order, worlds: Worlds) -> dict[str, Any]:
    """Return how it was made."""
    words = ["fivebytwo", "counterfactual", "--draws", str(order.draws)]
    if order.fraction < 1:
        words += ["--fraction", f"{order.fraction:g}"]
    words += [w for name in order.structures for w in ("--structure", name)]
    return {
        "command": shlex.join([*words, "--out", str(order.out)]), "draws": order.draws,
        "weight": dict(worlds.weight), "luck": worlds.luck, "fraction": order.fraction,
        "runs": order.draws * len(worlds.weight) * len(SCENARIOS) + order.luck[0] * order.luck[1],
        "model": rules(), "commit": short(commit()),
    }  # fmt: skip
