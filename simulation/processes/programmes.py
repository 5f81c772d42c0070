"""M9. Programmes as dated doses: which schools they reach, with how much, at what price."""

from math import ceil, exp

import numpy as np

from simulation.agents.cohort import Cohort, in_grades
from simulation.agents.counts import Counts
from simulation.agents.offer import Offer
from simulation.agents.standing import Councils, Doses, Standing
from simulation.arrays import Bools, Doubles
from simulation.parameters.levers import Levers
from simulation.parameters.programmes import Costs, Programmes
from simulation.population.schools import Schools
from simulation.randomness import Decision, Luck
from simulation.years import CHOICE_GRADE, ENTRY_GRADE, GRADES

MIDDLE_SCHOOL = range(ENTRY_GRADE, CHOICE_GRADE + 1)
TRACK_GRADES = range(CHOICE_GRADE + 1, GRADES.stop)
FIVE = np.uint8(5)


def deliver(
    schools: Schools, track: Bools, own_hours: Doubles, cohorts: list[Cohort], levers: Levers,
    offer: Offer | None, p: Programmes, luck: Luck, year: int,
) -> Doses:  # fmt: skip
    r"""Return the year's doses, and write those that last into the cohorts' exposures.

    The sources say that Reserves, Math First and Give Five worked in some of the schools, not in
    which. The rule here: schools with a `track` (of Reserves only the larger ones) join in an order
    drawn by the run's seed, once for all years (`_joining`). Visits and tutoring reach all alike,
    or more of the periphery (`reached`).

    Into the middle-school programme any school may be drawn that examines mathematics. It is
    assumed to be worth for each year in grades 7 to 9 what a year in Reserves is: it adds to the
    same exposure, whose pull on the choice of grade 9 grows over `choice.reserves_ramp` years. In a
    school that is in Reserves it adds, and costs, nothing.

    Extra hours are $h_j = \eta u_j \max(M_j, G_j) + t_j a_j$ [weekly hours]: $M_j$ is in Math
    First, $G_j$ the dose of Give Five, $t_j$ has a track, $a_j$ are those its local authority pays,
    $\eta$ is `programmes.hours_per_student`, $u_j$ how far the ground is prepared for them.

    Visits, tutoring, middle schools and prepared ground are what partners `offer`; without an
    offer, visits and tutoring are those of the levers and all ground is as it was.
    """
    periphery = p.of_periphery(schools.cluster, schools.arabic)
    large, all_alike = track & _larger(schools, p.reserves_size), np.ones(len(schools))
    favour = np.exp(levers.periphery * periphery)
    lots = {
        Decision.JOIN_RESERVES: (large, _part(levers.reserves, schools, large), all_alike),
        Decision.JOIN_MATH_FIRST: (track, levers.math_first, favour),
        Decision.JOIN_GIVE_FIVE: (track, _part(levers.give_five, schools, track), favour),
        Decision.JOIN_ACCELERATION: (
            schools.examined, _part(levers.acceleration, schools, schools.examined), favour
        ),
    }  # fmt: skip
    reserves, math_first, in_five, drawn = (
        _joining(schools.weight, eligible, amount, favoured, programme, luck)
        for programme, (eligible, amount, favoured) in lots.items()
    )
    give_five = in_five * levers.give_five_dose
    support = _support(schools, track, periphery, cohorts, levers, year)
    visits, tutoring = (offer.visits, track * offer.tutoring) if offer else support
    take_up = offer.take_up if offer else all_alike
    doses = Doses(
        reserves=reserves,
        math_first=math_first,
        give_five=give_five,
        hours=p.hours_per_student * take_up * np.maximum(math_first, give_five) + track * own_hours,
        visits=visits,
        tutoring=tutoring,
        acceleration=drawn * (1 - reserves),
        take_up=take_up,
    )
    _expose(cohorts, doses, offer.acceleration if offer else 0.0, year)
    return doses


def _expose(cohorts: list[Cohort], doses: Doses, partners: Doubles | float, year: int) -> None:
    """Write what lasts into the cohorts; `partners` reach a share of the middle schools, too."""
    for c in cohorts:
        c.reserves += doses.reserves
    for c in in_grades(cohorts, year, *MIDDLE_SCHOOL):
        free = 1 - doses.reserves
        c.reserves += free * (1 - (1 - doses.acceleration) * (1 - partners))
    for c in in_grades(cohorts, year, CHOICE_GRADE):
        c.visits[:] = doses.visits


