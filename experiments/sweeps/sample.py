"""Points in the space of parameters: listed, on a grid, drawn by SALib, or from a posterior."""

from collections.abc import Mapping
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from pyarrow import ArrowException

from calibration.posterior import MODEL
from calibration.space import quantile
from experiments.sweeps.checks import set_and_varied, told_apart
from experiments.sweeps.design import Design, Vary, WrongDesign
from simulation.arrays import Doubles
from simulation.ensemble.code import rules
from simulation.ensemble.runs import Values
from simulation.parameters.world import all_parameters, named

TAILS = 0.05  # of a prior, that Morris leaves out on either side: its steps are of the likely range
MOST = 20_000_000  # numbers in all points of a design: some GB of memory
_LEVELS = 4  # of Morris
_SHOWN = 10  # mistakes of a file of draws


class Points(NamedTuple):
    """Points of a design.

    Attributes
    ----------
    values
        The parameters of each point.
    unit
        Each point in the unit cube of SALib's problem, shape (points, inputs); without columns
        where the points are not of SALib.
    """

    values: list[Values]
    unit: Doubles


def points_of(design: Design) -> Points:
    """Return the points of a design; the same design has the same points.

    Raises WrongDesign if draws cannot be read or are of another model, and, before anything is
    expanded, if there are so many that a computer's memory would not hold them.
    """
    vary = design.vary
    if vary is None:
        return _plain([{}])
    if size_of(vary) * (width(vary) + 1) > MOST:
        raise WrongDesign(
            f"{design.name}: {size_of(vary):,} points of {width(vary):,} parameters are more than"
            f" {MOST:,} numbers, the most of a design. Take fewer, or split it."
        )
    if vary.how == "listed":
        return _plain(list(vary.points))
    if vary.how == "grid":
        return _plain([dict(zip(vary.grid, p, strict=True)) for p in product(*vary.grid.values())])
    if vary.how == "draws":
        return _plain(_draws(design, vary))
    unit = _sampled(vary)
    tail = TAILS if vary.how == "morris" else 0.0
    columns = [
        quantile(named(name), tail + (1 - 2 * tail) * unit[:, i])
        for i, name in enumerate(vary.inputs)
    ]
    rows = np.column_stack(columns).tolist()
    return Points([dict(zip(vary.inputs, row, strict=True)) for row in rows], unit)


def size_of(vary: Vary) -> int:
    """Return how many points there are to be, without making them."""
    size = vary.size or 0
    grouped = {name for members in vary.groups.values() for name in members}
    alone = len(vary.inputs) - len(grouped) + len(vary.groups)
    match vary.how:
        case "listed":
            return len(vary.points)
        case "grid":
            return prod(len(many) for many in vary.grid.values())
        case "draws":
            return size or _opened(vary).metadata.num_rows
        case "sobol":
            return size * (alone + 2)
        case "morris":
            return size * (alone + 1)
    return size


def width(vary: Vary) -> int:
    """Return how many parameters each point has; of draws, how many columns their file has."""
    if vary.how == "draws":
        return int(_opened(vary).metadata.num_columns)
    return len(vary.inputs) or len(vary.grid) or len(vary.points[0])


def problem(vary: Vary) -> dict[str, Any]:
    """Return SALib's problem in the unit cube: inputs, each alone or in its group."""
    of = {name: group for group, members in vary.groups.items() for name in members}
    about = {
        "num_vars": len(vary.inputs), "names": list(vary.inputs),
        "bounds": [[0.0, 1.0]] * len(vary.inputs),
    }  # fmt: skip
    return about | {"groups": [of.get(n, n) for n in vary.inputs]} if of else about


def _plain(values: list[Values]) -> Points:
    """Return points that are not of SALib."""
    return Points(values, np.empty((len(values), 0)))


def _sampled(vary: Vary) -> Doubles:
    """Return SALib's sample of the unit cube."""
    about, size, seed = problem(vary), vary.size, vary.seed
    if vary.how == "sobol":
        from SALib.sample import sobol

        return np.asarray(sobol.sample(about, size, calc_second_order=False, seed=seed))
    if vary.how == "morris":
        from SALib.sample import morris

        return np.asarray(morris.sample(about, size, num_levels=_LEVELS, seed=seed))
    from SALib.sample import latin

    return np.asarray(latin.sample(about, size, seed=seed))


def _draws(design: Design, vary: Vary) -> list[Values]:
    """Return draws of a posterior: all of them, or as many as asked for, by lot."""
    place, file = vary.file, _opened(vary)
    of = (file.schema_arrow.metadata or {}).get(MODEL, b"unknown").decode(errors="replace")
    if of != rules() and not vary.any_model:
        raise WrongDesign(
            f"{place}: draws of the model {of}; this is {rules()}. Fit again:"
            " `fivebytwo calibrate`, or write any_model = true under [vary] of the design."
        )
    known = all_parameters()
    names = [c for c in file.schema_arrow.names if c in known]
    if not names or not file.metadata.num_rows:
        raise WrongDesign(f"{place}: no draw: its columns are to be parameters, as choice.level.")
    try:
        table = file.read(names)
        columns = [np.asarray(table[n].to_numpy(), float).tolist() for n in names]
    except (OSError, ArrowException, ValueError, TypeError, KeyError) as error:
        raise WrongDesign(f"{place}: its draws are not numbers by parameter: {error}.") from None
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    wrong = sorted({m for row in rows for m in _refusals(row)})
    wrong = [*told_apart(names, design.scenarios), *set_and_varied(names, design.fixed), *wrong]
    if wrong:
        more = f"\n{place}: and {len(wrong) - _SHOWN:,} more." if len(wrong) > _SHOWN else ""
        raise WrongDesign("\n".join(f"{place}: {m}" for m in wrong[:_SHOWN]) + more)
    if vary.size is None:
        return list(rows)
    rng = np.random.default_rng(vary.seed)
    return [rows[i] for i in rng.choice(len(rows), vary.size, replace=vary.size > len(rows))]


def _opened(vary: Vary) -> pq.ParquetFile:
    """Return the file of a posterior, of which only its end is read yet."""
    place = vary.file or Path()
    try:
        return pq.ParquetFile(place)
    except (OSError, ArrowException):
        raise WrongDesign(
            f"{place}: not a Parquet file of draws: it cannot be read, or is damaged. Name another"
            " as file under [vary]."
        ) from None


def _refusals(row: Mapping[str, float]) -> list[str]:
    """Return why parameters cannot have the values of a draw."""
    return [m for name, value in row.items() if (m := named(name).refuse(value))]


def posterior_metadata() -> dict[bytes, bytes]:
    """Return what a file of draws says of its model."""
    return {MODEL: rules().encode()}
