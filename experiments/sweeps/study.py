"""What a design says of its inputs: indices, how they settle, and how they move over the years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.settings import WrongSetting
from experiments.sweeps.indices import FEWER, METHODS, Estimate, Indices, Sample, analyse, varies
from experiments.sweeps.indices import whole as all_of
from experiments.sweeps.outcome import Asked, Outcome, Planned
from simulation.arrays import Bools, Doubles
from simulation.ensemble.store import POINTS, WrongStore
from simulation.ensemble.views import FIXED

FIRST = 5  # inputs whose order is compared
_ENOUGH = 0.5  # of the blocks that were carried out


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """The indices of a design.

    Attributes
    ----------
    over_time
        Indices by year, of years in which the outcome is there and varies.
    convergence
        Indices by the number of blocks they are of, the first ones; last all that are kept.
    blocks
        How many blocks there are: planned, kept, and left out by reason.
    mean, sd
        Of the outcome over the points that are kept.
    """

    sample: Sample
    indices: Indices
    over_time: Mapping[int, Indices]
    convergence: Mapping[int, Indices]
    blocks: Mapping[str, int]
    mean: float
    sd: float

    @property
    def main(self) -> Estimate:
        """The index that inputs are ranked by."""
        return self.indices.of[self.sample.method.main]

    @property
    def ranked(self) -> list[int]:
        """Places of the inputs, from the one that matters most."""
        return _ranked(self.main)

    @property
    def settled(self) -> str:
        """A sentence on how far the indices have settled."""
        block, inputs = self.sample.method.block, self.sample.inputs
        ranking = _above_zero(self.main)
        if not ranking:
            return "No input has an index above 0: there is no order to see."
        half = (self.main.high - self.main.low) / 2
        widest = int(half.argmax())
        share = half[widest] / self.main.value.max()
        words = (
            f"The widest 90 % interval is that of {inputs[widest]}: ± {100 * share:.0f} % of the"
            " largest index."
        )
        if len(self.convergence) < 2:
            return f"{words} There are too few {block} to see whether indices have settled."
        (fewer, before), (all_kept, _) = list(self.convergence.items())[-2:]
        now = ranking[:FIRST]
        then = _above_zero(before.of[self.sample.method.main])[: len(now)]
        return f"{words} {_order(then, now, inputs)}, from {fewer} to {all_kept} {block}."


def study(plan: Planned, seen: Outcome, asked: Asked, year: int, *, partial: bool) -> Study:
    """Return what a design says of an outcome in a year.

    A block with a run that failed, is missing or has no such value is left out as a whole.
    Raises WrongSetting where what remains says nothing, or would say it of a biased part.
    """
    sample = sample_of(plan, seen)
    means, place = seen.means, seen.years.index(year)
    outcome = means[:, place]
    kept = all_of(sample, np.isfinite(outcome))
    blocks = _counted(sample, seen, kept)
    _refuse(plan, seen, sample, blocks, partial=partial)
    rows = np.repeat(kept, sample.rows)
    values = outcome[rows]
    if not varies(values):
        raise WrongSetting(
            f"{asked.measure} in {year} is {values[0]:g} at every point of {plan.folder.name}:"
            " nothing moves it. Choose another --measure, --year or --scenario."
        )
    indices = analyse(sample, outcome, kept)
    return Study(
        sample=sample, indices=indices, blocks=blocks,
        over_time={
            y: analyse(sample, means[:, i], kept, FEWER)
            for i, y in enumerate(seen.years)
            if (asked.since or 0) < y <= year
            and np.isfinite(means[rows, i]).all() and varies(means[rows, i])
        },
        convergence=_convergence(sample, outcome, kept) | {blocks["kept"]: indices},
        mean=float(values.mean()), sd=float(values.std(ddof=1)),
    )  # fmt: skip


def sample_of(plan: Planned, seen: Outcome) -> Sample:
    """Return the points of a plan as SALib's sample; raise WrongSetting if they are none.

    Raises WrongStore if they are not in SALib's order.
    """
    how = (plan.about["vary"] or {}).get("how", "listed")
    if how not in METHODS:
        raise WrongSetting(
            f'{plan.about["name"]} is a design of how = "{how}": there are no indices of its'
            f" points. Sweep one of {', '.join(METHODS)}."
        )
    problem = plan.about["problem"]
    if how == "draws":
        names = [c for c in seen.table.column_names if c not in FIXED]
        points = np.column_stack([seen.table[n].to_numpy() for n in names])
        moving = np.ptp(points, axis=0) > 0
        names, points = [n for n, m in zip(names, moving, strict=True) if m], points[:, moving]
        problem = {"num_vars": len(names), "names": names}
    else:
        points = _unit(plan, seen)
    sample = Sample(how, problem, points)
    if refusal := sample.refusal():
        raise WrongStore(f"{plan.folder / POINTS} is damaged: {refusal}. Sweep the design again.")
    return sample


def _unit(plan: Planned, seen: Outcome) -> Doubles:
    """Return the points in SALib's unit cube, or raise WrongStore."""
    try:
        points = np.array(seen.table["unit"].to_pylist(), float)
    except ValueError:
        points = np.empty(0)
    if points.ndim != 2 or points.shape[1] != plan.about["problem"]["num_vars"]:
        raise WrongStore(
            f"{plan.folder / POINTS} is damaged: its points are not of the inputs that the plan"
            " names. Remove its folder, and sweep the design again."
        )
    return points


