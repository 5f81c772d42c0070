"""Every observed figure beside what draws of the posterior say of it: posterior prediction.

Targets come with the errors that the likelihood declares (`observation`), here in their own units:
the discrepancy of the model on the scale of the treatment, the error of the source, the factor
that all counts of the panel share, rounding, and what another source says. A check is a target that
no fit saw. Facts that are no targets have the error of their rounding or of the panel only; no
discrepancy was declared for them, so that their bands are too narrow rather than too wide.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf, nan
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from calibration.figures import BOYS, READINGS, columns_needed, told
from calibration.observation import COVERAGE_SD, observation, treatment_of
from calibration.unfitted import COUNTRY, VIRTUAL, Fact, facts
from simulation.arrays import Doubles
from simulation.data.observed import observations
from simulation.data.targets import Target, targets
from simulation.ensemble.yearly import name_of

FITTED, CHECK, FACT = "fitted", "check, not fitted", "no target"
BAND = (0.05, 0.25, 0.5, 0.75, 0.95)
TIMES = 20  # errors that are drawn for each draw of the posterior
_EFFECT = "BOI_G5"
_TAIL = 1.645  # standard deviations of a normal error on either side of its 90 % interval
_NEAR_ZERO = 1e-4  # a share, as in the likelihood
_PANEL_SD = 0.02  # of a count of the panel that is no target, as that of its working tracks
_ROUNDED = {"ladder": 1.0, "teachers": 100.0}  # width of the interval, by block of facts
_ROUND_COUNT = 1000.0  # "nearly 13,000", 11,000
_SITTERS = "5u examinees"


class Scale(NamedTuple):
    """A scale where errors are near normal, and the way back."""

    to: Callable[[Doubles], Doubles]
    back: Callable[[Doubles], Doubles]


_SCALES: Mapping[str, Scale] = {
    "log": Scale(lambda x: np.log(np.maximum(x, 1.0)), np.exp),
    "logit": Scale(
        lambda x: np.asarray(logit(np.clip(x / 100, _NEAR_ZERO, 1 - _NEAR_ZERO))),
        lambda x: np.asarray(100 * expit(x)),
    ),
    "linear": Scale(lambda x: x, lambda x: x),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An observed figure and its errors, in its own unit but for `discrepancy`.

    Attributes
    ----------
    block
        What is told together.
    role
        FITTED, CHECK or FACT.
    discrepancy
        How far the model may be off, on `scale`.
    sd
        Of the error of the source.
    panel
        Whether it shares the factor of the panel's coverage.
    other, weight
        What another source says, and how likely that one is right.
    """

    id: str
    block: str
    year: int
    words: str
    observed: float
    role: str
    scale: str = "linear"
    discrepancy: float = 0.0
    sd: float = 0.0
    rounded_to: float = 0.0
    panel: bool = False
    other: float = nan
    weight: float = 0.0

    @property
    def least(self) -> float:
        """What nobody would report less than: nothing, of a count or share."""
        return -inf if self.scale == "linear" else 0.0

    @property
    def source_width(self) -> float:
        """The width of the 90 % interval of the source's own error."""
        return float(2 * _TAIL * (self.sd**2 + self.rounded_to**2 / 12) ** 0.5)


def figures() -> tuple[Figure, ...]:
    """Return every observed figure: targets, both readings of Give Five, facts that are none."""
    fitted = set(observation().ids)
    known = [_of_target(t, FITTED if t.id in fitted else CHECK) for t in targets()]
    place = [f.id for f in known].index(_EFFECT)
    boys = "effect on 5u share of boys, the other reading"
    known.insert(place + 1, replace(known[place], id=BOYS, words=boys))
    return (*known, *_other_counts({f.id for f in known}), *map(_of_fact, facts()))


def columns() -> list[str]:
    """Return the columns of a store that figures are told from."""
    return sorted({*columns_needed(), *(_column(f) for f in facts())})


def simulated(rows: pd.DataFrame, reading: pd.Series) -> pd.DataFrame:
    """Return what runs of one structure say of each figure: a row a run, a column an id.

    Parameters
    ----------
    rows
        A row a run and year: `point`, `year`, and `columns`.
    reading
        By `point`, whose effect the draw took that of Give Five for: it says nothing of the other.
    """
    of_targets = told(rows)
    sitters = rows.pivot_table(index="point", columns="year", values="five_units")
    found = {f"N{y}": sitters[y] for y in sitters if f"N{y}" not in of_targets}
    for fact in facts():
        of_year = rows[rows["year"] == fact.year].set_index("point")
        found[fact.id] = fact.measure.scale * of_year[_column(fact)]
    made = of_targets.join(pd.DataFrame(found))
    for column, of in zip((_EFFECT, BOYS), READINGS, strict=True):
        made[column] = made[column].where(reading.reindex(made.index) == of)
    return made


