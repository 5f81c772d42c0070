"""Variance split into luck, parameters and structure: known answers, a swept design, mistakes."""

import json

import numpy as np
import pandas as pd
import pytest

from experiments.cli import main
from experiments.mistakes import WRONG
from experiments.sweeps.components import (
    COMPONENTS,
    components,
    contrasts_of,
    luck_of_points,
    luck_of_structures,
    parts_of,
    replicates,
    sums_of_squares,
    worth,
)
from experiments.sweeps.plot_variance import picture
from experiments.sweeps.variance import CONTRASTS, PARTS, PICTURE, RECORD
from simulation.ensemble.store import open_store

TRUTH = dict(zip(COMPONENTS, (4.0, 9.0, 1.0, 1.0, 0.09, 0.25, 0.49), strict=True))
AXES = ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2))
DESIGN = """
title     = "A small one"
question  = "Does it split?"
scenarios = ["endogenous", "no_initiative", "norm_off"]
seeds     = 3
until     = 2008
fraction  = 0.05
[vary]
how    = "latin"
size   = 4
inputs = ["choice.*"]
except = ["choice.norm_pull"]
"""


def random_effects(shape, seed, truth=TRUTH):
    """Return an outcome of independent normal effects with known variances."""
    rng, values = np.random.default_rng(seed), np.zeros(shape)
    for axes, variance in zip(AXES, truth.values(), strict=True):
        levels = [n if i in axes else 1 for i, n in enumerate(shape[:3])]
        values = values + variance**0.5 * rng.normal(size=(*levels, shape[3]))
    return values


def found(values):
    return components(sums_of_squares(values), values.shape)


def additive(shape=(3, 4, 5)):
    rng = np.random.default_rng(1)
    s, p, seed = (rng.normal(size=n) for n in shape)
    values = s[:, None, None] + 3 * p[:, None] + 0.2 * seed
    return values[..., np.newaxis] + 10_000, (s, 3 * p, 0.2 * seed)


def test_components_are_unbiased_over_200_draws():
    each = np.array([found(random_effects((3, 6, 5, 1), seed))[:, 0] for seed in range(200)])
    error = each.std(axis=0, ddof=1) / len(each) ** 0.5
    assert (np.abs(each.mean(axis=0) - list(TRUTH.values())) < 3 * error).all()
    assert (each < 0).any(), "an estimate that never falls below zero is not unbiased"


def test_known_components_lie_in_their_intervals():
    parts = parts_of(random_effects((5, 20, 10, 1), 4), [2020]).set_index("component")
    for name, variance in TRUTH.items():
        if name != "structure":  # which intervals hold fixed
            assert parts["variance_low"][name] <= variance <= parts["variance_high"][name], name
    assert parts["share"].sum() == pytest.approx(1)
    assert (parts["sd"] ** 2).to_numpy() == pytest.approx(parts["variance"].clip(0).to_numpy())


def test_an_additive_outcome_has_main_effects_and_exactly_no_interaction():
    values, effects = additive()
    assert found(values)[:3, 0] == pytest.approx([e.var(ddof=1) for e in effects])
    assert (found(values)[3:] == 0).all()


def test_two_factors_give_the_figures_of_the_textbook():
    values = np.array([[[[5.0], [7.0]], [[6.0], [10.0]], [[10.0], [10.0]]]])
    # means of points 6, 8, 10; of seeds 7, 9; mean squares 8, 6 and 2
    wanted = {"parameters": (8 - 2) / 2, "luck": (6 - 2) / 3, "the rest": 2.0}
    known = dict(zip(COMPONENTS, found(values)[:, 0], strict=True))
    assert {name: known[name] for name in wanted} == pytest.approx(wanted)
    assert sum(np.isnan(list(known.values()))) == 4


def test_a_model_without_luck_has_a_share_of_luck_of_zero():
    values = random_effects((3, 5, 1, 2), 1).repeat(4, axis=2)
    parts = parts_of(values, [2019, 2020])
    without = parts[parts["component"].isin(["luck", "structure x luck", "parameters x luck"])]
    assert (without[["share", "share_low", "share_high", "variance"]] == 0).all(axis=None)
    assert contrasts_of(values, [2019, 2020], ["a", "b", "c"])["worth"].isna().all()


