"""Points in the space of parameters: listed, on a grid, drawn by SALib, or from a posterior."""

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from pyarrow import ArrowException

from experiments.sweeps.design import Design, Vary, WrongDesign
from simulation.arrays import Doubles
from simulation.ensemble.code import model
from simulation.ensemble.runs import Values
from simulation.parameters.declare import KIND, SWITCH, Declared, Fixed
from simulation.parameters.views import prior
from simulation.parameters.world import all_parameters, named

MODEL = b"fivebytwo.model"  # the metadata of a posterior: the digest of the model it is of
TAILS = 0.05  # of a prior, that Morris leaves out on either side: its steps are of the likely range
_LEVELS = 4  # of Morris
_EDGE = 1e-9


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

    Raises WrongDesign if draws cannot be read, or are of another model.
    """
    vary = design.vary
    if vary is None:
        return _plain([{}])
    if vary.how == "listed":
        return _plain(list(vary.points))
    if vary.how == "grid":
        return _plain([dict(zip(vary.grid, p, strict=True)) for p in product(*vary.grid.values())])
    if vary.how == "draws":
        return _plain(_draws(vary))
    unit = _sampled(vary)
    tail = TAILS if vary.how == "morris" else 0.0
    columns = [
        quantile(named(name), tail + (1 - 2 * tail) * unit[:, i])
        for i, name in enumerate(vary.inputs)
    ]
    rows = np.column_stack(columns).tolist()
    return Points([dict(zip(vary.inputs, row, strict=True)) for row in rows], unit)


def problem(vary: Vary) -> dict[str, Any]:
    """Return SALib's problem in the unit cube: inputs, each alone or in its group."""
    of = {name: group for group, members in vary.groups.items() for name in members}
    about = {
        "num_vars": len(vary.inputs), "names": list(vary.inputs),
        "bounds": [[0.0, 1.0]] * len(vary.inputs),
    }  # fmt: skip
    return about | {"groups": [of.get(n, n) for n in vary.inputs]} if of else about


def quantile(p: Declared, share: Doubles) -> Doubles:
    """Return the value of a parameter below which a share of what we believe lies.

    A switch, or one of a few kinds, takes each as often; a number without a prior is as likely
    anywhere in its range.

    >>> quantile(named("initiative.trust_inert"), np.array([0.2, 0.7])).tolist()
    [0.0, 1.0]
    """
    kinds = [0.0, 1.0] if p.unit == SWITCH else [float(k) for k in KIND.findall(p.unit)]
    if len(kinds) > 1:
        place = np.floor(share * len(kinds) + _EDGE).astype(int)
        taken: Doubles = np.array(kinds).take(np.minimum(place, len(kinds) - 1))
        return taken
    if isinstance(p.prior, Fixed):
        return p.low + share * (p.high - p.low)
    values: Doubles = np.clip(np.asarray(prior(p).icdf(share), float), p.low, p.high)
    return values


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


def _draws(vary: Vary) -> list[Values]:
    """Return draws of a posterior: all of them, or as many as asked for, by lot."""
    place = vary.file or Path()
    try:
        table = pq.read_table(place)
    except (OSError, ArrowException) as error:
        raise WrongDesign(f"{place}: not a Parquet file of draws: {error}.") from None
    of = (table.schema.metadata or {}).get(MODEL, b"unknown").decode(errors="replace")
    if of != model() and not vary.any_model:
        raise WrongDesign(
            f"{place}: draws of the model {of}; this is {model()}. Calibrate again, or write"
            " any_model = true under [vary]."
        )
    known = all_parameters()
    names = [c for c in table.column_names if c in known]
    if not names or not len(table):
        raise WrongDesign(f"{place}: no draw: its columns are to be parameters, as choice.level.")
    columns = (np.asarray(table[n].to_numpy(), float).tolist() for n in names)
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    if wrong := {m for row in rows for m in _refusals(row)}:
        raise WrongDesign("\n".join(f"{place}: {m}" for m in sorted(wrong)))
    if vary.size is None:
        return list(rows)
    rng = np.random.default_rng(vary.seed)
    return [rows[i] for i in rng.choice(len(rows), vary.size, replace=vary.size > len(rows))]


def _refusals(row: Mapping[str, float]) -> list[str]:
    """Return why parameters cannot have the values of a draw."""
    return [m for name, value in row.items() if (m := named(name).refuse(value))]


def posterior_metadata() -> dict[bytes, bytes]:
    """Return what a file of draws says of its model."""
    return {MODEL: model().encode()}
