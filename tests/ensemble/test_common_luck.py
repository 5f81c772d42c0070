"""The same seed is the same luck, through the ensemble too; and a run's name is what is in it."""

import ast
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import simulation
from simulation.ensemble import runs
from simulation.ensemble.code import model, plain
from simulation.ensemble.runs import Ground, runs_of
from simulation.ensemble.store import DONE, make_store
from simulation.ensemble.views import connect
from simulation.ensemble.worker import do, finish
from simulation.ensemble.yearly import name_of
from simulation.network.field import Files
from simulation.parameters.world import all_parameters
from simulation.run import load, run
from simulation.scenario import scenario

UNTIL, DIFFERS = 2012, 2011  # no_reserves is history until the year before
SMALL = Ground(until=UNTIL, fraction=0.05)
PLAIN = "history", {}
BEFORE_ITS_STAGE = "trust.gain"  # nobody trusts before the partnership is prepared
SHIPPED = Path(simulation.__file__).parents[1] / "scenarios"


def key(name="history", values=None, seed=1, ground=SMALL):
    (made,) = runs_of(name, values or {}, [seed], ground)
    return made.key


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """Return what makes a run through a store, and returns its measures by year."""
    store = make_store(tmp_path_factory.mktemp("luck") / "store")

    def live(name, values, seed=1, ground=SMALL):
        (made,) = runs_of(name, values, [seed], ground)
        if store.status().get(made.key) != DONE:
            assert do(made, store).error == ""
        link = connect(store)
        found = link.execute("SELECT * FROM years WHERE run = ? ORDER BY year", [made.key])
        table = found.df().drop(columns="run").set_index("year")
        link.close()
        return table

    yield live
    finish()


def test_scenarios_under_one_seed_are_the_same_bit_by_bit_until_they_differ(lived):
    ours, theirs = lived("history", {}), lived("no_reserves", {})
    before = range(2001, DIFFERS)
    np.testing.assert_array_equal(ours.loc[before], theirs.loc[before])
    assert not ours.loc[DIFFERS:].equals(theirs.loc[DIFFERS:])


def test_another_seed_is_other_luck_from_the_first_year_on(lived):
    ours, theirs = lived("history", {}), lived("history", {}, seed=2)
    assert (ours["five_units"] != theirs["five_units"]).mean() > 0.8


def test_a_parameter_of_a_stage_that_nobody_reaches_changes_nothing(lived):
    ground = replace(SMALL, until=2005)
    p = all_parameters()[BEFORE_ITS_STAGE]
    values = {p.name: (p.default + p.high) / 2}
    ours, theirs = (
        lived("endogenous", {}, ground=ground),
        lived("endogenous", values, ground=ground),
    )
    assert key("endogenous", ground=ground) != key("endogenous", values, ground=ground)
    np.testing.assert_array_equal(ours, theirs)


def test_a_run_through_the_store_is_the_run_made_directly_column_by_column(lived):
    values = {"choice.level": -1.6}
    kept = lived("history", values, seed=7)
    results = run(load("history", set=values, fraction=0.05), seed=7, until=UNTIL)
    checked = 0
    for (by, group, measure, grade), rows in results.frame().groupby(
        ["by", "group", "measure", "grade"]
    ):
        word = "" if by == "national" else "_" + re.sub(r"\W+", "_", f"{by}_{group}".lower())
        column = name_of(measure, grade) + word
        if column in kept:
            wanted = rows.set_index("year")["value"].reindex(kept.index)
            np.testing.assert_array_equal(kept[column], wanted, err_msg=column)
            checked += 1
    assert checked > 0.75 * len(kept.columns)  # the others are of the partnership


def test_equal_worlds_have_one_name_whatever_they_are_called(tmp_path):
    (tmp_path / "mine.toml").write_text((SHIPPED / "no_reserves.toml").read_text())
    mine = str(tmp_path / "mine.toml")
    assert scenario(mine).name != "no_reserves"
    assert key(mine) == key("no_reserves") != key("history")
    default = all_parameters()["trust.gain"].default
    assert key(values={"trust.gain": default}) == key()
    assert key("no_give_five") == key("history"), "both are the same until 2015"


def test_whatever_a_run_follows_from_changes_its_name():
    others = [
        key(seed=2),
        key(values={"choice.level": -1.6}),
        key(values={"choice.level": -1.7}),
        key("no_reserves"),
        key(ground=replace(SMALL, until=UNTIL + 1)),
        key(ground=replace(SMALL, fraction=0.06)),
    ]
    assert len({key(), *others}) == 1 + len(others)


def test_a_file_counts_by_what_is_in_it_not_by_where_it_is(tmp_path):
    texts = {"a": "x = 1\n", "b": "x = 1\n", "c": "x = 2\n"}
    for name, text in texts.items():
        (tmp_path / f"{name}.py").write_text(text)
    added = {n: key(ground=replace(SMALL, added=tmp_path / f"{n}.py")) for n in texts}
    assert added["a"] == added["b"]
    tables = {n: replace(SMALL, files=Files(ties=tmp_path / f"{n}.py")) for n in texts}
    ties = {n: key(ground=ground) for n, ground in tables.items()}
    assert ties["a"] == ties["b"]
    assert len({key(), added["a"], added["c"], ties["a"], ties["c"]}) == 5


def test_another_model_makes_another_run(monkeypatch):
    before = key()
    monkeypatch.setattr(runs, "model", lambda: "0" * len(model()))
    assert key() != before


def test_words_about_code_are_no_part_of_the_model_and_numbers_are():
    code = (SHIPPED.parent / "simulation" / "model.py").read_text()
    told = code.replace('"""', '"""Otherwise told: ', 1).replace("\n\n\n", "\n\n\n# a word\n", 1)
    assert told != code
    assert plain(told) == plain(code)
    numbers = (n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Constant))
    at = next(n for n in numbers if type(n.value) is int)
    lines = code.splitlines(keepends=True)
    line = lines[at.lineno - 1]
    lines[at.lineno - 1] = f"{line[: at.col_offset]}7{line[at.end_col_offset :]}"
    assert plain("".join(lines)) != plain(code)
