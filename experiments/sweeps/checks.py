"""What may stand behind each key of a design; each check yields why a value cannot."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any

from simulation.parameters.declare import WrongParameter
from simulation.parameters.views import uncertain
from simulation.parameters.world import named
from simulation.scenario import WrongScenario, scenario
from simulation.years import FIRST_YEAR, LAST_YEAR

Toml = Any  # what a file may hold
Check = Callable[[Toml, Path], Iterator[str]]  # a value, and the folder that paths are under

HOWS = ("listed", "grid", "latin", "sobol", "morris", "draws")
WILD = "*?["
_MOST = 2**64 - 1
_LARGEST = 10**6  # a size beyond it is a slip of the keyboard


def text(value: Toml, _: Path) -> Iterator[str]:
    """Yield why it is no sentence."""
    if not isinstance(value, str) or not value.strip():
        yield "must be a text."


def file(value: Toml, folder: Path) -> Iterator[str]:
    """Yield why it is no file."""
    try:
        if not isinstance(value, str) or not (folder / value).is_file():
            yield f"there is no file {folder / str(value)}."
    except (OSError, ValueError) as error:
        yield f"{value!r} is not the name of a file: {error}."


def whole(value: Toml, _: Path) -> Iterator[str]:
    """Yield why it is no number of things."""
    if type(value) is not int or not 1 <= value <= _LARGEST:
        yield f"{value!r} is not a whole number from 1 to {_LARGEST:,}."


def luck(value: Toml, _: Path) -> Iterator[str]:
    """Yield why it is no seed."""
    if type(value) is not int or not 0 <= value <= _MOST:
        yield f"{value!r} is not a whole number from 0 to 2^64 - 1."


def seeds(value: Toml, folder: Path) -> Iterator[str]:
    """Yield why it is neither a number of seeds nor a list of them."""
    if isinstance(value, list):
        yield from chain.from_iterable(luck(seed, folder) for seed in value)
        if not value or len(set(map(repr, value))) < len(value):
            yield "a list of seeds has at least one, and each once."
    else:
        yield from whole(value, folder)


def year(value: Toml, _: Path) -> Iterator[str]:
    """Yield why it is no school year with results."""
    if type(value) is not int or not FIRST_YEAR <= value <= LAST_YEAR:
        yield f"{value!r} is not a school year from {FIRST_YEAR} to {LAST_YEAR}."


def share(value: Toml, _: Path) -> Iterator[str]:
    """Yield why it is no part of the country."""
    if type(value) not in {int, float} or not 0 < value <= 1:
        yield f"{value!r} is not above 0 and up to 1, the whole country."


def yes_or_no(value: Toml, _: Path) -> Iterator[str]:
    """Yield why it is neither true nor false."""
    if not isinstance(value, bool):
        yield f"{value!r} is not true or false."


def how(value: Toml, _: Path) -> Iterator[str]:
    """Yield why it is no way to vary parameters."""
    if value not in HOWS:
        yield f"{value!r} is not one of {', '.join(HOWS)}."


def stories(value: Toml, folder: Path) -> Iterator[str]:
    """Yield why it is no list of scenarios."""
    if not isinstance(value, list) or not value:
        yield "must be a list of scenarios, as ['history']."
        return
    for name in value:
        yield from _story(name, folder)
    stems = [Path(name).stem for name in value if isinstance(name, str)]
    if len(set(stems)) < len(stems):
        yield "two scenarios have one name; results could not tell them apart."


def _story(name: Toml, folder: Path) -> Iterator[str]:
    """Yield why it is no scenario."""
    try:
        if not isinstance(name, str):
            yield f"{name!r} is not the name of a scenario."
        elif scenario(place(name, folder)).number:
            yield f"{name} is an initiative by itself: try `fivebytwo alone {name}`."
    except (WrongScenario, ValueError, OSError, RuntimeError) as error:  # also of odd paths
        yield f"{name}: {error}" if not isinstance(error, WrongScenario) else str(error)


def place(name: str, folder: Path) -> str:
    """Return a scenario's name, or its path if it is a file."""
    return str((folder / name).resolve()) if name.endswith(".toml") else name


