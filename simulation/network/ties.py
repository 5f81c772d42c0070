"""Ties between partners: as a user tells them, or drawn."""

import warnings
from collections import Counter, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

import networkx as nx
import numpy as np

from simulation.arrays import Bools, Ints
from simulation.data.read import BadTable, Values, parse
from simulation.data.sectors import SECTORS
from simulation.network.checks import contents, meant
from simulation.randomness import key_of

WITHIN, ACROSS = 0.25, 0.08  # chance that two of one sector, of two sectors, know each other
_GRAPHS = {".graphml", ".xml"}
_BROKEN = (ParseError, nx.NetworkXError, ValueError, KeyError, TypeError, AttributeError)
_OF_A_ROSTER = {"name", "sector"}  # columns that no ties have
_ANOTHER = "in another edge"
_NONE = "there is no tie in it; without the file, the model draws who knows whom."


class Tie(NamedTuple):
    """One partner's trust in another at rest, 0 to 1."""

    truster: str
    trusted: str
    weight: float


@dataclass(init=False, repr=False, eq=False)
class TieRow:
    """A line of a user's table: `from` trusts `to` by `weight`, 0 to 1.

    Python keeps the word `from` for itself: hence the columns in quotes, and no more of a
    dataclass than `parse` asks for.
    """

    __annotations__ = {"from": str, "to": str, "weight": float}

    def __init__(self, **cells: object) -> None:
        vars(self).update(cells)


COLUMNS = tuple(TieRow.__annotations__)


def read_ties(path: Path, names: Collection[str] | None) -> tuple[Tie, ...]:
    """Return the ties of a user's CSV (from, to, weight) or GraphML between partners so named.

    Names are None where the roster cannot be read; then none is looked up. An undirected edge is a
    tie each way. Raises BadTable with every mistake of the file: line or edge, reason.
    """
    checks = _TieChecks(names)
    if path.suffix.lower() in _GRAPHS:
        mistakes = [f"{path}: {m}" for m in _wrong_edges(_graph(path), checks)]
        if mistakes:
            raise BadTable("\n".join(mistakes))
    else:
        text = contents(path, COLUMNS)
        if set(text.partition("\n")[0].strip().split(",")) >= _OF_A_ROSTER:
            wanted = f"give it as the table of partners; ties have {', '.join(COLUMNS)}"
            raise BadTable(f"{path}:1: this looks like a roster: {wanted}.")
        parse(
            text, TieRow, where=str(path), lenient=True, check=checks.line, whole=checks.whole
        )  # fmt: skip
    return tuple(checks.told)


def acquaintance(sectors: Ints, founders: Bools, invited: Bools, seed: int) -> Bools:
    """Return who knows whom where nobody tells: symmetric, False for oneself.

    A stochastic block model (Holland, Laskey & Leinhardt 1983, doi:10.1016/0378-8733(83)90021-7)
    with a block for each sector; founders know everybody invited, everybody knows the Ministry
    and the backbone.
    """
    order = np.argsort(sectors, kind="stable")
    sizes = [int(n) for n in np.bincount(sectors) if n]
    chance = np.full((len(sizes), len(sizes)), ACROSS)
    np.fill_diagonal(chance, WITHIN)
    graph = nx.stochastic_block_model(
        sizes, chance.tolist(), nodelist=order.tolist(), seed=int(key_of(seed))
    )
    known: Bools = nx.to_numpy_array(graph, nodelist=range(sectors.size)) > 0
    known |= np.outer(founders, invited) | np.outer(invited, founders)
    return with_everybody(known, sectors)


def with_everybody(known: Bools, sectors: Ints) -> Bools:
    """Return who knows whom when everybody knows the Ministry and the backbone."""
    central = np.isin(sectors, [SECTORS.index("ministry"), SECTORS.index("backbone")])
    known = known | central | central[:, np.newaxis]
    np.fill_diagonal(known, val=False)
    return known