def reported(
    runs: pd.DataFrame, known: Sequence[Figure], rng: np.random.Generator, times: int = TIMES
) -> pd.DataFrame:
    """Return what sources might have reported of these runs: errors of model and sources added.

    Shape (runs x times, figures); each run's figures get other errors each time.
    """
    n = len(runs) * times
    shared = rng.standard_normal(n)
    found = {}
    for f in known:
        scale = _SCALES[f.scale]
        truth = np.tile(runs[f.id].to_numpy(float), times)
        truth = scale.back(scale.to(truth) + f.discrepancy * rng.standard_normal(n))
        together = COVERAGE_SD * f.observed * f.panel
        alone = max(f.sd**2 - together**2, 0.0) ** 0.5
        error = together * shared + alone * rng.standard_normal(n)
        error += f.rounded_to * (rng.random(n) - 0.5)
        conflict = (f.observed - f.other) * (rng.random(n) < f.weight) if f.weight else 0.0
        found[f.id] = np.maximum(truth + error + conflict, f.least)
    return pd.DataFrame(found)


def beside(
    known: Sequence[Figure], runs: pd.DataFrame, with_errors: pd.DataFrame
) -> pd.DataFrame:  # fmt: skip
    """Return each figure beside its band: a row a figure.

    Columns: those that tell it, `observed`, quantiles of the runs (`q05` to `q95`) and with errors
    (`e05` to `e95`), `position` of the observed among them with errors (the PIT: 0 below all, 1
    above all), and whether it lies in the 90 % band (`held`), and in that without errors
    (`held_plain`).
    """
    rows = [
        {"id": f.id, "block": f.block, "year": f.year, "figure": f.words, "role": f.role}
        | compared(f.observed, runs[f.id], with_errors[f.id])
        for f in known
    ]
    return pd.DataFrame(rows)


def compared(observed: float, runs: pd.Series, with_errors: pd.Series) -> dict[str, object]:
    """Return an observed number beside quantiles of runs, without and with errors."""
    plain, wide = (_quantiles(x) for x in (runs, with_errors))
    values = with_errors.dropna().to_numpy()
    position = (
        (np.mean(values < observed) + np.mean(values <= observed)) / 2 if len(values) else nan
    )
    names = [f"{100 * q:02.0f}" for q in BAND]
    return {
        "observed": observed,
        **{f"q{n}": v for n, v in zip(names, plain, strict=True)},
        **{f"e{n}": v for n, v in zip(names, wide, strict=True)},
        "position": position,
        "held": bool(wide[0] <= observed <= wide[-1]) if len(values) else None,
        "held_plain": bool(plain[0] <= observed <= plain[-1]) if len(values) else None,
        "draws": int(runs.notna().sum()),
    }  # fmt: skip


def counted(table: pd.DataFrame) -> pd.DataFrame:
    """Return how many of the 90 % bands hold the observed value, by role, and of all."""
    told_of = table[table["draws"] > 0]
    whole = told_of.assign(role="all")
    unseen = told_of[told_of["role"] != FITTED].assign(role="not fitted, together")
    rows = [
        {
            "role": role, "figures": len(of), "held": int(of["held"].sum()),
            "held without errors": int(of["held_plain"].sum()),
        }
        for part in (told_of, unseen, whole)
        for role, of in part.groupby("role", sort=False)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _quantiles(values: pd.Series) -> Doubles:
    """Return the quantiles BAND; NaN of nothing."""
    there = values.dropna().to_numpy(float)
    return np.quantile(there, BAND) if there.size else np.full(len(BAND), nan)


def _of_target(target: Target, role: str) -> Figure:
    """Return a target as a figure."""
    how = treatment_of(target.id)
    whose = "" if target.group == COUNTRY else f", {target.group}"
    return Figure(
        id=target.id, block=target.measure, year=target.year, words=f"{target.measure}{whose}",
        observed=target.value, role=role, scale=how.scale, discrepancy=how.discrepancy,
        sd=target.sd, rounded_to=how.rounded_to, panel=how.coverage > 0,
        other=how.other_value if how.other_weight else nan, weight=how.other_weight,
    )  # fmt: skip


def _of_fact(fact: Fact) -> Figure:
    """Return a fact that is no target as a figure."""
    return Figure(
        id=fact.id, block=fact.block, year=fact.year, words=_named(fact), observed=fact.observed,
        role=FACT, rounded_to=_ROUNDED.get(fact.block, 0.0),
        sd=_PANEL_SD * fact.observed if fact.block == "tracks" else 0.0,
    )  # fmt: skip


def _other_counts(ids: Collection[str]) -> list[Figure]:
    """Return round national counts of years that no target is of."""
    seen = {
        o.year: o.value for o in observations("national")
        if (o.group, o.measure) == (COUNTRY, _SITTERS)
    }  # fmt: skip
    return [
        Figure(id=f"N{year}", block=_SITTERS, year=year, words=_SITTERS, observed=value, role=FACT,
               rounded_to=_ROUND_COUNT)
        for year, value in sorted(seen.items())
        if f"N{year}" not in ids
    ]  # fmt: skip


def _column(fact: Fact) -> str:
    """Return the column of a store that a fact is of."""
    return name_of(fact.measure.name, fact.measure.grade)


def _named(fact: Fact) -> str:
    """Return what a fact is called beside others: the virtual school's are only "students"."""
    return f"{fact.block}, {fact.words}" if fact.measure == VIRTUAL else fact.words
