"""M9. Programmes as dated doses: which schools they reach, with how much, at what price."""

from math import ceil

import numpy as np

from simulation.agents.cohort import Cohort, in_grades
from simulation.agents.counts import Counts
from simulation.agents.standing import Councils, Doses, Standing
from simulation.arrays import Bools, Doubles
from simulation.parameters.levers import Levers
from simulation.parameters.programmes import Costs, Programmes
from simulation.population.schools import Schools
from simulation.randomness import Decision, Luck


def deliver(
    schools: Schools, track: Bools, own_hours: Doubles, cohorts: list[Cohort], levers: Levers,
    p: Programmes, luck: Luck, year: int,
) -> Doses:  # fmt: skip
    r"""Return the year's doses, and write those that last into the cohorts' exposures.

    The sources say that Reserves, Math First and Give Five worked in some of the schools, not in
    which. The rule here: schools with a `track` (of Reserves only the larger ones) join in an order
    drawn by the run's seed, once for all years. Visits and tutoring reach all alike.

    Extra hours are $h_j = \eta \max(M_j, G_j) + t_j a_j$ [weekly hours]: $M_j$ is in Math First,
    $G_j$ the dose of Give Five, $t_j$ has a track, $a_j$ are those its local authority pays, $\eta$
    is `programmes.hours_per_student`.
    """
    large = track & _larger(schools, p.reserves_size)
    share_of = {
        Decision.JOIN_RESERVES: (large, levers.reserves * schools.weight[large].sum()),
        Decision.JOIN_MATH_FIRST: (track, levers.math_first),
        Decision.JOIN_GIVE_FIVE: (track, levers.give_five * schools.weight[track].sum()),
    }
    reserves, math_first, in_five = (
        _joining(schools.weight, eligible, amount, programme, luck)
        for programme, (eligible, amount) in share_of.items()
    )
    give_five = in_five * levers.give_five_dose
    doses = Doses(
        reserves=reserves,
        math_first=math_first,
        give_five=give_five,
        hours=p.hours_per_student * np.maximum(math_first, give_five) + track * own_hours,
        visits=np.full(len(schools), levers.visits),
        tutoring=np.where(track, levers.tutoring, 0.0),
    )
    for c in cohorts:
        c.reserves += doses.reserves
    for c in in_grades(cohorts, year, 9):
        c.visits[:] = doses.visits
    return doses


def _larger(schools: Schools, share: float) -> Bools:
    """Return whether a school is among the given share of examined schools, the largest first."""
    larger = np.zeros(len(schools), np.bool_)
    larger[schools.by_size[: ceil(share * schools.examined.sum())]] = True
    return larger


def _joining(
    weight: Doubles, eligible: Bools, amount: float, programme: Decision, luck: Luck
) -> Doubles:
    """Return 1 for the eligible schools whose turn comes first, as many as the amount pays for."""
    joining = np.zeros(weight.size)
    if amount:
        turn = luck.uniform(programme, 0, 0, weight.size)
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
    }
