"""Commands that look into the partnership of a saved run; `cli` registers them.

As there, signatures and docstrings are the help, and what a command needs is imported when it runs.
"""

from pathlib import Path

PARTNER_EXAMPLES = """
Examples:

    fivebytwo partner results/history-1                      ten partners worth a look
    fivebytwo partner results/history-1 "Rashi Foundation"   the story of one
    fivebytwo partner results/history-1 ngo 12
"""
GRAPH_EXAMPLES = """
Examples:

    fivebytwo graph results/history-1 2017 --out 2017.graphml
    fivebytwo graph results/history-1 2014 1 --out launch.graphml     its first term
    fivebytwo run --ties 2017.graphml --out results/tried             as ties of another run
"""


def partner(run: Path, /, *name: str) -> None:
    """Tell the story of one partner of the Initiative, year by year.

    The saved run is lived again, with the same luck, to look over the partner's shoulder.

    Parameters
    ----------
    run
        Folder of the results.
    name
        The partner, in small letters or capitals. Without it, ten partners worth a look are named.
    """
    from experiments.partner import show_partner, suggest_partners

    if name:
        show_partner(run, " ".join(name))
    else:
        suggest_partners(run)


def graph(run: Path, year: int, term: int = 3, /, *, out: Path) -> None:
    """Write who trusts whom in a term as GraphML, which Gephi, Cytoscape and networkx read.

    The saved run is lived again until then. A node is a partner, with sector, membership,
    commitment, seat, working group and positions; an edge is its trust in another one.

    Parameters
    ----------
    run
        Folder of the results.
    year
        A school year of the run, by the year it ends in.
    term
        1 autumn, 2 winter, 3 spring.
    out
        The file to write, ending in .graphml.
    """
    from experiments.graph import write_graph

    write_graph(run, year, term, out)
