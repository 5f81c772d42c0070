"""What everybody feels at once: pressure for eligibility rates, shortage, urgency, taste."""

from typing import Any

from simulation.parameters.declare import Beta, Group, Normal, number

TASTE_FROM, TASTE_STEP = 2005, 4  # the year that taste is measured from; years of a step


def _drift(until: int) -> Any:  # noqa: ANN401  as `number` does
    """Declare by how much taste changes in the years of a step."""
    return number(
        default=0, unit="logit", low=-0.5, high=0.5, source="assumed", prior=Normal(0, 0.1),
        text=f"Common change of taste in the {TASTE_STEP} years to {until}, of unknown cause.",
    )  # fmt: skip


class Climate(Group):
    """Common pulls on choice and persistence (mechanism M4)."""

    pressure: float = number(
        default=0.99, unit="logit", low=0, high=2.5, source="MODEL_PROTOTYPE",
        prior=Normal(0.8, 0.4),
        text="How much pressure for eligibility rates costs five units, in choice, at its height.",
    )  # fmt: skip
    pressure_ease: float = number(
        default=0.32, unit="share", low=0, high=1, source="MODEL_PROTOTYPE", prior=Beta(2, 4),
        text="By how much that pressure had eased by 2013, a cause outside the Initiative.",
    )  # fmt: skip
    pressure_start: float = number(
        default=2002, unit="year", low=1996, high=2006, source="assumed",
        text="Last year without pressure for eligibility rates.",
    )  # fmt: skip
    pressure_peak: float = number(
        default=2009, unit="year", low=2006, high=2012, source="assumed",
        text="Year of its height.",
    )  # fmt: skip
    pressure_eased: float = number(
        default=2013, unit="year", low=2012, high=2018, source="assumed",
        text="Year from which it has eased.",
    )  # fmt: skip
    shortage: float = number(
        default=0.46, unit="logit", low=0, high=2, source="MODEL_PROTOTYPE", prior=Normal(0.5, 0.3),
        text="How much it costs, in choice and persistence, when all certified teachers lack.",
    )  # fmt: skip
    habit_years: float = number(
        default=5, unit="years", low=2, high=10, source="MODEL_PROTOTYPE",
        text="Years over which a school knows its own usual share of five-unit students.",
    )  # fmt: skip
    salience: float = number(
        default=0.27, unit="logit", low=-0.6, high=1.2, source="MODEL_PROTOTYPE",
        prior=Normal(0.3, 0.2),
        text="Pull of one unit of urgency on choice and persistence alike.",
    )  # fmt: skip
    urgency_decay: float = number(
        default=0.3, unit="per year", low=0.15, high=0.6, source="MODEL_PROTOTYPE",
        prior=Beta(3, 7),
        text="Share of urgency that is lost in a year.",
    )  # fmt: skip
    urgency_rise: float = number(
        default=0.8, unit="per relative shortfall", low=0, high=2, source="MODEL_PROTOTYPE",
        prior=Normal(0.8, 0.25),
        text="Urgency from a year in which nobody sits.",
    )  # fmt: skip
    urgency_goal: float = number(
        default=0.2, unit="per relative distance", low=0, high=1, source="assumed",
        prior=Normal(0.2, 0.1),
        text="Urgency from a common goal of which nothing is reached.",
    )  # fmt: skip
    urgency_fall: float = number(
        default=0.5, unit="per relative success", low=0, high=2, source="MODEL_PROTOTYPE",
        prior=Normal(0.5, 0.2),
        text="Urgency lost as the number passes four fifths of the goal.",
    )  # fmt: skip
    urgency_scale: float = number(
        default=1.5, unit="factor", low=0.5, high=3, source="MODEL_PROTOTYPE",
        text="Fixed factor that puts urgency near 1 in 2013.",
    )  # fmt: skip
    success_from: float = number(
        default=0.8, unit="share of the goal", low=0.5, high=1, source="MODEL_PROTOTYPE",
        text="Share of the goal from which success wanes urgency.",
    )  # fmt: skip
    reference_share: float = number(
        default=0.141, unit="share", low=0.05, high=0.3, source="BOOK_TTF",
        text="Share of 12th graders at five units against which a decline is felt: that of 2006.",
    )  # fmt: skip
    visibility_before: float = number(
        default=0.25, unit="factor", low=0, high=1, source="MODEL_PROTOTYPE",
        text="How visible the decline was before it was in the news.",
    )  # fmt: skip
    visible_from: float = number(
        default=2011, unit="year", low=2005, high=2015, source="MODEL_PROTOTYPE",
        text="Year from which the decline was in the news.",
    )  # fmt: skip


class Taste(Group):
    """A common change of taste for five units that nothing here explains (mechanism M4).

    A random walk whose prior has a step of SD 0.05 logit a year, told at every fourth year; the
    level before 2005 is that of choice and persistence. Reported as unexplained.
    """

    to_2009: float = _drift(2009)
    to_2013: float = _drift(2013)
    to_2017: float = _drift(2017)
    to_2021: float = _drift(2021)
    to_2025: float = _drift(2025)
    to_2029: float = _drift(2029)
    to_2033: float = _drift(2033)
