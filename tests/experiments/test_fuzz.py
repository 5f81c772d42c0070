"""The readers of designs and scenarios survive whatever a file holds: only ever one exception."""

import json
import math
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from experiments.sweeps.checks import HOWS
from experiments.sweeps.design import _HEADING, _VARY, Design, WrongDesign, read_design
from experiments.sweeps.sample import points_of
from simulation.scenario import _CHANGE_KEYS, _KEYS, Scenario, WrongScenario, scenario

PARAMETERS = ("choice.level", "levers.bonus", "trust.*", "people.girls_share", "choice.levle", "*")
OTHERS = ("history", "no_initiative", "x.toml", "", "a\0b", "[*]")
WORDS = st.sampled_from([*PARAMETERS, *HOWS, *OTHERS])
NUMBERS = st.integers() | st.floats() | st.sampled_from([0, 1, -1, 2**63, 10**400, 1e308])
PLAIN = WORDS | NUMBERS | st.booleans() | st.dates() | st.text(max_size=8)
KEYS = st.sampled_from([*_HEADING, *_VARY, "vary", *_KEYS, *_CHANGE_KEYS])
NAMES = KEYS | WORDS | st.text(max_size=5)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
TABLES = st.dictionaries(NAMES, VALUES, max_size=8)
HEADS = {"title": "T", "question": "Q?", "scenarios": ["history"], "seeds": 2}
VARY = st.fixed_dictionaries({"how": st.sampled_from(HOWS)}, optional={
    "size": VALUES | st.integers(1, 8), "inputs": VALUES | st.lists(WORDS, max_size=3),
    "except": VALUES, "groups": VALUES | st.dictionaries(NAMES, st.lists(WORDS), max_size=2),
    "points": VALUES | st.lists(st.dictionaries(NAMES, VALUES, max_size=2), max_size=2),
    "grid": VALUES | st.dictionaries(NAMES, st.lists(VALUES, max_size=2), max_size=2),
    "seed": VALUES, "file": VALUES, "any_model": VALUES,
})  # fmt: skip
CHANGES = st.lists(
    st.fixed_dictionaries({}, optional={"set": VALUES, "from": VALUES, "until": VALUES}), max_size=3
)


def toml(value):
    """Return a value as TOML writes it in a line."""
    if isinstance(value, str):
        return json.dumps(value.encode("utf-8", "replace").decode()).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{toml(k)} = {toml(v)}' for k, v in value.items())}}}"
    if isinstance(value, int):
        return hex(value) if value > 10**100 else str(value).lower()
    return str(value)


def written(table):
    return "\n".join(f"{toml(k)} = {toml(v)}" for k, v in table.items())


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz") / "mine.toml"


def survives(place, content):
    """Read a file as a design and as a scenario; whatever else is raised fails the test."""
    place.write_bytes(content)
    with suppress(WrongDesign):
        assert isinstance(read_design(place), Design)
    with suppress(WrongScenario):
        assert isinstance(scenario(place), Scenario)


@given(content=st.binary(max_size=200))
def test_bytes(place, content):
    survives(place, content)


@given(content=st.text(max_size=200))
def test_text(place, content):
    survives(place, content.encode("utf-8", "surrogatepass"))


@given(table=TABLES)
@example(table={"set": 5})
@example(table={"seeds": 2**70_000})
@example(table={"base": "a\0b.toml"})
@example(table={"change": [{"set": {"choice.level": 10**400}}]})
def test_any_tables(place, table):
    survives(place, written(table).encode())


@given(more=TABLES)
@example(more={"set": 5})
@example(more={"set": {"choice.level": 10**400}})
@example(more={"set": {"choice": {"level": -1}, "choice.level": -2}})
@example(more={"scenarios": ["a\0b.toml"]})
@example(more={"until": 2**70_000})
def test_a_right_design_with_anything_in_it(place, more):
    survives(place, written({**HEADS, **more}).encode())


@given(vary=VARY, fixed=VALUES | st.just({}))
@example(vary={"how": "grid", "grid": {"levers": {}}}, fixed={})
@example(vary={"how": "latin", "size": 2, "inputs": ["*"]}, fixed=5)
@example(vary={"how": "listed", "points": [{"choice.level": math.nan}]}, fixed={})
def test_any_way_to_vary(place, vary, fixed):
    """And what is read without a mistake is expanded, or refused as clearly."""
    place.write_text(written({**HEADS, "set": fixed, "vary": vary}))
    with suppress(WrongDesign):
        assert points_of(read_design(place)).values


@given(changes=CHANGES)
@example(changes=[{"set": {"choice": {"level": math.inf}}}])
def test_any_changes(place, changes):
    head = {"title": "T", "question": "Q?", "base": "history"}
    survives(place, written({**head, "change": changes}).encode())


@pytest.mark.parametrize(
    "content",
    [
        "a = " + "[" * 100_000,
        "a = " + "[" * 300 + "]" * 300,
        "set = " + "{a = " * 300 + "1" + "}" * 300,
        ".".join("a" * 500) + " = 1",
        "[" + ".".join("a" * 500) + "]",
        "seeds = " + "9" * 5_000,
        "seeds = 0x" + "f" * 5_000,
        "until = 2001-13-45",
        "title = '" + "x" * 1_000_000 + "'",
        "\n".join(f"k{i} = 1" for i in range(300)),
    ],
    ids=lambda content: content[:12],
)
def test_absurd_files(place, content):
    survives(place, content.encode())


ODD = ["", ".", "/", "a\0.toml", "a\0", "\udcff.toml", "\ud800.toml", "x" * 5_000 + ".toml", "\n"]


@pytest.mark.parametrize("name", ODD, ids=map(ascii, ODD))
def test_odd_names_of_files(name):
    with pytest.raises(WrongDesign):
        read_design(name)
    with pytest.raises(WrongScenario):
        scenario(name)
