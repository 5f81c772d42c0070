"""The outcome of a design: a measure at each of its points, under each seed, year by year."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.settings import WrongSetting
from experiments.sweeps.ask import near
from experiments.sweeps.stored import about, stored
from simulation.arrays import Bools, Doubles
from simulation.ensemble.store import DONE, FAILED, PLAN, POINTS, Store, WrongStore
from simulation.ensemble.views import connect, measures, quoted
from simulation.years import FIRST_YEAR

_TOLD = ("name", "made", "ground", "scenarios", "seeds", "vary", "problem")
_NEEDED = ("point", "scenario", "seed", "run", "unit")


@dataclass(frozen=True, slots=True)
class Planned:
    """A design as it stands in a store.

    Attributes
    ----------
    folder
        Where its plan and its points are.
    about
        What the plan says: name, scenarios, seeds, how parameters are varied, SALib's problem.
    """

    folder: Path
    about: Mapping[str, Any]

    @property
    def years(self) -> range:
        """The school years that its runs tell of."""
        return range(FIRST_YEAR, self.about["ground"]["until"] + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be explained.

    Attributes
    ----------
    minus
        A scenario that is taken from the first one, seed by seed.
    since
        A year whose value is taken from that of each year.
    """

    measure: str
    scenario: str
    minus: str | None = None
    since: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came out at each point, in SALib's order.

    Attributes
    ----------
    values
        Of shape (points, seeds, years); NaN where a run failed, is missing, or has no such value.
    failed, missing
        Points that have a run that failed, and one that was not carried out.
    runs
        How many runs were asked for, and how many of them are missing.
    errors
        What runs that failed say, and how many say it, the most frequent first.
    table
        One row a point: the point in SALib's unit cube, and the parameters varied.
    """

    values: Doubles
    years: range
    failed: Bools
    missing: Bools
    runs: tuple[int, int]
    errors: Mapping[str, int]
    table: pa.Table

    @property
    def means(self) -> Doubles:
        """The mean over seeds, of shape (points, years); NaN where any seed is."""
        mean: Doubles = self.values.mean(axis=1)
        return mean


def planned(store: Store, name: str) -> Planned:
    """Return the plan of a design, as `stored` finds it; raise as it does, or WrongStore."""
    folder = stored(store, name)
    known = about(folder)
    if lacking := [key for key in _TOLD if key not in known]:
        raise _damaged(folder / PLAN, f"it does not tell {', '.join(lacking)}")
    return Planned(folder, known)


def outcome(store: Store, plan: Planned, asked: Asked) -> Outcome:
    """Return a measure at each point of a plan, under each seed, in each year.

    Runs are put in their place by the names of points, scenarios and seeds that the plan tells;
    no order on disk is trusted. Raises WrongSetting if there is no such measure, WrongStore if
    the plan or the store are damaged.
    """
    scenarios = [asked.scenario, *([asked.minus] if asked.minus else [])]
    rows = _points(plan, scenarios)
    seeds, count = len(plan.about["seeds"]), int(rows["point"].max()) + 1
    with closing(connect(store)) as link:
        link.register("_asked", rows[["run", "place"]])
        ends = link.execute(
            "SELECT a.place, r.status, r.error FROM _asked a LEFT JOIN runs r USING (run)"
        ).df()
        if not (ends["status"] == DONE).any():
            raise WrongSetting(
                f"{plan.folder.name}: none of {len(rows):,} runs is done. Carry them out with"
                f" `fivebytwo sweep {plan.about['name']} --store {store.folder}`."
            )
        found = _measured(link, asked.measure)
    shape = (len(scenarios), count, seeds)
    values = _placed(found, shape, plan)
    if asked.minus:
        values[0] -= values[1]
    if asked.since is not None:
        values[0] -= values[0][..., [plan.years.index(asked.since)]]
    failed = ends[ends["status"] == FAILED]
    missing = ends[ends["status"].isna()]
    return Outcome(
        values=values[0], years=plan.years, failed=_at(failed, shape), missing=_at(missing, shape),
        runs=(len(rows), len(missing)),
        errors={str(k): int(n) for k, n in failed["error"].value_counts().items()},
        table=_one_a_point(plan, rows),
    )  # fmt: skip


def _points(plan: Planned, scenarios: Sequence[str]) -> pd.DataFrame:
    """Return the runs of some scenarios, each with its place; raise WrongStore unless all are."""
    place = plan.folder / POINTS
    try:
        table = pq.read_table(place, partitioning=None)
        rows: pd.DataFrame = (
            table.drop_columns(["unit"]).to_pandas().assign(row=np.arange(len(table)))
        )
        lacking = [c for c in _NEEDED if c not in table.column_names]
    except (OSError, KeyError, pa.ArrowException) as error:
        raise _damaged(place, str(error)) from None
    if lacking or rows.empty:
        raise _damaged(place, f"it has no {', '.join(lacking) or 'rows'}")
    seeds = {seed: i for i, seed in enumerate(plan.about["seeds"])}
    count = int(rows["point"].max()) + 1
    rows = rows[rows["scenario"].isin(scenarios) & rows["seed"].isin(list(seeds))]
    which = rows["scenario"].map({s: i for i, s in enumerate(scenarios)})
    rows = rows.assign(place=(which * count + rows["point"]) * len(seeds) + rows["seed"].map(seeds))
    if sorted(rows["place"]) != list(range(len(scenarios) * count * len(seeds))):
        raise _damaged(place, "it has not each point, scenario and seed once")
    return rows


def _measured(link: duckdb.DuckDBPyConnection, measure: str) -> pd.DataFrame:
    """Return place, year and value of a measure, of all runs asked for; raise WrongSetting."""
    known = measures(link)
    if measure not in known:
        raise WrongSetting(
            f"--measure {measure}: no run has such a measure.{near(measure, known)} There are"
            f' {len(known)}; `fivebytwo query STORE "DESCRIBE years"` lists them.'
        )
    return link.execute(
        f"SELECT a.place, y.year, y.{quoted(measure)}::DOUBLE AS value"  # noqa: S608  it is known
        " FROM _asked a JOIN years y USING (run)"
    ).df()


def _placed(found: pd.DataFrame, shape: tuple[int, ...], plan: Planned) -> Doubles:
    """Return values of shape (scenarios, points, seeds, years), none of them there twice."""
    found = found[found["year"].isin(plan.years)]
    years = len(plan.years)
    spots = found["place"].to_numpy(int) * years + found["year"].to_numpy(int) - plan.years[0]
    if len(np.unique(spots)) < len(spots):
        raise WrongStore(f"{plan.folder.parents[1]} holds a year of a run twice. Make it again.")
    values = np.full(int(np.prod(shape)) * years, np.nan)
    values[spots] = found["value"].to_numpy(float)
    values[np.isinf(values)] = np.nan
    return values.reshape(*shape, years)


def _at(ends: pd.DataFrame, shape: tuple[int, ...]) -> Bools:
    """Return the points that have any of some runs."""
    flags = np.zeros(int(np.prod(shape)), bool)
    flags[ends["place"].to_numpy(int)] = True
    return np.asarray(flags.reshape(shape).any(axis=(0, 2)))


def _one_a_point(plan: Planned, rows: pd.DataFrame) -> pa.Table:
    """Return the first row of each point, in the order of points."""
    first = rows.sort_values("place").drop_duplicates("point")["row"].to_numpy()
    return pq.read_table(plan.folder / POINTS, partitioning=None).take(pa.array(first))


def _damaged(place: Path, why: str) -> WrongStore:
    """Return what to say of a plan that cannot be read."""
    return WrongStore(f"{place} is damaged: {why}. Remove its folder, and sweep the design again.")
