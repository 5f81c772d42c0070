"""What a student can get: certified teachers, a track, a seat; and who helps to get it."""

from simulation.parameters.declare import Group, LogNormal, Normal, Uniform, number
from simulation.years import between


class Teachers(Group):
    """Teachers of upper-secondary mathematics (mechanism M3)."""

    stock_2001: float = number(
        default=1600, unit="teachers", low=800, high=3000, source="MODEL_PROTOTYPE",
        prior=Normal(1600, 150),
        text="Teachers certified for five units in 2001, and when the country starts.",
    )  # fmt: skip
    staff_2001: float = number(
        default=2900, unit="teachers", low=1500, high=6000, source="HAYADAN_CBS_2014",
        text="Teachers of upper-secondary mathematics in 2001: 4.6 % a year fewer than in 2012.",
    )  # fmt: skip
    staff_2012: float = number(
        default=4739, unit="teachers", low=3000, high=8000, source="CBS_2013_FORECAST",
        text="Teachers of upper-secondary mathematics in 2012.",
    )  # fmt: skip
    staff_2019: float = number(
        default=6484, unit="teachers", low=3000, high=10_000, source="CBS_2013_FORECAST",
        text="Teachers of upper-secondary mathematics needed in 2019, and from then on, at least.",
    )  # fmt: skip
    wave_share: float = number(
        default=0.7, unit="share", low=0.01, high=0.99, source="assumed",
        text="Teachers of 2001 who are of the large generation that retires around 2009.",
    )  # fmt: skip
    wave_age: float = number(
        default=54, unit="years", low=40, high=60, source="TTF_VHS",
        text="Mean age in 2001 of that generation.",
    )  # fmt: skip
    wave_spread: float = number(
        default=2.5, unit="years", low=1, high=10, source="TTF_VHS", prior=Normal(2.5, 0.7),
        text="Spread of their ages.",
    )  # fmt: skip
    youngest: float = number(
        default=26, unit="years", low=20, high=40, source="assumed",
        text="Age at which graduates begin to teach; the youngest of 2001.",
    )  # fmt: skip
    career_changer: float = number(
        default=45, unit="years", low=30, high=60, source="MOFET_RETRAINING",
        text="Age at which those retrained from industry begin to teach.",
    )  # fmt: skip
    exits_first_year: float = number(
        default=0.15, unit="per year", low=0.05, high=0.35, source="HAARETZ_CBS_TEACHERS",
        prior=Normal(0.15, 0.04),
        text="Teachers who stop after their first year.",
    )  # fmt: skip
    exits_early: float = number(
        default=0.075, unit="per year", low=0.02, high=0.2, source="HAARETZ_CBS_TEACHERS",
        prior=Normal(0.075, 0.02),
        text="Teachers who stop in a later year of the first few.",
    )  # fmt: skip
    early_years: float = number(
        default=5, unit="years", low=2, high=10, source="HAARETZ_CBS_TEACHERS",
        text="Years of teaching that count as the first few.",
    )  # fmt: skip
    exits_settled: float = number(
        default=0.02, unit="per year", low=0, high=0.1, source="HAARETZ_CBS_TEACHERS",
        prior=Normal(0.02, 0.01),
        text="Teachers who stop in a year after those.",
    )  # fmt: skip
    retiring_from: float = number(
        default=60, unit="years", low=55, high=67, source="HAARETZ_CBS_TEACHERS",
        text="Age from which teachers retire.",
    )  # fmt: skip
    retiring_rate: float = number(
        default=0.51, unit="per year", low=0.05, high=0.9, source="assumed",
        prior=Normal(0.4, 0.15),
        text="Teachers of that age who retire in a year.",
    )  # fmt: skip
    retired_at: float = number(
        default=67, unit="years", low=62, high=75, source="HAARETZ_CBS_TEACHERS",
        text="Age at which all have retired.",
    )  # fmt: skip
    exit_factor: float = number(
        default=0.7, unit="factor", low=0.3, high=2.5, source="MODEL_PROTOTYPE",
        prior=LogNormal(0, 0.3),
        text="Factor on the exits of certified teachers, retirement included.",
    )  # fmt: skip
    all_replaced: float = number(
        default=0, unit="0 or 1", low=0, high=1, source="assumed",
        text="Whether each certified teacher who stops is replaced: then retirements cost nothing.",
    )  # fmt: skip
    entrants: float = number(
        default=24, unit="teachers per year", low=0, high=150, source="TTF_VHS; MAARIV_2019",
        prior=Normal(24, 8),
        text="New graduates certified for five units: 53 % of the 45 new mathematics teachers.",
    )  # fmt: skip
    programme_yield: float = number(
        default=1.28, unit="factor", low=0.2, high=4, source="GUBERMAN_2024",
        prior=LogNormal(0, 0.4),
        text="Certified teachers in class per place in retraining or certification.",
    )  # fmt: skip
    own_upgrades: float = number(
        default=0.57, unit="per year", low=0, high=1, source="assumed", prior=Uniform(),
        text="Schools in want of their first certified teacher that have one of theirs certified.",
    )  # fmt: skip
    upgrade_from: float = number(
        default=3, unit="years", low=0, high=10, source="assumed",
        text="Years of teaching before a teacher can be certified for five units.",
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

    def staff(self, year: int) -> float:
        """Return all teachers of upper-secondary mathematics in a year, linear between."""
        knots = (2001, self.staff_2001), (2012, self.staff_2012), (2019, self.staff_2019)
        return between(year, knots)


class Tracks(Group):
    """Which schools open a track, and which close it (mechanism M11)."""

    opening: float = number(
        default=0.5, unit="logit", low=-6, high=3, source="MODEL_PROTOTYPE",
        prior=Normal(-1.5, 1),
        text="Opening a track in a year, in a school with as many who want it as the rule asks.",
    )  # fmt: skip
    demand_pull: float = number(
        default=1.28, unit="logit per relative excess", low=0, high=3, source="MODEL_PROTOTYPE",
        prior=Normal(1.25, 0.25),
        text="How much a larger demand than the rule asks helps to open.",
    )  # fmt: skip
    salience_pull: float = number(
        default=0.5, unit="logit", low=0, high=2, source="assumed", prior=Normal(0.5, 0.25),
        text="How much it helps that five units matter to the local authority.",
    )  # fmt: skip
    support_pull: float = number(
        default=1.1, unit="logit", low=0, high=3, source="FMSP", prior=Normal(1.1, 0.4),
        text="How much a coordinator helps: 2 % open in a year without support, 6 % with it.",
    )  # fmt: skip
    urgency_pull: float = number(
        default=0.2, unit="logit", low=0, high=1, source="assumed", prior=Normal(0.2, 0.1),
        text="How much one unit of urgency helps.",
    )  # fmt: skip
    derogation: float = number(
        default=0.48, unit="share", low=0, high=1, source="MODEL_PROTOTYPE", prior=Uniform(),
        text="Schools with fewer than the rule asks that are allowed to open all the same.",
    )  # fmt: skip
    fewest: float = number(
        default=6, unit="students", low=1, high=15, source="HAARETZ_2015_08_31",
        text="Students who want five units below whom no track is opened.",
    )  # fmt: skip
    small: float = number(
        default=0.4, unit="share", low=0, high=1, source="MODEL_PROTOTYPE",
        text="Demand, as a share of what the rule asks, below which a track is small.",
    )  # fmt: skip
    closing: float = number(
        default=0.27, unit="per year", low=0, high=1, source="MODEL_PROTOTYPE", prior=Uniform(),
        text="Tracks that close in a year after two small years running.",
    )  # fmt: skip
    new_pull: float = number(
        default=-0.58, unit="logit", low=-1.5, high=0.2, source="HANSEN_2016",
        prior=Normal(-0.58, 0.25),
        text="Pull of a track that is new, against an old one.",
    )  # fmt: skip
    new_years: float = number(
        default=4, unit="years", low=1, high=10, source="HANSEN_2016",
        text="Years until a track is no longer new.",
    )  # fmt: skip


class Access(Group):
    """Who of those who choose five units gets a seat (mechanism M5)."""

    group_size: float = number(
        default=36, unit="seats per group", low=10, high=80, source="MODEL_PROTOTYPE",
        text="Five-unit seats in a group; a certified teacher takes one group of each grade.",
    )  # fmt: skip
    virtual_take_up: float = number(
        default=0.45, unit="share", low=0, high=1, source="HEPPEN_2012",
        prior=Normal(0.45, 0.1),
        text="Students without a class at school who would take a virtual seat.",
    )  # fmt: skip


class Authorities(Group):
    """How much five units matter to a local authority, and what it does (mechanism M12)."""

    memory: float = number(
        default=0.8, unit="share", low=0, high=1, source="MODEL_PROTOTYPE",
        text="Salience that is left after a year.",
    )  # fmt: skip
    publication: float = number(
        default=0.1, unit="per year", low=0, high=1, source="assumed", prior=Normal(0.1, 0.05),
        text="Salience from published figures that put an authority far behind its likes.",
    )  # fmt: skip
    slack: float = number(
        default=0.03, unit="share", low=0.005, high=0.2, source="MODEL_PROTOTYPE",
        text="Distance in the five-unit share at which being behind is felt.",
    )  # fmt: skip
    satisfied: float = number(
        default=0.75, unit="share", low=0.5, high=1, source="BURGESS_2013",
        text="Rank among authorities from which published figures move nobody.",
    )  # fmt: skip
    director: float = number(
        default=0.3, unit="per year", low=0, high=1, source="MODEL_PROTOTYPE",
        text="Salience from a director of excellence.",
    )  # fmt: skip
    urgency: float = number(
        default=0.1, unit="per year", low=0, high=0.5, source="MODEL_PROTOTYPE",
        text="Salience from one unit of urgency.",
    )  # fmt: skip
    choice_pull: float = number(
        default=0.1, unit="logit", low=0, high=0.5, source="BURGESS_2013", prior=Normal(0.1, 0.08),
        text="Pull of full salience on the choice of five units.",
    )  # fmt: skip
    coordinator_from: float = number(
        default=0.3, unit="salience", low=0, high=1, source="assumed", prior=Uniform(),
        text="Salience from which an authority pays a coordinator, if its budget is enough.",
    )  # fmt: skip
    hours: float = number(
        default=1, unit="weekly hours", low=0, high=4, source="assumed", prior=Uniform(),
        text="Weekly hours that full salience adds for a five-unit class, if the budget is enough.",
    )  # fmt: skip
    budget: float = number(
        default=300, unit="NIS per 12th grader", low=0, high=3000, source="assumed",
        text="What an authority of middle cluster can spend on five units in a year.",
    )  # fmt: skip
    budget_per_cluster: float = number(
        default=0.15, unit="share per cluster", low=0, high=0.2, source="assumed",
        text="How much more each socio-economic cluster above the middle can spend.",
    )  # fmt: skip
