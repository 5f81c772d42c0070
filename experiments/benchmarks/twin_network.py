"""The slow twin of trust and positions: loops over a networkx graph of who trusts whom.

It shares no equation with `simulation.kernels`: a node is a partner, an edge how far it
trusts another, and the numbers come from the world as a scenario sets them.
"""

from itertools import permutations
from math import dist, inf
from typing import Any

import networkx as nx
import numpy as np

from simulation.agents.partnership import Partnership
from simulation.arrays import Doubles
from simulation.contact import EVERY_GROUP, NO_GROUP
from simulation.parameters.world import World

_DEGROOT = 1
Node = dict[str, Any]


class Network:
    """Partners as nodes, their trust as edges."""

    def __init__(self, state: Partnership) -> None:
        self.graph = nx.DiGraph()
        self._backbone = state.partners.backbone
        self._success = min(1.0, max(0.0, state.progress)) * state.measurement
        for p in range(len(state)):
            self.graph.add_node(
                p, presence=float(state.presence[p]), seat=bool(state.seat[p]),
                group=int(state.group[p]), position=state.position[p].tolist(),
                anchor=state.partners.position[p].tolist(),
                susceptibility=float(state.partners.susceptibility[p]),
            )  # fmt: skip
        for p, q in permutations(range(len(state)), 2):
            self.graph.add_edge(p, q, trust=float(state.trust[p, q]), rest=float(state.rest[p, q]))

    @property
    def trust(self) -> Doubles:
        """Trust of the row in the column, 0 to 1; that in oneself is 1."""
        matrix = nx.to_numpy_array(self.graph, nodelist=sorted(self.graph), weight="trust")
        return np.asarray(matrix + np.eye(len(self.graph)))

    @property
    def position(self) -> Doubles:
        """Where partners stand, a row each."""
        return np.array([self.graph.nodes[p]["position"] for p in sorted(self.graph)])

    def term(self, w: World, plenary: float) -> None:
        """Let a term pass: trust first, then positions (MODEL section 5)."""
        bound = w.opinion.bound + w.opinion.bound_backbone * w.backbone.vision
        contacts = {
            (p, q): _contact(self.graph.nodes[p], self.graph.nodes[q], w, plenary)
            for p, q in self.graph.edges
        }
        self._build_trust(contacts, bound, w)
        if w.initiative.opinion:
            self._discuss(contacts, bound, degroot=w.initiative.opinion == _DEGROOT)

    def _build_trust(self, contacts: dict[tuple[int, int], float], bound: float, w: World) -> None:
        """Move the trust of each edge by contact, success, conflict and forgetting."""
        nodes, p = self.graph.nodes, w.trust
        warmth = {
            a: self.graph.edges[a, self._backbone]["trust"] if a != self._backbone else 1.0
            for a in nodes
        }
        for (a, b), m in contacts.items():
            tie = self.graph.edges[a, b]
            trust, missing = tie["trust"], 1 - tie["trust"]
            facilitated = 1 + p.facilitation * w.backbone.alignment * warmth[a]
            gained = p.gain * facilitated * m * missing + p.success * self._success * m * missing
            clash = dist(nodes[a]["position"], nodes[b]["position"]) > bound
            lost = p.loss_ratio * p.gain * m * trust * clash
            forgotten = p.forgetting * (1 - m) * (trust - tie["rest"])
            tie["trust"] = min(1.0, max(0.0, trust + gained - lost - forgotten))

    def _discuss(
        self, contacts: dict[tuple[int, int], float], bound: float, *, degroot: bool
    ) -> None:
        """Let everybody move at once towards whom it trusts, meets and can hear."""
        nodes, limit = self.graph.nodes, inf if degroot else bound
        heard = {}
        for a, about in nodes.items():
            parts = [(1.0, about["position"])]
            for b, tie in self.graph[a].items():
                if dist(about["position"], nodes[b]["position"]) <= limit:
                    parts.append((tie["trust"] * contacts[a, b], nodes[b]["position"]))
            total = sum(weight for weight, _ in parts)
            alpha = 1.0 if degroot else about["susceptibility"]
            heard[a] = [
                alpha * sum(weight * x[d] for weight, x in parts) / total + (1 - alpha) * first
                for d, first in enumerate(about["anchor"])
            ]
        nx.set_node_attributes(self.graph, heard, "position")


def _contact(one: Node, other: Node, w: World, plenary: float) -> float:
    """Return the contact of two partners: that of the closest forum they share."""
    forums = [plenary]
    if one["seat"] and other["seat"]:
        forums.append(w.forums.in_steering)
    groups = {one["group"], other["group"]}
    if NO_GROUP not in groups and (len(groups) == 1 or EVERY_GROUP in groups):
        forums.append(w.forums.in_group)
    return float(one["presence"] * other["presence"] * max(forums))
