"""How a student of grade 9 weighs the ladder of mathematics: none, three, four or five units."""

from simulation.parameters.declare import Group, Normal, number


class Choice(Group):
    """Choice of a track (mechanism M5)."""

    level: float = number(
        default=-1.25, unit="logit", low=-6, high=3, source="MODEL_PROTOTYPE",
        prior=Normal(-1.5, 1),
        text="Pull of five units on a Hebrew-speaking boy of average ability and background.",
    )  # fmt: skip
    ability_pull: float = number(
        default=1.9, unit="logit per SD", low=1, high=3, source="MODEL_PROTOTYPE",
        text="How much ability draws a student up the ladder.",
    )  # fmt: skip
    ses_pull: float = number(
        default=0.25, unit="logit per SD", low=0, high=0.8, source="AYALON_2006",
        prior=Normal(0.3, 0.12),
        text="How much socio-economic status does, given ability.",
    )  # fmt: skip
    girl_hebrew: float = number(
        default=-0.6, unit="logit", low=-1.2, high=0.2, source="FRIEDMAN_SOKULER_2016",
        prior=Normal(-0.5, 0.15),
        text="Pull on a Hebrew-speaking girl, against a boy of the same ability.",
    )  # fmt: skip
    girl_arabic: float = number(
        default=0.20, unit="logit", low=-0.4, high=0.8, source="FRIEDMAN_SOKULER_2020",
        prior=Normal(0.2, 0.12),
        text="Pull on an Arabic-speaking girl, against a boy of the same ability.",
    )  # fmt: skip
    girl_ability: float = number(
        default=0.2, unit="share per SD", low=0, high=0.6, source="FRIEDMAN_SOKULER_2016",
        text="How much the difference between girls and boys grows with ability.",
    )  # fmt: skip
    religious: float = number(
        default=-0.05, unit="logit", low=-1.5, high=1.5, source="MODEL_PROTOTYPE",
        prior=Normal(-0.2, 0.3),
        text="Offset of the state-religious stream.",
    )  # fmt: skip
    ultra_orthodox: float = number(
        default=-2.08, unit="logit", low=-4, high=1, source="MODEL_PROTOTYPE",
        prior=Normal(-1.7, 0.5),
        text="Offset of the ultra-Orthodox stream.",
    )  # fmt: skip
    arab: float = number(
        default=0.79, unit="logit", low=-0.6, high=1.6, source="AYALON_2002",
        prior=Normal(0.35, 0.3),
        text="Offset of the Arab stream, given ability and access.",
    )  # fmt: skip
    bedouin: float = number(
        default=0.07, unit="logit", low=-1.5, high=2, source="MODEL_PROTOTYPE",
        prior=Normal(0.5, 0.4),
        text="Offset of the Bedouin stream.",
    )  # fmt: skip
    druze: float = number(
        default=0.68, unit="logit", low=-1.5, high=2, source="MODEL_PROTOTYPE",
        prior=Normal(0.5, 0.4),
        text="Offset of the Druze stream.",
    )  # fmt: skip
    four_units: float = number(
        default=1.54, unit="logit", low=0.5, high=3, source="MODEL_PROTOTYPE",
        prior=Normal(1.5, 0.3),
        text="How much easier it is to reach at least four units than five.",
    )  # fmt: skip
    three_units: float = number(
        default=3.81, unit="logit", low=2, high=6, source="MODEL_PROTOTYPE",
        prior=Normal(3.6, 0.4),
        text="How much easier it is to reach any mathematics than five units, before the rise.",
    )  # fmt: skip
    three_units_rise: float = number(
        default=0.77, unit="logit", low=0, high=2, source="MODEL_PROTOTYPE",
        prior=Normal(0.6, 0.2),
        text="By how much any mathematics became easier to reach.",
    )  # fmt: skip
    three_units_rise_from: float = number(
        default=2007, unit="year", low=1996, high=2010, source="MODEL_PROTOTYPE",
        text="Last choice year before any mathematics became easier to reach.",
    )  # fmt: skip
    three_units_rise_to: float = number(
        default=2011, unit="year", low=2008, high=2020, source="MODEL_PROTOTYPE",
        text="Choice year from which it has become easier in full.",
    )  # fmt: skip
    school_spread: float = number(
        default=0.44, unit="logit", low=0, high=1.5, source="MODEL_PROTOTYPE",
        prior=Normal(0.44, 0.1),
        text="Spread between schools in the pull of five units that nothing else explains.",
    )  # fmt: skip
    year_spread: float = number(
        default=0.2, unit="logit", low=0, high=1, source="FOI_SCHOOL", prior=Normal(0.2, 0.07),
        text="Spread of a school's pull from one grade 9 to the next, that nothing else explains.",
    )  # fmt: skip
    norm_pull: float = number(
        default=5.0, unit="logit per share", low=0, high=10, source="JOENSEN_NIELSEN_2015",
        prior=Normal(5.0, 2.5),
        text="Pull of the school's own rise in five-unit students above its five-year mean.",
    )  # fmt: skip
    norm_clip: float = number(
        default=0.1, unit="share", low=0.01, high=0.5, source="assumed",
        text="Largest rise or fall of that share that is noticed.",
    )  # fmt: skip
    reserves: float = number(
        default=0.75, unit="logit", low=0, high=1.2, source="BOI", prior=Normal(0.51, 0.12),
        text="Pull of the Reserves programme once three years of it are lived.",
    )  # fmt: skip
    reserves_girl: float = number(
        default=0.2, unit="logit", low=-0.2, high=0.6, source="BOI", prior=Normal(0.2, 0.1),
        text="By how much more the Reserves programme pulls girls.",
    )  # fmt: skip
    reserves_ramp: float = number(
        default=3, unit="years", low=1, high=6, source="BOI",
        text="Years of the Reserves programme until its pull is whole.",
    )  # fmt: skip
    visit_boy: float = number(
        default=0.03, unit="logit", low=0, high=0.1, source="BREDA_2023", prior=Normal(0.03, 0.03),
        text="Pull of a role model's visit on a boy, at the scale of a trial.",
    )  # fmt: skip
    visit_girl: float = number(
        default=0.08, unit="logit", low=0, high=0.46, source="BREDA_2023", prior=Normal(0.08, 0.07),
        text="Pull of a role model's visit on a girl, at the scale of a trial.",
    )  # fmt: skip
    bonus: float = number(
        default=0.2, unit="logit", low=0, high=0.6, source="IRISH_TIMES_2014; JPOST_BONUS",
        prior=Normal(0.2, 0.15),
        text="Pull of the universities' larger bonus for five units once all believe in it.",
    )  # fmt: skip


