"""The files of a forecast: quantiles as CSV, draws as Parquet, and the record; written, and read.

Draws have a row a method, series, year and draw. The method MODEL has the structure of each draw;
naive methods, frozen beside it, have equally likely values instead of draws.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import ArrowException

from calibration.mistakes import WrongCalibration
from experiments.calibrate.forecast_measures import DEFINITIONS
from experiments.files import write_whole
from simulation.ensemble.store import write_parquet

MODEL = "model"
EQUAL, BY_SCORE = "equal", "by score"  # weights of structures
KEY = ("measure", "group", "year")
_DRAWS = {
    "method": str,
    "structure": str,
    "measure": str,
    "group": str,
    "year": int,
    "value": float,
}


class WrongForecast(WrongCalibration):
    """A forecast that cannot be written or read, or is of other definitions."""


@dataclass(frozen=True)
class Forecast:
    """A forecast.

    Attributes
    ----------
    table
        Quantiles: a row a measure, group, year, kind of weights, and with or without discrepancy.
    draws
        What scores are computed from; see the module.
    about
        The record.
    """

    table: pd.DataFrame
    draws: pd.DataFrame
    about: dict[str, Any]

    @property
    def years(self) -> list[int]:
        """The years that are told, in order."""
        return sorted(int(y) for y in self.draws["year"].unique())


def places(table: Path) -> dict[str, Path]:
    """Return the files of a forecast: `table`, `draws` and `about`, given the first."""
    stem = table.with_suffix("")
    return {
        "table": stem.with_suffix(".csv"), "about": stem.with_suffix(".json"),
        "draws": stem.with_name(f"{stem.name}_draws.parquet"),
    }  # fmt: skip


def check_new(table: Path) -> None:
    """Raise WrongForecast if a forecast is there already: frozen is frozen."""
    if there := [p.name for p in places(table).values() if p.exists()]:
        raise WrongForecast(
            f"{table.parent}: {', '.join(there)} is there already, and a frozen forecast is not"
            " written over. Choose another --date or --out, or delete it."
        )


def save(forecast: Forecast, table: Path) -> None:
    """Write the files of a forecast, the record last."""
    to = places(table)
    write_whole(to["table"], partial(forecast.table.to_csv, index=False))
    content = pa.Table.from_pandas(
        forecast.draws.astype({"value": "float32", "year": "int16"}), preserve_index=False
    )
    write_whole(to["draws"], partial(write_parquet, content))
    words = json.dumps(forecast.about, indent=1, sort_keys=True) + "\n"
    write_whole(to["about"], lambda draft: draft.write_text(words, encoding="utf-8"))


def read(table: Path) -> Forecast:
    """Return a forecast, given any of its files; raise WrongForecast."""
    to = places(table.with_name(table.name.replace("_draws.parquet", ".csv")))
    try:
        about = json.loads(to["about"].read_text(encoding="utf-8"))
        draws = pq.read_table(to["draws"]).to_pandas()
        quantiles = pd.read_csv(to["table"])
    except (OSError, ValueError, ArrowException) as error:
        raise WrongForecast(
            f"{table}: no forecast can be read there ({error}); its three files, .csv, .json and"
            " _draws.parquet, are to lie side by side."
        ) from None
    if mistake := _mistake(about, draws):
        raise WrongForecast(f"{table}: {mistake}")
    return Forecast(quantiles, draws.astype(_DRAWS), about)


def _mistake(about: Mapping[str, Any], draws: pd.DataFrame) -> str:
    """Return what is wrong with a forecast that was read, or nothing."""
    if missing := {"definitions", "version", "weights"} - set(about):
        return f"its record does not tell {', '.join(sorted(missing))}: it is no forecast's."
    if about["version"] != DEFINITIONS:
        return (
            f"it is of version {about['version']} of the definitions, and this is {DEFINITIONS}:"
            f" score it by the code that made it, commit {about.get('commit', 'unknown')}."
        )
    if missing := set(_DRAWS) - set(draws):
        return f"its draws have no column {', '.join(sorted(missing))}."
    return ""
