"""A design: which scenarios, parameters and seeds are run, and the question behind them, as TOML.

title     = "What moves the rise?"
question  = "Which parameters matter for the rise of 2012 to 2017, and for what it was due to?"
scenarios = ["history", "no_initiative"]
seeds     = 2                          # 1 and 2; or a list
until     = 2017

[vary]
how    = "morris"                      # or listed, grid, latin, sobol, draws
size   = 20                            # trajectories
inputs = ["*"]                         # all that we believe something of; a plain name is any
groups = { trust = ["trust.*"] }
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path
from typing import Any

from experiments.sweeps import checks
from experiments.sweeps.checks import WILD, Check
from simulation.ensemble.runs import Ground, Values
from simulation.network.field import Files
from simulation.parameters.views import uncertain
from simulation.toml import line_of, read_toml

_OWN = ("schools", "partners", "ties", "programmes", "added")  # files of the user's own
_HEADING: Mapping[str, Check] = {
    "title": checks.text, "question": checks.text, "scenarios": checks.stories,
    "seeds": checks.seeds, "until": checks.year, "fraction": checks.share,
    "set": checks.settings, **dict.fromkeys(_OWN, checks.file),
}  # fmt: skip
_VARY: Mapping[str, Check] = {
    "how": checks.how, "points": checks.points, "grid": checks.grid, "inputs": checks.inputs,
    "except": checks.inputs, "groups": checks.groups, "size": checks.whole, "seed": checks.luck,
    "file": checks.file, "any_model": checks.yes_or_no, "own_luck": checks.yes_or_no,
}  # fmt: skip
_SAMPLED = ("inputs", "size", "except", "groups", "seed", "own_luck")
_KEYS_OF = {  # of each way to vary; the first ones it cannot do without
    "listed": (1, ("points", "own_luck")), "grid": (1, ("grid", "own_luck")),
    "latin": (2, ("inputs", "size", "except", "seed", "own_luck")),
    "sobol": (2, _SAMPLED), "morris": (2, _SAMPLED),
    "draws": (1, ("file", "size", "seed", "any_model", "own_luck")),
}  # fmt: skip


class WrongDesign(ValueError):
    """A design that does not exist or cannot be carried out; the message lists every mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vary:
    """How parameters are varied.

    Attributes
    ----------
    how
        One of checks.HOWS.
    size
        Points of a Latin hypercube, base points of Sobol, trajectories of Morris, draws.
    seed
        The luck of the sample.
    inputs
        Parameters that are varied.
    groups
        Those varied together, by name; the others are alone.
    points, grid
        Values listed one by one, or by parameter.
    file
        Draws of a posterior.
    any_model
        Whether draws may be of another model.
    own_luck
        Whether each point has luck of its own: seeds that count on from those of the design.
    """

    how: str
    size: int | None = None
    seed: int = 1
    inputs: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]]
    points: tuple[Values, ...] = ()
    grid: Mapping[str, Sequence[float]]
    file: Path | None = None
    any_model: bool = False
    own_luck: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A design that can be carried out.

    Attributes
    ----------
    fixed
        Parameters set in every run.
    vary
        How others are varied; None if none is.
    text
        The file, as it was written.
    """

    name: str
    title: str
    question: str
    scenarios: tuple[str, ...]
    seeds: tuple[int, ...]
    ground: Ground
    fixed: Values
    vary: Vary | None
    text: str

    def seeds_of(self, point: int) -> tuple[int, ...]:
        """Return the seeds of a point, by its number."""
        if self.vary is None or not self.vary.own_luck:
            return self.seeds
        on = point * (max(self.seeds) + 1)
        return tuple(seed + on for seed in self.seeds)


def designs() -> list[str]:
    """Return the names of the designs that are shipped."""
    return sorted(p.name.removesuffix(".toml") for p in _shipped().glob("*.toml"))


def read_design(name: str | Path) -> Design:
    """Return a shipped design by name, or one of a user's file ending in .toml.

    Raises WrongDesign with every mistake: file, line, reason.
    """
    where = Path(name)
    if not str(name).endswith(".toml"):
        where = _shipped() / f"{name}.toml"
        if str(name) not in designs():
            near = get_close_matches(str(name), designs(), n=1, cutoff=0.5)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise WrongDesign(
                f"{name} is not a design.{hint}\n"
                f"    There are: {', '.join(designs())}; or give a .toml."
            )
    text, content = read_toml(where, WrongDesign)
    if wrong := [f"{where}:{line_of(text, k)}: {m}" for k, m in _mistakes(content, where.parent)]:
        raise WrongDesign("\n".join(wrong))
    return _design(where, text, content)


def matching(pattern: str) -> tuple[str, ...]:
    """Return the parameters that a pattern stands for: by wildcards those with a prior.

    >>> matching("choice.level"), len(matching("trust.*"))
    (('choice.level',), 10)
    """
    if not set(WILD) & set(pattern):
        return (pattern,)
    return tuple(p.name for p in uncertain() if fnmatchcase(p.name, pattern))


def _shipped() -> Path:
    """Return the folder of the designs that are shipped."""
    return Path(str(files("experiments")))


def _mistakes(content: Mapping[str, Any], folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a design, each with the key it is about."""
    heading = {k: v for k, v in content.items() if k != "vary"}
    for key in ("title", "question", "scenarios", "seeds"):
        if key not in content:
            yield key, f"{key} is missing."
    yield from _refusals(heading, _HEADING, folder, (*_HEADING, "vary"))
    vary = content.get("vary", {"how": "listed", "points": [{}]})
    if not isinstance(vary, dict):
        yield "vary", "vary must be a table: [vary]."
        return
    found = list(_refusals(vary, _VARY, folder, tuple(_VARY)))
    yield from found
    if not found and isinstance(vary.get("how"), str):
        yield from _mistakes_together(vary)
        yield from _mistakes_of_settings(vary, content, folder)
    elif "how" not in vary:
        yield "vary", f"how is missing under [vary]: one of {', '.join(checks.HOWS)}."


