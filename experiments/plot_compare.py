"""How a comparison is told: in tables on the screen, and in a picture."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import cycle, islice
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import panels, say
from experiments.compare_tables import (
    FIRST_YEAR_OF_EFFECT,
    GAPS,
    NIS_PER_STUDENT,
    NIS_TOTAL,
    PASS_RATE,
    SHARE,
    SHORTAGE,
    SITTERS,
    VACANCIES,
    Row,
    excludes_zero,
)
from experiments.comparison import FIRST_OBSERVED, Curve, Point
from experiments.headline import after_the_observed, footer
from experiments.palette import BLUE, BROWN, GREEN, INK, ORANGE, PINK, QUIET, SKY, STYLE, WHITE
from experiments.seeds import counted, told
from simulation.data.targets import targets
from simulation.population.schools import SUBJECTS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = (ORANGE, BLUE, GREEN, PINK, BROWN, SKY, "#6a4ca3", "#8c9a00")
_FEW = 3  # scenarios told in a line, or drawn with a band each
_LONG, _LETTER = 24, 0.092  # letters of a name, inches of one
_LETTERS = 92  # of the largest type in a line of the picture
_MILLION, _POINTS = 1e-6, 100
_NONE = "none"
_KICKER: dict[str, Any] = {"color": BLUE, "weight": "bold"}
_TITLE: dict[str, Any] = {"weight": "bold"}
_FOOTER: dict[str, Any] = {"color": QUIET}
_Table = Mapping[tuple[str, str, int], Row]


def print_tables(rows: Sequence[Row], about: Mapping[str, Any]) -> None:
    """Print a scenario a line: students; money, teachers and sciences; gaps."""
    of = {(r.scenario, r.measure, r.year): r for r in rows}
    names, reference = [s["name"] for s in about["scenarios"]], about["scenario"]["name"]
    over, until = f"mean over {counted(about['seeds'])}", about["until"]
    years = list(dict.fromkeys((about["year"], until)))
    columns = [c for y in years for c in (str(y), "share", "difference", "± 90 %", "sd")]
    _print(
        f"Students who sit five units, {over}; difference from {reference}, half of the 90 %"
        " interval of its mean, sd of the paired differences",
        [*columns, "shows from"],
        [(reference, [c for y in years for c in _reference(of, names[0], y)]), *(
            (n, [*(c for y in years for c in _students(of, n, y)), _shows(rows, n)]) for n in names
        )],
    )  # fmt: skip
    _print(
        f"Difference from {reference}, in {until} but for NIS, which are of all years since the"
        " scenarios differ; shares in points; in brackets if the interval has zero",
        ["since", "NIS million", "± 90 %", "NIS a student more", "pass rate",
         *(s.replace("_", " ") for s in SUBJECTS), "teachers short", "of posts"],
        [(s["name"], list(_others(of, s, until))) for s in about["scenarios"]],
    )  # fmt: skip
    _print(
        f"Gaps in the five-unit share of examinees in {until}, in points and as a ratio, and"
        f" difference from {reference}",
        [words for gap in GAPS for words in (gap.difference, gap.ratio)],
        [(reference, list(_gaps(of, names[0], until, ours=True))),
         *((n, list(_gaps(of, n, until))) for n in names)],
    )  # fmt: skip


def draw(rows: Sequence[Row], runs: "pd.DataFrame", about: Mapping[str, Any], to: Path) -> None:
    """Draw the picture into a file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        picture(rows, runs, about).savefig(to, dpi=130)


