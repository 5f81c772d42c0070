"""Sensitivity indices: known answers, order, gaps, and the command from design to picture."""

import json
import shutil
from dataclasses import replace
from itertools import combinations
from math import pi
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from SALib.sample import latin, morris, sobol

from calibration.space import quantile
from experiments.cli import main
from experiments.mistakes import WRONG
from experiments.settings import WrongSetting
from experiments.sweeps.indices import Sample, analyse
from experiments.sweeps.outcome import Asked, Outcome, Planned
from experiments.sweeps.plot_sensitivity import picture
from experiments.sweeps.sample import TAILS
from experiments.sweeps.study import study
from simulation.ensemble.store import WrongStore
from simulation.parameters.views import uncertain
from simulation.parameters.world import named

PLACE = Path("store/designs/test-1")
ISHIGAMI = {"S1": (0.3139, 0.4424, 0), "ST": (0.5576, 0.4424, 0.2437)}  # Saltelli et al. 2008


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


def test_sobol_finds_what_is_known_of_ishigami():
    sample = sampled("sobol", about("a", "b", "c"), 1024)
    found = analyse(sample, ishigami(sample.points), every(sample))
    for index, known in ISHIGAMI.items():
        value, low, high = found.of[index]
        assert value == pytest.approx(known, abs=0.05)
        room = high - low
        assert (low - room / 2 <= known).all()
        assert (known <= high + room / 2).all()
        assert ((low <= value) & (value <= high)).all()
    assert float(found.total.value) == pytest.approx(sum(ISHIGAMI["S1"]), abs=0.05)


def test_intervals_cover_nine_in_ten():
    problem, inside = about("a", "b", "c"), []
    for seed in range(1, 31):
        sample = sampled("sobol", problem, 128, seed)
        found = analyse(sample, ishigami(sample.points), every(sample), 200)
        for index, known in ISHIGAMI.items():
            inside += [(found.of[index].low <= known) & (known <= found.of[index].high)]
    assert 0.8 < np.mean(inside) <= 1


def test_a_group_counts_as_one_in_sobol():
    problem = about("a", "b", "c", "d", groups=["z", "b", "z", "d"])
    sample = sampled("sobol", problem, 512)
    slopes = np.array([1.0, 2.0, 3.0, 0.0])
    found = analyse(sample, sample.points @ slopes + 50, every(sample))
    assert sample.inputs == ["z", "b", "d"]
    assert found.of["ST"].value == pytest.approx([10 / 14, 4 / 14, 0], abs=0.04)
    assert found.of["S1"].value == pytest.approx([10 / 14, 4 / 14, 0], abs=0.04)


def test_a_group_counts_as_one_in_morris_and_has_no_direction():
    problem = about("a", "b", "c", groups=["z", "b", "z"])
    sample = sampled("morris", problem, 8)
    found = analyse(sample, sample.points @ np.array([0.0, -3.0, 5.0]), every(sample))
    assert sample.inputs == ["z", "b"]
    assert found.of["mu_star"].value == pytest.approx([5, 3])
    assert np.isnan(found.of["mu"].value[0])
    assert found.of["mu"].value[1] == pytest.approx(-3)


def test_the_effect_of_a_switch_is_from_off_to_on_and_of_kinds_from_the_first_to_the_last():
    names = ["initiative.trust_inert", "initiative.opinion", "choice.level"]
    sample = sampled("morris", about(*names), 8)
    share = TAILS + (1 - 2 * TAILS) * sample.points
    inert, opinion = (quantile(named(n), share[:, i]) for i, n in enumerate(names[:2]))
    found = analyse(sample, 100 * inert - 100 * opinion + 7 * sample.points[:, 2], every(sample))
    assert found.of["mu"].value == pytest.approx([100, -200, 7])
    assert found.of["mu_star"].value == pytest.approx([100, 200, 7])


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=6).filter(any), st.integers(1, 99))
def test_effects_of_a_linear_outcome_are_its_slopes(slopes, seed):
    problem = about(*(f"input {i}" for i in range(len(slopes))))
    sample = sampled("morris", problem, 4, seed)
    found = analyse(sample, sample.points @ np.array(slopes, float) - 7, every(sample), 20)
    assert found.of["mu"].value == pytest.approx(slopes, abs=1e-6)
    assert found.of["mu_star"].value == pytest.approx(np.abs(slopes), abs=1e-6)
    assert found.of["sigma"].value == pytest.approx(np.zeros(len(slopes)), abs=1e-6)


