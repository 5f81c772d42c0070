"""Which model it was: a digest of all code, facts and versions that results follow from."""

import ast
from functools import cache
from hashlib import sha256
from json import dumps
from pathlib import Path

import simulation
from simulation.results.provenance import software

_HERE = Path(simulation.__file__).parent
_SHORT = 16  # hexadecimal digits


@cache  # a process runs the code it started with
def model() -> str:
    """Return a digest that differs whenever what comes out of a run might: rules and versions."""
    told = dumps([rules(), dict(software())], sort_keys=True)
    return sha256(told.encode()).hexdigest()[:_SHORT]


@cache
def rules() -> str:
    """Return a digest of all code and facts that results follow from, whatever runs them.

    Comments, docstrings and the way code is laid out are not in it, nor is this package: it
    carries runs out and changes none.
    """
    code = sorted(p for p in _HERE.rglob("*.py") if Path(__file__).parent not in p.parents)
    parts = [plain(p.read_text(encoding="utf-8")).encode() for p in code]
    parts += [p.read_bytes() for p in sorted(_HERE.rglob("*.csv"))]
    return sha256(b"\0".join(parts)).hexdigest()[:_SHORT]


def plain(code: str) -> str:
    r"""Return Python code as a syntax tree without docstrings.

    >>> plain('def f():  # a comment\n    "Words."\n    return 1') == plain('def f(): return 1')
    True
    """
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and _told(node):
            node.body = node.body[1:]
    return ast.dump(tree)


def _told(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> bool:
    """Return whether a definition begins with a docstring."""
    return ast.get_docstring(node, clean=False) is not None
