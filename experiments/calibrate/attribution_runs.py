"""The runs that an attribution stands on: draws of the parameters, lived with players on and off.

Each set of players is a scenario, so that a draw has the same luck in all of them; it is written
beside the store. What a draw is to say of causes outside of any player, of the prior, or of luck
alone is lived from posteriors of our own making, in the same order and under the same luck.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from calibration.attribution import (
    OUTSIDE,
    PLAYERS,
    SCENARIO,
    SINCE,
    UNTIL,
    Lived,
    attributed,
    codes,
    off_state,
)
from calibration.posterior import READING, Posterior, chosen, read, save
from calibration.space import Space
from calibration.variants import BASE, variant
from experiments import say
from experiments.calibrate.drawn import Lives, lived
from simulation.ensemble.store import write_text

GROUNDWORK = ("neither", "groundwork_only", "policy_only", SCENARIO)
NAME = "attribution"  # of the designs
_SETS, _POSTERIORS = "attribution_sets", "attribution_posteriors"  # folders beside the store
_SITTERS = "five_units"
_PRIOR_SEED = 9
_PLAYED = ["variant", "point"]

OfADraw = dict[tuple[str, int], float]  # sitters, by scenario and year
Sitters = dict[tuple[str, int], OfADraw]  # by structure and draw


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for.

    Attributes
    ----------
    draws
        Draws of the posterior of each structure.
    structures
        Those asked; all that are published if none is named.
    prior, luck
        Draws of the whole prior of the base structure; times that one draw of its posterior is
        lived, each with luck of its own.
    people
        Draws of each structure whose students are looked at one by one.
    out, store
        Folder of page, tables and pictures; folder of the runs.
    posterior
        Folder of the posterior, by default the published one.
    """

    draws: int
    out: Path
    store: Path
    structures: Sequence[str] = ()
    prior: int = 0
    luck: int = 0
    people: int = 1
    posterior: Path | None = None
    workers: int | None = None
    fraction: float = 1.0

    @property
    def variants(self) -> list[str]:
        """The structures asked for, each once; all whose posterior is there if none is."""
        return chosen(self.structures, self.posterior)


class _Runs(NamedTuple):
    """Who sat in the runs of some draws: with each set of players, and by causes outside."""

    sitters: Sitters
    outside: dict[str, Sitters]


class Told(NamedTuple):
    """What draws say: `variant`, `point`, `row` and `value` [students], a line a draw and row.

    Attributes
    ----------
    rows, pairs
        Of each of attribution.ROWS and the rise; of each pair of players, as `a x b`.
    """

    rows: pd.DataFrame
    pairs: pd.DataFrame


@dataclass(frozen=True)
class Found:
    """All that was found.

    Attributes
    ----------
    posterior, prior, luck
        What draws of the posterior say, of the prior, and one draw under many a luck.
    groundwork
        What partners in schools before 2014, the Ministry's policy, and both together add; as the
        rows of Told.
    """

    posterior: Told
    groundwork: pd.DataFrame
    prior: Told | None = None
    luck: Told | None = None
    about: dict[str, dict[str, object]] = field(default_factory=dict)


def found(order: Order) -> Found:
    """Return what all runs say; those that are missing in the store are made first."""
    about = {name: read(name, order.posterior).about for name in order.variants}
    runs = _runs(order, NAME, order.variants, order.posterior, more=GROUNDWORK)
    prior = luck = None
    if order.prior:
        some = replace(order, draws=order.prior)
        prior = _runs(some, f"{NAME}_prior", [BASE], _prior(some))
    if order.luck:
        some = replace(order, draws=order.luck)
        luck = _runs(some, f"{NAME}_luck", [order.variants[0]], _repeated(some))
    return Found(
        _told(runs), _groundwork(runs.sitters), _told(prior) if prior else None,
        _told(luck) if luck else None, about,
    )  # fmt: skip


def place_of_set(order: Order, on: str) -> Path:
    """Return the scenario in which some players are on, as `code` writes them."""
    return order.store.parent / _SETS / f"{_named(on)}.toml"


def write_set(place: Path, on: str) -> None:
    """Write the scenario in which some players are on."""
    who = ", ".join(p.name for p, there in zip(PLAYERS, on, strict=True) if there == "1")
    change = "".join(f"set.{name} = {value:g}\n" for name, value in off_state(on).items())
    place.parent.mkdir(parents=True, exist_ok=True)
    write_text(
        place,
        f'title    = "On: {who or "nobody"}"\nquestion = "How many sit five units then?"\n'
        f'base     = "{SCENARIO}"\n' + (f"[[change]]\n{change}" if change else ""),
    )


def _sets(order: Order) -> list[str]:
    """Write the scenarios of all sets of players, and return them as designs name them."""
    for on in codes(PLAYERS):
        write_set(place_of_set(order, on), on)
    return [f"{_SETS}/{_named(on)}.toml" for on in codes(PLAYERS)]


