"""Structures weighed: known banks, ties, structures that are ruled out, and what is told."""

import re

import numpy as np
import pandas as pd
import pytest

from calibration.bank import Bank
from calibration.observation import observation
from calibration.posterior import Posterior, save
from calibration.space import Space
from calibration.structures import TABLE, weights
from calibration.variants import BASE, VARIANTS, variant
from experiments.calibrate.bank import WrongBank
from experiments.calibrate.plot_structures import picture
from experiments.calibrate.structures_page import page
from simulation.data.targets import targets
from simulation.ensemble.code import rules
from tests.calibration.made import bank

pytest.importorskip("emcee")
from experiments.calibrate.structures import (
    LEARNT,
    SCORES,
    Order,
    Scored,
    by_year,
    learnt,
    scored,
    structures,
    weighed,
)

QUICK = {"draws": 300, "sizes": ((4, 24),)}
ABOUT = {"command": "fivebytwo structures", "model": "0" * 16, "commit": "abc"}


@pytest.fixture(scope="module")
def right() -> Bank:
    """Return a bank whose counts, at the middle of the prior, are those observed."""
    return bank(500)


@pytest.fixture(scope="module")
def scores(right: Bank) -> Scored:
    """Return how it foresaw."""
    return scored(right, None, **QUICK)


def blind(of: Bank, by: float) -> Bank:
    """Return a bank that says by so much more of every count after 2013."""
    later = {i: of.told[i] * by for i in ("N2014", "N2015", "N2016", "N2017")}
    return Bank(of.variant, of.space, of.z, of.told.assign(**later))


def rows(ruled_out: str = "", **changed: float) -> pd.DataFrame:
    """Return rows of the table of weights before they are weighed."""
    told = []
    for v in VARIANTS:
        left = v.name != ruled_out
        told.append({
            "variant": v.name, "title": v.title, "model": rules(), "kept": 0.01 * left,
            "turns": changed.get(v.name, 0.6) if left else np.nan,
            "runs": 500 * left, "halves_apart": 0.1 if left else np.nan,
        })  # fmt: skip
    return pd.DataFrame(told)


def all_alike(scores: Scored, **shifted: float) -> pd.DataFrame:
    """Return the scores of all structures: the same, but for those shifted."""
    each = [
        scores.scores.assign(
            variant=v.name, log_score=scores.scores["log_score"] + shifted.get(v.name, 0.0)
        )
        for v in VARIANTS
    ]
    return pd.concat(each, ignore_index=True)


def test_each_later_count_is_foreseen_from_each_origin(scores):
    pairs = set(zip(scores.scores["origin"], scores.scores["figure"], strict=True))
    assert len(pairs) == len(scores.scores) == 9
    assert (2013, "N2017") in pairs
    assert (2015, "N2015") not in pairs
    assert scores.scores["observed"].iloc[0] == pytest.approx(9_718)


def test_what_came_is_the_published_count_also_where_two_sources_differ(scores):
    published = {t.id: t.value for t in targets()}
    assert scores.scores["observed"].to_numpy() == pytest.approx(
        [published[i] for i in scores.scores["figure"]]
    )
    assert "N2015" in set(scores.scores["figure"])  # its two sources say 11,300 and 10,800


def test_a_structure_that_is_right_holds_what_came(scores):
    assert scores.scores["inside"].all()
    assert (scores.scores["crps"] < 0.1 * scores.scores["observed"]).all()


@pytest.fixture(scope="module")
def wrong(right: Bank) -> Scored:
    """Return how a bank foresaw that says far too much of every later count."""
    return scored(blind(right, 1.5), None, **QUICK)


def test_a_structure_that_is_wrong_after_2013_scores_worse_in_both_ways(wrong, scores):
    worse, better = by_year(wrong.scores).mean(), by_year(scores.scores).mean()
    assert worse["log_score"] < better["log_score"] - 1
    assert worse["crps"] > 2 * better["crps"]


@pytest.mark.slow
def test_the_turn_is_of_runs_fitted_to_2013_and_not_of_later_years(right, scores, wrong):
    assert wrong.turns == pytest.approx(scores.turns, abs=0.1)
    low = {"N2013": right.told["N2013"] * 0.8}
    never = Bank(right.variant, right.space, right.z, right.told.assign(**low))
    assert scored(never, None, **QUICK).turns < scores.turns


