"""Whatever a scenario file holds, it is read or refused in words."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from simulation.parameters.world import World
from simulation.scenario import Scenario, WrongScenario, scenario

WORDS = st.sampled_from(
    ["title", "question", "base", "partners", "ties", "programmes", "number", "change", "from",
     "until", "set", "choice", "level", "levers", "goal", "=", ".", '"', "'", "[", "]",
     "[[change]]", "{", "}", ",", "\n", " ", "#", "1", "2014", "-1.5", "nan", "inf", "1e400",
     "true", '"history"', '"mine"', "2014-01-01", "\\u0000", "é"]
)  # fmt: skip
PLAIN_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | PLAIN_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN_TEXT, inner),
    max_leaves=8,
)


def read_or_refused(path):
    """Check that a file is a scenario or is refused in words."""
    try:
        wrong, story = "", scenario(path)
    except WrongScenario as error:
        wrong, story = str(error), None
    assert isinstance(story, Scenario) != wrong.startswith(f"{path}:")
    assert story is None or isinstance(story.worlds[2013], World)


@given(st.lists(WORDS, max_size=30).map("".join) | st.text(max_size=80))
def test_any_text_is_a_scenario_or_is_refused(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "mine.toml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    read_or_refused(path)


KEYS = (
    "title", "question", "base", "partners", "ties", "programmes", "number", "change", "from",
    "until", "set", "other",
)  # fmt: skip


def in_toml(value):
    """Return a value as TOML writes it."""
    if isinstance(value, dict):
        inside = ", ".join(f"{in_toml(k)} = {in_toml(v)}" for k, v in value.items())
        return "{" + inside + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_toml, value)) + "]"
    if isinstance(value, bool) or value is None:
        return str(bool(value)).lower()
    if isinstance(value, str):
        return (
            '"' + "".join(f"\\U{ord(c):08X}" for c in value if not "\ud800" <= c <= "\udfff") + '"'
        )
    return repr(value)


@given(
    st.dictionaries(st.sampled_from(KEYS), VALUES),
    st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES), max_size=2),
)
def test_any_values_are_a_scenario_or_are_refused(tmp_path_factory, top, changes):
    lines = [f"{key} = {in_toml(value)}" for key, value in top.items() if key != "change"]
    if "change" in top:  # all on one line
        lines.append(f"change = {in_toml([*changes, top['change']])}")
    else:
        for change in changes:
            lines += ["[[change]]", *(f"{key} = {in_toml(v)}" for key, v in change.items())]
    text = "\n".join(lines)
    tomllib.loads(text)
    path = tmp_path_factory.mktemp("any") / "mine.toml"
    path.write_text(text, encoding="utf-8")
    read_or_refused(path)
