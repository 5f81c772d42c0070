"""Samples of a few inputs, and the studies of values that came out at their points."""

from math import pi
from pathlib import Path

import numpy as np
import pyarrow as pa
from SALib.sample import latin, morris, sobol

from experiments.sweeps.indices import Sample
from experiments.sweeps.outcome import Asked, Outcome, Planned
from experiments.sweeps.study import study

PLACE = Path("store/designs/test-1")


def about(*names, groups=None):
    told = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    return told | ({"groups": list(groups)} if groups else {})


def sampled(how, problem, size, seed=1):
    if how == "sobol":
        points = sobol.sample(dict(problem), size, calc_second_order=False, seed=seed)
    elif how == "morris":
        points = morris.sample(dict(problem), size, num_levels=4, seed=seed)
    else:
        points = latin.sample(dict(problem), size, seed=seed)
    return Sample(how, problem, np.asarray(points))


def every(sample):
    return np.ones(sample.blocks, bool)


def ishigami(points):
    x = pi * (2 * points - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def as_study(sample, values, *, failed=(), missing=(), partial=False, name="test"):
    """Return the study of values that came out at the points of a sample, in 2001 and 2002."""
    count = len(sample.points)
    values = np.column_stack([values / 2, values])[:, None, :]
    flags = [np.isin(np.arange(count), which) for which in (failed, missing)]
    seen = Outcome(
        values=np.where((flags[0] | flags[1])[:, None, None], np.nan, values),
        years=range(2001, 2003), failed=flags[0], missing=flags[1], runs=(count, len(missing)),
        errors={"it broke": len(failed)} if len(failed) else {},
        table=pa.table({"unit": sample.points.tolist()}),
    )  # fmt: skip
    plan = {"name": name, "vary": {"how": sample.how}, "problem": sample.problem}
    asked = Asked(measure="five_units", scenario="history")
    return study(Planned(PLACE, plan), seen, asked, 2002, partial=partial)
