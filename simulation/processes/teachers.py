"""M3. Teachers: who stops, who comes, who is certified for five units, and where they teach."""

from math import ceil, floor

import numpy as np
from scipy.special import ndtri

from simulation.agents.staff import COLLEGE, RETRAINED, VETERAN, Ledger, Staff, Teachers
from simulation.agents.standing import Standing
from simulation.arrays import Doubles, Floats, Ints, Rows
from simulation.kernels.teachers import (
    count_certified,
    find_candidates,
    list_posts,
    list_spare,
    stop,
    survey_certified,
)
from simulation.parameters import supply
from simulation.parameters.world import World
from simulation.population.schools import Schools
from simulation.randomness import Decision, Luck
from simulation.years import FIRST_CHOICE, FIRST_YEAR


def found(
    staff: Staff, standing: Standing, schools: Schools, ses: Doubles, world: World, luck: Luck
) -> None:
    """Found the staff: certified teachers where they are needed, then all others.

    As many are founded as there were in 2001. Ages are a mixture of the large generation and of
    all others, evenly old.
    """
    p, year = world.teachers, FIRST_CHOICE + 1
    stock = floor(schools.share * p.stock_2001 / staff.stands_for)
    wanted = posts(standing, schools, staff, world)
    draw = pull(standing, ses, p)
    first = filled(wanted, draw, stock, Decision.TAKE_POST, luck, year)
    left = stock - first.size
    # + 1: places beside posts attract a little even where nobody asks for five units
    further = filled(
        _elsewhere(schools, left), draw + 1, left, Decision.TEACH_ELSEWHERE, luck, year
    )
    school = np.concatenate([first, further])
    queue = np.arange(school.size)
    staff.hire(school, year=year, place=queue, route=VETERAN, certified=True, age=p.youngest)
    _hire(staff, schools, p, VETERAN, luck, year)
    everybody = staff.teachers
    everybody.age[:] = _age(luck.uniform_of(Decision.TEACHER_AGE, 0, 0, everybody.number), p)
    everybody.experience[:] = everybody.age - p.youngest
    _describe(everybody, np.arange(len(staff)), luck)


def renew(
    staff: Staff, standing: Standing, schools: Schools, ses: Doubles, world: World,
    luck: Luck, year: int,
) -> None:  # fmt: skip
    r"""Let a year pass among teachers.

    $C'_r = C_r - x_r + e_r$ for every route $r$: those who stopped (`hazard`), those who came or
    were certified (EVIDENCE rows 24, 25). In this order:

    1. $P_j - C_j$ open posts are taken by $E$ graduates (`teachers.entrants`), by $y R$ of last
       year's $R$ places (`levers.retraining`), and by certified teachers whom their school does
       not need, as `filled` says, drawn by `pull` times `favoured`; newcomers who find none teach
       other levels somewhere. $y$ is `teachers.programme_yield`.
    2. Where a post stays open, the teacher without certificate who has been there longest, for
       `teachers.upgrade_from` years at least, can be certified: in a school with none certified by
       its own doing, with probability `teachers.own_upgrades` [per year]; then $y B$ of all other
       such schools, drawn by `favoured`, by $B$ places in a programme (`levers.certification`).
    3. Teachers without certificate are hired until all are as many as `teachers.staff_2001`,
       `staff_2012` and `staff_2019` say, linear between, shared by 12th graders.
    """
    p = world.teachers
    staff.ledger = Ledger(before=staff.certified_by_route())
    _stop(staff, p, luck, year)
    wanted = posts(standing, schools, staff, world)
    draw = pull(standing, ses, p) * favoured(schools, world)
    _place(staff, wanted, schools, draw, world, luck, year)
    _certify(staff, wanted, schools, world, luck, year)
    _hire(staff, schools, p, COLLEGE, luck, year)
    _describe(staff.teachers, np.flatnonzero(staff.teachers.experience == 0), luck)
    expected = p.programme_yield * world.levers.retraining / staff.stands_for
    staff.trainees = whole(expected, Decision.ROUND_RETRAINED, luck, year)


def survey(staff: Staff, standing: Standing, schools: Schools, world: World, year: int) -> None:
    r"""See how many certified teachers each school has, how good, and which school is short.

    $\text{short}_j = \max(0, 1 - C_j / n_j)$ with $n_j$ as `needed` (MODEL section 4). Before a
    cohort has chosen, and with free capacity, nobody is short and all teachers are alike.
    """
    need, t = needed(standing, world.teachers), staff.teachers
    count = np.empty(len(schools), np.int64)
    survey_certified(
        count, standing.quality, standing.novices, t.school, t.certified, t.quality, t.route,
        t.experience, RETRAINED, world.gains.career_changer_years,
    )  # fmt: skip
    standing.certified[:] = count * staff.stands_for / schools.weight
    standing.posts[:] = posts(standing, schools, staff, world) * staff.stands_for / schools.weight
    if year <= FIRST_CHOICE or world.levers.free_capacity:
        standing.certified[:] = np.maximum(standing.certified, np.maximum(1, np.ceil(need)))
        standing.quality[:] = standing.novices[:] = 0
    covered = np.divide(standing.certified, need, out=np.ones(need.size), where=need > 0)
    standing.short[:] = np.maximum(0.0, 1 - covered)