def settings(value: Toml, _: Path) -> Iterator[str]:
    """Yield why it is no table of parameters and their values."""
    if not isinstance(value, dict):
        yield 'must be a table, as { "choice.level" = -1.4 }.'
        return
    yield from _twice(value)
    for name, one in flat(value).items():
        yield from _refusal(name, one)


def points(value: Toml, folder: Path) -> Iterator[str]:
    """Yield why it is no list of points."""
    if not isinstance(value, list) or not value:
        yield 'must be a list of tables, as [{ "choice.level" = -1.4 }].'
        return
    for point in value:
        yield from settings(point, folder)
    if len({tuple(flat(p)) for p in value if isinstance(p, dict)}) > 1:
        yield "every point sets the same parameters, in the same order."


def grid(value: Toml, _: Path) -> Iterator[str]:
    """Yield why it is no table of lists."""
    if not isinstance(value, dict) or not flat(value):
        yield 'must be a table of lists, as { "levers.bonus" = [0, 1] }.'
        return
    yield from _twice(value)
    for name, many in flat(value).items():
        if not isinstance(many, list) or not many:
            yield f"{name}: must be a list of values, as [0, 1]."
            continue
        for one in many:
            yield from _refusal(name, one)


def inputs(value: Toml, _: Path) -> Iterator[str]:
    """Yield why it is no list of parameters, or of patterns that some parameter has."""
    from experiments.sweeps.design import matching

    if not isinstance(value, list) or not all(isinstance(v, str) for v in value) or not value:
        yield "must be a list of parameters, as ['choice.level', 'trust.*']."
        return
    for pattern in value:
        if not set(WILD) & set(pattern):
            yield from _unknown(pattern)
        elif not matching(pattern):
            yield f"{pattern}: no parameter with a prior is called so ({len(uncertain())} are)."


def groups(value: Toml, folder: Path) -> Iterator[str]:
    """Yield why it is no table of lists of inputs."""
    if not isinstance(value, dict) or not value:
        yield "must be a table of lists, as { trust = ['trust.*'] }."
        return
    for name, members in value.items():
        yield from (f"{name}: {m}" for m in inputs(members, folder))


def _twice(table: dict[str, Any]) -> Iterator[str]:
    """Yield which parameters stand twice, as `a.b` and as `b` in a table `a`."""
    names = [name for key, value in table.items() for name in flat({key: value})]
    yield from (f"{n} stands twice." for n in dict.fromkeys(names) if names.count(n) > 1)


def _refusal(name: str, value: Toml) -> Iterator[str]:
    """Yield why a parameter cannot have a value."""
    try:
        if refusal := named(name).refuse(value):
            yield refusal
    except WrongParameter as error:
        yield str(error)


def _unknown(name: str) -> Iterator[str]:
    """Yield why it is no parameter."""
    try:
        named(name)
    except WrongParameter as error:
        yield str(error)


def flat(table: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Return the leaves of nested tables, with dotted names.

    >>> flat({"levers": {"bonus": [0, 1]}, "choice.level": -1})
    {'levers.bonus': [0, 1], 'choice.level': -1}
    """
    leaves: dict[str, Any] = {}
    for key, value in table.items():
        leaves |= (
            flat(value, f"{before}{key}.") if isinstance(value, dict) else {before + key: value}
        )
    return leaves


def set_and_varied(varied: Iterable[str], fixed: Iterable[str]) -> Iterator[str]:
    """Yield which parameters are both set in every run and varied."""
    both = set(varied) & set(fixed)
    yield from (f"{name} is set and varied; leave one of them out." for name in sorted(both))


def told_apart(names: Iterable[str], stories: Iterable[str]) -> Iterator[str]:
    """Yield which parameters, though every run is to set them, scenarios differ in."""
    lived = {story: scenario(story).worlds for story in stories}
    for name in sorted(names):
        of = attrgetter(name)
        first, *others = ((story, [of(w) for w in by.values()]) for story, by in lived.items())
        for story, values in others:
            if values != first[1]:
                apart = f"{Path(story).stem} differs from {Path(first[0]).stem} in it"
                yield f"{name} is set or varied, and {apart}: leave it out, as by except."
                break