def reached(share: float, students: Doubles, periphery: Bools, pull: float) -> Doubles:
    r"""Return the share of students reached in each school, with a focus on the periphery.

    $s_j = \min(1, s e^{\pi} / m)$ in the periphery, $\max(s / m, (s - q) / (1 - q))$ elsewhere,
    $m = 1 + q (e^{\pi} - 1)$: as many students as if a share $s$ of them were reached everywhere.
    Where all of the periphery is reached, the others get what is left (assumed).

    | symbol | name | unit |
    |---|---|---|
    | $s$ | `share` | 0 to 1 |
    | $q$ | the part of `students` that is in the periphery | 0 to 1 |
    | $\pi$ | `pull`, `levers.periphery` | logit |
    """
    everybody = students.sum()
    part = float(students[periphery].sum() / everybody) if everybody else 0.0
    favour = exp(pull)
    mean = 1 + part * (favour - 1)
    left = (share - part) / (1 - part) if part < 1 else 0.0
    return np.where(periphery, min(1.0, share * favour / mean), max(share / mean, left))


def _support(
    schools: Schools, track: Bools, periphery: Bools, cohorts: list[Cohort], levers: Levers,
    year: int,
) -> tuple[Doubles, Doubles]:  # fmt: skip
    """Return the shares of students visited and tutored, as the levers say."""
    ninth, at_five = _students(cohorts, schools, track, year, levers)
    visits = reached(levers.visits, ninth, periphery, levers.periphery)
    return visits, track * reached(levers.tutoring, at_five, periphery, levers.periphery)


def _students(
    cohorts: list[Cohort], schools: Schools, track: Bools, year: int, levers: Levers
) -> tuple[Doubles, Doubles]:
    """Return students of grade 9, and those at five units where there is a track, by school.

    Without a focus nobody asks how many there are.
    """
    ninth, at_five = np.zeros((2, len(schools)))
    if levers.periphery:
        for c in in_grades(cohorts, year, CHOICE_GRADE):
            ninth += schools.weight * np.diff(c.who.offsets)
        for c in in_grades(cohorts, year, *TRACK_GRADES):
            before = np.searchsorted(np.flatnonzero(c.units == FIVE), c.who.offsets)
            at_five += schools.weight * track * np.diff(before)
    return ninth, at_five


def _part(share: float, schools: Schools, eligible: Bools) -> float:
    """Return a share of the eligible schools, in schools of the country."""
    return float(share * schools.weight[eligible].sum())


def _larger(schools: Schools, share: float) -> Bools:
    """Return whether a school is among the given share of examined schools, the largest first."""
    larger = np.zeros(len(schools), np.bool_)
    larger[schools.by_size[: ceil(share * schools.examined.sum())]] = True
    return larger


def _joining(
    weight: Doubles, eligible: Bools, amount: float, favour: Doubles, programme: Decision,
    luck: Luck,
) -> Doubles:  # fmt: skip
    r"""Return 1 for the eligible schools whose turn comes first, as many as the amount pays for.

    Turns are a race of exponential clocks $-\ln(1 - u_j) / f_j$ (Efraimidis & Spirakis 2006,
    doi:10.1016/j.ipl.2005.11.003): who is favoured, $f_j = e^{\pi}$ against 1, is that much
    likelier to be next. Where all are alike, the order is that of luck $u_j$.
    """
    joining = np.zeros(weight.size)
    if amount:
        u = luck.uniform(programme, 0, 0, weight.size).astype(np.float64)
        turn = -np.log1p(-u) / favour
        asked = np.flatnonzero(eligible)
        asked = asked[np.argsort(turn[asked], kind="stable")]
        joining[asked[np.cumsum(weight[asked]) - weight[asked] / 2 < amount]] = 1
    return joining


def bills(
    doses: Doses, counts: Counts, schools: Schools, standing: Standing, councils: Councils,
    levers: Levers, certified: float, p: Programmes, costs: Costs,
) -> dict[str, Doubles]:  # fmt: skip
    """Return what each programme costs at each school [NIS], from the unit-cost table.

    Of certification only the places that were taken are paid for: `certified` of them.

    Training of teachers is borne where they teach, what an authority spends by its schools in
    proportion to their 12th graders.
    """
    of = schools.authority
    total = schools.weight @ standing.certified
    teaching = standing.certified / total if total else standing.certified
    return {
        "reserves": doses.reserves * costs.reserves_school,
        "math_first": doses.math_first * costs.math_first_school,
        "give_five": doses.give_five * p.give_five_hours * costs.weekly_hour,
        "virtual_school": costs.virtual_seat * counts.virtual.astype(np.float64),
        "visits": doses.visits * counts.ninth * costs.visit,
        "tutoring": doses.tutoring * counts.at_five * costs.tutoring_slot,
        "retraining": teaching * levers.retraining * costs.retrained_teacher,
        "authorities": councils.spent[of] * schools.twelfth / councils.twelfth[of],
        "certification": teaching * certified * costs.certified_teacher,
        "acceleration": doses.acceleration * costs.acceleration_school,
    }


def with_partners(due: dict[str, Doubles], offer: Offer | None) -> dict[str, Doubles]:
    """Return the bills where partners deliver: theirs instead of those of dated doses.

    Middle schools of the Ministry's programme are billed besides those of partners.
    """
    if not offer:
        return due
    own = due["acceleration"] + offer.spent["acceleration"]
    return due | offer.spent | {"acceleration": own}
