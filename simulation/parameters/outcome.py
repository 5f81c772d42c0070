"""What comes out in grade 12: papers in mathematics, and science subjects."""

from simulation.parameters.declare import Group, Normal, number


class Exam(Group):
    """The five-unit examination in two papers (mechanism M7)."""

    location: float = number(
        default=74, unit="points", low=40, high=95, source="HAARETZ_2015_08_31; ZICHRONIM_2017",
        prior=Normal(74, 2),
        text="Expected score of a paper at ability 0.",
    )  # fmt: skip
    slope: float = number(
        default=13, unit="points per SD", low=2, high=30, source="HAARETZ_2015_08_31",
        prior=Normal(13, 2),
        text="Expected score per SD of ability.",
    )  # fmt: skip
    spread: float = number(
        default=20, unit="points", low=2, high=40, source="HAARETZ_2015_08_31",
        prior=Normal(20, 2),
        text="Spread of a paper's score, given ability.",
    )  # fmt: skip
    pass_mark: float = number(
        default=55, unit="points", low=40, high=70, source="MODEL_PROTOTYPE",
        text="Points needed to pass.",
    )  # fmt: skip
    first_weight: float = number(
        default=0.6, unit="share", low=0, high=1, source="assumed",
        text="Weight of the first paper in the score.",
    )  # fmt: skip
    late_first: float = number(
        default=0.05, unit="share", low=0, high=0.5, source="MODEL_PROTOTYPE",
        text="Students who sit the first paper only in grade 12, with the second.",
    )  # fmt: skip


class Sciences(Group):
    """Physics, chemistry and computer science at five units (mechanism M8)."""

    physics: float = number(
        default=-2.65, unit="logit", low=-8, high=0, source="TTF_PHYS2016",
        prior=Normal(-2.65, 0.5),
        text="Pull of physics on a boy of average ability without five-unit mathematics.",
    )  # fmt: skip
    chemistry: float = number(
        default=-3.6, unit="logit", low=-8, high=0, source="TTF_ARAB_SZOLD",
        prior=Normal(-3.6, 0.5),
        text="Pull of chemistry on the same.",
    )  # fmt: skip
    computer_science: float = number(
        default=-3.9, unit="logit", low=-8, high=0, source="assumed",
        prior=Normal(-3.9, 0.5),
        text="Pull of computer science on the same.",
    )  # fmt: skip
    stem_spread: float = number(
        default=1.0, unit="logit", low=0, high=3, source="assumed",
        text="Spread between students in how much they value science subjects.",
    )  # fmt: skip
    ability_pull: float = number(
        default=0.8, unit="logit per SD", low=0, high=2, source="assumed",
        prior=Normal(0.8, 0.2),
        text="How much ability draws a student to a science subject.",
    )  # fmt: skip
    five_units_pull: float = number(
        default=1.3, unit="logit", low=0, high=3, source="TTF_PHYS2016",
        prior=Normal(1.3, 0.4),
        text="Spill-over: pull of a science subject on those who chose five-unit mathematics.",
    )  # fmt: skip
    chemistry_arabic: float = number(
        default=2.8, unit="logit", low=0, high=5, source="TTF_ARAB_SZOLD",
        prior=Normal(2.8, 0.3),
        text="Further pull of chemistry on Arabic speakers.",
    )  # fmt: skip
    physics_arabic: float = number(
        default=1.2, unit="logit", low=-1, high=3, source="TTF_ARAB_SZOLD",
        prior=Normal(1.2, 0.3),
        text="Further pull of physics on Arabic speakers.",
    )  # fmt: skip
    physics_girl: float = number(
        default=-0.7, unit="logit", low=-2, high=0.5, source="assumed", prior=Normal(-0.7, 0.2),
        text="Pull of physics and computer science on a girl, against a boy.",
    )  # fmt: skip
    keep_with_five: float = number(
        default=0.95, unit="share", low=0.5, high=1, source="assumed",
        text="Students of five-unit mathematics who keep a science subject to grade 12.",
    )  # fmt: skip
    keep_without: float = number(
        default=0.55, unit="share", low=0, high=1, source="MADAN",
        text="Other students who keep a science subject to grade 12.",
    )  # fmt: skip
