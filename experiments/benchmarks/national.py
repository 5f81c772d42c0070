"""A national run 2001-2030: how long, where the time goes, and against the plain twin."""

import gc
from collections.abc import Callable, Iterator
from cProfile import Profile
from pathlib import Path
from pstats import Stats
from time import process_time
from typing import Any

from experiments.benchmarks.bandwidth import rate, triad
from experiments.benchmarks.figures import Figure
from experiments.benchmarks.timing import in_turn
from experiments.benchmarks.twin import Twin
from simulation.results.groups import Groups
from simulation.results.results import Observer
from simulation.run import HORIZON, Case, run
from simulation.years import FIRST_ENTRY, FIRST_YEAR, GRADES

LIMIT = 0.3  # s of one core
TIMES_FASTER = 300
_SEASONS = ("september", "winter", "spring", "june", "july")
_SETTLED = 2002  # the first year that begins with students in every grade


def student_years(case: Case, until: int = HORIZON) -> int:
    """Return the years that all students in grades 7 to 12 live in a run."""
    return sum(
        case.population.cohort(entered).female.size * min(until + 1 - entered, len(GRADES))
        for entered in range(FIRST_ENTRY, until + 1)
    )


def figures(case: Case, small: Case, rounds: int, twin_years: int) -> Iterator[Figure]:
    """Yield the seconds of a run, student-years a second, and how much slower the twin is."""
    seeds = iter(range(1, 10_000))
    things: dict[str, Callable[[], object]] = {
        "triad": triad(),
        "run": lambda: run(case, seed=next(seeds)),
    }
    seconds = in_turn(things, rounds)
    fast, common = (rate(s) for s in (seconds["triad"].least, seconds["triad"].median))
    yield Figure(what="memory triad, 3 arrays of 80 MB", unit="GB/s", least=fast, usual=common)
    least, usual = seconds["run"].least, seconds["run"].median
    yield Figure(
        what="national run 2001-2030, population built", unit="s of a core",
        least=least, usual=usual, limit=LIMIT, triad=fast,
    )  # fmt: skip
    lived = student_years(case) / 1e6
    twin = 1e9 * _twin_seconds(small, twin_years)
    yield Figure(
        what="  student-years a second", unit="million", least=lived / least, usual=lived / usual
    )
    in_columns = 1000 * least / lived, 1000 * usual / lived
    yield Figure(
        what="  a student-year in columns", unit="ns", least=in_columns[0], usual=in_columns[1]
    )
    yield Figure(what="  a student-year in the plain Mesa twin", unit="ns", least=twin, usual=twin)
    yield Figure(
        what="  the columns are faster", unit="times", least=twin / in_columns[0],
        usual=twin / in_columns[1], limit=TIMES_FASTER, at_least=True,
    )  # fmt: skip


def _twin_seconds(case: Case, years: int) -> float:
    """Return the seconds that the twin takes for a student-year, once all grades are there."""
    twin = Twin(case.population, case.scenario.worlds, seed=1)
    while twin.year < _SETTLED - 1:
        twin.step()
    before, start = twin.student_years, process_time()
    while twin.year < _SETTLED - 1 + years:
        twin.step()
    seconds = process_time() - start
    lived = twin.student_years - before
    twin.release()
    return seconds / lived


def seasons(case: Case) -> dict[str, float]:
    """Return where the nanoseconds of a student-year go, season by season."""
    seconds: dict[str, float] = {}
    make = _timed("founding", case.model, seconds)
    country = make(seed=1)
    for season in _SEASONS:
        setattr(country, season, _timed(season, getattr(country, season), seconds))
    see = _timed("observing", Observer(Groups.of(case.population.schools)).see, seconds)
    while country.year < HORIZON:
        country.step()
        if country.year >= FIRST_YEAR:
            see(country)
    country.release()
    lived = student_years(case)
    return {name: 1e9 * taken / lived for name, taken in seconds.items()}


def _timed(name: str, do: Callable[..., Any], seconds: dict[str, float]) -> Callable[..., Any]:
    """Return the same, adding what it takes to the seconds of its name."""

    def timed(*given: Any, **named: Any) -> Any:  # noqa: ANN401  whatever it is called with
        start = process_time()
        made = do(*given, **named)
        seconds[name] = seconds.get(name, 0.0) + process_time() - start
        return made

    return timed


def profile(case: Case, most: int) -> list[tuple[str, int, float]]:
    """Return the functions that take most time of their own: name, calls, share of the run.

    The profiler makes Python functions look slower than they are, against kernels and NumPy.
    """
    gc.collect()
    with Profile() as profiler:
        run(case, seed=1)
    stats = Stats(profiler).get_stats_profile()
    own = sorted(
        ((p.tottime, int(str(p.ncalls).split("/")[0]), p.file_name, name)
         for name, p in stats.func_profiles.items()),
        reverse=True,
    )  # fmt: skip
    return [
        (f"{_module(file)} {name}".strip(), calls, seconds / stats.total_tt)
        for seconds, calls, file, name in own[:most]
    ]


def _module(file: str) -> str:
    """Return the end of a file's name: the package and the module."""
    return "" if file == "~" else ".".join(Path(file).with_suffix("").parts[-2:])
