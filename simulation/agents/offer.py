"""What partners give in a year, and the books that must balance."""

from dataclasses import dataclass

from simulation.arrays import Doubles


@dataclass(frozen=True, slots=True)
class Books:
    """A year's books of the partners, one element a partner; every line balances.

    Attributes
    ----------
    budget, raised, granted, received, cofunded, spent, money_left
        Own budget; mobilised by the backbone; granted to others; received from others; received
        from the Ministry; spent on programmes; left over [NIS].
    hours, hours_used, hours_left
        Hours of volunteers: there are, were used, were left over [hours].
    slots, placed, slots_left
        Slots prepared and paid for, those that found pupils, and those that did not [slots].
    """

    budget: Doubles
    raised: Doubles
    granted: Doubles
    received: Doubles
    cofunded: Doubles
    spent: Doubles
    money_left: Doubles
    hours: Doubles
    hours_used: Doubles
    hours_left: Doubles
    slots: Doubles
    placed: Doubles
    slots_left: Doubles


@dataclass(frozen=True, slots=True)
class Offer:
    """What the partners give in a school year.

    Attributes
    ----------
    visits, tutoring, acceleration
        Share of each school's pupils reached, overlap counted once, one element a school [0 to 1].
    amounts
        By the name of a lever: seats and places in the country, overlap counted once, and
        authorities with a director.
    take_up
        Share of the Ministry's hours that finds its ground prepared, one element a school [0 to 1].
    reached
        Share of each school's pupils reached by any programme, one element a school [0 to 1].
    spent
        Cost of what was delivered at each school, by programme of the bills [NIS].
    books
        The partners' books.
    """

    visits: Doubles
    tutoring: Doubles
    acceleration: Doubles
    amounts: dict[str, float]
    take_up: Doubles
    reached: Doubles
    spent: dict[str, Doubles]
    books: Books
