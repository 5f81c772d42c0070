"""`fivebytwo graph`: who trusts whom in a term of a saved run, as GraphML."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import say
from experiments.files import write_whole
from experiments.settings import WrongSetting

if TYPE_CHECKING:
    import networkx as nx

    from simulation.model import Country

SUFFIXES = (".graphml", ".xml")
SEASONS = {1: "autumn", 2: "winter", 3: "spring"}


class WrongGraph(WrongSetting):
    """A graph that cannot be made."""


@dataclass
class Photographer:
    """Looks at the partnership once, after a term of a school year."""

    year: int
    term: int
    taken: "list[nx.DiGraph]" = field(default_factory=list)

    def look(self, country: "Country", term: int) -> None:
        """Keep the graph of the term, if it is the one."""
        if (country.year, term) == (self.year, self.term):
            self.taken.append(country.initiative.state.graph())


def write_graph(folder: Path, year: int, term: int, place: Path) -> None:
    """Write the graph of a term of a saved run into a file.

    Raises WrongGraph with all that is wrong with the term or the file, before any work is done.
    """
    from simulation.store import read_record

    record = read_record(folder)
    if wrong := list(_mistakes(record, year, term, place)):
        raise WrongGraph("\n".join(wrong))
    from experiments.again import saved

    photographer = Photographer(year, term)
    saved(folder).live(after_term=[photographer.look], until=year)
    (graph,) = photographer.taken
    graph.graph |= {
        "scenario": record["scenario"]["name"], "seed": record["seed"], "year": year, "term": term,
    }  # fmt: skip
    write_whole(place, lambda draft: _write(graph, draft))
    members = sum(graph.nodes[n]["member"] for n in graph)
    say.line(
        f"{place}: {SEASONS[term]} of school year {year}, {len(graph)} partners, {members} of them"
        f" members with the Ministry and the backbone, {graph.number_of_edges():,} ties."
    )


def _mistakes(record: dict[str, Any], year: int, term: int, place: Path) -> Iterator[str]:
    """Yield why the graph of a term cannot be written into a file."""
    from simulation.years import FIRST_YEAR

    if not FIRST_YEAR <= year <= record["until"]:
        yield f"{year} is not a school year of this run: {FIRST_YEAR} to {record['until']}."
    if term not in SEASONS:
        known = ", ".join(f"{number} {season}" for number, season in SEASONS.items())
        yield f"{term} is not a term: {known}."
    if place.suffix.lower() not in SUFFIXES:
        yield f"{place}: a graph ends in {' or '.join(SUFFIXES)}."


def _write(graph: "nx.DiGraph", draft: Path) -> None:
    """Write a graph, and read it back."""
    import networkx as nx

    nx.write_graphml(graph, draft)
    back = nx.read_graphml(draft)
    if dict(back.nodes(data=True)) != dict(graph.nodes(data=True)) or back.adj != graph.adj:
        raise RuntimeError(f"{draft.name} reads back as another graph.")
