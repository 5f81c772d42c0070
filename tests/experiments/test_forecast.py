"""A frozen forecast: what every series is, how far the model may be off, files, and the page."""

import hashlib
import json
import os
from functools import partial

import numpy as np
import pandas as pd
import pytest

from calibration.posterior import READING, Posterior
from calibration.posterior import save as save_posterior
from calibration.space import Space
from calibration.structures import WrongWeights
from calibration.summaries import MEASURES, groups
from experiments.calibrate import forecast_page, forecast_tables, plot_forecast
from experiments.calibrate.forecast import Order, forecast, made_of
from experiments.calibrate.forecast_file import WrongForecast, check_new, places, read, save
from experiments.calibrate.forecast_measures import (
    DEFINITIONS,
    columns_needed,
    definitions,
    errors,
    series,
)
from experiments.calibrate.observed import read_seen
from simulation.data.streams import STREAMS
from simulation.data.targets import targets
from simulation.ensemble.yearly import BY_GROUP, name_of
from simulation.results.groups import SEXES
from simulation.results.measures import DERIVED, NATIONWIDE, SUMS

YEARS = range(2012, 2031)
BLESSED = {1: "5dfbbd0be22c"}  # digests of definitions, by version
KEY = ["measure", "group", "year", "weights", "discrepancy"]
SITTERS = ("5u examinees", "national")


@pytest.fixture(scope="module")
def rows():
    rng, found = np.random.default_rng(1), []
    for variant in ("both", "norm_off"):
        for point in range(50):
            wide = {c: rng.lognormal(7, 0.1, len(YEARS)) for c in columns_needed()}
            wide["five_units"] = rng.lognormal(np.log(15_000), 0.05, len(YEARS))
            wide["drop_out"] = rng.uniform(0.2, 0.4, len(YEARS))
            frame = pd.DataFrame(wide).assign(variant=variant, point=point, year=list(YEARS))
            found.append(frame)
    return pd.concat(found)


@pytest.fixture(scope="module")
def about():
    alike = {"both": 0.5, "norm_off": 0.5}
    return {
        "version": DEFINITIONS, "definitions": definitions(), "seed": 1, "commit": "abc",
        "weights": {"equal": alike, "by score": {"both": 0.9, "norm_off": 0.1}}, "model": "m",
        "scenario": {"name": "history", "title": "What happened"}, "date": "2026-01-01",
        "assumptions": ["a", "b"], "discrepancy": "So.", "command": "fivebytwo forecast",
        "draws": 50, "weights_file": "",
    }  # fmt: skip


@pytest.fixture(scope="module")
def made(rows, about):
    return made_of(rows, about)


def of(name, group="national"):
    return next(s for s in series() if (s.measure, s.group) == (name, group))


def at(made, measure, group, year, weights="equal", discrepancy="with"):
    return made.table.set_index(KEY).loc[(measure, group, year, weights, discrepancy)]


def test_every_target_that_has_a_group_of_the_country_is_foretold():
    told = {(s.measure, s.group) for s in series()}
    wanted = {
        (t.measure, t.group) for t in targets() if t.measure in MEASURES or "share of" in t.measure
    }
    assert wanted <= told
    assert len(told) == len(series())
    units = {t.measure: t.unit for t in targets()}
    assert all(units.get(s.measure, s.unit) == s.unit for s in series())


def test_every_measure_has_a_definition_that_begins_with_its_unit():
    assert {s.measure for s in series()} == set(definitions())
    assert all(definitions()[s.measure].startswith(f"{s.unit}: ") for s in series())


def test_definitions_are_those_of_their_version():
    told = json.dumps([definitions(), [(s.group, s.above, s.below) for s in series()]])
    found = hashlib.sha256(told.encode()).hexdigest()[:12]
    assert BLESSED[DEFINITIONS] == found, "definitions changed: raise DEFINITIONS, bless them here"


def test_series_are_told_from_columns_that_a_store_keeps():
    words = [f"stream_{s}" for s in STREAMS] + [f"quintile_{q}" for q in range(1, 6)]
    words += [f"sex_{s}" for s in SEXES]
    kept = {name_of(m.measure, m.grade) for m in (*SUMS, *DERIVED, *NATIONWIDE)}
    kept |= {f"{name_of(*m)}_{w}" for m in BY_GROUP for w in words}
    assert set(columns_needed()) <= kept


def test_a_share_of_groups_is_of_their_sums():
    arab = of("5u share of maths examinees", "Arabic speakers")
    members = [f"stream_{s}" for s in ("arab", "bedouin", "druze")]
    assert len(groups()["Arabic speakers"]) == 3
    columns_of = [f"{u}_units_{m}" for u in ("five", "four", "three") for m in members]
    rows = pd.DataFrame({c: [1.0] for c in columns_of} | {"five_units_stream_arab": [4.0]})
    assert arab.of(rows) == pytest.approx([100 * 6 / 12])
    assert np.isnan(arab.of(rows * 0)).all()


