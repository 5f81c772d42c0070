"""Scores of a frozen forecast: figures made up, mistakes of tables, other definitions."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from calibration.scores import scores
from experiments.calibrate.forecast import made_of
from experiments.calibrate.forecast_file import WrongForecast, read, save
from experiments.calibrate.forecast_measures import DEFINITIONS, columns_needed, definitions
from experiments.calibrate.observed import read_seen
from experiments.calibrate.score import MEANS, METHODS, TABLE, mean_scores, score, scored
from simulation.data.read import BadTable

YEARS = range(2015, 2031)
HEAD = "year,group,measure,value,sd\n"
ONE, OTHER = METHODS


@pytest.fixture(scope="module")
def frozen(tmp_path_factory):
    """Return the file of a forecast whose runs are made up: two structures, one twice as high."""
    rng, rows = np.random.default_rng(1), []
    for place, variant in enumerate(("both", "norm_off")):
        for point in range(60):
            wide = {c: rng.lognormal(7, 0.1, len(YEARS)) for c in columns_needed()}
            wide["five_units"] = (1 + place) * rng.lognormal(np.log(15_000), 0.05, len(YEARS))
            rows.append(pd.DataFrame(wide).assign(variant=variant, point=point, year=list(YEARS)))
    about = {
        "version": DEFINITIONS, "definitions": definitions(), "seed": 1, "commit": "abc",
        "scenario": {"name": "made_up"},
        "weights": {
            "equal": {"both": 0.5, "norm_off": 0.5}, "by score": {"both": 1.0, "norm_off": 0.0},
        },
    }  # fmt: skip
    place = tmp_path_factory.mktemp("frozen") / "forecast_2026-01-01.csv"
    save(made_of(pd.concat(rows), about), place)
    return place


@pytest.fixture
def table(tmp_path):
    def written(*lines, head=HEAD, encoding="utf-8"):
        place = tmp_path / "observed.csv"
        place.write_text(head + "".join(f"{line}\n" for line in lines), encoding=encoding)
        return place

    return written


def wrong(frozen, place):
    with pytest.raises(BadTable) as told:
        read_seen(place, read(frozen))
    return str(told.value)


def of(frozen, place):
    return scored(read(frozen), read_seen(place, read(frozen)))


def test_a_figure_is_scored_by_the_draws_that_were_frozen(frozen, table):
    found = of(frozen, table("2020,national,5u examinees,15000,0")).set_index("method")
    draws = read(frozen).draws
    own = draws[
        (draws["method"] == "model") & (draws["measure"] == "5u examinees")
        & (draws["group"] == "national") & (draws["year"] == 2020)
    ]  # fmt: skip
    expected = scores(np.array([15_000.0]), own["value"].to_numpy()[None, :])
    assert found.loc[ONE, "crps"] == pytest.approx(expected["crps"][0])
    assert set(METHODS) | {"last value", "drift", "last change", "linear trend"} == set(found.index)


def test_weights_by_score_forget_the_structure_that_weighs_nothing(frozen, table):
    found = of(frozen, table("2020,national,5u examinees,15000,0")).set_index("method")
    assert found.loc[OTHER, "median"] == pytest.approx(15_000, rel=0.05)
    assert found.loc[OTHER, "high_90"] < 20_000 < found.loc[ONE, "high_90"]
    assert found.loc[OTHER, "crps"] < found.loc[ONE, "crps"]


def test_the_error_of_the_source_widens_the_model_and_not_the_naive_methods(frozen, table):
    sure = of(frozen, table("2018,national,5u examinees,15000,0")).set_index("method")
    rough = of(frozen, table("2018,national,5u examinees,15000,9000")).set_index("method")
    width = [f["high_90"] - f["low_90"] for f in (sure, rough)]
    assert width[1][OTHER] > 3 * width[0][OTHER]
    assert width[1]["drift"] == width[0]["drift"]


def test_the_order_of_the_lines_does_not_matter(frozen, table):
    lines = [
        "2018,national,5u examinees,16000,160", "2019,girls,5u pass rate,95,1",
        "2018,Arab,5u share of maths examinees,12,0.5",
    ]  # fmt: skip
    key = ["measure", "group", "year", "method"]
    one, other = (of(frozen, table(*o)).sort_values(key) for o in (lines, lines[::-1]))
    pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True))


def test_means_are_by_measure_and_told_against_the_last_value(frozen, table):
    found = of(frozen, table(
        "2018,national,5u examinees,15000,0", "2019,national,5u examinees,15100,0",
        "2019,national,12th graders,1100,0",
    ))  # fmt: skip
    means = mean_scores(found).set_index(["measure", "method"])
    ours, last = means.loc[("5u examinees", OTHER)], means.loc[("5u examinees", "last value")]
    assert ours["figures"] == 2
    assert ours["against_last_value"] == pytest.approx(ours["crps"] / last["crps"])
    assert ours["against_last_value"] < 1
    assert np.isnan(means.loc[("12th graders", ONE), "against_last_value"])


def test_a_table_as_that_of_the_targets_is_read(frozen, table):
    head = "id,year,group,measure,value,sd,unit,source,quality,comment\n"
    line = "X1,2018,national,5u examinees,16000,160,students,MADE_UP,assumed,no such thing"
    assert read_seen(table(line, head=head), read(frozen))[0].value == 16_000


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2018,national,5u examiners,1,0", "nothing of '5u examiners'. Did you mean 5u examinees"),
        ("2018,Arabs,5u examinees,1,0", "does not tell 5u examinees of 'Arabs'. Did you mean Arab"),
        ("2018,Arab,12th graders,1,0", "does not tell 12th graders of 'Arab'"),
        ("2018,national,5u examinees,1,-2", "sd: -2 is below 0. Give the error"),
        ("2018,national,5u examinees,-1,0", "value: -1 is below 0"),
        ("2018,national,tracks closed,-1,0", "value: -1 is below 0"),
        ("2018,girls,5u pass rate,101,0", "value: 101 is not between 0 and 100, in percent"),
        ("2018,girls,5u pass rate,-0.1,0", "value: -0.1 is not between 0 and 100, in percent"),
        ("2018,girls,5u pass rate,0.95,0", "Write 95, not 0.95, or percent in a column unit."),
        ("2017,national,5u examinees,1,0", "2017 is outside the forecast, 2018 to 2030"),
        ("2031,national,5u examinees,1,0", "2031 is outside the forecast"),
        ("2018,national,5u examinees,many,0", "value: 'many' is not a number"),
        ("2018,national,5u examinees,1,0,", "6 cells under 5 columns"),
    ],
)
def test_a_mistake_in_a_line_is_told_in_a_sentence(frozen, table, line, told):
    words = wrong(frozen, table(line))
    assert words.startswith("observed.csv:2: ")
    assert told in words
    assert len(words.splitlines()) == 1


def test_a_figure_stands_once(frozen, table):
    line = "2018,national,5u examinees,1,0"
    assert "in 2018 stands in line 2 already" in wrong(frozen, table(line, line))


@pytest.mark.parametrize(
    ("column", "cell"), [("unit", "percent"), ("definition", "holders of a certificate")]
)
def test_a_figure_of_another_definition_is_refused(frozen, table, column, cell):
    head = HEAD.strip() + f",{column}\n"
    words = wrong(frozen, table(f"2018,national,5u examinees,1,0,{cell}", head=head))
    assert f"{column}: '{cell}' is not the forecast's, which is '" in words
    unit, definition = definitions()["5u examinees"].split(": ", 1)
    quoted = {"unit": unit, "definition": f'"{definition}"'}[column]
    assert read_seen(table(f"2018,national,5u examinees,1,0,{quoted}", head=head), read(frozen))


def test_an_error_that_is_missing_is_told_once(frozen, table):
    lines = ["2018,national,5u examinees,1", "2019,national,5u examinees,1"]
    words = wrong(frozen, table(*lines, head=HEAD.replace(",sd", "")))
    assert words.startswith("observed.csv: sd: the error of the figure is missing in every line: ")
    assert len(words.splitlines()) == 1
    words = wrong(frozen, table(f"{lines[0]},", f"{lines[1]},0"))
    assert "missing in line 2: a number, 0 if it has none" in words


def test_a_small_percent_that_may_be_meant_is_read(frozen, table):
    own = read(frozen).draws.query("method == 'model' and measure == '5u share of 12th graders'")
    assert own[(own["group"] == "Druze") & (own["year"] == 2018)]["value"].median() > 5
    line = "2018,Druze,5u share of 12th graders,0.4,0"
    assert "Write 40, not 0.4" in wrong(frozen, table(line))
    said = table(f"{line},percent", head=HEAD.replace("sd", "sd,unit"))
    assert read_seen(said, read(frozen))[0].value == 0.4
    for fine in (line.replace("0.4", "0"), line.replace("0.4", "1"), line.replace("0.4", "100")):
        assert read_seen(table(fine), read(frozen))
    assert read_seen(table("2018,national,tracks closed,0.4,0"), read(frozen))


def test_a_part_of_one_is_no_slip_where_little_is_foretold(frozen, table):
    few = read(frozen)
    few.draws.loc[few.draws["measure"] == "5u share of 12th graders", "value"] = 4.9
    assert read_seen(table("2018,Druze,5u share of 12th graders,0.4,0"), few)


def test_an_id_is_of_one_figure(frozen, table):
    lines = ["A,2018,national,5u examinees,1,0", "A,2019,national,5u examinees,1,0"]
    words = wrong(frozen, table(*lines, head=f"id,{HEAD}"))
    assert words.startswith("observed.csv:3: id: 'A' stands in line 2 already")
    blank = table(*(line[1:] for line in lines), head=f"id,{HEAD}")
    assert len(read_seen(blank, read(frozen))) == 2


def test_a_column_that_is_not_known_is_refused(frozen, table):
    words = wrong(frozen, table("2018,national,5u examinees,1,0,x", head=f"{HEAD.strip()},note\n"))
    assert words == "observed.csv:1: note: no such column is known"


def test_a_table_without_figures_is_told(frozen, table):
    assert wrong(frozen, table()) == (
        "observed.csv: no figures. Add a line for each below the heading."
    )


def test_a_table_that_excel_saved_is_read_or_told_in_a_sentence(frozen, table):
    line = "2018,national,5u examinees,16000,160"
    assert read_seen(table(line, encoding="utf-8-sig"), read(frozen))[0].year == 2018
    words = wrong(frozen, table(line, encoding="utf-16"))
    assert words.endswith("observed.csv: not UTF-8 at byte 0. Save it as CSV UTF-8.")
    head = HEAD.replace(",", ";")
    words = wrong(frozen, table(line.replace(",", ";"), head=head))
    assert words == "observed.csv:1: no commas. Separate the cells by commas."


def changed(frozen, tmp_path, **record):
    for place in frozen.parent.iterdir():
        shutil.copy(place, tmp_path / place.name)
    place = (tmp_path / frozen.name).with_suffix(".json")
    place.write_text(json.dumps(json.loads(place.read_text()) | record), encoding="utf-8")
    return tmp_path / frozen.name


def test_a_forecast_of_other_definitions_is_refused(frozen, tmp_path):
    with pytest.raises(WrongForecast, match="version 0 of the definitions, and this is 1"):
        read(changed(frozen, tmp_path, version=0))


def test_the_model_that_made_a_forecast_does_not_matter(frozen, tmp_path):
    assert read(changed(frozen, tmp_path, model="another")).about["model"] == "another"


def test_a_forecast_whose_files_are_gone_is_told(frozen, tmp_path):
    place = changed(frozen, tmp_path)
    (tmp_path / "forecast_2026-01-01_draws.parquet").unlink()
    with pytest.raises(WrongForecast, match="side by side"):
        read(place)
    with pytest.raises(WrongForecast, match="no forecast can be read"):
        read(tmp_path / "nothing.csv")


def test_scores_are_printed_and_saved(frozen, table, tmp_path, capsys):
    score(frozen, table("2018,national,5u examinees,16000,160"), tmp_path / "out")
    assert "last value" in capsys.readouterr().out
    assert len(pd.read_csv(tmp_path / "out" / TABLE)) == 6
    assert set(pd.read_csv(tmp_path / "out" / MEANS)["method"]) >= set(METHODS)
