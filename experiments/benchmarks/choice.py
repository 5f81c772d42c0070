"""The choice of a track by 720,000 students at once, with the drawing of their luck."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from experiments.benchmarks.bandwidth import rate, triad
from experiments.benchmarks.figures import Figure
from experiments.benchmarks.timing import in_turn
from simulation.agents.student import ChoicePulls
from simulation.arrays import Bytes, Floats, Ints
from simulation.kernels.track_choice import choose
from simulation.population.store import Population
from simulation.population.students import Newcomers
from simulation.randomness import Decision, Luck
from simulation.years import FIRST_ENTRY

STUDENTS = 720_000
LIMIT = 6.0  # ns a student
_BYTES = 4 + 4 + 4 + 4 + 1 + 1  # luck is written and read; ability, background, sex, wish
_YEAR = 2013
_BITS_OFF = 8  # last bits by which a quotient may miss the edge


@dataclass(frozen=True, slots=True)
class Choosers:
    """Students who choose, in their real schools: cohort after cohort until there are enough."""

    offsets: Ints
    ability: Floats
    background: Floats
    female: Bytes
    pull: ChoicePulls


def choosers(population: Population, students: int = STUDENTS) -> Choosers:
    """Return students of a population, and pulls that differ from school to school."""
    rng = np.random.Generator(np.random.Philox(1))
    cohorts: list[Newcomers] = []
    while sum(c.female.size for c in cohorts) < students:
        cohorts.append(population.cohort(FIRST_ENTRY + len(cohorts)))
    sizes = np.concatenate([np.diff(c.offsets) for c in cohorts])
    offsets = np.minimum(np.concatenate([[0], np.cumsum(sizes)]), students)
    boy, girl, slope = (_per_class(sizes.size, *about, rng) for about in _PULLS)
    return Choosers(
        offsets=offsets,
        ability=np.concatenate([c.talent[2] for c in cohorts])[:students],
        background=np.concatenate([c.background for c in cohorts])[:students],
        female=np.concatenate([c.female for c in cohorts])[:students],
        pull=ChoicePulls(boy, girl, slope, *(np.float32(x) for x in (1.9, 0.2, 0.22, 0.012))),
    )


_PULLS = ((-2.2, 0.7), (-0.4, 0.4), (-0.1, 0.05))  # mean and spread [logit]: boy, girl, slope


def _per_class(n: int, mean: float, spread: float, rng: np.random.Generator) -> Floats:
    """Return a pull for each class."""
    return (mean + spread * rng.standard_normal(n)).astype(np.float32)


def chosen(who: Choosers, luck: Luck, wish: Bytes) -> Bytes:
    """Draw luck and let all choose, as the model does; return what they want."""
    n = who.ability.size
    return with_luck(who, luck.uniform(Decision.CHOOSE_TRACK, _YEAR, 0, n), wish)


def with_luck(who: Choosers, luck: Floats, wish: Bytes) -> Bytes:
    """Let all choose with a given luck; return what they want."""
    choose(wish, who.offsets, who.ability, who.background, who.female, *who.pull, luck)
    return wish


def differing(who: Choosers, seed: int) -> int:
    """Return how many of the kernel's choices are not NumPy's: as luck has it, and on the edge."""
    n = who.ability.size
    edge = edge_of_five(who)
    drawn = Luck(seed).uniform(Decision.CHOOSE_TRACK, _YEAR, 0, n)
    lucks = drawn, edge, np.nextafter(edge, np.float32(2))
    wishes = ((with_luck(who, luck, np.empty(n, np.uint8)), in_numpy(who, luck)) for luck in lucks)
    return sum(int((kernel != columns).sum()) for kernel, columns in wishes)


def in_numpy(who: Choosers, luck: Floats) -> Bytes:
    """Return the same choices from whole columns in 32 bits, one IEEE operation after the other."""
    e, one = _against_five(who), np.float32(1)
    reached = [luck * (one + e * f) < one for f in (who.pull.three, who.pull.four, one)]
    three, four, five = (r.astype(np.uint8) for r in reached)
    return np.uint8(3) * three + four + five


def edge_of_five(who: Choosers) -> Floats:
    """Return the largest luck with which each student still wants five units.

    With the next number above none does, so a kernel that is off by one bit shows here.
    """
    e, one = _against_five(who), np.float32(1)
    luck = one / (one + e)
    for _ in range(_BITS_OFF):
        luck = np.nextafter(luck, np.float32(2))
    while (still := luck * (one + e) >= one).any():
        luck = np.where(still, np.nextafter(luck, np.float32(0)), luck)
    return luck


def _against_five(who: Choosers) -> Floats:
    """Return the odds against five units, e to the minus eta."""
    p = who.pull
    boy, girl, slope = (np.repeat(x, np.diff(who.offsets)) for x in (p.boy, p.girl, p.girl_slope))
    eta = (boy + p.ability_pull * who.ability) + p.background_pull * who.background
    return _exp(-(eta + who.female.astype(np.float32) * (girl + slope * who.ability)))


def _exp(x: Floats) -> Floats:
    """Return e to the x: the polynomial of Cephes' expf, whose numbers are typed in here anew."""
    f = np.float32
    x = np.clip(x, f(-80), f(80))
    k = np.floor(x * f(1.4426950408889634) + f(0.5))
    r = (x - k * f(0.693359375)) - k * f(-2.12194440e-4)
    series = np.full_like(r, 1.9875691500e-4)
    for c in (1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1):
        series = series * r + f(c)
    e: Floats = np.ldexp(series * r * r + r + f(1), k.astype(np.int32))
    return e


def figures(population: Population, rounds: int) -> Iterator[Figure]:
    """Yield the time a student takes, its share of the bandwidth, and whether bits agree."""
    who, luck = choosers(population), Luck(1)
    wish = np.empty(STUDENTS, np.uint8)
    seconds = in_turn({"triad": triad(), "choice": lambda: chosen(who, luck, wish)}, rounds)
    best, usual = (1e9 * s / STUDENTS for s in (seconds["choice"].least, seconds["choice"].median))
    fast, common = (rate(s) for s in (seconds["triad"].least, seconds["triad"].median))
    yield Figure(
        what="choice kernel and its luck, 720,000 students", unit="ns a student",
        least=best, usual=usual, limit=LIMIT, triad=fast,
    )  # fmt: skip
    yield Figure(
        what=f"  {_BYTES} bytes a student: share of the triad's bandwidth", unit="",
        least=_BYTES / best / fast, usual=_BYTES / usual / common,
    )  # fmt: skip
    wrong = differing(who, seed=1)
    yield Figure(
        what="  choices that are not those of strict 32-bit NumPy", unit="students",
        least=wrong, usual=wrong, limit=0,
    )  # fmt: skip
