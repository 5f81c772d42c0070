"""A bank is one thing, whichever part of its runs is looked at."""

import numpy as np

from calibration.observation import observation
from tests.calibration.made import bank

SEEN = observation()


def test_a_part_keeps_parameters_and_figures_together():
    whole = bank(50)
    some = whole.part(np.array([40, 3]))
    assert len(some) == 2
    assert np.array_equal(some.z, whole.z[[40, 3]])
    assert np.array_equal(some.figures(SEEN, "all"), whole.figures(SEEN, "all")[[40, 3]])


def test_two_parts_by_lot_are_all_of_it_and_share_no_run():
    whole = bank(50)
    kept, out = whole.split(0.3, seed=4)
    assert (len(kept), len(out)) == (35, 15)
    assert {tuple(z) for z in np.vstack([kept.z, out.z])} == {tuple(z) for z in whole.z}
    assert not np.array_equal(whole.split(0.3, seed=5)[1].z, out.z)
    assert np.array_equal(whole.split(0.3, seed=4)[1].z, out.z)


def test_a_reading_changes_the_figure_of_give_five_alone():
    whole = bank(5)
    apart = whole.figures(SEEN, "boys") - whole.figures(SEEN, "all")
    at = SEEN.ids.index("BOI_G5")
    assert np.allclose(apart[:, at], 2)
    assert not np.delete(apart, at, axis=1).any()
