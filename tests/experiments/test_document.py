"""The generated pages: they tell every rule, measure, parameter and column; no fitted number."""

import re

import pytest

from experiments.document import ROOT, write
from simulation.data.milestones import milestones
from simulation.network import programmes, roster, ties
from simulation.parameters.world import all_parameters
from simulation.results.measures import DERIVED, NATIONWIDE, SUMS
from simulation.results.terms import TERMLY, PartnerTable, TieTable


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    write(folder)
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}


@pytest.fixture(scope="module")
def page(pages):
    return pages["mechanisms"]


def section(page, title):
    """Return what stands under a heading, up to the next one of its level or above."""
    level = title.split(" ")[0]
    found = re.search(rf"^{re.escape(title)}\n(.+?)(?=^#{{2,{len(level)}}} |\Z)", page, re.M | re.S)
    assert found, title
    return found[1]


def first_column(part):
    return re.findall(r"^\| `([^|]+)` \|", part, re.M)


def example(part, kind, folder, name):
    """Write the example of a section into a file."""
    block = re.search(rf"^```{kind}\n(.+?)^```", part, re.M | re.S)
    (folder / name).write_text(block[1])
    return folder / name


def test_every_measure_is_told_where_it_is_saved(pages):
    page = pages["measures"]
    by_group = section(page, "## Year by year, of every group")
    assert first_column(by_group) == [m.measure for m in (*SUMS, *DERIVED)]
    alone = section(page, "## Year by year, of the country alone")
    assert first_column(alone) == [m.measure for m in NATIONWIDE]
    termly = section(page, "## The partnership, term by term").split("###")[0]
    assert first_column(termly) == [m.measure for m in TERMLY]


@pytest.mark.parametrize(
    ("title", "columns"),
    [
        ("### What happened", ["year, term", "kind", "who", "text"]),
        ("### Who trusts whom", TieTable._fields),
        ("### Who the partners are", PartnerTable._fields),
    ],
)
def test_every_column_of_the_partnership_is_told(pages, title, columns):
    told = section(pages["measures"], title)
    assert [c for c in columns if not re.search(rf"\b{c}\b", told)] == []


def test_a_partnership_of_ones_own_is_read_as_the_page_writes_it(pages, tmp_path):
    page = pages["facts"]
    part = section(page, "## Programmes of your own")
    offered = programmes.read_programmes(example(part, "csv", tmp_path, "programmes.csv"))
    part = section(page, "## A roster of your own")
    rows = roster.read(example(part, "csv", tmp_path, "partners.csv"), offered)
    part = section(page, "## Ties of your own")
    names = [r.name for r in roster.complete(rows)]
    told = ties.read_ties(example(part, "csv", tmp_path, "ties.csv"), names)
    drawn = ties.read_ties(example(part, "xml", tmp_path, "ties.graphml"), names)
    assert set(drawn) <= set(told)


@pytest.mark.parametrize(
    ("title", "columns"),
    [
        ("## A roster of your own", roster.COLUMNS),
        ("## Programmes of your own", programmes.COLUMNS),
    ],
)
def test_every_column_a_user_may_bring_is_told(pages, title, columns):
    told = first_column(section(pages["facts"], title))
    assert {name for names in told for name in names.split("`, `")} == set(columns)


def test_every_milestone_is_told(pages):
    told = first_column(section(pages["facts"], "## The course of the partnership"))
    assert told == [m.milestone for m in milestones()]


def test_every_parameter_is_told_in_its_group(pages):
    page = pages["parameters"]
    assert first_column(page) == list(all_parameters())
    for group in {name.split(".")[0] for name in all_parameters()}:
        told = section(page, f"## {group}")
        assert {name.split(".")[0] for name in first_column(told)} == {group}
        assert re.match(r"\n[A-Z][^|]+\.\n", told), f"{group} has no sentence"


def test_every_mechanism_has_its_rule(page):
    listed = {row.split(" | ")[0] for row in re.findall(r"^\| (M\d+ \| .+)$", page, re.M)}
    told = set(re.findall(r"^## (M\d+)\.", page, re.M))
    assert listed == told == {f"M{n}" for n in range(1, 24)}


@pytest.mark.parametrize(
    "rule",
    [
        "hazard", "renew", "posts", "filled", "decide", "opening", "newness", "groups", "act",
        "notice", "present", "meet", "listen", "agreement", "passes", "built", "recommit",
        "joining", "mobilise", "practise", "learn", "prepare", "spread", "coordination",
        "prepare_ground", "measured",
    ],
)  # fmt: skip
def test_a_rule_is_told_with_an_equation(page, rule):
    assert re.search(rf"^### `{rule}`\n[^#]*\$.+\$", page, re.M)


@pytest.mark.parametrize(
    "rule", ["contact", "convene", "discuss", "decide", "works", "leaving", "step_up", "found"]
)
def test_a_rule_of_the_partnership_is_told_at_length(page, rule):
    assert re.search(rf"^### `{rule}`\n\n.+\.\n\n.+", page, re.M)


def test_no_table_of_arguments_becomes_a_heading(page):
    assert not re.search(r"^-{3,}$", page, re.M)


def test_no_equation_quotes_a_fitted_number(page):
    equations = re.findall(r"\$[^$]+\$", page)
    assert not [e for e in equations if re.search(r"\d\.\d", e)]


def test_no_equation_is_broken_into_a_list(page):
    assert not re.search(r"^[+*-] ", page, re.M)


def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\(\.\./([^)]+)\)", page)
    assert links
    assert not [link for link in links if not (ROOT / link).is_file()]


def test_every_parameter_named_in_a_rule_is_declared(page):
    from simulation.parameters.world import World

    groups = "|".join(World.__dataclass_fields__)
    named = re.findall(rf"`((?:{groups})\.\w+)`", page)
    assert named
    assert set(named) <= set(all_parameters())


def test_a_process_is_tested_beside_its_equation(page):
    row = next(line for line in page.splitlines() if line.startswith("| M3 "))
    for place in ("kernels/test_teachers.py", "processes/test_teachers.py", "cases/teachers.toml"):
        assert f"../tests/{place}" in row
    row = next(line for line in page.splitlines() if line.startswith("| M13 "))
    assert "../simulation/contact.py" in row
    assert "../tests/test_contact.py" in row
