"""`fivebytwo sweep`, as a person uses it: again, twice at a time, interrupted, without room."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections import Counter

import psutil
import pytest

from experiments.cli import main
from experiments.mistakes import STOPPED, WRONG
from simulation.ensemble.shard import read, shards
from simulation.ensemble.store import DONE, FAILED, open_store
from simulation.ensemble.views import connect

DESIGN = """
title     = "A try"
question  = "Does it work?"
scenarios = ["history", "no_initiative"]
seeds     = 2
fraction  = 0.05
until     = 2002
"""
GRID = '\n[vary]\nhow = "grid"\ngrid = { "choice.level" = [%s] }\n'
COMMAND = (  # also where a shell in the background has SIGINT ignored
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from experiments.cli import main; sys.exit(main())"
)
FLAKY = """
from pathlib import Path
from simulation.added import mechanism

@mechanism("september")
def fail(country):
    if Path("FLAG").exists() and country.world.choice.level < -1.35:
        raise OSError("the licence server is down")
"""


@pytest.fixture
def design(tmp_path):
    return written(tmp_path, DESIGN)


def written(folder, text, name="mine.toml"):
    place = folder / name
    place.write_text(text)
    return place


def many(folder, count, **about):
    """Write a design of four times so many runs."""
    text = DESIGN.replace("until     = 2002", f"until = {about.get('until', 2002)}")
    return written(folder, text + GRID % ", ".join(f"-1.{n + 100}" for n in range(count)))


def words_of(design, *more):
    return ["sweep", str(design), "--store", str(design.parent / "store"), *more]


def in_process(*words, **options):
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, **options,
    )  # fmt: skip


def store_of(design):
    return open_store(design.parent / "store")


def count(store):
    return Counter(store.status().values())


def wait_until(true, process):
    while not true():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)


def test_a_sweep_tells_what_it_did_and_the_same_command_computes_nothing(design, capsys):
    assert main(words_of(design, "--workers", "1")) == 0
    out = capsys.readouterr().out
    assert "A try (mine-" in out
    assert "): 4 runs, 0 done, 0 failed." in out
    assert "4 done, 0 failed, 0 left: " in out
    assert not shards(store_of(design).shards)
    before = {p: p.stat().st_mtime_ns for p in store_of(design).folder.rglob("*.parquet")}
    assert main(words_of(design)) == 0
    out = capsys.readouterr().out
    assert "): 4 runs, 4 done, 0 failed." in out
    assert "left" not in out
    after = {p: p.stat().st_mtime_ns for p in store_of(design).folder.rglob("*.parquet")}
    assert before == after


def test_the_design_and_its_points_are_kept_beside_the_runs(design):
    assert main(words_of(design, "--limit", "1")) == 0
    store = store_of(design)
    (kept,) = store.designs.iterdir()
    assert (kept / "design.toml").read_text() == DESIGN
    about = json.loads((kept / "plan.json").read_text())
    assert (about["runs"], about["scenarios"]) == (4, ["history", "no_initiative"])
    points = connect(store).sql("SELECT scenario, seed FROM points ORDER BY ALL").fetchall()
    assert points == [("history", 1), ("history", 2), ("no_initiative", 1), ("no_initiative", 2)]


def test_a_limit_leaves_the_rest_for_another_time(design, capsys):
    assert main(words_of(design, "--limit", "3")) == 0
    assert count(store_of(design)) == {DONE: 3}
    assert main(words_of(design, "--limit", "3")) == 0
    assert count(store_of(design)) == {DONE: 4}
    assert "4 runs, 3 done, 0 failed." in capsys.readouterr().out


def test_what_failed_is_tried_again_when_asked_and_success_replaces_it(tmp_path, capsys):
    flag, flaky = tmp_path / "flag", tmp_path / "flaky.py"
    flaky.write_text(FLAKY.replace("FLAG", str(flag)))
    flag.touch()
    text = DESIGN + 'added = "flaky.py"\n' + GRID % "-1.3, -1.4"
    design = written(tmp_path, text)
    assert main(words_of(design)) == 0
    out = capsys.readouterr().out
    assert "4 done, 4 failed, 0 left" in out
    assert out.count("OSError: the licence server is down") == 3
    assert "fivebytwo query" in out
    assert count(store_of(design)) == {DONE: 4, FAILED: 4}
    flag.unlink()
    assert main(words_of(design)) == 0
    assert count(store_of(design)) == {DONE: 4, FAILED: 4}
    assert main(words_of(design, "--retry")) == 0
    assert count(store_of(design)) == {DONE: 8}
    rows = connect(store_of(design)).sql("SELECT run, status FROM runs").fetchall()
    assert Counter(status for _, status in rows) == {DONE: 8}


def test_a_time_limit_is_of_each_run(tmp_path, capsys):
    (tmp_path / "slow.py").write_text(
        "import time\nfrom simulation.added import mechanism\n\n@mechanism('september')\n"
        "def wait(country):\n    time.sleep(600 if country.world.choice.level < -1.35 else 0)\n"
    )
    text = (
        DESIGN.replace("seeds     = 2", "seeds = 1") + 'added = "slow.py"\n' + GRID % "-1.3, -1.4"
    )
    design = written(tmp_path, text.replace(', "no_initiative"', ""))
    assert main(words_of(design, "--time-limit", "2.5")) == 0
    out = capsys.readouterr().out
    assert "1 done, 1 failed, 0 left" in out
    assert "it took more than 2.5 s" in out


@pytest.mark.slow
def test_two_sweeps_at_once_share_a_store_and_each_run_is_there_once(tmp_path):
    first = many(tmp_path, 10)
    second = written(tmp_path, first.read_text() + "# the same\n", "other.toml")
    sweeps = [in_process(*words_of(d, "--workers", "1")) for d in (first, second)]
    for sweep in sweeps:
        _, err = sweep.communicate()
        assert sweep.returncode == 0, err
    store = store_of(first)
    store.compact()
    assert count(store) == {DONE: 40}
    link = connect(store)
    assert link.sql("SELECT count(*), count(DISTINCT run) FROM runs").fetchall() == [(40, 40)]
    assert link.sql("SELECT count(*) FROM years").fetchall() == [(80,)]
    assert link.sql("SELECT count(*) FROM points").fetchall() == [(80,)]


def test_an_interruption_ends_it_soon_and_keeps_what_is_done(tmp_path):
    design = many(tmp_path, 200, until=2012)
    sweep = in_process(*words_of(design, "--workers", "2"), start_new_session=True)
    folder = tmp_path / "store" / "shards"
    wait_until(lambda: sum(1 for p in shards(folder) for _ in read(p)) >= 4, sweep)
    workers = psutil.Process(sweep.pid).children()
    os.killpg(sweep.pid, signal.SIGINT)
    _, err = sweep.communicate(timeout=60)
    assert sweep.returncode == STOPPED
    assert err.startswith("Stopped.")
    assert "Traceback" not in err
    _, alive = psutil.wait_procs(workers, timeout=60)
    assert not alive
    done = count(store_of(design))[DONE]
    assert 4 <= done < 800
    assert main(words_of(design, "--limit", "1")) == 0
    assert count(store_of(design)) == {DONE: done + 1}


def test_a_full_disk_is_one_sentence_and_with_room_the_same_command_goes_on(tmp_path):
    """The largest size of a file stands for the disk."""
    design = many(tmp_path, 8)
    room = 60_000  # bytes; a run takes some 5,000
    sweep = in_process(
        *words_of(design, "--workers", "2"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )
    _, err = sweep.communicate(timeout=300)
    assert sweep.returncode == WRONG
    (line,) = err.splitlines()
    assert line == (
        f"{tmp_path / 'store'} cannot be written: File too large. What is done is kept: make room,"
        " or see whose it is, and the same command goes on."
    )
    done = count(store_of(design))[DONE]
    assert 0 < done < 32
    assert main(words_of(design)) == 0
    assert count(store_of(design)) == {DONE: 32}
    link = connect(store_of(design))
    assert link.sql("SELECT count(*), count(DISTINCT run) FROM runs").fetchall() == [(32, 32)]
    assert link.sql("SELECT count(*) FROM years").fetchall() == [(64,)]


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [
        ("/proc/fivebytwo/store", "cannot be written: No such file or directory"),
        ("/sys/fivebytwo", "cannot be written: "),
        ("taken", "taken is no store of runs. Choose another --store."),
        ("thesis", "thesis is no store of runs. Choose another --store."),
        ("other", "other is a store of schema 99; this version reads and writes 1."),
        ("damaged", "store.json is damaged"),
    ],
)
def test_a_store_that_cannot_be_used_is_told_before_any_run(
    folder, sentence, design, capsys, monkeypatch
):
    monkeypatch.chdir(design.parent)
    monkeypatch.setenv("FIVEBYTWO_CACHE", str(design.parent / "cache"))
    for name in ("thesis", "other", "damaged"):
        (design.parent / name).mkdir()
    (design.parent / "taken").write_text("mine")
    (design.parent / "thesis" / "thesis.tex").write_text("mine")
    (design.parent / "other" / "store.json").write_text('{"schema": 99}')
    (design.parent / "damaged" / "store.json").write_text("{")
    assert main(["sweep", str(design), "--store", folder]) == WRONG
    err = capsys.readouterr().err
    assert sentence in err
    assert "Traceback" not in err
    assert not (design.parent / "cache").exists()
    assert (design.parent / "thesis" / "thesis.tex").read_text() == "mine"


def test_a_design_of_very_many_runs_is_asked_about_before_it_is_expanded(tmp_path, capsys):
    text = DESIGN + '[vary]\nhow = "latin"\nsize = 1_000_000\ninputs = ["*"]\n'
    design = written(tmp_path, text)
    assert main(words_of(design)) == WRONG
    assert "mine has 4,000,000 runs, more than 20,000" in capsys.readouterr().err
    assert main(words_of(design, "--yes")) == WRONG
    assert "1,000,000 points of 142 parameters are more than" in capsys.readouterr().err
    assert not (tmp_path / "store").exists()


def test_yes_carries_out_the_first_of_very_many(tmp_path, capsys):
    design = written(tmp_path, DESIGN.replace("seeds     = 2", "seeds = 10_001"))
    assert main(words_of(design, "--limit", "1")) == WRONG
    assert "20,002 runs" in capsys.readouterr().err
    assert main(words_of(design, "--limit", "1", "--yes")) == 0
    assert count(store_of(design)) == {DONE: 1}


@pytest.mark.parametrize("words", ["--on moon", "--on dask", "--on dask:127.0.0.1"])
def test_a_place_that_is_none_is_told(words, design, capsys):
    assert main(words_of(design, *words.split())) == WRONG
    assert "choose local, dask://ADDRESS, slurm or slurm-array" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["luck_or_structur", "nowhere.toml", "screenin"])
def test_a_design_that_is_none_is_told(name, capsys):
    assert main(["sweep", name]) == WRONG
    err = capsys.readouterr().err
    assert "Did you mean" in err or "No such file" in err
