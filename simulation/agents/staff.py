"""The teachers of upper-secondary mathematics: columns, and a view of any of them."""

from dataclasses import dataclass, field, fields

import numpy as np
from mesa import Agent, Model

from simulation.arrays import Bytes, Doubles, Floats, Ints, Rows
from simulation.years import FIRST_ENTRY

ROUTES = ("veteran", "college", "retrained", "upgraded")
VETERAN, COLLEGE, RETRAINED, UPGRADED = range(len(ROUTES))
_YEARS, _WAYS = 20, 17  # bits of a teacher's number below the year, and below the way in


@dataclass(frozen=True, slots=True)
class Teachers:
    """Columns of teachers, one element each, in the order in which they came.

    Attributes
    ----------
    number
        Tells the year, the way in and the place in the queue; luck goes with it.
    school
        Row of the school.
    quality
        Quality [SD among teachers].
    age, experience
        Age, and years of teaching [years].
    route
        Index into ROUTES: how the teacher came to teach, or to the certificate.
    certified
        Whether certified for five units, 0 or 1.
    """

    number: Rows
    school: Rows
    quality: Floats
    age: Bytes
    experience: Bytes
    route: Bytes
    certified: Bytes

    @classmethod
    def room(cls, most: int) -> "Teachers":
        """Return columns with room for so many."""
        number, school = np.zeros((2, most), np.int32)
        age, experience, route, certified = np.zeros((4, most), np.uint8)
        quality = np.zeros(most, np.float32)
        return cls(number, school, quality, age, experience, route, certified)

    def part(self, first: int, end: int) -> "Teachers":
        """Return the teachers from the `first` to before the `end`; they share the columns."""
        rows = slice(first, end)
        return Teachers(
            self.number[rows], self.school[rows], self.quality[rows], self.age[rows],
            self.experience[rows], self.route[rows], self.certified[rows],
        )  # fmt: skip


@dataclass(slots=True)
class Ledger:
    """A year's flows of certified teachers by route, and of all teachers, as simulated.

    Attributes
    ----------
    before, entered, left
        Certified teachers a year ago, since then certified or come, since then gone, by route.
    retired, quit, hired
        Teachers of either kind who retired, who quit before that age, who came.
    helped
        Teachers who were certified in a programme.
    """

    before: Doubles = field(default_factory=lambda: np.zeros(len(ROUTES)))
    entered: Doubles = field(default_factory=lambda: np.zeros(len(ROUTES)))
    left: Doubles = field(default_factory=lambda: np.zeros(len(ROUTES)))
    retired: int = 0
    quit: int = 0
    hired: int = 0
    helped: int = 0


class Staff(Agent):  # type: ignore[misc]  # Mesa 3.3 has no types
    """All teachers of upper-secondary mathematics.

    Attributes
    ----------
    teachers
        What is known of each of them.
    trainees
        Those in retraining this year, who teach from the next.
    stands_for
        Teachers of the country that one of these stands for.
    ledger
        The flows of the year.
    """

    def __init__(self, model: Model, *, stands_for: float) -> None:
        super().__init__(model)
        self.trainees = 0
        self.stands_for = stands_for
        self.ledger = Ledger()
        self._room = Teachers.room(0)
        self.teachers = self._room

    def __len__(self) -> int:
        """Return how many teach."""
        return int(self.teachers.number.size)

    def hire(
        self,
        school: Ints | Rows,
        *,
        year: int,
        place: Ints,
        route: int,
        certified: bool,
        age: float,
    ) -> None:
        """Take in a teacher for each school named.

        `place` is the place in the queue of their kind, so that whoever comes by another way, or
        in another year, changes nobody's number.
        """
        if not school.size:
            return
        here = len(self)
        self._make_room(here + school.size)
        came = self._room.part(here, here + school.size)
        way = 2 * route + certified
        came.number[:] = ((year - FIRST_ENTRY) << _YEARS) + (way << _WAYS) + place
        came.school[:], came.route[:], came.age[:] = school, route, age
        came.certified[:], came.experience[:], came.quality[:] = certified, 0, 0
        self.teachers = self._room.part(0, here + school.size)
        self.ledger.hired += school.size
        if certified:
            self.ledger.entered[route] += school.size

    def keep(self, stayed: int) -> None:
        """Forget all but the first: those who stopped have been moved behind those who stayed."""
        self.teachers = self._room.part(0, stayed)

    def certify(self, rows: Ints) -> None:
        """Give serving teachers the certificate for five units."""
        self.teachers.certified[rows] = 1
        self.teachers.route[rows] = UPGRADED
        self.ledger.entered[UPGRADED] += rows.size

    def certified_by_route(self) -> Doubles:
        """Return certified teachers by route."""
        t = self.teachers
        return np.bincount(t.route[t.certified > 0], minlength=len(ROUTES)).astype(np.float64)

    def _make_room(self, most: int) -> None:
        """Move into larger columns when these are full."""
        if most > self._room.number.size:
            larger = Teachers.room(2 * most)
            for f in fields(Teachers):
                getattr(larger, f.name)[: len(self)] = getattr(self.teachers, f.name)
            self._room = larger


class Teacher(Agent):  # type: ignore[misc]
    """One teacher, as a view of a row; not registered with the model.

    Rows are those of the school year: in September some stop, and the others move up.
    """

    def __init__(self, staff: Staff, row: int) -> None:
        self.model = staff.model
        self.pos = None
        self.row = row
        self._teachers, self._year = staff.teachers, staff.model.year
        self.unique_id = -1 - int(self._now.number[row])  # all others count upwards

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same teacher of the same model."""
        return (
            isinstance(other, Teacher)
            and other.unique_id == self.unique_id
            and other.model is self.model
        )

    def __hash__(self) -> int:
        """Return a hash that equal views share."""
        return hash(self.unique_id)

    def __repr__(self) -> str:
        """Return the number."""
        return f"<Teacher {-1 - self.unique_id}>"

    @property
    def _now(self) -> Teachers:
        """The columns, as long as the rows are those of the view."""
        if self.model.year != self._year:
            raise LookupError(
                f"A teacher seen in {self._year} cannot be read in {self.model.year}: some have"
                " stopped since, and the rows moved up. Ask `country.teachers` again."
            )
        return self._teachers

    @property
    def school(self) -> Agent:
        """The school where the teacher teaches."""
        return self.model.school(int(self._now.school[self.row]))

    @property
    def age(self) -> int:
        """Age [years]."""
        return int(self._now.age[self.row])

    @property
    def experience(self) -> int:
        """Years of teaching."""
        return int(self._now.experience[self.row])

    @property
    def route(self) -> str:
        """How the teacher came to teach, or to the certificate: one of ROUTES."""
        return ROUTES[self._now.route[self.row]]

    @property
    def is_certified(self) -> bool:
        """Whether certified for five units."""
        return bool(self._now.certified[self.row])

    @property
    def quality(self) -> float:
        """Quality [SD among teachers]."""
        return float(self._now.quality[self.row])
