"""M10: July's counts."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulation.arrays import ENROLLED
from simulation.kernels.statistics import (
    RESULTS,
    count_results,
    count_sciences,
    count_tracks,
    count_virtual,
)
from tests.definitions import statistics as definition
from tests.kernels.cohorts import cohorts


@given(cohorts(), st.integers(9, 12))
def test_count_tracks_agrees_with_its_definition(c, grade):
    n = c.offsets.size - 1
    counts = np.full((n, 2, 6), -1, np.int64)
    count_tracks(counts, c.offsets, c.female, c.last_grade, c.units, grade)
    expected = definition.tracks(c.school, c.female, c.last_grade, c.units, grade)
    for j, girl in np.ndindex(n, 2):
        assert counts[j, girl, ENROLLED] == expected[j, girl, "enrolled"]
        assert counts[j, girl, 3:].tolist() == [expected[j, girl, u] for u in (3, 4, 5)]


@given(cohorts())
def test_count_virtual_counts_among_its_rows(c):
    n = c.offsets.size - 1
    counts = np.ones(n, np.int64)
    count_virtual(counts, c.offsets, c.at_five, c.virtual)
    students = zip(c.school, c.units, c.virtual, strict=True)
    in_class = [(j, v) for j, u, v in students if u == 5]
    assert (counts - 1).tolist() == [sum(v for k, v in in_class if k == j) for j in range(n)]


@given(cohorts(), st.randoms(use_true_random=False))
def test_count_results_agrees_with_its_definition(c, random):
    n = c.offsets.size - 1
    score = np.array([random.randint(0, 100) for _ in range(c.size)], np.uint8)
    credit = np.array([random.choice([3, 4, 5]) for _ in range(c.size)], np.uint8)
    results = np.zeros((n, 2, len(RESULTS)))
    count_results(results, c.offsets, c.at_five, c.female, c.virtual, score, credit)
    columns = c.school, c.female, c.virtual.tolist(), score.tolist(), credit
    expected = definition.results(c.at_five, *columns)
    for j, girl in np.ndindex(n, 2):
        assert (
            results[j, girl].tolist() == [expected[j, girl, name] for name in RESULTS[:3]] + [0] * 3
        )


@given(cohorts())
def test_count_sciences_agrees_with_its_definition(c):
    n = c.offsets.size - 1
    results = np.zeros((n, 2, len(RESULTS)))
    count_sciences(results, c.offsets, c.female, c.sciences)
    expected = definition.sciences(c.school, c.female, c.sciences.tolist(), RESULTS[3:])
    for j, girl in np.ndindex(n, 2):
        assert results[j, girl, 3:].tolist() == [expected[j, girl, name] for name in RESULTS[3:]]
