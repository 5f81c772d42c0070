"""Results on disk: whole or not at all."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

from simulation.agents.partnership import Event
from simulation.run import run
from simulation.store import (
    CSV,
    EVENTS,
    PARQUET,
    PARTNERS,
    RECORD,
    TABLES,
    TERMS,
    TERMS_CSV,
    TIES,
    WrongFolder,
    read_events,
    read_frame,
    read_partners,
    read_record,
    read_terms,
    read_ties,
    save,
)

SAVE = """
import sys, resource
from pathlib import Path
from simulation.run import load, run
from simulation.store import save
results = run(load("history", fraction=0.05), seed=1, until=2002)
limit = 20_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
save(results, Path(sys.argv[1]))
"""


READERS = {
    PARQUET: (read_frame, "frame"), TERMS: (read_terms, "terms_frame"),
    EVENTS: (read_events, "events_frame"), TIES: (read_ties, "ties_frame"),
    PARTNERS: (read_partners, "partners_frame"),
}  # fmt: skip


@pytest.fixture(scope="module")
def results(small):
    return run(small, seed=1, until=2004)


@pytest.fixture(scope="module")
def launched(small):
    return run(small, seed=1, until=2015)


def beside(folder):
    """Return what lies beside a folder."""
    return sorted(p.name for p in folder.parent.iterdir())


def test_what_is_saved_is_read_back(results, tmp_path):
    folder = tmp_path / "deep" / "results"
    save(results, folder)
    assert sorted(p.name for p in folder.iterdir()) == sorted([RECORD, *TABLES])
    pd.testing.assert_frame_equal(read_frame(folder), results.frame(), check_dtype=False)
    assert read_record(folder) == results.record
    assert beside(folder) == ["results"]


def test_the_csv_holds_the_same_figures(results, tmp_path):
    save(results, tmp_path / "r")
    table = pd.read_csv(tmp_path / "r" / CSV)
    pd.testing.assert_frame_equal(table, results.frame(), check_dtype=False)


@pytest.mark.parametrize("table", READERS)
def test_what_is_seen_of_the_partnership_is_read_back(results, launched, table, tmp_path):
    read, frame = READERS[table]
    for seen in (launched, results):  # the second ends before there is a partnership
        save(seen, tmp_path / "r")
        pd.testing.assert_frame_equal(read(tmp_path / "r"), getattr(seen, frame)())
    assert len(getattr(launched, frame)()) > 10


def test_terms_as_csv_hold_the_same_figures(launched, tmp_path):
    save(launched, tmp_path / "r")
    table = pd.read_csv(tmp_path / "r" / TERMS_CSV)
    pd.testing.assert_frame_equal(table, launched.terms_frame())


def test_a_partner_may_be_called_na(launched, tmp_path):
    events = (Event(2014, 0, "join", "NA", "founds it"), Event(2014, 3, "leave", "7", "leaves"))
    save(replace(launched, events=events), tmp_path / "r")
    assert read_events(tmp_path / "r")["who"].to_list() == ["NA", "7"]
    save(replace(launched, events=events[1:]), tmp_path / "r")
    assert read_events(tmp_path / "r")["who"].to_list() == ["7"]


def test_results_of_before_are_replaced(results, small, tmp_path):
    save(results, tmp_path / "r")
    later = run(small, seed=2, until=2003)
    save(later, tmp_path / "r")
    assert read_record(tmp_path / "r")["seed"] == 2
    assert beside(tmp_path / "r") == ["r"]
    assert sorted(p.name for p in (tmp_path / "r").iterdir()) == sorted([RECORD, *TABLES])


def test_an_empty_folder_may_be_used_and_a_full_one_not(results, tmp_path):
    (tmp_path / "empty").mkdir()
    save(results, tmp_path / "empty")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    with pytest.raises(WrongFolder, match="holds something else than results"):
        save(results, mine)
    assert (mine / "thesis.txt").read_text() == "years of work"
    (tmp_path / "file").write_text("a file")
    with pytest.raises((WrongFolder, OSError)):
        save(results, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "a file"


def test_a_full_disk_leaves_what_was_there(results, tmp_path):
    folder = tmp_path / "r"
    save(results, folder)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    done = subprocess.run(
        [sys.executable, "-c", SAVE, str(folder)], env=os.environ, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert beside(folder) == ["r"]


def test_a_folder_without_results_is_told(tmp_path):
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(WrongFolder, match=r"holds no results: record\.json is missing"):
            read_record(place)


def test_broken_results_are_told(results, tmp_path):
    folder = tmp_path / "r"
    save(results, folder)
    whole = (folder / PARQUET).read_bytes()
    (folder / PARQUET).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WrongFolder, match=r"measures\.parquet cannot be read"):
        read_frame(folder)
    (folder / PARQUET).unlink()
    with pytest.raises(WrongFolder, match=r"measures\.parquet cannot be read"):
        read_frame(folder)


@pytest.mark.parametrize("table", READERS)
@pytest.mark.parametrize("bytes_left", [0, 20, None])
def test_a_broken_table_is_told(launched, tmp_path, table, bytes_left):
    save(launched, tmp_path)
    place, (read, _) = tmp_path / table, READERS[table]
    whole = place.read_bytes()
    place.unlink()
    if bytes_left is not None:
        place.write_bytes(whole[:bytes_left] if table != EVENTS else whole[:bytes_left] + b'"\xff')
    with pytest.raises(WrongFolder, match=rf"{table} cannot be read: .*Run it again"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{\n"schema": ', r"record\.json:2: not a record"),
        ('{"schema": 99}', r"of another version of results \(99\)"),
        ("{}", r"of another version of results \(None\)"),
        ("[]", "record"),
        ("\ufeff\ud800", "record"),
    ],
)
def test_a_broken_record_is_told(tmp_path, text, why):
    (tmp_path / RECORD).write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(WrongFolder, match=why):
        read_record(tmp_path)


def test_a_record_is_written_for_people_too(results, tmp_path):
    save(results, tmp_path / "r")
    text = (tmp_path / "r" / RECORD).read_text()
    assert len(text.splitlines()) > 50
    assert json.loads(text)["scenario"]["title"] == "What happened"