def places_taken(staff: Staff, p: supply.Teachers) -> float:
    """Return the places in certification that were taken this year, in the country."""
    return staff.ledger.helped * staff.stands_for / p.programme_yield


def needed(standing: Standing, p: supply.Teachers) -> Doubles:
    r"""Return the certified teachers each school needs: $n_j = D_j / k$ [teachers].

    $D_j$ want five units in a year, as remembered; $k$ is `teachers.students_per_teacher`.
    """
    return np.asarray(standing.demand / p.students_per_teacher)


def posts(standing: Standing, schools: Schools, staff: Staff, world: World) -> Ints:
    r"""Return posts for certified teachers: by need, at least one where there is a track.

    $P_j = \max(t_j \lfloor n_j w_j / s \rceil,\ t_j,\ m_j\,1[D_j \ge f])$ [simulated teachers]:
    $t_j$ has a track, $m_j$ is examined in mathematics, $w_j$ its weight, $s$ the teachers that a
    simulated one stands for, $f$ `tracks.fewest` [students] (assumed).
    """
    need = needed(standing, world.teachers) * schools.weight / staff.stands_for
    asked = schools.examined & (standing.demand >= world.tracks.fewest)
    by_need = np.where(standing.track, np.rint(need), 0).astype(np.int64)
    return np.maximum(by_need, standing.track | asked)


def pull(standing: Standing, ses: Doubles, p: supply.Teachers) -> Doubles:
    r"""Return how much a post draws: $q_j = \min(1, n_j)\, e^{-\lambda s_j}$ [factor].

    $s_j$ is socio-economic status [SD], $\lambda$ `teachers.disadvantage_pull`, below 0 where
    disadvantage repels (MODEL section 4, Teachers).
    """
    full = np.minimum(1.0, needed(standing, p))
    return np.asarray(full * np.exp(-p.disadvantage_pull * ses))


def favoured(schools: Schools, world: World) -> Doubles:
    r"""Return how much likelier a post of each school is next, as policy has it: $e^{\pi t_j}$.

    $\pi$ is `levers.periphery` [logit], $t_j$ whether the school is of the periphery, by
    `programmes.periphery_cluster`, or teaches in Arabic.
    """
    periphery = world.programmes.of_periphery(schools.cluster, schools.arabic)
    return np.asarray(np.exp(world.levers.periphery * periphery))


def filled(
    vacancies: Ints, draw: Doubles, places: int, decision: Decision, luck: Luck, year: int
) -> Ints:
    r"""Return the schools whose posts are filled first, at most `places`, in that order.

    Posts are drawn without replacement in proportion to `draw` $q_j$, as a race of exponential
    clocks $-\ln(u_i) / q_j$, the earliest first (Efraimidis & Spirakis 2006,
    doi:10.1016/j.ipl.2005.11.003); each post $i$ has luck $u_i$ of its own.
    """
    if places <= 0:
        return np.zeros(0, np.int64)
    count = int(vacancies.sum())
    posts, school = np.empty(count, np.int32), np.empty(count, np.int64)
    list_posts(posts, school, vacancies)
    with np.errstate(divide="ignore"):
        clock = -np.log(luck.uniform_of(decision, year, 0, posts)) / draw[school]
    return np.asarray(school[np.argsort(clock, kind="stable")[:places]])


def whole(expected: float, decision: Decision, luck: Luck, year: int) -> int:
    """Return a whole number of that mean: rounded up as often as the fraction says."""
    return floor(expected + float(luck.uniform(decision, year, 0, 1)[0]))


def _stop(staff: Staff, p: supply.Teachers, luck: Luck, year: int) -> None:
    """Let teachers grow a year older, and some of them stop."""
    t, book = staff.teachers, staff.ledger
    stayed = stop(
        t.number, t.school, t.quality, t.age, t.experience, t.route, t.certified, p.exit_factor,
        p.exits_first_year, p.exits_early, p.exits_settled, p.early_years, p.retiring_rate,
        p.retiring_from, p.retired_at, luck.uniform_of(Decision.STOP_TEACHING, year, 0, t.number),
    )  # fmt: skip
    gone = t.part(stayed, len(staff))
    book.left += np.bincount(gone.route, gone.certified, minlength=book.left.size)
    book.retired = int(np.count_nonzero(gone.age >= p.retiring_from))
    book.quit = len(staff) - stayed - book.retired
    lost = gone.school[gone.certified > 0]
    staff.keep(stayed)
    if p.all_replaced:
        queue = np.arange(lost.size) + stayed  # behind the graduates, who are far fewer
        staff.hire(lost, year=year, place=queue, route=COLLEGE, certified=True, age=p.youngest)


