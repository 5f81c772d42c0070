"""What an initiative by itself works for, without the schools of a country."""

from simulation.parameters.declare import Group, number


class Alone(Group):
    """The goal of an initiative by itself, and the government beside it."""

    goal: float = number(
        default=10_000, unit="a year", low=1, high=1e9, source="SEED_100KIN10",
        text="What its programmes are to deliver in a year: a tenth of 100,000 teachers.",
    )  # fmt: skip
    years: float = number(
        default=10, unit="years", low=1, high=30, source="SEED_100KIN10",
        text="Years in which that adds up to its whole goal.",
    )  # fmt: skip
    openness: float = number(
        default=0.5, unit="0 to 1", low=0, high=1, source="assumed",
        text="How open the government is to it: how far an observer comes to its forums.",
    )  # fmt: skip