class _TieChecks:
    """The mistakes of a file of ties; it remembers the ties heard before."""

    def __init__(self, names: Collection[str] | None) -> None:
        self._names = None if names is None else frozenset(names)
        self._places: dict[tuple[object, object], str] = {}
        self.told: list[Tie] = []

    def line(self, number: int, cells: Values) -> list[str]:
        """Return what is wrong in a line, of which only the cells that can be read are given."""
        return [*self.tie(cells, f"in line {number}")]

    def whole(self) -> list[str]:
        """Return what is wrong with the table as a whole."""
        return [] if self._places else [_NONE]

    def tie(self, cells: Values, place: str) -> Iterator[str]:
        """Yield what is wrong with a tie that stands in a place; remember it."""
        yield from self._strangers(cells)
        if "from" in cells and "to" in cells:
            yield from self._pair(cells["from"], cells["to"], place)
        weight = cells.get("weight")
        if isinstance(weight, float):
            if not 0 <= weight <= 1:
                yield f"weight: {weight:g} is not between 0 and 1"
            self.told.append(Tie(str(cells.get("from")), str(cells.get("to")), weight))

    def _strangers(self, cells: Values) -> Iterator[str]:
        """Yield that an end of a tie is not in the roster, if that is known."""
        for end in ("from", "to"):
            if self._names is not None and end in cells and cells[end] not in self._names:
                name = str(cells[end])
                yield f"{end}: {name!r} is not in the roster{meant(name, self._names)}"

    def _pair(self, truster: object, trusted: object, place: str) -> Iterator[str]:
        """Yield that a partner trusts itself, or that the tie was told before."""
        if truster == trusted:
            yield f"to: {trusted!r} is tied to itself; leave that tie out"
        if (truster, trusted) in self._places:
            first = self._places[truster, trusted]
            yield f"to: the tie from {truster!r} to {trusted!r} stands {first} already"
        self._places.setdefault((truster, trusted), place)


def _graph(path: Path) -> Any:  # noqa: ANN401  networkx ships no types
    """Return the graph of a GraphML file."""
    text = contents(path, COLUMNS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they are about drawings, which say nothing of ties
            return nx.parse_graphml(text)
    except _BROKEN as error:
        why = str(error) or type(error).__name__
        raise BadTable(f"{path}: this is no GraphML: {why}. Save it as GraphML or CSV.") from None


def _wrong_edges(graph: Any, checks: _TieChecks) -> Iterator[str]:  # noqa: ANN401
    """Yield the mistakes of a graph, edge by edge, while the checks take up its ties."""
    nodes = {n: str(d.get("name") or d.get("label") or n) for n, d in graph.nodes(data=True)}
    named = Counter(nodes.values())
    yield from (f"name: {name!r} is the name of {n} nodes" for name, n in named.items() if n > 1)
    default = graph.graph.get("edge_default", {}).get("weight")
    pairs = set()
    for a, b, about in graph.edges(data=True):
        cells, wrong = _cells(nodes[a], nodes[b], about.get("weight", default))
        wrong += checks.tie(cells, _ANOTHER)
        if a != b and not graph.is_directed():
            back = cells | {"from": nodes[b], "to": nodes[a]}
            deque(checks.tie(back, _ANOTHER), maxlen=0)  # what is wrong with it was told
        yield from (f"edge {nodes[a]!r} to {nodes[b]!r}: {m}" for m in wrong)
        pairs.add((a, b))
    if graph.is_multigraph() and len(pairs) == graph.number_of_edges():
        yield "id: two edges between the same nodes have the same id; keep one of them."
    yield from checks.whole()


def _cells(truster: str, trusted: str, weight: object) -> tuple[dict[str, object], list[str]]:
    """Return an edge as the cells of a line, and what is wrong with its weight."""
    cells: dict[str, object] = {"from": truster, "to": trusted}
    if weight in {None, ""}:
        return cells, ["weight: is blank"]
    try:
        number = float(str(weight))
    except ValueError:
        return cells, [f"weight: {str(weight)!r} is not a number"]
    return cells | {"weight": number}, []
