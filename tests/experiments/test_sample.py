"""Points in the space of parameters: quantiles that are known, and samples that are checked."""

import itertools
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.stats import beta, lognorm, norm, truncnorm

from experiments.sweeps.design import WrongDesign, read_design
from experiments.sweeps.plan import plan_of, runs_in
from experiments.sweeps.sample import (
    TAILS,
    points_of,
    posterior_metadata,
    problem,
    quantile,
    size_of,
)
from simulation.parameters.declare import (
    KIND,
    SWITCH,
    Beta,
    Declared,
    Fixed,
    LogNormal,
    Normal,
    Uniform,
)
from simulation.parameters.views import uncertain
from simulation.parameters.world import all_parameters, named

SHARES = np.array([0.0, 0.1, 0.5, 0.9, 1.0])
HEAD = 'title = "T"\nquestion = "Q?"\nscenarios = ["history"]\nseeds = 1\n'


@pytest.fixture
def design(tmp_path):
    """Return a function that writes a design with a way to vary, and reads it."""

    def make(vary, head=HEAD):
        (tmp_path / "mine.toml").write_text(f"{head}[vary]\n{vary}\n")
        return read_design(tmp_path / "mine.toml")

    return make


@pytest.fixture
def draws(tmp_path):
    """Return a function that writes draws of a posterior, of this model unless told."""

    def make(columns, metadata=None):
        metadata = posterior_metadata() if metadata is None else metadata
        table = pa.table(columns).replace_schema_metadata(metadata)
        pq.write_table(table, tmp_path / "draws.parquet")

    return make


def declared(prior, low, high, unit="logit"):
    return Declared("a.b", 0.0, unit, low, high, prior, "assumed", "A number.")


@pytest.mark.parametrize(
    ("prior", "low", "high", "expected"),
    [
        (Uniform(), -2, 6, [-2, -1.2, 2, 5.2, 6]),
        (Fixed(), -2, 6, [-2, -1.2, 2, 5.2, 6]),
        (Normal(1, 2), -9, 11, truncnorm(-5, 5, 1, 2).ppf(SHARES)),
        (Normal(0, 1), -0.5, 3, truncnorm(-0.5, 3).ppf(SHARES)),
        (LogNormal(0, 1), 0.001, 1000, lognorm(1).ppf(
            norm.cdf(-np.log(1000)) + SHARES * (1 - 2 * norm.cdf(-np.log(1000))))),
        (Beta(2, 5), 0, 1, beta(2, 5).ppf(SHARES)),
    ],
)  # fmt: skip
def test_a_quantile_is_that_of_the_prior_cut_at_its_range(prior, low, high, expected):
    found = quantile(declared(prior, low, high), SHARES)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("p", all_parameters().values(), ids=lambda p: p.name)
def test_every_parameter_takes_all_its_quantiles(p):
    found = quantile(p, np.linspace(0, 1, 21))
    assert [m for v in found.tolist() if (m := p.refuse(v))] == []
    assert (np.diff(found) >= 0).all()


def test_switches_and_kinds_take_each_value_as_often():
    shares = (np.arange(600) + 0.5) / 600
    switch = quantile(declared(Fixed(), 0, 1, SWITCH), shares)
    kinds = quantile(declared(Fixed(), 0, 2, "0 observer, 1 partner, 2 lead"), shares)
    assert np.unique(switch, return_counts=True)[1].tolist() == [300, 300]
    assert np.unique(kinds, return_counts=True)[1].tolist() == [200, 200, 200]
    edges = np.array([0, 1 / 3, 2 / 3, 1])  # the levels of Morris
    assert quantile(declared(Fixed(), 0, 1, SWITCH), edges).tolist() == [0, 0, 1, 1]