def _counted(sample: Sample, seen: Outcome, kept: Bools) -> dict[str, int]:
    """Return how many blocks are kept and left out, each for the first reason it has."""
    failed = ~all_of(sample, ~seen.failed)
    missing = ~all_of(sample, ~seen.missing) & ~failed
    without = ~kept & ~failed & ~missing
    named = {"kept": kept, "failed": failed, "missing": missing, "without a value": without}
    return {"planned": sample.blocks} | {k: int(v.sum()) for k, v in named.items()}


def _refuse(
    plan: Planned, seen: Outcome, sample: Sample, blocks: Mapping[str, int], *, partial: bool
) -> None:
    """Raise WrongSetting if a design is unfinished, or too little of it is left."""
    name, block, least = plan.about["name"], sample.method.block, sample.method.least
    (runs, missing), store = seen.runs, plan.folder.parents[1]
    if missing and not partial:
        raise WrongSetting(
            f"{plan.folder.name}: {missing:,} of {runs:,} runs are missing. `fivebytwo sweep {name}"
            f" --store {store}` carries them out; --partial takes what is there."
        )
    kept, carried_out = blocks["kept"], blocks["planned"] - blocks["missing"]
    if kept < _ENOUGH * carried_out:
        error = f" ({next(iter(seen.errors))})" if seen.errors else ""
        raise WrongSetting(
            f"{plan.folder.name}: only {kept} of {carried_out} {block} are whole; in"
            f" {blocks['failed']} a run failed{error}, {blocks['without a value']} have no such"
            " value. Indices of the rest would be of a biased part: mend what fails and sweep with"
            " --retry, or choose another --measure or --year."
        )
    if kept < least:
        raise WrongSetting(
            f"{plan.folder.name}: {kept} whole {block} are too few; {sample.method.title} needs"
            f" {least} or more. Sweep a larger design{' or wait' if missing else ''}."
        )


def _convergence(sample: Sample, outcome: Doubles, kept: Bools) -> dict[int, Indices]:
    """Return indices of the first blocks: an eighth, a quarter and a half of them."""
    span = int(np.flatnonzero(kept)[-1]) + 1
    sizes = [span // 8, span // 4, span // 2]
    if sample.how == "sobol":  # whose points balance at powers of 2
        sizes = [2**k for k in range((span - 1).bit_length())][-3:]
    found: dict[int, Indices] = {}
    for size in sizes:
        first = kept & (np.arange(sample.blocks) < size)
        count = int(first.sum())
        if count >= sample.method.least and varies(outcome[np.repeat(first, sample.rows)]):
            found[count] = analyse(sample, outcome, first, FEWER)
    return found


def _order(then: list[int], now: list[int], inputs: Sequence[str]) -> str:
    """Return whether the inputs that matter most are those of fewer blocks, in that order.

    >>> _order([0, 1], [0, 1], ["a", "b", "c"])
    'The 2 inputs with an index above 0 keep their order'
    >>> _order([2, 1], [0, 1], ["a", "b"])
    '1 of the first 2 remains among them'
    """
    first, same = len(now), len(set(then) & set(now))
    all_told = first == min(FIRST, len(inputs))
    those = f"first {first}" if all_told else f"{first} inputs with an index above 0"
    if first == 1:
        return f"{inputs[now[0]]} {'remains' if same else 'does not remain'} the first"
    if then == now:
        return f"The {those} keep their order"
    if same == first:
        return f"The {those} remain, in another order"
    return f"{same or 'None'} of the {those} remain{'s' * (same < 2)} among them"


def _above_zero(of: Estimate) -> list[int]:
    """Return the places of inputs with an index above 0, from the largest down."""
    return [i for i in _ranked(of) if of.value[i] > 0]


def _ranked(of: Estimate) -> list[int]:
    """Return places from the largest index down."""
    return [int(i) for i in np.argsort(-of.value, kind="stable")]
