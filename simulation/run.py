"""One scenario, one seed, all years: `run(load("history"), seed=1).frame()`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Protocol

import numpy as np

from simulation.added import NOTHING, Added
from simulation.model import AfterTerm, Country
from simulation.network.field import Field, Files, field_of
from simulation.population.store import Population, Tell, population
from simulation.results.groups import Groups
from simulation.results.measures import Sum
from simulation.results.provenance import record
from simulation.results.results import Observer, Results
from simulation.results.terms import Terms
from simulation.scenario import Scenario, WrongScenario, scenario
from simulation.years import FIRST_YEAR, LAST_YEAR

HORIZON = 2030
SHIPPED = Files()


class Watcher(Protocol):
    """Something that looks at the country at the end of a year."""

    def see(self, country: Country) -> None:
        """Look."""


@dataclass(frozen=True, slots=True)
class Case:
    """A country, and the scenario it is to live through."""

    scenario: Scenario
    population: Population
    fraction: float
    schools: Path | None
    field: Field
    files: Files = SHIPPED
    added: Added = NOTHING

    def model(self, *, seed: int = 1, after_term: Sequence[AfterTerm] = ()) -> Country:
        """Return the Mesa model, before its first school year, for those who step themselves."""
        return Country(
            self.population, self.scenario.worlds, self.field, seed=seed,
            added=self.added.mechanisms, after_term=after_term,
        )  # fmt: skip


def load(
    name: str | Path,
    *,
    set: Mapping[str, float] | None = None,  # noqa: A002  the word of scenario files
    fraction: float = 1.0,
    schools: str | Path | None = None,
    files: Files | None = None,
    added: Added = NOTHING,
    tell: Tell | None = None,
) -> Case:
    """Return a country and its scenario, ready to run.

    Parameters
    ----------
    name
        A shipped scenario, or a file ending in .toml.
    set
        Parameters to set in every year, by name.
    fraction
        Part of the country to simulate: whole authorities, reweighted, 0 to 1.
    schools
        A table of schools of your own, as CSV.
    files
        Partners, ties and programmes of your own.
    added
        Mechanisms and measures of your own (see `simulation.added`).
    tell
        Hears how much of the population is built, the first time.

    Raises
    ------
    WrongScenario, WrongParameter, BadTable
        With every mistake, where it is, and the way out.
    """
    if not 0 < fraction <= 1:
        raise WrongScenario(
            f"fraction = {fraction:g} is not above 0 and up to 1, the whole country."
        )
    story = scenario(name)
    if story.number:
        raise WrongScenario(
            f"{story.name} is an initiative by itself: try `fivebytwo alone {name}`."
        )
    if set:
        story = story.setting(set)
    table = None if schools is None else Path(schools)
    who = population(story.first_world.people, schools=table, fraction=fraction, tell=tell)
    tables = story.files_under(files)
    return Case(story, who, fraction, table, field_of(tables), tables, added)


def run(
    case: Case, *, seed: int = 1, until: int = HORIZON, watchers: Sequence[Watcher] = (),
    after_term: Sequence[AfterTerm] = (), network: bool = True,
    tell: Callable[[int], None] | None = None,
) -> Results:  # fmt: skip
    """Let the country live to the end of school year `until`, and return what was seen.

    The seed is luck only: the country itself is always the same.

    Parameters
    ----------
    watchers, after_term
        Look at the country at the end of each year, and after each term.
    network
        Whether to observe the partnership too; without it its tables are empty.
    tell
        Hears each year.
    """
    _check(seed, until)
    start = perf_counter()
    own = tuple(case.added.measures)
    observer, terms = Observer(Groups.of(case.population.schools), own), Terms()
    country = case.model(seed=seed, after_term=[terms.look, *after_term] if network else after_term)
    try:
        while country.year < until:
            country.step()
            for watcher in (observer, *watchers) if country.year >= FIRST_YEAR else watchers:
                watcher.see(country)
            if tell:
                tell(country.year)
    finally:
        country.release()
    about = record(
        case.scenario, seed=seed, until=until, fraction=case.fraction, schools=case.schools,
        population=case.population.key, seconds=perf_counter() - start, files=case.files,
        added=case.added.file,
    )  # fmt: skip
    return Results(
        record=about,
        years=tuple(observer.years),
        groups=observer.groups.names,
        sums=np.array(observer.sums),
        climate=np.array(observer.climate),
        terms=terms.table,
        events=tuple(country.initiative.events) if network else (),
        ties=terms.ties,
        partners=terms.partners,
        own=tuple(Sum(m.measure, 0, m.unit, m.text) for m in own),
    )


def _check(seed: int, until: int) -> None:
    """Raise WrongScenario unless a run can have a seed, and last until a year."""
    if not 0 <= seed < 2**64:
        raise WrongScenario(f"seed = {seed} is not a whole number from 0 to 2^64 - 1.")
    if not FIRST_YEAR <= until <= LAST_YEAR:
        raise WrongScenario(
            f"until = {until} is not a school year from {FIRST_YEAR} to {LAST_YEAR}."
        )
