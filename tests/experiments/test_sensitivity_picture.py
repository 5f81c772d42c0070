"""The picture of sensitivity indices: its panels, and nothing hides anything else."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from experiments.sweeps.plot_sensitivity import picture
from simulation.parameters.views import uncertain
from tests.experiments.studies import about, as_study, ishigami, sampled


def test_a_panel_of_a_single_year_or_size_is_left_out():
    sample = sampled("morris", about(*"abc"), 16)
    found = as_study(sample, ishigami(sample.points))
    year, size = ({k: v} for k, v in ((2002, found.indices), (16, found.indices)))
    for left, titles in (
        (replace(found, over_time=year), {"Does it settle?"}),
        (replace(found, convergence=size), {"Over the years"}),
        (replace(found, over_time=year, convergence=size), set()),
    ):
        figure = picture(left, told(sample), most=20)
        assert {p.get_title("left") for p in figure.axes} - {""} == titles


def told(sample, **more):
    plain = {
        "design": "test-0000", "title": "A test", "measure": "five_units", "year": 2002,
        "since": None, "scenario": "history", "minus": None, "seeds": [1, 2, 3], "fraction": 0.5,
        "inputs": len(sample.inputs), "model": "0" * 16, "commit_of_runs": "f" * 40 + "+",
        "settled": "It settles.",
    }  # fmt: skip
    return plain | more


@pytest.mark.parametrize(
    ("how", "inputs"),
    [("sobol", 2), ("sobol", 12), ("morris", 2), ("morris", 12), ("latin", 3)],
)
def test_nothing_in_the_picture_hides_anything_else(how, inputs):
    longest = sorted(uncertain(), key=lambda p: -len(p.name + p.text))[:inputs]
    sample = sampled(how, about(*(p.name for p in longest)), 100 if how == "latin" else 8)
    slopes = np.linspace(3, 1, inputs)
    found = as_study(sample, sample.points @ slopes)
    figure = picture(found, told(sample, settled=found.settled), most=20)
    figure.canvas.draw()
    texts = [t for p in figure.axes for t in p.texts] + list(figure.texts)
    texts += [p._left_title for p in figure.axes]
    for axis in (a for p in figure.axes for a in (p.xaxis, p.yaxis)):
        low, high = sorted(axis.get_view_interval())
        texts += [t.label1 for t in axis.get_major_ticks() if low <= t.get_loc() <= high]
    texts = [t for t in texts if t.get_text()]
    boxes = [t.get_window_extent() for t in texts]
    wide, high = figure.canvas.get_width_height()
    assert all(b.x0 >= 0 and b.y0 >= 0 and b.x1 <= wide and b.y1 <= high for b in boxes)
    inner = [(t.get_text(), b.padded(-1)) for t, b in zip(texts, boxes, strict=True)]
    assert not [(one, other) for (one, a), (other, b) in combinations(inner, 2) if a.overlaps(b)]
