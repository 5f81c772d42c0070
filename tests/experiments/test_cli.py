"""The commands, as a person types them."""

import csv
import json
import shlex
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
    "command",
    [
        "run", "scenarios", "parameters", "plot", "student", "evaluate", "targets", "compare",
        "partner", "graph",
    ],
)  # fmt: skip
def test_help_of_a_command_shows_how_to_write_it(command, capsys):
    assert main([command, "--help"]) == 0
    assert f"fivebytwo {command}" in capsys.readouterr().out.split("Example")[1]


def test_a_run_leaves_results_record_and_pictures(saved):
    names = {p.name for p in saved.iterdir()}
    assert names == {
        "measures.csv",
        "measures.parquet",
        "terms.csv",
        "terms.parquet",
        "events.csv",
        "ties.parquet",
        "partners.parquet",
        "record.json",
        "picture.png",
        "picture.svg",
        "schools.png",
        "partnership.png",
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
    for name in ("measures.csv", "terms.csv", "events.csv", "ties.parquet", "picture.svg",
                 "picture.png"):  # fmt: skip
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
    assert all(s.name in out for s in scenarios())
    assert all(word in out for s in scenarios() for word in s.title.split())  # lines are wrapped


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


def test_the_partnership_is_drawn_again(saved, tmp_path):
    place = tmp_path / "partnership.svg"
    assert main(["plot", str(saved), "--out", str(place)]) == 0
    assert place.read_bytes().startswith(b"<?xml")


PARTNERS = """name,sector,programme,founder,invited,capacity,volunteers
Ours,foundation,,yes,yes,0,0
Theirs,ngo,chess,no,yes,500,30
"""
TIES = "from,to,weight\nOurs,Theirs,0.8\n"
PROGRAMMES = """name,channel,unit,cost,hours,group,source,quality
chess,visits,a game,10,0.1,motivation,assumed,assumed
"""


@pytest.fixture
def tables(tmp_path):
    """Return the options that bring one's own partners, and their files."""
    texts = {"partners": PARTNERS, "ties": TIES, "programmes": PROGRAMMES}
    places = {name: tmp_path / f"{name}.csv" for name in texts}
    for name, text in texts.items():
        places[name].write_text(text)
    return places


def options(tables):
    return [word for name, place in tables.items() for word in (f"--{name}", str(place))]


def test_own_partners_are_in_the_record_and_in_the_command(tables, tmp_path, capsys):
    folder = tmp_path / "r"
    words = ["--fraction", "0.05", "--until", "2015", "--no-picture", "--out", str(folder)]
    assert main(["run", *options(tables), *words]) == 0
    record = json.loads((folder / "record.json").read_text())
    assert [record[name] for name in tables] == [str(place) for place in tables.values()]
    assert (
        main([*shlex.split(record["command"])[1:-1], str(tmp_path / "again"), "--no-picture"]) == 0
    )
    for name in ("terms.csv", "events.csv"):
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()
    capsys.readouterr()
    assert main(["partner", str(folder), "theirs"]) == 0
    told = capsys.readouterr()
    assert "offers chess" in told.out
    assert "Warning" not in told.err


def test_partners_that_have_changed_since_bring_a_warning(tables, tmp_path, capsys):
    folder = tmp_path / "r"
    words = ["--fraction", "0.05", "--until", "2015", "--no-picture", "--out", str(folder)]
    assert main(["run", *options(tables), *words]) == 0
    tables["ties"].write_text(TIES.replace("0.8", "0.1"))
    assert main(["partner", str(folder), "theirs"]) == 0
    err = capsys.readouterr().err
    assert "ties.csv has changed since: partners differ." in err
    assert "came out differently" in err
    tables["ties"].unlink()
    assert main(["student", str(folder), "2012-1"]) == 1
    assert "ties.csv: No such file" in capsys.readouterr().err


def test_mistakes_in_own_partners_are_told_with_all_others(tables, tmp_path, capsys):
    tables["partners"].write_text(PARTNERS.replace("chess", "ches"))
    assert (
        main(["run", "histor", *options(tables), "--until", "1", "--out", str(tmp_path / "r")]) == 1
    )
    err = capsys.readouterr().err
    for sentence in (
        "Did you mean history?",
        "--until 1 ",
        "partners.csv:3",
        "did you mean 'chess'?",
    ):
        assert sentence in err
    assert not (tmp_path / "r").exists()
    assert main(["run", "--ties", str(tmp_path / "no.csv"), "--until", "1"]) == 1
    assert "no.csv: No such file" in capsys.readouterr().err
