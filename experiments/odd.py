"""The model described by the ODD+D protocol: a chapter made of what the source says of itself."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from csv import DictReader
from dataclasses import fields
from functools import cache
from pathlib import Path

from experiments.document import ROOT, SOURCE, as_table, kernel_of, number, rules, sentence
from experiments.odd_concepts import concepts
from experiments.odd_entities import agents, columns
from experiments.odd_schedule import (
    Step,
    imports,
    link,
    parsed,
    public,
    references,
    schedule,
)
from simulation.parameters.declare import declared
from simulation.parameters.views import uncertain
from simulation.parameters.world import World
from simulation.population.store import POPULATION_SEED
from simulation.results.provenance import software
from simulation.scenario import scenarios
from simulation.years import FIRST_CHOICE, FIRST_ENTRY, FIRST_YEAR, GRADES, LAST_YEAR

MODEL, INITIATIVE = SOURCE / "model.py", SOURCE / "initiative.py"
_MOST_SOURCES = 4  # keys told of one table


def page() -> str:
    """Return the page, in the order of ODD+D."""
    return (
        "# The model by the ODD+D protocol\n\nOverview, Design concepts and Details (Grimm et al."
        " 2020, doi:10.18564/jasss.4259), with human Decisions (Müller et al. 2013,"
        " doi:10.1016/j.envsoft.2013.06.003). Made from the docstrings, the declarations and the"
        " order of calls in the source, so that it tells what runs; equations stand in"
        " [mechanisms.md](mechanisms.md), the design behind them in [MODEL.md](MODEL.md).\n"
        + _overview()
        + concepts()
        + _details()
        + "\n"
        + references()
    )


def _overview() -> str:
    """Return part I: purpose, entities, and the order of a year."""
    return (
        "\n## I. Overview\n\n### I.i Purpose and patterns\n\n"
        + _purpose()
        + "\n### I.ii Entities, state variables and scales\n\n"
        + _scales()
        + "\nWho acts. A number is that of the whole country before its first year; the others"
        " come and go.\n\n"
        + as_table(("who", "number", "what", "state"), agents())
        + "\nWhat is known of them, and of the country, in columns and sums:\n\n"
        + as_table(("columns", "what", "state"), columns())
        + "\n### I.iii Process overview and scheduling\n\n"
        + _year()
        + _initiative()
    )


def _purpose() -> str:
    """Return the question and the patterns, as the design states them."""
    design = (ROOT / "docs" / "MODEL.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", design, flags=re.M)[1].split("\n", 1)[1].strip()
    shipped = len(scenarios())
    return f"{section}\n\n{shipped} shipped [scenarios](scenarios.md) each ask a question.\n"


def _scales() -> str:
    """Return the scales of time, of space and of the population."""
    people = _students()
    return (
        f"*Time.* One step is a school year, told by the year in which it ends: {FIRST_ENTRY} to"
        f" {LAST_YEAR}, with results from {FIRST_YEAR} on. *Space.* A school lies in a local"
        " authority, that in a district; place is remoteness, no map. *People.* One to one:"
        f" {people[FIRST_YEAR]:,} students in grades 7 to 12 in {FIRST_YEAR},"
        f" {people[LAST_YEAR]:,} in {LAST_YEAR}, as columns, with an agent for any of them that"
        " is looked at; a part of the country can be run, reweighted to the whole.\n"
    )


@cache
def _students() -> dict[int, int]:
    """Return the students in grades 7 to 12 in the first and the last year."""
    from simulation.run import load

    entering = load("history").population.offsets[:, -1]
    ends = {year: year - FIRST_ENTRY + 1 for year in (FIRST_YEAR, LAST_YEAR)}
    return {year: int(entering[end - len(GRADES) : end].sum()) for year, end in ends.items()}


def _year() -> str:
    """Return the order of a school year."""
    step = schedule(MODEL, "Country", "step")
    return (
        f"{step.text} It is [`Country.step`](../simulation/model.py), in this order; within a"
        " process all are updated at once.\n\n" + "".join(_seasons(step.steps))
    )


def _initiative() -> str:
    """Return the order of a year of the partnership, once the source tells one."""
    if not INITIATIVE.is_file():
        return ""
    told = [s for s in public(INITIATIVE, "Initiative") if s.steps]
    return (
        "#### The Initiative\n\n"
        f"{sentence(INITIATIVE)} Its verbs are those of"
        " [`Initiative`](../simulation/initiative.py).\n\n"
        + "".join(_seasons(told)).rstrip()
        + "\n"
    )


def _seasons(steps: Iterable[Step]) -> Iterator[str]:
    """Yield the parts of a year: what each is for, and its steps; what was told is not repeated."""
    told: set[str] = set()
    for step in steps:
        title = step.name.strip("_").replace("_", " ").capitalize()
        if step.steps:
            yield f"**{title}.** {step.text}\n\n{''.join(_items(step.steps, told))}\n"
        else:
            yield f"{step.text} (`{step.name}`)\n\n"


def _items(steps: Iterable[Step], told: set[str], depth: int = 0) -> Iterator[str]:
    """Yield steps as items of a numbered list; a query or loop of one step shares its line."""
    for place, step in enumerate(steps, start=1):
        words, last = _words(step), step
        while len(last.steps) == 1 and (not last.text or last.text.startswith("Return ")):
            last = last.steps[0]
            words += f", {_words(last)}"
        again = " (as before)" if last.steps and last.name in told else ""
        text = f": {last.text}" if last.text else ":"
        yield f"{'   ' * depth}{place}. {words}{again}{text}\n"
        if not again:
            yield from _items(last.steps, told, depth + 1)
            told.add(last.name)


def _words(step: Step) -> str:
    """Return what a step is called, its mechanism, and the condition it stands under."""
    if not step.text:
        return f"for `{step.name}`"
    of = f" {link(step.process)}" if step.process else ""
    return f"`{step.name}`{of}" + (f" ({step.within})" if step.within else "")


def _details() -> str:
    """Return part III: implementation, initialization, input data, submodels."""
    return (
        "\n## III. Details\n\n### III.i Implementation\n\n"
        + _implementation()
        + "\n### III.ii Initialization\n\n"
        + _initialization()
        + "\n### III.iii Input data\n\n"
        + _input()
        + "\n### III.iv Submodels\n\n"
        + _submodels()
    )


def _implementation() -> str:
    """Return what the model is written in and built on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {re.split(r"[<>=~!]", spec)[0]: spec for spec in project["dependencies"]}
    layers = _layers()
    built_on = ", ".join(f"{asked[name]}" for name in software() if name in asked)
    return (
        f"`{project['name']}` {project['version']}, {project['license']}, in Python"
        f" {project['requires-python']} on {built_on}; exact versions are in `requirements.lock`"
        " and in the record beside every result. Imports go one way, and a check holds them to"
        f" it: {layers}.\n"
    )


