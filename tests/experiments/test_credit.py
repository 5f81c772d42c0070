"""The examination of a posterior: what moves it, two methods, a page that says what fails."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from calibration.coverage import Checked
from calibration.figures import READINGS
from calibration.fit import draws_of
from calibration.observation import observation
from calibration.posterior import Posterior
from experiments.calibrate import credit_methods as methods
from experiments.calibrate import credit_moved as moved
from experiments.calibrate.credit import Evidence, Order, examine, write
from experiments.calibrate.credit_sentences import listed, sentences
from tests.calibration.made import MATTER, bank

SEEN = observation()
FEW = SEEN.part([i for i in SEEN.ids if i.startswith("N20")] + ["DROP", "BOI_G5", "BOI_RES"])


@cache
def whole(draws=400):
    return moved.whole(bank(250), SEEN, None, READINGS[0], MATTER, draws, 1)


@cache
def evidence():
    made = bank(300)
    draws = draws_of(made, SEEN, None, 100, np.random.default_rng(1)).draws
    return Evidence(made, None, bank(100, seed=2), Posterior("both", draws, {"runs": 300}))


def order(folder, **more):
    plain = Order(
        banks=folder, out=folder / "out", kept=folder / "kept", held_out=20, draws=50, rounds=1,
        amortised=False,
    )  # fmt: skip
    return replace(plain, **more)


def shifts(found):
    return {what: (m - w[0]) / w[1] for (what, (m, _)), w in zip(
        found.items(), whole().summary(whole().z).values(), strict=True)}  # fmt: skip


def test_drawn_again_nothing_moves():
    assert max(map(abs, shifts(whole().again(1)).values())) < 0.5


def test_what_is_learnt_is_less_when_targets_are_left_out():
    left = [i for i in SEEN.ids if i not in {"DROP", "GIRLS_2013"}]
    found = moved.against(whole(), "block", "most", whole().without(left, 1)).set_index("of")
    assert found.loc[list(MATTER), "ratio"].mean() > 1.5
    assert found.loc[moved.N2017, "ratio"] > 1.2


def test_a_prior_twice_as_wide_is_followed_where_figures_tell_nothing():
    blind = replace(whole(), observed=SEEN, fitted=whole().fitted)
    vague = replace(SEEN, source=1e6 * SEEN.source, discrepancy=1e6 * SEEN.discrepancy)
    told = replace(blind, observed=vague).wider(1)
    assert [sd for name, (_, sd) in told.items() if name in MATTER] == pytest.approx(
        [moved.WIDER] * len(MATTER), rel=0.15
    )


def test_weights_are_reliable_where_draws_reach_and_are_said_not_to_be_where_they_do_not():
    z = whole().z.copy()
    rng = np.random.default_rng(1)
    at = whole().bank.space.place(MATTER)
    z[:, at[0]] = 0.3 * rng.standard_normal(len(z))
    z[:, at[1]] = 4 * rng.standard_t(2, len(z))
    found = moved.wider_each(replace(whole(), z=z)).set_index("parameter")
    assert found.loc[MATTER[0], "reliable"]
    assert found.loc[MATTER[0], "own_ratio"] == pytest.approx(1 / np.sqrt(1 - 0.75 * 0.09), abs=0.1)
    assert not found.loc[MATTER[1], "reliable"]


def test_every_target_is_left_out_alone_and_every_block_of_several():
    parts = list(moved.parts(FEW))
    alone = [name for kind, name, _ in parts if kind == "target"]
    assert alone == list(FEW.ids)
    blocks = {name: ids for kind, name, ids in parts if kind == "block"}
    assert set(blocks) == {"5u sitters", "effects of programmes"}
    assert all(len(ids) > 1 for ids in blocks.values())


def method(name, share):
    truth = np.zeros_like(share)
    return methods.Method(
        name, Checked(("a",), truth, share, truth, truth, truth), tuple(range(len(share))), 0
    )


def test_the_primary_method_is_the_one_that_covers_and_a_tie_goes_to_the_first():
    flat = ((np.arange(200) + 0.5) / 200)[:, None]
    sure = np.where(flat > 0.5, 0.99, 0.01)
    good, bad = method("first", flat), method("second", sure)
    assert methods.compare(good, bad)["primary"] == "first"
    assert methods.compare(bad, good)["primary"] == "first"
    tie = methods.compare(good, method("second", flat))
    assert (tie["primary"], tie["tie"]) == ("first", True)


def test_a_run_that_a_method_cannot_tell_is_counted_and_not_hidden(tmp_path):
    trial = methods.trial(bank(60), SEEN, None, MATTER, 20, 30, 1, tmp_path)

    def taught(_):
        def draw(value, draws, rng):
            if value[0] > np.median(trial.known.value[:, 0]):
                raise ValueError("nothing left")
            return rng.standard_normal((draws, len(MATTER)))

        return draw

    found = methods.check(trial, "some method", taught)
    assert found.failed == 10
    assert len(found.runs) == len(found.checked.truth) == 10


def test_what_was_kept_is_not_done_again_but_another_seed_is(tmp_path):
    asked = []

    def taught(_):
        def draw(_, draws, rng):
            asked.append(1)
            return rng.standard_normal((draws, len(MATTER)))

        return draw

    for seed, due in ((1, 20), (1, 20), (2, 40)):
        trial = methods.trial(bank(60), SEEN, None, MATTER, 20, 30, seed, tmp_path)
        methods.check(trial, "some method", taught)
        assert len(asked) == due


@pytest.mark.neural
def test_an_examination_goes_from_a_bank_to_a_page_and_stopped_goes_on(tmp_path):
    asked = order(tmp_path)
    found = examine(asked, evidence())
    write(asked, found)
    page = (asked.out / "credit.md").read_text()
    assert page.startswith("<!-- written by `fivebytwo credit`; change the source, not this page")
    assert "One method only was checked" in page
    tables, about = found
    assert all(name in page for name in tables["learnt"]["parameter"])
    assert all(line in page for line in sentences(tables, about))
    assert json.loads((asked.out / "credit.json").read_text())["placebos"] == 40
    learnt = pd.read_csv(asked.out / "credit_learnt.csv").set_index("parameter")
    assert learnt.loc["choice.level", "verdict"] == "learnt"
    assert {p.name for p in asked.out.glob("*.png")} == {
        f"credit_{name}.png" for name in ("ranks", "coverage", "learnt", "moved")
    }
    before = {p: p.stat().st_mtime_ns for p in Path(asked.kept).iterdir()}
    again, _ = examine(asked, evidence())
    assert before == {p: p.stat().st_mtime_ns for p in Path(asked.kept).iterdir()}
    pd.testing.assert_frame_equal(again["coverage"], tables["coverage"])


def test_nothing_is_told_as_none():
    assert (listed([]), listed(["a", "b"])) == ("none", "a, b")
