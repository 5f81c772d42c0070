"""The rules of the style guide that a machine can hold us to."""

import ast
import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("simulation", "calibration", "experiments")
SOURCE = sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py"))
RULES = [p for p in SOURCE if p.parent.name in {"kernels", "processes"}]
KERNELS = [p for p in RULES if p.parent.name == "kernels" and p.stem != "__init__"]
PLAIN = {0, 1, 2, 0.5}
UNITS_AND_GRADES = {3, 4, 5, 9, 10, 11, 12}  # words of the subject, not sizes of effects


def name(path):
    return str(path.relative_to(ROOT))


def functions(path):
    return [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef)]


def code_lines(function):
    doc = ast.get_docstring(function, clean=False) or ""
    return function.end_lineno - function.lineno + 1 - (doc.count("\n") + 1 if doc else 0)


@pytest.mark.parametrize("path", RULES, ids=name)
def test_a_rule_contains_no_number_of_its_own(path):
    numbers = {
        n.value
        for n in ast.walk(ast.parse(path.read_text()))
        if isinstance(n, ast.Constant) and type(n.value) in {int, float}
    }
    allowed = PLAIN | UNITS_AND_GRADES
    assert numbers <= allowed, f"declare {numbers - allowed} in simulation/parameters"


@pytest.mark.parametrize("path", SOURCE, ids=name)
def test_a_file_and_its_functions_are_short(path):
    assert len(path.read_text().splitlines()) <= 300
    long = {f.name: code_lines(f) for f in functions(path) if code_lines(f) > 40}
    assert not long


@pytest.mark.parametrize("path", SOURCE, ids=name)
def test_a_file_is_named_after_its_subject(path):
    empty = {"utils", "helpers", "common", "manager", "base", "misc", "shared"}
    assert path.stem.lower() not in empty


@pytest.mark.parametrize("path", [p for p in SOURCE if p.name == "__init__.py"], ids=name)
def test_a_package_says_what_it_holds_and_little_else(path):
    assert len(path.read_text().splitlines()) <= 25


def test_every_parameter_is_read_by_something():
    from simulation.parameters.world import all_parameters

    text = "\n".join(p.read_text() for p in SOURCE if p.parent.name != "parameters")
    unread = [
        parameter
        for parameter in all_parameters()
        if not re.search(rf"\b{parameter.split('.')[1]}\b", text)
        and not parameter.startswith(("teachers.staff_", "taste."))  # read as a path
    ]
    assert not unread


def test_sources_of_parameters_and_the_table_of_sources_agree_both_ways():
    from simulation.data.sources import sources
    from simulation.parameters.world import all_parameters

    cited = {key.strip() for p in all_parameters().values() for key in p.source.split(";")}
    known = {s.key: s.kind for s in sources()}
    assert cited - {"assumed"} <= set(known)
    assert {key for key, kind in known.items() if kind == "evidence"} <= cited


def test_every_parameter_says_one_sentence_and_starts_inside_its_range():
    from simulation.parameters.world import all_parameters

    for p in all_parameters().values():
        assert p.low <= p.default <= p.high, p.name
        assert p.text.endswith("."), p.name
        assert p.unit, p.name


@pytest.mark.parametrize("kernel", KERNELS, ids=name)
def test_a_kernel_has_a_slow_twin_and_a_test(kernel):
    tests = ROOT / "tests"
    assert (tests / "definitions" / f"{kernel.stem}.py").is_file()
    assert (tests / "kernels" / f"test_{kernel.stem}.py").is_file()


def test_a_decision_is_drawn_in_one_process_only():
    from simulation.randomness import Decision

    used = Counter()
    for path in (p for p in SOURCE if p.parent.name == "processes"):
        used.update(set(re.findall(r"Decision\.([A-Z_]+)", path.read_text())))
    assert set(used) == {d.name for d in Decision}
    assert set(used.values()) == {1}


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.toml")), ids=lambda p: p.stem)
def test_a_scenario_is_a_short_difference_from_its_base(path):
    from simulation.scenario import scenario

    assert len(path.read_text().splitlines()) <= 30
    content = tomllib.loads(path.read_text())
    if "base" in content:
        assert scenario(path.stem).worlds != scenario(content["base"]).worlds


@pytest.mark.parametrize("path", SOURCE, ids=name)
def test_parameters_are_looked_at_not_looked_up(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            in_words = isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
            assert not (in_words and node.value.id in {"world", "w", "p"}), ast.unparse(node)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-fit.lock"])
def test_a_lock_names_no_host(name):
    lock = (ROOT / name).read_text()
    assert not re.search(r"https?://|file://|--(extra-)?index-url|--find-links", lock)


def test_agents_do_not_know_when_they_act():
    for path in (ROOT / "simulation" / "agents").glob("*.py"):
        text = path.read_text()
        assert "def step(" not in text, path.name
        assert "self.random" not in text, path.name
        assert "self.rng" not in text, path.name


def test_the_generated_documentation_is_current(tmp_path):
    from experiments.document import write

    write(tmp_path)
    for page in sorted(tmp_path.glob("*.md")):
        kept = ROOT / "docs" / page.name
        assert kept.read_text() == page.read_text(), f"run `make docs`: {page.name} is out of date"


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=name)
def test_a_notebook_reads_calls_and_looks(path):
    cells = json.loads(path.read_text())["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    assert len(list((ROOT / "notebooks").glob("*.ipynb"))) <= 5
    for cell in code:
        assert len(cell.splitlines()) <= 12
        nodes = list(ast.walk(ast.parse(cell)))
        assert not [n for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    assert all(c["outputs"] for c in cells if c["cell_type"] == "code"), "keep the outputs"
