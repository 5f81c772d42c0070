"""Write the generated pages of docs/: what is declared in the source is told nowhere else."""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from simulation.data.demography import enrolment, grade12_anchors, grade12_base
from simulation.data.milestones import milestones
from simulation.data.sources import sources
from simulation.parameters.views import table
from simulation.parameters.world import World
from simulation.results.measures import DERIVED, NATIONWIDE, SUMS
from simulation.scenario import scenarios
from simulation.years import FIRST_YEAR, GRADES, LAST_YEAR

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "simulation"
NOTE = "<!-- written by `make docs`; change the source, not this page -->\n\n"


def write(folder: Path) -> None:
    """Write every page into a folder."""
    from experiments.odd import page  # these are written with the tools below
    from experiments.odd_tables import brought, termly

    pages = {
        "parameters": _parameters(),
        "mechanisms": mechanisms(),
        "measures": _measures() + termly(),
        "scenarios": _scenarios(),
        "facts": _facts(brought()),
        "odd": page(),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(NOTE + text, encoding="utf-8")


def as_table(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table."""
    head = list(heading)
    lines = [head, ["---"] * len(head), *([str(c).replace("|", "\\|") for c in r] for r in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _parameters() -> str:
    """Return the page of parameters, a table for each group."""
    columns = ("name", "default", "unit", "range", "prior", "source", "text")
    groups = {
        group: as_table(columns, ([f"`{r['name']}`", *(r[c] for c in columns[1:])] for r in rows))
        for group, rows in groupby(table(), key=lambda r: r["name"].split(".")[0])
    }
    words = {group: inspect.getdoc(type(getattr(World(), group))) for group in groups}
    return (
        "# Parameters\n\nSet one with `--set name=value`. A prior is what we believe before seeing"
        " any target; it is cut at the range. Sources are keys of the table in"
        " [facts.md](facts.md#sources), mechanisms are told in [mechanisms.md](mechanisms.md)."
        f"\n\nGroups: {', '.join(f'[{g}](#{g})' for g in groups)}.\n"
        + "".join(f"\n## {g}\n\n{words[g]}\n\n{rows}" for g, rows in groups.items())
    )


def _measures() -> str:
    """Return the page of measures."""
    columns = ("measure", "grade", "unit", "what")
    rows = [(f"`{s.measure}`", s.grade or "", s.unit, s.text) for s in SUMS]
    rows += [(f"`{d.measure}`", d.grade or "", d.unit, d.text) for d in DERIVED]
    whole = [(f"`{s.measure}`", s.grade or "", s.unit, s.text) for s in NATIONWIDE]
    return (
        "# Measures\n\nSaved as `measures.csv` and `measures.parquet`: year, by, group, grade,"
        " measure, value, unit; one row a figure.\n\n## Year by year, of every group\n\nGroups are"
        " the country, streams, nurture quintiles (1 the strongest), thirds of the periphery index,"
        " districts, sexes. Sums are weighted when a fraction of the country is simulated.\n\n"
        + as_table(columns, rows)
        + "\n## Year by year, of the country alone\n\nIn the group `all` of `national` only, and"
        " with them what [you add](EXTENDING.md).\n\n" + as_table(columns, whole)
    )


def _scenarios() -> str:
    """Return the page of scenarios."""
    rows = [(f"`{s.name}`", s.title, s.question, s.base or "") for s in scenarios()]
    shipped = as_table(("name", "title", "question", "base"), rows)
    example = (ROOT / "scenarios" / "no_give_five.toml").read_text(encoding="utf-8")
    return (
        f"# Scenarios\n\n{shipped}\n## One of your own\n\nA file ending in .toml, run as"
        " `fivebytwo run mine.toml`: a title, a question, a base (a name above, or a file beside"
        " it), and what differs. `from` and `until` are school years, both included; without them"
        " a change holds in every year. `set` takes any parameter; of the base population"
        " (`people`) only without dates. Later changes win. `partners`, `ties` and `programmes`"
        " name [tables](facts.md#a-roster-of-your-own) beside it.\n\n```toml\n" + example + "```\n"
    )


def _facts(brought: str) -> str:
    """Return the page of facts: demography, milestones, a user's tables, sources."""
    anchors = [
        (a.year, a.students, a.quality, "; ".join(a.source), a.note) for a in grade12_anchors()
    ]
    sizes = [(y, *_sizes(y)) for y in range(FIRST_YEAR, LAST_YEAR + 1)]
    seen = [(e.year, e.grades, e.students, "; ".join(e.source), e.note) for e in enrolment()]
    listed = [(s.key, s.kind, s.title, s.publisher, s.date) for s in sources()]
    return (
        "# Facts\n\n## The base of grade 12\n\n"
        + as_table(("year", "students", "quality", "source", "note"), anchors)
        + "\n## Cohorts by grade\n\nThe examination's base, before anybody leaves school: students"
        " of grade g in a year are the base of grade 12 that they become. The model adds those"
        " who leave before grade 12. Between the years above the base is linear.\n\n"
        + as_table(("year", *(f"grade {g}" for g in GRADES)), sizes)
        + "\nEnrolment that was counted, by wider definitions:\n\n"
        + as_table(("year", "grades", "students", "source", "note"), seen)
        + _milestones()
        + brought
        + "\n## Sources\n\nTitles of evidence are descriptions; some, and some authors' names, are"
        " from general knowledge and were not checked at the source.\n\n"
        + as_table(("key", "kind", "title", "publisher", "date"), listed)
    )


def _sizes(year: int) -> list[int]:
    """Return the base of each grade in a year, to hundreds."""
    return [int(round(grade12_base(year + GRADES[-1] - g), -2)) for g in GRADES]


def _milestones() -> str:
    """Return what the sources tell of the partnership's course."""
    rows = (
        (f"`{m.milestone}`", m.told, m.unit, m.quality, "; ".join(m.source), m.note)
        for m in milestones()
    )
    return (
        "\n## The course of the partnership\n\nWhat its sources tell; where `told` is blank, in"
        " words only. `fivebytwo milestones` lays runs under many seeds beside it.\n\n"
        + as_table(("milestone", "told", "unit", "quality", "source", "note"), rows)
    )


def mechanisms() -> str:
    """Return the page of mechanisms: a table, then each equation as its source tells it."""
    pages = sorted(rules("processes"), key=lambda m: (number(m), m.stem))
    rows = [_row(path) for path in pages]
    return (
        "# Mechanisms\n\nOne file a mechanism; the order of a school year is"
        " [simulation/model.py](../simulation/model.py).\n\n"
        + as_table(("", "what happens", "process", "equation", "test"), rows)
        + "".join(_chapter(path) for path in pages)
    )


def rules(package: str) -> list[Path]:
    """Return the files of processes or kernels."""
    return [p for p in (SOURCE / package).glob("*.py") if p.stem != "__init__"]


def number(path: Path) -> int:
    """Return the number of a mechanism."""
    return int(sentence(path).split(".")[0].removeprefix("M"))


def sentence(path: Path) -> str:
    """Return the first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]


def kernel_of(process: Path) -> Path | None:
    """Return the file with the equations of a process, if they are not in the process itself."""
    text = process.read_text(encoding="utf-8")
    found = re.search(r"from simulation\.(kernels\.\w+|contact) import", text)
    return SOURCE.joinpath(*found[1].split(".")).with_suffix(".py") if found else None


def _row(process: Path) -> tuple[str, ...]:
    """Return a mechanism's row."""
    label, happens = sentence(process).split(". ", 1)
    equation = kernel_of(process) or process
    return (
        label,
        happens,
        f"[{process.stem}](../simulation/processes/{process.name})",
        f"[{equation.relative_to(SOURCE).with_suffix('')}](../{equation.relative_to(ROOT)})",
        _tests_of(process, equation),
    )


def _tests_of(process: Path, equation: Path) -> str:
    """Return links to the tests of a process and its equation, and to the worked cases."""
    folders = [(p, Path("tests") / p.parent.relative_to(SOURCE)) for p in (equation, process)]
    named = [ROOT / folder / f"test_{p.stem}.py" for p, folder in folders]
    places = [q for p in named for q in (p, *sorted(p.parent.glob(f"{p.stem}_*.py")))]
    places += [ROOT / f"tests/cases/{p.stem}.toml" for p in (equation, process)]
    there = [p.relative_to(ROOT) for p in dict.fromkeys(places) if p.is_file()]
    return ", ".join(f"[{p.parent.name}/{p.stem}](../{p})" for p in there)


def _chapter(process: Path) -> str:
    """Return the rules of a mechanism: those told by an equation, and those told at length."""
    kernel = kernel_of(process)
    told = [(name, doc) for name, doc in (_functions(kernel) if kernel else ()) if "$" in doc]
    told += [(n, doc) for n, doc in _functions(process) if "$" in doc or "\n\n" in doc]
    parts = "".join(f"\n### `{name}`\n\n{doc}\n" for name, doc in told)
    return f"\n## {sentence(process)}\n{parts}" if parts else ""


def _functions(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the public functions of a file and their docstrings, without parameters, examples."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            doc = ast.get_docstring(node) or ""
            yield (
                node.name,
                re.sub(r"\n*^(>>>|Parameters\n-+$).*", "", doc, flags=re.M | re.S).strip(),
            )


if __name__ == "__main__":
    write(ROOT / "docs")
