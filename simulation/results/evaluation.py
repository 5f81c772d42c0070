"""The evaluators' estimator, run inside the model: matched difference-in-differences.

It answers what an evaluator would say that a programme did, as the Bank of Israel did of Give Five
and Reserves (BOI), so that the model can be held to the published figures on their own terms. The
evaluator sees schools and their examinees, and which schools take a new five-unit grade 10. What
it says need not be what the programme truly did: programmes reach untreated schools too, through
teachers, urgency and their authorities.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import nan, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.agents.counts import SHOWN_FROM
from simulation.arrays import Bools, Doubles, Ints
from simulation.results.groups import SEXES
from simulation.results.panel import Panel

REAL, PLACEBO_YEARS, PLACEBO_PROGRAMME = "real", "placebo years", "placebo programme"
KINDS = (REAL, PLACEBO_YEARS, PLACEBO_PROGRAMME)
ALL = "all"
STUDENTS = (ALL, *SEXES)
MATCHES = 3  # untreated schools that a treated one is compared with
_FEWEST = 2  # schools on either side, below which there is nothing to estimate

Counted = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Design:
    """Which schools are compared, and over which years.

    Attributes
    ----------
    programme
        One of SCHOOL_PROGRAMMES.
    pre, post
        The years before the programme could reach a cohort in grade 12, and those of cohorts that
        were fully exposed to it.
    launched, followed_to
        The year in which treated schools joined, and untreated ones with a class could have; and
        the year up to which those stay out.
    kind
        One of KINDS.
    """

    programme: str
    pre: tuple[int, ...]
    post: tuple[int, ...]
    launched: int
    followed_to: int = 2017
    kind: str = REAL

    @property
    def years(self) -> tuple[int, ...]:
        """All years used."""
        return self.pre + self.post


# Give Five began in September 2015: the cohort of 2017 is the first whose two winter registrations,
# in grades 11 and 12, were both under the full programme. Reserves began in school year 2011 for
# grades 7 on: the cohorts of 2016 and 2017 had three years of it before they chose in grade 9.
GIVE_FIVE = Design("give_five", (2013, 2014), (2017,), 2015)
RESERVES = Design("reserves", (2009, 2010), (2016, 2017), 2011)
DESIGNS = (GIVE_FIVE, RESERVES)
EARLIER = (  # when nothing had reached the schools that were to be treated
    replace(GIVE_FIVE, pre=(2010, 2011), post=(2014,), kind=PLACEBO_YEARS),
    replace(RESERVES, pre=(2005, 2006), post=(2010,), kind=PLACEBO_YEARS),
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the estimator says of one programme and sex.

    Attributes
    ----------
    programme, sex, kind
        One of SCHOOL_PROGRAMMES, of STUDENTS, of KINDS.
    effect, error
        On the five-unit share of mathematics examinees, and its standard error [percentage
        points]; NaN with too few schools.
    baseline
        The share in treated schools in the pre-years [percent].
    treated, controls
        Schools treated, and those their matches are found among.
    """

    programme: str
    sex: str
    effect: float
    error: float
    baseline: float
    treated: int
    controls: int
    kind: str


@dataclass(frozen=True, slots=True)
class Arms:
    """The treated and the untreated schools of a comparison, all schools as flags."""

    treated: Bools
    untreated: Bools


def estimates(panel: Panel, *, seed: int) -> list[Estimate]:
    """Return every estimate: each programme, real and placebo, for all students and each sex.

    The placebo programme is given by lot, which `seed` decides, to half of the treated schools and
    half of the untreated ones in the real years.
    """
    return [
        estimate(panel, design, sex, arms)
        for design, arms in _comparisons(panel, np.random.default_rng(seed))
        for sex in STUDENTS
    ]


def estimate(panel: Panel, design: Design, sex: str, arms: Arms | None = None) -> Estimate:
    """Return the matched difference-in-differences of one design for one of STUDENTS.

    Each treated school's change from the mean of the pre-years to that of the post-years, less the
    mean change of its matches; averaged by the treated schools' examinees of the pre-years. With
    two groups and one start, that is the regression with effects of school and year. `arms` is who
    is treated, by default who truly is. Raises ValueError if the panel lacks a year.
    """
    arms = arms or arms_of(panel, design)
    sample = _sample(panel, design, sex, arms)
    treated, controls = np.flatnonzero(sample.treated), np.flatnonzero(~sample.treated)
    effect = error = baseline = nan
    if treated.size:
        baseline = float(np.average(sample.before[treated], weights=sample.weight[treated]))
    if min(treated.size, controls.size) >= _FEWEST:
        net = _net_weights(sample, treated, controls)
        effect = float(net @ sample.change)
        error = sqrt(net**2 @ (_noise(sample, treated) + _noise(sample, controls)))
    return Estimate(
        design.programme, sex, effect, error, baseline, treated.size, controls.size, design.kind
    )


def effect(panel: Panel, design: Design, sex: str) -> float:
    """Return the effect alone, of who truly is treated [percentage points]; see `estimate`.

    Its error takes twice the time, and many runs tell more of it. NaN with too few schools.
    """
    sample = _sample(panel, design, sex, arms_of(panel, design))
    treated, controls = np.flatnonzero(sample.treated), np.flatnonzero(~sample.treated)
    if min(treated.size, controls.size) < _FEWEST:
        return nan
    return float(_net_weights(sample, treated, controls) @ sample.change)


