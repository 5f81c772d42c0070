"""Who, one by one, was moved into five units, and out of them, by each player.

A draw of the parameters is lived with all players on, and again without each of them, under the
same luck: who sits five units in 2017 only with a player was moved in by it, who sits only without
it was moved out. Larger cohorts are other people, so that of them only numbers can be told. A
player alone is off here, so that what two need each other for is told of both: numbers are not
those of the shares, which divide it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration import attribution
from calibration.attribution import NAMES, SCENARIO, UNTIL, off_state, without
from experiments import say
from experiments.calibrate.attribution_runs import NAME, Order
from experiments.keep import digest, kept
from experiments.sweeps.design import read_design
from experiments.sweeps.sample import points_of
from simulation.agents.cohort import in_grades
from simulation.arrays import Bools, Doubles, Floats, Ints
from simulation.data.streams import STREAMS
from simulation.model import Country
from simulation.population.schools import QUINTILES
from simulation.results.groups import SEXES
from simulation.run import load, run
from simulation.years import CHOICE_GRADE, LAST_GRADE

KEPT = "people"  # folder of what was found, draw by draw
DECILES = tuple(str(d) for d in range(1, 11))  # 1 the weakest
_FIVE = 5
_OTHERS = "demography"  # the player without which there are other people
_COLUMNS = ("player", "by", "group", "into", "out", "net", "five", "students")


@dataclass
class Twelfth:
    """Watches the students who are in grade 12 in 2017, and never touches them.

    Attributes
    ----------
    ability
        At the end of grade 9, before any programme for classes of five units [SD].
    five
        Who sits five units.
    enrolled
        Who is still in school.
    groups
        Of each grouping, the place of each student's group among its names; -1 for none.
    weight
        How many students of the country each stands for.
    """

    ability: Floats = field(init=False)
    five: Bools = field(init=False)
    enrolled: Bools = field(init=False)
    groups: dict[str, Ints] = field(init=False)
    weight: Doubles = field(init=False)

    def see(self, country: Country) -> None:
        """Note ability in the year of choice, and all else in that of the exam."""
        if country.year == UNTIL - (LAST_GRADE - CHOICE_GRADE):
            (ninth,) = in_grades(country.cohorts, country.year, CHOICE_GRADE)
            self.ability = ninth.ability.copy()
        if country.year == UNTIL:
            (last,) = in_grades(country.cohorts, country.year, LAST_GRADE)
            self.five = last.units == _FIVE
            self.enrolled = last.last_grade >= LAST_GRADE
            schools, sizes = country.population.schools, np.diff(last.who.offsets)
            self.weight = np.repeat(schools.weight, sizes)
            self.groups = {
                "stream": np.repeat(schools.stream, sizes),
                "quintile": np.repeat(schools.quintile, sizes),
                "sex": last.who.female.astype(np.int64),
            }


GROUPINGS: Mapping[str, Sequence[str]] = {
    "all": ("all",), "ability decile": DECILES, "stream": STREAMS,
    "quintile": tuple(str(q) if q else "unknown" for q in QUINTILES), "sex": SEXES,
}  # fmt: skip


def moved(order: Order) -> pd.DataFrame:
    """Return who was moved: a row a draw, player and group.

    Columns are `variant`, `point`, `player`, `by`, `group`, students moved `into` five units and
    `out` of them (NaN for larger cohorts), `net`, and the group's `five` and `students` in grade 12
    with all players on. What is known of a draw is kept, and not lived again.
    """
    tables = []
    with say.progress("Looking at students") as tell:
        for done, name in enumerate(order.variants):
            design = read_design(order.store.parent / f"{NAME}_{name}.toml")
            first, _ = points_of(design)
            values = first[: order.people]
            for point, of in enumerate(values):
                table = _kept(order, f"{name}-{point}", of, design.seeds_of(point)[0])
                tables.append(table.assign(variant=name, point=point))
                tell((done + (point + 1) / len(values)) / len(order.variants))
    return pd.concat(tables)[["variant", "point", *_COLUMNS]]


def moved_by_each(values: Mapping[str, float], seed: int, fraction: float) -> pd.DataFrame:
    """Return whom each player moves under some parameters and luck: a row a player and group."""
    usual = _lived(values, seed, fraction)
    shares = np.linspace(0, 1, len(DECILES) + 1)[1:-1]
    edges = np.quantile(usual.ability.astype(float), shares)
    tables = [
        _compared(player, usual, _lived({**values, **off}, seed, fraction), edges)
        for player in NAMES
        for off in (off_state(without(player)),)
    ]
    return pd.concat(tables, ignore_index=True)


def _kept(order: Order, name: str, values: Mapping[str, float], seed: int) -> pd.DataFrame:
    """Return whom each player moves in a draw, found once."""
    place = order.store.parent / f"{NAME}_{KEPT}" / f"{name}.json"
    code = (Path(__file__), Path(attribution.__file__))
    key = digest(dict(values), seed, order.fraction, code=code)

    def make() -> dict[str, Any]:
        return {"rows": moved_by_each(values, seed, order.fraction).to_dict("records")}

    return pd.DataFrame(kept(place, key, make)["rows"])


def _lived(values: Mapping[str, float], seed: int, fraction: float) -> Twelfth:
    """Return the students of grade 12, as a run leaves them."""
    seen = Twelfth()
    case = load(SCENARIO, set=dict(values), fraction=fraction)
    run(case, seed=seed, until=UNTIL, watchers=(seen,), network=False)
    return seen


def _compared(player: str, usual: Twelfth, off: Twelfth, edges: Doubles) -> pd.DataFrame:
    """Return whom a player moves, by group."""
    same = player != _OTHERS
    rows = []
    for by, names in GROUPINGS.items():
        mine, theirs = (_groups(who, by, edges) for who in (usual, off))
        five, students = (_added(usual, mine, x, names) for x in (usual.five, usual.enrolled))
        net = five - _added(off, theirs, off.five, names)
        nobody = np.full(len(names), np.nan)
        into = _added(usual, mine, usual.five & ~off.five, names) if same else nobody
        out = _added(usual, mine, off.five & ~usual.five, names) if same else nobody
        columns = zip(names, into, out, net, five, students, strict=True)
        rows += [(player, by, name, *map(float, figures)) for name, *figures in columns]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _groups(who: Twelfth, by: str, edges: Doubles) -> Ints:
    """Return the place of each student's group."""
    if by == "all":
        return np.zeros(who.five.size, np.int64)
    return np.digitize(who.ability, edges) if by == "ability decile" else who.groups[by]


def _added(who: Twelfth, groups: Ints, which: Bools, names: Sequence[str]) -> Doubles:
    """Return how many students some are, by group [students]."""
    return np.asarray(np.bincount(groups, who.weight * which, len(names)))
