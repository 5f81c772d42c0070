"""Who acts, and what is known of them: read from the classes and their docstrings."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from experiments.document import ROOT, SOURCE
from experiments.odd_schedule import classes, first_line, is_property

_PLACES = ("model.py", "initiative.py", "agents/*.py", "network/*.py")
Row = tuple[str, ...]


def agents() -> Iterator[Row]:
    """Yield a row for each class of agents: name, number, what it is, state variables."""
    for path, node in _declared():
        if _is_agent(node):
            state = [*attributes(ast.get_docstring(node) or ""), *_properties(node)]
            yield _name(path, node), _number(node.name), first_line(node), _listed(state)


def columns() -> Iterator[Row]:
    """Yield a row for each other class that holds a state: name, what it is, attributes."""
    for path, node in _declared():
        state = list(attributes(ast.get_docstring(node) or ""))
        if state and not _is_agent(node) and _holds_state(node):
            yield _name(path, node), first_line(node), _listed(state)


def attributes(doc: str) -> Iterator[tuple[str, str]]:
    """Yield names and texts of the section Attributes of a docstring."""
    section = re.search(r"^Attributes\n-+\n(.+?)(?=^\w[^\n]*\n-+$|\Z)", doc, re.M | re.S)
    for names, text in re.findall(
        r"^(\w.*)\n((?:[ ]{4}.*\n?|\n)+)", section[1] if section else "", re.M
    ):
        yield names, re.sub(r"\s+", " ", text).strip()


def _declared() -> Iterator[tuple[Path, ast.ClassDef]]:
    """Yield every class of the places where entities live."""
    for path in (p for place in _PLACES for p in sorted(SOURCE.glob(place))):
        yield from ((path, node) for node in classes(path).values())


def _is_agent(node: ast.ClassDef) -> bool:
    """Return whether a class is a Mesa agent."""
    return any(ast.unparse(base) == "Agent" for base in node.bases)


def _holds_state(node: ast.ClassDef) -> bool:
    """Return whether a class changes over the years or has columns: no line of a table, no log."""
    told = [ast.unparse(n.annotation) for n in node.body if isinstance(n, ast.AnnAssign)]
    columns = {"Bools", "Bytes", "Doubles", "Floats", "Ints", "Rows"}
    return not told or any(columns.intersection(re.findall(r"\w+", t)) for t in told)


def _properties(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Yield names and texts of what an agent is asked for like an attribute."""
    for n in node.body:
        if isinstance(n, ast.FunctionDef) and is_property(n) and not n.name.startswith("_"):
            yield n.name, first_line(n)


def _name(path: Path, node: ast.ClassDef) -> str:
    """Return a class, linked to its file."""
    return f"[{node.name}](../{path.relative_to(ROOT)})"


def _listed(state: list[tuple[str, str]]) -> str:
    """Return state variables as lines of a cell."""
    return "<br>".join(f"*{names}*: {text}" for names, text in state)


def _number(agent: str) -> str:
    """Return how many of a kind of agents the whole country has at first."""
    return f"{_numbers()[agent]:,}" if agent in _numbers() else ""


@cache
def _numbers() -> dict[str, int]:
    """Return the agents of the whole country before its first year, by class."""
    from simulation.run import load

    country = load("history").model()
    numbers = {kind.__name__: len(found) for kind, found in country.agents_by_type.items()}
    country.release()
    return numbers
