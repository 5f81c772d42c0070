"""Every mistake is told in sentences, before the work, and without a traceback."""

import os
import signal
import subprocess
import sys
import time

import pytest

from experiments.cli import main
from experiments.mistakes import BUG, STOPPED, USAGE, WRONG, explain
from simulation.parameters.declare import WrongParameter

MISTAKES = [
    ("run hstory", "Did you mean history?"),
    ("run nowhere.toml", "nowhere.toml: No such file"),
    ("run --set choice.levl=2", "Did you mean choice.level?"),
    ("run --set choice.level=99", "out of range.\n    Pull of five units"),
    ("run --set choice.level=abc", "'abc' is not a number"),
    ("run --set choice.level=nan", "out of range"),
    ("run --set x", "write name=value"),
    ("run --set =3", "write name=value"),
    ("run --set levers.goal=1 --set levers.goal=2", "stands 2 times"),
    ("run --until 1999", "not a school year from 2001 to 2035"),
    ("run --fraction 0", "fraction = 0 is not above 0"),
    ("run --fraction 0.05 --schools nowhere.csv", "nowhere.csv: No such file"),
    ("parameters chioce.level", "Did you mean choice.level?"),
    ("parameters --csv /dev/full", "/dev/full is not a file"),
    ("parameters --csv /proc/p.csv", "/proc/p.csv cannot be written"),
    ("plot nowhere", "nowhere holds no results"),
    ("plot nowhere --out a.gif", "a picture ends in .png, .svg, .pdf"),
    ("student nowhere 2010-1", "nowhere holds no results"),
    ("student nowhere x", "x is not a student"),
]


@pytest.mark.parametrize(("words", "sentence"), MISTAKES, ids=[words for words, _ in MISTAKES])
def test_a_mistake_is_a_sentence(words, sentence, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(words.split()) == WRONG
    err = capsys.readouterr().err
    assert sentence in err
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())


def test_all_the_mistakes_of_a_command_are_told_at_once(tmp_path, capsys):
    words = ["run", "hstory", "--set", "choice.levl=2", "--set", "levers.goal=-1", "--until", "1"]
    (tmp_path / "taken").write_text("")
    assert main([*words, "--out", str(tmp_path / "taken")]) == WRONG
    err = capsys.readouterr().err
    for sentence in ("choice.level?", "levers.goal = -1", "history?", "--until 1 ", "is a file"):
        assert sentence in err


@pytest.mark.parametrize("words", ["run --sed 1", "run --seed one", "run --seed -1", "plot", "rnu"])
def test_wrong_usage_has_its_own_status(words, capsys):
    assert main(words.split()) == USAGE
    err = " ".join(capsys.readouterr().err.split())
    assert "See `fivebytwo --help`" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("out", ["file", "file/deep", "others", "/proc/nowhere/deep"])
def test_results_that_cannot_be_written_are_refused_before_the_run(
    out, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FIVEBYTWO_CACHE", str(tmp_path / "cache"))
    (tmp_path / "file").write_text("mine")
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / "thesis.tex").write_text("mine")
    assert main(["run", "--fraction", "0.05", "--out", out]) == WRONG
    assert "Choose another --out." in capsys.readouterr().err
    assert not (tmp_path / "cache").exists()
    assert (tmp_path / "file").read_text() == (tmp_path / "others" / "thesis.tex").read_text()


def test_a_cache_that_cannot_be_written_names_the_way_out(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("FIVEBYTWO_CACHE", "/proc/nowhere")
    assert main(["run", "--fraction", "0.05", "--out", str(tmp_path / "r")]) == WRONG
    assert "Set FIVEBYTWO_CACHE" in capsys.readouterr().err


@pytest.mark.parametrize("words", ["--debug parameters nonsense", "parameters nonsense --debug"])
def test_debug_brings_the_traceback(words):
    with pytest.raises(WrongParameter, match="nonsense is not a parameter"):
        main(words.split())


def test_a_bug_says_that_it_is_one(capsys):
    assert explain(ZeroDivisionError("division by zero")) == BUG
    assert "a bug of fivebytwo: ZeroDivisionError: division by zero" in capsys.readouterr().err


def test_a_broken_pipe_is_silent():
    code = "import sys; from experiments.cli import main; sys.exit(main())"
    command = f"{sys.executable} -c '{code}' parameters | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)  # noqa: S602
    assert done.stderr == ""


def test_an_interrupted_run_leaves_nothing_half_written(tmp_path):
    cache, out = tmp_path / "cache", tmp_path / "r"
    code = (  # also where a shell in the background has SIGINT ignored
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from experiments.cli import main; sys.exit(main())"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", code, "run", "--out", str(out)],
        env=os.environ | {"FIVEBYTWO_CACHE": str(cache)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while not list(cache.glob("building-*")):
        assert run.poll() is None
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == STOPPED
    assert err.startswith("Stopped.")
    assert "Traceback" not in err
    assert not list(cache.iterdir())
    assert not out.exists()