def _refusals(
    table: Mapping[str, Any], known: Mapping[str, Check], folder: Path, all_known: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the keys of a table, one by one."""
    for key, value in table.items():
        if check := known.get(key):
            yield from ((key, f"{key}: {m}") for m in check(value, folder))
        else:
            near = get_close_matches(key, all_known, n=1)
            yield key, f"{key} is not known here{f'; did you mean {near[0]}?' if near else '.'}"


def _mistakes_together(vary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with keys that are right one by one."""
    how = vary["how"]
    needed, allowed = _KEYS_OF[how]
    for key in allowed[:needed]:
        if key not in vary:
            yield "how", f"how = {how!r} needs {key} under [vary]."
    for key in vary:
        if key not in (*allowed, "how"):
            yield key, f"{key} does not go with how = {how!r}, which takes {', '.join(allowed)}."
    if how == "sobol" and (size := vary.get("size", 1)) & (size - 1):
        near = 2 ** (size.bit_length() - 1)
        yield "size", f"size = {size}: Sobol's points balance at powers of 2: {near} or {2 * near}."
    yield from _mistakes_of_groups(vary)


def _mistakes_of_settings(
    vary: Mapping[str, Any], content: Mapping[str, Any], folder: Path
) -> Iterator[tuple[str, str]]:
    """Yield which parameters are set and varied, or are what scenarios differ in."""
    stories, fixed = content.get("scenarios", ()), content.get("set", {})
    if any(checks.settings(fixed, folder)):
        return
    leaves = checks.flat(fixed)
    yield from (("set", m) for m in checks.set_and_varied(_varied(vary), leaves))
    if not any(checks.stories(stories, folder)):
        places = [checks.place(story, folder) for story in stories]
        yield from (("scenarios", m) for m in checks.told_apart({*_varied(vary), *leaves}, places))


def _mistakes_of_groups(vary: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with inputs and their groups."""
    inputs = _inputs(vary)
    if vary.get("inputs") and not inputs:
        yield "except", "every input is left out by except."
    seen: dict[str, str] = {}
    for group, patterns in vary.get("groups", {}).items():
        members = [n for pattern in patterns for n in matching(pattern)]
        if group in inputs:
            yield "groups", f"{group} is the name of an input; call the group otherwise."
        for name in members:
            if name not in inputs:
                yield "groups", f"{group}: {name} is not among the inputs."
            elif name in seen:
                yield "groups", f"{group}: {name} is in {seen[name]} already."
            seen[name] = group


def _inputs(vary: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the parameters that inputs stand for, without the excepted ones."""
    wanted = [n for pattern in vary.get("inputs", ()) for n in matching(pattern)]
    without = {n for pattern in vary.get("except", ()) for n in matching(pattern)}
    return tuple(n for n in dict.fromkeys(wanted) if n not in without)


def _varied(vary: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the parameters that are varied, as far as the design tells."""
    listed = [name for point in vary.get("points", ()) for name in checks.flat(point)]
    return (*_inputs(vary), *checks.flat(vary.get("grid", {})), *dict.fromkeys(listed))


def _design(where: Path, text: str, content: Mapping[str, Any]) -> Design:
    """Return the design of a file without mistakes."""
    folder, seeds = where.parent, content["seeds"]
    own = {k: (folder / content[k]).resolve() for k in _OWN if k in content}
    tables = {f.name: own.pop(f.name) for f in fields(Files) if f.name in own}
    length = {k: content[k] for k in ("until", "fraction") if k in content}
    return Design(
        name=where.stem, title=content["title"], question=content["question"],
        scenarios=tuple(checks.place(n, folder) for n in content["scenarios"]),
        seeds=tuple(seeds) if isinstance(seeds, list) else tuple(range(1, seeds + 1)),
        ground=Ground(**length, **own, files=Files(**tables)),
        fixed=_numbers(content.get("set", {})), text=text,
        vary=_vary(content["vary"], folder) if "vary" in content else None,
    )  # fmt: skip


def _vary(table: Mapping[str, Any], folder: Path) -> Vary:
    """Return how parameters are varied."""
    plain = {k: table[k] for k in ("how", "size", "seed", "any_model", "own_luck") if k in table}
    groups = {
        group: tuple(n for pattern in patterns for n in matching(pattern))
        for group, patterns in table.get("groups", {}).items()
    }
    return Vary(
        **plain, inputs=_inputs(table), groups=groups,
        points=tuple(_numbers(p) for p in table.get("points", ())),
        grid={k: [float(v) for v in vs] for k, vs in checks.flat(table.get("grid", {})).items()},
        file=(folder / table["file"]).resolve() if "file" in table else None,
    )  # fmt: skip


def _numbers(table: dict[str, Any]) -> Values:
    """Return parameters and their values."""
    return {name: float(value) for name, value in checks.flat(table).items()}
