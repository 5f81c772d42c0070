"""A design in a store of many runs is loaded as a table or a dataset."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from experiments import load
from experiments.loading import MissingRuns
from experiments.sweeps.ask import WrongQuestion
from simulation.ensemble.code import model
from simulation.ensemble.store import make_store
from tests.ensemble.made import plan_of
from tests.experiments.stores import store_of_a_design


@pytest.fixture
def store(tmp_path):
    return store_of_a_design(tmp_path / "s")


def test_a_table_of_a_design_is_loaded_and_runs_that_are_not_there_are_told(store):
    with pytest.warns(MissingRuns, match="of 8 runs 1 failed and 0 are missing"):
        found = load(store.folder, ["five_units", "salience"], years=[2012, 2013])
    assert list(found.columns) == [
        "design", "point", "scenario", "seed", "year", "choice.level", "five_units", "salience",
    ]  # fmt: skip
    assert len(found) == 7 * 2
    last = found[found.year == 2013].set_index(["scenario", "point", "seed"]).five_units
    assert last["history", 0, 1] == 3
    assert last["no_initiative", 1, 2] == 13
    assert ("history", 1, 2) not in last.index
    assert found.attrs["model"] == model()
    assert found.attrs["commit"] == "c0ffee"
    assert '"question": "Why?"' in found.attrs["plan"]


def test_a_dataset_has_no_number_where_a_run_failed_or_is_missing(store):
    keys = [{"history": ["h00", "h01"]}, {"history": ["h11", "unmade"]}]
    plan_of(store, "wider", keys, model=model())
    with pytest.warns(MissingRuns, match="of 4 runs 1 failed and 1 are missing"):
        found = load(str(store.folder), "five_units", design="wider", to="xarray")
    assert found.five_units.dims == ("scenario", "point", "seed", "year")
    assert found.sel(scenario="history", point=0, seed=2).five_units.to_numpy().tolist() == [
        2,
        3,
        4,
    ]
    assert np.isnan(found.sel(point=1).five_units).all()
    assert found["choice.level"].dims == ("point",)
    assert found["choice.level"].to_numpy().tolist() == [0, 0.1]
    assert found.year.to_numpy().tolist() == [2011, 2012, 2013]
    assert found.attrs["design"] == "wider-12345678"
    assert isinstance(found, xr.Dataset)


def test_pandas_and_xarray_say_the_same(store):
    with pytest.warns(MissingRuns):
        table = load(store.folder, "five_units")
    with pytest.warns(MissingRuns):
        cube = load(store.folder, "five_units", to="xarray")
    again = cube.five_units.to_dataframe().reset_index().dropna(subset="five_units")
    order = ["scenario", "point", "seed", "year"]
    again, table = (
        t.sort_values(order)[[*order, "five_units"]].reset_index(drop=True) for t in (again, table)
    )
    pd.testing.assert_frame_equal(again, table, check_dtype=False)


def test_a_whole_design_is_loaded_without_a_warning(store):
    plan_of(store, "small", [{"history": ["h00"]}], model=model())
    assert len(load(store.folder, "five_units", design="small", years=2012)) == 1
    assert load(store.folder, "five_units", design="small", to="xarray").sizes["year"] == 3


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"measures": "five_unit"}, "five_unit is not a measure. Did you mean five_units"),
        ({"measures": ["salience", "x", "y"]}, "x is not a measure.*\ny is not a measure"),
        ({"design": "ris"}, "ris is no design in .* There are rise-12345678"),
        ({"years": [2012, 2040]}, "No run tells of 2040: 2011 to 2013 are there"),
        ({"to": "polars"}, "choose 'pandas' or 'xarray'"),
    ],
)
def test_what_is_not_there_is_not_loaded(store, how, sentence):
    with pytest.raises(WrongQuestion, match=sentence):
        load(store.folder, **{"measures": "five_units"} | how)


def test_a_design_that_is_not_the_only_one_must_be_named(store, tmp_path):
    plan_of(store, "small", [{"history": ["h00"]}], model=model())
    with pytest.raises(
        WrongQuestion, match="several designs: design = one of rise-12345678, small-"
    ):
        load(store.folder, "five_units")
    (store.designs / "small-12345678").rename(store.designs / "rise-99999999")
    with pytest.raises(WrongQuestion, match=r"rise was changed, .* choose one of rise-1234"):
        load(store.folder, "five_units", design="rise")
    assert len(load(store.folder, "five_units", design="rise-99999999")) == 3
    with pytest.raises(WrongQuestion, match="holds no design"):
        load(make_store(tmp_path / "empty").folder, "five_units")
