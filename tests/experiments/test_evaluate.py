"""The command that evaluates: what it leaves, how it goes on, and what it refuses."""

import csv
import json
from itertools import combinations

import pandas as pd
import pytest

from experiments import evaluate
from experiments.cli import main
from experiments.mistakes import STOPPED, USAGE, WRONG
from simulation.results.evaluation import KINDS, STUDENTS

QUICK = ["--fraction", "0.05", "--out"]


def rows(place):
    with place.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    """Return the folder of an evaluation of a twentieth of the authorities under two seeds."""
    folder = tmp_path_factory.mktemp("findings") / "e"
    assert main(["evaluate", "--seeds", "2", *QUICK, str(folder)]) == 0
    return folder


@pytest.fixture
def runs(monkeypatch):
    """Return the list that the seeds of every run made from now on are added to."""
    made, find = [], evaluate._find

    def counted(case, seed):
        made.append(seed)
        return find(case, seed)

    monkeypatch.setattr(evaluate, "_find", counted)
    return made


def test_an_evaluation_leaves_tidy_tables_a_picture_and_a_record(evaluated):
    names = {p.name for p in evaluated.iterdir()}
    assert names == {
        "evaluation.csv", "growth.csv", "evaluation.png", "evaluation.json", "seeds",
    }  # fmt: skip
    effects = rows(evaluated / "evaluation.csv")
    assert list(effects[0]) == evaluate._COLUMNS
    asked = {
        (seed, programme, kind, sex)
        for seed in "12" for programme in evaluate.NAMES for kind in KINDS for sex in STUDENTS
    }  # fmt: skip
    assert {(r["seed"], r["programme"], r["kind"], r["sex"]) for r in effects} == asked
    assert len(effects) == len(asked)
    assert len(rows(evaluated / "growth.csv")) == 2 * 2 * 7
    record = json.loads((evaluated / "evaluation.json").read_text())
    assert (record["seed"], record["seeds"], record["fraction"]) == (1, 2, 0.05)
    assert record["command"].startswith("fivebytwo evaluate history --seeds 2 --from-seed 1")


def test_it_prints_the_published_figures_beside_the_simulated_ones(tmp_path, capsys):
    assert main(["evaluate", "--seeds", "1", *QUICK, str(tmp_path / "e")]) == 0
    out = capsys.readouterr().out
    for words in ("almost 3", "4 to 5", "1-2 above boys", "placebo years", "placebo programme"):
        assert words in out
    (opened,) = (x for x in out.splitlines() if "2014" in x and "tracks opened" in x)
    assert opened.split()[-1] == "38"
    (new,) = (x for x in out.splitlines() if "2015" in x and "5u examinees in tracks of" in x)
    assert new.split()[-2:] == ["file", "43"]


def test_more_seeds_are_added_to_those_there_are(evaluated, runs):
    before = {p.name: p.stat().st_mtime_ns for p in (evaluated / "seeds").iterdir()}
    effects = rows(evaluated / "evaluation.csv")
    assert main(["evaluate", "--seeds", "3", *QUICK, str(evaluated)]) == 0
    assert runs == [3]
    assert {n: (evaluated / "seeds" / n).stat().st_mtime_ns for n in before} == before
    assert rows(evaluated / "evaluation.csv")[: len(effects)] == effects
    assert main(["evaluate", "--seeds", "1", "--from-seed", "2", *QUICK, str(evaluated)]) == 0
    assert runs == [3]
    assert {r["seed"] for r in rows(evaluated / "evaluation.csv")} == {"2"}


def test_a_stopped_evaluation_goes_on_and_ends_the_same(tmp_path, runs, monkeypatch):
    counted = evaluate._find

    def stopping(case, seed):
        if seed == 3:
            raise KeyboardInterrupt
        return counted(case, seed)

    whole, parts = tmp_path / "whole", tmp_path / "parts"
    words = ["evaluate", "--seeds", "4", *QUICK]
    assert main([*words, str(whole)]) == 0
    monkeypatch.setattr(evaluate, "_find", stopping)
    assert main([*words, str(parts)]) == STOPPED
    assert [p.name for p in parts.iterdir()] == ["seeds"]
    (parts / "seeds" / "2.json").write_text('{"key": "')
    monkeypatch.setattr(evaluate, "_find", counted)
    runs.clear()
    assert main([*words, str(parts)]) == 0
    assert runs == [2, 3, 4]
    for name in ("evaluation.csv", "growth.csv", "evaluation.png"):
        assert (parts / name).read_bytes() == (whole / name).read_bytes()


