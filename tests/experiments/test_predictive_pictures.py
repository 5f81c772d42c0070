"""Pictures of the posterior prediction: a band, a line and a note mean one thing everywhere."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from calibration.patterns import CANNOT
from experiments.calibrate import plot_predictive
from experiments.calibrate.plot_patterns import entitle
from experiments.calibrate.plot_predictive import fan, observed

BANDS = {"q05": 8.0, "q25": 9.0, "q50": 10.0, "q75": 11.0, "q95": 12.0, "e05": 7.0, "e95": 14.0}


def table(ids, years):
    """Return rows of figures with the same bands."""
    rows = [{"id": i, "year": y, "role": "fitted", "observed": 10.5} for i, y in ids_of(ids, years)]
    return pd.DataFrame([row | BANDS for row in rows])


def ids_of(ids, years):
    """Return every figure with its year."""
    return [(f"{i}_{y}", y) for i in ids for y in years]


def lines_of(panel):
    """Return width, alpha, and ends of each upright line."""
    return [
        (c.get_linewidths()[0], c.get_alpha(), tuple(np.sort(path[:, 1])))
        for c in panel.collections
        if isinstance(c, LineCollection)
        for path in c.get_segments()
    ]


def title_of(panel):
    """Return the title of a panel, which is set to the left."""
    (found,) = (t for t in panel.findobj(Text) if t.get_text() == panel.get_title("left"))
    return found


def test_a_thin_line_is_of_draws_with_errors_by_year_and_by_group():
    by_year, by_group = Figure().subplots(1, 2)
    of = table(["FS_Arab", "FS_Druze"], (2013, 2014, 2015))
    observed(by_year, of)
    plot_predictive.groups(by_group, of, ["FS_Arab", "FS_Druze"], ["Arab", "Druze"])
    found = lines_of(by_year)
    assert {ends for *_, ends in found} == {(7.0, 14.0)}
    thin = found[0][0]
    assert [ends for width, _, ends in lines_of(by_group) if width == thin] == [(7.0, 14.0)] * 6


def test_bars_of_groups_are_shaded_as_bands_of_years():
    by_year, by_group = Figure().subplots(1, 2)
    fan(by_year, pd.DataFrame({2013: np.linspace(5, 15, 101), 2014: np.linspace(5, 15, 101)}))
    pale, dark = (band.get_alpha() for band in by_year.collections)
    plot_predictive.groups(by_group, table(["A"], (2013, 2014, 2015)), ["A"], ["A"])
    bars = {alpha: ends for _, alpha, ends in lines_of(by_group) if alpha}
    assert bars == {pale: (8.0, 12.0), dark: (9.0, 11.0)}


def test_the_verdict_of_a_pattern_and_what_its_panel_is_of_do_not_run_together():
    figure = Figure(figsize=(12, 7.6))
    panel = figure.subplots(2, 3)[0, 2]
    panel.set_label("grade 12 over grade 11 of the year before")
    pattern = SimpleNamespace(id="P3", title="Students are lost between grades 10 and 11, and 11")
    entitle(panel, SimpleNamespace(pattern=pattern, verdict=CANNOT))
    figure.draw_without_rendering()
    boxes = [t.get_window_extent() for t in (*panel.texts, title_of(panel))]
    assert len(boxes) == 3
    for k, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[k + 1 :])