def arms_of(panel: Panel, design: Design) -> Arms:
    """Return who is treated in truth and who never was, of the schools that can be compared.

    Those have a working track in every pre-year, examinees in every year used, and a class in grade
    10 when the programme was launched: a school that closes its track cannot join, and would drag
    down the untreated.
    """
    pre, used = panel.rows(*design.pre), panel.rows(*design.years)
    working = (panel.five[pre].sum(axis=2) >= SHOWN_FROM).all(axis=0)
    eligible = working & (panel.examined[used].sum(axis=2) > 0).all(axis=0)
    launch, last = panel.rows(design.launched, design.followed_to)
    enrolled = panel.enrolled(design.programme)
    ever = enrolled[: last + 1].any(axis=0)
    could = eligible & panel.taught[launch]
    return Arms(could & enrolled[launch], could & ~ever)


def drawn_by_lot(arms: Arms, lots: np.random.Generator) -> Arms:
    """Return half of each arm as treated and the other half as untreated."""
    treated = np.zeros(arms.treated.size, np.bool_)
    for arm in (arms.treated, arms.untreated):
        schools = lots.permutation(np.flatnonzero(arm))
        treated[schools[: schools.size // 2]] = True
    return Arms(treated, (arms.treated | arms.untreated) & ~treated)


def _comparisons(panel: Panel, lots: np.random.Generator) -> Iterator[tuple[Design, Arms]]:
    """Yield every design with its arms: real, in placebo years, and of a placebo programme."""
    for design, earlier in zip(DESIGNS, EARLIER, strict=True):
        arms = arms_of(panel, design)
        yield design, arms
        yield earlier, arms_of(panel, earlier)
        yield replace(design, kind=PLACEBO_PROGRAMME), drawn_by_lot(arms, lots)


@dataclass(frozen=True, slots=True)
class _Sample:
    """Columns of the schools compared.

    Attributes
    ----------
    treated, arabic
        Whether a school is treated, and whether it teaches in Arabic.
    before, change
        Five-unit share of the examinees in the pre-years [percent], and how it changes.
    weight
        Examinees of the pre-years, in the country.
    place
        What schools are matched on, standardised, shape (2, schools).
    """

    treated: Bools
    arabic: Bools
    before: Doubles
    change: Doubles
    weight: Doubles
    place: Doubles


def _sample(panel: Panel, design: Design, sex: str, arms: Arms) -> _Sample:
    """Return the schools compared that have examinees of the sex in every year used.

    Schools are matched on all their students, so that a school's boys and girls meet those of the
    same schools.
    """
    five, examined = (_of_sex(counted, sex) for counted in (panel.five, panel.examined))
    of_all = _of_sex(panel.five, ALL), _of_sex(panel.examined, ALL)
    pre, post = panel.rows(*design.pre), panel.rows(*design.post)
    sat = (examined[pre + post] > 0).all(axis=0)
    kept = np.flatnonzero((arms.treated | arms.untreated) & sat)
    before = _share(five, examined, pre, kept)
    size = np.log(of_all[1][pre][:, kept].mean(axis=0))
    return _Sample(
        treated=arms.treated[kept],
        arabic=panel.schools.arabic[kept],
        before=before,
        change=_share(five, examined, post, kept) - before,
        weight=panel.schools.weight[kept] * examined[pre][:, kept].sum(axis=0),
        place=np.array([_standardised(x) for x in (_share(*of_all, pre, kept), size)]),
    )


def _of_sex(counted: Counted, sex: str) -> Counted:
    """Return counts of one of STUDENTS, shape (years, schools)."""
    of_sex: Counted = counted.sum(axis=2) if sex == ALL else counted[:, :, SEXES.index(sex)]
    return of_sex


def _share(five: Counted, examined: Counted, years: list[int], kept: Ints) -> Doubles:
    """Return the mean over years of each school's five-unit share of examinees [percent]."""
    shares: Doubles = 100 * (five[years][:, kept] / examined[years][:, kept]).mean(axis=0)
    return shares


def _standardised(x: Doubles) -> Doubles:
    """Return a column in standard deviations from its mean; 0 if it has no spread."""
    if not x.size or not (spread := x.std()):
        return np.zeros(x.size)
    return np.asarray((x - x.mean()) / spread)


def _net_weights(sample: _Sample, treated: Ints, controls: Ints) -> Doubles:
    """Return the weight of each school's change in the effect: those of controls are negative.

    A control counts as often as it is a match, for as much as the treated schools it is matched to.
    """
    net = np.zeros(sample.weight.size)
    net[treated] = sample.weight[treated] / sample.weight[treated].sum()
    net[controls] = -net[treated] @ _matches(sample, treated, controls)
    return net


def _noise(sample: _Sample, arm: Ints) -> Doubles:
    """Return the variance of each change of an arm, from the nearest schools of the same arm.

    After Abadie & Imbens (2006, doi:10.1111/j.1468-0262.2006.00655.x); 0 outside the arm. A school
    is one change, so that its years may hang together; schools are taken to be independent.
    """
    noise, own = np.zeros(sample.change.size), _matches(sample, arm, arm)
    matched = (own > 0).sum(axis=1)
    noise[arm] = (sample.change[arm] - own @ sample.change[arm]) ** 2 * matched / (matched + 1)
    return noise


def _matches(sample: _Sample, seekers: Ints, others: Ints) -> Doubles:
    """Return the share of each of `others` in each seeker's comparison, each row adding up to 1.

    The nearest other schools of the same language, or of any if none teaches in it.
    """
    apart = np.hypot(*(sample.place[:, seekers, None] - sample.place[:, None, others]))
    other = seekers[:, None] != others
    alike = other & (sample.arabic[seekers, None] == sample.arabic[others])
    apart[~np.where(alike.any(axis=1, keepdims=True), alike, other)] = np.inf
    nearest = np.argsort(apart, axis=1, kind="stable")[:, :MATCHES]
    shares = np.zeros(apart.shape)
    np.put_along_axis(shares, nearest, 1.0, axis=1)
    shares[np.isinf(apart)] = 0.0
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
