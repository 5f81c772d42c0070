"""A saved run, lived again: the same country, the same luck, from its record alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import say
from simulation.results.provenance import commit
from simulation.run import Case, Watcher, run
from simulation.scenario import Change, Scenario
from simulation.store import RECORD, WrongFolder, read_frame, read_record

if TYPE_CHECKING:
    from simulation.population.store import Population


@dataclass(frozen=True, slots=True)
class Again:
    """A saved run that can be lived again.

    Attributes
    ----------
    folder, record
        Where it was saved, and how it was made.
    case
        The same country and scenario.
    """

    folder: Path
    record: dict[str, Any]
    case: Case

    def live(self, watchers: Sequence[Watcher]) -> None:
        """Live it again under the eyes of watchers, and warn if it came out differently."""
        results = run(
            self.case, seed=self.record["seed"], until=self.record["until"], watchers=watchers
        )
        alike = results.frame().equals(read_frame(self.folder))
        for warning in _warnings(self.record, self.case.population, alike=alike):
            say.warn(warning)


def saved(folder: Path) -> Again:
    """Return the run that was saved in a folder.

    The scenario is that of the record, not of its file, which may have changed since. Raises
    WrongFolder if there is no whole record, BadTable if the user's schools cannot be read.
    """
    from simulation.population.store import population

    record = read_record(folder)
    try:
        story = _scenario(record)
        schools = Path(record["schools"]) if record["schools"] else None
        fraction = record["fraction"]
    except (KeyError, TypeError) as error:
        raise WrongFolder(f"{folder / RECORD} lacks {error}. Run it again.") from None
    with say.progress("Building the population, once") as tell:
        who = population(story.first_world.people, schools=schools, fraction=fraction, tell=tell)
    return Again(folder, record, Case(story, who, fraction, schools))


def _scenario(record: dict[str, Any]) -> Scenario:
    """Return the scenario of a record."""
    changes = tuple(Change(c["since"], c["until"], c["values"]) for c in record["changes"])
    return Scenario(**record["scenario"], base=None, changes=changes)


def _warnings(record: dict[str, Any], who: "Population", *, alike: bool) -> Iterator[str]:
    """Yield what is not as it was when the run was saved, and whether that shows."""
    now = commit()
    if record["population"] != who.key:
        yield "The base population is another one than that of these results: people differ."
    if record["commit"] != now:
        same = " Every figure came out the same." if alike else ""
        yield f"These results were made by commit {record['commit']}, the code is now {now}.{same}"
    if not alike:
        yield "The run came out differently: nobody here is sure to be who they were. Run it again."