def test_first_order_indices_of_given_points_are_those_of_ishigami():
    sample = sampled("latin", about("a", "b", "c"), 1000)
    found = analyse(sample, ishigami(sample.points), every(sample))
    assert found.of["S1"].value == pytest.approx(ISHIGAMI["S1"], abs=0.06)


@pytest.mark.parametrize("how", ["sobol", "morris"])
def test_points_out_of_order_are_refused(how):
    sample = sampled(how, about("a", "b", "c"), 16)
    values = ishigami(sample.points)
    shuffled = np.random.default_rng(1).permutation(len(values))
    swapped = np.arange(len(values))
    swapped[[1, 2]] = 2, 1
    for order in (shuffled, swapped):
        wrong = Sample(how, sample.problem, sample.points[order])
        if how == "morris" and order is swapped:
            continue  # two steps the other way round may be a trajectory too
        with pytest.raises(ValueError, match="blocks are out of order"):
            analyse(wrong, values[order], every(wrong))
        with pytest.raises(WrongStore, match=r"damaged: .* out of order"):
            as_study(wrong, values[order])
    with pytest.raises(WrongStore, match="no whole number of blocks"):
        as_study(Sample(how, sample.problem, sample.points[:-1]), values[:-1])


def test_what_salib_would_turn_into_zeros_is_refused():
    sample = sampled("sobol", about("a", "b", "c"), 16)
    values = ishigami(sample.points)
    values[7] = np.nan
    with pytest.raises(ValueError, match="has a gap"):
        analyse(sample, values, every(sample))
    with pytest.raises(ValueError, match="constant"):
        analyse(sample, np.full(len(values), 0.1), every(sample))
    with pytest.raises(ValueError, match=r"79,.* values for 80"):
        analyse(sample, values[1:], every(sample))


