"""M12. How much five units matter to local authorities, and what they do about it."""

import numpy as np

from simulation.agents.standing import Councils, Standing
from simulation.arrays import Bools, Doubles, Ints
from simulation.parameters.levers import Levers
from simulation.parameters.programmes import Costs
from simulation.parameters.supply import Authorities
from simulation.population.schools import DISTRICTS, Schools


def act(
    councils: Councils, schools: Schools, standing: Standing, levers: Levers, p: Authorities,
    costs: Costs,
) -> None:  # fmt: skip
    r"""Appoint directors and coordinators, and spend the budget of the year on weekly hours.

    An authority spends its salience's part of a budget that grows with its cluster,
    $w = a \max(0, \beta n (1 + \gamma (c - 5)))$ [NIS a year]: on a coordinator first,
    $k = 1[a \ge a_k]\,1[w \ge p_k]$, then on
    $h = \min(\eta a, (w - k p_k) / (3 g p_h))$ hours for the five-unit classes of its schools.
    Directors are paid on top (MODEL section 4, Local authority; the amounts are assumed).

    | symbol | name | unit |
    |---|---|---|
    | $a$ | salience | 0 to 1 |
    | $n, c$ | 12th graders; socio-economic cluster | students; 1 to 10 |
    | $\beta, \gamma$ | `authorities.budget`, `budget_per_cluster` | NIS per student, share |
    | $a_k$ | `authorities.coordinator_from` | salience |
    | $p_k, p_h$ | `costs.coordinator`, `weekly_hour` | NIS per year |
    | $g$ | five-unit groups of a grade, in all its schools; there are three grades | groups |
    | $\eta$ | `authorities.hours` | weekly hours |
    """
    of, n = schools.authority, len(councils)
    councils.director[:] = appointed(councils, schools, levers.directors)
    budget = p.budget * councils.twelfth * (1 + p.budget_per_cluster * (councils.cluster - 5))
    willing = councils.salience * np.maximum(0.0, budget)
    councils.coordinator[:] = (councils.salience >= p.coordinator_from) & (
        willing >= costs.coordinator
    )
    left = willing - councils.coordinator * costs.coordinator
    classes = 3 * np.bincount(of, standing.track * np.maximum(1, standing.groups), n)
    price = classes * costs.weekly_hour
    affordable = np.divide(left, price, out=np.zeros(n), where=price > 0)
    councils.hours[:] = np.minimum(p.hours * councils.salience, affordable)
    councils.spent[:] = (
        councils.director * costs.director + councils.coordinator * costs.coordinator
        + councils.hours * price
    )  # fmt: skip


def notice(
    councils: Councils, schools: Schools, sitters: Ints, twelfth: Ints, urgency: float,
    levers: Levers, p: Authorities,
) -> None:  # fmt: skip
    r"""Let five units matter more, or less, after July's figures.

    $a' = m a + \varphi L\,1[r < Q_q]\,\Lambda((\bar r_c - r) / s) + \delta d + \kappa U$, at most 1
    (MODEL section 4, Local authority; EVIDENCE row 21). Only authorities where mathematics is
    examined are ranked.

    | symbol | name | unit |
    |---|---|---|
    | $a$ | salience | 0 to 1 |
    | $r, \bar r_c$ | share at five units, there and in all authorities of the cluster | share |
    | $L, d$ | `levers.publication`, whether there is a director | 0 or 1 |
    | $U$ | `urgency` | 1 is that of 2013 |
    | $m$ | `authorities.memory` | share |
    | $\varphi, \delta, \kappa$ | `authorities.publication`, `director`, `urgency` | per year |
    | $Q_q$ | quantile $q$ of $r$, `authorities.satisfied` | share |
    | $s$ | `authorities.slack` | share |
    """
    n = len(councils)
    sat = np.bincount(schools.authority, sitters, n)
    of = np.bincount(schools.authority, twelfth, n)
    councils.rate[:] = np.divide(sat, of, out=np.zeros(n), where=of > 0)
    told = np.zeros(n)
    if levers.publication and (ranked := examined(councils, schools) & (of > 0)).any():
        behind = likes(councils.rate, councils.cluster, of * ranked) - councils.rate
        ashamed = ranked & (councils.rate < np.quantile(councils.rate[ranked], p.satisfied))
        told = ashamed / (1 + np.exp(-behind / p.slack))
    councils.salience[:] = np.minimum(
        1.0,
        p.memory * councils.salience + p.publication * told
        + p.director * councils.director + p.urgency * urgency,
    )  # fmt: skip


def salient(councils: Councils, schools: Schools, p: Authorities) -> Doubles:
    r"""Return how much the salience of its authority pulls in each school [logit].

    $\beta_a a$, $\beta_a$ being `authorities.choice_pull` (EVIDENCE row 21).
    """
    return np.asarray(p.choice_pull * councils.salience[schools.authority])


def likes(rate: Doubles, cluster: Ints, students: Ints | Doubles) -> Doubles:
    """Return the share at five units in all authorities of the same cluster."""
    total = np.bincount(cluster, students * rate)
    of = np.bincount(cluster, students)
    return np.divide(total, of, out=np.zeros(of.size), where=of > 0)[cluster]


def examined(councils: Councils, schools: Schools) -> Bools:
    """Return in which authorities there is a school where mathematics is examined."""
    return np.bincount(schools.authority, schools.examined, len(councils)) > 0


def appointed(councils: Councils, schools: Schools, directors: float) -> Bools:
    """Return which authorities have a director: the south first, the weakest cluster first.

    Those where nobody is examined come last. Three authorities in the south were the first
    (SEED_SUCCESS); the rest of the order is assumed.
    """
    chosen = np.zeros(len(councils), np.bool_)
    if not directors:
        return chosen
    first = np.unique(schools.authority, return_index=True)[1]
    elsewhere = schools.district[first] != DISTRICTS.index("South")
    turn = np.lexsort((councils.cluster, elsewhere, ~examined(councils, schools)))
    weight = councils.weight[turn]
    chosen[turn] = np.cumsum(weight) - weight / 2 < directors
    return chosen
