"""M7: papers, marks and credit."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from simulation.kernels.exam import conclude, mark, sit_paper
from tests.definitions import exam as definition
from tests.kernels.cohorts import cohorts

SCORES = st.integers(0, 100)
SINGLE = st.floats(-4, 4, width=32).map(np.float32)
LOCATION = st.floats(20, 90, width=32).map(np.float32)
SPREAD = st.floats(0, 30, width=32).map(np.float32)
NEAR = 1e-3  # points within which a mark may be rounded either way


def between_two_marks(points):
    """Return whether rounding may go either way."""
    return abs(points % 1 - 0.5) < NEAR


@given(SINGLE, LOCATION, SPREAD, SPREAD, SINGLE)
def test_mark_agrees_with_its_definition(theta, location, slope, spread, shock):
    points = definition.points(*map(float, (theta, location, slope, spread, shock)))
    assume(not between_two_marks(points))
    given_mark = int(mark(theta, location, slope, spread, shock))
    assert given_mark == definition.rounded(points)


@given(cohorts(), LOCATION, SPREAD, SPREAD)
def test_sit_paper_marks_its_rows_and_nobody_else(c, location, slope, spread):
    paper, rows = np.full(c.size, 255, np.uint8), c.at_five
    shock = c.talent[rows]  # any numbers around 0 will do
    sit_paper(paper, rows, c.ability, location, slope, spread, shock)
    for i, z in zip(rows, shock, strict=True):
        points = definition.points(
            c.theta[i], float(location), float(slope), float(spread), float(z)
        )
        if not between_two_marks(points):
            assert paper[i] == definition.rounded(points)
    assert (np.delete(paper, rows) == 255).all()


@given(st.lists(st.tuples(SCORES, SCORES), max_size=9), SCORES, st.integers(3, 4))
def test_conclude_agrees_with_its_definition(papers, pass_mark, fallback):
    first, second = np.array(papers, np.uint8).reshape(-1, 2).T.copy()
    score, credit = np.full((2, len(papers)), 99, np.uint8)
    rows = np.arange(0, len(papers), 2, dtype=np.int32)  # every other student sits
    numbers = np.float32(0.6), np.float32(pass_mark), fallback
    conclude(score, credit, rows, first, second, *numbers)
    for i in rows:
        final = definition.final(*papers[i], 0.6)
        if not between_two_marks(final):
            assert score[i] == definition.rounded(final)
        if abs(final - pass_mark) > NEAR:
            assert credit[i] == definition.credited(final, pass_mark, fallback)
    assert (np.delete(credit, rows) == 99).all()
