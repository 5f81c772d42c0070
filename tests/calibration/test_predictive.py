"""Observed figures beside bands of runs: errors as declared, positions, statistics."""

import numpy as np
import pandas as pd
import pytest

from calibration.figures import BOYS
from calibration.observation import observation
from calibration.predictive import (
    CHECK,
    FACT,
    FITTED,
    Figure,
    beside,
    columns,
    counted,
    figures,
    reported,
    simulated,
)  # fmt: skip
from calibration.predictive_statistics import STATISTICS, statistics
from calibration.unfitted import facts
from simulation.data.targets import targets

KNOWN = figures()
SEEN = pd.Series({f.id: f.observed for f in KNOWN})


def rows_of(points=8, seed=1):
    """Return yearly columns of made-up runs, all between 1,000 and 2,000."""
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([range(points), range(2006, 2018)], names=["point", "year"])
    values = rng.uniform(1_000, 2_000, (len(index), len(columns())))
    return pd.DataFrame(values, index=index, columns=columns()).reset_index()


def as_observed(times):
    """Return runs that all came out as observed."""
    return pd.DataFrame([SEEN] * times).reset_index(drop=True)


def figure(name, observed, **errors):
    return Figure(id=name, block="a", year=2015, words=name, observed=observed, role=FACT, **errors)


def test_every_target_and_every_fact_is_told_once():
    ids = [f.id for f in KNOWN]
    assert len(ids) == len(set(ids))
    assert {t.id for t in targets()} | {f.id for f in facts()} | {BOYS} <= set(ids)


def test_what_no_fit_saw_is_not_called_fitted():
    roles = {f.id: f.role for f in KNOWN}
    assert all(roles[i] == FITTED for i in observation().ids)
    assert {roles[i] for i in ("S2006", "PH2015", "H5_2014", "FQ_3_2013")} == {CHECK}
    assert {roles[f.id] for f in facts()} == {FACT}


def test_counts_that_no_target_is_of_are_told_with_their_rounding():
    (other,) = (f for f in KNOWN if f.id == "N2009")
    assert (other.role, other.observed, other.rounded_to) == (FACT, 11_000, 1_000)


def test_errors_are_those_of_the_likelihood_on_its_scale():
    ids = [i for i in observation().ids if i.startswith(("N20", "TR_"))]
    part = observation().part(ids)
    known = [f for f in KNOWN if f.id in ids]
    reports = reported(as_observed(1), known, np.random.default_rng(1), times=40_000)[ids]
    found = np.cov(np.log(reports.to_numpy()), rowvar=False)
    assert np.diag(found) ** 0.5 == pytest.approx(np.diag(part.covariance) ** 0.5, rel=0.03)
    together = part.source[ids.index("N2013"), ids.index("TR_2014")]
    assert together > 0
    assert found[ids.index("N2013"), ids.index("TR_2014")] == pytest.approx(together, rel=0.2)


def test_errors_of_a_share_are_those_of_the_likelihood():
    (of,) = (f for f in KNOWN if f.id == "FS_Jewish state_2014")
    reports = reported(as_observed(1), [of], np.random.default_rng(1), times=40_000)[of.id] / 100
    place = observation().ids.index(of.id)
    found = np.std(np.log(reports / (1 - reports)))
    assert found == pytest.approx(observation().covariance[place, place] ** 0.5, rel=0.03)


def test_nobody_reports_less_than_no_student():
    small = figure("a", 0.5, scale="logit", sd=5.0)
    reports = reported(pd.DataFrame({"a": [0.5]}), [small], np.random.default_rng(1), times=500)
    assert reports["a"].min() == 0


def test_without_errors_a_report_is_the_run_itself():
    runs = pd.DataFrame({"a": [1.0, 2.0, 3.0]})
    reports = reported(runs, [figure("a", 2.0)], np.random.default_rng(1), times=2)
    assert reports["a"].tolist() == [1.0, 2.0, 3.0, 1.0, 2.0, 3.0]


