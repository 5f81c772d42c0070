"""One scenario, one seed, all years: `run(load("history"), seed=1).frame()`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Protocol

import numpy as np

from simulation.model import Country
from simulation.population.store import Population, Tell, population
from simulation.results.groups import Groups
from simulation.results.provenance import record
from simulation.results.results import Observer, Results
from simulation.scenario import Scenario, WrongScenario, scenario
from simulation.years import FIRST_YEAR, LAST_YEAR

HORIZON = 2030


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

    def model(self, *, seed: int = 1) -> Country:
        """Return the Mesa model, before its first school year, for those who step themselves."""
        return Country(self.population, self.scenario.worlds, seed=seed)


def load(
    name: str | Path,
    *,
    set: Mapping[str, float] | None = None,  # noqa: A002  the word of scenario files
    fraction: float = 1.0,
    schools: str | Path | None = None,
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
    if set:
        story = story.setting(set)
    table = None if schools is None else Path(schools)
    who = population(story.first_world.people, schools=table, fraction=fraction, tell=tell)
    return Case(story, who, fraction, table)


def run(
    case: Case, *, seed: int = 1, until: int = HORIZON, watchers: Sequence[Watcher] = (),
    tell: Callable[[int], None] | None = None,
) -> Results:  # fmt: skip
    """Let the country live to the end of school year `until`, and return what was seen.

    The seed is luck only: the country itself is always the same. `tell` hears each year.
    """
    if not 0 <= seed < 2**64:
        raise WrongScenario(f"seed = {seed} is not a whole number from 0 to 2^64 - 1.")
    if not FIRST_YEAR <= until <= LAST_YEAR:
        raise WrongScenario(
            f"until = {until} is not a school year from {FIRST_YEAR} to {LAST_YEAR}."
        )
    start = perf_counter()
    observer = Observer(Groups.of(case.population.schools))
    country = case.model(seed=seed)
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
        population=case.population.key, seconds=perf_counter() - start,
    )  # fmt: skip
    return Results(
        record=about,
        years=tuple(observer.years),
        groups=observer.groups.names,
        sums=np.array(observer.sums),
        climate=np.array(observer.climate),
    )
