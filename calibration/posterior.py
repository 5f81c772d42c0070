"""The published posterior: one Parquet file a structure, whose rows are complete parameters.

Columns are every uncertain parameter and what the structure holds fixed, so that a row is a point
of a design (`how = "draws"`); `reading` is whose effect the published one of Give Five was taken
for. The metadata hold the digest of the rules it is of, and where it came from.
"""

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import ArrowException

from calibration.mistakes import WrongCalibration
from calibration.variants import VARIANTS, variant
from simulation.ensemble.code import rules
from simulation.ensemble.store import write_parquet
from simulation.parameters.world import all_parameters

MODEL, ABOUT = b"fivebytwo.model", b"fivebytwo.about"
READING = "reading"


class WrongPosterior(WrongCalibration):
    """A posterior that is not there, cannot be read, or is of another model."""


@dataclass(frozen=True)
class Posterior:
    """Draws of the parameters of a structure.

    Attributes
    ----------
    variant
        Its name.
    draws
        One row a draw, in no order: a column a parameter, and `reading`.
    about
        Where it came from: method, budget, runs, seed, commit, versions, diagnostics.
    """

    variant: str
    draws: pd.DataFrame
    about: dict[str, Any]

    @property
    def parameters(self) -> pd.DataFrame:
        """The draws without `reading`."""
        return self.draws.drop(columns=READING)


def folder() -> Path:
    """Return where the published posterior is."""
    return Path(str(files("calibration"))) / "posterior"


def published() -> list[str]:
    """Return the structures whose posterior is published, in the order of VARIANTS."""
    return [v.name for v in VARIANTS if place_of(v.name).is_file()]


def place_of(name: str, where: Path | None = None) -> Path:
    """Return the file of a structure's posterior, by default of the published one."""
    return (where or folder()) / f"{variant(name).name}.parquet"


def save(posterior: Posterior, where: Path) -> Path:
    """Write a posterior into a folder, and return its file."""
    place = place_of(posterior.variant, where)
    numbers = posterior.draws.select_dtypes(float).columns
    short = posterior.draws.astype(dict.fromkeys(numbers, np.float32))
    table = pa.Table.from_pandas(short, preserve_index=False)
    about = json.dumps(posterior.about, sort_keys=True).encode()
    where.mkdir(parents=True, exist_ok=True)
    write_parquet(table.replace_schema_metadata({MODEL: rules().encode(), ABOUT: about}), place)
    return place


def read(name: str, where: Path | None = None) -> Posterior:
    """Return a structure's posterior, by default the published one; raise WrongPosterior."""
    place = place_of(name, where)
    try:
        table = pq.read_table(place)
    except (OSError, ArrowException) as error:
        raise WrongPosterior(f"{place}: no posterior can be read there: {error}.") from None
    told = table.schema.metadata or {}
    if (of := told.get(MODEL, b"unknown").decode()) != rules():
        raise WrongPosterior(
            f"{place}: a posterior of the model {of}, and this is {rules()}: its rules or facts"
            " have changed since. Fit it again: `fivebytwo calibrate`."
        )
    stored = table.to_pandas()
    draws = stored.astype(dict.fromkeys(stored.select_dtypes(np.float32).columns, float))
    if missing := {READING} - set(draws):
        raise WrongPosterior(f"{place}: the column {', '.join(missing)} is missing.")
    if wrong := sorted(set(draws) - set(all_parameters()) - {READING}):
        raise WrongPosterior(f"{place}: {', '.join(wrong)}: no such parameter.")
    return Posterior(name, draws, json.loads(told[ABOUT]))


def shuffled(draws: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return draws in no order, numbers rounded to what a float of four bytes holds."""
    order = np.random.default_rng(seed).permutation(len(draws))
    numbers = draws.select_dtypes(float).columns
    rounded = draws[numbers].astype(np.float32).astype(float)
    return draws.assign(**rounded).iloc[order].reset_index(drop=True)
