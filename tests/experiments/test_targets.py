"""The command that holds a scenario to its targets."""

import csv
import json

import pytest

from calibration.unfitted import facts
from experiments.cli import main
from experiments.mistakes import USAGE, WRONG
from simulation.data.targets import targets

QUICK = ["targets", "--fraction", "0.05", "--seeds", "2"]


def rows(folder):
    with (folder / "targets.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    """Return the folder of a comparison of a twentieth of the authorities under two seeds."""
    folder = tmp_path_factory.mktemp("held") / "t"
    assert main([*QUICK, "--out", str(folder)]) == 0
    return folder


def test_help_shows_how_to_write_it(capsys):
    assert main(["targets", "--help"]) == 0
    assert "fivebytwo targets no_give_five" in capsys.readouterr().out


def test_every_target_and_every_other_fact_is_printed(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(QUICK) == 0
    out = capsys.readouterr().out
    assert all(f" {t.id} " in out for t in targets())
    assert all(fact.words in out for fact in facts())
    assert "0.05 of the authorities: the error of a small sample is not told." in out
    assert "Targets, mean over 2 seeds;" in out
    assert "Of 61 targets " in out
    assert " within 3 sd." in out
    assert "BOI_G5 is read as the effect on all; read as that on boys" in out
    assert not list(tmp_path.iterdir())


def test_the_table_and_its_record_are_left(held):
    assert {p.name for p in held.iterdir()} == {"targets.csv", "targets.json"}
    table = rows(held)
    assert {r["id"] for r in table} == {t.id for t in targets()} | {f.id for f in facts()}
    for row in table[:61]:
        distance = (float(row["simulated"]) - float(row["observed"])) / float(row["sd"])
        assert float(row["distance"]) == pytest.approx(distance)
    record = json.loads((held / "targets.json").read_text())
    assert (record["seeds"], record["until"]) == (2, 2017)
    assert record["commit"]


def test_the_command_in_the_record_makes_the_same_table_again(held, tmp_path):
    command = json.loads((held / "targets.json").read_text())["command"].split()
    assert main([*command[1:-1], str(tmp_path / "again")]) == 0
    assert rows(tmp_path / "again") == rows(held)


def test_a_table_is_written_over_the_one_before_and_a_setting_changes_it(held, tmp_path):
    words = [*QUICK, "--from-seed", "3", "--out", str(tmp_path)]
    assert main(words) == 0
    before = rows(tmp_path)
    assert main([*words, "--set", "choice.level=-1"]) == 0
    assert rows(tmp_path) != before != rows(held)
    record = json.loads((tmp_path / "targets.json").read_text())
    assert "--set choice.level=-1" in record["command"]
    assert record["seed"] == 3


def test_all_mistakes_are_told_at_once_and_before_the_work(tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    words = ["targets", "hstory", "--set", "choice.levl=2", "--out", str(tmp_path / "taken")]
    assert main(words) == WRONG
    err = capsys.readouterr().err
    assert all(part in err for part in ("history?", "choice.level?", "is a file"))
    assert main(["targets", "--seeds", "0"]) == USAGE