def _layers() -> str:
    """Return the layers of the source, the uppermost first."""
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contract = next(c for c in tool["importlinter"]["contracts"] if c["type"] == "layers")
    return ", ".join(str(layer).replace("simulation.", "") for layer in contract["layers"])


def _initialization() -> str:
    """Return how a country begins: what its population is drawn from, and in which years."""
    folder = sorted((SOURCE / "population").glob("[a-z]*.py"))
    rows = [(f"[{p.stem}](../simulation/population/{p.name})", sentence(p)) for p in folder]
    return (
        f"The base population is drawn once, from seed {POPULATION_SEED:,}, and every run lives in"
        f" it; a user's own table of schools can take its place. The first cohort enters grade 7"
        f" in {FIRST_ENTRY}, so that by {FIRST_YEAR}, the first year with results, every grade has"
        f" been lived in; teachers are founded in {FIRST_CHOICE + 1}, once a cohort has chosen.\n\n"
        + as_table(("population", "what it does"), rows)
    )


def _input() -> str:
    """Return the tables of facts: their rows, and where these come from."""
    rows = [_facts(path) for path in sorted((SOURCE / "data" / "tables").glob("*.csv"))]
    return (
        "What was observed or decided stands in `simulation/data/tables`, each row with unit,"
        " source and quality; keys are those of [facts.md](facts.md#sources). A user can bring"
        " [schools](facts.md#a-school-table-of-your-own),"
        " [partners](facts.md#a-roster-of-your-own), their [ties](facts.md#ties-of-your-own) and"
        " [programmes](facts.md#programmes-of-your-own).\n\n"
        + as_table(("table", "rows", "of these assumed", "what", "sources"), rows)
    )


