"""Schools of the plain twin: ordinary objects, and what a year gives to each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, exp, fsum, sqrt
from random import Random  # noqa: TID251  the twin has luck of its own
from typing import TYPE_CHECKING

from simulation.parameters.climate import Climate
from simulation.parameters.people import Ability
from simulation.parameters.programmes import Programmes
from simulation.parameters.supply import Access, Tracks
from simulation.parameters.world import World
from simulation.population.schools import SUBJECTS, Schools

if TYPE_CHECKING:
    from experiments.benchmarks.twin_authority import Authority
    from experiments.benchmarks.twin_student import Student

CHOOSING = ("reserves", "math_first", "give_five", "acceleration")  # programmes that pick schools
_REFERENCE_GRADE = 8  # the grade whose national distribution is the unit of ability


def logistic(x: float) -> float:
    """Return the probability whose log-odds are `x`."""
    return 1 / (1 + exp(-x))


def near_normal(luck: Random) -> float:
    """Return a number of mean 0 and spread 1: four dice."""
    return (sum(luck.random() for _ in range(4)) - 2) * sqrt(3)


@dataclass(eq=False, kw_only=True)
class School:
    """An upper-secondary school.

    Attributes
    ----------
    stream, arabic, examined, offers, weight
        As in `Schools`; `offers` are the names of the science subjects.
    twelfth, effect
        12th graders in 2013; pull of five units that nothing else explains [SD].
    turn
        Where it stands in the order in which each programme that chooses asks schools.
    demand
        Students who want five units, smoothed over the years.
    track, track_years
        Whether there is a class of five units for the next grade 10, and since when [years].
    authority
        The local authority.
    ses
        Mean socio-economic status of its students [z].
    """

    stream: int
    arabic: bool
    examined: bool
    effect: float
    offers: tuple[str, ...]
    weight: float
    quintile: int
    twelfth: float
    turn: Mapping[str, float]
    demand: float
    track: bool
    track_years: float
    authority: "Authority" = field(init=False)
    ses: float = 0.0
    small_years: int = 0  # running, in which few wanted five units
    groups: int = 0  # of five units in a grade
    teachers: float = 0.0  # of mathematics who teach here
    certified: float = 0.0  # those of them who are certified for five units
    posts: float = 0.0  # for certified teachers
    short: float = 0.0  # share of the certified teachers needed that lack
    quality: float = 0.0  # mean of the certified teachers [SD]
    novices: float = 0.0  # share of them who are new to the profession, from another
    twelfth_now: int = 0  # 12th graders this year
    sitters: int = 0  # those of them at five units
    sitters_before: int = 0  # the year before
    share: float | None = None  # of sitters, smoothed over two years
    habit: float = 0.0  # the same over five
    class_level: dict[int, float] = field(default_factory=dict)  # usual ability by grade [SD]
    reserves: float = 0.0  # whether in the programme this year
    acceleration: float = 0.0  # whether grades 7 to 9 are in one like it, when the school is not
    give_five: float = 0.0  # dose
    hours: float = 0.0  # weekly, more than before, for a five-unit student
    visits: float = 0.0  # share of grade 9 visited, at the effect of national scale
    tutoring: float = 0.0  # share of five-unit students tutored, likewise
    pull_of_five: float = 0.0  # on the choice of its boys [logit]
    pull_to_stay: float = 0.0  # on the persistence of its boys, but for Give Five [logit]
    pull_in_class: float = 0.0  # the same on those whom the school itself teaches
    gain_of_five: float = 0.0  # ability that a year at five units adds [SD]
    gain_in_class: float = 0.0  # the same for those whom the school itself teaches

    def is_of_periphery(self, p: Programmes) -> bool:
        """Return whether a focus on the periphery is for this school."""
        return self.arabic or self.authority.cluster <= p.periphery_cluster

    def be_stayed_at(self, world: World, common: float) -> None:
        """Pull those at five units to stay."""
        self.pull_to_stay = common + world.persistence.hour_pull * self.hours
        self.pull_in_class = self.pull_to_stay - world.climate.shortage * self.short

    def be_chosen(self, world: World, common: float, luck: Random) -> None:
        """Pull grade 9 towards five units."""
        p = world.choice
        of_stream = (0.0, p.religious, p.ultra_orthodox, p.arab, p.bedouin, p.druze)
        above = 0.0 if self.share is None else self.share - self.habit
        norm = min(max(above, -p.norm_clip), p.norm_clip)
        newness = max(0.0, 1 - self.track_years / world.tracks.new_years)
        self.pull_of_five = (
            p.level + of_stream[self.stream] + p.school_spread * self.effect + common
            + p.year_spread * near_normal(luck) + world.tracks.new_pull * newness
            + world.authorities.choice_pull * self.authority.salience
            + p.norm_pull * norm + p.visit_boy * self.visits + p.bonus * world.levers.bonus
            - world.climate.shortage * self.short * self.track
        )  # fmt: skip

    def open_or_close_track(
        self, asking: int, minimum: float, urgency: float, p: Tracks, luck: Random
    ) -> None:
        """Open a track if enough ask for one, close it if too few do or nobody can teach it."""
        small = self.track and asking < p.small * minimum
        self.small_years = self.small_years + 1 if small else 0
        if self.track:
            dwindles = self.small_years >= 2 and luck.random() < p.closing
            self.track = self.certified > 0 and not dwindles
        elif self.examined and self.certified > 0 and asking >= p.fewest:
            allowed = asking >= minimum or luck.random() < p.derogation
            odds = (
                p.opening + p.demand_pull * (asking - minimum) / minimum
                + p.salience_pull * self.authority.salience
                + p.support_pull * self.authority.coordinator + p.urgency_pull * urgency
            )  # fmt: skip
            self.track = allowed and luck.random() < logistic(odds)
        self.track_years = self.track_years + 1 if self.track else 0

    def seat(self, asking: list["Student"], p: Access) -> None:
        """Form groups for the ablest who ask; a certified teacher takes a group of each grade."""
        self.groups = 0
        if not self.track:
            return
        asked_for = max(1, ceil(len(asking) / p.group_size))
        self.groups = min(asked_for, max(1, int(self.certified)))
        for rank, student in enumerate(sorted(asking, key=lambda s: -s.ability)):
            if rank < self.groups * p.group_size:
                student.units = 5

    def teach(self, grade: int, abilities: Sequence[float], world: World) -> None:
        """Teach a grade's five units: hours, tutors, classmates, teachers add to ability."""
        p, better = world.gains, 0.0
        if abilities:
            mean = sum(abilities) / len(abilities)
            before = self.class_level.get(grade, mean)
            better = mean - before
            self.class_level[grade] = before + better / world.climate.habit_years
        self.gain_of_five = (
            p.hour_gain * self.hours * (1 - p.hour_decline * self.hours)
            + p.tutoring_gain * self.tutoring + p.classmates_gain * better
        )  # fmt: skip
        self.gain_in_class = (
            self.gain_of_five - p.certified_gain * self.short + p.quality_gain * self.quality
            + p.career_changer_gain * self.novices
        )  # fmt: skip

    def remember(self, sat: Sequence[bool], p: Climate) -> None:
        """Come to know the school's own share of sitters."""
        self.twelfth_now, self.sitters, self.sitters_before = len(sat), sum(sat), self.sitters
        if not sat:
            return
        share = self.sitters / self.twelfth_now
        if self.share is None:
            self.share = self.habit = share
        self.share += (share - self.share) / 2
        self.habit += (share - self.habit) / p.habit_years


def found(schools: Schools, world: World, luck: Random) -> list[School]:
    """Return a school for every row of the population's schools."""
    return [
        School(
            stream=int(schools.stream[row]),
            arabic=bool(schools.arabic[row]),
            examined=bool(schools.examined[row]),
            effect=float(schools.effect[row]),
            offers=tuple(s for s, on in zip(SUBJECTS, schools.offers[row], strict=True) if on),
            weight=float(schools.weight[row]),
            quintile=int(schools.quintile[row]),
            twelfth=float(schools.twelfth[row]),
            turn={name: luck.random() for name in CHOOSING},
            demand=float(schools.twelfth[row]) * world.climate.reference_share,
            track=bool(schools.has_track[row]),
            track_years=world.tracks.new_years if schools.has_track[row] else 0,
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
