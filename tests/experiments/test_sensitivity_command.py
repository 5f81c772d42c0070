"""The command for sensitivity indices, from a store to tables and pictures."""

import json
import shutil

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.cli import main
from experiments.mistakes import WRONG

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
