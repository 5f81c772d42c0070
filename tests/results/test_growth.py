"""The parts of growth add up to the whole, and are those of the table of facts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.agents.counts import SHOWN_FROM
from simulation.data.observed import observations
from simulation.results.growth import MEASURES, Growth, by_school, decomposition
from simulation.results.panel import Panel
from simulation.run import run

SCHOOLS = 6
COUNTS = arrays(np.int64, (2, SCHOOLS, 2), elements=st.integers(0, 30))
WEIGHTS = arrays(np.float64, SCHOOLS, elements=st.floats(0.1, 40))


@pytest.fixture(scope="module")
def panel_of(small):
    """Return a function that makes a panel of 2014 and 2015 from sitters by school and sex."""

    def make(sitters, weight):
        schools = small.population.schools
        some = np.arange(len(schools)) < SCHOOLS
        panel = Panel()
        panel.schools = replace(
            schools.chosen(some, np.ones(len(schools))), weight=np.array(weight)
        )
        for year, five in zip((2014, 2015), sitters, strict=True):
            enrolled, taught = np.zeros((SCHOOLS, 3), np.bool_), np.ones(SCHOOLS, np.bool_)
            panel.note(year, five, 3 * five, enrolled, taught)
        return panel

    return make


def test_six_schools_worked_by_hand(panel_of):
    """Opened with 7; opened with 4 more than 4, of which 8 show; closed from 9; 12 to 20; none."""
    before = np.array([[0, 0], [2, 2], [4, 5], [6, 6], [0, 0], [4, 0]])
    now = np.array([[3, 4], [4, 4], [0, 4], [10, 10], [0, 0], [0, 3]])
    weight = [1, 2, 3, 4, 5, 6]
    assert decomposition(panel_of([before, now], weight), 2015) == Growth(
        opened=1 + 2, in_opened=7 + 2 * 8, closed=3, lost_in_closed=3 * 9,
        continuing=4, change_in_continuing=4 * 8, total=7 + 16 - 27 + 32,
    )  # fmt: skip


def test_each_school_is_of_one_kind():
    before, now = np.array([0, 9, 9, 0]), np.array([7, 0, 20, 0])
    parts = by_school(before, now)._asdict()
    assert {name: part.tolist() for name, part in parts.items()} == {
        "opened": [1, 0, 0, 0],
        "in_opened": [7, 0, 0, 0],
        "closed": [0, 1, 0, 0],
        "lost_in_closed": [0, 9, 0, 0],
        "continuing": [0, 0, 1, 0],
        "change_in_continuing": [0, 0, 11, 0],
        "total": [7, -9, 11, 0],
    }


@given(sitters=COUNTS, weight=WEIGHTS)
def test_the_parts_add_up_to_the_total(panel_of, sitters, weight):
    parts = decomposition(panel_of(sitters, weight), 2015)
    whole = parts.in_opened - parts.lost_in_closed + parts.change_in_continuing
    assert whole == pytest.approx(parts.total)
    shown = sitters.sum(axis=2)
    before, now = (weight @ (year >= SHOWN_FROM) for year in shown)
    assert before == pytest.approx(parts.continuing + parts.closed)
    assert now == pytest.approx(parts.continuing + parts.opened)


def test_a_year_without_the_one_before_is_refused(panel_of):
    panel = panel_of(np.zeros((2, SCHOOLS, 2), np.int64), np.ones(SCHOOLS))
    with pytest.raises(ValueError, match="does not hold 2013"):
        decomposition(panel, 2014)


@pytest.mark.parametrize("year", [2014, 2015])
def test_the_observed_parts_add_up_with_schools_new_to_the_file(year):
    seen = {o.measure: o.value for o in observations("tracks") if o.year == year}
    parts = Growth(**{name: seen[measure] for name, measure in MEASURES.items()})
    new = seen["5u examinees in tracks of schools new to the file"]
    assert parts.in_opened + new - parts.lost_in_closed + parts.change_in_continuing == parts.total


def test_growth_of_a_run_is_that_of_its_shown_sitters(small):
    panel = Panel(since=2013, until=2015)
    run(small, seed=1, until=2015, watchers=[panel])
    for year in (2014, 2015):
        parts = decomposition(panel, year)
        change = panel.schools.weight @ (panel.shown(year) - panel.shown(year - 1))
        assert parts.total == pytest.approx(change)
        assert parts.continuing > 0
