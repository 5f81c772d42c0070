"""The order of a year, read from the source: which processes are called, in which order."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from experiments.document import ROOT, SOURCE, mechanisms, number, rules, sentence


@dataclass(frozen=True, slots=True)
class Step:
    """What is done at one place of the code: a process, a verb of an agent, or steps together.

    Attributes
    ----------
    name
        The function as a reader would look it up; of a loop, what is gone through.
    text
        The first sentence of its docstring.
    process
        The file of the process, if it is one.
    within
        The condition it stands under, as code; empty for none.
    steps
        What is done inside, in order.
    """

    name: str
    text: str
    process: Path | None = None
    within: str = ""
    steps: tuple["Step", ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A class and what its file imports."""

    node: ast.ClassDef
    imports: dict[str, tuple[Path, str]]  # name -> file, and name there; none for a module

    @property
    def methods(self) -> dict[str, ast.FunctionDef]:
        """The methods by name, in the order of the source."""
        return {n.name: n for n in self.node.body if isinstance(n, ast.FunctionDef)}


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def first_line(node: ast.AsyncFunctionDef | ast.FunctionDef | ast.ClassDef | ast.Module) -> str:
    """Return the first sentence of a docstring."""
    return (ast.get_docstring(node) or "").split("\n")[0]


def is_property(method: ast.FunctionDef) -> bool:
    """Return whether a method is read like an attribute."""
    return any(ast.unparse(d) == "property" for d in method.decorator_list)


def told(path: Path, name: str) -> Told:
    """Return a class of a file."""
    return Told(classes(path)[name], imports(parsed(path)))


def classes(path: Path) -> dict[str, ast.ClassDef]:
    """Return the classes of a file by name."""
    return {n.name: n for n in parsed(path).body if isinstance(n, ast.ClassDef)}


def imports(tree: ast.Module) -> dict[str, tuple[Path, str]]:
    """Return what a file imports of the simulation: its file, and its name there."""
    found = {}
    for node in (n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)):
        folder = ROOT.joinpath(*(node.module or "").split("."))
        for a in node.names:
            module = folder / f"{a.name}.py"
            place = (module, "") if module.is_file() else (folder.with_suffix(".py"), a.name)
            if SOURCE in place[0].parents and place[0].is_file():
                found[a.asname or a.name] = place
    return found


def schedule(path: Path, name: str, method: str) -> Step:
    """Return what a method does, in the order in which it is done."""
    return _Reader(told(path, name)).method(method)


def public(path: Path, name: str) -> Iterator[Step]:
    """Yield what each public method of a class does, in the order of the source."""
    reader = _Reader(told(path, name), expands_public=False)
    for n, node in reader.of.methods.items():
        if not n.startswith("_") and not is_property(node):
            yield reader.method(n)


