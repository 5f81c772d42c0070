"""Shared measurement: it is built with a Ministry that trusts, and makes a decline seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.parameters.partnership import Backbone, Measurement
from simulation.processes.measurement import built, seen

SHARE = st.floats(0, 1)


@given(SHARE, st.floats(0, 3), SHARE, st.floats(0.02, 0.5), SHARE)
def test_it_never_shrinks_and_never_exceeds_the_whole(s, effort, trust, rate, sharing):
    later = built(s, effort, trust, Measurement(rate=rate, data_sharing=sharing))
    assert s <= later <= 1


@given(SHARE, st.floats(0, 3), st.floats(0, 3), SHARE, SHARE)
def test_more_effort_and_more_trust_build_more(s, effort, more, trust, deeper):
    least = built(s, min(effort, more), min(trust, deeper), Measurement())
    assert least <= built(s, max(effort, more), max(trust, deeper), Measurement())


@pytest.mark.parametrize("without", ["effort", "trust", "data"])
def test_without_effort_trust_or_data_nothing_is_built(without):
    p = Measurement(data_sharing=float(without != "data"))
    assert built(0.3, 1.5 * (without != "effort"), 0.5 * (without != "trust"), p) == 0.3


def test_what_is_missing_shrinks_by_the_same_share_each_term():
    s, p = 0.0, Measurement()
    for term in range(1, 40):
        s = built(s, Backbone().measurement, 0.4, p)
        assert 1 - s == pytest.approx((1 - 0.15 * 1.5 * 0.4) ** term)


def test_with_a_ministry_that_trusts_a_little_it_takes_two_to_three_years():
    s, terms = 0.0, 0
    while s < 0.5:
        s, terms = built(s, Backbone().measurement, 0.35, Measurement()), terms + 1
    assert 6 <= terms <= 9


@given(SHARE, st.floats(0, 3), st.floats(0, 2))
def test_what_is_seen_is_in_proportion_to_what_is_measured_and_told(s, telling, visibility):
    p = Measurement(visibility=visibility)
    assert seen(s, telling, p) == pytest.approx(s * telling * seen(1, 1, p))
    assert seen(0, telling, p) == seen(s, 0, p) == seen(s, telling, Measurement(visibility=0)) == 0
