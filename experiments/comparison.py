"""Simulated figures of saved results beside the observed ones, on one scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from calibration.unfitted import Fact, facts
from simulation.data.observed import observations
from simulation.data.streams import STREAMS, streams
from simulation.data.targets import targets

if TYPE_CHECKING:
    import pandas as pd

FIRST_OBSERVED, LAST_OBSERVED = 2006, 2017
SITTERS, SHARE, OF_EXAMINEES = "five_units", "five_unit_share", "five_unit_share_of_examinees"
_PERCENT = 0.01
_ROUNDING = 0.29  # standard deviation of an integer's rounding
ROUTES = {  # to teaching five units, in words
    "veteran": "Veterans", "college": "Graduates", "retrained": "Retrained", "upgraded": "Upgraded",
}  # fmt: skip
_STREAM_WORDS = ("State", "State-religious", "Ultra-Orthodox", "Arab", "Bedouin", "Druze")


class Point(NamedTuple):
    """An observed figure and its standard deviation."""

    year: int
    value: float
    sd: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A simulated course, and what was observed of it.

    Attributes
    ----------
    label
        What a picture calls it.
    years, values
        The simulated figures.
    points
        The observed ones.
    """

    label: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    points: tuple[Point, ...]

    def at(self, year: int) -> float:
        """Return the simulated figure of a year."""
        return self.values[self.years.index(year)]

    def observed(self, year: int) -> Point | None:
        """Return the observed figure of a year, if there is one."""
        return next((p for p in self.points if p.year == year), None)


def sitters(frame: "pd.DataFrame") -> Curve:
    """Return the number of five-unit sitters."""
    return _curve(frame, "five units", SITTERS, _targets("5u examinees", "national", 1))


def shares(frame: "pd.DataFrame") -> list[Curve]:
    """Return the shares of 12th graders who sit five, four and three units."""
    return [
        _curve(frame, "5 units", SHARE, _targets("5u share of 12th graders", "national")),
        _curve(frame, "4 units", "four_unit_share", _read_from_chart("4u share of 12th graders")),
        _curve(frame, "3 units", "three_unit_share", _read_from_chart("3u share of 12th graders")),
    ]


def by_stream(frame: "pd.DataFrame") -> list[Curve]:
    """Return the five-unit share of examinees in each stream."""
    observed_as = {s.name: s.label for s in streams()}
    return [
        _of_examinees(frame, words, ("stream", name), observed_as[name])
        for name, words in zip(STREAMS, _STREAM_WORDS, strict=True)
    ]


def by_quintile(frame: "pd.DataFrame") -> list[Curve]:
    """Return the five-unit share of examinees in each nurture quintile, the strongest first."""
    words = ("1 strongest", "2", "3", "4", "5 weakest")
    return [
        _of_examinees(frame, label, ("quintile", str(q)), f"nurture quintile {q}")
        for q, label in enumerate(words, start=1)
    ]


def _of_examinees(
    frame: "pd.DataFrame", label: str, group: tuple[str, str], observed_as: str
) -> Curve:
    """Return the five-unit share of a group's examinees."""
    points = _targets("5u share of maths examinees", observed_as)
    return _curve(frame, label, OF_EXAMINEES, points, group)


def working_tracks(frame: "pd.DataFrame") -> Curve:
    """Return the number of schools with sitters, as the Ministry's file shows them."""
    observed = _targets("schools with >=1 5u examinee", "national", 1)
    return _curve(frame, "", "working_tracks", observed)


def ladder(frame: "pd.DataFrame") -> list[Curve]:
    """Return the shares of 12th graders by units, all beside the one chart that has all three."""
    return [
        replace(curve, points=_read_from_chart(f"{units}u share of 12th graders"))
        for curve, units in zip(shares(frame), (5, 4, 3), strict=True)
    ]


def of_schools(frame: "pd.DataFrame", label: str, measure: str, grade: int = 0) -> Curve:
    """Return a measure of the country, beside the facts that are no targets."""
    seen = (f for f in facts() if (f.measure.name, f.measure.grade) == (measure, grade))
    return _curve(frame, label, measure, tuple(map(_exact, seen)), grade=grade)


def certified(frame: "pd.DataFrame") -> list[Curve]:
    """Return the certified teachers of each of ROUTES."""
    return [of_schools(frame, words, f"certified_{route}") for route, words in ROUTES.items()]


def known(curves: Sequence[Curve], record: Mapping[str, Any]) -> list[Curve]:
    """Leave out groups that nobody is in, and what was observed of another country."""
    kept = [c for c in curves if c.years]
    return [replace(c, points=()) for c in kept] if record["schools"] else kept


def _curve(
    frame: "pd.DataFrame", label: str, measure: str, points: tuple[Point, ...],
    group: tuple[str, str] = ("national", "all"), grade: int = 12,
) -> Curve:  # fmt: skip
    """Return the course of one measure, from the first observed year on."""
    by, name = group
    rows = frame[
        (frame["by"] == by) & (frame["group"] == name) & (frame["measure"] == measure)
        & (frame["grade"] == grade) & (frame["year"] >= FIRST_OBSERVED)
    ].sort_values("year")  # fmt: skip
    return Curve(label, tuple(rows["year"].tolist()), tuple(rows["value"].tolist()), points)


def _targets(measure: str, group: str, scale: float = _PERCENT) -> tuple[Point, ...]:
    """Return the targets of a measure, each with its error."""
    found = targets(measure=measure, group=group)
    return tuple(Point(t.year, t.value * scale, t.sd * scale) for t in found)


def _exact(fact: Fact) -> Point:
    """Return a fact whose error nobody knows."""
    return Point(fact.year, fact.observed, 0)


def _read_from_chart(measure: str) -> tuple[Point, ...]:
    """Return national shares that were read from a chart in whole percents."""
    return tuple(
        Point(o.year, o.value * _PERCENT, _ROUNDING * _PERCENT)
        for o in observations("units_shares")
        if o.measure == measure and o.group == "national"
    )
