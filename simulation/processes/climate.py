"""M4. What everybody feels: pressure for eligibility rates, urgency, and a change of taste."""

from dataclasses import astuple
from functools import cache
from itertools import accumulate

from simulation.data.targets import targets
from simulation.parameters.climate import TASTE_FROM, TASTE_STEP, Climate, Taste
from simulation.years import between


def pressure(year: int, p: Climate) -> float:
    r"""Return the pressure for eligibility rates $E(t)$, 0 to 1.

    0 until `climate.pressure_start`, 1 at `pressure_peak`, $1 - \epsilon$ from `pressure_eased` on,
    linear between, $\epsilon$ being `pressure_ease` (MODEL section 4, the second cause of the
    decline).

    >>> pressure(2009, Climate()), round(pressure(2017, Climate()), 2)
    (1.0, 0.68)
    """
    knots = (
        (p.pressure_start, 0.0), (p.pressure_peak, 1.0), (p.pressure_eased, 1.0 - p.pressure_ease),
    )  # fmt: skip
    return between(year, knots)


def taste(year: int, p: Taste) -> float:
    r"""Return by how much common taste differs from that of 2005 $d(t)$ [logit].

    A random walk $d_{2005 + 4k} = \sum_{i \le k} \delta_i$, linear between, flat outside; the steps
    $\delta_i$ are `taste.to_2009`, `to_2013` and so on (MODEL section 6, last row).

    >>> taste(2005, Taste(to_2009=0.2)), taste(2007, Taste(to_2009=0.2)), taste(2020, Taste())
    (0.0, 0.1, 0.0)
    """
    steps = accumulate(astuple(p), initial=0.0)
    return between(year, tuple((TASTE_FROM + TASTE_STEP * k, d) for k, d in enumerate(steps)))


def next_urgency(
    urgency: float, sitters: float, twelfth: float, goal: float, seen: float, year: int,
    p: Climate,
) -> float:  # fmt: skip
    r"""Return urgency a year later: it rises with the decline and wanes with success.

    $U' = (1 - \delta)U + \sigma V (\kappa_d \max(0, 1 - N/N^*) + \kappa_a \max(0, 1 - N/G)) -
    \kappa_s \max(0, N/G - g)$, floored at 0; $N^*$ is the 2006 share times the cohort (MODEL
    section 5, Urgency, and the term of the goal, without which no new goal could raise it again).

    | symbol | name | unit |
    |---|---|---|
    | $U$ | `urgency` | 1 is that of 2013 |
    | $N, G$ | `sitters`, `goal` (0 is none) | students |
    | $N^*$ | `climate.reference_share` of the 12th graders | students |
    | $V$ | `climate.visibility_before`; from `visible_from` on 1, more if `seen` (M17) | factor |
    | $\delta$ | `climate.urgency_decay` | per year |
    | $\sigma$ | `climate.urgency_scale` | factor |
    | $\kappa_d, \kappa_a$ | `climate.urgency_rise`, `urgency_goal` | per shortfall |
    | $\kappa_s$ | `climate.urgency_fall` | per success |
    | $g$ | `climate.success_from` | share of the goal |

    >>> round(next_urgency(0.0, 8869, 98_000, 0, 0, 2012, Climate()), 2)
    0.43
    """
    visibility = 1.0 + seen if year >= p.visible_from else p.visibility_before
    wanted = p.reference_share * twelfth
    shortfall = max(0.0, 1 - sitters / wanted) if wanted else 0.0
    success = max(0.0, sitters / goal - p.success_from) if goal else 0.0
    ahead = max(0.0, 1 - sitters / goal) if goal else 0.0
    felt = p.urgency_rise * shortfall + p.urgency_goal * ahead
    rise = p.urgency_scale * visibility * felt
    return max(0.0, (1 - p.urgency_decay) * urgency + rise - p.urgency_fall * success)


@cache
def _observed() -> tuple[tuple[float, float], ...]:
    """Return the observed national numbers of five-unit sitters as knots."""
    counts = targets(measure="5u examinees", group="national")
    return tuple((float(t.year), t.value) for t in sorted(counts, key=lambda t: t.year))


def observed_sitters(year: int) -> float:
    """Return observed five-unit sitters, linear over gaps, flat outside [students]."""
    return between(year, _observed())
