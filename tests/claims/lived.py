"""Runs of the real model, and what a claim reads of them."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np
from scipy import stats

from simulation.agents.partnership import Event
from simulation.network.field import Files
from simulation.results.groups import NATIONAL
from simulation.results.measures import NATIONWIDE, Tally
from simulation.results.milestones import Milestones
from simulation.results.results import Results
from simulation.run import Case, load, run
from simulation.scenario import Change

SMALL = 0.2  # of the country: enough for partners, who are not scaled down
SEEDS = range(1, 9)
FEW = range(1, 4)
WHOLE = {"fraction": 1.0, "seeds": range(1, 6)}


@dataclass(frozen=True, slots=True)
class Lived:
    """One run."""

    results: Results
    passed: dict[str, float]

    def count(self, measure, year, *, grade=12, group=NATIONAL):
        """Return what was added up of a group in a year."""
        r = self.results
        return float(
            Tally(r.sums)[measure, grade][r.years.index(year), r.groups.index(tuple(group))]
        )

    def share(self, year, group=NATIONAL):
        """Return five-unit sitters over 12th graders of a group [percent]."""
        sat, of = (self.count(m, year, group=group) for m in ("five_units", "students"))
        return 100 * sat / of

    def felt(self, year):
        """Return urgency at the end of a year."""
        place = [s.measure for s in NATIONWIDE].index("urgency")
        return float(self.results.climate[self.results.years.index(year), place])

    def term(self, measure, year):
        """Return a measure of the partnership in the last term of a year."""
        seen = self.results.terms
        place = [m.measure for m in seen.measures].index(measure)
        return float(seen.values[(seen.year == year) & (seen.term == 3), place][0])

    def events(self, kind: str) -> list[Event]:
        """Return what happened, of a kind."""
        return [e for e in self.results.events if e.kind == kind]


def case(
    name, *, told=None, fraction=SMALL, changes: Sequence[Change] = (), roster=None
) -> Case:  # fmt: skip
    """Return a scenario with parameters set and dated changes of one's own."""
    made = load(name, fraction=fraction, set=told, files=roster and Files(partners=roster))
    story = made.scenario
    return replace(made, scenario=replace(story, changes=(*story.changes, *changes)))


def lives(name, until, *, seeds=FEW, **others) -> list[Lived]:
    """Return a run under each seed."""
    made, lived = case(name, **others), []
    for seed in seeds:
        watcher = Milestones()
        results = run(
            made, seed=seed, until=until, watchers=[watcher], after_term=[watcher.see_term]
        )
        lived.append(Lived(results, watcher.found))
    return lived


def seen(name, year, look, *, seed=1, **others):
    """Let a country live to the end of a year, and return what is seen of it."""
    country = case(name, **others).model(seed=seed)
    try:
        while country.year < year:
            country.step()
        return look(country)
    finally:
        country.release()


def mean(runs: Sequence[Lived], of: Callable[[Lived], float]) -> float:
    """Return the mean over runs."""
    return float(np.mean([of(run) for run in runs]))


def more(ours, others, of) -> tuple[float, float]:
    """Return by how much one exceeds the other, seed by seed: the mean and its 95 % margin."""
    return spread([of(a) - of(b) for a, b in zip(ours, others, strict=True)])


def spread(values: Sequence[float]) -> tuple[float, float]:
    """Return a mean and its 95 % margin."""
    n = len(values)
    error = np.std(values, ddof=1) / n**0.5
    return float(np.mean(values)), float(stats.t.ppf(0.975, n - 1) * error)


def sitters(year) -> Callable[[Lived], float]:
    """Return what reads the five-unit sitters of a year."""
    return lambda run: run.count("five_units", year)


def roster(path, edit):
    """Write the shipped partners, each line edited, and return the file."""
    text = (files("simulation.data") / "tables" / "partners.csv").read_text(encoding="utf-8")
    rows = [edit(row) for row in csv.DictReader(io.StringIO(text))]
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, rows[0])
        table.writeheader()
        table.writerows(rows)
    return path


def tell(row: str, words: str) -> None:
    """Print a claim's figure."""
    print(f"{row}: {words}")  # noqa: T201  the figure is what a reader of the table wants
