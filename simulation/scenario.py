"""Which world holds when: a scenario is a dated difference from another scenario."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulation.parameters.declare import WrongParameter
from simulation.parameters.world import World, changed, named
from simulation.toml import line_of, read_toml
from simulation.years import FIRST_ENTRY, LAST_YEAR

if TYPE_CHECKING:
    from simulation.network.field import Files

_POPULATION = "people"  # the group that the base population is built from
_PARTNERS, _TIES = "partners", "ties"
_TABLES = (_PARTNERS, _TIES, "programmes")  # files that may stand beside a scenario's
_TEXTS = ("title", "question", "base", *_TABLES, "number")
_KEYS = dict.fromkeys(_TEXTS, str) | {"change": list}
_CHANGE_KEYS = ("from", "until", "set")
_CHANGE = "change"


class WrongScenario(ValueError):
    """A scenario that does not exist or cannot be read; the message lists every mistake."""


@dataclass(frozen=True, slots=True)
class Change:
    """Parameters set from one school year on, until another (both included)."""

    since: int
    until: int
    values: Mapping[str, float]


@dataclass(frozen=True)
class Scenario:
    """A question, and the world of each school year.

    Attributes
    ----------
    changes
        All differences from the world at rest, the base's first.
    tables
        Files that its field comes from, by `partners`, `ties` and `programmes`; those left out are
        the base's, or shipped.
    number
        Name of the programme whose slots are the number it works for, where that is not the number
        of students of the country; else blank.
    """

    name: str
    title: str
    question: str
    base: str | None
    changes: tuple[Change, ...]
    tables: Mapping[str, Path] = field(default_factory=dict)
    number: str = ""

    @cached_property
    def worlds(self) -> dict[int, World]:
        """The world of each school year."""
        return dict(self._worlds())

    @property
    def first_world(self) -> World:
        """The world that the base population is built from."""
        return self.worlds[FIRST_ENTRY]

    @property
    def files(self) -> "Files":
        """The tables that its field comes from."""
        return self.files_under()

    def files_under(self, own: "Files | None" = None) -> "Files":
        """Return a user's own tables, and those of the scenario where there are none."""
        from simulation.network.field import Files  # noqa: PLC0415  half a second, for networkx

        brought = {k: path for k in _TABLES if (path := getattr(own, k, None))}
        return Files(**_laid_over(self.tables, brought))

    def setting(self, values: Mapping[str, float]) -> "Scenario":
        """Return the scenario with parameters set in every year, whatever its own changes say."""
        changed(World(), values)
        return replace(self, changes=(*self.changes, Change(FIRST_ENTRY, LAST_YEAR, dict(values))))

    def _worlds(self) -> Iterator[tuple[int, World]]:
        """Yield each year and its world; years that nothing tells apart share one."""
        made: dict[tuple[tuple[str, float], ...], World] = {}
        for year in range(FIRST_ENTRY, LAST_YEAR + 1):
            values: dict[str, float] = {}
            for change in self.changes:
                if change.since <= year <= change.until:
                    values |= change.values
            known = tuple(sorted(values.items()))
            if known not in made:
                made[known] = changed(World(), values)
            yield year, made[known]


def scenarios() -> list[Scenario]:
    """Return the scenarios that are shipped, `history` first."""
    names = sorted(
        p.name.removesuffix(".toml")
        for p in files("scenarios").iterdir()
        if p.name.endswith(".toml")
    )
    return [scenario(n) for n in sorted(names, key=lambda n: (n != "history", n))]


def scenario(name: str | Path) -> Scenario:
    """Return a shipped scenario by name, or one of a user's file ending in .toml.

    Raises WrongScenario with every mistake: file, line, reason.
    """
    return _load(Path(name) if str(name).endswith(".toml") else _shipped(str(name)), ())


def _load(where: Path, above: tuple[Path, ...]) -> Scenario:
    """Return the scenario of a file, given the files whose base it is."""
    text, content = read_toml(where, WrongScenario)
    return _read(where, text, content, (*above, where.resolve()))


def _shipped(name: str) -> Path:
    """Return the file of a shipped scenario."""
    folder = Path(str(files("scenarios")))
    known = sorted(p.stem for p in folder.glob("*.toml"))
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise WrongScenario(
            f"{name} is not a scenario.{hint}\n    There are: {', '.join(known)}; or give a .toml."
        )
    return folder / f"{name}.toml"