def test_how_far_the_model_may_be_off_grows_from_what_was_declared():
    ahead = [2018, 2021, 2030]
    found = errors(of(*SITTERS), ahead, 20_000, seed=1)
    expected = 0.02 * np.sqrt([2, 5, 14])
    assert found.std(axis=1) == pytest.approx(expected, rel=0.03)
    assert np.corrcoef(found[1], found[2])[0, 1] == pytest.approx(np.sqrt(5 / 14), abs=0.03)


def test_the_error_of_the_last_fitted_year_is_learnt_from_what_was_observed():
    now = np.full(20_000, 15_000.0)  # below 16,085, whose error is 160
    first, later = errors(of(*SITTERS), [2017, 2021], now.size, seed=1, now=now)
    part = 0.02**2 / (0.02**2 + (160 / 16_085) ** 2)
    assert first.mean() == pytest.approx(part * np.log(16_085 / 15_000), rel=0.01)
    assert first.std() == pytest.approx(0.02 * np.sqrt(1 - part), rel=0.03)
    assert later.mean() == pytest.approx(first.mean(), rel=0.02)
    assert later.std() == pytest.approx(0.02 * np.sqrt(1 - part + 4), rel=0.03)


def test_groups_go_with_the_country_and_other_measures_do_not():
    now = np.full(20_000, 15_000.0)
    errors_of = partial(errors, years=[2020], draws=now.size, seed=1)
    for measure, group in (("5u examinees", "Arab"), ("5u share of 12th graders", "girls")):
        alone, along = errors_of(of(measure, group)), errors_of(of(measure, group), now=now)
        country = errors_of(of(*SITTERS), now=now)
        assert along == pytest.approx(alone + country)
    passed = of("5u pass rate")
    assert (errors_of(passed, now=now) == errors_of(passed)).all()


def test_a_scenario_that_did_not_happen_learns_nothing_from_what_was_observed(rows, about, made):
    other = made_of(rows, about | {"scenario": {"name": "no_initiative", "title": "None"}})
    assert at(other, *SITTERS, 2018)["q50"] < at(made, *SITTERS, 2018)["q50"]
    plain = ("equal", "without")
    assert (at(other, *SITTERS, 2018, *plain) == at(made, *SITTERS, 2018, *plain)).all()


def test_a_count_and_a_share_of_a_group_are_off_together():
    count, share = (
        errors(of(m, "Arab"), [2020], 500, seed=1)
        for m in ("5u examinees", "5u share of 12th graders")
    )
    assert (count == share).all()
    assert not (count == errors(of("5u examinees", "Druze"), [2020], 500, seed=1)).any()


def test_the_discrepancy_multiplies_counts_and_keeps_shares_within_bounds():
    error = np.array([[0.1, -0.1]])
    assert of(*SITTERS).off_by(np.array([[1000.0, 1000.0]]), error) == pytest.approx(
        1000 * np.exp(error)
    )
    passed = of("5u pass rate").off_by(np.array([[99.9, 100.0]]), 5 * error)
    assert passed.max() <= 100
    assert of("12th graders").discrepancy == 0


def test_quantiles_are_wider_with_the_discrepancy_and_follow_the_weights(made, rows):
    plain, wide = (at(made, *SITTERS, 2030, discrepancy=d) for d in ("without", "with"))
    assert wide["q95"] - wide["q5"] > 1.2 * (plain["q95"] - plain["q5"])
    drawn = rows[rows["year"] == 2030]
    assert plain["mean"] == pytest.approx(drawn["five_units"].mean(), rel=1e-3)
    by_structure = drawn.groupby("variant")["five_units"].mean()
    weighed = at(made, *SITTERS, 2030, weights="by score", discrepancy="without")["mean"]
    expected = 0.9 * by_structure["both"] + 0.1 * by_structure["norm_off"]
    assert weighed == pytest.approx(expected, rel=1e-3)


def test_kept_draws_tell_what_the_quantiles_tell(made):
    own = made.draws[made.draws["method"] == "model"]
    assert own.groupby(["measure", "group", "year"]).size().unique().tolist() == [80]
    kept = own[(own["measure"] == SITTERS[0]) & (own["group"] == SITTERS[1])]
    middle = kept[kept["year"] == 2020]["value"].median()
    assert middle == pytest.approx(at(made, *SITTERS, 2020)["q50"], rel=0.01)


def test_naive_methods_are_frozen_where_figures_suffice(made):
    naive = made.draws[made.draws["method"] != "model"]
    by = naive.groupby(["measure", "group"])["method"].unique().map(set)
    assert by[SITTERS] == {"last value", "drift", "last change", "linear trend"}
    assert by["5u share of maths examinees", "Druze"] == {"last value"}
    assert ("5u pass rate", "national") not in by.index


