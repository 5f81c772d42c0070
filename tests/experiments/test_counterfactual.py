"""Would it have happened anyway: a small country lived, tables of known draws, what is told."""

import numpy as np
import pandas as pd
import pytest

from calibration.posterior import Posterior, WrongPosterior, save
from calibration.space import Space
from calibration.structures import TABLE
from calibration.turning import READINGS
from calibration.variants import VARIANTS, WrongVariant, variant
from experiments.calibrate.counterfactual import (
    PAGE,
    PICTURE,
    PROBABILITIES,
    SCENARIOS,
    Order,
    Worlds,
    _about,
    counterfactual,
    courses,
    differences,
    probabilities,
    splits,
)
from experiments.calibrate.counterfactual_page import page
from experiments.calibrate.plot_counterfactual import Told, by_structure, fans
from experiments.calibrate.plot_counterfactual import chance as often
from simulation.ensemble.code import rules
from simulation.ensemble.store import open_store

DRAWS = 2
OF = ("both", "trust_inert")
YEARS = range(2006, 2021)


def made(gain, *, draws=40):
    """Return worlds of known draws: `gain` of a structure and scenario is the rise to 2017."""
    rows = []
    for v in ("both", "norm_off"):
        for s in SCENARIOS:
            for point in range(draws):
                rise = gain(v, s, point)
                for y in YEARS:
                    up = rise / 5 * (y - 2012) if y > 2012 else 0
                    down = 500 * max(2012 - y, 0)
                    rows.append((v, s, point, y, 9_000 + down + up, 100_000.0, 2.0, point - 19.5))
    names = ["variant", "scenario", "point", "year", "five_units", "students", "stage", "taste"]
    table = pd.DataFrame(rows, columns=names)
    return Worlds(table, {"both": 0.8, "norm_off": 0.2}, 100.0)


def chance(table, scenario, reading, of):
    keys = table.set_index(["scenario", "reading", "variant"])["probability"]
    return keys[scenario, reading, of]


@pytest.fixture(scope="module")
def known():
    """Return worlds in which a quarter of draws of one structure turn without the Initiative."""

    def gain(v, s, point):
        if s != "no_initiative":
            return 7_500
        return 4_000 if v == "norm_off" or point >= 30 else -1_000

    return made(gain)


def test_probabilities_of_structures_add_up_by_their_weights(known):
    table = probabilities(known)
    one, other = (chance(table, "no_initiative", "turn", v) for v in ("both", "norm_off"))
    assert (one, other) == (0.25, 1.0)
    assert chance(table, "no_initiative", "turn", "weighted") == pytest.approx(0.4)
    assert chance(table, "no_initiative", "turn", "unweighted") == pytest.approx(0.625)
    assert chance(table, "no_initiative", "all", "weighted") == 0
    assert chance(table, "history", "all", "weighted") == 1
    assert ((table["low"] <= table["probability"]) & (table["probability"] <= table["high"])).all()


def test_differences_are_of_the_reference_minus_the_scenario_draw_by_draw(known):
    table = differences(known).set_index(["variant", "reference", "scenario", "year"])
    row = table.loc[("norm_off", "history", "no_initiative", 2017)]
    assert row[["low", "median", "high"]].tolist() == [3_500.0] * 3
    both = table.loc[("both", "endogenous", "no_initiative", 2017)]
    assert (both["low"], both["high"]) == (3_500.0, 8_500.0)
    assert both["mean"] == pytest.approx(0.25 * 3_500 + 0.75 * 8_500)
    assert both["above_0"] == 1
    assert table.loc[("weighted", "history", "endogenous", 2020), "above_0"] == 0


def test_courses_are_told_of_counts_and_of_shares(known):
    table = courses(known).set_index(["variant", "scenario", "year", "measure"])
    count = table.loc[("weighted", "history", 2017, "five_units")]
    share = table.loc[("weighted", "history", 2017, "share")]
    assert count["median"] == pytest.approx(100_000 * share["median"]) == pytest.approx(16_500)
    assert table.loc[("both", "no_initiative", 2017, "five_units"), "high"] == 13_000


def test_a_turn_that_only_goes_with_taste_is_seen_to(known):
    table = splits(known).set_index(["variant", "scenario", "group"])
    more, less = (f"{w} unexplained change of taste" for w in ("more", "less"))
    assert table.loc[("unweighted", "no_initiative", more), "probability"] == pytest.approx(0.75)
    assert table.loc[("unweighted", "no_initiative", less), "probability"] == pytest.approx(0.5)
    assert table.loc[("weighted", "no_initiative", "it does not"), "draws"] == 0
    assert ("weighted", "no_ministry", "it does not") not in table.index


@pytest.fixture(scope="module")
def of(known):
    """Return what is told of these worlds."""
    about = {
        "draws": 40, "weight": dict(known.weight), "luck": 100.0, "fraction": 1.0, "runs": 560,
        "model": "m", "commit": "c", "command": "fivebytwo counterfactual",
    }  # fmt: skip
    return Told(
        probabilities(known), courses(known), differences(known), splits(known), about
    )  # fmt: skip


def test_page_and_pictures_lead_with_half_of_the_rise(of):
    answer = page(of).split("\n")[4]
    assert "at least half of the observed rise comes by 2017 with probability 0.40 (" in answer
    assert "without the Ministry in every draw (above 0.9" in answer
    assert "this is 0.62, 1.00, 1.00 with structures weighed alike" in answer
    assert "by structure 0.25 to 1.00, 1.00, 1.00." in answer
    one, other = fans(of).get_label(), by_structure(of).get_label()
    assert one.endswith("probability 0.40 (unweighted 0.62; by structure 0.25 to 1.00)")
    assert "probability 0.25 to 1.00 by structure (weighted 0.40, unweighted 0.62)" in other


