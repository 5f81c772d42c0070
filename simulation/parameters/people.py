"""Who lives in the country: social composition, ability and its growth, leaving school."""

from simulation.parameters.declare import Group, Normal, number


class People(Group):
    """The base population; a change here builds another country."""

    girls_share: float = number(
        default=0.5, unit="share", low=0, high=1, source="assumed",
        text="Girls among those who enter grade 7, in every school alike.",
    )  # fmt: skip
    persistence: float = number(
        default=0.92, unit="correlation", low=0.7, high=0.99, source="MODEL_PROTOTYPE",
        text="Correlation of ability, given background, from one grade to the next.",
    )  # fmt: skip
    six_year_share: float = number(
        default=0.34, unit="share", low=0, high=1, source="MOE_BUDGET_2015",
        text="Upper-secondary schools that have their own middle school (532 of 1,571 in 2015).",
    )  # fmt: skip
    physics_schools: float = number(
        default=484, unit="schools", low=0, high=1129, source="TTF_PHYS2016",
        text="Schools of 1,129 that offer physics.",
    )  # fmt: skip
    chemistry_schools: float = number(
        default=450, unit="schools", low=0, high=1129, source="assumed",
        text="Schools of 1,129 that offer chemistry.",
    )  # fmt: skip
    computer_science_schools: float = number(
        default=420, unit="schools", low=0, high=1129, source="assumed",
        text="Schools of 1,129 that offer computer science.",
    )  # fmt: skip
    cohorts_held: float = number(
        default=2040, unit="year of grade 12", low=2001, high=2040, source="assumed",
        text="Year from which cohorts grow no more; by default the last that is known.",
    )  # fmt: skip
    authorities: float = number(
        default=255, unit="authorities", low=20, high=400, source="assumed",
        text="Local authorities in the synthetic roster.",
    )  # fmt: skip


class Ability(Group):
    """The course of ability without programmes (mechanism M2)."""

    ses_quintile_1: float = number(
        default=0.80, unit="SD", low=-2, high=2, source="MODEL_PROTOTYPE", prior=Normal(0.80, 0.1),
        text="Mean socio-economic status in schools of nurture quintile 1, the strongest.",
    )  # fmt: skip
    ses_quintile_2: float = number(
        default=0.25, unit="SD", low=-2, high=2, source="MODEL_PROTOTYPE", prior=Normal(0.25, 0.1),
        text="Mean socio-economic status in schools of nurture quintile 2.",
    )  # fmt: skip
    ses_quintile_3: float = number(
        default=-0.05, unit="SD", low=-2, high=2, source="MODEL_PROTOTYPE",
        prior=Normal(-0.05, 0.1),
        text="Mean socio-economic status in schools of nurture quintile 3.",
    )  # fmt: skip
    ses_quintile_4: float = number(
        default=-0.45, unit="SD", low=-2, high=2, source="MODEL_PROTOTYPE",
        prior=Normal(-0.45, 0.1),
        text="Mean socio-economic status in schools of nurture quintile 4.",
    )  # fmt: skip
    ses_quintile_5: float = number(
        default=-0.80, unit="SD", low=-2, high=2, source="MODEL_PROTOTYPE",
        prior=Normal(-0.80, 0.1),
        text="Mean socio-economic status in schools of nurture quintile 5, the weakest.",
    )  # fmt: skip
    ses_unknown: float = number(
        default=-0.45, unit="SD", low=-2, high=2, source="assumed", prior=Normal(-0.45, 0.3),
        text="Mean socio-economic status in small schools without a nurture quintile.",
    )  # fmt: skip
    ses_within: float = number(
        default=0.8, unit="SD", low=0.1, high=1.5, source="MODEL_PROTOTYPE",
        text="Spread of socio-economic status inside a school.",
    )  # fmt: skip
    ses_slope_hebrew: float = number(
        default=0.45, unit="SD per SD", low=0.1, high=0.8, source="RAMA_PROBLEM_SOLVING",
        prior=Normal(0.45, 0.05),
        text="Ability per unit of socio-economic status at grade 8, Hebrew speakers.",
    )  # fmt: skip
    ses_slope_arabic: float = number(
        default=0.25, unit="SD per SD", low=0.0, high=0.6, source="RAMA_PROBLEM_SOLVING",
        prior=Normal(0.25, 0.05),
        text="Ability per unit of socio-economic status at grade 8, Arabic speakers.",
    )  # fmt: skip
    ses_slope_growth: float = number(
        default=0.02, unit="SD per SD and grade", low=0, high=0.1, source="RAMA_STATUS_REPORT",
        text="Growth of the slope on socio-economic status with each grade.",
    )  # fmt: skip
    arabic_gap: float = number(
        default=-0.40, unit="SD", low=-1, high=0.2, source="HAARETZ_TIMSS2019",
        prior=Normal(-0.40, 0.08),
        text="Ability of Arabic speakers at grade 8, given socio-economic status.",
    )  # fmt: skip
    arabic_gap_growth: float = number(
        default=-0.03, unit="SD per grade", low=-0.2, high=0.1, source="RAMA_STATUS_REPORT",
        text="Growth of that gap with each grade.",
    )  # fmt: skip


