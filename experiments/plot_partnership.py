"""The picture of a partnership: its network, its course, and what happened."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.headline import footer
from experiments.palette import BLUE, QUIET, STYLE
from experiments.plot_course import Story, draw_curves
from experiments.plot_network import HOW, OBSERVES, layout, network, save, write_key
from experiments.plot_timeline import historical, simulated, term_words, timeline

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

_WIDE, _HIGH, _LOW = 13.0, 14.6, 1.7  # inches; the last where there is no Initiative
_KEY_YEARS = (2015, 2018)  # shown where nothing says better ones
_NETWORKS = 3
_ROLES = (OBSERVES, "joins", "leads")
_LETTERS = 92  # of the largest type in a line of the picture
_HALF = 0.5


def draw_partnership(
    terms: "pd.DataFrame", events: "pd.DataFrame", ties: "pd.DataFrame", partners: "pd.DataFrame",
    record: Mapping[str, Any], place: Path,
) -> None:  # fmt: skip
    """Draw the picture of a run's partnership into a file: .png, .svg or .pdf.

    Raises WrongPicture if the suffix is another; WrongFolder if the file cannot be written.
    """
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        save(picture_of_partnership(Story(terms, events, ties, partners, record)), place)


def picture_of_partnership(story: Story) -> "Figure":
    """Return the figure of a partnership; where there is none, it says so."""
    from matplotlib.figure import Figure

    empty = story.launch is None
    figure = Figure(figsize=(_WIDE, _LOW if empty else _HIGH), facecolor="white")
    how = "" if empty else HOW
    _write_around(figure, story, sentence(story), _second_line(story), how)
    if not empty:
        _draw_networks(figure, story)
        draw_curves(
            [figure.add_axes(_box(0.72 + i * 4.2, 7.1, 3.78, 2.75)) for i in range(3)], story
        )
        _draw_timeline(figure, story)
    return figure


def sentence(story: Story) -> str:
    """Return what the picture shows: the Ministry's step, members, shared measurement."""
    if story.launch is None:
        return f"No Initiative: until {story.until} no organisation becomes a member"
    if lead := story.first("stage", 2):
        step = f"The Ministry takes the lead in {term_words(*lead)}"
    elif partner := story.first("stage", 1):
        step = f"The Ministry becomes a partner in {term_words(*partner)}"
    else:
        step = f"The Ministry stays an observer until {story.until}"
    year = years_shown(story)[-1]
    half, done = story.first("measurement", _HALF), story.at("measurement", story.until)
    built = (
        f"shared measurement half built by {half[0]}" if half
        else f"shared measurement {done:.0%} built by {story.until}" if round(done, 2)
        else "no shared measurement"
    )  # fmt: skip
    return f"{step}; {_organisations(story, year)} in {year}; {built}"


