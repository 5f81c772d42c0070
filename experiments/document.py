"""Write the generated pages of docs/: what is declared in the source is told nowhere else."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path

from simulation.data.demography import enrolment, grade12_anchors, grade12_base
from simulation.data.sources import sources
from simulation.parameters.views import table
from simulation.population.school_table import SchoolRow
from simulation.results.measures import DERIVED, SUMS
from simulation.scenario import scenarios
from simulation.years import FIRST_YEAR, GRADES, LAST_YEAR

ROOT = Path(__file__).resolve().parents[1]
NOTE = "<!-- written by `make docs`; change the source, not this page -->\n\n"


def write(folder: Path) -> None:
    """Write every page into a folder."""
    pages = {
        "parameters": _parameters(),
        "mechanisms": _mechanisms(),
        "measures": _measures(),
        "scenarios": _scenarios(),
        "facts": _facts(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(NOTE + text, encoding="utf-8")


def _table(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table."""
    head = list(heading)
    lines = [head, ["---"] * len(head), *([str(c).replace("|", "\\|") for c in r] for r in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _parameters() -> str:
    """Return the page of parameters."""
    columns = ("name", "default", "unit", "range", "prior", "source", "text")
    rows = ([f"`{r['name']}`", *(r[c] for c in columns[1:])] for r in table())
    return (
        "# Parameters\n\nSet one with `--set name=value`. A prior is what we believe before seeing"
        " any target; it is cut at the range. Sources are keys of the table in `facts.md`.\n\n"
        + _table(columns, rows)
    )


def _measures() -> str:
    """Return the page of measures."""
    rows = [(f"`{s.measure}`", s.grade or "", s.unit, s.text) for s in SUMS]
    rows += [(f"`{d.measure}`", d.grade or "", d.unit, d.text) for d in DERIVED]
    return (
        "# Measures\n\nOne row a year, group and measure; groups are the country, streams, nurture"
        " quintiles (1 the strongest), thirds of the periphery index, districts, sexes. Sums are"
        " weighted when a fraction of the country is simulated.\n\n"
        + _table(("measure", "grade", "unit", "what"), rows)
    )


def _scenarios() -> str:
    """Return the page of scenarios."""
    rows = [(f"`{s.name}`", s.title, s.question, s.base or "") for s in scenarios()]
    shipped = _table(("name", "title", "question", "base"), rows)
    example = (ROOT / "scenarios" / "no_give_five.toml").read_text(encoding="utf-8")
    return (
        f"# Scenarios\n\n{shipped}\n## One of your own\n\nA file ending in .toml, run as"
        " `fivebytwo run mine.toml`: a title, a question, a base (a name above, or a file beside"
        " it), and what differs. `from` and `until` are school years, both included; without them"
        " a change holds in every year. `set` takes any parameter; of the base population"
        " (`people`) only without dates. Later changes win.\n\n```toml\n" + example + "```\n"
    )


def _facts() -> str:
    """Return the page of facts: demography, a user's school table, sources."""
    anchors = [
        (a.year, a.students, a.quality, "; ".join(a.source), a.note) for a in grade12_anchors()
    ]
    sizes = [(y, *_sizes(y)) for y in range(FIRST_YEAR, LAST_YEAR + 1)]
    seen = [(e.year, e.grades, e.students, "; ".join(e.source), e.note) for e in enrolment()]
    listed = [(s.key, s.kind, s.title, s.publisher, s.date) for s in sources()]
    return (
        "# Facts\n\n## The base of grade 12\n\n"
        + _table(("year", "students", "quality", "source", "note"), anchors)
        + "\n## Cohorts by grade\n\nThe examination's base, before anybody leaves school: students"
        " of grade g in a year are the base of grade 12 that they become. The model adds those"
        " who leave before grade 12. Between the years above the base is linear.\n\n"
        + _table(("year", *(f"grade {g}" for g in GRADES)), sizes)
        + "\nEnrolment that was counted, by wider definitions:\n\n"
        + _table(("year", "grades", "students", "source", "note"), seen)
        + "\n## A school table of your own\n\n"
        + _table(("column", "values"), _school_columns())
        + "\n## Sources\n\nTitles of evidence are descriptions; some, and some authors' names, are"
        " from general knowledge and were not checked at the source.\n\n"
        + _table(("key", "kind", "title", "publisher", "date"), listed)
    )


def _sizes(year: int) -> list[int]:
    """Return the base of each grade in a year, to hundreds."""
    return [int(round(grade12_base(year + GRADES[-1] - g), -2)) for g in GRADES]


def _school_columns() -> Iterator[tuple[str, str]]:
    """Yield the columns of a user's table and what each holds."""
    doc = SchoolRow.__doc__ or ""
    for f in fields(SchoolRow):
        found = re.search(rf"^    {f.name}\n        (.+?)(?=\n    \w|\n*\Z)", doc, re.M | re.S)
        yield f"`{f.name}`", re.sub(r"\s+", " ", found[1]).strip() if found else ""


def _mechanisms() -> str:
    """Return the page of mechanisms: a table, then each equation as its source tells it."""
    pages = sorted(_rules("processes"), key=lambda m: (_number(m), m.stem))
    rows = [_row(path) for path in pages]
    return (
        "# Mechanisms\n\nOne file a mechanism; the order of a school year is"
        " [simulation/model.py](../simulation/model.py).\n\n"
        + _table(("", "what happens", "process", "equation", "test"), rows)
        + "".join(_chapter(path) for path in pages)
    )


def _rules(package: str) -> list[Path]:
    """Return the files of processes or kernels."""
    folder = ROOT / "simulation" / package
    return [p for p in folder.glob("*.py") if p.stem != "__init__"]


def _number(path: Path) -> int:
    """Return the number of a mechanism."""
    return int(_sentence(path).split(".")[0].removeprefix("M"))


def _sentence(path: Path) -> str:
    """Return the first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]


def _kernel_of(process: Path) -> Path | None:
    """Return the kernel file that a process calls."""
    found = re.search(
        r"from simulation\.kernels\.(\w+) import", process.read_text(encoding="utf-8")
    )
    return ROOT / "simulation" / "kernels" / f"{found[1]}.py" if found else None


def _row(process: Path) -> tuple[str, ...]:
    """Return a mechanism's row."""
    number, sentence = _sentence(process).split(". ", 1)
    kernel = _kernel_of(process)
    equation = kernel or process
    package = equation.parent.name
    return (
        number,
        sentence,
        f"[{process.stem}](../simulation/processes/{process.name})",
        f"[{package}/{equation.stem}](../simulation/{package}/{equation.name})",
        _tests_of(process, equation),
    )


def _tests_of(process: Path, equation: Path) -> str:
    """Return links to the tests of a process and its equation, and to the worked cases."""
    places = [Path(f"tests/{p.parent.name}/test_{p.stem}.py") for p in (equation, process)]
    places += [Path(f"tests/cases/{p.stem}.toml") for p in (equation, process)]
    there = [p for p in dict.fromkeys(places) if (ROOT / p).is_file()]
    return ", ".join(f"[{p.parent.name}/{p.stem}](../{p})" for p in there)


def _chapter(process: Path) -> str:
    """Return the equations of a mechanism: the docstrings of its public functions."""
    kernel = _kernel_of(process)
    told = [*(_functions(kernel) if kernel else ()), *_functions(process)]
    parts = "".join(f"\n### `{name}`\n\n{doc}\n" for name, doc in told if "$" in doc)
    return f"\n## {_sentence(process)}\n{parts}" if parts else ""


def _functions(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the public functions of a file and their docstrings, without examples."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            doc = ast.get_docstring(node) or ""
            yield node.name, re.sub(r"\n*^>>>.*", "", doc, flags=re.M | re.S).strip()


if __name__ == "__main__":
    write(ROOT / "docs")
