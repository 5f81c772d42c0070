"""One run of many, and the name that follows from all that is in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from hashlib import sha256
from itertools import groupby
from json import dumps
from pathlib import Path
from typing import Any

from simulation.ensemble.code import model
from simulation.network.field import Files
from simulation.parameters.world import all_parameters
from simulation.results.provenance import digest
from simulation.run import HORIZON, SHIPPED
from simulation.scenario import Scenario, scenario
from simulation.years import FIRST_ENTRY

Values = Mapping[str, float]

_NEXT = ", "  # of JSON, between two things
_SHORT = 24  # hexadecimal digits: two of a billion runs are alike by chance once in 1e11


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every run of a design stands on: how long, in how much of the country, whose files.

    Attributes
    ----------
    schools, added
        A table of schools, and a Python file of mechanisms, of the user's own.
    files
        Partners, ties and programmes of the user's own.
    """

    until: int = HORIZON
    fraction: float = 1.0
    schools: Path | None = None
    added: Path | None = None
    files: Files = SHIPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run to be carried out; everything in it can be sent to another machine.

    Attributes
    ----------
    key
        Its name: a digest of the model and of all that follows.
    scenario
        Name of a shipped scenario, or the path of a file.
    values
        Parameters set in every year.
    """

    key: str
    scenario: str
    values: Values
    seed: int
    ground: Ground

    def as_json(self) -> dict[str, Any]:
        """Return it as plain words and numbers."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Run":
        """Return the run that `as_json` told of, its paths as texts."""
        about = dict(told["ground"])
        files = Files(**{k: Path(v) for k, v in about["files"].items() if v})
        own = {k: Path(about[k]) if about[k] else None for k in ("schools", "added")}
        ground = Ground(**{**about, **own, "files": files})
        return cls(**{**told, "ground": ground})


def runs_of(name: str, values: Values, seeds: Sequence[int], ground: Ground) -> list[Run]:
    """Return a scenario with some parameters set, under each seed.

    A name is a digest of the model, the parameters of each year lived, the seed, the part of the
    country and what is in files of the user's own. What leaves the world as it is, as a scenario's
    name or a parameter set to its default, does not change it.
    """
    worlds = _worlds(name, values, ground.until)
    lived = _digest(f"[{dumps(model())}, {worlds}, {dumps(_contents(name, ground))}]")
    return [
        Run(
            key=_digest(dumps((lived, seed))),
            scenario=name,
            values=values,
            seed=seed,
            ground=ground,
        )
        for seed in seeds
    ]


def _digest(words: str) -> str:
    """Return a digest of some words."""
    return sha256(words.encode()).hexdigest()[:_SHORT]


def _worlds(name: str, values: Values, until: int) -> str:
    """Return what differs from the world at rest, for each stretch of years that share it.

    It is JSON: pairs of a parameter and its value, and the number of years. A screening names
    thousands of runs of a hundred parameters each, so it is laid out once, and filled in here.
    """
    own = _pairs(tuple(sorted(values.items())))
    told = ((laid_out % own, years) for laid_out, years in _layout(name, until, frozenset(values)))
    each = ((known, sum(n for _, n in same)) for known, same in groupby(told, lambda x: x[0]))
    return f"[{', '.join(f'[[{known.removesuffix(_NEXT)}], {years}]' for known, years in each)}]"


@lru_cache(maxsize=1)  # scenario after scenario is named at one point
def _pairs(values: tuple[tuple[str, float], ...]) -> tuple[str, ...]:
    """Return parameters and their values, each as a pair in JSON to be followed by another."""
    return tuple(_pair(name, value) for name, value in values)


def _pair(name: str, value: float) -> str:
    """Return a parameter and its value as JSON; nothing if it is the default."""
    if value == all_parameters()[name].default:
        return ""
    return f'["{name}", {float(value)!r}]{_NEXT}'


@cache
def _layout(name: str, until: int, own: frozenset[str]) -> tuple[tuple[str, int], ...]:
    """Return what a scenario sets in each stretch of years, and how long it lasts.

    In its alphabetical place, each of a run's own parameters is to be filled in.
    """
    years = groupby(_set_in_each_year(_scenario(name), until))
    return tuple(
        ("".join(text for _, text in sorted({**dict(beneath), **dict.fromkeys(own, "%s")}.items())),
         sum(1 for _ in same))
        for beneath, same in years
    )  # fmt: skip


def _set_in_each_year(story: Scenario, until: int) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield what a scenario sets, year by year, as pairs in JSON."""
    for year in range(FIRST_ENTRY, until + 1):
        values: dict[str, float] = {}
        for change in story.changes:
            if change.since <= year <= change.until:
                values |= change.values
        yield tuple((k, _pair(k, float(v))) for k, v in sorted(values.items()))


@cache
def _scenario(name: str) -> Scenario:
    """Return a scenario, read once."""
    return scenario(name)


@cache
def _contents(name: str, ground: Ground) -> tuple[Any, ...]:
    """Return how long, how much of the country, and what is in files of the user's own."""
    return _in_files(_scenario(name), ground)


def _in_files(story: Scenario, ground: Ground) -> tuple[Any, ...]:
    """Return how long, how much of the country, and what files of the user's own hold now."""
    files = story.files_under(ground.files)
    places = (ground.schools, ground.added, files.partners, files.ties, files.programmes)
    return (ground.until, ground.fraction, *(digest(p) if p else None for p in places))


@cache
def named_for(name: str, ground: Ground) -> str:
    """Return a digest of what a scenario and files held when runs were named here."""
    return _digest(dumps([repr(_scenario(name).changes), _contents(name, ground)]))


def held_now(name: str, ground: Ground) -> str:
    """Return the same of what they hold now."""
    story = scenario(name)
    return _digest(dumps([repr(story.changes), _in_files(story, ground)]))


def read_anew() -> None:
    """Forget what scenarios and files held, before other runs are named."""
    for known in (_scenario, _contents, _layout, named_for):
        known.cache_clear()
