"""Pictures of credit say what their axes are."""

import numpy as np
import pandas as pd

from experiments.calibrate.plot_credit import moved, ranks


def test_every_column_of_ranks_has_an_axis_that_is_named():
    rng = np.random.default_rng(1)
    shares = pd.DataFrame({f"p{k}": rng.random(40) for k in range(7)}).assign(method="one")
    figure = ranks({"shares": shares})
    figure.draw_without_rendering()
    shown = [a for a in figure.axes if a.get_visible()]
    assert len(shown) == 7
    ticked = [a.xaxis.get_tick_params()["labelbottom"] for a in shown]
    named = [bool(a.get_xlabel()) for a in shown]
    assert ticked == named == [False] * 2 + [True] * 5
    assert "less that of flat ranks" in figure.get_supylabel()
    assert any("Holm" in t.get_text() for t in figure.texts)


def test_rows_and_columns_of_what_moves_are_told():
    of = pd.DataFrame({
        "kind": ["target"] * 3, "name": ["N2017"] * 3, "shift": [0.5, -1.0, -1.0],
        "of": ["choice.level", "five-unit students 2017", "rise 2012-17"],
    })  # fmt: skip
    words = " ".join(t.get_text() for t in moved({"moved": of}).texts)
    assert "targets by their id in targets.csv" in words
    assert "columns: parameters, and two outcomes" in words
