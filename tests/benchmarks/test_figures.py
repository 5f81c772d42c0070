"""Figures of the benchmarks: limits scale with the memory, verdicts follow, nothing is timed."""

import json

import pytest

from experiments.benchmarks import memory_probe, startup
from experiments.benchmarks.figures import COLUMNS, Figure
from experiments.benchmarks.timing import in_turn


def test_a_time_is_allowed_less_where_memory_is_faster():
    f = Figure(what="run", unit="s", least=0.2, usual=0.25, limit=0.3, triad=24.0)
    assert f.scaled == pytest.approx(0.15)
    assert f.ratio == pytest.approx(4 / 3)
    assert f.verdict == "MISSED"


def test_at_the_speed_of_reference_a_limit_is_as_it_stands():
    f = Figure(what="run", unit="s", least=0.2, usual=0.25, limit=0.3, triad=12.0)
    assert (f.scaled, f.verdict) == (pytest.approx(0.3), "ok")


def test_more_is_better_where_at_least_so_much_is_asked():
    few = Figure(what="faster", unit="times", least=299, usual=1, limit=300, at_least=True)
    many = Figure(what="faster", unit="times", least=301, usual=1, limit=300, at_least=True)
    assert (few.verdict, many.verdict) == ("MISSED", "ok")


@pytest.mark.parametrize(("wrong", "verdict"), [(0, "ok"), (1, "MISSED")])
def test_where_none_is_allowed_one_is_too_many(wrong, verdict):
    f = Figure(what="wrong", unit="students", least=wrong, usual=wrong, limit=0)
    assert (f.verdict, f.ratio) == (verdict, None)


def test_without_a_limit_there_is_no_verdict():
    f = Figure(what="triad", unit="GB/s", least=12, usual=11)
    assert (f.scaled, f.ratio, f.verdict) == (None, None, "")
    assert len(f.row) == len(COLUMNS)
    assert json.loads(json.dumps(f.as_dict()))["usual"] == 11


def test_things_take_turns_after_a_round_that_does_not_count():
    done = []
    seconds = in_turn({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, rounds=3)
    assert done == ["a", "b"] * 4
    assert {name: len(s.all) for name, s in seconds.items()} == {"a": 3, "b": 3}
    assert seconds["a"].least <= seconds["a"].median


def test_the_peak_is_at_least_what_is_private_now():
    assert memory_probe.peak() >= memory_probe.private() > 1


def test_imports_are_summed_by_package(tmp_path):
    told = startup.fivebytwo(str(tmp_path), "--version", flags=("-X", "importtime"))
    assert "cyclopts" in told.stderr
    slowest = startup.imports("--version", most=3)
    assert [seconds for _, seconds in slowest] == sorted((s for _, s in slowest), reverse=True)
    assert all(seconds >= 0 for _, seconds in slowest)
