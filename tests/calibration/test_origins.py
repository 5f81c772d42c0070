"""Rolling origin on banks made by a known line: what is known, what is not, and the table."""

from dataclasses import replace

import numpy as np
import pytest

from calibration.baselines import METHODS
from calibration.origins import ORIGINS, counts_after, predict
from experiments.calibrate import plot_origins
from experiments.calibrate.origins import MIXTURE, mean_scores, scored
from tests.calibration import made

DRAWS = 300
SIZES = ((2, 6),)  # of the emulator: a made bank has six parameters


def ahead(bank, origin, seed=1):
    return predict(bank, None, origin, DRAWS, np.random.default_rng(seed), SIZES)


@pytest.fixture(scope="module")
def bank():
    return made.bank(300)


@pytest.fixture(scope="module")
def predictions(bank):
    return {origin: ahead(bank, origin) for origin in ORIGINS}


def test_counts_after_an_origin_are_predicted_near_what_a_true_model_says(predictions):
    assert predictions[2013].years == (2014, 2015, 2016, 2017)
    assert predictions[2016].years == (2017,)
    for origin, found in predictions.items():
        came = np.array(list(counts_after(origin).values()))
        middle = np.median(found.draws, axis=1)
        assert middle == pytest.approx(came, rel=0.12)


def test_a_prediction_knows_no_later_figure(bank, predictions):
    doubled = bank.told.assign(N2017=2 * bank.told["N2017"])
    found = ahead(replace(bank, told=doubled), 2016)
    assert np.median(found.draws) == pytest.approx(2 * np.median(predictions[2016].draws), rel=0.01)


def test_predictions_are_at_least_as_wide_as_the_declared_discrepancy(predictions):
    for found in predictions.values():
        assert np.log(found.draws).std(axis=1).min() > 0.02


def test_the_table_has_every_method_from_every_origin(predictions):
    table = scored({"both": predictions, "norm_off": predictions}, seed=1)
    assert len(table) == 10 * (3 + len(METHODS))
    assert set(table["method"]) == {MIXTURE, "model: both", "model: norm_off", *METHODS}
    alike = table[table["method"].isin([MIXTURE, "model: both"])]
    assert alike.groupby(["origin", "year"])["crps"].std().max() < 1  # a mixture of twins
    means = mean_scores(table).set_index("method")
    assert (means["pairs"] == 10).all()
    own = table[table["method"] == "drift"]["crps"].mean()
    assert means.loc["drift", "crps"] == pytest.approx(own)


def test_the_page_says_plainly_what_is_not_beaten(predictions):
    table = scored({"both": predictions}, seed=1)
    assert "does not beat" not in plot_origins.verdict(table)
    worse = table.assign(crps=table["crps"].where(table["method"] != MIXTURE, 2_000))
    words = plot_origins.verdict(worse)
    assert "It does not beat last change" in words
    assert "Pair by pair: **" in words


def test_the_picture_has_a_panel_an_origin(predictions):
    table = scored({"both": predictions}, seed=1)
    about = {"command": "fivebytwo origins", "commit": "0"}
    figure = plot_origins.picture(table, mean_scores(table), about)
    assert [a.get_title("left") for a in figure.axes] == [f"As of {o}" for o in ORIGINS]
