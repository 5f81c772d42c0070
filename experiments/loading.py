"""What a store holds, for pandas and xarray: `from experiments import load`."""

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload
from warnings import warn

import duckdb
import numpy as np
import pandas as pd

from experiments.sweeps.ask import WrongQuestion, near
from experiments.sweeps.stored import about, stored
from simulation.ensemble.store import DONE, Store, open_store
from simulation.ensemble.views import FIXED, columns_of, connect, measures, quoted

if TYPE_CHECKING:
    import xarray as xr

_WHO = ("point", "scenario", "seed")  # a run of a design
_AXES = ("scenario", "point", "seed", "year")


class MissingRuns(UserWarning):
    """Some runs of a design failed, or were not made yet."""


class _Answer(NamedTuple):
    """What was asked for: runs asked for, a row a year of those done, and names."""

    runs: pd.DataFrame
    rows: pd.DataFrame
    parameters: list[str]
    measures: list[str]
    attrs: dict[str, str]


@overload
def load(
    store: str | Path, measures: str | Sequence[str], *, design: str | None = None,
    years: int | Collection[int] | None = None, to: Literal["pandas"] = "pandas",
) -> pd.DataFrame: ...  # fmt: skip
@overload
def load(
    store: str | Path, measures: str | Sequence[str], *, design: str | None = None,
    years: int | Collection[int] | None = None, to: Literal["xarray"],
) -> "xr.Dataset": ...  # fmt: skip
def load(
    store: str | Path, measures: str | Sequence[str], *, design: str | None = None,
    years: int | Collection[int] | None = None, to: str = "pandas",
) -> "pd.DataFrame | xr.Dataset":  # fmt: skip
    """Return measures of a design's runs, by year.

    Parameters
    ----------
    store
        Folder of the runs.
    measures
        Columns of the store's table `years`; `fivebytwo query STORE` lists them.
    design
        A design, by name or .toml, or its folder in the store; may be left out where there is one.
    years
        School years; all if left out.
    to
        `pandas`: a row a year of a run: design, point, scenario, seed, year, the parameters that
        are varied, and the measures. `xarray`: a dataset by scenario, point, seed and year, NaN
        where a run failed or is missing; parameters are coordinates along point.

    Runs that failed or are missing are counted in a warning, MissingRuns. `attrs` tell design,
    model and commit. Raises WrongQuestion if there is no such measure, design or year, and
    WrongStore.
    """
    if to not in {"pandas", "xarray"}:
        raise WrongQuestion(f"to = {to!r}: choose 'pandas' or 'xarray'.")
    opened = open_store(Path(store))
    names = [measures] if isinstance(measures, str) else list(dict.fromkeys(measures))
    plan = _plan(opened, design)
    with closing(connect(opened)) as link:
        _check(link, names, opened)
        found = _ask(link, plan, names, _years(link, years), wide=to == "pandas")
    if to == "xarray":
        return _cube(found)
    found.rows.attrs.update(found.attrs)
    return found.rows


def _plan(store: Store, design: str | None) -> Path:
    """Return the folder of a design, or raise WrongQuestion."""
    plans = store.plans()
    if not plans:
        raise WrongQuestion(f"{store.folder} holds no design. `fivebytwo sweep` brings one.")
    if design is not None:
        return stored(store, design)
    if len(plans) > 1:
        there = ", ".join(p.name for p in plans)
        raise WrongQuestion(f"{store.folder} holds several designs: design = one of {there}.")
    return plans[0]


def _check(link: duckdb.DuckDBPyConnection, names: Sequence[str], store: Store) -> None:
    """Raise WrongQuestion unless there are such measures; it names all that are not there."""
    known = measures(link)
    if wrong := [f"{n} is not a measure.{near(n, known)}" for n in names if n not in known]:
        raise WrongQuestion(
            "\n".join([*wrong, f"`fivebytwo query {store.folder}` lists all {len(known)}."])
        )


def _years(link: duckdb.DuckDBPyConnection, years: int | Collection[int] | None) -> list[int]:
    """Return the years asked for, or raise WrongQuestion."""
    known = [y for (y,) in link.execute("SELECT DISTINCT year FROM years ORDER BY 1").fetchall()]
    if years is None:
        return known
    asked = sorted({years} if isinstance(years, int) else set(years))
    if wrong := [str(y) for y in asked if known and y not in known]:
        raise WrongQuestion(
            f"No run tells of {', '.join(wrong)}: {known[0]} to {known[-1]} are there."
        )
    return asked


def _ask(
    link: duckdb.DuckDBPyConnection, plan: Path, names: list[str], years: list[int], *, wide: bool
) -> _Answer:
    """Return what was asked for, and warn of runs that failed or are missing.

    Rows hold the parameters only if they are to be wide.
    """
    told = about(plan)
    given = link.execute(
        "SELECT * EXCLUDE (plan, unit) FROM points WHERE plan = ?", [plan.name]
    ).df()
    varied = [n for n, _ in columns_of(link, "points") if n not in FIXED and given[n].notna().any()]
    link.register("_asked", given)
    wanted = ["design", *_WHO, "year", *varied] if wide else [*_WHO, "year"]
    columns = ", ".join(map(quoted, [*wanted, *names]))
    rows = link.execute(
        f"SELECT {columns} FROM _asked JOIN years USING (run) WHERE year IN (SELECT unnest(?))"  # noqa: S608
        " ORDER BY point, scenario, seed, year", [years],
    ).df()  # fmt: skip
    ends = link.execute(
        "SELECT status, count(*) FROM (SELECT DISTINCT run FROM _asked) LEFT JOIN runs USING (run)"
        " GROUP BY status"
    ).fetchall()
    _warn(plan.name, dict(ends))
    commits = link.execute(
        "SELECT DISTINCT commit FROM runs SEMI JOIN _asked USING (run) ORDER BY 1"
    ).fetchall()
    attrs = {
        "design": plan.name, "title": told["title"], "plan": json.dumps(told),
        "model": told["model"], "commit": ", ".join(str(c) for (c,) in commits),
    }  # fmt: skip
    return _Answer(given, rows, varied, names, attrs)


def _warn(plan: str, ends: Mapping[str | None, int]) -> None:
    """Warn of runs that failed or are missing."""
    missing = ends.get(None, 0)
    failed = sum(ends.values()) - missing - ends.get(DONE, 0)
    if failed or missing:
        warn(
            f"{plan}: of {sum(ends.values()):,} runs {failed:,} failed and {missing:,} are missing;"
            " their measures are not there.",
            MissingRuns, stacklevel=4,
        )  # fmt: skip


def _cube(found: _Answer) -> "xr.Dataset":
    """Return a dataset by scenario, point, seed and year."""
    import xarray as xr

    along = {a: sorted((found.rows if a == "year" else found.runs)[a].unique()) for a in _AXES}
    at = tuple(np.searchsorted(along[a], found.rows[a]) for a in _AXES)
    shape = [len(values) for values in along.values()]
    data: dict[str, Any] = {}
    for name in found.measures:
        cube = np.full(shape, np.nan)
        cube[at] = found.rows[name]
        data[name] = (_AXES, cube)
    points = found.runs.drop_duplicates("point").sort_values("point")
    inputs = {name: ("point", points[name].to_numpy()) for name in found.parameters}
    return xr.Dataset(data, coords={**along, **inputs}, attrs=found.attrs)
