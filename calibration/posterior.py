"""The published posterior: one Parquet file a structure, whose rows are complete parameters.

Columns are every uncertain parameter and what the structure holds fixed, so that a row is a point
of a design (`how = "draws"`); `reading` is whose effect the published one of Give Five was taken
for. The metadata hold the digest of the rules it is of, and where it came from.
"""

import json
import os
from collections.abc import Sequence
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


def chosen(names: Sequence[str], where: Path | None) -> list[str]:
    """Return the structures named, each once; if none is, all whose posterior is there."""
    there = [v.name for v in VARIANTS if place_of(v.name, where).is_file()]
    found = list(dict.fromkeys(variant(name).name for name in names)) or there
    if not found:
        raise WrongPosterior(f"{where or folder()}: no posterior is there. {_way_out(where)}")
    return found


def ready(names: Sequence[str], where: Path | None, draws: int) -> list[str]:
    """Return the structures chosen, whose posteriors are all right and hold as many draws.

    Raises WrongPosterior of the first that is wrong, or holds less.
    """
    found = chosen(names, where)
    for name in found:
        if draws > (most := len(read(name, where).draws)):
            raise WrongPosterior(
                f"{place_of(name, where)}: this posterior holds {most:,} draws, not {draws:,}."
                f" Take --draws {most} or less."
            )
    return found


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
        raise WrongPosterior(
            f"{place}: no posterior can be read there: {_reason(place, error)}. {_way_out(where)}"
        ) from None
    told = table.schema.metadata or {}
    if (of := told.get(MODEL, b"unknown").decode()) != rules():
        raise WrongPosterior(
            f"{place}: a posterior of the model {of}, and this is {rules()}: its rules or facts"
            f" have changed since. {_way_out(where)}"
        )
    stored = table.to_pandas()
    draws = stored.astype(dict.fromkeys(stored.select_dtypes(np.float32).columns, float))
    if missing := {READING} - set(draws):
        raise WrongPosterior(
            f"{place}: the column {', '.join(missing)} is missing. {_way_out(where)}"
        )
    if wrong := sorted(set(draws) - set(all_parameters()) - {READING}):
        raise WrongPosterior(f"{place}: {', '.join(wrong)}: no such parameter. {_way_out(where)}")
    if draws.empty:
        raise WrongPosterior(f"{place}: it holds no draw. {_way_out(where)}")
    if ABOUT not in told:
        raise WrongPosterior(f"{place}: it does not say how it was made. {_way_out(where)}")
    return Posterior(name, draws, json.loads(told[ABOUT]))


def _reason(place: Path, error: Exception) -> str:
    """Return why a file cannot be read; what the library says of its bytes helps nobody."""
    if not place.is_file():
        return "there is no such file"
    number = getattr(error, "errno", None)
    return os.strerror(number) if number else "it is damaged, or no Parquet file"


def _way_out(where: Path | None) -> str:
    """Return what to do about a posterior that is wrong."""
    if where is None:
        return "Fit it again: `fivebytwo calibrate`."
    return "Leave out --posterior for the published one, or fit again: `fivebytwo calibrate`."


def shuffled(draws: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return draws in no order, numbers rounded to what a float of four bytes holds."""
    order = np.random.default_rng(seed).permutation(len(draws))
    numbers = draws.select_dtypes(float).columns
    rounded = draws[numbers].astype(np.float32).astype(float)
    return draws.assign(**rounded).iloc[order].reset_index(drop=True)
