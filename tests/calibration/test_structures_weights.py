"""Weights of structures: the table that is read, and foresight that is held to its definition."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal, norm

from calibration.emulator import emulate
from calibration.observation import Observation, observation
from calibration.structures import ORIGINS, TABLE, Foreseen, WrongWeights, foresee, later
from calibration.structures import weights as read
from calibration.variants import VARIANTS
from simulation.ensemble.code import rules

NAMES = [v.name for v in VARIANTS]


def table(folder, **changed):
    """Write a table of weights, some of its columns changed, and return its folder."""
    columns = {"variant": NAMES, "weight": [0.5, 0.1, 0.1, 0.1, 0.1, 0.1], "model": rules()}
    pd.DataFrame(columns | changed).to_csv(folder / TABLE, index=False)
    return folder


def test_without_a_table_all_structures_weigh_the_same(tmp_path):
    assert read(tmp_path) == pytest.approx(dict.fromkeys(NAMES, 1 / 6))


def test_a_table_is_read_by_name_and_not_by_place(tmp_path):
    turned = table(tmp_path, variant=NAMES[::-1])
    assert read(turned)[NAMES[-1]] == 0.5
    assert sum(read(turned).values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"weight": 0.5}, "add up to 3"),
        ({"weight": [1.5, -0.1, -0.1, -0.1, -0.1, -0.1]}, "not a number of 0 or more"),
        ({"weight": ["much", 0, 0, 0, 0, 0]}, "not a number of 0 or more"),
        ({"variant": [*NAMES[:-1], "another"]}, "they must be both"),
        ({"variant": [*NAMES[:-1], NAMES[0]]}, "they must be both"),
        ({"model": "0" * 16}, f"and this is {rules()}"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place_and_the_way_out(tmp_path, changed, sentence):
    with pytest.raises(WrongWeights, match="fivebytwo structures") as caught:
        read(table(tmp_path, **changed))
    assert sentence in str(caught.value)
    assert TABLE in str(caught.value)


def test_a_table_without_its_columns_or_any_content_is_refused(tmp_path):
    (tmp_path / TABLE).write_text("variant,weight\nboth,1\n")
    with pytest.raises(WrongWeights, match="column model is missing"):
        read(tmp_path)
    (tmp_path / TABLE).write_text("")
    with pytest.raises(WrongWeights, match="cannot be read"):
        read(tmp_path)


def test_what_is_foreseen_after_each_origin_are_the_counts_of_later_years():
    seen = {origin: later(observation(), origin) for origin in ORIGINS}
    assert seen[2013] == ["N2014", "N2015", "N2016", "N2017"]
    assert seen[2015] == ["N2016", "N2017"]


@pytest.fixture(scope="module")
def linear():
    """Return a bank of a linear model of three figures with correlated luck, and an observation."""
    rng = np.random.default_rng(5)
    z = rng.standard_normal((4_000, 2))
    luck = np.array([[0.04, 0.03, 0.0], [0.03, 0.04, 0.0], [0.0, 0.0, 0.01]])
    slope = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, 2.0]])
    figures = z @ slope + rng.multivariate_normal(np.zeros(3), luck, 4_000)
    error = np.diag([0.01, 0.02, 0.03])
    seen = Observation(
        ("a", "b", "c"), (2012, 2013, 2014), np.array([0.8, 0.4, 1.0]), error, np.zeros((3, 3))
    )
    return emulate(z, figures, np.ones(3)), seen, slope, luck + error


def test_foresight_is_the_conditional_normal_of_the_textbook(linear):
    emulator, seen, slope, noise = linear
    z = np.array([[0.3, -0.2], [0.0, 0.0]])
    found = foresee(emulator, seen, ["b"], z)
    for i, point in enumerate(z):
        told = point @ slope
        old, cross = noise[np.ix_([0, 2], [0, 2])], noise[[0, 2], 1]
        gain = np.linalg.solve(old, cross)
        assert found.mean[i, 0] == pytest.approx(
            told[1] + gain @ (seen.value[[0, 2]] - told[[0, 2]]), abs=0.03
        )
        assert found.sd[0] == pytest.approx(np.sqrt(noise[1, 1] - gain @ cross), rel=0.05)


def test_the_density_foreseen_is_that_of_all_figures_over_that_of_the_known(linear):
    emulator, seen, _, _ = linear
    z = np.array([[0.1, 0.2]])
    noise = emulator.residual + seen.covariance
    whole = multivariate_normal(emulator(z)[0], noise).logpdf(seen.value)
    known = multivariate_normal(emulator(z)[0, :2], noise[:2, :2]).logpdf(seen.value[:2])
    assert foresee(emulator, seen, ["c"], z).log_density()[0] == pytest.approx(whole - known)


def test_a_part_of_an_emulator_says_the_same_of_its_figures(linear):
    emulator, _, _, _ = linear
    z = np.random.default_rng(1).standard_normal((5, 2))
    some = emulator.part([2, 0])
    assert some(z) == pytest.approx(emulator(z)[:, [2, 0]])
    assert some.residual[0, 1] == emulator.residual[2, 0]
    assert some.linear.shape[0] == 2


def test_the_density_of_a_posterior_is_the_mean_over_its_draws():
    mean = np.array([[0.0], [1.0], [5.0]])
    found = Foreseen(("a",), np.array([0.5]), mean, np.array([0.7]))
    assert found.log_density()[0] == pytest.approx(np.log(norm.pdf(0.5, mean, 0.7).mean()))


def test_draws_that_are_foreseen_have_the_spread_of_the_posterior_and_of_luck():
    rng = np.random.default_rng(2)
    found = Foreseen(("a",), np.zeros(1), rng.normal(0, 3.0, (20_000, 1)), np.array([4.0]))
    assert found.draws(rng).std() == pytest.approx(5.0, rel=0.03)
