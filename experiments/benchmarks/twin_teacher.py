"""Teachers of the plain twin: who stops, who comes, who is certified, and where they teach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, exp, floor
from random import Random  # noqa: TID251  the twin has luck of its own
from typing import TypeVar

from experiments.benchmarks.twin_schools import School, near_normal
from simulation.parameters.supply import Teachers
from simulation.parameters.world import World
from simulation.years import FIRST_CHOICE, FIRST_YEAR

Post = TypeVar("Post")  # a school whose post is vacant, or whoever could take one


@dataclass(eq=False, kw_only=True)
class Teacher:
    """A teacher of upper-secondary mathematics.

    Attributes
    ----------
    school, certified
        Where the teacher teaches, and whether certified for five units.
    retrained
        Whether the teacher came from industry.
    age, experience
        Age, and years of teaching [years].
    quality
        Quality [SD among teachers].
    """

    school: School
    certified: bool
    age: float
    quality: float
    retrained: bool = False
    experience: float = 0

    def stops(self, p: Teachers, luck: Random) -> bool:
        """Stop more often in the first years, and in the last: all go at some age."""
        if self.experience < 1:
            hazard = p.exits_first_year
        else:
            hazard = p.exits_early if self.experience < p.early_years else p.exits_settled
        if self.age >= p.retiring_from:
            hazard = min(1.0, hazard + p.retiring_rate)
        hazard *= p.exit_factor if self.certified else 1
        return self.age >= p.retired_at or luck.random() < hazard

    def is_novice(self, years: float) -> bool:
        """Return whether new to the profession, from another one."""
        return self.retrained and self.experience < years


class Staff:
    """All teachers of upper-secondary mathematics, in the order in which they came.

    Attributes
    ----------
    stands_for
        Teachers of the country that one of these stands for.
    trainees
        Those in retraining this year, who teach from the next.
    """

    def __init__(self, schools: Sequence[School], share: float, luck: Random) -> None:
        self.schools, self.share, self.luck = schools, share, luck
        self.stands_for = sum(s.weight for s in schools) / len(schools)
        self.teachers: list[Teacher] = []
        self.trainees = 0
        self._rounding = {s: luck.random() for s in schools}

    def found(self, year: int, world: World) -> None:
        """Found the staff: certified teachers where they are needed, then all others."""
        p = world.teachers
        stock = floor(self.share * p.stock_2001 / self.stands_for)
        draw = {s: _draw(s, p) for s in self.schools}
        taken = self._take_posts({s: self.posts(s, world) for s in self.schools}, draw, stock)
        taken += self._go_elsewhere(stock - len(taken), draw)
        for school in taken:
            self._hire(school, certified=True, age=p.youngest)
        own_rounding = {s: self.luck.random() for s in self.schools}
        self._fill_up(year, p, own_rounding)
        for t in self.teachers:
            t.age = _founder_age(p, self.luck, FIRST_YEAR - year)
            t.experience = t.age - p.youngest

    def renew(self, year: int, world: World) -> None:
        """Let a year pass: some stop, some come, some are certified."""
        self._age(world.teachers)
        self._place(world)
        self._certify(world)
        self._fill_up(year, world.teachers, self._rounding)
        places = world.teachers.programme_yield * world.levers.retraining
        self.trainees = self._whole(places / self.stands_for)

    def survey(self, year: int, world: World) -> None:
        """See how many certified teachers each school has, how good, and which school is short."""
        for s in self.schools:
            certified = self._certified(s)
            need = s.demand / world.teachers.students_per_teacher
            each = self.stands_for / s.weight
            s.teachers, s.certified = len(self._at(s)) * each, len(certified) * each
            s.posts = self.posts(s, world) * each
            if year <= FIRST_CHOICE:
                s.certified = max(s.certified, 1, ceil(need))
            s.short = max(0.0, 1 - s.certified / need) if need else 0.0
            s.quality = s.novices = 0.0
            if certified:
                new = sum(t.is_novice(world.gains.career_changer_years) for t in certified)
                s.novices = new / len(certified)
                s.quality = sum(t.quality for t in certified) / len(certified)

    def posts(self, s: School, world: World) -> int:
        """Return the posts for certified teachers in a school."""
        if s.track:
            need = s.demand / world.teachers.students_per_teacher
            return max(1, round(need * s.weight / self.stands_for))
        return int(s.examined and s.demand >= world.tracks.fewest)

    def _age(self, p: Teachers) -> None:
        """Grow a year older, or stop."""
        before, self.teachers = self.teachers, []
        replaced: list[School] = []
        for t in before:
            if not t.stops(p, self.luck):
                t.age += 1
                t.experience += 1
                self.teachers.append(t)
            elif t.certified and p.all_replaced:
                replaced.append(t.school)
        for school in replaced:
            self._hire(school, certified=True, age=p.youngest)

    def _place(self, world: World) -> None:
        """Fill posts with graduates, the retrained, and teachers whom their school can spare."""
        p = world.teachers
        graduates = self._whole(self.share * p.entrants / self.stands_for)
        newcomers = graduates + self.trainees
        vacant = {s: self.posts(s, world) - len(self._certified(s)) for s in self.schools}
        spare = self._spare(vacant)
        draw = {s: _draw(s, p) * _favour(s, world) for s in self.schools}
        taken = self._take_posts(vacant, draw, newcomers + len(spare))
        taken += self._go_elsewhere(newcomers - len(taken), draw)
        self.luck.shuffle(taken)
        for school in taken[:graduates]:
            self._hire(school, certified=True, age=p.youngest)
        for school in taken[graduates:newcomers]:
            self._hire(school, certified=True, age=p.career_changer, retrained=True)
        for t, school in zip(spare, taken[newcomers:], strict=False):
            t.school = school

    def _spare(self, vacant: Mapping[School, int]) -> list[Teacher]:
        """Return the certified teachers beyond the posts of their school, the last to come first.

        Negative vacancies are teachers too many.
        """
        spare: list[Teacher] = []
        for t in reversed(self.teachers):
            from_here = sum(other.school is t.school for other in spare)
            if t.certified and from_here < -vacant[t.school]:
                spare.append(t)
        return spare

    def _take_posts(
        self, vacant: Mapping[School, int], draw: Mapping[School, float], places: int
    ) -> list[School]:
        """Return the schools whose posts are filled, by what they draw."""
        posts = [s for s in self.schools for _ in range(vacant[s])]
        return _drawn(posts, [draw[s] for s in posts], places, self.luck)

    def _go_elsewhere(self, teachers: int, draw: Mapping[School, float]) -> list[School]:
        """Return the schools where those teach who came and found no post."""
        examined = [s for s in self.schools if s.examined]
        schools = examined * ceil(max(0, teachers) / len(examined))
        return _drawn(schools, [draw[s] + 1 for s in schools], teachers, self.luck)

    def _certify(self, world: World) -> None:
        """Certify a serving teacher where one lacks: by the school's doing, or in a programme."""
        p, asking = world.teachers, []
        for s in self.schools:
            serving = [t for t in self._at(s) if not t.certified and t.experience >= p.upgrade_from]
            held = len(self._certified(s))
            if not serving or held >= self.posts(s, world):
                continue
            if held == 0 and self.luck.random() < p.own_upgrades:
                serving[0].certified = True
            else:
                asking.append(serving[0])
        places = self._whole(p.programme_yield * world.levers.certification / self.stands_for)
        favour = [_favour(t.school, world) for t in asking]
        for t in _drawn(asking, favour, places, self.luck):
            t.certified = True

    def _fill_up(self, year: int, p: Teachers, rounding: Mapping[School, float]) -> None:
        """Hire teachers without the certificate until each school has its part of the staff."""
        students = {s: s.weight * s.twelfth * s.examined for s in self.schools}
        each = p.staff(year) * self.share / self.stands_for / sum(students.values())
        for s in self.schools:
            for _ in range(floor(each * students[s] + rounding[s]) - len(self._at(s))):
                self._hire(s, certified=False, age=p.youngest)

    def _hire(
        self, school: School, *, certified: bool, age: float, retrained: bool = False
    ) -> None:
        """Take in a teacher."""
        self.teachers.append(
            Teacher(
                school=school, certified=certified, retrained=retrained, age=age,
                quality=near_normal(self.luck),
            )
        )  # fmt: skip

    def _at(self, s: School) -> list[Teacher]:
        """Return the teachers of a school."""
        return [t for t in self.teachers if t.school is s]

    def _certified(self, s: School) -> list[Teacher]:
        """Return those of them who are certified."""
        return [t for t in self._at(s) if t.certified]

    def _whole(self, expected: float) -> int:
        """Return a whole number of that mean."""
        return floor(expected + self.luck.random())


def _draw(s: School, p: Teachers) -> float:
    """Return how much a post draws certified teachers: by need, and against disadvantage."""
    return min(1.0, s.demand / p.students_per_teacher) * exp(-p.disadvantage_pull * s.ses)


def _favour(s: School, world: World) -> float:
    """Return how much likelier than another a school is next, as policy has it."""
    return exp(world.levers.periphery * s.is_of_periphery(world.programmes))


def _drawn(posts: Sequence[Post], draw: Sequence[float], places: int, luck: Random) -> list[Post]:
    """Return the posts that are filled, one after the other in proportion to what they draw."""
    left = dict(enumerate(posts))
    taken: list[Post] = []
    while left and len(taken) < places:
        [post] = luck.choices(list(left), [draw[i] for i in left])
        taken.append(left.pop(post))
    return taken


def _founder_age(p: Teachers, luck: Random, years: int) -> float:
    """Return the age of a founder so many years before 2001.

    A founder is of the large generation, or as likely of any other age.
    """
    if luck.random() < p.wave_share:
        age = luck.gauss(p.wave_age - years, p.wave_spread)
    else:
        age = luck.uniform(p.youngest, p.retiring_from)
    return min(max(round(age), p.youngest), p.retired_at)
