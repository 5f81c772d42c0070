"""From lived draws to the tables of a forecast: figures, quantiles, and the draws that are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from calibration import baselines
from calibration.scores import quantiles
from experiments.calibrate.forecast_file import MODEL
from experiments.calibrate.forecast_measures import COUNT, LAST_FITTED, Series, errors, series
from simulation.arrays import Doubles

SHARES = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
WITH, WITHOUT = "with", "without"
_WALK = (
    "An observed figure is the model's times a lognormal error (a share: plus an error of its"
    " logit). In 2017 the error has the standard deviation that was declared before any fit; each"
    " year after it adds an independent step of the same size, so that h years on it is"
    " sqrt(1 + h) times as wide: 2 % of the national count in 2017 are 7.5 % in 2030."
)
_LEARNT = (
    " The error of the national count is known in 2017, as the count is: each draw goes on from"
    " there, and counts and shares of groups at five units go with it. That is how rolling origins"
    " were scored, too: later counts given those that were known."
)
KEPT = 40  # draws of each structure that are kept for scores to come
_DIGITS = 4  # of a quantile: more are luck
_BITS = 11  # of a kept draw: to a twentieth of a percent, which halves the file
_NAIVE_DRAWS, _NAIVE_KEPT = 20_000, 99


@dataclass(frozen=True)
class Figures:
    """A series of every draw.

    Attributes
    ----------
    structure
        Of each draw, shape (draws,).
    plain, observed
        What the model says, and what may be observed where it is off; shape (years, draws).
    """

    of: Series
    years: list[int]
    structure: list[str]
    plain: Doubles
    observed: Doubles


def discrepancy(*, happened: bool) -> str:
    """Return how far off the model may be, in words."""
    return _WALK + _LEARNT * happened + " Quantiles are told with it and without."


def in_order(rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return lived rows by structure in the order of the names, then draw, then year."""
    place = {name: i for i, name in enumerate(names)}
    order = rows.assign(_place=rows["variant"].map(place))
    return order.sort_values(["_place", "point", "year"]).drop(columns="_place")


def figures(
    rows: pd.DataFrame, years: list[int], seed: int, *, happened: bool
) -> list[Figures]:  # fmt: skip
    """Return every series of lived rows, which are in order.

    If the rows are of what happened, their error in the last fitted year is learnt.
    """
    some = rows[rows["year"].isin(years)]
    structure = some["variant"].to_numpy().reshape(-1, len(years))[:, 0].tolist()
    now = rows.loc[rows["year"] == LAST_FITTED, COUNT].to_numpy(float) if happened else None
    found = []
    for of in series():
        plain = of.of(some).reshape(-1, len(years)).T
        error = errors(of, years, len(structure), seed, now)
        found.append(Figures(of, years, structure, plain, of.off_by(plain, error)))
    return found


def untold(made: Iterable[Figures]) -> list[str]:
    """Return the series that are not told, as in some draw there is nobody in a group."""
    return [f"{f.of.measure}, {f.of.group}" for f in made if not _told(f)]


def _told(made: Figures) -> bool:
    """Return whether every draw says something of a series in every year."""
    return bool(np.isfinite(made.observed).all())


def quantile_table(
    made: Sequence[Figures], weights: Mapping[str, Mapping[str, float]]
) -> pd.DataFrame:  # fmt: skip
    """Return quantiles: a row a measure, group, year, kind of weights, with or without discrepancy.

    `weights` holds the weight of each structure by kind.
    """
    tables = []
    for f, kind, discrepancy in product(filter(_told, made), weights, (WITH, WITHOUT)):
        values = f.observed if discrepancy == WITH else f.plain
        weight = of_draws(f.structure, weights[kind])
        told = quantiles(values, list(SHARES), weight)
        columns = {f"q{100 * s:g}": told[i] for i, s in enumerate(SHARES)}
        mean = {"mean": values @ weight / weight.sum()}
        key = {
            "measure": f.of.measure, "group": f.of.group, "year": f.years, "unit": f.of.unit,
            "weights": kind, "discrepancy": discrepancy,
        }  # fmt: skip
        tables.append(pd.DataFrame(key | {n: rounded(v) for n, v in (mean | columns).items()}))
    return pd.concat(tables, ignore_index=True)


