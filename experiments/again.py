"""A saved run, lived again: the same country, the same luck, from its record alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import say
from simulation.added import NOTHING, read_added
from simulation.model import AfterTerm
from simulation.network.field import Files, field_of
from simulation.results.provenance import TABLES, commit, digest
from simulation.run import Case, Watcher, run
from simulation.scenario import Change, Scenario
from simulation.store import RECORD, WrongFolder, read_frame, read_record, read_terms

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

    def live(
        self, watchers: Sequence[Watcher] = (), after_term: Sequence[AfterTerm] = (),
        until: int | None = None,
    ) -> None:  # fmt: skip
        """Live it again under the eyes of watchers, and warn if it came out differently.

        `until` is the last year that is worth living, by default that of the run.
        """
        last = self.record["until"] if until is None else until
        results = run(
            self.case, seed=self.record["seed"], until=last, watchers=watchers,
            after_term=after_term,
        )  # fmt: skip
        alike = all(
            now.equals(before[before["year"] <= last].reset_index(drop=True))
            for now, before in (
                (results.frame(), read_frame(self.folder)),
                (results.terms_frame(), read_terms(self.folder)),
            )
        )
        for warning in _warnings(self.record, self.case.population, alike=alike):
            say.warn(warning)


def saved(folder: Path) -> Again:
    """Return the run that was saved in a folder.

    The scenario is that of the record, not of its file, which may have changed since. Raises
    WrongFolder if there is no whole record, BadTable if a table of the user's own cannot be read.
    """
    from simulation.population.store import population

    record = read_record(folder)
    try:
        story, fraction = _scenario(record), record["fraction"]
        schools = _place(record, "schools")
        files = Files(**{table: _place(record, table) for table in TABLES})
        added = _place(record, "added")
    except (KeyError, TypeError) as error:
        raise WrongFolder(f"{folder / RECORD} lacks {error}. Run it again.") from None
    field = field_of(files)
    with say.progress("Building the population, once") as tell:
        who = population(story.first_world.people, schools=schools, fraction=fraction, tell=tell)
    own = read_added(added) if added else NOTHING
    case = Case(story, who, fraction, schools, field, files, own)
    return Again(folder, record, case)


def _place(record: dict[str, Any], table: str) -> Path | None:
    """Return where a table of the user's own is, if there is one."""
    return Path(record[table]) if record[table] else None


def _scenario(record: dict[str, Any]) -> Scenario:
    """Return the scenario of a record."""
    changes = tuple(Change(c["since"], c["until"], c["values"]) for c in record["changes"])
    return Scenario(**record["scenario"], base=None, changes=changes)


def _warnings(record: dict[str, Any], who: "Population", *, alike: bool) -> Iterator[str]:
    """Yield what is not as it was when the run was saved, and whether that shows."""
    now = commit()
    if record["population"] != who.key:
        yield "The base population is another one than that of these results: people differ."
    for file in ("added", *TABLES):
        if record[file] and record[f"{file}_sha256"] != digest(Path(record[file])):
            what = "what it adds differs" if file == "added" else "partners differ"
            yield f"{record[file]} has changed since: {what}."
    if record["commit"] != now:
        same = " Every figure came out the same." if alike else ""
        yield f"These results were made by commit {record['commit']}, the code is now {now}.{same}"
    if not alike:
        yield "The run came out differently: nobody here is sure to be who they were. Run it again."
