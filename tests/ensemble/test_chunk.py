"""What a task of a job array does, without the queue around it."""

import json

import pytest

from simulation.ensemble import chunk
from simulation.ensemble.runs import Ground, read_anew, runs_of
from simulation.ensemble.store import DONE, make_store


@pytest.fixture
def submitted(tmp_path):
    """Return a store, and the folder of a submission of five runs in chunks of two."""
    store = make_store(tmp_path / "store")
    folder = store.folder / chunk.JOBS / "one"
    folder.mkdir(parents=True)
    runs = runs_of("history", {}, range(1, 6), Ground(until=2003, fraction=0.05))
    chunk.write(folder, runs, 2)
    return store, folder, [r.key for r in runs]


def test_a_task_carries_out_its_own_lines_and_nothing_that_is_done(submitted, capfd, monkeypatch):
    monkeypatch.setenv("SLURM_CPUS_PER_TASK", "1")
    store, folder, keys = submitted
    assert chunk.carry_out(folder, 1) == 0
    assert store.status() == dict.fromkeys(keys[2:4], DONE)
    assert "Task 1: 2 done, 0 failed." in capfd.readouterr().out
    assert chunk.carry_out(folder, 1) == 0
    assert "2 runs, 2 of them done before" in capfd.readouterr().out
    assert chunk.carry_out(folder, 2) == 0
    assert store.tabled() == dict.fromkeys(keys[2:], DONE)


def test_a_task_computes_nothing_when_the_code_is_not_that_of_the_submission(submitted, capfd):
    store, folder, _ = submitted
    about = json.loads((folder / "job.json").read_text())
    (folder / "job.json").write_text(json.dumps(about | {"model": "another"}))
    assert chunk.carry_out(folder, 0) == 1
    assert "nothing is computed. Submit again" in capfd.readouterr().out
    assert not store.status()


def test_a_task_whose_store_is_gone_says_so(submitted, capfd):
    store, folder, _ = submitted
    (store.folder / "store.json").unlink()
    assert chunk.carry_out(folder, 0) == 1
    assert "It cannot go on: " in capfd.readouterr().out


def test_a_task_computes_nothing_when_a_scenario_changed_in_the_queue(tmp_path, capfd, monkeypatch):
    monkeypatch.setenv("SLURM_CPUS_PER_TASK", "1")
    mine = tmp_path / "mine.toml"
    text = 'title = "T"\nquestion = "Q?"\nbase = "history"\n[[change]]\nset.choice.level = %s\n'
    mine.write_text(text % -1.2)
    store = make_store(tmp_path / "store")
    folder = store.folder / chunk.JOBS / "one"
    folder.mkdir(parents=True)
    chunk.write(folder, runs_of(str(mine), {}, [1, 2], Ground(until=2003, fraction=0.05)), 2)
    mine.write_text(text % -1.4)
    read_anew()  # as another process would
    assert chunk.carry_out(folder, 0) == 1
    assert "changed after the runs were named" in capfd.readouterr().out
    assert not store.status()
