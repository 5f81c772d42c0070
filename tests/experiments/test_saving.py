"""Saved results are whole, as before or not there: after kill -9, and on a full disk."""

import resource
import subprocess
import sys
import time
from hashlib import sha256
from multiprocessing import get_context

import pytest

from experiments.cli import main
from simulation import load, run
from simulation.store import (
    WrongFolder,
    read_events,
    read_frame,
    read_partners,
    read_record,
    read_terms,
    read_ties,
    save,
)

KILLS = 12
SMALL = 20_000  # bytes; the files of results are larger


def digest(*frames):
    """Return a digest of measures and of all that is seen of the partnership."""
    return sha256(b"".join(f.to_csv(index=False).encode() for f in frames)).hexdigest()


def digest_of(results):
    return digest(
        results.frame(), results.terms_frame(), results.events_frame(), results.ties_frame(),
        results.partners_frame(),
    )  # fmt: skip


def digest_in(folder):
    readers = (read_frame, read_terms, read_events, read_ties, read_partners)
    return digest(*(read(folder) for read in readers))


def save_again_and_again(folder, two):
    while True:
        for results in two:
            save(results, folder)


def test_a_kill_in_the_middle_of_saving_leaves_whole_results_or_none(tmp_path):
    """At kills 20 ms apart, in which a save of some 100 ms is met at every stage."""
    case = load("history", fraction=0.05)
    two = [run(case, seed=seed, until=2016) for seed in (1, 2)]
    known = {results.record["seed"]: digest_of(results) for results in two}
    save(two[0], tmp_path / "r")
    whole = 0
    for kill in range(KILLS):
        saving = get_context("fork").Process(
            target=save_again_and_again, args=(tmp_path / "r", two)
        )
        saving.start()
        time.sleep(0.1 + 0.02 * kill)
        saving.kill()
        saving.join()
        try:
            seed = read_record(tmp_path / "r")["seed"]
            assert digest_in(tmp_path / "r") == known[seed]
            whole += 1
        except WrongFolder:
            pass
    assert whole > KILLS / 2
    save(two[0], tmp_path / "r")
    assert digest_in(tmp_path / "r") == known[1]


def test_a_full_disk_leaves_the_results_of_before(tmp_path):
    assert main(["run", "--fraction", "0.05", "--until", "2008", "--out", str(tmp_path / "r")]) == 0
    before = {p.name: p.read_bytes() for p in (tmp_path / "r").iterdir()}
    code = "import sys; from experiments.cli import main; sys.exit(main())"
    full = subprocess.run(
        [sys.executable, "-c", code, "run", "--fraction", "0.05", "--out", str(tmp_path / "r")],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert full.returncode == 1, full.stderr
    assert "cannot be written: File too large. Choose another --out." in full.stderr
    assert "Traceback" not in full.stderr
    assert {p.name: p.read_bytes() for p in (tmp_path / "r").iterdir()} == before
    assert [p.name for p in tmp_path.iterdir()] == ["r"]


@pytest.mark.parametrize("record", ["", "{", '{"schema": 1}', '{"schema": 2}'])
def test_a_record_that_is_not_whole_is_not_taken_for_one(saved, tmp_path, record, capsys):
    (tmp_path / "record.json").write_text(record)
    (tmp_path / "measures.parquet").write_bytes((saved / "measures.parquet").read_bytes())
    assert main(["student", str(tmp_path)]) == 1
    assert "Run it again." in capsys.readouterr().err
