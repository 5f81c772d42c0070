"""Every equation gives what was worked out by hand."""

import ast
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

import simulation.kernels
from tests.cases.calling import cases, outcome

NEAR = 1e-4  # figures worked out by hand have four or five digits


def found(expected, returned, arguments):
    """Yield (what is expected, what is there) for each figure of a case."""
    if not isinstance(expected, Mapping):
        yield expected, returned
        return
    for path, value in expected.items():
        name, _, attribute = path.partition(".")
        if path == "returned":
            yield value, returned
        elif name == "returned":
            there = getattr(returned, attribute, None)
            yield value, returned[attribute] if there is None else there
        else:
            there = arguments[name]
            yield value, getattr(there, attribute) if attribute else there


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_a_worked_case(case):
    figures = list(found(case.expect, *outcome(case)))
    assert figures
    for expected, there in figures:
        assert np.asarray(there, float) == pytest.approx(np.asarray(expected, float), rel=NEAR)
        assert len(case.source) > 5


def test_every_kernel_has_a_worked_case():
    folder = Path(simulation.kernels.__file__).parent
    kernels = {
        f"simulation.kernels.{path.stem}.{node.name}"
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert len(kernels) > 15
    assert kernels <= {case.kernel for case in cases()}
