"""The command that compares: its statistics, what it leaves, how it goes on, what it refuses."""

import json
import shutil
import signal
import subprocess
import sys
from itertools import combinations
from math import nan
from time import monotonic, sleep

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments import compare, compare_tables, plot_compare
from experiments.cli import app, main
from experiments.cli_compare import COMPARE_EXAMPLES
from experiments.cli_compare import compare as command
from experiments.compare_tables import Row, compared, cost, first_year_of_effect, paired
from experiments.mistakes import USAGE, WRONG
from simulation.parameters.world import named

if "compare" not in app:
    app.command(command, help_epilogue=COMPARE_EXAMPLES)

QUICK = ["--fraction", "0.05", "--until", "2017"]
WORDS = ["compare", "no_give_five", "no_reserves", "--seeds", "3", *QUICK]
FILES = {"compare.csv", "runs.csv", "compare.png", "compare.json", "runs"}
SCRIPT = """
import sys
from experiments.cli import app, main
from experiments.cli_compare import compare
if "compare" not in app:
    app.command(compare)
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """Return the folder of a comparison of a twentieth of the authorities under three seeds."""
    folder = tmp_path_factory.mktemp("held") / "c"
    assert main([*WORDS, "--out", str(folder)]) == 0
    return folder


@pytest.fixture
def runs(monkeypatch):
    """Return the list that the scenario and seed of every run made from now on are added to."""
    made, run = [], compare._run

    def counted(case, seed, until):
        made.append((case.scenario.name, seed))
        return run(case, seed, until)

    monkeypatch.setattr(compare, "_run", counted)
    return made


def table(folder):
    return pd.read_csv(folder / "compare.csv")


def record(folder):
    return json.loads((folder / "compare.json").read_text())


def drawn(folder):
    """Return the picture of what was saved."""
    rows = [Row(**r) for r in table(folder).to_dict("records")]
    return plot_compare.picture(rows, pd.read_csv(folder / "runs.csv"), record(folder))


def test_a_difference_is_taken_seed_by_seed_where_both_have_a_figure():
    mine, theirs = np.array([101.0, 203.0, 302.0, nan]), np.array([100.0, 200.0, 300.0, 400.0])
    row = paired("s", "m", 2017, mine, theirs)
    assert (row.difference, row.sd, row.seeds, row.reference) == (2, 1, 3, 200)
    assert row.low == pytest.approx(2 - stats.t.ppf(0.95, 2) / 3**0.5)
    assert row.mean - row.reference == pytest.approx(row.difference)
    nobody = paired("s", "m", 2017, mine[3:], theirs[3:])
    assert nobody.seeds == 0
    assert np.isnan([nobody.mean, nobody.difference, nobody.low, nobody.sd]).all()


@pytest.mark.parametrize(
    ("lows", "highs", "year"),
    [
        ([0, 1, 1, 1], [0, 2, 2, 2], 2012),
        ([0, 1, -1, 1], [0, 2, 2, 2], None),  # not running
        ([-2, 1, -2, -2], [-1, 2, -1, -1], 2013),  # on one side only
        ([-1, -1, -1, 1], [1, 1, 1, 2], None),  # the last year alone
        ([nan] * 4, [nan] * 4, None),
    ],
)
def test_an_effect_shows_when_two_years_running_exclude_zero(lows, highs, year):
    years = (2011, 2012, 2013, 2014)
    assert first_year_of_effect(years, np.array(lows), np.array(highs)) == year


def test_a_cost_is_the_ratio_of_sums_in_an_interval_that_covers_it():
    rng, covered = np.random.default_rng(1), 0
    for _ in range(400):
        students = 100 + rng.normal(0, 20, 12)
        found = cost(50 * students + rng.normal(0, 900, 12), students)
        covered += found.low <= 50 <= found.high
    assert 0.85 < covered / 400 < 0.95  # 0.9 give or take three standard errors


def test_there_is_no_cost_where_the_difference_of_students_may_be_zero():
    assert np.isnan(cost(np.array([10.0, 30.0, 20.0]), np.array([1.0, -1.0, 0.5]))).all()
    assert np.isnan(cost(np.array([10.0]), np.array([1.0]))).all()


def test_totals_are_of_the_years_since_the_scenarios_differ():
    years, nothing = (2014, 2015, 2016), np.zeros((2, 3))
    sitters, nis = np.array([[0, 2, 3], [0, 2, 4.0]]), np.array([[9, 10, 20], [9, 10, 20.0]])
    zero = {"five_units": nothing, "nis": nothing}
    made = {"a": zero, "b": {"five_units": sitters, "nis": nis}}
    rows = compared(made, "a", years, {"b": 2015})
    of = {(r.measure, r.year): r for r in rows}
    assert of["nis_total", 2016].difference == 30
    assert of["nis_per_additional_student", 2016].difference == pytest.approx(60 / 11)
    assert of["first_year_of_effect", 2015].difference == 2


def test_a_comparison_leaves_tidy_tables_a_picture_a_record_and_its_runs(held):
    assert {p.name for p in held.iterdir()} == FILES
    assert len(list((held / "runs").iterdir())) == 9
    of = table(held)
    assert " ".join(of) == "scenario measure year mean reference difference low high sd seeds"
    assert set(of["scenario"]) == {"no_give_five", "no_reserves"}
    asked = {f"{kind}_{gap.by}" for gap in compare_tables.GAPS for kind in ("gap", "ratio")}
    asked |= {"five_units", "five_unit_share", "pass_rate", "physics", "vacancies", "shortage"}
    asked |= {"chemistry", "computer_science", "nis", "nis_total", "nis_per_additional_student"}
    assert asked <= set(of["measure"])
    about = record(held)
    assert (about["seed"], about["seeds"], about["until"], about["year"]) == (1, 3, 2017, 2017)
    assert [s["since"] for s in about["scenarios"]] == [2015, 2011]


def test_the_table_says_what_the_runs_say(held):
    long = pd.read_csv(held / "runs.csv")
    assert list(long) == ["scenario", "seed", "year", "measure", "value"]
    wide = long.pivot_table("value", ["measure", "year", "seed"], "scenario")
    pairs = (wide["no_reserves"] - wide["history"]).dropna().groupby(["measure", "year"])
    of = table(held)
    of = of[of["scenario"] == "no_reserves"].set_index(["measure", "year"])
    both = pd.concat([of, pairs.mean().rename("again"), pairs.std().rename("sd again")], axis=1)
    both = both.dropna(subset=["again", "difference"])
    assert len(both) > 300
    np.testing.assert_allclose(both["difference"], both["again"], atol=1e-9, rtol=1e-9)
    np.testing.assert_allclose(both["sd"], both["sd again"], atol=1e-6)


def test_it_prints_a_line_a_scenario(tmp_path, capsys):
    words = ["compare", "no_give_five", "--seeds", "2", *QUICK, "--year", "2015"]
    assert main([*words, "--out", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    lines = [x.split()[0] for x in out.splitlines() if x.startswith((" history", " no_give_five"))]
    assert lines == ["history", "no_give_five", "no_give_five", "history", "no_give_five"]
    for words in ("mean over 2 seeds", "2015", "2017", "shows from", "NIS a student more", "0.05"):
        assert words in out


def test_a_single_seed_has_no_intervals(tmp_path, capsys):
    folder = tmp_path / "c"
    assert main(["compare", "no_give_five", "--seeds", "1", *QUICK, "--out", str(folder)]) == 0
    assert "none" in capsys.readouterr().out
    assert table(folder)[["low", "high", "sd"]].isna().all(axis=None)
    assert "under one seed" in drawn(folder).get_label()


def test_more_seeds_are_added_to_those_of_the_same_code(held, runs, tmp_path, monkeypatch):
    folder = shutil.copytree(held, tmp_path / "c")
    assert main([*(w if w != "3" else "4" for w in WORDS), "--out", str(folder)]) == 0
    assert runs == [(name, 4) for name in ("history", "no_give_five", "no_reserves")]
    runs.clear()
    assert main([*WORDS, "--out", str(folder)]) == 0
    assert runs == []
    assert (folder / "compare.csv").read_bytes() == (held / "compare.csv").read_bytes()
    (tmp_path / "other.py").write_text("# another code\n")
    monkeypatch.setattr(compare_tables, "__file__", str(tmp_path / "other.py"))
    assert main(["compare", "no_reserves", "--seeds", "1", *QUICK, "--out", str(folder)]) == 0
    assert runs == [("history", 1), ("no_reserves", 1)]


@pytest.mark.parametrize(
    "other",
    [["--until", "2016", "--year", "2016"], ["--set", "choice.level=-1"], ["--fraction", "0.06"],
     ["--draw", "climate.salience"]],
)  # fmt: skip
def test_runs_of_another_order_are_made_again(tmp_path, runs, other):
    words = ["compare", "no_give_five", "--seeds", "1", "--out", str(tmp_path / "c")]
    assert main([*words, *QUICK]) == 0
    changed = dict(zip(QUICK[::2], QUICK[1::2], strict=True)) | {other[0]: other[1]}
    order = [w for pair in changed.items() for w in pair] + other[2:]
    assert main([*words, *order]) == 0
    assert main([*words, *order]) == 0
    assert runs == [("history", 1), ("no_give_five", 1)] * 2


def test_a_killed_comparison_goes_on_where_it_was_and_ends_the_same(tmp_path, runs):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    words = ["compare", "no_give_five", "--seeds", "20", *QUICK, "--out"]
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, *words, str(parts)])
    end = monotonic() + 90
    while len(list(parts.glob("runs/*.json"))) < 4 and process.poll() is None:
        assert monotonic() < end
        sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not (parts / "compare.json").exists()
    (parts / "runs" / "history-1.json").write_text('{"key": "')
    kept = {p.stem for p in parts.glob("runs/*.json")} - {"history-1"}
    assert main([*words, str(parts)]) == 0
    made = [f"{name}-{seed}" for name, seed in runs]
    assert sorted([*made, *kept]) == sorted(
        f"{name}-{seed}" for name in ("history", "no_give_five") for seed in range(1, 21)
    )
    again = record(parts)["command"].split()
    assert main([*again[1:-1], str(whole)]) == 0
    for name in ("compare.csv", "runs.csv"):
        assert (parts / name).read_bytes() == (whole / name).read_bytes()


def test_a_draw_is_of_a_seed_and_the_same_for_every_scenario(tmp_path):
    folder = tmp_path / "c"
    words = ["compare", "no_give_five", "--seeds", "2", *QUICK, "--out", str(folder)]
    assert main([*words, "--draw", "climate.salience", "--draw", "choice.level"]) == 0
    draws = record(folder)["draws"]
    assert draws["1"] != draws["2"]
    for of in draws.values():
        assert all(named(n).low <= v <= named(n).high for n, v in of.items())
    assert draws["1"]["choice.level"] == compare.drawn(["choice.level"], 1)["choice.level"]
    before = table(folder).query("year < 2015")[["difference", "sd"]]  # they differ from 2015 on
    assert (before.dropna() == 0).all(axis=None)
    assert "--draw climate.salience --draw choice.level" in record(folder)["command"]


def test_all_mistakes_are_told_at_once_and_before_the_work(tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    words = "compare hstory no_reserves no_reserves history --year 2040 --set choice.levl=2"
    words += " --draw levers.goal --draw choise.level --fraction 2 --from-seed 18446744073709551615"
    assert main([*words.split(), "--out", str(tmp_path / "taken")]) == WRONG
    err = capsys.readouterr().err
    for part in (
        "hstory is not a scenario", "no_reserves stands 2 times", "history is what the others",
        "--year 2040 is not", "choice.levl is not", "levers.goal has no prior", "2^64 - 1",
        "--draw choise.level: choise.level is not a parameter", "--fraction 2", "is a file",
    ):  # fmt: skip
        assert err.count(part) == 1, part


@pytest.mark.parametrize(
    ("words", "sentence", "status"),
    [
        ("", "There is no scenario to hold against history", WRONG),
        ("no_reserves --until 2005", "--until 2005 is not a school year from 2006 to 2035", WRONG),
        ("no_safety_net --until 2015 --year 2015", "the same as history until 2015", WRONG),
        ("no_reserves --set levers.reserves=0", "no_reserves is the same as history", WRONG),
        ("only_retirements --draw climate.pressure", "differs from history in it", WRONG),
        ("no_reserves --set choice.level=-1 --draw choice.level", "--set sets it too", WRONG),
        ("no_reserves --draw choice.level --draw choice.level", "stands 2 times", WRONG),
        ("no_reserves --draw people.girls_share", "same under every seed", WRONG),
        ("no_reserves --out full", "holds something else", WRONG),
        ("no_reserves --out run", "holds results of another command", WRONG),
        ("no_reserves --seeds 0", "seeds", USAGE),
    ],
)
def test_a_mistake_is_told_before_the_work(words, sentence, status, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for place in ("full/thesis.txt", "run/record.json"):
        (tmp_path / place).parent.mkdir()
        (tmp_path / place).write_text("")
    assert main(["compare", *words.split()]) == status
    err = capsys.readouterr().err
    assert sentence in err
    assert "Traceback" not in err
    assert not (tmp_path / "results").exists()


def test_no_words_of_the_picture_overlap_or_leave_it(held):
    figure = drawn(held)
    figure.canvas.draw()
    labels = [
        label
        for panel in figure.axes
        for axis in (panel.xaxis, panel.yaxis)
        for label in axis.get_ticklabels()
        if axis.get_view_interval()[0] <= label.get_position()[axis is panel.yaxis]
    ]
    texts = [*figure.texts, *labels, *(t for p in figure.axes for t in (p._left_title, *p.texts))]
    boxes = [(t.get_text(), t.get_window_extent()) for t in texts if t.get_text()]
    assert len(boxes) > 20
    for (a, one), (b, other) in combinations(boxes, 2):
        assert not one.padded(-1).overlaps(other.padded(-1)), (a, b)
    for words, box in boxes:
        assert 0 <= box.x0 < box.x1 <= figure.bbox.x1, words
