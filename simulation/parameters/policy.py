"""When the Ministry steps up, and what it puts in force when it does."""

from simulation.parameters.declare import SWITCH, Group, Normal, Uniform, number


class Ministry(Group):
    """The Ministry's steps from observer to partner to lead (mechanism M19)."""

    step_level: float = number(
        default=-5, unit="logit", low=-10, high=2, source="MODEL_PROTOTYPE", prior=Normal(-4, 1.5),
        text="Stepping up in a term, when nothing speaks for it.",
    )  # fmt: skip
    step_urgency: float = number(
        default=1, unit="logit", low=0, high=3, source="MODEL_PROTOTYPE", prior=Normal(1, 0.5),
        text="Pull of one unit of urgency.",
    )  # fmt: skip
    step_trust: float = number(
        default=2, unit="logit", low=0, high=6, source="MODEL_PROTOTYPE", prior=Normal(2, 1),
        text="Pull of the Ministry's trust in the members.",
    )  # fmt: skip
    step_agreement: float = number(
        default=1, unit="logit", low=0, high=3, source="MODEL_PROTOTYPE", prior=Normal(1, 0.5),
        text="Pull of the members' agreement, once there is a common agenda.",
    )  # fmt: skip
    step_openness: float = number(
        default=1.5, unit="logit", low=0, high=4, source="MODEL_PROTOTYPE", prior=Normal(1.5, 0.75),
        text="Pull of an open director-general.",
    )  # fmt: skip
    step_alignment: float = number(
        default=1, unit="logit", low=0, high=3, source="MODEL_PROTOTYPE", prior=Normal(1, 0.5),
        text="Pull of an aligned minister.",
    )  # fmt: skip
    pinned: float = number(
        default=0, unit=SWITCH, low=0, high=1, source="assumed",
        text="Whether it steps up at the historical dates instead of deciding.",
    )  # fmt: skip
    delay: float = number(
        default=0, unit="years", low=0, high=20, source="assumed",
        text="Years by which it steps up later: than its dates, or than the launch if it decides.",
    )  # fmt: skip
    highest: float = number(
        default=2, unit="0 observer, 1 partner, 2 lead", low=0, high=2, source="assumed",
        text="The step beyond which it does not go.",
    )  # fmt: skip
    turnover: float = number(
        default=0.4, unit="per year", low=0, high=1, source="assumed", prior=Uniform(),
        text="Chance of a new minister in a year after those we know.",
    )  # fmt: skip
    alignment_most: float = number(
        default=1, unit="-1 to 1", low=-1, high=1, source="assumed",
        text="Alignment with the common goal that no minister exceeds.",
    )  # fmt: skip
    budget_partner: float = number(
        default=15_000_000, unit="NIS a year", low=0, high=500_000_000, source="SEED_CHAPTER",
        text="Budget of the Ministry as a partner: Math First.",
    )  # fmt: skip
    budget_lead: float = number(
        default=75_000_000, unit="NIS a year", low=0, high=500_000_000, source="SEED_CHAPTER",
        text="Budget of the Ministry in the lead: the hours of Give Five.",
    )  # fmt: skip
    budget_decay: float = number(
        default=0.7, unit="factor a year", low=0, high=1, source="MODEL_PROTOTYPE",
        prior=Uniform(), text="What is left of a budget after a year without alignment.",
    )  # fmt: skip
    class_minimum: float = number(
        default=6, unit="students", low=1, high=40, source="HAARETZ_2015_08_31",
        text="Class-size rule of a Ministry in the lead.",
    )  # fmt: skip
    safety_net: float = number(
        default=1, unit=SWITCH, low=0, high=1, source="JPOST_SAFETY",
        text="Whether a Ministry in the lead spreads a safety net a year later.",
    )  # fmt: skip
    bonus: float = number(
        default=0.8, unit="share", low=0, high=1, source="JPOST_BONUS",
        text="How far the universities' bonus comes to be known, from the year after the lead on.",
    )  # fmt: skip
    bonus_first: float = number(
        default=0.5, unit="share", low=0, high=1, source="assumed",
        text="How far it is known in its first year.",
    )  # fmt: skip
    publication_from: float = number(
        default=0.25, unit="0 to 1", low=0, high=1, source="assumed",
        text="Shared measurement from which authorities' figures can be published.",
    )  # fmt: skip
    publication: float = number(
        default=1, unit=SWITCH, low=0, high=1, source="SEED_CHAPTER",
        text="Whether a Ministry in the lead publishes authorities' figures a year later.",
    )  # fmt: skip
    cofunding: float = number(
        default=0.1, unit="share of its budget", low=0, high=0.5, source="SEED_CHAPTER",
        prior=Uniform(), text="What it adds to its budget for the programmes of partners.",
    )  # fmt: skip


