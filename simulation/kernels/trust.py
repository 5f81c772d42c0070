"""M14. Trust grows where partners meet and fades where they do not."""

from numba import njit

from simulation.arrays import Bools, Doubles, Ints
from simulation.contact import apart, contact, meets


@njit(nogil=True, cache=True)
def meet(
    trust: Doubles, rest: Doubles, in_backbone: Doubles, position: Doubles, presence: Doubles,
    seat: Bools, group: Ints, in_group: float, in_steering: float, in_plenary: float,
    gain: float, facilitation: float, success: float, loss: float, bound: float,
    forgetting: float,
) -> None:  # fmt: skip
    r"""Let a term pass over the trust of each partner in each other.

    $\tau' = \tau + \lambda^+ (1 + \varphi \tau_b) m (1 - \tau) + \lambda_s m (1 - \tau) -
    \lambda^- m\,1[d > \epsilon]\,\tau - \delta (1 - m)(\tau - \tau^0)$, between 0 and 1
    (MODEL section 5, Trust). Success and conflict take place where partners meet, so that without
    meetings trust goes back to rest.

    | symbol | name | unit |
    |---|---|---|
    | $\tau, \tau^0$ | `trust`, `rest`, shape (partners, partners): row in column | 0 to 1 |
    | $\tau_b$ | `in_backbone`, trust in the backbone before the term | 0 to 1 |
    | $m$ | contact (`simulation.contact`) | units of contact |
    | $d$ | distance of `position`, shape (partners, 4) | distance |
    | $\lambda^+$ | `gain` | per unit of contact |
    | $\varphi$ | `facilitation`, already times the backbone's effort | factor |
    | $\lambda_s$ | `success`, already times the success of the year | per unit of contact |
    | $\lambda^-$ | `loss` | per unit of contact |
    | $\epsilon$ | `bound` beyond which partners do not hear each other | distance |
    | $\delta$ | `forgetting` | per term |
    """
    for p in range(trust.shape[0]):
        if not meets(presence[p], seat[p], group[p], in_plenary):
            for q in range(trust.shape[0]):
                trust[p, q] -= forgetting * (trust[p, q] - rest[p, q])
            continue
        warm = gain * (1 + facilitation * in_backbone[p]) + success
        for q in range(trust.shape[0]):
            if p == q:
                continue
            t = trust[p, q]
            m = contact(
                presence[p], presence[q], seat[p], seat[q], group[p], group[q],
                in_group, in_steering, in_plenary,
            )  # fmt: skip
            change = -forgetting * (1 - m) * (t - rest[p, q])
            if m > 0:
                hurt = loss if apart(position, p, q) > bound * bound else 0.0
                change += m * (warm * (1 - t) - hurt * t)
            trust[p, q] = min(1.0, max(0.0, t + change))


@njit(nogil=True, cache=True)
def feel(
    warmth: Doubles, trust: Doubles, presence: Doubles, seat: Bools, group: Ints,
    in_group: float, in_steering: float, in_plenary: float,
) -> None:  # fmt: skip
    r"""Write into `warmth` each partner's mean trust in those it meets, by contact; 0 in nobody.

    $\bar\tau_p = \sum_q m_{pq} \tau_{pq} / \sum_q m_{pq}$, with contact $m$
    (`simulation.contact`) and trust $\tau$ of the row in the column [0 to 1].
    """
    for p in range(trust.shape[0]):
        felt = total = 0.0
        met = meets(presence[p], seat[p], group[p], in_plenary)
        for q in range(trust.shape[0] if met else 0):
            m = contact(
                presence[p], presence[q], seat[p], seat[q], group[p], group[q],
                in_group, in_steering, in_plenary,
            )  # fmt: skip
            if m > 0 and p != q:
                felt += m * trust[p, q]
                total += m
        warmth[p] = felt / total if total > 0 else 0.0


@njit(nogil=True, cache=True)
def add_up(
    pairs: Doubles, trust: Doubles, sector: Ints, members: Ints, least: float
) -> None:  # fmt: skip
    """Write into `pairs` what there is of trust among `members`, shape (2, 3).

    The first row holds ordered pairs of one sector, the second those of two. The columns: sum of
    trust, sum of its squares, pairs whose trust is at least `least`. `trust` has shape (partners,
    partners): the row trusts the column [0 to 1].
    """
    pairs[:] = 0.0
    for p in members:
        total = squares = tied = within = within_2 = tied_within = 0.0
        for q in members:
            t = trust[p, q] if p != q else 0.0
            same = t if sector[p] == sector[q] else 0.0
            total += t
            squares += t * t
            within += same
            within_2 += same * same
            tied += 1.0 if p != q and t >= least else 0.0
            tied_within += 1.0 if p != q and sector[p] == sector[q] and t >= least else 0.0
        pairs[0, 0] += within
        pairs[0, 1] += within_2
        pairs[0, 2] += tied_within
        pairs[1, 0] += total - within
        pairs[1, 1] += squares - within_2
        pairs[1, 2] += tied - tied_within
