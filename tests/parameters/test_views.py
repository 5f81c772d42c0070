"""What is made from the declarations: priors, SALib's problem, the table."""

import numpy as np
import pytest
from SALib.sample import latin, sobol

from simulation.parameters.declare import (
    Beta,
    Declared,
    Fixed,
    LogNormal,
    Normal,
    Prior,
    Uniform,
)
from simulation.parameters.views import prior, prior_words, salib_problem, table, uncertain
from simulation.parameters.world import World, all_parameters, changed, named

N = 4000
FOUR_ERRORS = 4


def about(kind: Prior, low=0.001, high=10.0, default=1.0) -> Declared:
    """Return a parameter with a prior."""
    return Declared("group.name", default, "unit", low, high, kind, "assumed", "Text.")


@pytest.mark.parametrize("p", uncertain(), ids=lambda p: p.name)
def test_draws_of_a_prior_lie_in_its_range(p):
    draws = prior(p).sample(N, rng=np.random.default_rng(1))
    assert draws.shape == (N,)
    assert p.low <= draws.min() < draws.max() <= p.high
    assert np.isfinite(prior(p).logpdf(draws)).all()


@pytest.mark.parametrize("p", uncertain(), ids=lambda p: p.name)
def test_a_draw_is_a_world(p):
    ends = prior(p).icdf(np.array([0.001, 0.5, 0.999]))
    assert (np.diff(ends) > 0).all()
    for value in ends:
        assert changed(World(), {p.name: float(value)})


@pytest.mark.parametrize(
    ("kind", "centre"),
    [(Normal(4, 0.5), 4), (LogNormal(0, 0.1), 1), (Beta(50, 50), 0.5), (Uniform(), 5)],
)
def test_a_prior_keeps_its_own_centre_whatever_the_default(kind, centre):
    medians = [prior(about(kind, default=d)).icdf(0.5) for d in (1.0, 9.0)]
    assert medians == pytest.approx([centre, centre], rel=0.01)


def test_a_normal_prior_has_its_mean_and_spread():
    draws = prior(about(Normal(4, 0.5))).sample(N, rng=np.random.default_rng(1))
    assert draws.mean() == pytest.approx(4, abs=FOUR_ERRORS * 0.5 / N**0.5)
    assert draws.std() == pytest.approx(0.5, abs=FOUR_ERRORS * 0.5 / (2 * N) ** 0.5)


def test_a_cut_prior_is_the_same_belief_inside_its_range():
    whole, cut = prior(about(Normal(0, 1), -50, 50)), prior(about(Normal(0, 1), 0, 50))
    inside = np.array([0.1, 1.0, 2.0])
    shift = cut.logpdf(inside) - whole.logpdf(inside)
    assert shift == pytest.approx(np.log(2) * np.ones(3), abs=1e-6)
    assert cut.logpdf(-0.1) == -np.inf


def test_a_rule_has_no_prior():
    fixed = [p for p in all_parameters().values() if isinstance(p.prior, Fixed)]
    assert fixed
    assert not {p.name for p in fixed} & {p.name for p in uncertain()}
    with pytest.raises(ValueError, match="has no prior: it is a rule, a definition or a lever"):
        prior(fixed[0])


def test_no_lever_is_uncertain():
    assert not [p.name for p in uncertain() if p.name.startswith("levers.")]


@pytest.mark.parametrize("draw", [sobol.sample, latin.sample], ids=["sobol", "latin"])
def test_salib_samples_the_problem_and_every_row_is_a_world(draw):
    names = ["choice.level", "climate.pressure_ease", "teachers.exit_factor"]
    problem = salib_problem(names)
    assert problem["bounds"] == [[named(n).low, named(n).high] for n in names]
    rows = draw(problem, 8, seed=1)
    assert rows.shape[1] == problem["num_vars"] == 3
    for row in rows:
        world = changed(World(), dict(zip(names, row.tolist(), strict=True)))
        assert world.choice.level == row[0]
    assert all(np.ptp(rows, axis=0) > 0)


def test_the_table_has_a_row_for_each_parameter_in_words():
    rows = table()
    assert [r["name"] for r in rows] == list(all_parameters())
    assert {key for r in rows for key in r} == {
        "name", "default", "unit", "range", "prior", "source", "text",
    }  # fmt: skip
    assert all(isinstance(v, str) and v for r in rows for v in r.values())


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Normal(-1.5, 1), "normal(-1.5, 1)"),
        (LogNormal(0, 0.3), "log-normal(0, 0.3)"),
        (Beta(2, 4), "beta(2, 4)"),
        (Uniform(), "uniform"),
        (Fixed(), "fixed"),
    ],
)
def test_a_prior_in_words(kind, words):
    assert prior_words(about(kind)) == words
