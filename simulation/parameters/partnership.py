"""How partners meet, trust, agree, commit themselves, and what the backbone does."""

from simulation.parameters.declare import SWITCH, Group, LogNormal, Normal, Uniform, number


class Initiative(Group):
    """The Initiative as a whole, and which structural variant is run."""

    active: float = number(
        default=1, unit=SWITCH, low=0, high=1, source="SEED_CHAPTER",
        text="Whether the Initiative is launched.",
    )  # fmt: skip
    launch: float = number(
        default=2014, unit="school year", low=2002, high=2030, source="SEED_CHAPTER; SEED_SSIR",
        text="First school year of the Initiative; its first meeting is in the July before.",
    )  # fmt: skip
    endogenous: float = number(
        default=0, unit=SWITCH, low=0, high=1, source="assumed",
        text="Whether partners and the Ministry produce levers and doses, instead of their dates.",
    )  # fmt: skip
    effort: float = number(
        default=1, unit="share", low=0, high=1, source="assumed",
        text="Share of the work in forums and of the backbone's that is done.",
    )  # fmt: skip
    trust_inert: float = number(
        default=0, unit=SWITCH, low=0, high=1, source="assumed",
        text="Whether trust moves nothing: everything reads trust at rest.",
    )  # fmt: skip
    opinion: float = number(
        default=2, unit="0 none, 1 DeGroot, 2 Friedkin-Johnsen", low=0, high=2, source="assumed",
        text="How partners influence each other's positions.",
    )  # fmt: skip


class Forums(Group):
    """Contact in the three tiers (mechanism M13)."""

    in_group: float = number(
        default=1, unit="units of contact a term", low=0, high=1, source="MODEL_PROTOTYPE",
        text="Contact of two members of one working group.",
    )  # fmt: skip
    in_steering: float = number(
        default=0.7, unit="units of contact a term", low=0, high=1, source="MODEL_PROTOTYPE",
        text="Contact of two members of the steering committee.",
    )  # fmt: skip
    in_plenary: float = number(
        default=0.1, unit="units of contact a term", low=0, high=1, source="MODEL_PROTOTYPE",
        text="Contact of two members in a term with a plenary.",
    )  # fmt: skip
    plenaries: float = number(
        default=2, unit="a year", low=0, high=3, source="SEED_100KIN10",
        text="Plenaries a year.",
    )  # fmt: skip
    seats: float = number(
        default=18, unit="members", low=1, high=60, source="SEED_CHAPTER",
        text="Members of the steering committee.",
    )  # fmt: skip
    group_size: float = number(
        default=15, unit="members", low=2, high=60, source="MODEL_PROTOTYPE",
        text="Most members of a working group.",
    )  # fmt: skip


class Trust(Group):
    """Trust between partners (mechanism M14)."""

    gain: float = number(
        default=0.04, unit="per unit of contact", low=0.01, high=0.1, source="MODEL_PROTOTYPE",
        prior=Uniform(), text="Share of missing trust that a term of contact builds.",
    )  # fmt: skip
    facilitation: float = number(
        default=1, unit="factor per FTE", low=0, high=3, source="MODEL_PROTOTYPE", prior=Uniform(),
        text="How much a trusted backbone that facilitates adds to that gain.",
    )  # fmt: skip
    success: float = number(
        default=0.1, unit="per unit of success", low=0, high=0.25, source="MODEL_PROTOTYPE",
        prior=Uniform(), text="Share of missing trust that success builds in those who meet.",
    )  # fmt: skip
    loss_ratio: float = number(
        default=4, unit="factor", low=2, high=8, source="MODEL_PROTOTYPE", prior=Uniform(),
        text="How much faster conflict destroys trust than contact builds it.",
    )  # fmt: skip
    forgetting: float = number(
        default=0.03, unit="per term", low=0.01, high=0.08, source="MODEL_PROTOTYPE",
        prior=Uniform(), text="Share of the way back to trust at rest, in a term without contact.",
    )  # fmt: skip
    same_sector: float = number(
        default=0.45, unit="0 to 1", low=0.2, high=0.7, source="MODEL_PROTOTYPE",
        prior=Normal(0.45, 0.1), text="Trust at rest between acquaintances of one sector.",
    )  # fmt: skip
    across: float = number(
        default=0.35, unit="0 to 1", low=0.1, high=0.6, source="assumed", prior=Normal(0.35, 0.1),
        text="Trust at rest between acquaintances of two sectors.",
    )  # fmt: skip
    ngo_ministry: float = number(
        default=0.2, unit="0 to 1", low=0.05, high=0.5, source="MODEL_PROTOTYPE",
        prior=Normal(0.2, 0.08), text="Trust at rest between education NGOs and the Ministry.",
    )  # fmt: skip
    to_backbone: float = number(
        default=0.55, unit="0 to 1", low=0.2, high=0.9, source="MODEL_PROTOTYPE",
        prior=Normal(0.55, 0.1), text="Trust at rest in a neutral backbone.",
    )  # fmt: skip
    stranger: float = number(
        default=0.5, unit="factor", low=0, high=1, source="assumed", prior=Uniform(),
        text="Trust at rest in a stranger, over that in an acquaintance.",
    )  # fmt: skip
    trusted_from: float = number(
        default=0.3, unit="0 to 1", low=0, high=1, source="assumed",
        text="Trust from which a contact counts as trusted.",
    )  # fmt: skip


