"""The kernels of trust and positions against loops over a networkx graph: one and the same."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

from experiments.benchmarks import partnership
from experiments.benchmarks.partnership import at_work, crowd, dense, differences
from experiments.benchmarks.twin_network import Network
from simulation.network.roster import shipped
from simulation.parameters.world import changed

PARTNERS = 40


@pytest.fixture(scope="module")
def working(small):
    """Return partners whose forums meet, and their world."""
    return at_work(replace(small, field=crowd(PARTNERS)))


def test_a_crowd_has_as_many_partners_as_asked_for_of_unique_names():
    who = crowd().partners
    assert len(who) == partnership.PARTNERS + 2
    assert len(set(who.name)) == len(who)
    assert who.founder.sum() == sum(r.founder == "yes" for r in shipped())
    assert len(crowd(PARTNERS).partners) == PARTNERS + 2


def test_partners_meet_in_every_kind_of_forum(working):
    state, _ = working
    assert state.launched
    assert state.seat.sum() > 3
    assert {-2, -1} < set(state.group.tolist())
    assert 0 < state.member.sum() < len(state)


def test_the_graph_holds_what_the_columns_hold(working):
    state, _ = working
    network = Network(state)
    assert network.trust == pytest.approx(state.trust)
    assert network.position == pytest.approx(state.position)
    assert nx.density(network.graph) == 1


@pytest.mark.parametrize("opinion", [0, 1, 2])
@pytest.mark.parametrize("bound", [0.1, 0.5, 2])
def test_a_year_of_the_kernels_is_one_of_the_loops(working, opinion, bound):
    state, w = working
    told = changed(w, {"initiative.opinion": opinion, "opinion.bound": bound})
    assert differences(replace(state, progress=0.5, measurement=0.4), told) == 0


def test_a_term_moves_trust_and_positions(working):
    state, w = working
    later = replace(state, trust=state.trust.copy())
    dense(later, w)
    assert np.abs(later.trust - state.trust).max() > 0.01
    assert np.abs(later.position - state.position).max() > 1e-4


def test_what_is_not_the_same_shows(working, monkeypatch):
    state, w = working
    monkeypatch.setattr(partnership, "bound", lambda p, _: p.bound)  # guiding is forgotten
    assert differences(state, w) > 0
