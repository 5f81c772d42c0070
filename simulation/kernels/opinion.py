"""M15. Partners move towards whom they trust, meet and can hear."""

from numba import njit

from simulation.arrays import Bools, Doubles, Ints
from simulation.contact import DIMENSIONS, apart, contact, meets


@njit(nogil=True, cache=True)
def listen(
    heard: Doubles, position: Doubles, anchor: Doubles, susceptibility: Doubles, trust: Doubles,
    presence: Doubles, seat: Bools, group: Ints, in_group: float, in_steering: float,
    in_plenary: float, bound: float,
) -> None:  # fmt: skip
    r"""Write into `heard` where partners stand after a term.

    $x'_p = \alpha_p \sum_q W_{pq} x_q + (1 - \alpha_p) x^0_p$,
    $W_{pq} \propto \tau_{pq} m_{pq} 1[\lVert x_p - x_q \rVert \le \epsilon]$, one's own weight
    being 1 (Friedkin & Johnsen 1990, doi:10.1080/0022250X.1990.9990069; bounded confidence:
    Hegselmann & Krause 2002, JASSS 5(3) 2; MODEL section 5, Positions).

    | symbol | name | unit |
    |---|---|---|
    | $x, x^0$ | `position`, `anchor`, shape (partners, 4) | -1 to 1 |
    | $\alpha$ | `susceptibility`; 1 for everybody is DeGroot | 0 to 1 |
    | $\tau$ | `trust` of the row in the column | 0 to 1 |
    | $m$ | contact (`simulation.contact`) | units of contact |
    | $\epsilon$ | `bound` of what is heard | distance |
    """
    for p in range(position.shape[0]):
        total = 1.0
        breadth, age, equity, autonomy = position[p]
        met = meets(presence[p], seat[p], group[p], in_plenary)
        for q in range(position.shape[0] if met else 0):
            m = contact(
                presence[p], presence[q], seat[p], seat[q], group[p], group[q],
                in_group, in_steering, in_plenary,
            )  # fmt: skip
            if m > 0 and p != q:
                near = apart(position, p, q) <= bound * bound
                weight = trust[p, q] * m if near else 0.0
                total += weight
                breadth += weight * position[q, 0]
                age += weight * position[q, 1]
                equity += weight * position[q, 2]
                autonomy += weight * position[q, 3]
        mean = (breadth / total, age / total, equity / total, autonomy / total)
        alpha = susceptibility[p]
        for d in range(DIMENSIONS):
            heard[p, d] = alpha * mean[d] + (1 - alpha) * anchor[p, d]
