"""The variance of an outcome as that of structures, of parameters, of luck, and of them together.

An outcome Y[structure, point, seed] of every year is taken as a sum of independent random effects,
one of every subset of the three. One run a cell cannot tell all three together from anything else:
the rest. And what it buys that both sides of a difference share their luck.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import prod
from typing import Any

import numpy as np
import pandas as pd

from experiments.sweeps.indices import CONFIDENCE, RESAMPLES, Estimate
from simulation.arrays import Doubles

FACTORS = ("structure", "parameters", "luck")  # the axes of an outcome; its last one are years
_SUBSETS = [of for size in (1, 2, 3) for of in combinations(range(3), size)]
_OTHERS = {of: tuple({0, 1, 2} - set(of)) for of in [(), *_SUBSETS]}
COMPONENTS = (*(" x ".join(FACTORS[i] for i in of) for of in _SUBSETS[:-1]), "the rest")
CONTRAST = (
    "year", "between", "contrast", "difference", "sd_paired", "sd_apart", "worth", "low", "high",
)  # fmt: skip
_POINT, _SEED = 1, 2  # their axes
_LUCK = 1  # of the bootstrap
_SAME = 1e-12  # of the largest value: a smaller spread is of floating point

Squares = dict[tuple[int, ...], Doubles]  # by factors, one number a year


def parts_of(values: Doubles, years: Sequence[int]) -> pd.DataFrame:
    """Return one row a component and year: its variance, standard deviation and share.

    Intervals are of other points and seeds under the same structures, which are few and chosen;
    with 20 points and 10 seeds, eight in ten hold the true main effect of points or of seeds.
    """
    found = components(sums_of_squares(values), values.shape)
    again = np.array([components(s, values.shape) for s in replicates(values)])
    variance, share = _estimate(found, again), _estimate(shares(found), shares(again))
    keys = {"year": list(years) * len(COMPONENTS), "component": np.repeat(COMPONENTS, len(years))}
    sd = Estimate(*(np.sqrt(np.maximum(v, 0)) for v in variance))
    numbers = {
        word + end: column.ravel()
        for word, estimate in (("variance", variance), ("sd", sd), ("share", share))
        for end, column in zip(("", "_low", "_high"), estimate, strict=True)
    }
    return pd.DataFrame(keys | numbers)


def contrasts_of(values: Doubles, years: Sequence[int], scenarios: Sequence[str]) -> pd.DataFrame:
    """Return one row a difference and year: its mean, its luck, and what a common seed is worth."""
    (_, points, seeds, _), (first, *others) = values.shape, scenarios
    pairs, alike = [f"{s} - {first}" for s in others], [f"two points of {s}" for s in scenarios]
    means = (values[1:] - values[:1]).mean(axis=(_POINT, _SEED))
    nothing = np.full((len(scenarios), len(years)), np.nan)
    rows: list[tuple[Any, ...]] = []
    for between, names, mean, luck, less in (
        ("structure", pairs, means, luck_of_structures, 1.0),
        ("parameters", alike, nothing, luck_of_points, 1 - 1 / points),
    ):  # `less` of what is paired is found where points are drawn anew
        if names and seeds > 1 and less:
            paired, apart = luck(values)
            again = np.array([less * worth(*luck(r)) for r in resamples(values)])
            told = mean, np.sqrt(paired), np.sqrt(apart), *_estimate(worth(paired, apart), again)
            keys = [(year, between, name) for name in names for year in years]
            columns = np.column_stack([numbers.ravel() for numbers in told]).tolist()
            rows += [(*key, *numbers) for key, numbers in zip(keys, columns, strict=True)]
    return pd.DataFrame(rows, columns=list(CONTRAST))


def sums_of_squares(values: Doubles) -> Squares:
    """Return the sum of squares of each effect by year; factors of a single level have none."""
    factors = [i for i in range(len(FACTORS)) if values.shape[i] > 1]
    effects: Squares = {(): values.mean(axis=(0, 1, 2), keepdims=True)}
    for of in (of for of in _SUBSETS if set(of) <= set(factors)):
        effect = values.mean(axis=_OTHERS[of], keepdims=True)
        for part in [e for known, e in effects.items() if set(known) < set(of)]:
            effect = effect - part
        effects[of] = np.where(np.abs(effect) > _floor(values), effect, 0.0)
    cells = {of: prod(values.shape[i] for i in _OTHERS[of]) for of in effects}
    return {of: cells[of] * np.square(e).sum(axis=(0, 1, 2)) for of, e in effects.items() if of}


def components(squares: Squares, shape: tuple[int, ...]) -> Doubles:
    """Return the unbiased estimate of each of COMPONENTS by year; NaN where there can be none.

    With n_i levels of factor i, the mean square of factors A is expected to be the sum, over all B
    that contain A, of s2_B times the product of n_i over i not in B. Solved for s2_A, it is the
    sum over those B of (-1)^(|B| - |A|) MS_B, over the product of n_i for i not in A: below zero
    by chance where there is nothing. The interaction of all factors is the rest.

    Searle, Casella & McCulloch, Variance Components (1992), chapter 4, balanced data.
    """
    mean = {of: s / prod(shape[i] - 1 for i in of) for of, s in squares.items()}
    found = np.full((len(COMPONENTS), shape[-1]), np.nan)
    for of in mean:
        above = [more for more in mean if set(of) <= set(more)]
        row = -1 if len(above) == 1 < len(of) else _SUBSETS.index(of)
        signed = [(-1) ** (len(more) - len(of)) * mean[more] for more in above]
        found[row] = np.sum(signed, axis=0) / prod(shape[i] for i in _OTHERS[of])
    return found


def shares(parts: Doubles) -> Doubles:
    """Return each component as a share of their sum; what is below zero counts as nothing."""
    above = np.maximum(parts, 0)
    with np.errstate(invalid="ignore"):
        whole: Doubles = above / np.nansum(above, axis=-2, keepdims=True)
    return whole


def replicates(values: Doubles) -> Iterator[Squares]:
    """Yield sums of squares of outcomes whose points and seeds are drawn anew.

    Points and seeds are drawn apart, each whole (Owen 2007, The pigeonhole bootstrap). Some of the
    n levels come twice: on average the squares SS_C that are centred in a factor become
    (1 - 1/n) SS_C, and those of means over it gain SS_C / n. That is undone, so that on average a
    replicate is what was found.
    """
    for drawn in resamples(values):
        squares = sums_of_squares(drawn)
        for factor in (_POINT, _SEED):
            n = values.shape[factor]
            for of in [of for of in squares if factor in of]:
                without = tuple(i for i in of if i != factor)
                if without:
                    squares[without] = squares[without] - squares[of] / (n - 1)
                squares[of] = squares[of] * n / (n - 1)
        yield squares


def resamples(values: Doubles) -> Iterator[Doubles]:
    """Yield outcomes of points and of seeds that are drawn anew, with replacement."""
    rng = np.random.default_rng(_LUCK)
    points, seeds = values.shape[_POINT], values.shape[_SEED]
    for _ in range(RESAMPLES):
        of_points = np.take(values, rng.integers(points, size=points), axis=_POINT)
        yield np.take(of_points, rng.integers(seeds, size=seeds), axis=_SEED)


def luck_of_structures(values: Doubles) -> tuple[Doubles, Doubles]:
    """Return the variance by luck of each structure minus the first, under one seed, and apart."""
    apart = _over_seeds(values, values)
    return _over_seeds(values[1:] - values[:1], values), apart[:1] + apart[1:]


def luck_of_points(values: Doubles) -> tuple[Doubles, Doubles]:
    """Return the variance by luck of one point minus another, under each structure, likewise.

    The mean over all pairs of var(a - b) is twice the mean square of points by luck.
    """
    points = values.shape[_POINT]
    from_mean = values - values.mean(axis=_POINT, keepdims=True)
    paired = 2 * points / (points - 1) * _over_seeds(from_mean, values)
    return paired, 2 * _over_seeds(values, values)


def worth(paired: Doubles, apart: Doubles) -> Doubles:
    """Return how many seeds apart tell as much as a common one; NaN where there is no luck."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return apart / paired


def _estimate(found: Doubles, drawn: Doubles) -> Estimate:
    """Return numbers with the ends of the interval that nine in ten replicates lie in."""
    known = ~np.isnan(found) & ~np.isnan(drawn).all(axis=0)
    low, high = ends = np.full((2, *found.shape), np.nan)
    tails = (1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2
    ends[:, known] = np.nanquantile(drawn[:, known], tails, axis=0, method="inverted_cdf")
    return Estimate(found, low, high)


def _over_seeds(of: Doubles, values: Doubles) -> Doubles:
    """Return the variance over seeds, its mean over points, of shape (structures, years)."""
    variance = of.var(axis=_SEED, ddof=1).mean(axis=_POINT)
    return np.where(variance > np.square(_floor(values)), variance, 0.0)


def _floor(values: Doubles) -> Doubles:
    """Return by year how far apart two numbers may be and still be the same."""
    most: Doubles = np.abs(values).max(axis=(0, 1, 2))
    return _SAME * most
