"""What programmes give to those they reach, and what a unit of each costs."""

from simulation.arrays import Bools, Ints
from simulation.parameters.declare import Beta, Group, number


class Programmes(Group):
    """Doses of the programmes (mechanism M9)."""

    scale_up: float = number(
        default=0.44, unit="factor", low=0, high=1, source="KRAFT_2024", prior=Beta(4, 5),
        text="What is left of a trial's effect at national scale.",
    )  # fmt: skip
    hours_per_student: float = number(
        default=1, unit="weekly hours", low=0, high=4, source="assumed",
        text="Weekly hours that Give Five or Math First adds for a five-unit student.",
    )  # fmt: skip
    give_five_hours: float = number(
        default=41, unit="weekly hours per school", low=1, high=200, source="HAARETZ_2015_08_31",
        text="Weekly hours a school gets from Give Five: 15,000 over four fifths of 452 schools.",
    )  # fmt: skip
    reserves_size: float = number(
        default=0.5, unit="share of schools", low=0, high=1, source="assumed",
        text="Larger schools, by rank of size, that the Reserves programme chooses from.",
    )  # fmt: skip
    periphery_cluster: float = number(
        default=4, unit="cluster", low=1, high=10, source="assumed",
        text="Highest cluster of the local authorities that count as periphery for programmes.",
    )  # fmt: skip

    def of_periphery(self, cluster: Ints, arabic: Bools) -> Bools:
        """Return which schools a focus on the periphery is for: of low clusters, or in Arabic."""
        return (cluster <= self.periphery_cluster) | arabic


class Costs(Group):
    """The unit-cost table: what each unit of a programme costs in a year."""

    weekly_hour: float = number(
        default=5000, unit="NIS", low=3000, high=15000, source="SEED_CHAPTER",
        text="One weekly teaching hour for a year: NIS 75 million for 15,000 hours.",
    )  # fmt: skip
    math_first_school: float = number(
        default=150_000, unit="NIS", low=50_000, high=300_000, source="SEED_CHAPTER",
        text="One school in Math First for a year: NIS 15 million for 100 schools.",
    )  # fmt: skip
    reserves_school: float = number(
        default=100_000, unit="NIS", low=20_000, high=400_000, source="assumed",
        text="One school in the Reserves programme for a year.",
    )  # fmt: skip
    backbone_fte: float = number(
        default=350_000, unit="NIS", low=100_000, high=800_000, source="assumed",
        text="One full-time post of the backbone for a year, with what meetings cost.",
    )  # fmt: skip
    acceleration_school: float = number(
        default=50_000, unit="NIS", low=10_000, high=200_000, source="assumed",
        text="One school in the middle-school programme for a year: half of one in Reserves.",
    )  # fmt: skip
    virtual_seat: float = number(
        default=10_000, unit="NIS", low=3000, high=30_000, source="ISRAELANDSTUFF",
        text="One virtual student for a year: NIS 40 million, four years, 1,000 seats.",
    )  # fmt: skip
    visit: float = number(
        default=20, unit="NIS", low=5, high=100, source="assumed",
        text="One student visited by a role model or taken to a firm.",
    )  # fmt: skip
    tutoring_slot: float = number(
        default=1500, unit="NIS", low=300, high=6000, source="assumed",
        text="One student tutored by volunteers for a year.",
    )  # fmt: skip
    retrained_teacher: float = number(
        default=60_000, unit="NIS", low=20_000, high=150_000, source="assumed",
        text="One place in retraining from industry to teaching.",
    )  # fmt: skip
    coordinator: float = number(
        default=100_000, unit="NIS", low=30_000, high=300_000, source="assumed",
        text="One local authority's coordinator for a year.",
    )  # fmt: skip
    director: float = number(
        default=250_000, unit="NIS", low=80_000, high=600_000, source="assumed",
        text="One local authority's director of excellence for a year.",
    )  # fmt: skip
    certified_teacher: float = number(
        default=15_000, unit="NIS", low=5000, high=50_000, source="assumed",
        text="One serving teacher's place in certification for five units.",
    )  # fmt: skip
