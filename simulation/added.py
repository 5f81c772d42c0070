"""What a user adds to the model from a file of their own: mechanisms and measures.

    from simulation.added import measure, mechanism

    @mechanism("spring")
    def marathons(country):
        ...

    @measure("girls_at_five", unit="students", text="Girls who sit five units.")
    def girls_at_five(country):
        return ...

`docs/EXTENDING.md` tells how, with an example that is tested.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

from simulation.model import SEASONS, Country, Mechanism
from simulation.results.measures import DERIVED, NATIONWIDE, SUMS, Own


class WrongAddition(ValueError):
    """A file of additions that cannot be used; the message says where, what, and the way out."""


@dataclass(frozen=True, slots=True)
class Added:
    """What a file adds, and which file it was."""

    mechanisms: tuple[Mechanism, ...] = ()
    measures: tuple[Own, ...] = ()
    file: Path | None = None


NOTHING = Added()


def mechanism(season: str) -> Callable[[Callable[[Country], None]], Mechanism]:
    """Make a function of the country a mechanism: it acts at the end of a season, every year.

    Raises WrongAddition if there is no such season.
    """
    if season not in SEASONS:
        raise WrongAddition(f"{season!r} is not a season: choose one of {', '.join(SEASONS)}.")
    return lambda act: Mechanism(season, act)


def measure(name: str, *, unit: str, text: str) -> Callable[[Callable[[Country], float]], Own]:
    """Make a function of the country a measure: a number that is saved with the others.

    Raises WrongAddition if the name is not one word of letters, digits and underscores.
    """
    if not name.isidentifier():
        raise WrongAddition(f"{name!r} is not a name: use letters, digits and underscores.")
    return lambda see: Own(name, unit, text, see)


def read_added(file: Path) -> Added:
    """Return what a Python file adds: every mechanism and measure at its top.

    Raises WrongAddition if it cannot be read or run, or adds nothing. The file is run: use only
    what you would run yourself.
    """
    try:
        code = file.read_bytes()
        values = vars(_run(file, code)).values()
    except OSError as error:
        raise WrongAddition(f"{file}: {error.strerror}. Give a Python file.") from None
    except Exception as error:
        raise WrongAddition(f"{file}: {_where(error, file)}{error}") from error
    mechanisms = tuple(v for v in values if isinstance(v, Mechanism))
    measures = tuple(v for v in values if isinstance(v, Own))
    if not mechanisms and not measures:
        raise WrongAddition(
            f"{file} adds nothing: write @mechanism or @measure above a function of the country."
        )
    names = [*(m.measure for m in (*SUMS, *NATIONWIDE)), *(m.measure for m in DERIVED)]
    names += [m.measure for m in measures]
    if twice := {m.measure for m in measures if names.count(m.measure) > 1}:
        raise WrongAddition(f"{file}: {', '.join(sorted(twice))} is a measure already: rename it.")
    return Added(mechanisms, measures, file)


def _run(file: Path, code: bytes) -> ModuleType:
    """Return the module of a file, run afresh."""
    name = f"added_{file.stem}"
    spec = spec_from_loader(name, loader=None, origin=str(file))
    if spec is None:
        raise WrongAddition(f"{file} is not a Python file.")
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and Numba look it up there
    exec(compile(code, str(file), "exec"), vars(module))  # noqa: S102  the user's own file
    return module


def _where(error: Exception, file: Path) -> str:
    """Return the line of the file at which it failed, and the kind of mistake."""
    line = getattr(error, "lineno", None)
    trace = error.__traceback__
    while trace and not line:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return f"line {line}: {type(error).__name__}: " if line else f"{type(error).__name__}: "
