"""How an initiative by itself is told: in tables on the screen, and in a picture."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import panels, say
from experiments.headline import footer
from experiments.palette import BLUE, BROWN, GREEN, GRID, INK, ORANGE, QUIET, STYLE
from experiments.seeds import counted, told

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PLAIN = "as told"
_COLOURS = (ORANGE, BLUE, GREEN, BROWN)
_FORMS = {
    "members": ",.0f", "commitment": ".2f", "trust": ".2f", "measurement": ".2f",
    "solutions": ".2f", "number": ",.0f", "cumulated": ",.0f",
}  # fmt: skip
_WORDS = {"measurement": "shared measurement", "number": "of the year"}
_ROOM = 0.75  # of the years drawn, for labels


def print_tables(rows: Sequence[Mapping[str, Any]], about: Mapping[str, Any]) -> None:
    """Print the initiative year by year, then its variants in the last year."""
    import pandas as pd

    frame = pd.DataFrame(rows)
    over = f"mean ± sd over {counted(about['seeds'])}" if about["seeds"] > 1 else "one seed"
    columns = [*(_WORDS.get(name, name) for name in _FORMS), "goal so far"]
    plain = frame[frame["variant"] == PLAIN]
    say.table(
        ("summer", *columns),
        [
            (str(year), *(_spread(of[name], form) for name, form in _FORMS.items()),
             f"{goal_so_far(int(str(year)), about):,.0f}")
            for year, of in plain.groupby("year")
        ],
        numbers=columns, title=f"{about['scenario']['title']}: {over}; counted: {about['unit']}",
    )  # fmt: skip
    last = frame[frame["year"] == about["until"]].set_index("seed")
    told_of = ["members", "cumulated", "difference", "of all"]
    say.table(
        ("", *told_of),
        [_variant(last, name) for name in about["variants"]],
        numbers=told_of, title=f"Its variants in {about['until']}: {over}, paired by seed",
    )  # fmt: skip


def goal_so_far(year: int, about: Mapping[str, Any]) -> float:
    """Return what is to be delivered until the end of a school year.

    >>> goal_so_far(2013, {"launch": 2012, "goal": 10_000, "years": 10})
    20000.0
    """
    years = min(year - about["launch"] + 1, about["years"])
    return float(about["goal"] * max(0, years))


def draw(frame: "pd.DataFrame", about: Mapping[str, Any], to: Path) -> None:
    """Draw the picture into a file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        picture(frame, about).savefig(to, dpi=130)