class Opinion(Group):
    """Positions (mechanism M15)."""

    bound: float = number(
        default=0.5, unit="distance", low=0.1, high=2, source="MODEL_PROTOTYPE",
        prior=Normal(0.5, 0.15), text="How far off a position may be and still be heard.",
    )  # fmt: skip
    bound_backbone: float = number(
        default=0.4, unit="distance per FTE", low=0, high=1.5, source="MODEL_PROTOTYPE",
        prior=Normal(0.4, 0.15), text="How much further partners hear with a backbone's guidance.",
    )  # fmt: skip


class Steering(Group):
    """What the steering committee can decide (mechanism M16)."""

    majority: float = number(
        default=0.75, unit="share of members", low=0.5, high=1, source="MODEL_PROTOTYPE",
        text="Members who must be near an option for it to pass.",
    )  # fmt: skip
    tolerance: float = number(
        default=0.6, unit="distance", low=0.1, high=2, source="MODEL_PROTOTYPE",
        prior=Normal(0.6, 0.1), text="How near that is.",
    )  # fmt: skip
    second_goal: float = number(
        default=0, unit="students", low=0, high=100_000, source="SEED_100KIN10",
        text="A new goal, put to the committee in `second_goal_year`; 0 is none.",
    )  # fmt: skip
    second_goal_year: float = number(
        default=2021, unit="school year", low=2014, high=2035, source="TOP15_ABOUT",
        text="School year in which the new goal is put to the committee.",
    )  # fmt: skip


class Measurement(Group):
    """Shared measurement (mechanism M17)."""

    rate: float = number(
        default=0.15, unit="per FTE and term", low=0.02, high=0.5, source="MODEL_PROTOTYPE",
        prior=LogNormal(-1.9, 0.4),
        text="Share of what is missing that is built where the Ministry trusts fully.",
    )  # fmt: skip
    data_sharing: float = number(
        default=1, unit="share", low=0, high=1, source="SEED_100KIN10",
        text="How much of its data the Ministry shares.",
    )  # fmt: skip
    visibility: float = number(
        default=0.5, unit="factor per FTE", low=0, high=2, source="MODEL_PROTOTYPE",
        prior=Normal(0.5, 0.2),
        text="How much more visible a decline is with shared measurement, told to the public.",
    )  # fmt: skip