def test_structures_that_foresee_alike_weigh_alike(scores):
    table = weighed(rows(), all_alike(scores))
    assert table["weight"].to_numpy() == pytest.approx(np.full(6, 1 / 6))
    assert table["log_score_error"].to_numpy() == pytest.approx(np.full(6, 0.05))


def test_better_foresight_weighs_more_and_one_that_is_ruled_out_nothing(scores, tmp_path):
    told = all_alike(scores, trust_inert=0.7, norm_off=-2.0)
    told = told[told["variant"] != "pressure_only"]
    table = weighed(rows("pressure_only", norm_off=0.01, urgency_off=0.2), told)
    of = table.set_index("variant")
    assert of["weight"].idxmax() == of["weight_stacking"].idxmax() == "trust_inert"
    assert of["weight"]["norm_off"] < 0.01
    assert of["weight"]["pressure_only"] == of["weight_stacking"]["pressure_only"] == 0
    table.to_csv(tmp_path / TABLE, index=False)
    assert weights(tmp_path) == pytest.approx(dict(of["weight"]))


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Return what two structures learnt: draws of their priors."""
    folder = tmp_path_factory.mktemp("posterior")
    for name in (BASE, "teachers_only"):
        fixed = dict(variant(name).fixed)
        space = Space.of_all(without=tuple(fixed))
        draws = space.to_values(space.draw(400, np.random.default_rng(1)))
        save(Posterior(name, draws.assign(**fixed, reading="all"), {}), folder)
    return learnt(folder)


def test_what_was_learnt_stands_beside_the_prior_and_says_what_is_fixed(found):
    assert set(found["variant"]) == {"prior", BASE, "teachers_only"}
    of = found.set_index(["parameter", "variant"])
    assert of["fixed"]["climate.pressure", "teachers_only"]
    assert of["high"]["climate.pressure", "teachers_only"] == 0
    assert not of["fixed"]["climate.pressure", BASE]
    apart = of["median"]["choice.level", BASE] - of["median"]["choice.level", "prior"]
    assert abs(apart) < 0.2


def test_the_page_and_the_picture_are_of_the_table(scores, found):
    told = all_alike(scores, trust_inert=0.7)
    told = told[told["variant"] != "pressure_only"]
    table = weighed(rows("pressure_only", norm_off=0.01), told)
    text = page(table, told, found, ABOUT)
    assert text.startswith("<!-- written by `fivebytwo structures`; change the source")
    assert "Ruled out by figures up to 2013: `pressure_only`." in text
    assert "not in that of: `norm_off`." in text
    assert "| `climate.pressure` |" in text
    assert "fixed 0" in text
    assert "nan" not in text
    assert "Origin 2016 is left out here and each count weighs once" in text
    assert set(re.findall(r"\]\((\S+\.csv)\)", text)) == {TABLE, SCORES, LEARNT}
    figure = picture(table, found, ABOUT)
    weight = table.set_index("variant")["weight"]["trust_inert"]
    assert f"trust_inert, weight {weight:.2f}" in figure.get_label()
    words = {t.get_text() for axes in figure.axes for t in axes.texts}
    assert "ruled out" in words


def test_the_number_of_a_weight_stands_at_the_end_of_its_bar(scores, found):
    table = weighed(rows(), all_alike(scores, trust_inert=0.7))
    assert (table["weight_stacking"] > table["weight"]).any()
    panel = picture(table, found, ABOUT).axes[0]
    ends = {round(bar.get_width(), 9) for bar in panel.patches}
    numbers = [t for t in panel.texts if t.get_text()[:1].isdigit()]
    assert {round(t.xy[0], 9) for t in numbers} == ends


def test_a_folder_without_banks_is_told_before_anything_is_written(tmp_path):
    with pytest.raises(WrongBank, match="is not there"):
        structures(Order(banks=tmp_path / "none", out=tmp_path / "out"))
    assert not list((tmp_path / "out").iterdir())


def test_every_count_that_is_scored_is_one_that_is_fitted():
    assert {"N2012", "N2013"} <= set(observation().until(2013).ids)
