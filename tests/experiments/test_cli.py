"""The commands, as a person types them."""

import csv
import json
import subprocess
import sys

import pytest

from experiments.cli import main
from simulation.parameters.world import all_parameters
from simulation.scenario import scenarios

HEAVY = ("numpy", "mesa", "numba", "pandas", "matplotlib", "scipy", "networkx", "simulation.run")


def test_help_waits_for_nothing_heavy():
    code = f"import sys, experiments.cli; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    "command", ["run", "scenarios", "parameters", "plot", "student", "evaluate", "targets"]
)
def test_help_of_a_command_shows_how_to_write_it(command, capsys):
    assert main([command, "--help"]) == 0
    assert f"fivebytwo {command}" in capsys.readouterr().out.split("Example")[1]


def test_a_run_leaves_results_record_and_pictures(saved):
    names = {p.name for p in saved.iterdir()}
    assert names == {
        "measures.csv",
        "measures.parquet",
        "record.json",
        "picture.png",
        "picture.svg",
        "schools.png",
    }


def test_a_run_prints_observed_beside_simulated(tmp_path, capsys):
    words = [
        "run",
        "--fraction",
        "0.05",
        "--until",
        "2013",
        "--no-picture",
        "--out",
        str(tmp_path / "r"),
    ]
    assert main(words) == 0
    out = capsys.readouterr().out
    assert [line.split()[1] for line in out.splitlines() if line.startswith(" 2012")] == ["8,869"]
    assert " 2013 " in out
    assert " 2014 " not in out
    assert "years" in out.splitlines()[-1]


def test_the_command_in_the_record_makes_the_same_results_again(saved, tmp_path):
    command = json.loads((saved / "record.json").read_text())["command"].split()
    again = tmp_path / "again"
    assert main([*command[1:-1], str(again)]) == 0
    for name in ("measures.csv", "picture.svg", "picture.png"):
        assert (again / name).read_bytes() == (saved / name).read_bytes()


def test_a_setting_changes_the_results_and_is_told_in_the_picture(saved, tmp_path):
    words = ["--fraction", "0.05", "--until", "2017", "--set", "choice.level=-1", "--out"]
    assert main(["run", *words, str(tmp_path / "r")]) == 0
    record = json.loads((tmp_path / "r" / "record.json").read_text())
    assert record["parameters"]["choice"]["level"] == -1
    assert (tmp_path / "r" / "measures.csv").read_bytes() != (saved / "measures.csv").read_bytes()


def test_a_run_that_ends_before_anything_is_reported_says_so(tmp_path, capsys):
    folder = tmp_path / "r"
    assert main(["run", "--fraction", "0.05", "--until", "2004", "--out", str(folder)]) == 0
    assert "reported from 2006" in capsys.readouterr().out
    assert not (folder / "picture.png").exists()


def test_all_scenarios_are_listed(capsys):
    assert main(["scenarios"]) == 0
    out = capsys.readouterr().out
    assert all(s.name in out and s.title in out for s in scenarios())


def test_parameters_are_found_by_a_part_of_their_name(capsys):
    assert main(["parameters", "virtual"]) == 0
    out = capsys.readouterr().out
    assert "levers.virtual_seats" in out
    assert "levers.goal" not in out


def test_one_parameter_is_told_in_full(capsys):
    assert main(["parameters", "levers.goal"]) == 0
    out = capsys.readouterr().out
    known = all_parameters()["levers.goal"]
    assert all(words in out for words in (known.text, known.unit, known.source))


def test_parameters_as_csv(tmp_path):
    assert main(["parameters", "--csv", str(tmp_path / "p.csv")]) == 0
    with (tmp_path / "p.csv").open() as file:
        assert [row["name"] for row in csv.DictReader(file)] == list(all_parameters())


@pytest.mark.parametrize(
    ("suffix", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_a_saved_run_is_drawn_again(saved, tmp_path, suffix, begins):
    place = tmp_path / f"new/figure.{suffix}"
    assert main(["plot", str(saved), "--out", str(place)]) == 0
    assert place.read_bytes().startswith(begins)
    assert [p.name for p in place.parent.iterdir()] == [place.name]
