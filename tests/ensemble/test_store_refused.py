"""What is no store, may not be written or is spoilt is refused by its name and stays as it is."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulation.ensemble.store import RUNS, SCHEMA, WrongStore, make_store, open_store
from tests.ensemble.children import sentence_of
from tests.ensemble.made import done, seen, shard_of

NOBODY = 65_534


def content(folder):
    return {str(p.relative_to(folder)): p.is_file() and p.read_bytes() for p in folder.rglob("*")}


def test_a_store_that_may_only_be_read_is_read_and_not_written(tmp_path):
    store = make_store(tmp_path / "s")
    shard_of(store, [done("a")])
    store.compact()
    shard_of(store, [done("b")])
    before = content(tmp_path)
    folders = [tmp_path, *(p for p in tmp_path.rglob("*") if p.is_dir())]

    def as_nobody(work):
        def alone():
            os.chdir(tmp_path)
            for folder in folders:
                folder.chmod(0o555)
            if os.geteuid() == 0:
                os.setuid(NOBODY)
            work()

        return alone

    here = Path("s")
    assert sentence_of(as_nobody(lambda: seen(open_store(here)))) == "nothing was wrong"
    for work, way_out in (
        (lambda: make_store(here), "Choose another --store."),
        (lambda: make_store(here, "--into"), "Choose another --into."),
        (lambda: open_store(here).compact(), "and the same command goes on."),
    ):
        said = sentence_of(as_nobody(work))
        assert "s cannot be written: Permission denied." in said
        assert said.endswith(way_out)
    for folder in folders:
        folder.chmod(0o755)
    assert content(tmp_path) == before


def test_a_place_where_nothing_can_be_made_is_refused():
    with pytest.raises(
        WrongStore, match=r"/proc/nowhere cannot be written.*Choose another --store"
    ):
        make_store(Path("/proc/nowhere"))


@pytest.mark.parametrize("taken", ["file", "thesis", "runs", "store of another schema", "damaged"])
def test_a_folder_that_is_refused_stays_as_it_is(tmp_path, taken):
    place = tmp_path / "s"
    if taken == "file":
        place.write_text("mine")
    else:
        place.mkdir()
        if taken == "runs":
            (place / "runs").mkdir()
        name = "thesis.tex" if taken in {"thesis", "runs"} else "store.json"
        (place / name).write_text('{"schema": 99}' if "schema" in taken else "{")
    before = content(tmp_path)
    with pytest.raises(WrongStore) as told:
        make_store(place)
    assert str(place) in str(told.value)
    assert content(tmp_path) == before


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        (None, "It has the folders of one: if it was, write"),
        ("", "store.json is damaged: it should hold"),
        ("[1]", "store.json is damaged: it should hold"),
        ("{}", "store.json is damaged: it should hold"),
        ('{"schema": 2}', f"a store of schema 2; this version reads and writes {SCHEMA}"),
        ('{"schema": "x"}', "a store of schema x"),
    ],
)
def test_a_store_that_cannot_be_understood_is_not_opened(tmp_path, about, sentence):
    store = make_store(tmp_path / "s")
    (store.folder / "store.json").unlink()
    if about is not None:
        (store.folder / "store.json").write_text(about)
    for opened in (open_store, make_store):
        with pytest.raises(WrongStore) as told:
            opened(store.folder)
        assert sentence in str(told.value)


@pytest.mark.parametrize("place", ["nowhere", "file", "file/deep", "empty"])
def test_what_is_no_store_is_not_opened(tmp_path, place):
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    with pytest.raises(WrongStore, match=r"is no store of runs.*fivebytwo sweep"):
        open_store(tmp_path / place)


@pytest.mark.parametrize("spoilt", ["truncated", "foreign", "text"])
def test_a_spoilt_part_stops_a_compaction_by_its_name_and_loses_nothing(tmp_path, spoilt):
    store = make_store(tmp_path / "s")
    shard_of(store, [done("a")])
    store.compact()
    part = store.parts(RUNS)[0]
    whole = part.read_bytes()
    spoil(part, spoilt)
    shard_of(store, [done("b")])
    with pytest.raises(WrongStore, match=str(part)):
        store.compact()
    part.write_bytes(whole)
    assert store.compact() == 1
    assert seen(store).keys() == {"a", "b"}


def spoil(part, how):
    """Spoil a part of a table."""
    if how == "truncated":
        part.write_bytes(part.read_bytes()[:-20])
    elif how == "foreign":
        pq.write_table(pa.table({"x": [1]}), part)
    else:
        part.write_text("year,five_units\n2012,1\n")
