"""Schools of the plain twin: ordinary objects, and what a year gives to each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, exp, fsum, sqrt
from typing import TYPE_CHECKING

from simulation.parameters.climate import Climate
from simulation.parameters.levers import Levers
from simulation.parameters.people import Ability
from simulation.parameters.programmes import Programmes
from simulation.parameters.supply import Access, Teachers
from simulation.parameters.world import World
from simulation.population.schools import CHOOSING, SUBJECTS, Schools
from simulation.years import FIRST_YEAR, between

if TYPE_CHECKING:
    from experiments.benchmarks.twin_student import Student

_ROUNDS = 5  # of placement
_REFERENCE_GRADE = 8  # the grade whose national distribution is the unit of ability


@dataclass(eq=False, kw_only=True)
class School:
    """An upper-secondary school.

    Attributes
    ----------
    stream, arabic, examined, has_track, offers, weight
        As in `Schools`; `offers` are the names of the science subjects.
    twelfth, effect
        12th graders in 2013; pull of five units that nothing else explains [SD].
    ses
        Mean socio-economic status of its students [z].
    turn
        Its place in the order in which each programme that chooses asks schools.
    demand
        Students who want five units, smoothed over the years.
    """

    stream: int
    arabic: bool
    examined: bool
    has_track: bool
    effect: float
    offers: tuple[str, ...]
    turn: dict[str, int]
    weight: float
    quintile: int
    twelfth: float
    demand: float
    ses: float = 0.0
    certified: float = 0.0  # teachers placed here
    short: float = 0.0  # share of the teachers needed that lack
    share: float | None = None  # of sitters, smoothed over two years
    habit: float = 0.0  # the same over five
    class_level: dict[int, float] = field(default_factory=dict)  # usual ability by grade [SD]
    reserves: float = 0.0  # whether in the programme this year
    give_five: float = 0.0  # dose
    hours: float = 0.0  # weekly, more than before, for a five-unit student
    visits: float = 0.0  # share of grade 9 visited, at the effect of national scale
    tutoring: float = 0.0  # share of five-unit students tutored, likewise
    pull_of_five: float = 0.0  # on the choice of its boys [logit]
    pull_to_stay: float = 0.0  # on the persistence of its boys, but for Give Five [logit]
    gain_of_class: float = 0.0  # ability that a year in the five-unit class adds [SD]

    def be_stayed_at(self, world: World, common: float) -> None:
        """Pull those at five units to stay."""
        hours = world.persistence.hour_pull * self.hours
        self.pull_to_stay = common + hours - world.climate.shortage * self.short

    def be_chosen(self, world: World, common: float) -> None:
        """Pull grade 9 towards five units."""
        p = world.choice
        of_stream = (0.0, p.religious, p.ultra_orthodox, p.arab, p.bedouin, p.druze)
        above = 0.0 if self.share is None else self.share - self.habit
        norm = min(max(above, -p.norm_clip), p.norm_clip)
        self.pull_of_five = (
            p.level + of_stream[self.stream] + p.school_spread * self.effect + common
            + p.norm_pull * norm + p.visit_boy * self.visits + p.bonus * world.levers.bonus
            - world.climate.shortage * self.short
        )  # fmt: skip

    def open_classes(self, asking: list["Student"], p: Access, hiring: Teachers) -> None:
        """Open five-unit classes for the ablest who ask, as far as there are teachers."""
        self.demand += (1 - hiring.demand_memory) * (len(asking) - self.demand)
        if not self.has_track:
            return
        seats = max(p.seats_least, p.seats_per_teacher * self.certified)
        for rank, student in enumerate(sorted(asking, key=lambda s: -s.ability)):
            if rank < seats:
                student.units = 5

    def teach(self, grade: int, abilities: Sequence[float], world: World) -> None:
        """Teach a grade's five-unit class: hours, teachers, tutors, classmates add to ability."""
        p, better = world.gains, 0.0
        if abilities:
            mean = sum(abilities) / len(abilities)
            before = self.class_level.get(grade, mean)
            better = mean - before
            self.class_level[grade] = before + better / world.climate.habit_years
        self.gain_of_class = (
            p.hour_gain * self.hours * (1 - p.hour_decline * self.hours)
            - p.certified_gain * self.short + p.tutoring_gain * self.tutoring
            + p.classmates_gain * better
        )  # fmt: skip

    def remember(self, sat: Sequence[bool], p: Climate) -> None:
        """Come to know the school's own share of sitters."""
        if not sat:
            return
        share = sum(sat) / len(sat)
        if self.share is None:
            self.share = self.habit = share
        self.share += (share - self.share) / 2
        self.habit += (share - self.habit) / p.habit_years


