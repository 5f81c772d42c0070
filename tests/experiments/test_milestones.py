"""When a partnership passes its milestones, under many seeds and beliefs."""

import json

import numpy as np
import pandas as pd
import pytest

from experiments.cli import main
from experiments.mistakes import WRONG
from experiments.plot_milestones import picture
from simulation.data.milestones import milestones
from simulation.model import Country
from simulation.results.milestones import Milestones
from simulation.run import load

PART = ["--fraction", "0.02", "--seeds", "2"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("milestones") / "out"
    words = ["milestones", *PART, "--draw", "ministry.step", "--out", str(place)]
    assert main(words) == 0
    return place


def test_every_milestone_of_the_sources_is_followed(folder):
    table = pd.read_csv(folder / "milestones.csv")
    assert {m.milestone for m in milestones()} <= set(table.columns)
    assert table["seed"].tolist() == [1, 2]
    assert (table["members_launch"] == 50).all()


def test_each_seed_draws_its_own_ministry_and_the_record_says_which_parameters(folder):
    table = pd.read_csv(folder / "milestones.csv")
    about = json.loads((folder / "milestones.json").read_text())
    assert len(about["drawn"]) == 6
    assert all(name.startswith("ministry.step") for name in about["drawn"])
    assert all(table[name].nunique() == 2 for name in about["drawn"])


def test_what_was_followed_is_kept_and_more_seeds_are_added(folder, capsys):
    before = {p.name: p.stat().st_mtime_ns for p in (folder / "runs").iterdir()}
    words = ["milestones", "--fraction", "0.02", "--seeds", "3", "--draw", "ministry.step"]
    assert main([*words, "--out", str(folder)]) == 0
    after = {p.name: p.stat().st_mtime_ns for p in (folder / "runs").iterdir()}
    assert set(after) == {"1.json", "2.json", "3.json"}
    assert {name: after[name] for name in before} == before
    assert "3 seeds" in capsys.readouterr().out


def test_milestones_are_dated_from_the_first_meeting():
    case, watcher = load("history", fraction=0.02), Milestones()
    country = Country(
        case.population, case.scenario.worlds, case.field, seed=1, after_term=(watcher.see_term,)
    )
    while country.year < 2019:
        country.step()
        watcher.see(country)
    assert watcher.found["partner_months"] == 10  # May 2014
    assert watcher.found["lead_months"] == 22
    assert watcher.found["trust_2018"] > watcher.found["trust_2013"]
    country.release()


def test_what_never_happens_is_told_as_never(tmp_path, capsys):
    assert main(["milestones", "no_initiative", *PART, "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    assert "100%" in printed
    table = pd.read_csv(tmp_path / "out" / "milestones.csv")
    assert table["agenda_months"].isna().all()
    assert (table["members_2018"] == 0).all()


def test_the_picture_has_a_panel_for_each_milestone_and_marks_what_is_told(folder):
    table = pd.read_csv(folder / "milestones.csv")
    table["agenda_months"] = np.nan  # all or nothing happened
    figure = picture(table, json.loads((folder / "milestones.json").read_text()))
    shown = [panel for panel in figure.axes if panel.get_visible()]
    assert len(shown) == len(milestones())
    words = " ".join(t.get_text() for panel in shown for t in panel.texts)
    assert "100% later than" in words
    assert any(panel.patches for panel in shown)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nobody"], "is not a scenario"),
        (["--draw", "trust.no"], "trust.no"),
        (["--set", "trust.gain=7"], "out of range"),
    ],
)
def test_a_mistake_is_told_before_the_work(words, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["milestones", *words]) == WRONG
    assert sentence in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