def _named(on: str) -> str:
    """Return what the scenario of a set of players is called."""
    return f"on_{on}"


def _lived(
    order: Order, name: str, variants: Sequence[str], posterior: Path | None,
    scenarios: Sequence[str],
) -> Sitters:  # fmt: skip
    """Return who sat in the runs of some draws."""
    lives = Lives(
        name=name, scenarios=scenarios, until=UNTIL, draws=order.draws, store=order.store,
        workers=order.workers, posterior=posterior, fraction=order.fraction,
    )  # fmt: skip
    rows = lived(lives, variants, [_SITTERS])
    rows = rows[rows["year"].isin((SINCE, UNTIL))]
    sitters: Sitters = {}
    told = (rows[c].tolist() for c in (*_PLAYED, "scenario", "year", _SITTERS))
    for of, point, story, year, number in zip(*told, strict=True):
        sitters.setdefault((of, point), {})[story, year] = number
    return sitters


def _runs(
    order: Order, name: str, variants: Sequence[str], posterior: Path | None,
    more: Sequence[str] = (),
) -> _Runs:  # fmt: skip
    """Return who sat in the runs of draws with all sets of players, and in `more` scenarios."""
    sitters = _lived(order, name, variants, posterior, [*_sets(order), *more])
    outside = {}
    for on in codes(OUTSIDE)[:-1]:
        changed = _changed(order, f"{name}_{on}", variants, posterior, off_state(on, OUTSIDE))
        nobody = f"{_SETS}/{_named(codes(PLAYERS)[0])}.toml"
        outside[on] = _lived(order, f"{name}_outside_{on}", variants, changed, [nobody])
    return _Runs(sitters, outside)


def _told(runs: _Runs) -> Told:
    """Return what draws say of each row and pair."""
    rows, pairs = [], []
    with say.progress("Sharing out") as tell:
        for done, (key, mine) in enumerate(runs.sitters.items(), start=1):
            of_draw = attributed(_one(mine, {on: of[key] for on, of in runs.outside.items()}))
            rows += [(*key, row, value) for row, value in of_draw.rows.items()]
            pairs += [(*key, f"{a} x {b}", value) for (a, b), value in of_draw.pairs.items()]
            tell(done / len(runs.sitters))
    return Told(*(pd.DataFrame(x, columns=[*_PLAYED, "row", "value"]) for x in (rows, pairs)))


def _one(mine: OfADraw, outside: dict[str, OfADraw]) -> Lived:
    """Return the sitters of one draw."""
    nobody, *_, everybody = map(_named, codes(PLAYERS))
    return Lived(
        end={on: mine[_named(on), UNTIL] for on in codes(PLAYERS)},
        start=mine[everybody, SINCE],
        start_without=mine[nobody, SINCE],
        outside={on: of[nobody, UNTIL] - of[nobody, SINCE] for on, of in outside.items()},
    )


def _groundwork(sitters: Sitters) -> pd.DataFrame:
    """Return what groundwork and policy add, alone and together, draw by draw."""
    rows = []
    for key, of in sitters.items():
        neither, ground, policy, both = (of[name, UNTIL] for name in GROUNDWORK)
        found = {
            "groundwork alone": ground - neither, "policy alone": policy - neither,
            "both": both - neither, "more together": both - ground - policy + neither,
        }  # fmt: skip
        rows += [(*key, row, value) for row, value in found.items()]
    return pd.DataFrame(rows, columns=[*_PLAYED, "row", "value"])


def _changed(
    order: Order, name: str, variants: Sequence[str], posterior: Path | None,
    values: dict[str, float],
) -> Path:  # fmt: skip
    """Write posteriors in which some parameters are fixed, their draws in the same order."""
    where = order.store.parent / _POSTERIORS / name
    for of in variants:
        before = read(of, posterior)
        save(Posterior(of, before.draws.assign(**values), before.about), where)
    return where


def _prior(order: Order) -> Path:
    """Write draws of the whole prior of the base structure as if they were its posterior."""
    fixed = dict(variant(BASE).fixed)
    space = Space.of_all(without=tuple(fixed))
    z = space.draw(order.draws, np.random.default_rng(_PRIOR_SEED))
    draws = space.to_values(z).assign(**fixed, **{READING: "all"})
    where = order.store.parent / _POSTERIORS / "prior"
    save(Posterior(BASE, draws, {"method": "the prior"}), where)
    return where


def _repeated(order: Order) -> Path:
    """Write a posterior that holds one draw of the first structure, many times."""
    name = order.variants[0]
    before = read(name, order.posterior)
    draws = pd.concat([before.draws.iloc[:1]] * order.draws, ignore_index=True)
    where = order.store.parent / _POSTERIORS / "one_draw"
    save(Posterior(name, draws, before.about), where)
    return where