def test_a_group_that_some_draw_has_nobody_of_is_left_out_and_said(rows, about):
    empty = rows.copy()
    empty.loc[empty.index[-1], "five_units_stream_bedouin"] = 0.0
    made = made_of(empty, about)
    assert made.about["left_out"] == ["5u pass rate, Bedouin"]
    assert "5u pass rate, Bedouin" in forecast_page.page(
        made, "f.csv", forecast_tables.past(rows, [2017])
    )


def test_files_are_read_as_they_were_written_and_never_written_over(made, tmp_path):
    place = tmp_path / "forecast_2026-01-01.csv"
    save(made, place)
    again = read(place)
    pd.testing.assert_frame_equal(again.table, made.table)
    pd.testing.assert_frame_equal(again.draws, made.draws, check_dtype=False, rtol=1e-6)
    assert again.years == list(range(2018, 2031))
    with pytest.raises(WrongForecast, match="not written over"):
        check_new(place)
    check_new(tmp_path / "forecast_2026-01-02.csv")


def test_the_draws_of_six_structures_are_small(rows, about, tmp_path):
    names = [f"s{i}" for i in range(6)]
    many = pd.concat([rows[rows["variant"] == "both"].assign(variant=n) for n in names])
    jitter = np.random.default_rng(2).lognormal(0, 0.1, (len(many), len(columns_needed())))
    many[columns_needed()] *= jitter
    weights = {k: dict.fromkeys(names, 1 / 6) for k in ("equal", "by score")}
    place = tmp_path / "forecast_x.csv"
    save(made_of(many, about | {"weights": weights}), place)
    assert places(place)["draws"].stat().st_size < 450_000


def test_the_page_tells_the_count_its_interval_and_what_is_assumed(made, rows):
    before = forecast_tables.past(rows, [2017])
    words = forecast_page.page(made, "forecast_2026-01-01.csv", before)
    assert "of 2017, without discrepancy; observed were 16,085." in words
    end = at(made, *SITTERS, 2030)
    assert f"**{end['q50']:,.0f} students sit five units in 2030" in words
    assert "- a;\n- b.\n" in words
    assert words.startswith("<!-- written by `fivebytwo forecast`")
    assert "40 draws of each structure" in words


def test_the_example_of_the_page_can_be_scored(made, rows, tmp_path):
    words = forecast_page.page(made, "forecast.csv", forecast_tables.past(rows, [2017]))
    place = tmp_path / "observed.csv"
    place.write_text(words.split("```\n")[1], encoding="utf-8")
    assert [s.year for s in read_seen(place, made)] == [2018, 2018]


def test_pictures_show_the_fan_and_the_groups(made, rows):
    past = forecast_tables.past(rows, range(2006, 2018))
    assert sorted(past["year"].unique()) == list(range(2012, 2018))
    one = plot_forecast.national(made, past)
    assert {"last value", "drift"} <= {line.get_label() for line in one.axes[0].lines}
    titles = [a.get_title("left") for a in plot_forecast.of_groups(made, past).axes]
    assert {"Girls", "Druze", "Nurture quintile 5", "Israel"} <= set(titles)


def test_a_date_that_is_none_is_told(tmp_path):
    with pytest.raises(WrongForecast, match="--date 2026-13-01"):
        forecast(Order(day="2026-13-01", out=tmp_path))


def test_weights_that_leave_nothing_are_told(tmp_path):
    draws = pd.DataFrame({"choice.level": [-1.0] * 100, READING: "all"})
    save_posterior(Posterior("both", draws, {}), tmp_path)
    (tmp_path / "structures.csv").write_text("variant,weight,model\nboth,1,x\n", encoding="utf-8")
    with pytest.raises(WrongWeights):
        forecast(Order(day="2026-01-01", out=tmp_path / "out", posterior=tmp_path))


@pytest.mark.slow
def test_draws_are_lived_and_frozen(tmp_path):
    space = Space.of_all()
    draws = space.to_values(space.draw(12, np.random.default_rng(1))).assign(**{READING: "all"})
    save_posterior(Posterior("both", draws, {"made": "up"}), tmp_path / "posterior")
    order = Order(
        draws=10, day="2026-01-01", out=tmp_path / "out", store=tmp_path / "store", fraction=0.05,
        posterior=tmp_path / "posterior", workers=min(2, os.cpu_count() or 1),
    )  # fmt: skip
    forecast(order)
    frozen = read(tmp_path / "out" / "forecast_2026-01-01.csv")
    assert frozen.about["posterior"] == {"both": {"made": "up"}}
    assert frozen.about["weights"]["equal"] == {"both": 1.0}
    assert "0.05 of the authorities, reweighted" in frozen.about["assumptions"]
    assert (frozen.table["measure"] == "5u chemistry examinees").any()
    assert {"forecast.md", "forecast.png", "forecast_groups.png"} <= {
        p.name for p in (tmp_path / "out").iterdir()
    }
    with pytest.raises(WrongForecast, match="not written over"):
        forecast(order)
