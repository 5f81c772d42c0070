"""Programmes of the plain twin: which schools join, and how many students each reaches."""

from collections.abc import Iterable, Mapping, Sequence
from math import ceil, exp, log

from experiments.benchmarks.twin_schools import School
from simulation.parameters.levers import Levers
from simulation.parameters.programmes import Programmes


def deliver(
    schools: Sequence[School], ninth: Mapping[School, int], at_five: Mapping[School, int],
    levers: Levers, p: Programmes,
) -> None:  # fmt: skip
    """Give every school the programmes of the year; the periphery is asked first, and given more.

    `ninth` and `at_five` are students of grade 9, and of five units.
    """
    tracks = [s for s in schools if s.track]
    examined = [s for s in schools if s.examined]
    by_size = sorted(schools, key=lambda s: -s.twelfth * s.examined)
    larger = set(by_size[: ceil(p.reserves_size * len(examined))])
    large = [s for s in tracks if s in larger]
    favour = {s: exp(levers.periphery * s.is_of_periphery(p)) for s in schools}
    alike = dict.fromkeys(schools, 1.0)
    in_reserves = _joining("reserves", large, levers.reserves * _weight(large), alike)
    in_math_first = _joining("math_first", tracks, levers.math_first, favour)
    in_give_five = _joining("give_five", tracks, levers.give_five * _weight(tracks), favour)
    drawn = _joining("acceleration", examined, levers.acceleration * _weight(examined), favour)
    visited = _reached(levers.visits, {s: ninth.get(s, 0) for s in schools}, favour)
    tutored = _reached(levers.tutoring, {s: at_five.get(s, 0) for s in tracks}, favour)
    for s in schools:
        s.reserves = float(s in in_reserves)
        s.acceleration = float(s in drawn and s not in in_reserves)
        s.give_five = levers.give_five_dose * (s in in_give_five)
        s.hours = p.hours_per_student * max(float(s in in_math_first), s.give_five)
        s.hours += s.authority.hours * s.track
        s.visits = p.scale_up * visited[s]
        s.tutoring = p.scale_up * tutored.get(s, 0.0)


def _weight(schools: Iterable[School]) -> float:
    """Return the schools of the country that these stand for."""
    return sum(s.weight for s in schools)


def _joining(
    programme: str, eligible: Iterable[School], amount: float, favour: Mapping[School, float]
) -> set[School]:
    """Return the eligible schools whose turn comes first, as many as the amount pays for.

    Each waits for its turn, the favoured a shorter time.
    """
    joining, reached = set(), 0.0
    for s in sorted(eligible, key=lambda s: -log(1 - s.turn[programme]) / favour[s]):
        if reached + s.weight / 2 < amount:
            joining.add(s)
        reached += s.weight
    return joining


def _reached(
    share: float, students: Mapping[School, int], favour: Mapping[School, float]
) -> dict[School, float]:
    """Return the share of each school's students who are reached, all of them at most.

    In all, a share of the students is reached: each school gets its part in proportion to favour,
    and what is too much for some goes to the others.
    """
    many = {s: n * s.weight for s, n in students.items()}
    slots, open_to = share * sum(many.values()), set(students)
    given = dict.fromkeys(students, share)
    while asking := sum(many[s] * favour[s] for s in open_to):
        given |= {s: slots / asking * favour[s] for s in open_to}
        full = {s for s in open_to if given[s] > 1}
        if not full:
            break
        given |= dict.fromkeys(full, 1.0)
        slots -= sum(many[s] for s in full)
        open_to -= full
    return given