def _read(where: Path, text: str, content: dict[str, Any], files: tuple[Path, ...]) -> Scenario:
    """Return the scenario of a parsed file, or raise all its mistakes."""
    wrong = [f"{where}:{line_of(text, k, _CHANGE)}: {m}" for k, m in _heading_mistakes(content)]
    tables = {k: where.parent / v for k in _TABLES if isinstance(v := content.get(k), str)}
    wrong += [
        f"{where}:{line_of(text, k, _CHANGE)}: {k}: {why}."
        for k, v in tables.items()
        if (why := _missing(v))
    ]
    changes = []
    listed = content.get("change", [])
    for nth, change in enumerate(listed if isinstance(listed, list) else []):
        made, mistakes = _change(change)
        changes.append(made)
        wrong += [f"{where}:{line_of(text, key, _CHANGE, nth)}: {m}" for key, m in mistakes]
    beneath: Scenario | None = None
    if isinstance(base := content.get("base"), str):
        try:
            beneath = _base(where, base, files)
        except WrongScenario as error:
            wrong.append(f"{where}:{line_of(text, 'base', _CHANGE)}: base: {error}")
    if wrong:
        raise WrongScenario("\n".join(wrong))
    return Scenario(
        where.stem, content["title"], content["question"], base,
        (*(beneath.changes if beneath else ()), *changes),
        _laid_over(beneath.tables if beneath else {}, tables),
        content.get("number", beneath.number if beneath else ""),
    )  # fmt: skip


def _base(where: Path, base: str, above: tuple[Path, ...]) -> Scenario:
    """Return the base, a shipped scenario or that of a file beside this one."""
    file = where.parent / base if base.endswith(".toml") else _shipped(base)
    try:
        place = file.resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise WrongScenario(f"{base!r} is not the name of a file: {error}.") from None
    if place == above[-1]:
        raise WrongScenario("a scenario cannot be its own base.")
    if place in above:
        raise WrongScenario(f"{file} leads back to this scenario.")
    return _load(file, above)


def _laid_over(beneath: Mapping[str, Path], own: Mapping[str, Path]) -> dict[str, Path]:
    """Return own tables, and those beneath where there are none; ties go with their roster."""
    kept = {k: path for k, path in beneath.items() if k != _TIES or _PARTNERS not in own}
    return {**kept, **own}


def _missing(path: Path) -> str:
    """Return why there is no such file, or nothing."""
    try:
        return "" if path.is_file() else f"there is no file {path}"
    except OSError as error:
        return str(error.strerror)


def _heading_mistakes(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong at the top of a file, each with the key it is about."""
    for key, value in content.items():
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            yield key, f"{key} is not known here{f'; did you mean {near[0]}?' if near else '.'}"
        elif not isinstance(value, _KEYS[key]):
            yield key, f"{key} must be {'a list of [[change]]' if key == 'change' else 'a text'}."
    yield from (
        (k, f"{k} is missing: one sentence.") for k in ("title", "question") if k not in content
    )


def _change(change: Any) -> tuple[Change, list[tuple[str, str]]]:  # noqa: ANN401  as TOML gives it
    """Return one [[change]] and its mistakes, each with the key it is about."""
    if not isinstance(change, dict):
        return Change(FIRST_ENTRY, LAST_YEAR, {}), [
            ("change", "change must be a table, [[change]].")
        ]
    wrong = [
        (k, f"{k} is not known in a change; use {', '.join(_CHANGE_KEYS)}.")
        for k in change
        if k not in _CHANGE_KEYS
    ]
    since, until = change.get("from", FIRST_ENTRY), change.get("until", LAST_YEAR)
    for key, year in (("from", since), ("until", until)):
        if type(year) is not int or not FIRST_ENTRY <= year <= LAST_YEAR:
            wrong.append(
                (key, f"{key} = {year!r} is not a school year from {FIRST_ENTRY} to {LAST_YEAR}.")
            )
    if not wrong and until < since:
        wrong.append(("until", f"until = {until} is before from = {since}."))
    values = dict(_flat(change.get("set", {})))
    if not values:
        wrong.append(("set", "a change sets nothing; write set.group.name = value."))
    for name, value in values.items():
        wrong += [
            (name, m)
            for m in _value_mistakes(name, value, dated="from" in change or "until" in change)
        ]
    return Change(
        since if type(since) is int else 0, until if type(until) is int else 0, values
    ), wrong


def _value_mistakes(name: str, value: object, *, dated: bool) -> Iterator[str]:
    """Yield why a parameter cannot be set to a value."""
    try:
        if refusal := named(name).refuse(value):
            yield refusal
        elif dated and name.split(".", maxsplit=1)[0] == _POPULATION:
            yield f"{name} is of the base population, which has no dates; leave out from and until."
    except WrongParameter as error:
        yield str(error)


def _flat(table: object, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the leaves of nested tables with dotted names."""
    if isinstance(table, dict):
        for key, value in table.items():
            yield from _flat(value, f"{prefix}.{key}" if prefix else key)
    else:
        yield prefix, table