def test_points_listed_and_on_a_grid_are_as_written(design):
    listed = design('how = "listed"\npoints = [{choice.level = -1, levers.bonus = 0},'
                    " {choice.level = -2, levers.bonus = 1}]")  # fmt: skip
    assert points_of(listed).values == [
        {"choice.level": -1.0, "levers.bonus": 0.0}, {"choice.level": -2.0, "levers.bonus": 1.0},
    ]  # fmt: skip
    grid = design('how = "grid"\ngrid = { choice.level = [-1, -2], "levers.bonus" = [0, 1] }')
    assert [tuple(p.values()) for p in points_of(grid).values] == [
        (-1, 0), (-1, 1), (-2, 0), (-2, 1),
    ]  # fmt: skip
    assert points_of(grid).unit.shape == (4, 0)


def test_a_latin_hypercube_has_one_point_in_each_slice_of_each_belief(design):
    made = points_of(design('how = "latin"\nsize = 16\ninputs = ["choice.*", "trust.*"]'))
    slices = np.sort(np.floor(made.unit * 16), axis=0)
    assert (slices == np.arange(16)[:, None]).all()
    level = np.array([p["choice.level"] for p in made.values])
    np.testing.assert_array_equal(level, quantile(named("choice.level"), made.unit[:, _of(made)]))


def _of(made, name="choice.level"):
    return list(made.values[0]).index(name)


def test_steps_of_morris_change_one_input_or_one_group_between_likely_values(design):
    one = design(
        'how = "morris"\nsize = 6\ngroups = { trust = ["trust.*"] }\n'
        'inputs = ["trust.*", "choice.level", "initiative.trust_inert"]'
    )
    made = points_of(one)
    assert len(made.values) == size_of(one.vary) == 6 * (3 + 1)
    group_of = [g if g == "trust" else n for n, g in
                ((n, n.split(".")[0]) for n in one.vary.inputs)]  # fmt: skip
    for start in range(0, len(made.values), 4):
        moved = []
        for before, after in itertools.pairwise(made.unit[start : start + 4]):
            steps = np.abs(after - before)
            changed = {g for g, step in zip(group_of, steps, strict=True) if step}
            assert len(changed) == 1
            np.testing.assert_allclose(steps[steps > 0], 2 / 3)
            moved += changed
        assert sorted(moved) == ["choice.level", "initiative.trust_inert", "trust"]
    level = named("choice.level")
    lowest, highest = quantile(level, np.array([TAILS, 1 - TAILS]))
    values = {p["choice.level"] for p in made.values}
    np.testing.assert_allclose([min(values), max(values)], [lowest, highest])
    assert {p["initiative.trust_inert"] for p in made.values} == {0.0, 1.0}


def test_sobol_has_two_matrices_and_one_for_each_input_or_group(design):
    vary = 'how = "sobol"\nsize = 8\ninputs = ["trust.*", "choice.level"]\n'
    alone, grouped = design(vary), design(vary + 'groups = { trust = ["trust.*"] }')
    inputs = len(alone.vary.inputs)
    assert len(points_of(alone).values) == size_of(alone.vary) == 8 * (inputs + 2)
    assert len(points_of(grouped).values) == size_of(grouped.vary) == 8 * (2 + 2)
    assert problem(grouped.vary)["groups"] == ["trust"] * (inputs - 1) + ["choice.level"]
    assert "groups" not in problem(alone.vary)
    block = points_of(grouped).unit[:4]  # A, A with each group of B, B
    assert (block[1, :-1] == block[3, :-1]).all()
    assert block[1, -1] == block[0, -1]
    assert (block[2, :-1] == block[0, :-1]).all()


@pytest.mark.parametrize("how", ["latin", "sobol", "morris"])
@pytest.mark.parametrize("seed", [0, 2**32, 2**64 - 1])
def test_every_seed_is_luck_and_the_same_seed_the_same_luck(how, seed, design):
    one = design(f'how = "{how}"\nsize = 4\nseed = {seed}\ninputs = ["choice.level"]')
    first, again = points_of(one), points_of(one)
    assert first.values == again.values
    other = points_of(replace(one, vary=replace(one.vary, seed=5, size=16)))
    assert other.values[: len(first.values)] != first.values


