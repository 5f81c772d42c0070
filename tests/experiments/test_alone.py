"""The command that runs an initiative by itself: what it prints, leaves and refuses."""

import json
import shlex

import pandas as pd
import pytest

from experiments.alone import VARIANTS
from experiments.cli import app, main
from experiments.cli_alone import ALONE_EXAMPLES, alone
from experiments.mistakes import USAGE, WRONG
from experiments.plot_alone import PLAIN, goal_so_far, picture

if "alone" not in app:
    app.command(alone, help_epilogue=ALONE_EXAMPLES)

WORDS = ["alone", "--seeds", "2", "--until", "2016"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the folder of two seeds of 100Kin10 until 2016."""
    folder = tmp_path_factory.mktemp("alone") / "a"
    assert main([*WORDS, "--out", str(folder)]) == 0
    return folder


def table(folder):
    return pd.read_csv(folder / "alone.csv")


def record(folder):
    return json.loads((folder / "record.json").read_text())


def refused(words, capsys):
    assert main(words) == WRONG
    return capsys.readouterr().err


def test_it_leaves_a_table_a_picture_and_a_record(made):
    assert {p.name for p in made.iterdir()} == {"alone.csv", "alone.png", "record.json"}
    frame = table(made)
    assert set(frame["variant"]) == set(VARIANTS)
    assert set(frame["seed"]) == {1, 2}
    assert sorted(set(frame["year"])) == list(range(2011, 2017))
    assert len(frame) == len(VARIANTS) * 2 * 6


def test_the_launch_is_what_the_sources_tell(made):
    frame = table(made)
    launch = frame[frame["year"] == 2011]
    assert set(launch["members"]) == {28}
    assert set(launch["number"]) == set(launch["cumulated"]) == {0}


def test_numbers_add_up_in_every_variant(made):
    for _, of in table(made).groupby(["variant", "seed"]):
        assert of["number"].cumsum().to_numpy() == pytest.approx(of["cumulated"].to_numpy())
        assert (of["cumulated"] <= of["of_all"] + 1e-6).all()


def test_variants_differ_by_what_they_leave_out(made):
    last = table(made)[table(made)["year"] == 2016].groupby("variant").mean()
    assert last["solutions"]["no spreading of solutions"] < 0.01 < last["solutions"][PLAIN]
    assert last["measurement"]["no backbone"] == 0
    assert last["members"]["each on its own"] <= 28 < last["members"][PLAIN]


def test_the_record_tells_tables_goal_and_the_command_that_does_it_again(made, tmp_path):
    about = record(made)
    assert (about["launch"], about["goal"], about["years"], about["field"]) == (
        2012, 10_000, 10, 300,
    )  # fmt: skip
    assert set(about["tables"]) == {"partners", "programmes"}
    assert about["variants"][PLAIN] == {}
    words = shlex.split(about["command"])[1:]
    words[words.index("--out") + 1] = str(tmp_path / "again")
    assert main(words) == 0
    assert (tmp_path / "again" / "alone.csv").read_bytes() == (made / "alone.csv").read_bytes()


def test_it_prints_a_line_a_year_and_a_line_a_variant(tmp_path, capsys):
    assert main([*WORDS, "--out", str(tmp_path / "a")]) == 0
    words = capsys.readouterr().out
    assert "mean ± sd over 2 seeds; counted: a STEM teacher prepared" in words
    for told in ("2011      28 ± 0", "goal so far", "50,000", *VARIANTS, "alone.png"):
        assert told in words, told


def test_one_seed_has_no_spread(tmp_path, capsys):
    folder = tmp_path / "a"
    words = ["alone", "--seeds", "1", "--until", "2012", "--out", str(folder)]
    assert main(words) == 0
    assert "±" not in capsys.readouterr().out
    assert picture(table(folder), record(folder)).axes


def test_the_picture_says_in_its_title_what_it_shows(made):
    figure = picture(table(made), record(made))
    members = table(made).query("variant == @PLAIN and year == 2016")["members"].mean()
    assert f"28 partners in 2011, {members:,.0f} in 2016" in str(figure.get_label())
    for panel in figure.axes:
        words = [t.get_text() for t in panel.texts]
        assert all(any(name in w for w in words) for name in VARIANTS)


def test_the_goal_grows_for_its_years():
    about = {"launch": 2012, "goal": 10_000, "years": 10}
    told = {y: goal_so_far(y, about) for y in (2011, 2012, 2021, 2025)}
    assert told == {2011: 0, 2012: 10_000, 2021: 100_000, 2025: 100_000}


def test_an_initiative_of_a_country_is_refused_with_the_way_out(capsys):
    told = refused(["alone", "history"], capsys)
    assert told.startswith("history works for the students of a country: `fivebytwo run history`.")


def test_all_that_is_wrong_is_told_at_once(capsys, tmp_path):
    (tmp_path / "other.txt").write_text("")
    words = ["alone", "histroy", "--set", "alone.gaol=1", "--out", str(tmp_path)]
    told = refused(words, capsys)
    assert "alone.gaol is not a parameter" in told
    assert "histroy is not a scenario. Did you mean history?" in told
    assert "holds something else than results" in told


@pytest.mark.parametrize("until", ["2011", "2036"])
def test_years_without_the_initiative_are_refused(until, capsys, tmp_path):
    told = refused(["alone", "--until", until, "--out", str(tmp_path / "a")], capsys)
    assert told == f"--until {until} is not a school year from 2012 to 2035.\n"


def test_a_command_that_is_badly_written_is_refused(capsys):
    assert main(["alone", "--seeds", "0"]) == USAGE
    assert "--seeds" in capsys.readouterr().err


def test_own_tables_come_in_place_of_the_scenarios(tmp_path, capsys):
    roster = tmp_path / "mine.csv"
    roster.write_text(
        "name,sector,programme,capacity,budget,founder,since\n"
        "Fund,foundation,,0,1000000,yes,2011\n"
        "Help,ngo,teacher_preparation,100,2000000,yes,2011\n"
    )
    words = [*WORDS, "--partners", str(roster), "--set", "alone.goal=50"]
    assert main([*words, "--out", str(tmp_path / "a")]) == 0
    about = record(tmp_path / "a")
    assert (about["field"], about["goal"]) == (2, 50)
    assert about["tables"]["partners"]["file"] == str(roster)
    assert f"--partners {roster}" in about["command"]
    roster.write_text("name\n")
    assert f"{roster}" in refused([*words, "--out", str(tmp_path / "b")], capsys)
