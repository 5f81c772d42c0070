"""How much two partners have to do with each other in a term, and how far apart they are."""

from numba import njit

from simulation.arrays import Doubles

DIMENSIONS = 4  # of positions; a number the compiler knows, so that it unrolls the loop
NO_GROUP, EVERY_GROUP = -1, -2  # in no working group; at the table of every one


@njit(inline="always")
def shares_group(group_p: int, group_q: int) -> bool:
    """Return whether two partners meet in a working group."""
    if group_p >= 0:
        return group_q in (group_p, EVERY_GROUP)
    return group_p == EVERY_GROUP and group_q != NO_GROUP


@njit(inline="always")
def meets(presence_p: float, seat_p: int, group_p: int, in_plenary: float) -> bool:
    """Return whether a partner can meet anybody this term: if not, nobody need be asked."""
    return presence_p > 0 and (in_plenary > 0 or seat_p > 0 or group_p != NO_GROUP)


@njit(inline="always")
def contact(
    presence_p: float, presence_q: float, seat_p: int, seat_q: int, group_p: int, group_q: int,
    in_group: float, in_steering: float, in_plenary: float,
) -> float:  # fmt: skip
    r"""Return the contact of two partners: that of the closest forum they share.

    $m = a_p a_q \max(m_w w_{pq}, m_s s_p s_q, m_v)$ (MODEL section 5, Trust).

    | symbol | name | unit |
    |---|---|---|
    | $a_p$ | `presence_p`: 0 for whoever is no member | 0 to 1 |
    | $s_p$ | `seat_p`, in the steering committee | 0 or 1 |
    | $w_{pq}$ | whether they share a working group | 0 or 1 |
    | $m_w, m_s, m_v$ | `in_group`, `in_steering`, `in_plenary` | units of contact |
    """
    closest = in_plenary
    if seat_p and seat_q:
        closest = max(closest, in_steering)
    if shares_group(group_p, group_q):
        closest = max(closest, in_group)
    return presence_p * presence_q * closest


@njit(inline="always")
def apart(position: Doubles, p: int, q: int) -> float:
    """Return the squared distance between the positions of two partners, shape (partners, 4)."""
    total = 0.0
    for d in range(DIMENSIONS):
        total += (position[p, d] - position[q, d]) ** 2
    return total
