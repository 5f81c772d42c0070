"""`fivebytwo student`: one student of a saved run, or ten who are worth a look."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import say
from experiments.story import COLUMNS, portrait, rows, sentences

if TYPE_CHECKING:
    from experiments.again import Again


class WrongStudent(ValueError):
    """A student whom a run does not know."""


def show_student(folder: Path, written: str) -> None:
    """Print the story of one student of a saved run; raise WrongStudent if there is none."""
    entered, place = read_number(written)
    from experiments.again import saved
    from simulation.agents.cohort import student_number
    from simulation.results.story import Story

    again = saved(folder)
    _check_known(again, entered, place)
    story = Story(student_number(entered, place))
    again.live([story])
    say.line(f"Student {entered}-{place}", style="bold")
    say.line(portrait(story))
    say.line()
    for sentence in sentences(story):
        say.line(sentence)
    say.table(COLUMNS, list(rows(story)), numbers=tuple(c for c in COLUMNS if c != "mathematics"))
    say.line("Ability and what was gained in standard deviations of the country in grade 8.")


def suggest_students(folder: Path) -> None:
    """Print ten students of a saved run who are worth a look."""
    from experiments.again import saved
    from experiments.scout import Scout
    from simulation.agents.cohort import cohort_and_row

    again = saved(folder)
    scout = Scout(until=again.record["until"])
    again.live([scout])
    found = [
        ("{}-{}".format(*cohort_and_row(number)), words) for words, number in scout.found.items()
    ]
    say.table(("student", "who"), found)
    missing = [words for words in scout.sought if words not in scout.found]
    if missing:
        say.line(f"Nobody in the cohort that entered in {scout.entered}: {'; '.join(missing)}.")
    if found:
        say.line(f"Tell one story with `fivebytwo student {folder} {found[0][0]}`.")


def read_number(written: str) -> tuple[int, int]:
    """Return year of entry and place in the cohort, from `ENTRYYEAR-PLACE` or a whole number.

    >>> read_number("2010-52341"), read_number("2107690101")
    ((2010, 52341), (2010, 52341))
    """
    from simulation.agents.cohort import cohort_and_row

    if parts := re.fullmatch(r"(\d{4})-(\d+)", written, re.ASCII):
        return int(parts[1]), int(parts[2])
    if re.fullmatch(r"\d+", written, re.ASCII):
        return cohort_and_row(int(written))
    raise WrongStudent(f"{written} is not a student: write year of entry and place, as 2010-52341.")


def _check_known(again: "Again", entered: int, place: int) -> None:
    """Raise WrongStudent unless a student lived in a run."""
    from simulation.years import FIRST_ENTRY

    until = again.record["until"]
    if not FIRST_ENTRY <= entered <= until:
        raise WrongStudent(
            f"Nobody entered grade 7 in {entered}: cohorts entered in {FIRST_ENTRY} to {until}."
        )
    last = again.case.population.cohort(entered).female.size - 1
    if place > last:
        raise WrongStudent(
            f"There is no student {entered}-{place}: those who entered in {entered} are"
            f" {entered}-0 to {entered}-{last}."
        )
