"""A timeline of a partnership: what happened in the model above it, what happened below it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from experiments.palette import BLUE, GREEN, GRID, INK, ORANGE, PINK, QUIET, WHITE
from simulation.data.history import policy_timeline

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

FOUNDING = {"launch", "join"}  # kinds of events that show that there is an Initiative
_TERMS = ("summer", "autumn", "winter", "spring")
_MONTHS = (7, 10, 2, 5)  # of the calendar year, in the middle of each
_TURN = 2  # terms before it are of the calendar year before
_COLOURS = {
    "launch": GREEN, "ministry": INK, "agenda": BLUE, "minister": ORANGE, "circle": PINK,
}  # fmt: skip  # in the order in which they are kept where there are too many
_BOLD = {"launch", "ministry"}
_MOST_ABOVE, _MOST_BELOW = 12, 10  # labels
_LONGEST = 44  # letters
_MANY_YEARS = 26
_OUTSIDE = 100  # lanes that a label outside the panel is worth
_STEM = 0.085  # inches between two
_LANE, _NARROWEST = 0.225, 0.175  # inches between labels: usually, at least
_FIRST, _BAND = 0.32, 0.14  # inches: to the first label, half of the axis
_TOLD = {  # events of the Initiative and the Ministry, in short
    "Cross-Sector Round Table begins to operate in the Ministry": "Cross-Sector Round Table",
    "5x2 Initiative launched": "5x2 launched",
    "New director-general of the Ministry, before head of the Cross-Sector Round Table":
        "New director-general",
    '"Math First" announced': "“Math First” announced",
    "National programme announced by new minister": "National programme announced",
    '"Give Five" launched': "“Give Five” launched",
    "Local-authority 5u statistics published": "Figures of local authorities published",
    "5x2 strategic planning: periphery + middle school": "New strategy: periphery, middle schools",
    "Elections; change of leadership in the Ministry; urgency wanes": "Elections, new leadership",
    "TOP15: new 5x2 mission, middle schools, periphery, Arab society": "TOP15, a new mission",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a moment [calendar year], with the kind of event they tell."""

    at: float
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Placed:
    """A label in a lane, the first the nearest to the axis, to the left or right of its stem."""

    label: Label
    lane: int
    left: bool


def moment(year: int, term: int) -> float:
    """Return the calendar time of a term of a school year; 0 is the summer before.

    >>> round(moment(2015, 0), 2), round(moment(2015, 3), 2)
    (2014.54, 2015.38)
    """
    return _calendar(year, term) + (_MONTHS[term] - 0.5) / 12


def term_words(year: int, term: int) -> str:
    """Return a term as people say it.

    >>> term_words(2015, 1), term_words(2015, 3)
    ('autumn 2014', 'spring 2015')
    """
    return f"{_TERMS[term]} {_calendar(year, term)}"


def simulated(events: "pd.DataFrame", first: int, until: int) -> list[Label]:
    """Return what happened in the model: launch, Ministry, agendas, ministers, circles."""
    shown = events[(events["year"] >= first) & (events["year"] <= until)]
    told = [
        Label(moment(year, term), _sentence(kind, who, text), kind)
        for kind, year, term, who, text in _chosen(shown)
    ]
    order = list(_COLOURS)
    kept = sorted(told, key=lambda label: (order.index(label.kind), label.at))[:_MOST_ABOVE]
    return sorted((label for label in told if label in kept), key=lambda label: label.at)


def historical(record: Mapping[str, Any], first: int, until: int) -> list[Label]:
    """Return what happened to the Initiative and the Ministry; nothing of another country."""
    if record["schools"]:
        return []
    return [
        Label(_date(e.date), _TOLD[e.event], "") for e in policy_timeline()
        if e.event in _TOLD and first <= _date(e.date) < until + 1
    ][:_MOST_BELOW]  # fmt: skip


def timeline(
    panel: "Axes", above: Sequence[Label], below: Sequence[Label], *, first: int, until: int
) -> None:
    """Draw an axis of calendar years, labels above and below it; upwards the unit is an inch."""
    panel.set_xlim(first, until + 1)
    figure = panel.get_figure(root=True)
    high = panel.get_position().height * (figure.get_figheight() if figure else 1)
    ends = [bool(labels) * (_FIRST + _LANE / 2) + _BAND for labels in (above, below)]
    sides = _fitting(panel, list(above), below, high - sum(ends))
    lanes = [_depth(placed) for placed in sides]
    lane = min(_LANE, (high - sum(ends)) / max(sum(lanes), 1))
    top = ends[0] + lane * lanes[0]
    panel.set_ylim(top - high, top)
    panel.set_axis_off()
    _years(panel, first, until)
    for side, placed in zip((1, -1), sides, strict=True):
        for one in placed:
            _write(panel, one, side, _BAND + _FIRST + one.lane * lane)


def _years(panel: "Axes", first: int, until: int) -> None:
    """Draw a band of calendar years."""
    panel.axhspan(-_BAND, _BAND, color=GRID, linewidth=0, zorder=0)
    step = 1 if until - first < _MANY_YEARS else 5
    for year in range(first, until + 1):
        panel.vlines(year, -_BAND, _BAND, color=WHITE, linewidth=1.5, zorder=1)
        if year % step == 0:
            panel.text(year + 0.5, 0, str(year), ha="center", va="center", size=10, color=QUIET)