def picture(frame: "pd.DataFrame", about: Mapping[str, Any]) -> "Figure":
    """Return a figure of members, and of what they delivered against the goal, by variant."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(14, 6.6), facecolor="white")
    left, right = figure.subplots(
        1, 2, gridspec_kw={"left": 0.04, "right": 0.99, "top": 0.75, "bottom": 0.12, "wspace": 0.1}
    )
    band = "; band: nine in ten seeds" if about["seeds"] > 1 else ""
    _panel(left, frame, about, "members", ("Members", f"organisations{band}"))
    words = (f"{about['number'].replace('_', ' ')}, since the launch", f"{about['unit']}{band}")
    _panel(right, frame, about, "cumulated", (words[0].capitalize(), words[1]))
    title, top = _headline(frame, about), figure.get_figheight()
    last = about["seed"] + about["seeds"] - 1
    runs = footer({**about, "seed": f"{about['seed']}-{last}" if last > about["seed"] else last})
    figure.text(0.02, 0.94, about["scenario"]["title"], size=11, weight="bold", color=BLUE)
    figure.text(0.02, 0.885, title, size=16, weight="bold")
    second = (
        "The same partnership block, set up from files. Dashed: the goal, and all of the field."
    )
    figure.text(0.02, 0.845, second, size=11)
    figure.text(0.02, 0.24 / top, runs, size=8.5, color=QUIET)
    figure.set_label(title)
    return figure


def _panel(
    panel: "Axes", frame: "pd.DataFrame", about: Mapping[str, Any], name: str,
    title: tuple[str, str],
) -> None:  # fmt: skip
    """Draw one measure of every variant."""
    first, until = about["launch"] - 1, about["until"]
    years = list(range(first, until + 1))
    labels, colours = list[tuple[float, str]](), [INK, *_COLOURS]
    ours = name == "members"
    most = [float(about["field"]) if ours else goal_so_far(y, about) for y in years]
    panel.plot(years, most, color=INK, linestyle="--", linewidth=1.4)
    labels.append((most[-1], f"{'the field' if ours else 'the goal'}  {most[-1]:,.0f}"))
    for variant, colour in zip(about["variants"], colours[1:], strict=True):
        by_year = frame[frame["variant"] == variant].groupby("year")[name]
        low, high, mean = by_year.quantile(0.05), by_year.quantile(0.95), by_year.mean()
        panel.fill_between(years, low, high, color=colour, alpha=0.18, linewidth=0)
        panel.plot(years, mean, color=colour, linewidth=2.2)
        labels.append((float(mean.iloc[-1]), f"{variant}  {mean.iloc[-1]:,.0f}"))
    panel.set_ylim(0, max(panel.get_ylim()[1], 1.06 * max(most)))
    heights = panels._apart([at for at, _ in labels], panels._label_height(panel))
    for height, (_, words), colour in zip(heights, labels, colours, strict=True):
        panels._label(panel, until, height, words, colour)
    _dress(panel, title, first, until)


def _dress(panel: "Axes", title: tuple[str, str], first: int, until: int) -> None:
    """Give a panel its title, a light grid, and its years."""
    panel.set_title(title[0], loc="left", size=12, weight="bold", pad=22)
    panel.annotate(
        title[1], (0, 1), (0, 9), xycoords="axes fraction", textcoords="offset points",
        color=QUIET, size=9.5,
    )  # fmt: skip
    low, high = panel.get_ylim()
    inside = [y for y in panel.get_yticks() if low < y <= high]
    panel.hlines(inside, first, until, color=GRID, linewidth=0.8, zorder=0.5)
    panel.spines[["top", "left", "right"]].set_visible(False)
    panel.spines["bottom"].set_bounds(first, until)
    panel.tick_params(length=0, pad=6)
    years = max(until - first, 1)
    panel.set_xlim(first, until + _ROOM * years)
    panel.set_xticks([y for y in range(first, until + 1) if (y - first) % max(1, years // 5) == 0])
    panel.yaxis.set_major_formatter("{x:,.0f}")


def _headline(frame: "pd.DataFrame", about: Mapping[str, Any]) -> str:
    """Return in a sentence how many partners there are, and what they delivered."""
    plain = frame[frame["variant"] == PLAIN].groupby("year").mean(numeric_only=True)
    first, last = about["launch"] - 1, about["until"]
    members = plain["members"]
    whole = about["goal"] * about["years"]
    return (
        f"{members[first]:,.0f} partners in {first}, {members[last]:,.0f} in {last}: they deliver"
        f" {plain['cumulated'][last]:,.0f}, of a goal of {whole:,.0f}"
    )


def _spread(values: "pd.Series[float]", form: str) -> str:
    """Return a mean and its standard deviation over seeds."""
    sd = told(values.std(), form)
    return f"{values.mean():{form}}" + (f" ± {sd}" if sd else "")


def _variant(last: "pd.DataFrame", name: str) -> tuple[str, ...]:
    """Return a variant's members, what they delivered, the difference, and what all delivered."""
    of, plain = last[last["variant"] == name], last[last["variant"] == PLAIN]
    difference = of["cumulated"] - plain["cumulated"]
    return (
        name, _spread(of["members"], ",.0f"), _spread(of["cumulated"], ",.0f"),
        "" if name == PLAIN else _spread(difference, "+z,.0f").replace("± +", "± "),
        _spread(of["of_all"], ",.0f"),
    )  # fmt: skip
