"""The ODD+D page: made of the source, it tells all that is in it, in the order of the code."""

import importlib
import inspect
import pkgutil
import re
import tomllib

import mesa
import pytest

import simulation.model
from experiments.document import ROOT, number, rules, write
from experiments.odd import page as page_of
from experiments.odd_concepts import TOLD
from experiments.odd_entities import attributes
from experiments.odd_schedule import public, schedule
from simulation.parameters.world import all_parameters
from simulation.randomness import Decision

PROCESS = r"`(\w+)` \[M\d+\]"  # as the page tells of one


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    write(folder)
    return folder


@pytest.fixture(scope="module")
def page(folder):
    return (folder / "odd.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def told():
    return TOLD.read_text(encoding="utf-8")


@pytest.fixture
def country(small):
    country = small.model(seed=1)
    yield country
    country.release()


def live(country, year):
    while country.year < year:
        country.step()


def part(page, begin, end):
    return page.split(begin)[1].split(end)[0]


def heard(module, monkeypatch):
    """Return a list that hears the name of every process which a module calls."""
    names = []

    def listened(function):
        def call(*args, **kwargs):
            names.append(function.__name__)
            return function(*args, **kwargs)

        return call

    for name, function in list(vars(module).items()):
        if inspect.isfunction(function) and function.__module__.startswith("simulation.processes"):
            monkeypatch.setattr(module, name, listened(function))
    return names


def test_the_year_stands_there_in_the_order_in_which_it_is_lived(page, country, monkeypatch):
    live(country, 2014)
    names = heard(simulation.model, monkeypatch)
    country.step()
    lived = list(dict.fromkeys(names))
    year = part(page, "### I.iii", "## II.").split("#### The Initiative")[0]
    written = [n for n in dict.fromkeys(re.findall(PROCESS, year)) if n in lived]
    assert len(lived) > 15
    assert written == lived


def test_all_that_the_initiative_calls_stands_there(page, country, monkeypatch):
    if not (ROOT / "simulation" / "initiative.py").is_file():
        pytest.skip("there is no Initiative yet")
    live(country, 2012)
    names = heard(importlib.import_module("simulation.initiative"), monkeypatch)
    for _ in range(4):
        country.step()
    assert names
    assert set(names) <= set(re.findall(PROCESS, part(page, "#### The Initiative", "## II.")))


SAMPLE = '''
from simulation.agents.ministry import Ministry
from simulation.processes.exam import sit as examine
from simulation.processes import climate


class Sample:
    """A sample."""

    def __init__(self, model):
        self.ministry = Ministry(model)

    def step(self):
        """Live."""
        if self.ready:
            self.ministry.pay(1, {})
        elif self.late:
            self.rest()
        else:
            examine(self._felt())
        for term in (1, 2):
            self.rest(climate.observed_sitters(term))

    def rest(self, sitters=0):
        """Rest."""
        return climate.pressure(1, 2)

    def _felt(self):
        """Return what is felt."""
        return climate.next_urgency(climate.observed_sitters(2000))
'''


@pytest.fixture
def sample(tmp_path):
    (tmp_path / "sample.py").write_text(SAMPLE)
    return tmp_path / "sample.py"


def told_in_order(step):
    return [
        (step.name, step.within),
        *(inner for s in step.steps for inner in told_in_order(s)),
    ]


def test_the_source_is_read_in_the_order_of_evaluation(sample):
    assert told_in_order(schedule(sample, "Sample", "step")) == [
        ("step", ""),
        ("Ministry.pay", "if `self.ready`"),
        ("rest", "if `self.late`"),
        ("pressure", ""),
        ("_felt", "else"),
        ("observed_sitters", ""),
        ("next_urgency", ""),
        ("sit", "else"),
        ("term in (1, 2)", ""),
        ("observed_sitters", ""),
        ("rest", ""),
        ("pressure", ""),
    ]


def test_a_public_method_is_told_once_under_its_own_name(sample):
    step, rest = public(sample, "Sample")
    assert [s.name for s in step.steps if s.name == "rest"] == ["rest"]
    assert not next(s for s in step.steps if s.name == "rest").steps
    assert [s.name for s in rest.steps] == ["pressure"]


def test_every_decision_has_a_row_that_tells_who_and_where(page):
    rows = re.findall(r"^\| ([a-z ]+) \| ([^|]*) \| \[M\d+\].*`\w+`: .+ \|$", page, re.M)
    assert [d for d, _ in rows] == [d.name.replace("_", " ").lower() for d in Decision]
    assert all(re.match("an? |the ", who) for _, who in rows), "say who in odd_concepts.toml"


def test_every_class_of_agents_has_a_row(page):
    package = importlib.import_module("simulation.agents")
    modules = [
        importlib.import_module(f"simulation.agents.{m.name}")
        for m in pkgutil.iter_modules(package.__path__)
    ]
    kinds = {
        name
        for module in modules
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, mesa.Agent) and kind.__module__ == module.__name__
    }
    assert kinds
    assert kinds <= set(re.findall(r"^\| \[(\w+)\]\(\.\./simulation/", page, re.M))


def test_a_section_of_attributes_is_read_to_its_end():
    section = "Attributes\n----------\na, b\n    One,\n    and two.\nc\n    Three.\n"
    doc = f"A thing.\n\n{section}\nNotes\n-----\nd\n    No."
    assert list(attributes(doc)) == [("a, b", "One, and two."), ("c", "Three.")]


def test_every_mechanism_mentioned_exists(page, told):
    there = {f"M{number(p)}" for p in rules("processes")}
    assert set(re.findall(r"\bM\d+\b", told)) <= there
    assert set(re.findall(r"\bM\d+\b", page)) == there


def test_every_parameter_mentioned_exists(told):
    mentioned = set(re.findall(r"`(\w+\.\w+)`", told)) - {"group.name"}
    assert mentioned
    assert mentioned <= set(all_parameters())


def test_every_concept_is_told_in_the_order_of_the_protocol(page, told):
    concepts = [c["name"] for c in tomllib.loads(told)["concept"]]
    assert re.findall(r"^### II\.[ivx]+ (.+)$", page, re.M) == concepts


def slugs(text):
    titles = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in titles}


def test_every_link_leads_somewhere(page, folder):
    defined = dict(re.findall(r"^\[([\w-]+)\]: (\S+)$", page, re.M))
    used = set(re.findall(r"\[M\d+\]\[([\w-]+)\]", page))
    assert used <= set(defined)
    for link in {*re.findall(r"\]\(([^)]+)\)", page), *defined.values()}:
        place, _, anchor = link.partition("#")
        made = folder / place
        path = made if made.is_file() else ROOT / "docs" / place
        assert path.is_file(), link
        assert not anchor or anchor in slugs(path.read_text(encoding="utf-8")), link


def test_it_stays_short_enough_to_read(page):
    assert len(page.splitlines()) <= 440


def test_it_is_made_the_same_again(page):
    assert page.endswith(page_of())