def _place(
    staff: Staff, wanted: Ints, schools: Schools, draw: Doubles, world: World, luck: Luck, year: int
) -> None:
    """Fill posts with graduates, the retrained, and teachers whom their school does not need.

    Newcomers without a post teach other levels somewhere; the others stay where they are.
    """
    p = world.teachers
    expected = schools.share * p.entrants / staff.stands_for
    came = whole(expected, Decision.ROUND_GRADUATES, luck, year), staff.trainees
    open_posts = wanted - _certified(staff, schools)
    spare = _spare(staff, -open_posts)
    vacant = np.maximum(open_posts, 0)
    first = filled(vacant, draw, sum(came) + spare.size, Decision.TAKE_POST, luck, year)
    left = sum(came) - first.size
    # + 1 as in `found`
    further = filled(
        _elsewhere(schools, left), draw + 1, left, Decision.TEACH_ELSEWHERE, luck, year
    )
    taken = np.concatenate([first, further])
    order = np.argsort(luck.uniform(Decision.CHOOSE_POST, year, 0, taken.size), kind="stable")
    graduates, retrained, moving = np.split(taken[order], np.cumsum(came))
    staff.teachers.school[spare[: moving.size]] = moving
    for school, route, age in (
        (graduates, COLLEGE, p.youngest),
        (retrained, RETRAINED, p.career_changer),
    ):  # fmt: skip
        queue = np.arange(school.size)
        staff.hire(school, year=year, place=queue, route=route, certified=True, age=age)


def _certify(
    staff: Staff, wanted: Ints, schools: Schools, world: World, luck: Luck, year: int
) -> None:
    """Certify a serving teacher where one lacks: by the school's own doing, or in a programme."""
    p, t, n = world.teachers, staff.teachers, len(schools)
    held = _certified(staff, schools)
    candidate = np.empty(n, np.int64)
    find_candidates(candidate, t.school, t.certified, t.experience, p.upgrade_from)
    lacks = (wanted > held) & (candidate >= 0)
    own = luck.uniform(Decision.CERTIFY_ONES_OWN, year, 0, n) < p.own_upgrades
    alone = lacks & (held == 0) & own
    offered = p.programme_yield * world.levers.certification / staff.stands_for
    places = whole(offered, Decision.ROUND_CERTIFIED, luck, year)
    asking = (lacks & ~alone).astype(np.int64)
    helped = filled(asking, favoured(schools, world), places, Decision.CERTIFY, luck, year)
    staff.ledger.helped = helped.size
    staff.certify(candidate[np.concatenate([np.flatnonzero(alone), helped])])


def _hire(
    staff: Staff, schools: Schools, p: supply.Teachers, route: int, luck: Luck, year: int
) -> None:
    """Hire teachers without the certificate until each school has its part of the staff."""
    students = schools.weight * schools.twelfth * schools.examined
    due = p.staff(year) * schools.share / staff.stands_for * students / students.sum()
    rounding = luck.uniform(Decision.ROUND_STAFF, 0, 0, len(schools))
    here = np.bincount(staff.teachers.school, minlength=len(schools))
    lacking = np.maximum(np.floor(due + rounding).astype(np.int64) - here, 0)
    school = np.repeat(np.arange(len(schools)), lacking)
    queue = _nth(lacking) * len(schools) + school
    staff.hire(school, year=year, place=queue, route=route, certified=False, age=p.youngest)


def _certified(staff: Staff, schools: Schools) -> Ints:
    """Return how many certified teachers each school has, as simulated."""
    count = np.empty(len(schools), np.int64)
    count_certified(count, staff.teachers.school, staff.teachers.certified)
    return count


def _spare(staff: Staff, surplus: Ints) -> Rows:
    """Return the rows of certified teachers beyond what their school needs."""
    rows = np.empty(len(staff), np.int32)
    t = staff.teachers
    return rows[: list_spare(rows, surplus, t.school, t.certified)]


def _elsewhere(schools: Schools, teachers: int) -> Ints:
    """Return places beside the posts, as many in each school as it takes to place them all."""
    return schools.examined * np.int64(ceil(max(0, teachers) / max(1, schools.examined.sum())))


def _nth(times: Ints) -> Ints:
    """Return 0, 1, 2 ... for each run of an element that is repeated so many times."""
    return np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)


def _age(luck: Floats, p: supply.Teachers) -> Ints:
    """Return ages of the founders, some years before 2001 [years]."""
    of_wave = luck < p.wave_share
    rank = np.where(of_wave, luck / p.wave_share, (luck - p.wave_share) / (1 - p.wave_share))
    of_others = p.youngest + rank * (p.retiring_from - p.youngest)
    of_then = p.wave_age - (FIRST_YEAR - FIRST_CHOICE - 1)
    age = np.where(of_wave, of_then + p.wave_spread * ndtri(rank), of_others)
    return np.clip(np.rint(age), p.youngest, p.retired_at).astype(np.int64)


def _describe(t: Teachers, rows: Ints, luck: Luck) -> None:
    """Give teachers their quality."""
    t.quality[rows] = luck.normal_of(Decision.TEACHER_QUALITY, 0, 0, t.number[rows])
