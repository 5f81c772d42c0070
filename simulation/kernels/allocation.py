"""M22. Partners spread what they give over schools, one after the other."""

from numba import njit

from simulation.arrays import Doubles, Ints


@njit(nogil=True, cache=True)
def spread(
    covered: Doubles, delivered: Doubles, left: Doubles, pull: Doubles, schools: Ints,
    slots: Doubles, home: Ints,
    need_weight: Doubles, near: Doubles, nearby: Doubles, attractive: Doubles, units: Doubles,
    weight: Doubles, district: Ints, level: Ints, authority: Ints, coordination: Doubles,
) -> None:  # fmt: skip
    r"""Let the partners of one type choose schools, and write what reaches whom.

    In a school $j$ that stands for $\omega_j$ schools, partner $p$ places $K_p g_{pj} / \sum_k
    \omega_k g_{pk}$ slots, at most one a pupil, with $g_{pj} \propto n_j b_j e_{p,\ell(j)}
    r_{h(p), d(j)} c_{p, a(j)} (1 - \kappa_j v_j)$. With $e = s_{pj} / n_j$, $v' = v + (1 - \kappa)
    (1 - v) e + \kappa \min(1 - v, e)$: partners who do not coordinate reach pupils at random, so
    that the effective exposure of one type is $v_j = 1 - \prod_p (1 - e_{pj})$ and overlap wastes;
    those who do, reach others (MODEL section 4, Programmes). They follow each other by rows.

    | symbol | name | unit |
    |---|---|---|
    | $v, s$ | `covered`, `delivered` by all partners, one a school | share of pupils, slots |
    | $K$ | `slots`; what finds no pupil is written into `left` | slots |
    | | `schools` with anybody to reach: rows of the columns | |
    | $g$ | written into `pull`, one a school | odds |
    | $n, \omega$ | `units` that a programme could reach; `weight` | pupils, schools |
    | $b$ | `attractive`: fit, readiness | odds |
    | $e$ | `need_weight`, shape (partners, levels of need); `level` of each school | odds |
    | $r$ | `near`, shape (districts, districts); `home` of partners, `district` of schools | odds |
    | $c$ | `nearby`, shape (partners, authorities): local circles; `authority` of schools | odds |
    | $\kappa$ | `coordination` at each school | 0 to 1 |
    """
    for p in range(slots.size):
        left[p], total = slots[p], 0.0
        for j in schools:
            pull[j] = (
                attractive[j] * need_weight[p, level[j]] * near[home[p], district[j]]
                * nearby[p, authority[j]] * (1 - coordination[j] * covered[j])
            )  # fmt: skip
            total += weight[j] * units[j] * pull[j]
        each = slots[p] / total if total > 0 else 0.0
        for j in schools:
            reached = min(1.0, each * pull[j])
            by_chance, together = (1 - covered[j]) * reached, min(1 - covered[j], reached)
            covered[j] += by_chance + coordination[j] * (together - by_chance)
            delivered[j] += reached * units[j]
            left[p] -= reached * units[j] * weight[j]
