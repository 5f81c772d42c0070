"""A site: what a cluster is called by, and what it gives a job, as TOML.

queue    = "normal"                    # the partition; without it, the site's own default
walltime = "02:00:00"                  # of a job
memory   = "1GB"                       # of a core
cores    = 4                           # of a task of a job array, which runs as many side by side
chunk    = 400                         # the most runs of a task
prologue = ["module load python/3.11"] # lines of shell before the work
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from simulation.toml import line_of, read_toml

_WALLTIME = re.compile(r"(\d+-)?\d{1,2}:\d\d:\d\d")
_MEMORY = re.compile(r"(\d+) ?([MG])i?B?")
_WORD = re.compile(r"[\w.,:@+-]+")
_MIB = {"M": 1, "G": 1024}
_MOST = {"cores": 1_024, "chunk": 100_000}  # beyond it, a slip of the keyboard


class WrongSite(ValueError):
    """A cluster that is not as described, or does not take what is sent to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a cluster is called by, and what it gives a job.

    Attributes
    ----------
    queue, account
        The partition, and who pays; None is the site's own default.
    walltime
        The longest that a job may take, as [days-]hours:minutes:seconds.
    memory
        MiB of each core.
    cores
        Of a task of a job array; a job that Dask starts has one.
    chunk
        The most runs of a task of a job array.
    prologue
        Lines of shell before the work.
    interface
        The network between nodes that Dask is to use, as ib0.
    directives
        What else sbatch is to be told, as --exclusive.
    """

    queue: str | None = None
    account: str | None = None
    walltime: str = "01:00:00"
    memory: int = 1024
    cores: int = 1
    chunk: int = 500
    prologue: tuple[str, ...] = ()
    interface: str | None = None
    directives: tuple[str, ...] = ()


def read_site(where: Path | None) -> Site:
    """Return the site of a file; without one, a site with a default for everything.

    Raises WrongSite with every mistake: file, line, reason.
    """
    if where is None:
        return Site()
    text, content = read_toml(where, WrongSite)
    if wrong := [f"{where}:{line_of(text, key)}: {m}" for key, m in _mistakes(content)]:
        raise WrongSite("\n".join(wrong))
    told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in content.items()}
    if "memory" in told:
        told["memory"] = _mib(told["memory"])
    return Site(**told)


def _mistakes(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a site, each with the key it is about."""
    for key, value in content.items():
        if check := _CHECKS.get(key):
            if why := check(key, value):
                yield key, f"{key} = {value!r}: {why}"
        else:
            near = get_close_matches(key, _CHECKS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(_CHECKS)}."
            yield key, f"{key} is not known here; {hint}"


def _word(_: str, value: Any) -> str:  # noqa: ANN401
    """Return why it is no name."""
    known = isinstance(value, str) and _WORD.fullmatch(value)
    return "" if known else "must be a name, as your site's guide has it."


def _walltime(_: str, value: Any) -> str:  # noqa: ANN401
    """Return why it is no length of a job."""
    known = isinstance(value, str) and _WALLTIME.fullmatch(value) and re.search("[1-9]", value)
    return "" if known else 'must be as "02:00:00", or "1-00:00:00" for a day.'


def _memory(_: str, value: Any) -> str:  # noqa: ANN401
    """Return why it is no amount of memory."""
    known = isinstance(value, str) and _MEMORY.fullmatch(value) and _mib(value)
    return "" if known else 'must be as "800MB" or "2GB".'


def _whole(key: str, value: Any) -> str:  # noqa: ANN401
    """Return why it is no number of things."""
    known = type(value) is int and 1 <= value <= _MOST[key]
    return "" if known else f"must be a whole number from 1 to {_MOST[key]:,}."


def _lines(_: str, value: Any) -> str:  # noqa: ANN401
    """Return why it is no list of lines."""
    known = isinstance(value, list) and all(isinstance(v, str) and "\n" not in v for v in value)
    return "" if known else 'must be a list of lines, as ["module load python/3.11"].'


def _directives(_: str, value: Any) -> str:  # noqa: ANN401
    """Return why it is no list of options of sbatch."""
    known = not _lines("", value) and all(v.startswith("-") for v in value)
    return "" if known else 'must be a list of options of sbatch, as ["--exclusive"].'


def _mib(value: str) -> int:
    """Return an amount of memory in MiB.

    >>> _mib("2GB"), _mib("800 MB")
    (2048, 800)
    """
    number, unit = _MEMORY.fullmatch(value).groups()  # type: ignore[union-attr]
    return int(number) * _MIB[unit]


_CHECKS: Mapping[str, Callable[[str, Any], str]] = {
    "queue": _word, "account": _word, "walltime": _walltime, "memory": _memory, "cores": _whole,
    "chunk": _whole, "prologue": _lines, "interface": _word, "directives": _directives,
}  # fmt: skip