class Leaving(Group):
    """Who leaves school before grade 12 (mechanism M1)."""

    level: float = number(
        default=-2.1, unit="logit", low=-4, high=0, source="MODEL_PROTOTYPE",
        prior=Normal(-2.1, 0.2),
        text="Leaving school between grades 9 and 12, at ability 0.",
    )  # fmt: skip
    ability_pull: float = number(
        default=-0.7, unit="logit per SD", low=-2, high=0, source="MODEL_PROTOTYPE",
        prior=Normal(-0.7, 0.2),
        text="How much ability keeps a student in school.",
    )  # fmt: skip


class Gains(Group):
    """What programmes and classes add to ability (mechanism M2)."""

    hour_gain: float = number(
        default=0.05, unit="SD per weekly hour and year", low=0, high=0.12, source="LAVY_2015",
        prior=Normal(0.05, 0.015),
        text="Gain from one more weekly hour of mathematics for a year.",
    )  # fmt: skip
    hour_decline: float = number(
        default=0.1, unit="share per hour", low=0, high=0.3, source="LAVY_2015",
        text="How much less each further weekly hour gains.",
    )  # fmt: skip
    certified_gain: float = number(
        default=0.07, unit="SD per year", low=0, high=0.2, source="CLOTFELTER_2010",
        prior=Normal(0.07, 0.02),
        text="Gain of a class from a teacher certified for five units.",
    )  # fmt: skip
    quality_gain: float = number(
        default=0.07, unit="SD per SD and year", low=0, high=0.2, source="JACKSON_2012",
        prior=Normal(0.07, 0.02),
        text="Gain of a class from certified teachers one SD better than the mean.",
    )  # fmt: skip
    career_changer_gain: float = number(
        default=-0.03, unit="SD per year", low=-0.15, high=0.1, source="CLOTFELTER_2010",
        prior=Normal(-0.03, 0.03),
        text="Gain of a class from a career changer's first years, against other teachers.",
    )  # fmt: skip
    career_changer_years: float = number(
        default=2, unit="years", low=1, high=5, source="CLOTFELTER_2010",
        text="Years of teaching that count as a career changer's first.",
    )  # fmt: skip
    tutoring_gain: float = number(
        default=0.08, unit="SD per year", low=0, high=0.4, source="NICKOW_2024; GURYAN_2023",
        prior=Normal(0.08, 0.03),
        text="Gain of a student tutored by volunteers for a year, at the scale of a trial.",
    )  # fmt: skip
    classmates_gain: float = number(
        default=0.05, unit="SD per SD", low=0, high=0.2, source="MODEL_PROTOTYPE",
        prior=Normal(0.05, 0.03),
        text="Gain per SD by which the five-unit class is abler than its school's before.",
    )  # fmt: skip