class _Reader:
    """Reads the methods of one class."""

    def __init__(self, of: Told, *, expands_public: bool = True) -> None:
        self.of, self._expands_public = of, expands_public
        self._inside: list[str] = []
        self._agents = dict(self._attributes())

    def method(self, name: str) -> Step:
        """Return a method and what is done in it; one that is being read already is only named."""
        node = self.of.methods[name]
        if name in self._inside or (
            self._inside and not self._expands_public and not name.startswith("_")
        ):
            return Step(name, first_line(node))
        self._inside.append(name)
        steps = tuple(s for statement in node.body for s in self._steps(statement))
        self._inside.pop()
        return Step(name, first_line(node), steps=steps)

    def _attributes(self) -> Iterator[tuple[str, tuple[Path, str]]]:
        """Yield which attributes hold an agent, or the like, that has methods of its own."""
        for node in ast.walk(self.of.node):
            if isinstance(node, ast.Assign):
                targets, made = node.targets, node.value
            elif isinstance(node, ast.AnnAssign):
                targets, made = [node.target], node.annotation
            else:
                continue
            for target in targets:
                if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
                    yield from ((target.attr, c) for c in self._classes(made))

    def _classes(self, made: ast.expr) -> Iterator[tuple[Path, str]]:
        """Yield the class that an expression makes an instance of."""
        named = made.func if isinstance(made, ast.Call) else made
        for node in ast.walk(named):
            place = self.of.imports.get(node.id) if isinstance(node, ast.Name) else None
            if place and place[1] in classes(place[0]) and _lives(place[0]):
                yield place

    def _steps(self, node: ast.AST, shown: str = "") -> Iterator[Step]:
        """Yield the steps of a piece of code; a query is told for what it calls, if anything."""
        if isinstance(node, ast.If):
            yield from self._branches(node)
        elif isinstance(node, ast.For):
            yield from self._steps(node.iter)
            steps = tuple(s for n in node.body for s in self._steps(n))
            if steps:
                gone_through = f"{ast.unparse(node.target)} in {ast.unparse(node.iter)}"
                yield Step(gone_through, "", steps=steps)
        else:
            shown = _acts(node) or shown
            for child in _as_evaluated(node):
                yield from self._steps(child, shown)
            yield from self._at(node, shown)

    def _branches(self, node: ast.If) -> Iterator[Step]:
        """Yield the steps of a choice, each with its condition."""
        yield from self._steps(node.test)
        chained = len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If)
        test = _Unnamed().visit(ast.parse(ast.unparse(node.test)))
        branches = (f"if `{ast.unparse(test)}`", node.body), ("else", node.orelse)
        for condition, body in branches:
            for step in (s for n in body for s in self._steps(n)):
                other = condition == "else" and chained
                yield replace(step, within=step.within if other else condition)

    def _at(self, node: ast.AST, shown: str) -> Iterator[Step]:
        """Yield the step that one node is, if it is one."""
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self":
            if node.attr in self.of.methods:
                step = self.method(node.attr)
                if step.steps or (node.attr == shown and not self._is_plumbing(shown)):
                    yield step
        elif isinstance(node, ast.Call):
            yield from self._elsewhere(node.func)

    def _is_plumbing(self, name: str) -> bool:
        """Return whether a private method is called all over the class, as one that keeps a log."""
        called = (n.attr for n in ast.walk(self.of.node) if isinstance(n, ast.Attribute))
        return name.startswith("_") and sum(attr == name for attr in called) > 2

    def _elsewhere(self, called: ast.expr) -> Iterator[Step]:
        """Yield what is called in another file: a process, or a verb of an agent."""
        words = ast.unparse(called).split(".")
        path, name = self.of.imports.get(words[0], (None, ""))
        if path and path.parent.name == "processes" and len(words) == (1 if name else 2):
            function = functions(path).get(name or words[1])
            if function:
                yield Step(function.name, first_line(function), process=path)
        elif words[0] == "self" and len(words) == 3 and words[1] in self._agents:
            agent = told(*self._agents[words[1]])
            if words[2] in agent.methods:
                yield Step(f"{agent.node.name}.{words[2]}", first_line(agent.methods[words[2]]))


class _Unnamed(ast.NodeTransformer):
    """Leaves of `(x := f())` the name: what is called is a step of its own."""

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.expr:
        """Return the name."""
        return node.target


def _acts(node: ast.AST) -> str:
    """Return the method of the class itself that a statement calls for its effect, or ""."""
    stored = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute)
    if isinstance(node, ast.Expr) or (isinstance(node, ast.Assign) and stored):
        called = node.value.func if isinstance(node.value, ast.Call) else None
        if isinstance(called, ast.Attribute) and ast.unparse(called.value) == "self":
            return called.attr
    return ""


def _as_evaluated(node: ast.AST) -> list[ast.AST]:
    """Return the parts of a node in the order in which Python evaluates them."""
    if isinstance(node, ast.Call):
        return [*node.args, *node.keywords, node.func]
    if isinstance(node, ast.Assign):
        return [node.value, *node.targets]
    return list(ast.iter_child_nodes(node))


def functions(path: Path) -> dict[str, ast.FunctionDef]:
    """Return the functions of a file by name."""
    return {n.name: n for n in parsed(path).body if isinstance(n, ast.FunctionDef)}


def _lives(path: Path) -> bool:
    """Return whether what is declared in a file acts in the year: an agent, or the Initiative."""
    return path.parent.name == "agents" or (path.parent == SOURCE and path.stem == "initiative")


def link(process: Path) -> str:
    """Return a mechanism's number, linked to its chapter by one of `references`."""
    return f"[M{number(process)}][{_label(process)}]"


def references() -> str:
    """Return where the links to mechanisms lead; a reader of the page does not see it."""
    processes = sorted(rules("processes"), key=lambda p: (number(p), p.stem))
    return "".join(f"[{_label(p)}]: mechanisms.md{_anchor(p)}\n" for p in processes)


def _label(process: Path) -> str:
    """Return the name of a link, which is no word that stands in brackets elsewhere."""
    return f"m{number(process)}-{process.stem}"


def _anchor(process: Path) -> str:
    """Return the place of a mechanism's chapter in its page, if it has one."""
    title = sentence(process)
    slug = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
    return f"#{slug}" if f"\n## {title}\n" in _chapters() else ""


@cache
def _chapters() -> str:
    """Return the page of mechanisms."""
    return mechanisms()