class Persistence(Group):
    """Staying in a track (mechanism M6)."""

    level_11: float = number(
        default=0.18, unit="logit", low=-2, high=3, source="MODEL_PROTOTYPE",
        prior=Normal(0.3, 0.5),
        text="Staying at five units from grade 10 to 11, at ability 0.",
    )  # fmt: skip
    level_12: float = number(
        default=3.5, unit="logit", low=1, high=6, source="JPOST_2016_06; HAYADAN_2017_05",
        prior=Normal(3.5, 0.4),
        text="Staying at five units from grade 11 to 12, at ability 0.",
    )  # fmt: skip
    ability_pull: float = number(
        default=0.5, unit="logit per SD", low=0, high=1.5, source="MODEL_PROTOTYPE",
        prior=Normal(0.5, 0.15),
        text="How much ability keeps a student at five units.",
    )  # fmt: skip
    hour_pull: float = number(
        default=0.05, unit="logit per weekly hour", low=0, high=0.3, source="CORTES_2015",
        prior=Normal(0.05, 0.02),
        text="How much one more weekly hour does.",
    )  # fmt: skip
    give_five: float = number(
        default=0.7, unit="logit", low=0, high=2, source="BOI", prior=Normal(0.8, 0.3),
        text="How much the Give Five programme keeps a boy at five units.",
    )  # fmt: skip
    give_five_girl: float = number(
        default=0.2, unit="share", low=0, high=1, source="BOI",
        text="Share of that effect that reaches a girl.",
    )  # fmt: skip
    safety_net: float = number(
        default=0.25, unit="logit", low=0, high=1.5, source="JPOST_SAFETY", prior=Normal(0.25, 0.2),
        text="How much the safety net keeps a student who is sure to fail.",
    )  # fmt: skip
    virtual: float = number(
        default=-0.2, unit="logit", low=-0.8, high=0.3, source="BITON_2017",
        prior=Normal(-0.2, 0.15),
        text="Staying in the virtual class, against a class at school.",
    )  # fmt: skip
    pressure: float = number(
        default=0.14, unit="logit", low=0, high=1, source="MODEL_PROTOTYPE",
        text="How much pressure for eligibility rates costs in staying at five units.",
    )  # fmt: skip
    upward_level: float = number(
        default=-4.8, unit="logit", low=-9, high=-2, source="MODEL_PROTOTYPE",
        prior=Normal(-4.8, 0.3),
        text="Moving up from four units to five, at ability 0; about 1 % of four-unit students.",
    )  # fmt: skip
    four_level: float = number(
        default=0.17, unit="logit", low=-2, high=3, source="MODEL_PROTOTYPE",
        prior=Normal(0.17, 0.2),
        text="Staying at four units from grade 10 to 11, at ability 0; leaving means three.",
    )  # fmt: skip
    four_ability_pull: float = number(
        default=0.5, unit="logit per SD", low=0, high=1.5, source="MODEL_PROTOTYPE",
        prior=Normal(0.5, 0.15),
        text="How much ability keeps a student at four units.",
    )  # fmt: skip
