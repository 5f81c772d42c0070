"""The name of a run follows from all that is in it, and from nothing else."""

import json
import shutil
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.ensemble.code import model
from simulation.ensemble.runs import Ground, Run, runs_of
from simulation.network.field import Files
from simulation.parameters.declare import KIND, SWITCH
from simulation.parameters.world import all_parameters
from simulation.scenario import scenario
from simulation.years import FIRST_ENTRY

NUMBERS = [p for p in all_parameters().values() if p.unit != SWITCH and not KIND.findall(p.unit)]
GROUND = Ground(until=2010, fraction=0.05)


def values():
    """Return a strategy for some parameters and values that they may have."""
    some = st.sampled_from(NUMBERS).flatmap(
        lambda p: st.tuples(st.just(p.name), st.floats(p.low, p.high) | st.just(float(p.default)))
    )
    return st.lists(some, max_size=6).map(dict)


def slowly(name, own, seed, ground):
    """Return the name of a run as it is defined: year by year, with plain JSON."""
    years = []
    for year in range(FIRST_ENTRY, ground.until + 1):
        known = {}
        for change in scenario(name).changes:
            if change.since <= year <= change.until:
                known |= change.values
        told = sorted({**known, **own}.items())
        years.append([[k, float(v)] for k, v in told if v != all_parameters()[k].default])
    worlds = [[known, len(list(same))] for known, same in groupby(years)]
    contents = [ground.until, ground.fraction, *[None] * 5]
    lived = _digest([model(), worlds, contents])
    return _digest([lived, seed])


def _digest(words):
    return sha256(json.dumps(words).encode()).hexdigest()[:24]


@given(name=st.sampled_from(["history", "endogenous", "no_initiative", "norm_off"]), own=values(),
       seed=st.integers(0, 2**64 - 1), until=st.integers(2001, 2035))  # fmt: skip
def test_a_name_is_what_its_definition_says(name, own, seed, until):
    ground = Ground(until=until)
    (one,) = runs_of(name, own, [seed], ground)
    assert one.key == slowly(name, own, seed, ground)


@given(own=values())
def test_neither_the_order_nor_the_kind_of_numbers_matters(own):
    whole = {k: int(v) if v == int(v) else v for k, v in own.items()}
    (one,), (other,) = (
        runs_of("history", v, [1], GROUND) for v in (own, dict(reversed(whole.items())))
    )
    assert one.key == other.key


def test_each_thing_that_results_follow_from_changes_the_name():
    grounds = (GROUND, Ground(until=2011, fraction=0.05), Ground(until=2010, fraction=0.1))
    keys = [r.key for g in grounds for r in runs_of("history", {}, (1, 2), g)]
    keys += [r.key for n in ("no_initiative", "endogenous") for r in runs_of(n, {}, (1,), GROUND)]
    keys += [runs_of("history", {"choice.level": v}, (1,), GROUND)[0].key for v in (-1.0, -1.1)]
    assert len(set(keys)) == len(keys)


def test_what_leaves_the_world_as_it_is_does_not_change_the_name(tmp_path):
    copy = tmp_path / "another_name.toml"
    copy.write_text('title = "T"\nquestion = "Q?"\nbase = "history"\n')
    default = all_parameters()["choice.level"].default
    (one,) = runs_of("history", {}, (1,), GROUND)
    assert runs_of(str(copy), {}, (1,), GROUND)[0].key == one.key
    assert runs_of("history", {"choice.level": default}, (1,), GROUND)[0].key == one.key


@pytest.mark.parametrize("key", ["schools", "added", "partners"])
def test_the_content_of_a_users_file_is_in_the_name_and_its_place_is_not(key, tmp_path):
    def named(words, place):
        (tmp_path / place).write_text(words)
        about = {key: tmp_path / place}
        ground = Ground(files=Files(**about)) if key == "partners" else Ground(**about)
        return runs_of("history", {}, (1,), ground)[0].key

    assert named("a", "one") == named("a", "two") != named("b", "three")


def test_a_run_comes_back_from_json_as_it_was(tmp_path):
    own = Path(shutil.copy(__file__, tmp_path / "mine.py"))
    ground = Ground(until=2012, fraction=0.3, added=own, files=Files(partners=own))
    (one,) = runs_of("history", {"choice.level": 0.1 + 0.2}, (2**64 - 1,), ground)
    assert Run.from_json(json.loads(json.dumps(one.as_json(), default=str))) == one
