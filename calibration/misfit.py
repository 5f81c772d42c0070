"""How far a model is from its targets, each in standard deviations of the observed figure.

The simulated figure is the mean over seeds, and its distance is told in the error of the target
alone: luck of the runs is shown beside it, not added. On the basis of counts see `summaries`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from calibration.summaries import EFFECT, groups
from calibration.unfitted import COUNTRY, Fact, facts
from simulation.data.targets import Target, targets

MISSING, NOT_ESTIMATED = "not simulated", "no evaluation given"
_BLOCKS = {  # by measure, then the kind of the group
    ("5u examinees", COUNTRY): "5u sitters",
    ("5u share of 12th graders", COUNTRY): "5u share",
    ("5u share of 12th graders", "speakers"): "5u share by language",
    ("5u share of maths examinees", "stream"): "5u share by stream",
    ("5u share of maths examinees", "quintile"): "5u share by quintile",
    ("schools with >=1 5u examinee", COUNTRY): "working tracks",
    ("5u starters who drop to fewer units", COUNTRY): "persistence",
    ("12th-grade sitters over 11th-grade sitters of the year before", COUNTRY): "persistence",
    (EFFECT, "programme"): "effects of programmes",
    ("5u physics examinees", COUNTRY): "physics",
    ("share of 5u sitters", "sex"): "girls",
}


@dataclass(frozen=True, slots=True)
class Misfit:
    """A figure, observed and simulated.

    Attributes
    ----------
    block
        What is told together.
    observed, sd
        The observed figure and its error, NaN where none is known.
    simulated, seed_sd
        Mean and standard deviation over seeds, NaN if there is nothing, or one seed only.
    distance
        Simulated less observed [sd].
    note
        Why there is no simulated figure, else blank.
    """

    block: str
    id: str
    year: int
    group: str
    measure: str
    observed: float
    sd: float
    simulated: float
    seed_sd: float
    distance: float
    note: str


def misfits(runs: Sequence[Mapping[str, float]]) -> list[Misfit]:
    """Return the targets by block, given what each of some runs says of them (see `simulated`)."""
    rows = [_of_target(t, runs) for t in targets()]
    order = list(dict.fromkeys(_BLOCKS.values()))
    return sorted(rows, key=lambda row: order.index(row.block))


def unfitted(runs: Sequence[Mapping[str, float]]) -> list[Misfit]:
    """Return the facts that are no targets, given what each run says of them (see `beside`)."""
    return [_of_fact(fact, runs) for fact in facts()]


def within(rows: Sequence[Misfit], sds: float) -> int:
    """Return how many are at most so many standard deviations off."""
    return sum(abs(row.distance) <= sds for row in rows)


def missing(rows: Sequence[Misfit]) -> Iterator[Misfit]:
    """Yield those that nothing is simulated of."""
    return (row for row in rows if row.note)


def block(target: Target) -> str:
    """Return the block of a target."""
    kind = groups()[target.group][0][0] if target.group in groups() else "programme"
    kind = "speakers" if target.group.endswith("speakers") else kind
    return _BLOCKS[target.measure, kind]


def _of_target(target: Target, runs: Sequence[Mapping[str, float]]) -> Misfit:
    """Return the misfit of a target."""
    mean, seed_sd = _over_seeds([run[target.id] for run in runs])
    why = NOT_ESTIMATED if target.measure == EFFECT else MISSING
    return Misfit(
        block(target), target.id, target.year, target.group, target.measure, target.value,
        target.sd, mean, seed_sd, (mean - target.value) / target.sd, why if isnan(mean) else "",
    )  # fmt: skip


def _of_fact(fact: Fact, runs: Sequence[Mapping[str, float]]) -> Misfit:
    """Return the misfit of a fact, whose distance is unknown as its error is."""
    mean, seed_sd = _over_seeds([run[fact.id] for run in runs])
    return Misfit(
        fact.block, fact.id, fact.year, COUNTRY, fact.words, fact.observed, nan,
        mean, seed_sd, nan, MISSING if isnan(mean) else "",
    )  # fmt: skip


def _over_seeds(values: Sequence[float]) -> tuple[float, float]:
    """Return mean and standard deviation of the runs, NaN where there is none.

    >>> _over_seeds([1.0, 3.0]), _over_seeds([2.0])
    ((2.0, 1.4142135623730951), (2.0, nan))
    """
    known = [v for v in values if not isnan(v)]
    mean = float(np.mean(known)) if known else nan
    return mean, float(np.std(known, ddof=1)) if len(known) > 1 else nan