def test_draws_are_taken_whole_or_by_lot(design, draws):
    draws({"choice.level": [-1.0, -1.5, -2.0], "chain": [1, 2, 3]})
    every = points_of(design('how = "draws"\nfile = "draws.parquet"'))
    assert every.values == [{"choice.level": v} for v in (-1.0, -1.5, -2.0)]
    some = design('how = "draws"\nfile = "draws.parquet"\nsize = 2')
    assert points_of(some).values == points_of(some).values
    assert len({p["choice.level"] for p in points_of(some).values}) == 2
    more = points_of(design('how = "draws"\nfile = "draws.parquet"\nsize = 50')).values
    assert len(more) == 50
    assert {p["choice.level"] for p in more} == {-1.0, -1.5, -2.0}


LEVELS = {"choice.level": [-1.0, -1.5]}


@pytest.mark.parametrize(
    ("columns", "metadata", "sentence"),
    [
        (LEVELS, {b"fivebytwo.model": b"0123"}, "draws of the model 0123; this is"),
        (LEVELS, {}, "draws of the model unknown"),
        ({"chain": [1]}, None, "no draw: its columns are to be parameters"),
        ({"choice.level": np.empty(0)}, None, "no draw"),
        ({"choice.level": [-1.0, 99.0]}, None, "choice.level = 99 is out of range."),
        ({"choice.level": [-1.0, np.nan]}, None, "choice.level = nan is out of range."),
        ({"choice.level": [-1.0, None]}, None, "choice.level = nan is out of range."),
        ({"initiative.trust_inert": [0.5]}, None, "it is on or off"),
        ({"choice.level": ["low", "high"]}, None, "its draws are not numbers by parameter"),
        ({"choice.level": [[1.0], [2.0]]}, None, "its draws are not numbers by parameter"),
        ({"levers.goal": [20_000]}, None, "levers.goal is set and varied"),
        ({"choice.norm_pull": [0.1]}, None, "norm_off differs from history in it"),
        ({"choice.level": np.linspace(50, 99, 30)}, None, "and 20 more."),
    ],
)  # fmt: skip
def test_draws_that_cannot_be_taken_are_told(columns, metadata, sentence, design, draws):
    draws(columns, metadata)
    head = HEAD.replace('"history"', '"history", "norm_off"') + "set.levers.goal = 20000\n"
    with pytest.raises(WrongDesign, match=r"draws\.parquet: ") as caught:
        plan_of(design('how = "draws"\nfile = "draws.parquet"', head))
    assert sentence in str(caught.value)


def test_draws_of_another_model_are_taken_when_that_is_meant(design, draws):
    draws(LEVELS, {})
    made = points_of(design('how = "draws"\nfile = "draws.parquet"\nany_model = true'))
    assert len(made.values) == 2


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not parquet" * 100])
def test_a_file_that_is_not_parquet_is_told(content, design, tmp_path):
    (tmp_path / "draws.parquet").write_bytes(content)
    with pytest.raises(WrongDesign, match="not a Parquet file of draws"):
        runs_in(design('how = "draws"\nfile = "draws.parquet"'))


NINE = ", ".join(
    f'"{p.name}" = {np.linspace(p.low, p.high, 9).tolist()}'
    for p in uncertain()
    if p.unit != SWITCH and not KIND.findall(p.unit)
)


@pytest.mark.parametrize(
    "vary",
    [
        'how = "latin"\nsize = 1_000_000\ninputs = ["*"]',
        'how = "morris"\nsize = 1_000_000\ninputs = ["*"]',
        'how = "sobol"\nsize = 524_288\ninputs = ["*"]',
        f'how = "grid"\ngrid = {{ {NINE} }}',
    ],
    ids=["latin", "morris", "sobol", "grid"],
)
def test_more_points_than_a_memory_holds_are_refused_before_they_are_made(vary, design):
    large = design(vary)
    assert runs_in(large) >= 524_288
    with pytest.raises(WrongDesign, match="the most of a design"):
        points_of(large)