def picture(rows: Sequence[Row], runs: "pd.DataFrame", about: Mapping[str, Any]) -> "Figure":
    """Return a figure of sitters in every scenario, and of their differences from the reference."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(14, 6.6), facecolor="white")
    left, right = figure.subplots(
        1,
        2,
        gridspec_kw={"left": 0.055, "right": 0.99, "top": 0.74, "bottom": 0.13, "wspace": 0.12},
    )
    _sitters(left, runs, about)
    _differences(right, rows, about)
    many, few = about["seeds"] > 1, len(about["scenarios"]) <= _FEW
    whose = "" if few else f" of {about['scenario']['name']}"
    spread = f"; band: nine in ten seeds{whose}" if many else ""
    mean = "; band: 90 % interval of the mean; ring: an effect shows from here on" if many else ""
    titles = (
        ("Students who sit five units", f"number a year{spread}; dots: observed, ± 2 sd"),
        (f"Difference from {about['scenario']['name']}", f"students a year{mean}"),
    )
    later = (after_the_observed(about), "")
    for panel, title, words in zip((left, right), titles, later, strict=True):
        panels.dress(panel, title, until=about["until"], later=words)
        _make_room(panel, about["until"])
    _write_around(figure, rows, about)
    return figure


def _make_room(panel: "Axes", until: int) -> None:
    """Leave the room that the labels beside the last year need."""
    figure = panel.get_figure(root=True)
    wide = panel.get_position().width * (figure.get_figwidth() if figure else 1)
    longest = max(len(t.get_text()) for t in panel.texts if t.get_fontweight() == "bold")
    start = panel.get_xlim()[0]
    panel.set_xlim(start, start + (until - start) / (1 - (longest * _LETTER + 0.15) / wide))


def _sitters(panel: "Axes", runs: "pd.DataFrame", about: Mapping[str, Any]) -> None:
    """Draw the sitters of the reference and of each scenario, and what was observed."""
    seen = targets(measure="5u examinees", group="national")
    points = tuple(Point(t.year, t.value, t.sd) for t in seen)
    shown = runs[(runs["measure"] == SITTERS) & (runs["year"] >= FIRST_OBSERVED)]
    colours, top = _colours(about), max(p.value for p in points)
    curves: list[Curve] = []
    for name, colour in colours.items():
        by_year = shown[shown["scenario"] == name].groupby("year")["value"]
        means, low, high = by_year.mean(), by_year.quantile(0.05), by_year.quantile(0.95)
        years = tuple(int(y) for y in means.index)
        if len(colours) <= _FEW + 1 or not curves:
            panel.fill_between(years, low, high, color=colour, alpha=0.18, linewidth=0, zorder=1)
            top = max(top, high.max())
        curves.append(Curve(_short(name), years, tuple(means.tolist()), ()))
    upon = list(colours.values())[::-1]  # the reference upon the others, where they are the same
    panels.lines(panel, curves[::-1], upon, panels.NUMBER, top=1.06 * top)
    panels._dots(panel, replace(curves[0], points=points), INK)


def _differences(panel: "Axes", rows: Sequence[Row], about: Mapping[str, Any]) -> None:
    """Draw the mean paired differences of sitters, with their intervals."""
    kept = [r for r in rows if r.measure == SITTERS and r.year >= FIRST_OBSERVED]
    ends = [v for r in kept for v in (r.low, r.high, r.difference, 0.0) if isfinite(v)]
    room = 0.08 * (max(ends) - min(ends) or 1)
    panel.set_ylim(min(ends) - room, max(ends) + room)
    panel.yaxis.set_major_formatter(lambda value, _: told(value, "+z,.0f") if value else "0")
    reference, *names = colours = _colours(about)
    panel.hlines(0, FIRST_OBSERVED, about["until"], color=INK, linewidth=1.6, zorder=3)
    labels = [(0.0, _short(reference))]
    for name in names:
        of = [r for r in kept if r.scenario == name]
        years, last = tuple(r.year for r in of), of[-1].difference
        low, high = [r.low for r in of], [r.high for r in of]
        panel.fill_between(years, low, high, color=colours[name], alpha=0.2, linewidth=0)
        curve = Curve(name, years, tuple(r.difference for r in of), ())
        panels._line(panel, curve, colours[name])
        labels.append((last, f"{_short(name)}  {told(last, '+z,.0f')}"))
    _rings(panel, rows, colours)
    floor = panel.get_ylim()[0]
    heights = panels._apart([at - floor for at, _ in labels], panels._label_height(panel))
    for height, (_, words), colour in zip(heights, labels, colours.values(), strict=True):
        panels._label(panel, about["until"], floor + height, words, colour)


def _rings(panel: "Axes", rows: Sequence[Row], colours: Mapping[str, str]) -> None:
    """Mark where effects begin to show, those of one year around one another."""
    found = [r for r in rows if r.measure == FIRST_YEAR_OF_EFFECT and r.year >= FIRST_OBSERVED]
    for i, r in enumerate(found):
        around = sum(other.year == r.year for other in found[i + 1 :])
        panel.plot(
            r.year, r.difference, "o", color=WHITE, markeredgecolor=colours[r.scenario],
            markersize=8 + 5 * around, markeredgewidth=2, zorder=4,
        )  # fmt: skip


def _short(name: str) -> str:
    """Return a name that is not too long for a label.

    >>> _short("no_give_five"), _short("a_very_long_name_of_a_scenario")
    ('no_give_five', 'a_very_long_name_of_a_s…')
    """
    return name if len(name) <= _LONG else name[: _LONG - 1] + "…"


def _write_around(figure: "Figure", rows: Sequence[Row], about: Mapping[str, Any]) -> None:
    """Write what is compared, the largest difference, when effects show, and which runs it is."""
    reference, top = about["scenario"], figure.get_figheight()
    last = [r for r in rows if (r.measure, r.year) == (SITTERS, about["until"])]
    title = _headline(max(last, key=lambda r: abs(r.difference)), reference["name"])
    first, final = about["seed"], about["seed"] + about["seeds"] - 1
    drawn = f"  ·  drawn by seed: {', '.join(about['draw'])}" if about["draw"] else ""
    runs = footer({**about, "seed": f"{first}-{final}" if final > first else first}) + drawn
    for height, words, size, style in (
        (top - 0.26, f"Against {reference['name']}: {reference['title']}", 11, _KICKER),
        (top - 0.56, title, 16, _TITLE),
        (top - 0.87, _second_line(rows, about), 11, {}),
        (0.24, runs, 8.5, _FOOTER),
    ):
        fitting = min(size, 16 * _LETTERS / len(words))
        figure.text(0.018, height / top, words, va="center", size=fitting, **style)
    figure.set_label(title)


def _second_line(rows: Sequence[Row], about: Mapping[str, Any]) -> str:
    """Return of how many seeds it is, and when effects show."""
    names = [s["name"] for s in about["scenarios"]]
    shown = [f"{name} {_shows(rows, name)}" for name in names[:_FEW]] + ["…"] * (len(names) > _FEW)
    effects = f" An effect shows from: {', '.join(shown)}" if about["seeds"] > 1 else ""
    return f"Mean of {counted(about['seeds'])}, the same students in every scenario.{effects}"


def _headline(row: Row, reference: str) -> str:
    """Return the largest difference in a sentence."""
    more = "more" if row.difference > 0 else "fewer"
    number = f"{abs(row.difference):,.0f} {more} five-unit students in {row.year} than {reference}"
    if not isfinite(row.low):
        return f"{row.scenario}: {number}, under one seed"
    low, high = sorted((abs(row.low), abs(row.high)))
    if excludes_zero(row.low, row.high):
        return f"{row.scenario}: {number} (90 %: {low:,.0f} to {high:,.0f})"
    return f"No difference from {reference} in {row.year} that can be told from luck"


def _colours(about: Mapping[str, Any]) -> dict[str, str]:
    """Return the colour of the reference, then of each scenario."""
    names = [s["name"] for s in about["scenarios"]]
    colours = islice(cycle(_COLOURS), len(names))
    return {about["scenario"]["name"]: INK, **dict(zip(names, colours, strict=True))}


def _print(title: str, columns: Sequence[str], rows: Sequence[tuple[str, list[str]]]) -> None:
    """Print a table with the scenarios in its first column."""
    width = len(columns)
    lines = [(name, *cells, *[""] * (width - len(cells))) for name, cells in rows]
    say.table(("", *columns), lines, numbers=columns, title=title)


def _reference(of: _Table, name: str, year: int) -> list[str]:
    """Return what the reference has in a year, as it stands beside a scenario."""
    sitters, share = of[name, SITTERS, year], of[name, SHARE, year]
    return [f"{sitters.reference:,.0f}", told(share.reference, ".1%"), "", "", ""]


def _students(of: _Table, name: str, year: int) -> list[str]:
    """Return sitters, their share, the difference, half of its interval, and its sd."""
    r = of[name, SITTERS, year]
    return [
        f"{r.mean:,.0f}", told(of[name, SHARE, year].mean, ".1%"), told(r.difference, "+z,.0f"),
        told(r.high - r.difference, ",.0f"), told(r.sd, ",.0f"),
    ]  # fmt: skip


def _shows(rows: Sequence[Row], name: str) -> str:
    """Return the first year in which an effect shows, or `none`."""
    of = (r for r in rows if (r.scenario, r.measure) == (name, FIRST_YEAR_OF_EFFECT))
    return next((str(r.year) for r in of), _NONE)


def _others(of: _Table, scenario: Mapping[str, Any], until: int) -> Iterator[str]:
    """Yield money, what an additional student costs, and other differences in the last year."""
    name = scenario["name"]
    nis = of[name, NIS_TOTAL, until]
    yield str(scenario["since"])
    yield told(_MILLION * nis.difference, "+z,.1f")
    yield told(_MILLION * (nis.high - nis.difference), ",.1f")
    yield _cost(of, name, until)
    for measure, scale, form in (
        (PASS_RATE, _POINTS, "+z.2f"), *((s, 1, "+z,.0f") for s in SUBJECTS),
        (VACANCIES, 1, "+z,.0f"), (SHORTAGE, _POINTS, "+z.2f"),
    ):  # fmt: skip
        yield _difference(of[name, measure, until], scale, form)


def _gaps(of: _Table, name: str, until: int, *, ours: bool = False) -> Iterator[str]:
    """Yield each gap in points and as a ratio, with its difference; `ours`, of the reference."""
    for gap in GAPS:
        for kind, scale, form in (("gap", _POINTS, "z.1f"), ("ratio", 1, "z.2f")):
            r = of[name, f"{kind}_{gap.by}", until]
            change = "" if ours else _difference(r, scale, f"+{form}")
            yield f"{told(scale * (r.reference if ours else r.mean), form)} {change:>7}"


def _cost(of: _Table, name: str, until: int) -> str:
    """Return NIS for each additional student, in words if money and students go apart."""
    nis = of[name, NIS_PER_STUDENT, until].difference
    if nis < 0:
        return "less for more" if of[name, NIS_TOTAL, until].difference < 0 else "more for fewer"
    return told(nis, ",.0f") or _NONE


def _difference(row: Row, scale: float, form: str) -> str:
    """Return a difference, in brackets if its interval does not exclude zero."""
    words = told(scale * row.difference, form)
    return words if excludes_zero(row.low, row.high) or not words else f"({words})"
