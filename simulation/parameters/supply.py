"""What a student can get: certified teachers, seats in a class, a seat in the virtual school."""

from simulation.parameters.declare import Group, LogNormal, Normal, number


def _exits(year: int, rate: float) -> float:
    """Declare one knot of the path of exits."""
    return number(  # type: ignore[no-any-return]
        default=rate, unit="per year", low=0, high=0.3, source="MODEL_PROTOTYPE",
        text=f"Certified teachers who stopped teaching five units in {year}.",
    )  # fmt: skip


class Teachers(Group):
    """Teachers certified for five units (mechanism M3)."""

    stock_2001: float = number(
        default=1600, unit="teachers", low=800, high=3000, source="MODEL_PROTOTYPE",
        prior=Normal(1600, 150),
        text="Teachers certified for five units in 2001.",
    )  # fmt: skip
    exits_2001: float = _exits(2001, 0.025)
    exits_2004: float = _exits(2004, 0.04)
    exits_2009: float = _exits(2009, 0.085)
    exits_2012: float = _exits(2012, 0.06)
    exits_2014: float = _exits(2014, 0.045)
    exits_2019: float = _exits(2019, 0.04)
    exit_factor: float = number(
        default=0.94, unit="factor", low=0.3, high=2.5, source="MODEL_PROTOTYPE",
        prior=LogNormal(0, 0.3),
        text="Factor on all exits.",
    )  # fmt: skip
    entrants: float = number(
        default=24, unit="teachers per year", low=0, high=150, source="TTF_VHS; MAARIV_2019",
        prior=Normal(24, 8),
        text="New graduates certified for five units: 53 % of the 45 new mathematics teachers.",
    )  # fmt: skip
    programme_yield: float = number(
        default=1.15, unit="factor", low=0.2, high=4, source="GUBERMAN_2024",
        prior=LogNormal(0, 0.4),
        text="Certified teachers in class per place in retraining or certification.",
    )  # fmt: skip
    students_per_teacher: float = number(
        default=13, unit="students", low=5, high=40, source="MODEL_PROTOTYPE",
        text="Students who choose five units in a year per certified teacher that a school needs.",
    )  # fmt: skip
    disadvantage_pull: float = number(
        default=-0.4, unit="logit per SD", low=-1.5, high=0.5, source="MODEL_PROTOTYPE",
        prior=Normal(-0.4, 0.15),
        text="How much a school's disadvantage repels a certified teacher.",
    )  # fmt: skip
    demand_memory: float = number(
        default=0.5, unit="share", low=0, high=0.95, source="assumed",
        text="Weight of earlier years in the demand that teachers are placed by.",
    )  # fmt: skip


class Access(Group):
    """Who of those who choose five units gets a seat (mechanism M5)."""

    seats_per_teacher: float = number(
        default=36, unit="seats per grade", low=10, high=80, source="MODEL_PROTOTYPE",
        text="Five-unit seats in a grade per certified teacher.",
    )  # fmt: skip
    seats_least: float = number(
        default=15, unit="seats per grade", low=0, high=60, source="assumed",
        text="Five-unit seats in a grade of a school with a track, however few its teachers.",
    )  # fmt: skip
    virtual_take_up: float = number(
        default=0.45, unit="share", low=0, high=1, source="HEPPEN_2012",
        prior=Normal(0.45, 0.1),
        text="Students without a class at school who would take a virtual seat.",
    )  # fmt: skip