def test_a_world_where_nothing_differs_has_no_shares():
    parts = parts_of(np.full((2, 3, 4, 1), 0.1), [2020])
    assert (parts["variance"] == 0).all()
    assert parts["share"].isna().all()


@pytest.mark.parametrize(
    ("shape", "known"),
    [
        ((1, 4, 3), {"parameters", "luck", "the rest"}),
        ((3, 1, 3), {"structure", "luck", "the rest"}),
        ((3, 4, 1), {"structure", "parameters", "the rest"}),
        ((1, 4, 1), {"parameters"}),
    ],
)
def test_what_a_single_level_cannot_tell_is_missing_and_not_zero(shape, known):
    parts = parts_of(random_effects((*shape, 1), 1), [2020])
    assert set(parts["component"][parts["variance"].notna()]) == known
    scenarios = ["a", "b", "c"][: shape[0]]
    kinds = set(contrasts_of(random_effects((*shape, 1), 1), [2020], scenarios)["between"])
    asked = {"structure": shape[0] > 1, "parameters": shape[1] > 1}
    assert kinds == {k for k, there in asked.items() if there and shape[2] > 1}


def test_replicates_are_on_average_what_was_found():
    values = random_effects((3, 5, 4, 1), 2)
    each = np.array([components(s, values.shape)[:, 0] for s in replicates(values)])
    error = each.std(axis=0, ddof=1) / len(each) ** 0.5
    assert (np.abs(each.mean(axis=0) - found(values)[:, 0]) < 4 * error + 1e-12).all()


def test_common_luck_is_worth_what_two_variances_say_it_is():
    values = random_effects((3, 4, 6, 1), 3)
    a, b = values[0, ..., 0], values[2, ..., 0]
    paired, apart = luck_of_structures(values)
    assert paired[1, 0] == pytest.approx((b - a).var(axis=1, ddof=1).mean())
    alone = a.var(axis=1, ddof=1).mean() + b.var(axis=1, ddof=1).mean()
    assert apart[1, 0] == pytest.approx(alone)
    assert worth(paired, apart)[1, 0] == pytest.approx(alone / (b - a).var(axis=1, ddof=1).mean())


def test_two_points_differ_by_luck_as_all_their_pairs_do_on_average():
    a = random_effects((3, 4, 6, 1), 3)[1, ..., 0]
    pairs = [(a[i] - a[j]).var(ddof=1) for i in range(4) for j in range(i)]
    paired, apart = luck_of_points(random_effects((3, 4, 6, 1), 3))
    assert paired[1, 0] == pytest.approx(np.mean(pairs))
    assert apart[1, 0] == pytest.approx(2 * a.var(axis=1, ddof=1).mean())


def test_luck_that_cancels_is_worth_seeds_without_bound():
    values, _ = additive()
    told = contrasts_of(values, [2020], ["a", "b", "c"])
    assert np.isposinf(told["worth"]).all()
    assert np.isposinf(told["high"]).all()
    assert told["difference"][0] == pytest.approx((values[1] - values[0]).mean())


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """Return a store with a design of 36 runs of a twentieth of the country, and its folder."""
    folder = tmp_path_factory.mktemp("variance")
    (folder / "small.toml").write_text(DESIGN)
    assert main(["sweep", str(folder / "small.toml"), "--store", str(folder / "store")]) == 0
    return folder / "store"


@pytest.fixture(scope="module")
def split(swept):
    """Return the folder of its split."""
    folder = swept.parent / "split"
    assert main(["variance", str(swept), "small", "--out", str(folder)]) == 0
    return folder


def test_a_split_leaves_tables_a_picture_and_a_record(split):
    assert {p.name for p in split.iterdir()} == {PARTS, CONTRASTS, PICTURE, RECORD}
    about = json.loads((split / RECORD).read_text())
    assert (about["year"], about["points"]["kept"], about["seeds"]) == (2008, 4, [1, 2, 3])
    assert {"commit", "model", "software", "made", "command", "resamples"} <= set(about)
    parts = pd.read_csv(split / PARTS)
    assert set(parts["component"]) == set(COMPONENTS)
    assert parts.groupby("year")["share"].sum().to_numpy() == pytest.approx(np.ones(8))