def found(schools: Schools, world: World) -> list[School]:
    """Return a school for every row of the population's schools."""
    turns = dict(zip(CHOOSING, schools.turns.tolist(), strict=True))
    return [
        School(
            stream=int(schools.stream[row]),
            arabic=bool(schools.arabic[row]),
            examined=bool(schools.examined[row]),
            has_track=bool(schools.has_track[row]),
            effect=float(schools.effect[row]),
            offers=tuple(s for s, on in zip(SUBJECTS, schools.offers[row], strict=True) if on),
            turn={name: turns[name].index(row) for name in CHOOSING},
            weight=float(schools.weight[row]),
            quintile=int(schools.quintile[row]),
            twelfth=float(schools.twelfth[row]),
            demand=float(schools.twelfth[row]) * world.climate.reference_share,
        )
        for row in range(len(schools))
    ]


def know_ses(schools: Iterable[School], p: Ability) -> None:
    """Give each school the mean socio-economic status of its nurture quintile."""
    ses = (
        p.ses_unknown, p.ses_quintile_1, p.ses_quintile_2,
        p.ses_quintile_3, p.ses_quintile_4, p.ses_quintile_5,
    )  # fmt: skip
    for s in schools:
        s.ses = ses[s.quintile]


def mean_ability(grade: int, ses: float, p: Ability, *, arabic: bool) -> float:
    """Return the ability that background expects in a grade [SD]."""
    since = grade - _REFERENCE_GRADE
    slope = (p.ses_slope_arabic if arabic else p.ses_slope_hebrew) + p.ses_slope_growth * since
    return slope * ses + arabic * (p.arabic_gap + p.arabic_gap_growth * since)


def spread_of_talent(schools: Sequence[School], p: Ability, grade: int) -> float:
    """Return the spread of ability given background that keeps the national spread at 1 [SD]."""
    total = fsum(s.twelfth * s.weight for s in schools)
    share = {s: s.twelfth * s.weight / total for s in schools}
    mean = {s: mean_ability(grade, s.ses, p, arabic=s.arabic) for s in schools}
    above = {s: mean_ability(grade, s.ses + p.ses_within, p, arabic=s.arabic) for s in schools}
    national = fsum(share[s] * mean[s] for s in schools)
    return sqrt(
        1
        - fsum(share[s] * ((mean[s] - national) ** 2 + (above[s] - mean[s]) ** 2) for s in schools)
    )


def next_stock(stock: float, levers: Levers, year: int, p: Teachers) -> float:
    """Return certified teachers in a year: those who stay, entrants, those who were trained."""
    if year <= FIRST_YEAR:
        return p.stock_2001
    knots = (
        (2001, p.exits_2001), (2004, p.exits_2004), (2009, p.exits_2009),
        (2012, p.exits_2012), (2014, p.exits_2014), (2019, p.exits_2019),
    )  # fmt: skip
    stopping = min(1.0, p.exit_factor * between(year, knots))
    trained = p.programme_yield * (levers.retraining + levers.certification)
    return (1 - stopping) * stock + p.entrants + trained


def place(schools: Iterable[School], stock: float, p: Teachers) -> None:
    """Place the certified teachers, by need and against disadvantage; see who is short."""
    need = {s: s.demand / p.students_per_teacher for s in schools if s.has_track}
    pull = {s: need[s] * exp(-p.disadvantage_pull * s.ses) for s in need}
    for s in need:
        s.certified = 0.0
    for _ in range(_ROUNDS):
        wanting = [s for s in need if s.certified < need[s]]
        total = sum(s.weight * pull[s] for s in wanting)
        left = stock - sum(s.weight * s.certified for s in need)
        for s in wanting if total > 0 and left > 0 else ():
            s.certified = min(need[s], s.certified + left * pull[s] / total)
    for s, needed in need.items():
        s.short = max(0.0, 1 - s.certified / needed) if needed else 0.0


def deliver(schools: Sequence[School], levers: Levers, p: Programmes) -> None:
    """Give every school the programmes of the year."""
    tracks = [s for s in schools if s.has_track]
    by_size = sorted(schools, key=lambda s: -s.twelfth * s.examined)
    larger = set(by_size[: ceil(p.reserves_size * sum(s.examined for s in schools))])
    large = [s for s in tracks if s in larger]
    in_reserves = _drawn("reserves", large, levers.reserves * sum(s.weight for s in large))
    in_math_first = _drawn("math_first", tracks, levers.math_first)
    in_give_five = _drawn("give_five", tracks, levers.give_five * sum(s.weight for s in tracks))
    for s in schools:
        s.reserves = float(s in in_reserves)
        s.give_five = levers.give_five_dose * (s in in_give_five)
        s.hours = p.hours_per_student * max(float(s in in_math_first), s.give_five)
        s.visits = p.scale_up * levers.visits
        s.tutoring = p.scale_up * levers.tutoring * s.has_track


def _drawn(programme: str, eligible: Iterable[School], amount: float) -> set[School]:
    """Return the eligible schools whose turn comes first, as many as the amount pays for."""
    drawn, reached = set(), 0.0
    for s in sorted(eligible, key=lambda s: s.turn[programme]):
        if reached + s.weight / 2 < amount:
            drawn.add(s)
        reached += s.weight
    return drawn