def of_draws(structure: Sequence[str], weights: Mapping[str, float]) -> Doubles:
    """Return the weight of each draw: that of its structure, shared alike among its draws."""
    names = np.array(structure)
    many = {name: (names == name).sum() for name in set(structure)}
    return np.array([weights[name] / many[name] for name in structure])


def rounded(values: Doubles, digits: int = _DIGITS) -> Doubles:
    """Return values to some significant digits.

    >>> rounded(np.array([16085.3, 0.0, 12.3456]), 3).tolist()
    [16100.0, 0.0, 12.3]
    """
    size = np.floor(np.log10(np.where(values == 0, 1.0, np.abs(values))))
    step = 10.0 ** (size - digits + 1)
    return np.asarray(np.round(np.round(values / step) * step, 9))


def coarse(values: Doubles) -> Doubles:
    """Return values to some binary digits, which files hold in less.

    >>> coarse(np.array([16085.3, 0.0, 12.3456])).tolist()
    [16088.0, 0.0, 12.34375]
    """
    part, power = np.frexp(values)
    return np.asarray(np.ldexp(np.round(part * 2**_BITS) / 2**_BITS, power))


def draws_table(made: Sequence[Figures], seed: int) -> pd.DataFrame:
    """Return the draws that are kept of every series, and what naive methods predict."""
    tables = []
    for f in filter(_told, made):
        first = _first_of_each(f.structure, KEPT)
        tables.append(_long(f, f.observed[:, first], MODEL, np.array(f.structure)[first].tolist()))
        tables += _naive(f, seed)
    return pd.concat(tables, ignore_index=True)


def _first_of_each(structure: Sequence[str], most: int) -> list[int]:
    """Return the places of the first draws of each structure."""
    names = pd.Series(structure)
    rank = names.groupby(names).cumcount()
    return [int(i) for i in np.flatnonzero(rank < most)]


def _naive(made: Figures, seed: int) -> list[pd.DataFrame]:
    """Return what naive methods predict of a series, where its figures suffice."""
    known = baselines.observed(made.of.measure, made.of.group)
    rng, tables = np.random.default_rng(seed), []
    for method in baselines.OF_ANYTHING if known.years.size else ():
        try:
            draws = baselines.predict(method, known, made.years, _NAIVE_DRAWS, rng)
        except baselines.TooFewFigures:
            continue
        likely = quantiles(draws, [(i + 0.5) / _NAIVE_KEPT for i in range(_NAIVE_KEPT)]).T
        tables.append(_long(made, likely, method, [""] * _NAIVE_KEPT))
    return tables


def _long(of: Figures, draws: Doubles, method: str, structure: list[str]) -> pd.DataFrame:
    """Return draws, shape (years, draws), as rows."""
    many = draws.shape[1]
    return pd.DataFrame({
        "method": method, "structure": structure * len(of.years), "measure": of.of.measure,
        "group": of.of.group, "year": np.repeat(of.years, many), "value": coarse(draws.ravel()),
    })  # fmt: skip


def past(rows: pd.DataFrame, years: Iterable[int]) -> pd.DataFrame:
    """Return quantiles of what the same draws say of earlier years, structures weighed alike."""
    known = sorted(set(years) & set(rows["year"]))
    some = rows[rows["year"].isin(known)]
    tables = []
    for of in series():
        values = of.of(some).reshape(-1, len(known)).T
        if np.isfinite(values).all():
            told = quantiles(values, list(SHARES))
            columns = {f"q{100 * s:g}": told[i] for i, s in enumerate(SHARES)}
            key = {"measure": of.measure, "group": of.group, "year": known}
            tables.append(pd.DataFrame(key | columns))
    return pd.concat(tables, ignore_index=True)