def test_splits_that_tell_nothing_apart_are_left_out(of):
    text = page(of)
    table = text[text.index("## What goes with it") : text.index("## What this rests on")]
    assert table.count("| no Initiative |") == 2  # by taste; the Ministry leads in every draw
    assert "no Ministry" not in table
    assert "no programme" not in table


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder with posteriors of two structures that are but their priors, and weights."""
    folder = tmp_path_factory.mktemp("counterfactual")
    for name in OF:
        fixed = dict(variant(name).fixed)
        space = Space.of_all(without=tuple(fixed))
        draws = space.to_values(space.draw(8, np.random.default_rng(3)))
        save(Posterior(name, draws.assign(**fixed, reading="all"), {}), folder / "posterior")
    weight = [{"both": 0.75, "trust_inert": 0.05}.get(v.name, 0.05) for v in VARIANTS]
    table = pd.DataFrame({"variant": [v.name for v in VARIANTS], "weight": weight})
    table.assign(model=rules()).to_csv(folder / "posterior" / TABLE, index=False)
    return folder


def order(place, **changed):
    asked = {
        "draws": DRAWS, "out": place / "out", "store": place / "runs" / "store", "workers": 2,
        "posterior": place / "posterior", "fraction": 0.05, "luck": (1, 2),
    }  # fmt: skip
    return Order(**asked | changed)


@pytest.fixture(scope="module")
def told(place):
    """Return the folder of the counterfactual of a small country."""
    counterfactual(order(place))
    return place / "out"


def test_it_leaves_a_page_that_opens_with_the_answer_pictures_and_tables(told):
    tables = {f"counterfactual_{t}.csv" for t in ("turning", "courses", "differences", "splits")}
    assert {p.name for p in told.iterdir()} == {PAGE, PICTURE, PROBABILITIES, *tables}
    text = (told / PAGE).read_text()
    note, _, title, _, answer, *_ = text.split("\n")
    assert note.startswith("<!-- written by `fivebytwo counterfactual`")
    assert title == "# Would it have happened anyway?"
    table = pd.read_csv(told / "counterfactual_turning.csv")
    by_half = table[table["reading"] == "half"].set_index(["scenario", "variant"])
    assert f"comes by 2017 {often(by_half.loc[('no_initiative', 'weighted')])}, " in answer
    assert f"this is {by_half.loc[('no_initiative', 'unweighted'), 'probability']:.2f}, " in answer
    assert answer.count(". ") == 1
    assert "with the luck of the Ministry's decisions" in text
    assert "one Ministry that stepped up once is no evidence" in text
    assert "nan" not in text


def test_the_tables_hold_every_structure_scenario_and_reading(told):
    table = pd.read_csv(told / "counterfactual_turning.csv")
    names = ["weighted", "unweighted", *OF]
    assert len(table) == len(names) * len(SCENARIOS) * len(READINGS)
    assert set(table["variant"]) == set(names)
    assert table.loc[table["variant"] == "both", "draws"].unique().tolist() == [DRAWS]


def test_weights_of_the_structures_that_are_there_are_made_to_add_up(told):
    table = pd.read_csv(told / "counterfactual_courses.csv")
    of = table[(table["scenario"] == "no_ministry") & (table["measure"] == "five_units")]
    mean = of[of["year"] == 2020].set_index("variant")["mean"]
    assert mean["weighted"] == pytest.approx((15 * mean["both"] + mean["trust_inert"]) / 16)


def test_worlds_are_one_until_something_of_them_differs(told):
    table = pd.read_csv(told / "counterfactual_courses.csv")
    of = table[(table["variant"] == "both") & (table["measure"] == "five_units")]
    by_year = of[of["scenario"].isin(["endogenous", "no_initiative", "no_ministry"])]
    mean = by_year.pivot_table("mean", "year", "scenario")
    assert (mean.loc[2012] == mean.loc[2012, "endogenous"]).all()
    assert (mean.loc[2020] != mean.loc[2020, "endogenous"]).any()


@pytest.mark.slow
def test_told_again_nothing_is_lived_again_and_all_is_the_same(told, place):
    before = len(open_store(place / "runs" / "store").status())
    again = place / "again"
    counterfactual(order(place, out=again))
    assert len(open_store(place / "runs" / "store").status()) == before
    for table in told.glob("*.csv"):
        assert (again / table.name).read_bytes() == table.read_bytes()


def test_a_structure_that_is_not_fitted_is_refused(place, tmp_path):
    with pytest.raises(WrongVariant, match="Did you mean norm_off"):
        counterfactual(order(place, structures=("norm_of",), out=tmp_path / "out"))


def test_a_folder_without_posteriors_is_told(place, tmp_path):
    with pytest.raises(WrongPosterior, match="no posterior is there"):
        counterfactual(order(place, posterior=tmp_path, out=tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_more_draws_than_there_are_start_no_run(place, tmp_path):
    with pytest.raises(WrongPosterior, match="holds 8 draws, not 9"):
        counterfactual(order(place, draws=9, out=tmp_path / "out", store=tmp_path / "store"))
    assert not any(tmp_path.iterdir())


def test_the_command_told_names_structures_as_they_are_typed(place):
    asked = _about(order(place, structures=OF), made(lambda *_: 1_000, draws=2))
    assert "--structure both --structure trust_inert" in asked["command"]
