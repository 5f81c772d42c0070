"""The baseline: a change that moves the model's results must say so, and bless new ones."""

import json

import pytest

from tests.golden.bless import BASELINE, measured


def test_results_are_those_blessed():
    """Equal on one kind of processor; on another a school's size may round the other way."""
    kept, today = json.loads(BASELINE.read_text()), measured()
    assert today.keys() == kept.keys()
    for name in kept:
        assert today[name] == pytest.approx(kept[name], rel=2e-3), f"{name}: `make bless`?"
