"""What a policy can set, year by year; at rest every lever is off."""

from dataclasses import replace

from simulation.parameters.declare import Group, number


class Levers(Group):
    """The levers in force in a year; scenarios date them."""

    reserves: float = number(
        default=0, unit="share of larger schools", low=0, high=1, source="BOI",
        text="Larger schools in the Reserves programme, grades 7 to 12.",
    )  # fmt: skip
    math_first: float = number(
        default=0, unit="schools", low=0, high=20_000, source="SEED_CHAPTER",
        text="Schools with a track in Math First.",
    )  # fmt: skip
    give_five: float = number(
        default=0, unit="share of schools with a track", low=0, high=1, source="HAARETZ_2015_08_31",
        text="Schools with a track in Give Five.",
    )  # fmt: skip
    give_five_dose: float = number(
        default=1, unit="share of a full year", low=0, high=1, source="assumed",
        text="How much of Give Five a school in it gets.",
    )  # fmt: skip
    safety_net: float = number(
        default=0, unit="0 or 1", low=0, high=1, source="JPOST_SAFETY",
        text="Whether a failed second paper leaves four units instead of three.",
    )  # fmt: skip
    bonus: float = number(
        default=0, unit="share", low=0, high=1, source="JPOST_BONUS",
        text="How far the universities' larger bonus is known and believed.",
    )  # fmt: skip
    virtual_seats: float = number(
        default=0, unit="seats per entering grade", low=0, high=100_000, source="TTF_VHS2",
        text="Seats of the virtual high school for a new grade 10.",
    )  # fmt: skip
    class_minimum: float = number(
        default=15, unit="students", low=1, high=40, source="HAARETZ_2015_08_31",
        text="Students who must want five units before a school may open a track.",
    )  # fmt: skip
    publication: float = number(
        default=0, unit="0 or 1", low=0, high=1, source="SEED_CHAPTER",
        text="Whether the share at five units of every local authority is published.",
    )  # fmt: skip
    directors: float = number(
        default=0, unit="authorities", low=0, high=1000, source="SEED_SUCCESS",
        text="Local authorities with a director of excellence, the weakest in the south first.",
    )  # fmt: skip
    visits: float = number(
        default=0, unit="share of students", low=0, high=1, source="assumed",
        text="Students of grade 9 who are visited by a role model or visit a firm.",
    )  # fmt: skip
    tutoring: float = number(
        default=0, unit="share of students", low=0, high=1, source="TTF_SHIUR",
        text="Five-unit students who are tutored by volunteers.",
    )  # fmt: skip
    retraining: float = number(
        default=0, unit="places per year", low=0, high=2000, source="MOFET_RETRAINING",
        text="Places in retraining from industry; those trained teach from the next year on.",
    )  # fmt: skip
    certification: float = number(
        default=0, unit="places per year", low=0, high=2000, source="MODEL_PROTOTYPE",
        text="Places for serving teachers in certification, used where a school lacks a teacher.",
    )  # fmt: skip
    goal: float = number(
        default=0, unit="students", low=0, high=100_000, source="HAYADAN_2015_08",
        text="Common goal for five-unit students a year; 0 is none.",
    )  # fmt: skip
    periphery: float = number(
        default=0, unit="logit", low=0, high=4, source="SEED_SSIR",
        text="How much likelier a given amount goes to schools of the periphery or in Arabic.",
    )  # fmt: skip
    acceleration: float = number(
        default=0, unit="share of schools", low=0, high=1, source="SEED_SUCCESS",
        text="Schools whose grades 7 to 9 are in a middle-school programme like Reserves.",
    )  # fmt: skip
    pinned_urgency: float = number(
        default=0, unit="0 or 1", low=0, high=1, source="assumed",
        text="Whether urgency follows the observed number instead of the run's own (for tests).",
    )  # fmt: skip
    free_capacity: float = number(
        default=0, unit="0 or 1", low=0, high=1, source="assumed",
        text="Whether teachers and virtual seats suffice for all who ask (for tests).",
    )  # fmt: skip

    def for_part(self, share: float) -> "Levers":
        """Return the levers as they reach a part of the country: its share of national amounts."""
        if share == 1:
            return self
        amounts = (
            "math_first", "virtual_seats", "directors", "retraining", "certification", "goal",
        )  # fmt: skip
        return replace(self, **{name: getattr(self, name) * share for name in amounts})
