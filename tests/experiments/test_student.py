"""One student's story: the same person as in the saved run, told in sentences."""

import json
import re
import shutil

import pytest

from experiments.again import saved as saved_again
from experiments.cli import main
from experiments.scout import Scout
from experiments.story import rows, sentences
from experiments.student import read_number
from simulation.results.story import Story


@pytest.fixture(scope="module")
def scout(saved):
    again = saved_again(saved)
    scout = Scout(until=2030)
    again.live([scout])
    return scout


def test_who_is_suggested_has_lived_the_story(saved, scout):
    went_down, *_, left = scout.found.values()
    stories = [Story(went_down), Story(left)]
    saved_again(saved).live(stories)
    units = [c.units for c in stories[0].chapters]
    assert stories[0].about["female"]
    assert units[3] == 5 > units[5]
    assert stories[1].chapters[2].wish == 5
    assert not stories[1].chapters[-1].in_school


def test_every_suggested_story_is_told_to_its_end(saved, scout):
    stories = [Story(number) for number in scout.found.values()]
    saved_again(saved).live(stories)
    assert len(stories) >= 8
    for story in stories:
        told = list(sentences(story))
        years = sum(c.in_school for c in story.chapters)
        assert len(list(rows(story))) == years
        assert len(told) == min(years + 1, 6)
        assert all(re.match(r"20\d\d, grade \d+\. (She|He) .*\.$", words) for words in told), told


def test_suggestions_can_be_asked_for_as_printed(saved, capsys):
    assert main(["student", str(saved)]) == 0
    printed = capsys.readouterr()
    number = re.search(r"2012-\d+", printed.out)[0]
    assert main(["student", str(saved), number]) == 0
    story = capsys.readouterr()
    assert "2012, grade 7." in story.out
    assert "Warning" not in printed.err + story.err


def test_a_student_is_named_by_year_and_place_or_by_the_whole_number(saved, capsys):
    entered, place = read_number("2012-40")
    whole = (entered << 20) + place
    assert main(["student", str(saved), "2012-40"]) == 0
    one = capsys.readouterr().out
    assert main(["student", str(saved), str(whole)]) == 0
    assert capsys.readouterr().out == one


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("2012-999999", "those who entered in 2012 are 2012-0 to 2012-"),
        ("2012-9999999", "There is no student 2012-9999999"),
        ("1990-1", "cohorts entered in 1996 to 2030"),
        ("2031-1", "cohorts entered in 1996 to 2030"),
        ("7", "cohorts entered in 1996 to 2030"),
        ("2012_7", "write year of entry and place, as 2010-52341"),
    ],
)
def test_an_unknown_student_is_told_who_there_is(saved, capsys, number, sentence):
    assert main(["student", str(saved), number]) == 1
    assert sentence in capsys.readouterr().err


def test_the_last_valid_student_has_a_story(saved, capsys):
    main(["student", str(saved), "2012-999999"])
    last = re.findall(r"2012-\d+", capsys.readouterr().err)[-1]
    assert main(["student", str(saved), last]) == 0


def test_the_scenario_is_that_of_the_record_not_of_its_file(tmp_path, capsys):
    file = tmp_path / "mine.toml"
    heading = 'title = "Mine"\nquestion = "What if?"\nbase = "history"\n'
    text = heading + "[[change]]\nset.levers.bonus = {}\n"
    file.write_text(text.format(1))
    folder = tmp_path / "r"
    assert main(["run", str(file), "--fraction", "0.05", "--no-picture", "--out", str(folder)]) == 0
    file.write_text(text.format(0))
    assert main(["student", str(folder), "2012-40"]) == 0
    assert "Warning" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"commit": "0" * 40}, "made by commit 0000000000"),
        ({"population": "another"}, "another one than that of these results"),
        ({"seed": 2}, "The run came out differently"),
    ],
)
def test_results_of_another_code_or_country_bring_a_warning(
    saved, tmp_path, capsys, change, warning
):
    folder = tmp_path / "r"
    shutil.copytree(saved, folder)
    record = json.loads((folder / "record.json").read_text()) | change
    (folder / "record.json").write_text(json.dumps(record))
    assert main(["student", str(folder), "2012-40"]) == 0
    assert warning in capsys.readouterr().err
