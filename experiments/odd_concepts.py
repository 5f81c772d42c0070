"""Part II of the ODD+D page: design concepts, with what the source says of each."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from experiments.document import ROOT, SOURCE, as_table, number, rules, sentence
from experiments.odd_schedule import first_line, link, parsed
from simulation.data.sources import sources
from simulation.randomness import Decision
from simulation.results import measures
from simulation.results.terms import TERMLY

TOLD = Path(__file__).parent / "words" / "odd_concepts.toml"


@dataclass(frozen=True, slots=True)
class Draw:
    """Where a decision is drawn, and by which words its luck is keyed: whose luck it is."""

    path: Path
    function: ast.FunctionDef
    key: str


def concepts() -> str:
    """Return part II: the design concepts, with what the source says of each."""
    told = tomllib.loads(TOLD.read_text(encoding="utf-8"))
    found: dict[str, Callable[[], str]] = {
        "": str,
        "literature": _literature,
        "decisions": lambda: _decisions(told["deciders"]),
        "luck": _luck,
        "measures": _observation,
    }
    text = "\n## II. Design concepts\n"
    for place, concept in zip(_romans(), told["concept"], strict=False):
        also = found[concept.get("found", "")]()
        text += f"\n### II.{place} {concept['name']}\n\n{_linked(concept['text'])}\n{also}"
    return text


def _romans() -> Iterator[str]:
    """Yield the small Roman numerals that the protocol counts with."""
    yield from ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def _linked(prose: str) -> str:
    """Return prose with its mechanisms linked to their chapters."""
    by_number = {f"M{number(p)}": p for p in sorted(rules("processes"))}
    return re.sub(r"\bM\d+\b", lambda m: link(by_number[m[0]]), prose)


def _literature() -> str:
    """Return which works the source cites by their DOI, and how many sources figures have."""
    cited: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        text = re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
        for who, year, doi in re.findall(
            r"((?:[A-Z][\w'-]+(?:, | & | et al\. | ))+)\(?(\d{4}),? doi:(10\.[^\s;,]+\w)", text
        ):
            where = f"../{path.relative_to(ROOT)}"
            cited[doi] = (
                f"{who.strip().removeprefix('After ')} {year} (doi:{doi}, [{path.stem}]({where}))"
            )
    kinds = Counter(s.kind for s in sources())
    listed = "; ".join(sorted(cited.values()))
    told = ", ".join(f"{n} of {kind}" for kind, n in sorted(kinds.items()))
    return (
        f"\nMethods that the code cites: {listed}. The table of [sources](facts.md#sources) has"
        f" {told}; effects and their sizes are in [EVIDENCE.md](EVIDENCE.md).\n"
    )


def _decisions(deciders: dict[str, str]) -> str:
    """Return a row for each decision that needs luck: who decides, by which rule."""
    rows = []
    for decision in Decision:
        found = draws(decision.name)
        words = decision.name.replace("_", " ").lower()
        told = dict.fromkeys(_rule(d) for d in found)
        rows.append((words, _decider(found, deciders), "<br>".join(told) or "not drawn"))
    return "\n" + as_table(("decision", "who", "rule"), rows)


def _rule(draw: Draw) -> str:
    """Return the mechanism, the function and its first sentence."""
    of = f"{link(draw.path)} " if draw.path.parent.name == "processes" else ""
    return f"{of}`{draw.function.name}`: {first_line(draw.function)}"


def _decider(found: list[Draw], deciders: dict[str, str]) -> str:
    """Return who decides, by the words in which the luck is keyed and the process; else these."""
    key = f"{found[0].key} in {found[0].path.stem}" if found else ""
    for word, who in deciders.items():
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", key):
            return who
    return f"`{key}`" if key else ""


def _luck() -> str:
    """Return how luck is drawn."""
    doc = ast.get_docstring(parsed(SOURCE / "randomness.py")) or ""
    told = re.sub(r"(?<!\n)\n(?!\n)", " ", doc)
    return f"\n{told} There are {len(Decision)} decisions, each with luck of its own.\n"


def _observation() -> str:
    """Return how many measures there are, by kind."""
    of = measures.Sum, measures.Derived
    kinds = {
        name.lower().replace("_", " "): value
        for name, value in vars(measures).items()
        if isinstance(value, tuple) and value and all(isinstance(v, of) for v in value)
    }
    wholes = {k for k, v in kinds.items() if any(set(v) > set(o) for o in kinds.values())}
    told = ", ".join(f"{len(v)} {k}" for k, v in kinds.items() if k not in wholes)
    return (
        f"\n[Measures](measures.md): {told}; {len(TERMLY)} of the partnership in every term."
        f" {sentence(SOURCE / 'results' / 'groups.py')} Figures observed and targets are in"
        " [facts.md](facts.md) and [FIT.md](FIT.md).\n"
    )


def draws(decision: str) -> list[Draw]:
    """Return where a decision is drawn, one a function."""
    paths = [*sorted(rules("processes")), *sorted(SOURCE.rglob("*.py"))]
    return next((found for path in paths if (found := list(_draws_in(path, decision)))), [])


def _draws_in(path: Path, decision: str) -> Iterator[Draw]:
    """Yield where a file draws a decision: by its name, or by that of a constant that holds it."""
    tree = parsed(path)
    words = {f"Decision.{decision}"}
    words |= {
        ast.unparse(n.targets[0])
        for n in tree.body
        if isinstance(n, ast.Assign) and _says(n.value, words)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(_says(n, words) for n in node.body):
            yield Draw(path, node, _key(node, words, tree))


def _says(node: ast.AST, words: set[str]) -> bool:
    """Return whether one of the words stands in a piece of code."""
    names = (n for n in ast.walk(node) if isinstance(n, ast.Attribute | ast.Name))
    return any(ast.unparse(n) in words for n in names)


def _key(function: ast.FunctionDef, words: set[str], tree: ast.Module) -> str:
    """Return the arguments that tell whose luck is drawn: as written, and what names stand for."""
    calls = [n for n in ast.walk(function) if isinstance(n, ast.Call)]
    local = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    helpers = [c for c in calls if ast.unparse(c.func) in local]
    named = [c for c in helpers if any(_says(a, words) for a in c.args)] or helpers
    places = [(c, function) for c in calls if any(_says(a, words) for a in c.args)]
    for called in (local[ast.unparse(c.func)] for c in named):
        places += [(n, called) for n in ast.walk(called) if isinstance(n, ast.Call)]
    for call, where in places:
        if re.search(r"\bluck\.\w+$", ast.unparse(call.func)):
            told = call.args[2:]
            return " ".join([", ".join(map(ast.unparse, told)), *(_meant(a, where) for a in told)])
    return ""


def _meant(node: ast.expr, where: ast.FunctionDef) -> str:
    """Return what a name was set to in a function, or ""."""
    assigned = (pair for n in ast.walk(where) if isinstance(n, ast.Assign) for pair in _pairs(n))
    name = ast.unparse(node)
    return next((ast.unparse(value) for target, value in assigned if target == name), "")


def _pairs(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    """Yield each target of an assignment with its value."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(map(ast.unparse, target.elts), value.elts, strict=True)
    else:
        yield ast.unparse(target), value