def _facts(path: Path) -> tuple[object, ...]:
    """Return the row of one table."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(DictReader(file))
    cited = Counter(k.strip() for row in lines for k in (row.get("source") or "").split(";"))
    keys = [k for k, _ in cited.most_common() if k not in {"", "assumed"}]
    more = f" and {len(keys) - _MOST_SOURCES} more" if len(keys) > _MOST_SOURCES else ""
    assumed = sum(row.get("quality") == "assumed" for row in lines)
    reader = _reader(path.stem)
    return (
        f"`{path.stem}`", len(lines), assumed or "",
        f"[{reader.stem}](../{reader.relative_to(ROOT)}): {sentence(reader)}",
        ", ".join(keys[:_MOST_SOURCES]) + more,
    )  # fmt: skip


def _reader(table: str) -> Path:
    """Return the module that reads a table, as its code says, or its words."""
    modules = [*sorted((SOURCE / "data").glob("[a-z]*.py")), *sorted(SOURCE.rglob("*.py"))]
    texts = {path: path.read_text(encoding="utf-8") for path in modules}
    for sign in (rf'table\("{table}"', rf"\b{table}\.csv\b", rf"figures: .*\b{table}\b"):
        for path, text in texts.items():
            if re.search(sign, text):
                return path
    return SOURCE / "data" / "__init__.py"


def _submodels() -> str:
    """Return the mechanisms, each with the groups of parameters that it reads."""
    groups = {f.name: type(getattr(World(), f.name)) for f in fields(World)}
    counts = {name: len(declared(group)) for name, group in groups.items()}
    ordered = sorted(rules("processes"), key=lambda m: (number(m), m.stem))
    rows = [
        (
            link(p), sentence(p).split(". ", 1)[1], _code(kernel_of(p) or p),
            ", ".join(f"`{g}` {counts[g]}" for g in _read(p, groups)),
        )
        for p in ordered
    ]  # fmt: skip
    return (
        f"{sum(counts.values())} [parameters](parameters.md) in {len(groups)} groups are each told"
        f" once, with unit, range, prior and source; {len(uncertain())} have a prior. A number is"
        " that of a group's parameters.\n\n"
        + as_table(("", "what happens", "equation", "parameters it reads"), rows)
    )


def _code(path: Path) -> str:
    """Return a link to a file of the simulation, named with its folder."""
    return f"[{path.parent.name}/{path.stem}](../{path.relative_to(ROOT)})"


def _read(process: Path, groups: Mapping[str, type]) -> list[str]:
    """Return the groups of parameters that a process reads, in the order of the world."""
    tree, text = parsed(process), process.read_text(encoding="utf-8")
    known = {name for name, (path, _) in imports(tree).items() if path.parent.name == "parameters"}
    told = (n.annotation for n in ast.walk(tree) if isinstance(n, ast.arg) and n.annotation)
    words = [ast.unparse(annotation).split(".") for annotation in told]
    named = {w[-1] for w in words if w[0] in known}
    return [
        name
        for name, group in groups.items()
        if group.__name__ in named or re.search(rf"\b(w|world)\.{name}\b|`{name}\.\w", text)
    ]
