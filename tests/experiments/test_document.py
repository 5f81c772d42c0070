"""The page of mechanisms: it tells every rule, and no number that a refit would change."""

import re

import pytest

from experiments.document import ROOT, write


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    write(folder)
    return (folder / "mechanisms.md").read_text(encoding="utf-8")


def test_every_mechanism_has_its_rule(page):
    listed = {row.split(" | ")[0] for row in re.findall(r"^\| (M\d+ \| .+)$", page, re.M)}
    told = set(re.findall(r"^## (M\d+)\.", page, re.M))
    assert listed == told == {f"M{n}" for n in range(1, 13)}


@pytest.mark.parametrize(
    "rule",
    [
        "hazard", "renew", "posts", "filled", "decide", "opening", "newness", "groups", "act",
        "notice",
    ],
)  # fmt: skip
def test_a_rule_is_told_with_an_equation(page, rule):
    assert re.search(rf"^### `{rule}`\n[^#]*\$.+\$", page, re.M)


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
    from simulation.parameters.world import World, all_parameters

    groups = "|".join(World.__dataclass_fields__)
    named = re.findall(rf"`((?:{groups})\.\w+)`", page)
    assert named
    assert set(named) <= set(all_parameters())


def test_a_process_is_tested_beside_its_equation(page):
    row = next(line for line in page.splitlines() if line.startswith("| M3 "))
    for place in ("kernels/test_teachers.py", "processes/test_teachers.py", "cases/teachers.toml"):
        assert f"../tests/{place}" in row
