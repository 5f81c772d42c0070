"""Sensitivity indices, by SALib, of an outcome at the points of a design.

SALib is used to sample and to analyse, never to run: it takes an outcome in any order, of any count
and with any gap, and then returns indices that are plausible and wrong, or zero. So here order,
count, gaps and constancy are looked at first.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from calibration.space import kinds_of, quantile
from experiments.sweeps.sample import TAILS
from simulation.arrays import Bools, Doubles
from simulation.parameters.world import all_parameters, named

CONFIDENCE = 0.9
RESAMPLES, FEWER = 500, 100  # of a bootstrap: of the result, and of each year or part
_LUCK = 1  # of SALib's bootstrap; 0 is none to it
_TAILS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
_NEAR = 1e-9
_HARMONICS = 10  # of RBD-FAST
_SAME = 1e-12  # of the largest value: a smaller spread is of floating point


class Estimate(NamedTuple):
    """An index of each input, and its 90 % interval; NaN where there is none."""

    value: Doubles
    low: Doubles
    high: Doubles


@dataclass(frozen=True, slots=True)
class Indices:
    """Indices by name, and the sum of those of first order, if it means anything."""

    of: Mapping[str, Estimate]
    total: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """The points of a design, in SALib's order.

    Attributes
    ----------
    how
        One of METHODS.
    problem
        SALib's problem: names, and the group of each.
    points
        In the unit cube, or parameters themselves where only their order counts; (points, names).
    """

    how: str
    problem: Mapping[str, Any]
    points: Doubles

    @property
    def of(self) -> list[str]:
        """The input that each parameter belongs to: itself, or its group."""
        return list(self.problem.get("groups") or self.problem["names"])

    @property
    def inputs(self) -> list[str]:
        """Parameters and groups, in SALib's order."""
        return list(dict.fromkeys(self.of))

    @property
    def method(self) -> "Method":
        """How it is analysed."""
        return METHODS[self.how]

    @property
    def rows(self) -> int:
        """Points that only make sense together: a trajectory, or a base point with its steps."""
        return self.method.rows(len(self.inputs))

    @property
    def blocks(self) -> int:
        """How many times so many points there are."""
        return len(self.points) // self.rows

    def refusal(self) -> str | None:
        """Return why this is no sample of its method in SALib's order, or nothing."""
        if len(self.points) % self.rows or not self.blocks:
            return f"{len(self.points)} points are no whole number of blocks of {self.rows}"
        wrong = self.method.wrong(self, self.points.reshape(self.blocks, self.rows, -1))
        return f"{wrong.sum()} of {self.blocks} blocks are out of order" if wrong.any() else None

    def members(self) -> Iterator[Bools]:
        """Yield which parameters belong to each input."""
        for name in self.inputs:
            yield np.array([group == name for group in self.of])


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way to sample and analyse.

    Attributes
    ----------
    title, block
        What it, and what some of its points together, are called.
    main
        The index that inputs are ranked by.
    least
        The fewest blocks that say anything.
    rows
        The points of a block, by the number of inputs.
    wrong
        Which blocks are not as SALib samples them.
    analyse
        The indices of an outcome without gaps.
    """

    title: str
    block: str
    main: str
    least: int
    rows: Callable[[int], int]
    wrong: Callable[[Sample, Doubles], Bools]
    analyse: Callable[[Sample, Doubles, int], Indices]


def varies(outcome: Doubles) -> bool:
    """Return whether an outcome is not the same everywhere: of a constant there are no indices."""
    return bool(np.ptp(outcome) > _SAME * np.abs(outcome).max())


def whole(sample: Sample, flags: Bools) -> Bools:
    """Return the blocks all of whose points have a flag."""
    return np.asarray(flags.reshape(sample.blocks, sample.rows).all(axis=1))


def analyse(sample: Sample, outcome: Doubles, kept: Bools, resamples: int = RESAMPLES) -> Indices:
    """Return the indices of an outcome, of the blocks that are kept.

    Parameters
    ----------
    outcome
        One value a point, in the order of points; NaN only outside the blocks kept.
    kept
        One flag a block.

    Raises ValueError where SALib would return zeros, or indices of something else.
    """
    if outcome.shape != (len(sample.points),) or kept.shape != (sample.blocks,):
        raise ValueError(f"{outcome.shape} values for {len(sample.points)} points.")
    if refusal := sample.refusal():
        raise ValueError(f"Not a sample of {sample.method.title} in SALib's order: {refusal}.")
    rows = np.repeat(kept, sample.rows)
    part = Sample(sample.how, sample.problem, sample.points[rows])
    values = np.ascontiguousarray(outcome[rows], float)
    if not np.isfinite(values).all():
        raise ValueError("A block that is kept has a gap.")
    if part.blocks < sample.method.least:
        raise ValueError(f"{part.blocks} blocks are fewer than {sample.method.least}.")
    if not varies(values):
        raise ValueError("The outcome is constant.")
    return sample.method.analyse(part, values, resamples)


def _sobol(sample: Sample, values: Doubles, resamples: int) -> Indices:
    """Return total and first-order indices: shares of the variance."""
    from SALib.analyze import sobol

    found = sobol.analyze(
        dict(sample.problem), values, calc_second_order=False, num_resamples=resamples,
        conf_level=CONFIDENCE, keep_resamples=True, seed=_LUCK,
    )  # fmt: skip
    of = {name: _resampled(found[name], found[f"{name}_conf_all"]) for name in ("ST", "S1")}
    total = _resampled(found["S1"].sum(), found["S1_conf_all"].sum(axis=1))
    return Indices(of, total)


def _resampled(value: Doubles, again: Doubles) -> Estimate:
    """Return an index with the interval that the resampled ones lie in."""
    return Estimate(np.asarray(value, float), *np.quantile(again, _TAILS, axis=0))


def _morris(sample: Sample, values: Doubles, resamples: int) -> Indices:
    """Return mean absolute effect, mean effect and its spread, from end to end of an input.

    SALib puts the effect of a step on the whole way of a number; what is one of a few kinds jumps
    within a step, and from its first kind to its last it is as many jumps. Members of a group move
    together, some up and some down: of it only the first has a meaning.
    """
    from SALib.analyze import morris

    step = np.abs(np.diff(sample.points[:2], axis=0)).max()
    found = morris.analyze(
        dict(sample.problem), sample.points, values, num_resamples=resamples,
        conf_level=CONFIDENCE, num_levels=round(2 * step / (2 * step - 1)), seed=_LUCK,
    )  # fmt: skip
    places = [list(found["names"]).index(name) for name in sample.inputs]
    star, half, mu, sigma = (
        np.ma.filled(found[key], np.nan).astype(float)[places]
        for key in ("mu_star", "mu_star_conf", "mu", "sigma")
    )
    mu[np.isnan(sigma)] = np.nan
    none = np.full(len(places), np.nan)
    whole = np.array([_whole_way(name, step) for name in sample.inputs])
    star, half, mu, sigma = (whole * of for of in (star, half, mu, sigma))
    ranked = Estimate(star, np.maximum(star - half, 0), star + half)
    return Indices(
        {"mu_star": ranked, "mu": Estimate(mu, none, none), "sigma": Estimate(sigma, none, none)}
    )


def _whole_way(name: str, step: float) -> float:
    """Return what makes SALib's effect of an input that of the way from its first to its last kind.

    >>> [round(_whole_way(n, 2 / 3), 3) for n in ("initiative.trust_inert", "initiative.opinion")]
    [0.667, 1.333]
    """
    kinds = kinds_of(all_parameters()[name]) if name in all_parameters() else []
    if not kinds:
        return 1.0
    starts = np.array([0.0, 1 - step])
    ends = (TAILS + (1 - 2 * TAILS) * u for u in (starts, starts + step))
    before, after = (quantile(named(name), u) for u in ends)
    jumps = np.abs(np.searchsorted(kinds, after) - np.searchsorted(kinds, before)).mean()
    return float(step * (len(kinds) - 1) / jumps)


def _given(sample: Sample, values: Doubles, resamples: int) -> Indices:
    """Return first-order indices of points that were not drawn for them, by RBD-FAST."""
    from SALib.analyze import rbd_fast

    found = rbd_fast.analyze(
        dict(sample.problem), sample.points, values, M=_HARMONICS, num_resamples=resamples,
        conf_level=CONFIDENCE, seed=_LUCK,
    )  # fmt: skip
    first, half = (np.asarray(found[key], float) for key in ("S1", "S1_conf"))
    return Indices({"S1": Estimate(first, first - half, first + half)})


def _no_steps_of_sobol(sample: Sample, blocks: Doubles) -> Bools:
    """Return the blocks in which a step is not the first point with one input of the last."""
    first, last = blocks[:, 0], blocks[:, -1]
    wrong = np.asarray(np.isclose(first, last, rtol=0, atol=_NEAR).all(axis=1))
    for step, mine in enumerate(sample.members(), start=1):
        due = np.where(mine, last, first)
        wrong |= (np.abs(blocks[:, step] - due) > _NEAR).any(axis=1)
    return wrong


def _no_steps_of_morris(sample: Sample, blocks: Doubles) -> Bools:
    """Return the blocks in which not every input moves once, alone and by the same step."""
    moves = np.abs(np.diff(blocks, axis=1))
    moved = moves > _NEAR
    step = moves.max()
    wrong = (moved & (np.abs(moves - step) > _NEAR)).any(axis=(1, 2)) | (step <= 0.5)
    members = np.array(list(sample.members()))  # (inputs, parameters)
    each = np.array([(moved == mine).all(axis=2) for mine in members])  # input, block, step
    once = (each.sum(axis=0) == 1).all(axis=1) & (each.sum(axis=2) == 1).all(axis=0)
    return np.asarray(wrong | ~once)


def _as_they_are(_: Sample, blocks: Doubles) -> Bools:
    """Return the points that are none."""
    return np.asarray(~np.isfinite(blocks).all(axis=(1, 2)))


_GIVEN = Method(
    title="RBD-FAST", block="points", main="S1", least=100, rows=lambda _: 1, wrong=_as_they_are,
    analyse=_given,
)  # fmt: skip
METHODS: Mapping[str, Method] = {
    "sobol": Method(
        title="Sobol", block="base points", main="ST", least=8, rows=lambda inputs: inputs + 2,
        wrong=_no_steps_of_sobol, analyse=_sobol,
    ),
    "morris": Method(
        title="Morris", block="trajectories", main="mu_star", least=2,
        rows=lambda inputs: inputs + 1, wrong=_no_steps_of_morris, analyse=_morris,
    ),
    "latin": _GIVEN,
    "draws": _GIVEN,
}  # fmt: skip
