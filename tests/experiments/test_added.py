"""What a user adds from outside the repository: the examples of docs/EXTENDING.md, and mistakes."""

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli import main
from experiments.mistakes import WRONG
from simulation.added import WrongAddition, read_added
from simulation.network.field import Files
from simulation.run import load, run

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "marathons.py"
PART = ["--fraction", "0.02", "--until", "2018"]


def saved(folder):
    return pd.read_parquet(folder / "measures.parquet")


def of(frame, measure, year):
    rows = frame[(frame["measure"] == measure) & (frame["by"] == "national")]
    return rows[rows["year"] == year]["value"].item()


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two saved runs: with the example, copied to a place outside the repository, and without."""
    place = tmp_path_factory.mktemp("outside")
    mine = shutil.copy(EXAMPLE, place / "mine.py")
    words = ["run", *PART, "--no-picture", "--out"]
    assert main([*words, str(place / "with"), "--with", str(mine)]) == 0
    assert main([*words, str(place / "without")]) == 0
    return place


def test_a_mechanism_acts_and_a_measure_is_saved(folders):
    with_it, without = saved(folders / "with"), saved(folders / "without")
    same = with_it[with_it["year"] < 2017]
    own = same["measure"].isin(["girls_at_five", "prepared_schools"])
    before = without[without["year"] < 2017].reset_index(drop=True)
    pd.testing.assert_frame_equal(same[~own].reset_index(drop=True), before)
    passed = of(with_it, "passed", 2017), of(without, "passed", 2017)
    assert passed[0] > passed[1]
    girls = with_it[(with_it["measure"] == "girls_at_five") & (with_it["year"] == 2017)]["value"]
    at_five = with_it[(with_it["measure"] == "five_units") & (with_it["year"] == 2017)]
    told = at_five[(at_five["by"] == "sex") & (at_five["group"] == "girls")]
    assert girls.item() == told[told["grade"] == 12]["value"].item()


def test_a_saved_run_is_lived_again_with_what_was_added(folders, capsys):
    assert main(["partner", str(folders / "with"), "Rashi", "Foundation"]) == 0
    assert "differently" not in capsys.readouterr().err


def test_another_file_is_told(folders, capsys):
    copy = folders / "copy"
    shutil.copytree(folders / "with", copy)
    mine = folders / "mine.py"
    before = mine.read_text()
    mine.write_text(before.replace("GAIN = 0.05", "GAIN = 0.5"))
    try:
        assert main(["partner", str(copy), "Rashi", "Foundation"]) == 0
        assert "mine.py has changed since" in capsys.readouterr().err
    finally:
        mine.write_text(before)


def test_a_type_of_programme_is_a_line_in_a_table(tmp_path, capsys):
    assert main(["roster", str(tmp_path / "my")]) == 0
    programmes, partners = (tmp_path / "my" / f"{n}.csv" for n in ("programmes", "partners"))
    with programmes.open("a") as table:
        table.write("olympiads,visits,a student of grade 9 in an olympiad,90,2,motivation,")
        table.write("assumed,assumed,,\n")
    rows = list(csv.DictReader(partners.read_text().splitlines()))
    for row in rows:
        if row["programme"] == "role_model_visits":
            row["programme"], row["volunteers"] = "olympiads", "5000"
    with partners.open("w", newline="") as table:
        writer = csv.DictWriter(table, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    case = load("endogenous", fraction=0.02, files=Files(partners=partners, programmes=programmes))
    terms = run(case, until=2016).terms_frame()
    told = terms[(terms["measure"] == "coverage_olympiads") & (terms["year"] == 2016)]
    assert told["value"].max() > 0
    assert main(["roster", str(tmp_path / "my")]) == WRONG
    assert "Choose another folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "adds nothing"),
        ("def broken(:\n", "line 1: SyntaxError"),
        ("x = 1\ny = 1 / 0\n", "line 2: ZeroDivisionError"),
        ("from simulation.added import mechanism\n@mechanism('autumn')\ndef f(c): ...", "autumn"),
        ("from simulation.added import measure\n@measure('no name', unit='', text='')\n"
         "def f(c): ...", "not a name"),
        ("from simulation.added import measure\n@measure('urgency', unit='', text='')\n"
         "def f(c): ...", "urgency is a measure already"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_one_sentence(text, sentence, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(text)
    with pytest.raises(WrongAddition, match=sentence) as told:
        read_added(file)
    assert str(file) in str(told.value) or sentence in str(told.value)


def test_a_missing_file_is_told_before_any_work(tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["run", "--with", str(tmp_path / "none.py"), "--out", str(out)]) == WRONG
    assert "none.py" in capsys.readouterr().err
    assert not out.exists()