@pytest.mark.parametrize("other", [["no_give_five"], ["--fraction", "0.1"]])
def test_findings_of_another_scenario_or_country_are_made_again(tmp_path, runs, other):
    place = ["--seeds", "1", "--out", str(tmp_path / "e")]
    assert main(["evaluate", "--fraction", "0.05", *place]) == 0
    words = other if "--fraction" in other else [*other, "--fraction", "0.05"]
    assert main(["evaluate", *words, *place]) == 0
    assert main(["evaluate", *words, *place]) == 0
    assert runs == [1, 1]


def test_findings_of_other_code_are_made_again(evaluated, tmp_path, runs, monkeypatch):
    changed = tmp_path / "evaluate.py"
    changed.write_text("# another code\n")
    monkeypatch.setattr(evaluate, "__file__", str(changed))
    assert main(["evaluate", "--seeds", "1", "--from-seed", "2", *QUICK, str(evaluated)]) == 0
    assert runs == [2]


@pytest.mark.parametrize(
    ("words", "sentence", "status"),
    [
        ("evaluate hstory", "Did you mean history?", WRONG),
        ("evaluate --fraction 0", "fraction = 0 is not above 0", WRONG),
        ("evaluate --out taken", "taken is a file", WRONG),
        ("evaluate --out full", "holds something else", WRONG),
        ("evaluate --seeds 0", "seeds", USAGE),
        ("evaluate --from-seed -1", "from-seed", USAGE),
    ],
)
def test_a_mistake_is_told_before_the_work(words, sentence, status, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("")
    assert main(words.split()) == status
    err = capsys.readouterr().err
    assert sentence in err
    assert "Traceback" not in err
    assert not (tmp_path / "results").exists()


def test_all_mistakes_are_told_at_once(tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    words = ["evaluate", "hstory", "--set", "choice.levl=2", "--out", str(tmp_path / "taken")]
    assert main(words) == WRONG
    err = capsys.readouterr().err
    assert all(part in err for part in ("history?", "choice.level?", "is a file"))


def test_a_single_seed_and_a_small_sample_are_told_as_such(tmp_path, capsys):
    words = ["evaluate", "--fraction", "0.05", "--out", str(tmp_path / "e"), "--seeds"]
    assert main([*words, "1"]) == 0
    out = capsys.readouterr().out
    assert "0.05 of the authorities: the error of a small sample is not told." in out
    assert "percentage points: one seed, its standard error;" in out
    assert main([*words, "2"]) == 0
    out = " ".join(capsys.readouterr().out.split())  # the title is wrapped
    assert "mean and sd over 2 seeds, mean standard error;" in out


@pytest.mark.parametrize(
    ("seeds", "sentence"), [(1, "Dots: one seed. Bands"), (2, "Dots: mean of 2 seeds; lines:")]
)
def test_the_picture_says_of_how_many_seeds_it_is(evaluated, seeds, sentence):
    effects = pd.read_csv(evaluated / "evaluation.csv")
    about = json.loads((evaluated / "evaluation.json").read_text()) | {"seeds": seeds}
    figure = evaluate.picture(effects[effects["seed"] <= seeds], about)
    assert any(sentence in text.get_text() for text in figure.texts)


def test_help_shows_how_to_write_it(capsys):
    assert main(["evaluate", "--help"]) == 0
    assert "fivebytwo evaluate" in capsys.readouterr().out.split("Example")[1]


def test_no_words_of_the_picture_overlap_or_leave_it(evaluated):
    effects = pd.read_csv(evaluated / "evaluation.csv")
    figure = evaluate.picture(effects, json.loads((evaluated / "evaluation.json").read_text()))
    figure.canvas.draw()
    boxes = [
        (text.get_text(), text.get_window_extent())
        for place in (figure, *figure.axes)
        for text in (*place.texts, *(_labels(place) if place is not figure else ()))
        if text.get_text()
    ]
    assert len(boxes) > 50
    for (a, one), (b, other) in combinations(boxes, 2):
        assert not one.padded(-1).overlaps(other.padded(-1)), (a, b)
    for words, box in boxes:
        assert box.x0 >= 0, words
        assert box.x1 <= figure.bbox.x1, words


def _labels(panel):
    ticks = (*panel.xaxis.get_major_ticks(), *panel.yaxis.get_major_ticks())
    return (panel._left_title, panel.xaxis.label, *(tick.label1 for tick in ticks))
