"""A student: a Mesa agent that is made when somebody looks, and is nothing but a row of columns."""

from typing import NamedTuple

import numpy as np
from mesa import Agent

from simulation.agents.cohort import Cohort
from simulation.arrays import NOT_SAT, Floats, Single
from simulation.logistic import exp
from simulation.population.schools import SUBJECTS

_ONE = np.float32(1)


class ChoicePulls(NamedTuple):
    """All that pulls on the choice of a track, boys and girls of each school [logit]."""

    boy: Floats
    girl: Floats  # on top of a boy's
    girl_slope: Floats  # per SD of ability
    ability_pull: Single
    background_pull: Single
    four: Single  # e to the minus threshold
    three: Single


class PersistencePulls(NamedTuple):
    """All that pulls on staying in a track, boys and girls of each school [logit]."""

    boy: Floats
    girl: Floats  # on top of a boy's
    up: Floats  # e to the distance between staying and moving up; infinite where nobody can
    ability_pull: Single
    virtual_pull: Single
    net: Single
    fail_level: Single
    fail_slope: Single
    four_level: Single
    four_pull: Single

    @property
    def of_five(self) -> tuple[Floats, Floats, Single, Single, Single, Single, Single]:
        """Those that act on students at five units, in the order of the kernel."""
        numbers = self.ability_pull, self.virtual_pull, self.net, self.fail_level, self.fail_slope
        return self.boy, self.girl, *numbers


class Student(Agent):  # type: ignore[misc]  # Mesa 3.3 has no types
    """One student; reading a property reads the column, two views of one student are equal.

    Not registered with the model, so that looking costs nothing and leaves nothing behind.
    """

    def __init__(self, cohort: Cohort, row: int) -> None:
        self.model = cohort.model
        self.pos = None
        self.unique_id = cohort.first_id + row
        self.cohort, self.row = cohort, row

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same student of the same model."""
        return (
            isinstance(other, Student)
            and other.unique_id == self.unique_id
            and other.model is self.model
        )

    def __hash__(self) -> int:
        """Return a hash that equal views share."""
        return hash(self.unique_id)

    def __repr__(self) -> str:
        """Return the year of entry and the place in the cohort."""
        return f"<Student {self.cohort.entered}-{self.row}>"

    @property
    def _now(self) -> Cohort:
        """The cohort, as long as it is there to be read."""
        if self.cohort.has_ended:
            raise LookupError(
                f"{self!r} has left grade 12, and the columns with it. Look at students in their"
                " years, or watch them with `run(..., watchers=...)`."
            )
        return self.cohort

    @property
    def year(self) -> int:
        """The model's school year."""
        return int(self.model.year)

    @property
    def grade(self) -> int:
        """The grade, 7 to 12."""
        return self._now.grade(self.year)

    @property
    def school_row(self) -> int:
        """The row of the school in the columns of schools."""
        return int(np.searchsorted(self._now.who.offsets, self.row, "right")) - 1

    @property
    def school(self) -> Agent:
        """The upper-secondary school."""
        return self.model.school(self.school_row)

    @property
    def female(self) -> bool:
        """Whether a girl."""
        return bool(self._now.who.female[self.row])

    @property
    def ses(self) -> float:
        """Socio-economic status [z]."""
        within = float(self.model.world.ability.ses_within)
        return float(self.school.mean_ses + within * self._background)

    @property
    def ability(self) -> float:
        """Ability this year [SD of the national distribution in grade 8]."""
        return float(self._ability)

    @property
    def enrolled(self) -> bool:
        """Whether still in school."""
        return bool(self._now.last_grade[self.row] >= self.grade)

    @property
    def wish(self) -> int:
        """Units wanted in grade 9."""
        return int(self._now.wish[self.row])

    @property
    def units(self) -> int:
        """Units studied: 0, 3, 4 or 5."""
        return int(self._now.units[self.row])

    @property
    def mode(self) -> str:
        """Where five units are taught: in class or virtual."""
        return "virtual" if self._now.virtual[self.row] else "class"

    @property
    def sciences(self) -> tuple[str, ...]:
        """Science subjects taken at five units."""
        bits = int(self._now.sciences[self.row])
        return tuple(s for i, s in enumerate(SUBJECTS) if bits >> i & 1)

    @property
    def first_paper(self) -> int | None:
        """Mark of the first five-unit paper [points], if sat."""
        return _mark(self._now.first[self.row])

    @property
    def second_paper(self) -> int | None:
        """Mark of the second five-unit paper [points], if sat."""
        return _mark(self._now.second[self.row])

    @property
    def score(self) -> int | None:
        """Final five-unit mark [points], if sat."""
        return _mark(self._now.score[self.row])

    @property
    def credit(self) -> int:
        """Units credited at the end of grade 12."""
        return int(self._now.credit[self.row])

    def decide_track(self, pulls: ChoicePulls, luck: np.float32) -> int:
        """Return the units wanted, as the kernel does for all at once."""
        school, theta = self.school_row, self._ability
        is_girl = np.float32(self.female)
        eta = (
            pulls.boy[school]
            + pulls.ability_pull * theta
            + pulls.background_pull * self._background
        )
        eta = eta + is_girl * (pulls.girl[school] + pulls.girl_slope[school] * theta)
        e = exp.py_func(-eta)
        if luck * (_ONE + e) < _ONE:
            return 5
        if luck * (_ONE + e * pulls.four) < _ONE:
            return 4
        return 3 if luck * (_ONE + e * pulls.three) < _ONE else 0

    def decide_to_stay(self, pulls: PersistencePulls, luck: np.float32) -> int:
        """Return the units after registration, as the kernel does for all at once."""
        school, theta = self.school_row, self._ability
        fail = _ONE / (_ONE + exp.py_func(pulls.fail_level + pulls.fail_slope * theta))
        eta = pulls.boy[school] + pulls.ability_pull * theta
        eta = eta + np.float32(self.female) * pulls.girl[school]
        virtual = np.float32(self._now.virtual[self.row])
        e = exp.py_func(-(eta + virtual * pulls.virtual_pull + pulls.net * fail))
        if self.units == 5:
            return 5 if luck * (_ONE + e) < _ONE else 4
        if self.units == 4:
            if luck * (_ONE + e * pulls.up[school]) < _ONE:
                return 5
            e4 = exp.py_func(-(pulls.four_level + pulls.four_pull * theta))
            return 4 if luck * (_ONE + e4) < _ONE else 3
        return self.units

    @property
    def _ability(self) -> np.float32:
        """Ability in the columns' precision."""
        return np.float32(self._now.ability[self.row])

    @property
    def _background(self) -> np.float32:
        """Background in the columns' precision."""
        return np.float32(self._now.who.background[self.row])


def _mark(points: np.uint8) -> int | None:
    """Return a mark, or nothing if the paper was not sat."""
    return None if points == NOT_SAT else int(points)
