"""Ties that a user tells, in two formats, and acquaintance that is drawn."""

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.data.read import BadTable
from simulation.data.sectors import SECTORS
from simulation.network.ties import ACROSS, WITHIN, Tie, acquaintance, read_ties

NAMES = ("Alpha", "Beta", "Gamma", "Ministry of Education", "Backbone")
GOOD = "from,to,weight\nAlpha,Beta,0.5\nBeta,Alpha,0\nGamma,Backbone,1\n"


@pytest.fixture
def table(tmp_path):
    """Return a function that writes a table and returns its path."""

    def write(text, name="ties.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write


@pytest.fixture
def drawing(tmp_path):
    """Return a function that writes a graph as GraphML and returns its path."""

    def write(graph):
        path = tmp_path / "ties.graphml"
        nx.write_graphml_xml(graph, path)
        return path

    return write


def told(path):
    with pytest.raises(BadTable) as caught:
        read_ties(path, NAMES)
    return [line.replace(str(path), path.name) for line in str(caught.value).splitlines()]


def test_ties_are_read_as_they_stand(table):
    assert read_ties(table(GOOD), NAMES) == (
        Tie("Alpha", "Beta", 0.5),
        Tie("Beta", "Alpha", 0),
        Tie("Gamma", "Backbone", 1),
    )


@pytest.mark.parametrize(
    ("was", "becomes", "line"),
    [
        ("Gamma", "Gama", "4: from: 'Gama' is not in the roster; did you mean 'Gamma'?"),
        ("Backbone", "Zzz", "4: to: 'Zzz' is not in the roster"),
        ("Backbone", "Gamma", "4: to: 'Gamma' is tied to itself; leave that tie out"),
        ("Backbone,1", "Backbone,1.5", "4: weight: 1.5 is not between 0 and 1"),
        ("Backbone,1", "Backbone,-1", "4: weight: -1 is not between 0 and 1"),
        ("Backbone,1", "Backbone,much", "4: weight: 'much' is not a number"),
        ("Backbone,1", "Backbone,", "4: weight: is blank"),
        ("Backbone,1", "Backbone", "4: 2 cells under 3 columns"),
        (
            "Gamma,Backbone",
            "Alpha,Beta",
            "4: to: the tie from 'Alpha' to 'Beta' stands in line 2 already",
        ),
    ],
)
def test_what_is_wrong_is_told(table, was, becomes, line):
    assert told(table(GOOD.replace(was, becomes))) == [f"ties.csv:{line}"]


def test_all_the_mistakes_are_told_at_once(table):
    bad = "from,to,weight\nAlfa,Beta,2\nBeta,Beta,x\nAlpha,Beta,1\n\nAlpha,Beta,1\n,Beta,1\n"
    assert told(table(bad)) == [
        "ties.csv:2: from: 'Alfa' is not in the roster; did you mean 'Alpha'?",
        "ties.csv:2: weight: 2 is not between 0 and 1",
        "ties.csv:3: weight: 'x' is not a number",
        "ties.csv:3: to: 'Beta' is tied to itself; leave that tie out",
        "ties.csv:5: 0 cells under 3 columns",
        "ties.csv:6: to: the tie from 'Alpha' to 'Beta' stands in line 4 already",
        "ties.csv:7: from: is blank",
    ]


def test_a_missing_column_is_told(table):
    assert "ties.csv:1: from: the column is missing" in told(table(GOOD.replace("from", "form")))


def test_a_table_without_ties_says_so(table):
    assert told(table("from,to,weight\n")) == [
        "ties.csv: there is no tie in it; without the file, the model draws who knows whom."
    ]


@pytest.mark.parametrize("header", ["name,sector,founder", "note,sector,name\r"])
def test_a_roster_in_place_of_ties_is_told_in_a_line(table, header):
    lines = "".join(f"NGO {i},ngo,yes\n" for i in range(20))
    assert told(table(f"{header}\n{lines}")) == [
        "ties.csv:1: this looks like a roster: give it as the table of partners; ties have from,"
        " to, weight."
    ]


def test_no_name_is_looked_up_in_a_roster_that_cannot_be_read(table):
    path = table("from,to,weight\nZzz,Alpha,0.5\nAlpha,Alpha,2\n")
    with pytest.raises(BadTable) as caught:
        read_ties(path, None)
    assert [line.removeprefix(f"{path}:") for line in str(caught.value).splitlines()] == [
        "3: to: 'Alpha' is tied to itself; leave that tie out",
        "3: weight: 2 is not between 0 and 1",
    ]


def test_what_is_no_table_is_told_in_a_sentence(tmp_path):
    (line,) = told(tmp_path / "nothing.csv")
    assert line.endswith("No such file or directory. Give a CSV file with from, to, weight.")


def test_a_directed_graph_is_the_same_as_its_table(table, drawing):
    ties = read_ties(table(GOOD), NAMES)
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(ties)
    assert set(read_ties(drawing(graph), NAMES)) == set(ties)


@pytest.mark.parametrize("attribute", ["name", "label"])
def test_an_undirected_edge_is_a_tie_each_way_between_the_names_of_its_nodes(drawing, attribute):
    graph = nx.Graph()
    graph.add_node("n0", **{attribute: "Alpha"})
    graph.add_node("n1", **{attribute: "Beta"})
    graph.add_edge("n0", "n1", weight=0.25)
    assert set(read_ties(drawing(graph), NAMES)) == {
        Tie("Alpha", "Beta", 0.25),
        Tie("Beta", "Alpha", 0.25),
    }


def test_a_weight_may_be_given_once_for_all_edges(table):
    graph = nx.DiGraph([("Alpha", "Beta")])
    text = "\n".join(nx.generate_graphml(graph)).replace(
        "<graph ",
        '<key id="w" for="edge" attr.name="weight" attr.type="double"><default>0.3</default></key>'
        "<graph ",
        1,
    )
    assert read_ties(table(text, "ties.graphml"), NAMES) == (Tie("Alpha", "Beta", 0.3),)


def test_all_the_mistakes_of_a_graph_are_told_at_once(drawing):
    graph = nx.MultiDiGraph()
    graph.add_node("twin", name="Gamma")
    graph.add_node("Gamma")
    graph.add_edge("Alfa", "Beta", weight=0.5)
    graph.add_edge("Alpha", "Beta", weight=1.5)
    graph.add_edge("Alpha", "Beta", weight=0.5)
    graph.add_edge("Gamma", "Gamma", weight=0.5)
    graph.add_edge("Beta", "Alpha")
    assert sorted(told(drawing(graph))) == [
        "ties.graphml: edge 'Alfa' to 'Beta': from: 'Alfa' is not in the roster;"
        " did you mean 'Alpha'?",
        "ties.graphml: edge 'Alpha' to 'Beta': to: the tie from 'Alpha' to 'Beta' stands in"
        " another edge already",
        "ties.graphml: edge 'Alpha' to 'Beta': weight: 1.5 is not between 0 and 1",
        "ties.graphml: edge 'Beta' to 'Alpha': weight: is blank",
        "ties.graphml: edge 'Gamma' to 'Gamma': to: 'Gamma' is tied to itself; leave that tie out",
        "ties.graphml: name: 'Gamma' is the name of 2 nodes",
    ]


def test_an_undirected_edge_told_twice_is_told_once(drawing):
    graph = nx.MultiGraph()
    graph.add_edges_from([("Alpha", "Beta", {"weight": 0.5}), ("Beta", "Alpha", {"weight": 0.6})])
    (line,) = told(drawing(graph))
    assert line.endswith("stands in another edge already")


def test_two_edges_with_one_id_are_not_taken_for_one(table):
    graph = nx.DiGraph([("Alpha", "Beta", {"weight": 0.5})])
    lines = list(nx.generate_graphml(graph, edge_id_from_attribute="weight"))
    start, end = (next(i for i, s in enumerate(lines) if t in s) for t in ("<edge", "</edge"))
    doubled = [*lines[: end + 1], *lines[start : end + 1], *lines[end + 1 :]]
    (line,) = told(table("\n".join(doubled), "ties.graphml"))
    assert line.startswith("ties.graphml: id: two edges between the same nodes have the same id")


def test_a_weight_that_is_a_word_is_told(drawing):
    graph = nx.DiGraph([("Alpha", "Beta", {"weight": "much"})])
    assert told(drawing(graph)) == [
        "ties.graphml: edge 'Alpha' to 'Beta': weight: 'much' is not a number"
    ]


@pytest.mark.parametrize("text", ["", "from,to,weight\n", "<graphml></graphml>", "<a><b></a>"])
def test_what_is_no_graph_is_told_in_a_sentence(table, text):
    (line,) = told(table(text, "ties.graphml"))
    assert line.startswith("ties.graphml: this is no GraphML: ")
    assert line.endswith(". Save it as GraphML or CSV.")


TEXTS = st.text(st.sampled_from("abc,;\"'\n\r\t\0 0159-.e<>/א"), max_size=200)
PIECES = st.lists(
    st.sampled_from(
        (
            "<graphml>",
            "</graphml>",
            '<graph edgedefault="directed">',
            "</graph>",
            '<node id="Alpha"/>',
            "<node/>",
            "<edge/>",
            "<port/>",
            "<hyperedge/>",
            '<edge source="Alpha" target="Beta"/>',
            '<edge source="Alpha" target="Gama"><data key="w">0.5</data></edge>',
            '<edge source="Alpha" target="Beta"><data key="w">0.5</data></edge>',
            '<edge id="1" source="Alpha" target="Beta"><data key="w">x</data></edge>',
        )
    ),
    max_size=8,
)
KEYS = st.sampled_from(
    (
        "",
        '<key id="w"/>',
        '<key id="w" attr.name="weight"/>',
        '<key id="w" attr.name="weight" attr.type="double" for="edge"/>',
        '<key id="w" attr.name="weight" attr.type="boolean"><default/></key>',
    )
)


def is_told_or_read(path):
    try:
        wrong, ties = "", read_ties(path, NAMES)
    except BadTable as error:
        wrong, ties = str(error), ()
    assert all(isinstance(t, Tie) for t in ties)
    assert bool(ties) != wrong.startswith(f"{path}:")


@given(TEXTS, st.booleans(), st.sampled_from(["ties.csv", "ties.graphml"]))
def test_any_text_is_ties_or_is_told_what_is_wrong(tmp_path_factory, text, with_header, name):
    path = tmp_path_factory.mktemp("any") / name
    text = f"from,to,weight\n{text}" if with_header else text
    path.write_text(text, encoding="utf-8", newline="")
    is_told_or_read(path)


@given(PIECES, KEYS, st.booleans())
def test_any_markup_is_ties_or_is_told_what_is_wrong(tmp_path_factory, pieces, keys, whole):
    path = tmp_path_factory.mktemp("any") / "ties.graphml"
    body = "".join(pieces)
    path.write_text(f"<graphml>{keys}<graph>{body}</graph></graphml>" if whole else body)
    is_told_or_read(path)


def sample(seed, n=400):
    """Return two sectors, three founders, every fourth invited, the Ministry and the backbone."""
    sectors = np.array([SECTORS.index("ngo")] * (n // 2) + [SECTORS.index("firm")] * (n // 2))
    sectors[1::2] = sectors[1::2][::-1]  # blocks need not stand together
    sectors = np.r_[sectors, SECTORS.index("ministry"), SECTORS.index("backbone")]
    founders, invited = np.arange(n + 2) < 3, np.arange(n + 2) % 4 == 0
    return sectors, founders, invited, acquaintance(sectors, founders, invited, seed)


def test_acquaintance_is_mutual_and_with_others():
    _, _, _, known = sample(seed=1)
    assert known.dtype == np.bool_
    assert (known == known.T).all()
    assert not known.diagonal().any()


def test_founders_know_everybody_invited_and_everybody_the_last_two():
    _, founders, invited, known = sample(seed=1)
    others = ~np.eye(len(known), dtype=bool)
    assert known[np.ix_(founders, invited)][others[np.ix_(founders, invited)]].all()
    assert (known[-2:] == others[-2:]).all()


def test_who_knows_whom_by_chance_is_as_frequent_as_declared():
    """Of about 40,000 pairs each; false alarm 1 in 10,000."""
    sectors, _, _, known = sample(seed=1)
    free = np.arange(3, 400)
    upper = np.triu(np.ones((free.size, free.size), bool), 1)
    pairs = known[np.ix_(free, free)][upper]
    same = (sectors[free, None] == sectors[free])[upper]
    for found, chance in ((pairs[same], WITHIN), (pairs[~same], ACROSS)):
        assert abs(found.mean() - chance) < 3.9 * np.sqrt(chance * (1 - chance) / found.size)


def test_a_seed_decides_who_knows_whom():
    runs = [sample(seed)[3] for seed in (1, 1, 2)]
    assert [(a == b).all() for a, b in pairwise(runs)] == [True, False]