def test_nine_in_ten_bands_hold_what_came_from_the_same_source():
    rng = np.random.default_rng(2)
    known = [figure(str(i), rng.normal(), sd=0.5) for i in range(400)]
    runs = pd.DataFrame({f.id: rng.normal(size=400) * 0.75**0.5 for f in known})
    table = beside(known, runs, reported(runs, known, rng, times=5))
    assert table["held"].mean() == pytest.approx(0.9, abs=0.04)
    assert table["held_plain"].mean() < 0.87, "without errors the bands are too narrow"
    assert table["position"].mean() == pytest.approx(0.5, abs=0.05)


def test_a_figure_outside_is_marked_and_counted_apart():
    known = [figure("in", 50.0), figure("out", 99.0)]
    runs = pd.DataFrame({"in": np.arange(101.0), "out": np.arange(101.0)})
    table = beside(known, runs, runs).set_index("id")
    assert table["held"].tolist() == [True, False]
    assert table["position"].tolist() == pytest.approx([0.5, 99.5 / 101])
    assert table.loc["in", ["q05", "q50", "q95"]].tolist() == [5.0, 50.0, 95.0]
    held = counted(table.reset_index()).set_index("role")
    assert held.loc["all", ["figures", "held"]].tolist() == [2, 1]
    assert held.loc["not fitted, together", "held"] == 1


def test_a_figure_that_no_draw_tells_of_is_neither_held_nor_counted():
    known, runs = [figure("a", 1.0)], pd.DataFrame({"a": [np.nan, np.nan]})
    table = beside(known, runs, runs)
    assert table.loc[0, "draws"] == 0
    assert table.loc[0, "held"] is None
    told = pd.concat([table, beside([figure("b", 1.0)], *[pd.DataFrame({"b": [1.0]})] * 2)])
    assert counted(told).set_index("role").loc["all", ["figures", "held"]].tolist() == [1, 1]


def test_each_reading_of_give_five_is_told_by_its_own_draws():
    reading = pd.Series(["all", "boys"] * 4, index=range(8))
    told = simulated(rows_of(), reading)
    assert told["BOI_G5"].notna().tolist() == [True, False] * 4
    assert told[BOYS].notna().tolist() == [False, True] * 4
    assert set(told) >= {f.id for f in KNOWN}


def test_facts_are_read_from_their_year_in_their_unit():
    rows = rows_of()
    told = simulated(rows, pd.Series("all", index=range(8)))
    of_2014 = rows[rows["year"] == 2014].set_index("point")
    assert told["four_unit_share_2014"].to_numpy() == pytest.approx(
        100 * of_2014["four_unit_share"].to_numpy()
    )
    assert told["N2009"].to_numpy() == pytest.approx(
        rows[rows["year"] == 2009]["five_units"].to_numpy()
    )


def test_statistics_of_what_was_observed_are_what_anybody_finds_by_hand():
    found = statistics(SEEN, as_observed(12), as_observed(12)).set_index("id")
    assert found.loc["largest_change", "observed"] == 16_085 - 12_800
    assert found.loc["lowest_year", "observed"] == 2012
    bends = [618 - 231, 1_582 - 618, 1_500 - 1_582, 3_285 - 1_500]
    assert found.loc["bend", "observed"] == pytest.approx(np.mean(np.abs(bends)))
    assert found.loc["quintiles_2013", "observed"] == pytest.approx(17.87 / 6.63)
    assert found.loc["inside", "observed"] == pytest.approx(
        100 * (543 + 1_306) / (543 + 1_306 + 261 + 422 - 307 - 227)
    )
    assert found.loc["opened", "observed"] == 38 + 51 + 57
    assert found["held"].all()


def test_a_ratio_to_nothing_is_missing_and_not_infinite():
    runs = as_observed(4)
    runs["FQ_5_2013"] = 0.0
    found = statistics(SEEN, runs, runs).set_index("id")
    assert found.loc["quintiles_2013", "draws"] == 0
    assert found.loc["quintiles_2015", "draws"] == 4


def test_statistics_have_names_of_their_own():
    assert len({s.id for s in STATISTICS}) == len(STATISTICS)