def test_scenarios_that_are_one_until_the_launch_differ_by_no_luck(split):
    of = pd.read_csv(split / CONTRASTS).set_index(["contrast", "year"])
    same = of.loc["no_initiative - endogenous"]
    assert (same[["difference", "sd_paired"]] == 0).all(axis=None)
    assert np.isposinf(same["worth"]).all()
    other = of.loc["norm_off - endogenous"].loc[2008]
    assert other["difference"] != 0
    assert other["worth"] == pytest.approx(other["sd_apart"] ** 2 / other["sd_paired"] ** 2)


def test_the_picture_is_of_the_tables(split):
    about = json.loads((split / RECORD).read_text())
    parts, contrasts = pd.read_csv(split / PARTS), pd.read_csv(split / CONTRASTS)
    figure = picture(parts, contrasts, about)
    words = {t.get_text() for axes in figure.axes for t in axes.texts}
    share = parts.set_index(["component", "year"])["share"]["parameters", 2008]
    assert f"parameters  {share:.0%}" in words
    assert "without bound" in words
    assert f"{share:.0%} of the variance" in figure.get_label()


def test_shares_end_at_the_year_that_is_told():
    values = random_effects((1, 4, 3, 3), 1) * np.array([1, 1, 2])
    parts, contrasts = (
        parts_of(values, [2018, 2019, 2020]), contrasts_of(values, [2018, 2019, 2020], ["a"]),
    )  # fmt: skip
    about = {
        "design": "test-0000", "title": "A test", "measure": "five_units", "year": 2019,
        "since": None, "scenarios": ["a"], "seeds": [1, 2, 3], "fraction": 1,
        "points": {"kept": 4}, "model": "0" * 16, "commit_of_runs": "f" * 40,
    }  # fmt: skip
    figure = picture(parts, contrasts, about)
    shares = next(p for p in figure.axes if p.get_title("left").startswith("Shares"))
    assert shares.get_xlim() == (2018, 2019)
    of = parts[parts["year"] == 2019].set_index("component")["share"]
    words = [t.get_text() for t in shares.texts]
    assert f"parameters  {of['parameters']:.0%}" in words
    assert not [w for w in words if w.startswith("structure")]
    assert f"alone make{'s' if of['luck'] > of['parameters'] else ''} " in figure.get_label()


def test_a_rise_is_split_by_itself(swept, split, tmp_path):
    words = ["variance", str(swept), "small", "--since", "2005", "--year", "2008"]
    assert main([*words, "--out", str(tmp_path / "rise")]) == 0
    rise, level = pd.read_csv(tmp_path / "rise" / PARTS), pd.read_csv(split / PARTS)
    assert rise["year"].min() == 2006
    assert set(rise["sd"][rise["year"] == 2008]) != set(level["sd"][level["year"] == 2008])


def test_it_can_be_told_again_in_the_same_folder_to_the_same_letter(swept, split, tmp_path):
    words = ["variance", str(swept), "small", "--out", str(tmp_path / "again")]
    assert main(words) == main(words) == 0
    for name in (PARTS, CONTRASTS, PICTURE):
        assert (tmp_path / "again" / name).read_bytes() == (split / name).read_bytes()


def test_a_point_with_a_missing_run_is_left_out_whole_and_told(swept, tmp_path, capsys):
    words = ["sweep", str(swept.parent / "small.toml"), "--limit", "29", "--workers", "1"]
    assert main([*words, "--store", str(tmp_path / "store")]) == 0
    split = ["variance", str(tmp_path / "store"), "small", "--out", str(tmp_path / "out")]
    assert main(split) == 0
    assert "1 of 4 points are left out: 1 missing" in capsys.readouterr().err
    about = json.loads((tmp_path / "out" / RECORD).read_text())
    assert about["points"] == {"planned": 4, "kept": 3, "failed": 0, "missing": 1}
    assert len(open_store(tmp_path / "store").status()) == 29


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("no_such", "no_such is no design"),
        ("small --measure five_unit", "Did you mean five_units"),
        ("small --year 2020", "--year 2020: choose a school year from 2001 to 2008"),
        ("small --since 2008", "--since 2008: choose a school year from 2001 to 2007"),
        ("small --measure trust_ngo_ministry", "not all runs have trust_ngo_ministry then"),
    ],
)
def test_a_mistake_is_told_before_anything_is_written(swept, words, sentence, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["variance", str(swept), *words.split(), "--out", str(out)]) == WRONG
    err = capsys.readouterr().err
    assert sentence in err
    assert "Traceback" not in err
    assert not out.exists()
