"""The graph of a term: what networkx reads, and what can be given to a run as ties."""

import networkx as nx
import pytest

from experiments.again import saved as saved_again
from experiments.cli import main
from simulation.network.ties import read_ties
from simulation.store import read_partners
from simulation.store import read_ties as saved_ties


@pytest.fixture(scope="module")
def graph(saved, tmp_path_factory):
    """Return the file of the graph of spring 2016."""
    place = tmp_path_factory.mktemp("graph") / "new" / "2016.graphml"
    assert main(["graph", str(saved), "2016", "--out", str(place)]) == 0
    assert [p.name for p in place.parent.iterdir()] == [place.name]
    return place


def test_networkx_reads_it_as_it_was_saved_of_the_year(saved, graph):
    made = nx.read_graphml(graph)
    who = read_partners(saved).query("year == 2016").set_index("partner")
    assert sorted(made) == sorted(who.index)
    for name, about in made.nodes(data=True):
        for column in ("sector", "member", "commitment", "seat", "equity"):
            assert about[column] == who.loc[name, column]
    ties = saved_ties(saved).query("year == 2016")
    assert len(ties) > 100
    for a, b, trust in zip(ties["truster"], ties["trusted"], ties["trust"], strict=True):
        assert made.edges[a, b]["weight"] == trust
    assert {k: made.graph[k] for k in ("scenario", "seed", "year", "term")} == {
        "scenario": "history", "seed": 1, "year": 2016, "term": 3,
    }  # fmt: skip


def test_it_may_be_the_ties_of_another_run(saved, graph):
    names = saved_again(saved).case.field.partners.name
    assert len(read_ties(graph, names)) == nx.read_graphml(graph).number_of_edges()


def test_every_term_has_a_graph_of_its_own(saved, tmp_path, capsys):
    members = []
    for year, term in ((2013, 3), (2014, 1)):
        place = tmp_path / f"{year}-{term}.graphml"
        assert main(["graph", str(saved), str(year), str(term), "--out", str(place)]) == 0
        members.append(sum(m for _, m in nx.read_graphml(place).nodes(data="member")))
    assert members[0] == 0 < members[1]
    told = capsys.readouterr()
    assert "autumn of school year 2014" in told.out
    assert "Warning" not in told.err


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("2031 --out g.graphml", ["2031 is not a school year of this run: 2001 to 2030."]),
        ("2000 --out g.graphml", ["2000 is not a school year"]),
        ("2016 4 --out g.graphml", ["4 is not a term: 1 autumn, 2 winter, 3 spring."]),
        ("2016 --out g.csv", ["g.csv: a graph ends in .graphml or .xml."]),
        ("1 0 --out g", ["1 is not a school year", "0 is not a term", "g: a graph ends in"]),
    ],
)
def test_mistakes_are_told_at_once_and_before_the_work(
    saved, tmp_path, capsys, monkeypatch, words, sentences
):
    monkeypatch.chdir(tmp_path)
    assert main(["graph", str(saved), *words.split()]) == 1
    err = capsys.readouterr().err
    assert all(sentence in err for sentence in sentences)
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())


def test_a_graph_that_cannot_be_written_is_told(saved, tmp_path, capsys):
    (tmp_path / "g.graphml").mkdir()
    assert main(["graph", str(saved), "2014", "--out", str(tmp_path / "g.graphml")]) == 1
    assert "is not a file" in capsys.readouterr().err
