"""One student's story, year by year."""

from dataclasses import asdict, dataclass, field
from typing import Any

from simulation.agents.cohort import cohort_and_row
from simulation.model import Country


@dataclass(frozen=True, slots=True)
class Chapter:
    """What could be seen of a student at the end of a school year."""

    year: int
    grade: int
    in_school: bool
    ability: float
    gained: float  # above the course without programmes [SD]
    wish: int
    units: int
    mode: str
    sciences: tuple[str, ...]
    first_paper: int | None
    second_paper: int | None
    score: int | None
    credit: int


@dataclass
class Story:
    """An observer that follows one student, and remembers who it was.

    Attributes
    ----------
    student
        The student's number.
    about
        Sex, background and school.
    chapters
        One a school year.
    """

    student: int
    about: dict[str, Any] = field(default_factory=dict)
    chapters: list[Chapter] = field(default_factory=list)

    def see(self, country: Country) -> None:
        """Add a chapter if the student is in grades 7 to 12 this year."""
        entered, _ = cohort_and_row(self.student)
        if not entered <= country.year <= entered + 5:
            return
        s = country.student(self.student)
        school = s.school
        self.about = {
            "female": s.female, "ses": s.ses, "school": school.name, "stream": school.stream,
            "district": school.district, "quintile": school.quintile,
            "has_track": bool(s.cohort.taught[s.school_row]),
            "cluster": school.authority.cluster, "periphery_index": school.periphery_index,
        }  # fmt: skip
        self.chapters.append(
            Chapter(
                year=country.year, grade=s.grade, in_school=s.enrolled, ability=s.ability,
                gained=float(s.cohort.gain[s.row]), wish=s.wish, units=s.units, mode=s.mode,
                sciences=s.sciences, first_paper=s.first_paper, second_paper=s.second_paper,
                score=s.score, credit=s.credit,
            )
        )  # fmt: skip

    def as_dict(self) -> dict[str, Any]:
        """Return the story as plain values."""
        return {
            "student": self.student,
            "about": self.about,
            "chapters": [asdict(c) for c in self.chapters],
        }
