"""A posterior is written with its model, and read as it was, or not at all."""

import pandas as pd
import pyarrow.parquet as pq
import pytest

from calibration import posterior as module
from calibration.fit import REPORTED
from calibration.posterior import (
    MODEL,
    READING,
    Posterior,
    WrongPosterior,
    place_of,
    published,
    read,
    ready,
    save,
    shuffled,
)
from calibration.space import Space
from calibration.variants import VARIANTS, WrongVariant, variant
from simulation.parameters.world import named

DRAWS = pd.DataFrame({"choice.level": [-1.5, -1.25, -1.0], READING: ["all", "boys", "all"]})
WAY_OUT = "Leave out --posterior for the published one, or fit again: `fivebytwo calibrate`."
MINE = Posterior("both", DRAWS, {"method": "by hand", "runs": 3})


def test_what_is_read_is_what_was_saved(tmp_path):
    place = save(MINE, tmp_path / "new" / "folder")
    assert place == place_of("both", tmp_path / "new" / "folder")
    again = read("both", tmp_path / "new" / "folder")
    pd.testing.assert_frame_equal(again.draws, DRAWS)
    assert (again.variant, again.about) == ("both", MINE.about)
    assert list(again.parameters) == ["choice.level"]


def test_a_posterior_by_other_rules_is_refused_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "rules", lambda: "0123456789abcdef")
    place = save(MINE, tmp_path)
    monkeypatch.undo()
    with pytest.raises(WrongPosterior) as caught:
        read("both", tmp_path)
    told = str(caught.value)
    assert told.startswith(f"{place}: a posterior of the model 0123456789abcdef, and this is ")
    assert told.endswith(f"have changed since. {WAY_OUT}")


def test_of_the_published_posterior_the_way_out_is_to_fit_it_again(monkeypatch):
    monkeypatch.setattr(module, "rules", lambda: "0123456789abcdef")
    with pytest.raises(WrongPosterior, match=r"since\. Fit it again: `fivebytwo calibrate`.$"):
        read("both")


def test_a_file_that_says_nothing_of_its_model_is_refused(tmp_path):
    DRAWS.to_parquet(tmp_path / "both.parquet")
    with pytest.raises(WrongPosterior, match="of the model unknown"):
        read("both", tmp_path)


@pytest.mark.parametrize("content", [None, b"", b"PAR1 is no file of draws PAR1"])
def test_a_file_that_is_not_there_or_is_none_is_told_with_the_way_out(content, tmp_path):
    place = tmp_path / "both.parquet"
    if content is not None:
        place.write_bytes(content)
    with pytest.raises(WrongPosterior) as caught:
        read("both", tmp_path)
    why = "there is no such file" if content is None else "it is damaged, or no Parquet file"
    assert str(caught.value) == f"{place}: no posterior can be read there: {why}. {WAY_OUT}"


def test_a_posterior_without_draws_or_origin_is_refused(tmp_path):
    save(Posterior("both", DRAWS.iloc[:0], {}), tmp_path)
    with pytest.raises(WrongPosterior, match="it holds no draw"):
        read("both", tmp_path)
    place = save(MINE, tmp_path)
    table = pq.read_table(place)
    model = {MODEL: table.schema.metadata[MODEL]}
    pq.write_table(table.replace_schema_metadata(model), place)
    with pytest.raises(WrongPosterior, match="does not say how it was made"):
        read("both", tmp_path)


def test_what_is_chosen_is_each_structure_once_or_all_that_are_there(tmp_path):
    with pytest.raises(WrongPosterior) as caught:
        ready((), tmp_path / "none", draws=1)
    assert str(caught.value) == f"{tmp_path / 'none'}: no posterior is there. {WAY_OUT}"
    for name in ("norm_off", "both"):
        save(Posterior(name, DRAWS, {}), tmp_path)
    assert ready((), tmp_path, draws=3) == ["both", "norm_off"]
    assert ready(("norm_off", "norm_off"), tmp_path, draws=1) == ["norm_off"]
    with pytest.raises(WrongPosterior, match=r"pressure_only\.parquet: no posterior can be read"):
        ready(("pressure_only",), tmp_path, draws=1)


def test_more_draws_than_a_posterior_holds_are_refused_with_its_number(tmp_path):
    place = save(MINE, tmp_path)
    with pytest.raises(WrongPosterior) as caught:
        ready((), tmp_path, draws=4)
    told = "this posterior holds 3 draws, not 4. Take --draws 3 or less."
    assert str(caught.value) == f"{place}: {told}"


def test_columns_that_are_missing_or_unknown_are_named(tmp_path):
    save(Posterior("both", DRAWS.drop(columns=READING), {}), tmp_path)
    with pytest.raises(WrongPosterior, match="the column reading is missing"):
        read("both", tmp_path)
    save(Posterior("both", DRAWS.assign(**{"choice.lever": 1.0}), {}), tmp_path)
    with pytest.raises(WrongPosterior, match=r"choice\.lever: no such parameter"):
        read("both", tmp_path)


def test_a_structure_that_is_none_has_no_posterior(tmp_path):
    with pytest.raises(WrongVariant):
        read("bothh", tmp_path)


def test_shuffling_loses_no_draw_and_rounds_to_what_four_bytes_hold():
    draws = pd.DataFrame({"choice.level": [k / 7 for k in range(50)], READING: ["all"] * 50})
    mixed = shuffled(draws, seed=3)
    assert mixed.index.tolist() == list(range(50))
    assert mixed["choice.level"].tolist() != draws["choice.level"].tolist()
    assert sorted(mixed["choice.level"]) == pytest.approx(draws["choice.level"].tolist(), rel=1e-7)
    assert (mixed["choice.level"].astype("float32") == mixed["choice.level"]).all()


def test_a_posterior_is_published_for_every_structure():
    assert published() == [v.name for v in VARIANTS]


@pytest.mark.parametrize("name", [v.name for v in VARIANTS])
def test_a_published_draw_is_a_complete_world_of_this_model(name):
    found = read(name)
    fixed = variant(name).fixed
    assert set(found.parameters) == {*Space.of_all(without=tuple(fixed)).names, *fixed}
    assert set(REPORTED) - set(fixed) <= set(found.parameters)
    assert found.parameters.notna().all(axis=None)
    assert set(found.draws[READING]) == {"all", "boys"}
    for parameter in found.parameters:
        p = named(parameter)
        assert found.draws[parameter].between(p.low, p.high).all(), parameter
    assert all((found.draws[k] == v).all() for k, v in fixed.items())


def test_a_published_posterior_is_small_and_a_design_can_read_its_model():
    for name in published():
        assert place_of(name).stat().st_size < 1_000_000
        assert MODEL in pq.read_schema(place_of(name)).metadata