class Supply(Group):
    """What partners deliver (mechanism M21)."""

    since: float = number(
        default=2010, unit="school year", low=1996, high=2035, source="SEED_SSIR",
        text="First school year in which partners work in schools: the groundwork.",
    )  # fmt: skip
    volume: float = number(
        default=1, unit="factor", low=0, high=10, source="assumed",
        text="What all partners could deliver, over what the roster says.",
    )  # fmt: skip
    teachers: float = number(
        default=1, unit=SWITCH, low=0, high=1, source="assumed",
        text="Whether partners prepare teachers: retraining and certification.",
    )  # fmt: skip
    pupils: float = number(
        default=1, unit=SWITCH, low=0, high=1, source="assumed",
        text="Whether partners reach pupils: visits, tutoring, middle schools, directors.",
    )  # fmt: skip
    virtual: float = number(
        default=1, unit=SWITCH, low=0, high=1, source="assumed",
        text="Whether partners run the virtual high school.",
    )  # fmt: skip
    volunteer_hours: float = number(
        default=20, unit="hours a year", low=1, high=200, source="assumed",
        text="Hours that a volunteer gives.",
    )  # fmt: skip
    meeting_cost: float = number(
        default=0.05, unit="share per unit of contact", low=0, high=0.3, source="assumed",
        prior=Uniform(), text="Share of its capacity that a partner spends on meeting.",
    )  # fmt: skip
    practice: float = number(
        default=0.25, unit="share a year", low=0, high=0.6, source="assumed", prior=Uniform(),
        text="Share of what a programme lacks to its full capacity that is built up in a year.",
    )  # fmt: skip
    spread: float = number(
        default=0, unit="per year", low=0, high=2, source="SEED_100KIN10",
        text="How fast a better solution spreads to partners who trust those who have it.",
    )  # fmt: skip
    better: float = number(
        default=0, unit="share", low=0, high=3, source="SEED_100KIN10",
        text="How much more a partner delivers with the best solution.",
    )  # fmt: skip


class Allocation(Group):
    """Which schools partners choose, and what overlap leaves of it (mechanism M22)."""

    fit: float = number(
        default=1, unit="log-odds", low=0, high=4, source="assumed", prior=Normal(1, 0.5),
        text="Pull of a school that lacks, or can use, what a programme gives.",
    )  # fmt: skip
    readiness: float = number(
        default=1, unit="log-odds", low=0, high=4, source="assumed", prior=Normal(1, 0.5),
        text="Pull of a school where the ground is prepared.",
    )  # fmt: skip
    need: float = number(
        default=1, unit="log-odds", low=0, high=4, source="assumed", prior=Normal(1, 0.5),
        text="Pull of the neediest school on a partner wholly for equity.",
    )  # fmt: skip
    distance: float = number(
        default=1.5, unit="log-odds", low=0, high=5, source="assumed", prior=Normal(1.5, 0.5),
        text="What a school in another district than a partner's own loses.",
    )  # fmt: skip
    coordination: float = number(
        default=1, unit="share", low=0, high=1, source="assumed",
        text="How far full coordination keeps partners from pupils who are reached already.",
    )  # fmt: skip
    misdirection: float = number(
        default=0, unit="log-odds", low=-1, high=1, source="assumed", prior=Normal(0, 0.4),
        text="Pull that full coordination adds to prepared schools, away from them if negative.",
    )  # fmt: skip
    take_up: float = number(
        default=0.3, unit="share", low=0, high=0.8, source="assumed", prior=Uniform(),
        text="Share of Math First and Give Five that is lost where no ground is prepared.",
    )  # fmt: skip
    ready_memory: float = number(
        default=0.7, unit="share", low=0, high=0.95, source="assumed",
        text="What is left of prepared ground after a year without partners.",
    )  # fmt: skip
    half_ready: float = number(
        default=0.02, unit="share of pupils", low=0.005, high=0.5, source="assumed",
        text="Share of pupils reached, year by year, that prepares half of the ground.",
    )  # fmt: skip


class Circles(Group):
    """Local initiatives of authorities with a director of excellence (mechanism M23)."""

    since: float = number(
        default=2017, unit="school year", low=2002, high=2035, source="SEED_SUCCESS",
        text="School year before which no director has a local committee and partners.",
    )  # fmt: skip
    size: float = number(
        default=6, unit="partners", low=1, high=30, source="assumed",
        text="Partners in the circle of an authority.",
    )  # fmt: skip
    pull: float = number(
        default=1, unit="log-odds", low=0, high=4, source="assumed", prior=Normal(1, 0.5),
        text="Pull of its authority's schools on a partner of the circle.",
    )  # fmt: skip
