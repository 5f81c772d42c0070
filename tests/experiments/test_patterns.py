"""`fivebytwo predictive` and `fivebytwo patterns`: from a posterior to pages, and mistakes."""

import json

import numpy as np
import pandas as pd
import pytest

from calibration.posterior import READING, Posterior, WrongPosterior, save, shuffled
from calibration.space import Space
from calibration.variants import BASE, WrongVariant
from experiments.calibrate import patterns, predictive
from experiments.calibrate.predictive import Order
from experiments.calibrate.predictive_page import markdown

DRAWS = 12


@pytest.fixture(scope="module")
def posterior(tmp_path_factory):
    """Return the folder of a posterior that is half of the prior's middle, read in both ways."""
    space, rng = Space.of_all(), np.random.default_rng(1)
    draws = space.to_values(0.5 * space.draw(40, rng))
    draws[READING] = ["all", "boys"] * 20
    folder = tmp_path_factory.mktemp("posterior")
    save(Posterior(BASE, shuffled(draws, 1), {"made": "up"}), folder)
    return folder


def order(tmp_path, posterior, **others):
    return Order(
        posterior=posterior, draws=DRAWS, store=tmp_path / "store", fraction=0.05, workers=1,
        **others,
    )  # fmt: skip


def test_without_a_posterior_a_command_says_where_it_looked(tmp_path):
    with pytest.raises(WrongPosterior, match=str(tmp_path)):
        predictive.predictive(order(tmp_path, tmp_path, out=tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_structure_that_is_not_fitted_is_refused_with_the_nearest(tmp_path, posterior):
    with pytest.raises(WrongVariant, match="Did you mean both"):
        patterns.patterns(order(tmp_path, posterior, structures=("bot",)))


def test_the_structures_are_those_that_are_there(tmp_path, posterior):
    assert order(tmp_path, posterior).names == [BASE]


def test_the_command_told_makes_the_same_again(tmp_path, posterior):
    told = order(tmp_path, posterior, structures=(BASE,)).command
    assert f"predictive --structure {BASE} --draws {DRAWS} --fraction 0.05" in told
    assert f"--posterior {posterior}" in told


def test_a_table_sets_numbers_to_the_right():
    text = markdown(("a", "b"), [("x", "1")])
    assert text.splitlines() == ["| a | b |", "| :-- | --: |", "| x | 1 |"]


@pytest.mark.slow
def test_both_commands_write_pages_tables_and_small_pictures(tmp_path, posterior):
    out = tmp_path / "out"
    predictive.predictive(order(tmp_path, posterior, out=out))
    patterns.patterns(order(tmp_path, posterior, out=out, verb="patterns"))
    for verb in ("predictive", "patterns"):
        text = (out / f"{verb}.md").read_text()
        assert text.startswith(f"<!-- written by `fivebytwo {verb}`; change the source")
        pictures = [part.split(")")[0] for part in text.split("](")[1:]]
        assert pictures
        assert all((out / place).is_file() for place in pictures)
    assert sum(p.stat().st_size for p in out.glob("patterns*.png")) < 1_500_000
    figures = pd.read_csv(out / predictive.FIGURES).set_index("id")
    assert figures["draws"].max() == DRAWS
    effects = figures.loc[["BOI_G5", "BOI_G5_boys"], "draws"]
    assert effects.min() > 0, "draws of both readings are lived"
    assert effects.sum() <= DRAWS
    verdicts = pd.read_csv(out / patterns.VERDICTS)
    assert verdicts["pattern"].tolist() == [f"P{n}" for n in range(1, 13)]
    assert set(verdicts[BASE]) <= {"pass", "fail", "cannot tell"}
    assert json.loads((out / predictive.RECORD).read_text())["posterior"] == {BASE: {"made": "up"}}


@pytest.mark.slow
def test_the_same_command_again_makes_no_run_and_the_same_tables(tmp_path, posterior, capsys):
    again = order(tmp_path, posterior, out=tmp_path / "out")
    predictive.predictive(again)
    before = (again.out / predictive.FIGURES).read_bytes()
    capsys.readouterr()
    predictive.predictive(again)
    assert f"{DRAWS} runs, {DRAWS} done" in capsys.readouterr().out
    assert (again.out / predictive.FIGURES).read_bytes() == before
