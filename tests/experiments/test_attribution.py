"""The command that shares out the rise: its scenarios, page, pictures, and what it refuses."""

import numpy as np
import pandas as pd
import pytest

from calibration.attribution import NAMES, PLAYERS, RISE, ROWS, SCENARIO, TOLD, codes, off_state
from calibration.attribution_summary import ALIKE, summarised
from calibration.posterior import READING, Posterior, WrongPosterior, save
from calibration.space import Space
from calibration.variants import WrongVariant, variant
from experiments.calibrate import plot_attribution, plot_moved
from experiments.calibrate.attribution import Report, attribute, write
from experiments.calibrate.attribution_page import page
from experiments.calibrate.attribution_runs import Order, write_set
from experiments.calibrate.moved import GROUPINGS
from experiments.files import write_whole
from simulation.scenario import scenario

PAIRS = ("hours x programmes", "teachers x network")


def test_every_set_of_players_is_a_scenario_that_switches_off_the_others(tmp_path):
    base = scenario(SCENARIO).worlds
    for on in (codes(PLAYERS)[0], codes(PLAYERS)[37], codes(PLAYERS)[-1]):
        place = tmp_path / f"on_{on}.toml"
        write_set(place, on)
        assert scenario(place).worlds == scenario(SCENARIO).setting(off_state(on)).worlds
    assert scenario(tmp_path / f"on_{codes(PLAYERS)[-1]}.toml").worlds == base


def of_draws(rows, variants=("both", "norm_off"), draws=3):
    """Return draws made up of some rows."""
    rng = np.random.default_rng(4)
    told = [(v, k, r, rng.normal(300, 400)) for v in variants for k in range(draws) for r in rows]
    return pd.DataFrame(told, columns=["variant", "point", "row", "value"])


def of_people():
    """Return who was moved, made up."""
    told = [
        (v, 0, p, by, g, 30.0, 10.0, 20.0, 100.0, 1_000.0)
        for v in ("both", "norm_off") for p in NAMES
        for by, groups in GROUPINGS.items() for g in groups
    ]  # fmt: skip
    columns = [
        "variant", "point", "player", "by", "group", "into", "out", "net", "five", "students",
    ]  # fmt: skip
    people = pd.DataFrame(told, columns=columns)
    people.loc[people["player"] == "demography", ["into", "out"]] = np.nan
    return people


@pytest.fixture
def report():
    """Return a report of made-up draws of two structures."""
    rows = of_draws(list(TOLD))
    once = summarised(of_draws(list(TOLD), ("both",)), None)
    tables = {
        "shares": summarised(rows, {"both": 0.7, "norm_off": 0.3}),
        "pairs": summarised(of_draws(PAIRS), None),
        "groundwork": summarised(of_draws(["groundwork alone", "both", "more together"]), None),
        "draws": rows, "moved": of_people(), "prior": once, "luck": once,
    }  # fmt: skip
    return Report(
        tables=tables, main=ALIKE, weighted=True, draws=3, people=1,
        command="fivebytwo attribute --draws 3", commit="abc", model="def", provisional=True,
    )  # fmt: skip


def test_the_page_asks_the_question_first_and_tells_every_row(report):
    told = page(report)
    first, title, *_ = told.split("\n\n")
    assert first.startswith("<!-- written by `fivebytwo attribute`")
    assert title.startswith("# How much of the rise is due to what")
    assert "the whole prior" in told
    assert "provisional" in told
    means = report.tables["shares"].set_index(["structure", "row"])["mean"]
    for row in TOLD:
        assert f"{round(means[ALIKE, row]):,}" in told


def test_a_report_is_written_whole_with_tables_and_pictures(report, tmp_path):
    write(report, tmp_path / "out")
    there = {p.name for p in (tmp_path / "out").iterdir()}
    assert there == {
        "attribution.md", "attribution.png", "attribution_moved.png",
        *(f"attribution_{name}.csv" for name in report.tables),
    }  # fmt: skip
    again = pd.read_csv(tmp_path / "out" / "attribution_shares.csv")
    assert len(again) == 4 * len(TOLD)  # two structures, and both mixes


def test_every_row_and_every_player_is_in_the_pictures(report):
    panel = plot_attribution.picture(report).axes[0]
    assert len(panel.get_yticklabels()) == len(TOLD)
    panels = plot_moved.picture(report).axes
    assert [len(p.get_xticks()) for p in panels] == [
        len(g) for by, g in GROUPINGS.items() if by != "all"
    ]
    assert {t.get_text() for t in panels[0].texts} == {"20"}  # net of 1,000


def order(tmp_path, **other):
    told = {"draws": 1, "out": tmp_path / "out", "store": tmp_path / "runs" / "store"} | other
    return Order(**told)


def test_a_structure_that_is_not_fitted_and_a_posterior_that_is_not_there_are_refused(tmp_path):
    with pytest.raises(WrongVariant, match="both"):
        attribute(order(tmp_path, structures=("bth",)))
    with pytest.raises(WrongPosterior, match="no posterior can be read"):
        attribute(order(tmp_path, structures=("both",), posterior=tmp_path))


@pytest.mark.slow
def test_the_whole_command_adds_up_and_does_nothing_twice(tmp_path, capfd):
    fixed = dict(variant("both").fixed)
    space = Space.of_all(without=tuple(fixed))
    z = space.draw(2, np.random.default_rng(1))
    draws = space.to_values(0.3 * z).assign(**{READING: "all"})
    save(Posterior("both", draws, {}), tmp_path / "posterior")
    asked = order(
        tmp_path, structures=("both",), posterior=tmp_path / "posterior", fraction=0.02, luck=1,
    )  # fmt: skip
    attribute(asked)
    made = {p.name: p.read_bytes() for p in asked.out.glob("*.csv")}
    told = pd.read_csv(asked.out / "attribution_draws.csv")
    of = told.pivot_table(index=["variant", "point"], columns="row", values="value")
    assert np.allclose(of[list(ROWS)].sum(axis=1), of[RISE], atol=0.5)
    assert len(pd.read_csv(asked.out / "attribution_luck.csv")) == len(TOLD)
    capfd.readouterr()
    attribute(asked)
    assert " 0 failed, 0 left" not in capfd.readouterr().out  # nothing was left to carry out
    assert {p.name: p.read_bytes() for p in asked.out.glob("*.csv")} == made
    write_whole(tmp_path / "posterior" / "both.parquet", lambda draft: draft.write_text("spoilt"))
    with pytest.raises(WrongPosterior, match="no posterior can be read"):
        attribute(asked)
