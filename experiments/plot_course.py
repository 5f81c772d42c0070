"""The course of a partnership in curves: its members, their trust, and what moves them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from experiments import panels
from experiments.comparison import LAST_OBSERVED
from experiments.palette import BLUE, BROWN, GREEN, INK, ORANGE, PINK, SECTOR_COLOURS, SKY, WHITE
from experiments.plot_network import SECTOR_WORDS
from simulation.data.history import policy_timeline

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_FIRST_YEAR = 2010
_ROOM = 0.76  # of the years drawn, for labels
_LAST_TERM = 3
_FADED = 0.7  # opacity of the years that nobody has observed
_TRUST = {
    "trust_within_sectors": ("Within", BLUE), "trust_across_sectors": ("Across", SKY),
    "trust_ngo_ministry": ("NGO–Ministry", INK),
}  # fmt: skip
_ALWAYS = {"urgency"}  # felt also where there is no Initiative
_MOVES = {
    "urgency": ("Urgency", ORANGE), "measurement": ("Measurement", GREEN),
    "agreement": ("Agreement", BROWN), "commitment": ("Commitment", PINK),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of a partnership: the frames of a run.

    Attributes
    ----------
    terms, events, ties, partners
        Measures of every term; what happened; who trusted whom, and who there was, at the end of
        each school year.
    record
        Which run it is.
    """

    terms: "pd.DataFrame"
    events: "pd.DataFrame"
    ties: "pd.DataFrame"
    partners: "pd.DataFrame"
    record: Mapping[str, Any]

    @property
    def until(self) -> int:
        """The last school year."""
        return int(self.record["until"])

    def course(self, measure: str, *, lived: bool = False) -> tuple[list[float], list[float]]:
        """Return the times [school years, 3 terms each] and values of a measure.

        `lived` leaves out the years before there are members.
        """
        rows = self.terms[(self.terms["measure"] == measure) & (self.terms["year"] <= self.until)]
        rows = rows[rows["year"] >= (self.launch or 0)] if lived else rows
        rows = rows.sort_values(["year", "term"])
        return (rows["year"] - 1 + rows["term"] / _LAST_TERM).tolist(), rows["value"].tolist()

    def at(self, measure: str, year: int) -> float:
        """Return a measure at the end of a school year, 0 where it is not told."""
        told = dict(zip(*self.course(measure), strict=True))
        value = float(told.get(year, 0.0))
        return value if isfinite(value) else 0.0

    def first(self, measure: str, least: float) -> tuple[int, int] | None:
        """Return the first school year and term in which a measure is at least so much."""
        found = self.terms[(self.terms["measure"] == measure) & (self.terms["value"] >= least)]
        rows = found[found["year"] <= self.until].sort_values(["year", "term"])
        return (int(rows["year"].iloc[0]), int(rows["term"].iloc[0])) if len(rows) else None

    @property
    def launch(self) -> int | None:
        """The first school year with members, None if there never are any."""
        found = self.first("members", 1)
        return found[0] if found else None

    @property
    def start(self) -> int:
        """The first year drawn."""
        return min(_FIRST_YEAR, (self.launch or self.until) - 1, self.until - 1)


def draw_curves(places: Sequence["Axes"], story: Story) -> None:
    """Draw members by sector, trust, and what moves the partnership, into three panels."""
    _stack(places[0], story)
    _curves(places[1], story, _TRUST)
    _curves(places[2], story, _MOVES)
    dot = "; dot: observed" * _observed(places[0], story)
    titles = (
        ("Organisations", f"members, by sector{dot}"),
        ("Trust between organisations", "mean, 0 to 1; within and across sectors"),
        ("What moves them", "0 to 1; urgency of 2013 = 1"),
    )
    for panel, title, later in zip(places, titles, ("not observed", "", ""), strict=True):
        panels.dress(panel, title, until=story.until, later=later)
        _frame(panel, story)


def _frame(panel: "Axes", story: Story) -> None:
    """Let a panel begin where there is something to draw, and leave room for its labels."""
    until = story.until
    first = min(max(story.start, int(story.terms["year"].min()) - 1), until - 1)
    years = until - first
    panel.set_xlim(first - 0.02 * years, until + _ROOM * years)
    panel.spines["bottom"].set_bounds(first, until)
    step = 1 if years <= 6 else 5 if years <= 25 else 10
    panel.set_xticks([y for y in range(first, until + 1) if y % step == 0])


def _curves(panel: "Axes", story: Story, told: Mapping[str, tuple[str, str]]) -> None:
    """Draw measures term by term, lighter after the last observed year, each named at its end."""
    from matplotlib.ticker import MaxNLocator

    courses = {m: story.course(m, lived=m not in _ALWAYS) for m in told if story.course(m)[1]}
    panel.set_ylim(0, 1.02 * max(1.0, panels._highest([v for _, c in courses.values() for v in c])))
    for measure, (times, values) in courses.items():
        cut = sum(t <= LAST_OBSERVED for t in times)
        for kept, fade in ((slice(cut), 1), (slice(max(cut - 1, 0), None), _FADED)):
            panel.plot(times[kept], values[kept], color=told[measure][1], linewidth=2, alpha=fade)
    ends = {m: values[-1] for m, (_, values) in courses.items() if isfinite(values[-1])}
    words = [f"{told[m][0]}  {end:.2f}" for m, end in ends.items()]
    _names(panel, story, list(ends.values()), words, [told[m][1] for m in ends])
    panel.yaxis.set_major_locator(MaxNLocator(steps=[1, 2, 2.5, 5, 10]))
    panel.yaxis.set_major_formatter("{x:g}")


def _stack(panel: "Axes", story: Story) -> None:
    """Draw the members of each sector upon one another."""
    times, total = story.course("members")
    panel.set_ylim(0, 1.12 * panels._highest(total))
    floor, middles, words, colours = [0.0] * len(times), [], [], []
    for sector, name in SECTOR_WORDS.items():
        _, values = story.course(f"members_{sector}")
        if len(values) != len(times) or not any(values):
            continue
        top = [a + b for a, b in zip(floor, values, strict=True)]
        colour, cut = SECTOR_COLOURS[sector], sum(t <= LAST_OBSERVED for t in times)
        for kept, fade in ((slice(cut), 1), (slice(max(cut - 1, 0), None), _FADED)):
            panel.fill_between(
                times[kept], floor[kept], top[kept], color=colour, alpha=fade, linewidth=0
            )
        middles.append((floor[-1] + top[-1]) / 2)
        words.append(f"{name}  {values[-1]:,.0f}")
        colours.append(colour)
        floor = top
    _names(panel, story, middles, words, colours)
    _observed(panel, story)


def _observed(panel: "Axes", story: Story) -> bool:
    """Draw how many organisations there were at the launch, in the same country; say if it is."""
    at_launch = [
        (e.year, e.value) for e in policy_timeline()
        if e.measure == "organisations" and story.start < e.year < story.until
    ]  # fmt: skip
    if story.record["schools"] or not at_launch:
        return False
    years, values = zip(*at_launch, strict=True)
    panel.plot(
        years, values, "o", color=INK, markersize=6.2, markeredgecolor=WHITE, clip_on=False,
    )  # fmt: skip
    return True


def _names(
    panel: "Axes", story: Story, heights: Sequence[float], words: Sequence[str],
    colours: Sequence[str],
) -> None:  # fmt: skip
    """Write names where lines end, none upon another."""
    apart = panels._apart(heights, panels._label_height(panel))
    for height, name, colour in zip(apart, words, colours, strict=True):
        panels._label(panel, story.until, height, name, colour)
