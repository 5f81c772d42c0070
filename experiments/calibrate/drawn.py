"""Draws of the posterior, lived again in scenarios: what forecasts and attributions stand on.

Runs are made by the ensemble layer, into a store: each once, resumed, the same on a cluster. A
draw has luck of its own, the same in every scenario, so that differences are of the scenario alone.
"""

import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from calibration.posterior import place_of
from experiments.loading import load
from experiments.sweeps.sweep import Order, sweep
from simulation.ensemble.store import write_text

STORE = Path("results") / "calibration" / "store"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """Which draws are lived, and where.

    Attributes
    ----------
    name
        What the design is called; its files lie beside the store.
    scenarios
        Shipped scenarios, or files.
    draws
        How many of each structure.
    fixed
        Parameters set in every run, beside those of the draw.
    posterior
        Folder of the posterior, by default the published one.
    """

    name: str
    scenarios: Sequence[str]
    until: int
    draws: int
    store: Path = STORE
    workers: int | None = None
    fixed: Mapping[str, float] = field(default_factory=dict)
    posterior: Path | None = None
    fraction: float = 1.0


def lived(lives: Lives, variants: Sequence[str], measures: Sequence[str]) -> pd.DataFrame:
    """Return what came out: a row a variant, draw (`point`), scenario and year, a column a measure.

    Runs that are missing in the store are made first.
    """
    return pd.concat([_of(lives, v, measures).assign(variant=v) for v in variants])


def _of(lives: Lives, variant: str, measures: Sequence[str]) -> pd.DataFrame:
    """Return what came out of the draws of a structure."""
    design = _write(lives, variant)
    sweep(
        Order(
            design=str(design), store=lives.store, yes=True,
            workers=lives.workers or len(os.sched_getaffinity(0)),
        )
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a run that failed is no draw of the posterior
        rows = load(lives.store, list(measures), design=str(design))
    return rows[["point", "scenario", "year", *measures]]


def _write(lives: Lives, variant: str) -> Path:
    """Write the design of a structure, and return where."""
    fixed = "".join(f"set.{name} = {value:g}\n" for name, value in lives.fixed.items())
    told = ", ".join(f'"{s}"' for s in lives.scenarios)
    place = lives.store.parent / f"{lives.name}_{variant}.toml"
    place.parent.mkdir(parents=True, exist_ok=True)
    file = place_of(variant, lives.posterior).resolve()
    write_text(
        place,
        f'title     = "Draws of the posterior: {lives.name}, {variant}"\n'
        f'question  = "What follows from what was learnt?"\nscenarios = [{told}]\nseeds     = 1\n'
        f"until     = {lives.until}\nfraction  = {lives.fraction:g}\n{fixed}\n[vary]\n"
        f'how      = "draws"\nfile     = "{file}"\nsize     = {lives.draws}\nown_luck = true\n',
    )
    return place
