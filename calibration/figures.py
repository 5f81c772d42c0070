"""What stored runs say of each target: the same of the yearly columns that a store keeps."""

from collections.abc import Callable, Mapping
from functools import cache

import pandas as pd

from calibration.summaries import EFFECT, MEASURES, OF_THE_COUNTRY, PROGRAMMES, groups
from calibration.unfitted import COUNTRY
from simulation.data.targets import Target, targets
from simulation.ensemble.yearly import EVALUATED
from simulation.results.groups import NATIONAL

READINGS = ("all", "boys")  # whose effect the published "almost 3" of Give Five is
BOYS = "BOI_G5_boys"  # the target under the second reading, beside BOI_G5
_PERCENT = 100.0

Column = Callable[[pd.DataFrame, str], pd.Series]


def _over(above: str, *below: str) -> Column:
    """Return the way to a share: a column of a group over the sum of others."""
    return lambda rows, of: rows[above + of] / sum(rows[b + of] for b in below)


_SHARES: Mapping[str, Column] = {
    "five_unit_share": _over("five_units", "students"),
    "five_unit_share_of_examinees": _over("five_units", "three_units", "four_units", "five_units"),
}
_ADDED = ("students", "five_units", "four_units", "three_units")  # over the members of a group


def columns_needed() -> list[str]:
    """Return the columns of a store that targets are told from."""
    plain = [m.name for m in MEASURES.values() if m.name not in _SHARES]
    effects = ["effect_give_five", "effect_give_five_boys", "effect_reserves"]
    members = {word for of in groups().values() for word in map(_word, of)}
    return sorted({*plain, *effects, *(f"{a}{w}" for a in _ADDED for w in members)})


def told(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what runs say of each target, in its unit: a row a run, a column an id.

    Parameters
    ----------
    rows
        A row a run and year: `point`, `year`, and `columns_needed`.

    A column more, BOYS, is the effect of Give Five read as that on boys. NaN is what a run cannot
    say.
    """
    by_year = {y: rows[rows["year"] == y].set_index("point") for y in rows["year"].unique()}
    points = pd.Index(sorted(rows["point"].unique()), name="point")
    found = {t.id: _figure(t, by_year).reindex(points) for t in targets()}
    found[BOYS] = by_year[EVALUATED]["effect_give_five_boys"].reindex(points)
    return pd.DataFrame(found, index=points)


def _figure(target: Target, by_year: Mapping[int, pd.DataFrame]) -> pd.Series:
    """Return what each run says of a target."""
    if target.measure == EFFECT:
        return by_year[EVALUATED][f"effect_{PROGRAMMES[target.group]}"]
    rows = by_year[target.year]
    if measure := OF_THE_COUNTRY.get(target.measure):
        return measure.scale * _of_group(measure.name, target.group, rows) / rows[measure.name]
    measure = MEASURES[target.measure]
    return measure.scale * _of_group(measure.name, target.group, rows)


def _of_group(measure: str, group: str, rows: pd.DataFrame) -> pd.Series:
    """Return a measure of a group of the targets."""
    if group == COUNTRY and measure not in _SHARES:
        return rows[measure]
    members = [_word(m) for m in groups()[group]]
    if measure not in _SHARES:
        return sum((rows[measure + w] for w in members[1:]), rows[measure + members[0]])
    added = pd.DataFrame({a: sum(rows[a + w] for w in members) for a in _ADDED})
    return _SHARES[measure](added, "")


@cache
def _word(member: tuple[str, str]) -> str:
    """Return a group of the model as the end of a column's name."""
    return "" if member == NATIONAL else f"_{member[0]}_{member[1]}".lower()
