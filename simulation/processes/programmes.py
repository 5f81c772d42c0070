"""M9. Programmes as dated doses: which schools they reach, with how much, at what price."""

from math import ceil

import numpy as np

from simulation.agents.cohort import Cohort, in_grades
from simulation.agents.counts import Counts
from simulation.agents.standing import Doses, Standing
from simulation.arrays import Bools, Doubles
from simulation.parameters.levers import Levers
from simulation.parameters.programmes import Costs, Programmes
from simulation.population.schools import CHOOSING, Schools


def deliver(
    schools: Schools, cohorts: list[Cohort], levers: Levers, p: Programmes, year: int
) -> Doses:
    """Return the year's doses, and write those that last into the cohorts' exposures.

    Reserves draws among the larger schools with a track, Math First and Give Five among all schools
    with a track, each in an order that belongs to the country; visits and tutoring reach all alike.
    """
    large = schools.has_track & _larger(schools, p.reserves_size)
    tracks = schools.weight[schools.has_track].sum()
    reserves = _drawn(schools, "reserves", large, levers.reserves * schools.weight[large].sum())
    math_first = _drawn(schools, "math_first", schools.has_track, levers.math_first)
    in_five = _drawn(schools, "give_five", schools.has_track, levers.give_five * tracks)
    give_five = in_five * levers.give_five_dose
    doses = Doses(
        reserves=reserves,
        math_first=math_first,
        give_five=give_five,
        hours=p.hours_per_student * np.maximum(math_first, give_five),
        visits=np.full(len(schools), levers.visits),
        tutoring=np.where(schools.has_track, levers.tutoring, 0.0),
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


def _drawn(schools: Schools, programme: str, eligible: Bools, amount: float) -> Doubles:
    """Return 1 for the eligible schools whose turn comes first, as many as the amount pays for."""
    drawn = np.zeros(len(schools))
    if not amount:
        return drawn
    turn = schools.turns[CHOOSING.index(programme)]
    asked = turn[eligible[turn]]
    weight = schools.weight[asked]
    drawn[asked[np.cumsum(weight) - weight / 2 < amount]] = 1
    return drawn


def bills(
    doses: Doses, counts: Counts, schools: Schools, standing: Standing, levers: Levers,
    p: Programmes, costs: Costs,
) -> dict[str, Doubles]:  # fmt: skip
    """Return what each programme costs at each school [NIS], from the unit-cost table.

    Training of teachers is borne where they teach.
    """
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
        "certification": teaching * levers.certification * costs.certified_teacher,
    }
