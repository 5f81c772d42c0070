"""What a store keeps of a run says the same of each target as the run itself."""

from math import isnan

import numpy as np
import pandas as pd
import pytest

from calibration.figures import BOYS, columns_needed, told
from calibration.summaries import simulated
from simulation.data.targets import targets
from simulation.ensemble.yearly import EVALUATED, Partnership, columns
from simulation.results.evaluation import DESIGNS, STUDENTS, estimate
from simulation.results.panel import Panel
from simulation.run import run

POINT = 7


@pytest.fixture(scope="module")
def lived(small):
    """Return what was seen of a small country until 2017, its panel, and what a store keeps."""
    partnership, panel = Partnership(), Panel(until=EVALUATED)
    results = run(small, seed=3, until=EVALUATED, watchers=(partnership, panel), network=False)
    kept = columns(results, partnership, panel)
    rows = pd.DataFrame({n: kept[n] for n in columns_needed()} | {"year": results.years})
    return results, panel, rows.assign(point=POINT)


@pytest.fixture(scope="module")
def effects(lived):
    _, panel, _ = lived
    return [estimate(panel, d, sex) for d in DESIGNS if d.kind == "real" for sex in STUDENTS]


@pytest.fixture(scope="module")
def row(lived):
    return told(lived[2]).loc[POINT]


@pytest.mark.parametrize("target", targets(), ids=lambda t: t.id)
def test_the_store_says_of_a_target_what_the_run_says(target, lived, effects, row):
    expected = simulated(lived[0], effects=effects)[target.id]
    assert row[target.id] == pytest.approx(expected, rel=1e-9, nan_ok=True)


def test_hardly_any_of_these_figures_is_nothing(row):
    """Else the comparison above would hold of a country that says nothing."""
    assert sum(isnan(v) or v == 0 for v in row) < 12
    assert row["N2017"] > row["N2012"] > 1000


def test_the_second_reading_of_give_five_is_the_effect_on_boys(lived, effects, row):
    expected = simulated(lived[0], effects=effects, give_five_of="boys")["BOI_G5"]
    assert row[BOYS] == pytest.approx(expected, nan_ok=True)
    assert set(row.index) == {t.id for t in targets()} | {BOYS}


def test_runs_are_told_apart_and_in_the_order_of_their_points(lived):
    rows = lived[2]
    double = rows.assign(point=2, five_units=2 * rows["five_units"])
    both = told(pd.concat([rows, double]))
    assert both.index.tolist() == [2, POINT]
    assert np.allclose(both["N2017"], rows["five_units"].iloc[-1] * np.array([2, 1]))