def years_shown(story: Story) -> list[int]:
    """Return the years whose networks are drawn, at most three.

    The first one, that in which the Ministry takes the lead, and 2018; where two of them are one,
    or not lived, others.
    """
    launch, lead = story.launch or story.until, story.first("stage", 2)
    lived = set(story.partners["year"].tolist())
    wanted = [launch, lead[0] if lead else _KEY_YEARS[0], _KEY_YEARS[1]]
    spare = [_KEY_YEARS[0], story.until, (launch + story.until) // 2]
    can = [y for y in dict.fromkeys(wanted + spare) if launch <= y <= story.until and y in lived]
    return sorted(can[:_NETWORKS])


def _draw_networks(figure: "Figure", story: Story) -> None:
    """Draw the network of each year shown, every partner in one place in all of them."""
    years = years_shown(story)
    ties, partners = (f[f["year"].isin(years)] for f in (story.ties, story.partners))
    places = layout(ties, partners)
    write_key(figure, partners.loc[partners["member"], "sector"], left=0.29, height=_HIGH - 1.42)
    wide, lead = (_WIDE - 0.4) / len(years), story.first("stage", 2)
    for i, year in enumerate(years):
        left = 0.2 + i * wide
        panel = figure.add_axes(_box(left, 2.2, wide, 4.15))
        panel.set_anchor("W")
        role = _ROLES[min(int(story.at("stage", year)), len(_ROLES) - 1)]
        network(panel, ties, partners, year, places, role)
        what = "" if year != story.launch else ", the first year"
        if lead and year == lead[0]:
            what = ", the Ministry takes the lead"
        figure.text(
            (left + 0.09) / _WIDE, 1 - 1.83 / _HIGH, f"{year}{what}", size=12, weight="bold",
            va="center",
        )  # fmt: skip
        trust = f"{_organisations(story, year)}, mean trust {story.at('mean_trust', year):.2f}"
        figure.text(
            (left + 0.09) / _WIDE, 1 - 2.06 / _HIGH, trust, size=9.5, color=QUIET, va="center"
        )


def _draw_timeline(figure: "Figure", story: Story) -> None:
    """Draw what happened in the model above an axis, and below it what happened."""
    first, until = story.start, story.until
    above = simulated(story.events, first, until)
    below = historical(story.record, first, until)
    top = 10.42
    figure.text(0.72 / _WIDE, 1 - top / _HIGH, "Milestones", size=12, weight="bold", va="center")
    how = "above the years: in this run" + "; below: in history" * bool(below)
    figure.text(0.72 / _WIDE, 1 - (top + 0.22) / _HIGH, how, size=9.5, color=QUIET, va="center")
    panel = figure.add_axes(_box(0.4, top + 0.3, _WIDE - 0.8, _HIGH - top - 0.8))
    timeline(panel, above, below, first=first, until=until)


def _second_line(story: Story) -> str:
    """Return how membership and trust in the Ministry move."""
    if story.launch is None:
        times, urgency = story.course("urgency")
        if not urgency:
            return "There is no network to draw."
        high = max(range(len(urgency)), key=urgency.__getitem__)
        peak = f"{urgency[high]:.2f} in {-(-times[high] // 1):.0f}"
        return f"There is no network to draw. Felt urgency peaks at {peak}."
    times, members = story.course("members")
    most = max(range(len(members)), key=members.__getitem__)
    year, first, last = int(-(-times[most] // 1)), story.launch, story.until
    course = f"{_organisations(story, first)} in {first}"
    if first < year < last:
        course += f", at most {members[most]:,.0f} in {year}"
    if first < last:
        course += f", {story.at('members', last):,.0f} in {last}"
    told = dict.fromkeys(f"{story.at('trust_ngo_ministry', y):.2f} in {y}" for y in (first, last))
    return f"{course}. Trust between NGOs and the Ministry: {', '.join(told)}."


def _organisations(story: Story, year: int) -> str:
    """Return how many members there are at the end of a school year."""
    number = story.at("members", year)
    return f"{number:,.0f} organisation{'s' * (round(number) != 1)}"


def _box(left: float, top: float, wide: float, high: float) -> tuple[float, float, float, float]:
    """Return the place of a panel, told in inches from the left and from the top."""
    return left / _WIDE, 1 - (top + high) / _HIGH, wide / _WIDE, high / _HIGH


def _write_around(figure: "Figure", story: Story, title: str, second: str, how: str) -> None:
    """Write what is drawn: scenario, headline, second line, how to read it, and which run it is."""
    top = figure.get_figheight()
    figure.set_label(title)
    lines: tuple[tuple[float, str, float, dict[str, Any]], ...] = (
        (top - 0.23, story.record["scenario"]["title"], 11, {"weight": "bold", "color": BLUE}),
        (top - 0.51, title, min(16, 16 * _LETTERS / len(title)), {"weight": "bold"}),
        (top - 0.80, second, 11.5, {}),
        (top - 1.04, how, 10, {"color": QUIET}),
        (0.21, footer(story.record), 8.5, {"color": QUIET}),
    )
    for height, words, size, style in lines:
        figure.text(0.022, height / top, words, va="center", size=size, **style)