class Commitment(Group):
    """Commitment, joining and leaving (mechanism M18)."""

    memory: float = number(
        default=0.8, unit="share", low=0.5, high=0.99, source="MODEL_PROTOTYPE",
        text="What is left, after a term, of a commitment above or below that at rest.",
    )  # fmt: skip
    urgency: float = number(
        default=0.2, unit="logit", low=0, high=0.8, source="MODEL_PROTOTYPE", prior=Uniform(),
        text="Pull of one unit of urgency above that of 2013.",
    )  # fmt: skip
    trust: float = number(
        default=0.3, unit="logit", low=0, high=0.8, source="MODEL_PROTOTYPE", prior=Uniform(),
        text="Pull of mean trust in those one meets, above `usual_trust`.",
    )  # fmt: skip
    usual_trust: float = number(
        default=0.4, unit="0 to 1", low=0, high=1, source="MODEL_PROTOTYPE",
        text="Trust that neither draws in nor puts off.",
    )  # fmt: skip
    progress: float = number(
        default=0.3, unit="logit", low=0, high=0.8, source="MODEL_PROTOTYPE", prior=Uniform(),
        text="Pull of progress: one unit is growth by `good_year`.",
    )  # fmt: skip
    good_year: float = number(
        default=0.15, unit="share a year", low=0.02, high=0.5, source="HAYADAN_2015_07",
        text="Growth of the number in a year that is felt as full success: the first target.",
    )  # fmt: skip
    distance: float = number(
        default=0.3, unit="logit", low=0, high=0.8, source="MODEL_PROTOTYPE", prior=Uniform(),
        text="What it costs to be one unit further from the agenda than can be agreed to.",
    )  # fmt: skip
    cost: float = number(
        default=0.1, unit="logit", low=0, high=0.8, source="MODEL_PROTOTYPE", prior=Uniform(),
        text="What the time costs that full contact in a working group takes.",
    )  # fmt: skip
    low: float = number(
        default=0.15, unit="0 to 1", low=0, high=0.5, source="MODEL_PROTOTYPE",
        text="Commitment below which a partner thinks of leaving.",
    )  # fmt: skip
    patience: float = number(
        default=3, unit="terms", low=1, high=12, source="MODEL_PROTOTYPE",
        text="Terms in a row below it after which a partner leaves.",
    )  # fmt: skip
    join_level: float = number(
        default=-3.4, unit="logit", low=-6, high=1, source="MODEL_PROTOTYPE",
        prior=Normal(-2.5, 1), text="Joining in a year, when nothing speaks for it.",
    )  # fmt: skip
    join_again: float = number(
        default=-2, unit="logit", low=-6, high=0, source="assumed", prior=Normal(-2, 1),
        text="What it weighs, when one could join, to have left before.",
    )  # fmt: skip
    join_contacts: float = number(
        default=2, unit="logit", low=0, high=5, source="MODEL_PROTOTYPE", prior=Normal(2, 0.5),
        text="Pull of all one's contacts being trusted members.",
    )  # fmt: skip
    join_urgency: float = number(
        default=0.8, unit="logit", low=0, high=2, source="MODEL_PROTOTYPE", prior=Normal(0.8, 0.25),
        text="Pull of one unit of urgency on joining.",
    )  # fmt: skip
    join_ministry: float = number(
        default=0.8, unit="logit", low=0, high=2, source="MODEL_PROTOTYPE",
        prior=Normal(0.8, 0.25), text="Pull of the Ministry being in.",
    )  # fmt: skip


class Backbone(Group):
    """Effort of the backbone over its six activities (mechanism M20)."""

    vision: float = number(
        default=1, unit="FTE", low=0, high=3, source="SEED_100KIN10",
        text="Guiding vision and strategy: partners hear positions further from their own.",
    )  # fmt: skip
    alignment: float = number(
        default=1, unit="FTE", low=0, high=3, source="SEED_100KIN10",
        text="Supporting aligned activities: contact builds more trust, programmes coordinate.",
    )  # fmt: skip
    measurement: float = number(
        default=1.5, unit="FTE", low=0, high=3, source="SEED_100KIN10",
        text="Establishing shared measurement.",
    )  # fmt: skip
    public_will: float = number(
        default=1, unit="FTE", low=0, high=3, source="SEED_100KIN10",
        text="Building public will: what is measured is told to the public.",
    )  # fmt: skip
    policy: float = number(
        default=1, unit="FTE", low=0, high=3, source="SEED_100KIN10",
        text="Advancing policy: bringing an observing Ministry to the table.",
    )  # fmt: skip
    funding: float = number(
        default=1, unit="FTE", low=0, high=3, source="SEED_100KIN10",
        text="Mobilising funding.",
    )  # fmt: skip
    neutrality: float = number(
        default=1, unit="factor", low=0, high=1.5, source="SEED_100KIN10",
        text="How neutral it is: multiplies trust at rest in it.",
    )  # fmt: skip
    mobilised: float = number(
        default=0.05, unit="per term", low=0, high=0.2, source="assumed", prior=Uniform(),
        text="Share of the way that mobilised funds go in a term to what can be mobilised.",
    )  # fmt: skip
    mobilised_most: float = number(
        default=1, unit="share", low=0, high=3, source="assumed",
        text="What one FTE can mobilise among members who agree wholly.",
    )  # fmt: skip