def _write(panel: "Axes", placed: _Placed, side: int, height: float) -> None:
    """Write a label at the end of its stem."""
    label, colour = placed.label, _COLOURS.get(placed.label.kind, QUIET)
    panel.vlines(label.at, side * _BAND, side * height, color=colour, linewidth=1, zorder=2)
    panel.plot(label.at, side * _BAND, "o", color=colour, markersize=5, zorder=3)
    panel.annotate(
        label.words, (label.at, side * height), (-4 if placed.left else 4, 0), size=9.5,
        color=colour, textcoords="offset points", ha="right" if placed.left else "left",
        va="center", weight="bold" if label.kind in _BOLD else "normal",
    )  # fmt: skip


def _beside_one_another(panel: "Axes", labels: Sequence[Label]) -> list[Label]:
    """Return labels whose stems can be told apart, those of one moment in their order."""
    low, high = panel.get_xlim()
    gap = _STEM * (high - low) / (panel.get_window_extent().width / panel.figure.dpi)
    placed: list[Label] = []
    for label in labels:
        least = placed[-1].at + gap if placed else label.at
        placed.append(replace(label, at=max(label.at, least)))
    return placed


def _fitting(
    panel: "Axes", above: list[Label], below: Sequence[Label], room: float
) -> list[list[_Placed]]:
    """Return the labels of both sides in lanes, above without the least important if need be."""
    order = list(_COLOURS)
    sides = [_placed(panel, labels) for labels in (above, below)]
    while above and sum(map(_depth, sides)) * _NARROWEST > room:
        above.remove(max(above, key=lambda label: (order.index(label.kind), label.at)))
        sides[0] = _placed(panel, above)
    return sides


def _depth(placed: Sequence[_Placed]) -> int:
    """Return how many lanes labels take."""
    return max((one.lane + 1 for one in placed), default=0)


def _placed(panel: "Axes", labels: Sequence[Label]) -> list[_Placed]:
    """Return labels in lanes such that no stem crosses a label, in as few lanes as it takes.

    The first ones stand to the left of their stems, the others to the right; the further from the
    middle, the nearer to the axis.
    """
    labels = _beside_one_another(panel, labels)
    wide = [_width(panel, label) for label in labels]
    low, high = panel.get_xlim()
    best: tuple[float, int, list[int]] = (float("inf"), 0, [])
    for cut in range(len(labels) + 1):
        left = _lanes([-t.at for t in labels[:cut]][::-1], wide[:cut][::-1])[::-1]
        lanes = [*left, *_lanes([t.at for t in labels[cut:]], wide[cut:])]
        outside = sum(
            t.at - w < low if i < cut else t.at + w > high
            for i, (t, w) in enumerate(zip(labels, wide, strict=True))
        )
        cost = _OUTSIDE * outside + max(lanes, default=0) + sum(lanes) / _OUTSIDE
        best = min(best, (cost, cut, lanes))
    _, cut, lanes = best
    return [_Placed(t, n, left=i < cut) for i, (t, n) in enumerate(zip(labels, lanes, strict=True))]


def _lanes(starts: Sequence[float], wide: Sequence[float]) -> list[int]:
    """Return a lane for each label that goes right from its start: above all later ones it covers.

    >>> _lanes([0.0, 1.0, 5.0], [2.0, 2.0, 2.0])
    [1, 0, 0]
    """
    lanes = [0] * len(starts)
    for i in reversed(range(len(starts))):
        covered = [lanes[j] for j in range(i + 1, len(starts)) if starts[j] < starts[i] + wide[i]]
        lanes[i] = max(covered, default=-1) + 1
    return lanes


def _width(panel: "Axes", label: Label) -> float:
    """Return how wide a label is [years]."""
    text = panel.text(0, 0, label.words, size=9.5, weight="bold")
    pixels = text.get_window_extent().width + 12
    text.remove()
    low, high = panel.get_xlim()
    return float(pixels / panel.get_window_extent().width * (high - low))


def _chosen(events: "pd.DataFrame") -> Iterator[tuple[str, int, int, str, str]]:
    """Yield the events to be told: launch, Ministry, agendas, ministers, and the first circle."""
    rows = sorted(
        zip(
            events["year"].tolist(), events["term"].tolist(), events["kind"].tolist(),
            events["who"].tolist(), events["text"].tolist(), strict=True,
        ),
        key=lambda e: e[:2],
    )  # fmt: skip
    started = [e for e in rows if e[2] in FOUNDING]
    if started:
        yield "launch", *started[0][:2], "", "The Initiative is launched"
    for year, term, kind, who, text in rows:
        if kind in {"ministry", "agenda", "minister"}:
            yield kind, year, term, who, text
    circles = [e for e in rows if e[2] == "circle"]
    if circles:
        number = (
            f"First of {len(circles)} local circles" if circles[1:] else "A local circle starts"
        )
        yield "circle", *circles[0][:2], "", number


def _sentence(kind: str, who: str, text: str) -> str:
    """Return what happened in a few words."""
    if kind == "ministry":
        told = f"Ministry {text}"
    elif kind == "agenda":
        told = f"Agenda: {text.removeprefix('agrees on ')}"
    elif kind == "minister":
        told = "A new minister" if who in {"", "unnamed", "a new minister"} else f"{who}, minister"
    else:
        told = text
    return told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…"


def _date(date: str) -> float:
    """Return the calendar time of a date; of a year alone, its middle.

    >>> _date("2016"), _date("2015-07")
    (2016.5, 2015.5416666666667)
    """
    year, month, day = (*map(int, date.split("-")), 0, 0)[:3]
    return year + ((month - 1 + (day or 15) / 30) / 12 if month else 0.5)


def _calendar(year: int, term: int) -> int:
    """Return the calendar year that a term of a school year is in."""
    return year - (term < _TURN)