@pytest.mark.parametrize("how", ["sobol", "morris"])
def test_blocks_with_a_failure_leave_the_others_as_they_are(how):
    sample = sampled(how, about("a", "b", "c"), 32)
    values = ishigami(sample.points)
    bad = [3, 4, 3 * sample.rows]
    found = as_study(sample, values, failed=bad)
    alone = np.delete(np.arange(32), sorted({i // sample.rows for i in bad}))
    rows = (alone[:, None] * sample.rows + np.arange(sample.rows)).ravel()
    rest = Sample(how, sample.problem, sample.points[rows])
    due = analyse(rest, values[rows], every(rest))
    np.testing.assert_array_equal(found.main.value, due.of[sample.method.main].value)
    assert found.blocks["failed"] == len({i // sample.rows for i in bad})
    assert found.blocks["kept"] == len(alone)
    assert list(found.convergence)[-1] == len(alone)


def test_a_design_of_which_too_little_is_left_is_refused():
    sample = sampled("morris", about("a", "b", "c"), 10)
    values = ishigami(sample.points)
    with pytest.raises(WrongSetting, match=r"only 4 of 10 .* whole; in 6 a run failed \(it broke"):
        as_study(sample, values, failed=[i * sample.rows for i in range(6)])
    with pytest.raises(WrongSetting, match=r"36 of 40 runs are missing. `fivebytwo sweep test"):
        as_study(sample, values, missing=range(4, 40))
    with pytest.raises(WrongSetting, match="1 whole trajectories are too few"):
        as_study(sample, values, missing=range(4, 40), partial=True)


def test_a_part_of_a_design_is_taken_when_that_is_asked_for():
    sample = sampled("sobol", about("a", "b", "c"), 64)
    found = as_study(sample, ishigami(sample.points), missing=range(163, 320), partial=True)
    assert found.blocks == {
        "planned": 64, "kept": 32, "failed": 0, "missing": 32, "without a value": 0,
    }  # fmt: skip
    assert list(found.convergence) == [8, 16, 32]
    assert list(found.over_time) == [2001, 2002]


def test_values_that_are_not_there_are_counted_and_constant_ones_refused():
    sample = sampled("morris", about("a", "b", "c"), 8)
    values = ishigami(sample.points)
    values[5] = np.nan
    assert as_study(sample, values).blocks["without a value"] == 1
    with pytest.raises(WrongSetting, match=r"five_units in 2002 is 3 at every point .* nothing"):
        as_study(sample, np.full(len(values), 3.0))


def test_the_sentence_on_convergence_follows_the_ranks():
    problem = about(*"abcdef")
    sample = sampled("morris", problem, 16)
    steady = as_study(sample, sample.points @ np.array([1.0, 2, 3, 4, 5, 6]))
    assert "The first 5 keep their order, from 8 to 16 trajectories." in steady.settled
    assert "± 0 % of the largest index" in steady.settled
    values = np.random.default_rng(1).normal(size=len(sample.points))
    assert "keep their order" not in as_study(sample, values).settled
    few = sampled("morris", problem, 2)
    assert "too few trajectories to see" in as_study(few, few.points[:, 0]).settled


def test_inputs_that_do_nothing_keep_no_order():
    sample = sampled("morris", about(*"abcdef"), 16)
    two = as_study(sample, sample.points @ np.array([0.0, 2, 0, 4, 0, 0])).settled
    assert "The 2 inputs with an index above 0 keep their order, from 8 to 16" in two
    one = as_study(sample, sample.points @ np.array([0.0, 0, 0, 4, 0, 0])).settled
    assert "d remains the first, from 8 to 16 trajectories." in one


def test_a_panel_of_a_single_year_or_size_is_left_out():
    sample = sampled("morris", about(*"abc"), 16)
    found = as_study(sample, ishigami(sample.points))
    year, size = ({k: v} for k, v in ((2002, found.indices), (16, found.indices)))
    for left, titles in (
        (replace(found, over_time=year), {"Does it settle?"}),
        (replace(found, convergence=size), {"Over the years"}),
        (replace(found, over_time=year, convergence=size), set()),
    ):
        figure = picture(left, told(sample), most=20)
        assert {p.get_title("left") for p in figure.axes} - {""} == titles


def told(sample, **more):
    plain = {
        "design": "test-0000", "title": "A test", "measure": "five_units", "year": 2002,
        "since": None, "scenario": "history", "minus": None, "seeds": [1, 2, 3], "fraction": 0.5,
        "inputs": len(sample.inputs), "model": "0" * 16, "commit_of_runs": "f" * 40 + "+",
        "settled": "It settles.",
    }  # fmt: skip
    return plain | more


@pytest.mark.parametrize(
    ("how", "inputs"),
    [("sobol", 2), ("sobol", 12), ("morris", 2), ("morris", 12), ("latin", 3)],
)
def test_nothing_in_the_picture_hides_anything_else(how, inputs):
    longest = sorted(uncertain(), key=lambda p: -len(p.name + p.text))[:inputs]
    sample = sampled(how, about(*(p.name for p in longest)), 100 if how == "latin" else 8)
    slopes = np.linspace(3, 1, inputs)
    found = as_study(sample, sample.points @ slopes)
    figure = picture(found, told(sample, settled=found.settled), most=20)
    figure.canvas.draw()
    texts = [t for p in figure.axes for t in p.texts] + list(figure.texts)
    texts += [p._left_title for p in figure.axes]
    for axis in (a for p in figure.axes for a in (p.xaxis, p.yaxis)):
        low, high = sorted(axis.get_view_interval())
        texts += [t.label1 for t in axis.get_major_ticks() if low <= t.get_loc() <= high]
    texts = [t for t in texts if t.get_text()]
    boxes = [t.get_window_extent() for t in texts]
    wide, high = figure.canvas.get_width_height()
    assert all(b.x0 >= 0 and b.y0 >= 0 and b.x1 <= wide and b.y1 <= high for b in boxes)
    inner = [(t.get_text(), b.padded(-1)) for t, b in zip(texts, boxes, strict=True)]
    assert not [(one, other) for (one, a), (other, b) in combinations(inner, 2) if a.overlaps(b)]


DESIGN = """
title     = "Two beliefs"
question  = "Which of two matters more?"
scenarios = ["history", "no_give_five"]
seeds     = 2
until     = 2004
fraction  = 0.03

[vary]
how    = "HOW"
"""
MORRIS = (
    DESIGN.replace("HOW", "morris")
    + """
size   = 4
seed   = 1 # no point twice
inputs = ["choice.level", "choice.ses_pull", "persistence.level_11"]
"""
)
GRID = (
    DESIGN.replace("HOW", "grid").replace("seeds     = 2", "seeds     = 1")
    + """
grid = { "choice.level" = [-1.4] }
"""
)


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """Return a store with two designs in it."""
    place = tmp_path_factory.mktemp("sensitivity")
    for name, text in (("beliefs", MORRIS), ("gridded", GRID)):
        (place / f"{name}.toml").write_text(text)
        words = ["sweep", str(place / f"{name}.toml"), "--store", str(place / "store")]
        assert main([*words, "--workers", "1"]) == 0
    return place / "store"


@pytest.fixture
def store(swept, tmp_path):
    return shutil.copytree(swept, tmp_path / "store")


def without(store, count, status):
    """Make runs of history fail, or forget them."""
    points = pq.read_table(next(store.glob("designs/beliefs-*/points.parquet")))
    bad = set(points["run"].to_pylist()[:count])
    for part in store.glob("*/*/*.parquet"):
        if part.parts[-3] not in {"runs", "years"}:
            continue
        table = pq.read_table(part, partitioning=None)
        mine = np.array([key in bad for key in table["run"].to_pylist()])
        if part.parts[-3] == "runs" and status == "failed":
            at = table.column_names.index("status")
            ends = np.where(mine, "failed", table["status"].to_numpy()).tolist()
            table, mine = table.set_column(at, "status", pa.array(ends)), np.zeros_like(mine)
        pq.write_table(table.filter(pa.array(~mine)), part)


def test_the_command_goes_from_a_store_to_tables_and_pictures(store, tmp_path, capsys):
    out = tmp_path / "out"
    words = ["sensitivity", str(store), "beliefs", "--out", str(out)]
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert "five_units in 2004, history: Morris, 4 trajectories" in printed
    assert "The widest 90 % interval" in printed
    table = pd.read_csv(out / "sensitivity.csv")
    assert set(table["input"]) == {"choice.level", "choice.ses_pull", "persistence.level_11"}
    assert (table["mu_star_low"] <= table["mu_star"]).all()
    assert table["text"].str.endswith(".").all()
    assert set(pd.read_csv(out / "over_time.csv")["year"]) <= set(range(2001, 2005))
    assert set(pd.read_csv(out / "convergence.csv")["blocks"]) == {2, 4}
    record = json.loads((out / "sensitivity.json").read_text())
    assert record["blocks"]["kept"] == 4
    assert record["command"] == (
        f"fivebytwo sensitivity {store} beliefs --measure five_units --out {out} --most 20"
    )
    for name in ("sensitivity.png", "sensitivity.svg"):
        assert (out / name).stat().st_size > 10_000
    before = {p.name: p.read_bytes() for p in out.glob("*.csv")}
    assert main(words) == 0  # into the same folder
    assert before == {p.name: p.read_bytes() for p in out.glob("*.csv")}


def test_the_order_of_rows_on_disk_does_not_matter(store, tmp_path):
    for out in ("before", "after"):
        words = ["--measure", "five_units_10", "--since", "2002", "--out", str(tmp_path / out)]
        assert main(["sensitivity", str(store), "beliefs", *words]) == 0
        for part in (*store.glob("*/*/*.parquet"), *store.glob("designs/*/*.parquet")):
            table = pq.read_table(part, partitioning=None)
            order = np.random.default_rng(1).permutation(len(table))
            pq.write_table(table.take(pa.array(order)), part)
    one, other = ((tmp_path / o / "sensitivity.csv").read_bytes() for o in ("before", "after"))
    assert one == other


def test_a_failed_run_takes_its_trajectory_out_and_that_is_said(store, tmp_path, capsys):
    without(store, 1, "failed")
    words = ["sensitivity", str(store), "beliefs", "--out", str(tmp_path / "out")]
    assert main(words) == 0
    assert "1 of 4 trajectories are left out: 1 failed." in capsys.readouterr().err
    record = json.loads((tmp_path / "out" / "sensitivity.json").read_text())
    assert record["blocks"] == {
        "planned": 4, "kept": 3, "failed": 1, "missing": 0, "without a value": 0,
    }  # fmt: skip


def test_an_unfinished_design_is_analysed_only_if_that_is_asked_for(store, tmp_path, capsys):
    without(store, 1, "missing")
    words = ["sensitivity", str(store), "beliefs", "--out", str(tmp_path / "out")]
    assert main(words) == WRONG
    assert "1 of 32 runs are missing" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main([*words, "--partial"]) == 0
    assert "1 of 4 trajectories are left out: 1 missing." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["belief"], "belief is no design in"),
        (["gridded"], 'gridded is a design of how = "grid"'),
        (["beliefs", "--measure", "five_unit"], "Did you mean five_units"),
        (["beliefs", "--scenario", "histori"], "no such scenario. Did you mean history?"),
        (["beliefs", "--minus", "no_initiative"], "It has history, no_give_five."),
        (["beliefs", "--minus", "history"], "that is the scenario itself"),
        (["beliefs", "--minus", "no_give_five"], "is 0 at every point"),
        (["beliefs", "--year", "2005"], "runs of the design tell of 2001 to 2004"),
        (["beliefs", "--since", "2004"], "choose a year before 2004"),
    ],
)
def test_what_cannot_be_told_is_refused_in_a_sentence(swept, tmp_path, capsys, words, sentence):
    out = tmp_path / "out"
    assert main(["sensitivity", str(swept), *words, "--out", str(out)]) == WRONG
    assert sentence in capsys.readouterr().err
    assert not out.exists()


def test_draws_are_analysed_by_the_parameters_that_vary_in_them():
    points = np.random.default_rng(1).normal(size=(300, 3))
    values = 2 * points[:, 0] + points[:, 1]
    names = ("choice.level", "choice.ses_pull", "choice.druze")
    columns = dict(zip(names, points.T, strict=True)) | {"choice.arab": np.ones(300)}
    flags = np.zeros(300, bool)
    seen = Outcome(
        values=values[:, None, None], years=range(2001, 2002), failed=flags, missing=flags,
        runs=(300, 0), errors={}, table=pa.table({"point": np.arange(300), **columns}),
    )  # fmt: skip
    plan = Planned(PLACE, {"name": "test", "vary": {"how": "draws"}, "problem": None})
    found = study(plan, seen, Asked(measure="passed", scenario="history"), 2001, partial=False)
    assert found.sample.inputs == list(names)
    assert found.main.value == pytest.approx([0.8, 0.2, 0], abs=0.08)


def test_points_that_are_too_few_are_refused():
    sample = sampled("latin", about("a", "b"), 20)
    with pytest.raises(WrongSetting, match="20 whole points are too few; RBD-FAST needs 100"):
        as_study(sample, sample.points[:, 0])
