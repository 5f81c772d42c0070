"""What a picture shows, in a sentence whose figures are computed from it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.comparison import LAST_OBSERVED, Curve, Point
from experiments.palette import BLUE, QUIET
from simulation.years import FIRST_ENTRY, LAST_YEAR

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STUDENTS = "Simulated five-unit students"
_A_CHANGE = 0.05  # of a number; less is told as staying
_SETTINGS_TOLD = 3


def headline(curve: Curve, who: str = STUDENTS) -> str:
    """Return how a simulated number moves until the last observed year.

    >>> headline(Curve("", (2006, 2017, 2018), (12900.0, 8869.0, 17000.0), ()))
    'Simulated five-unit students fall from 12,900 in 2006 to 8,869 in 2017'
    """
    course = zip(curve.years, curve.values, strict=True)
    past = [told for told in course if told[0] <= LAST_OBSERVED]
    first, last = past[0], past[-1]
    low = min(past, key=lambda told: told[1])
    if last == first:
        return f"{who}: {_told(first)}"
    if _falls(first, low) and _falls(last, low):
        return f"{who} fall from {_told(first)} to {_told(low)} and rise to {_told(last)}"
    for verb, before, after in (("fall", first, last), ("rise", last, first)):
        if _falls(before, after):
            return f"{who} {verb} from {_told(first)} to {_told(last)}"
    return f"{who} stay near their level: {_told(first)}, {_told(last)}"


def second_line(curve: Curve, record: Mapping[str, Any]) -> str:
    """Return what was observed of it, and where the simulated number ends up."""
    parts = []
    if points := [p for p in curve.points if curve.years[0] <= p.year <= curve.years[-1]]:
        told = sorted({points[0], min(points, key=lambda p: p.value), points[-1]})
        parts.append("Observed: " + _listed([_told((p.year, p.value)) for p in told]) + ".")
    if (end := curve.years[-1]) > LAST_OBSERVED:
        world = after_the_observed(record)
        parts.append(f"With {world}, {curve.values[-1]:,.0f} in {end}.")
    return " ".join(parts)


def after_the_observed(record: Mapping[str, Any]) -> str:
    """Return which world holds in the years after the last observed one."""
    if any(c["values"].get("initiative.endogenous") for c in record["changes"]):
        return "what the model decides"
    dated = [
        c for c in record["changes"]
        if c["since"] > LAST_OBSERVED or LAST_OBSERVED <= c["until"] < record["until"]
    ]  # fmt: skip
    return "the scenario's later changes" if dated else f"the levers of {LAST_OBSERVED} held"


def footer(record: Mapping[str, Any]) -> str:
    """Return which run it is: scenario, what was set, sample, seed, commit."""
    scenario = record["scenario"]
    parts = [f"Scenario {scenario['name']}: {scenario['title']}", *_settings(record["changes"])]
    if record["schools"]:
        parts.append(f"schools of {record['schools'].rsplit('/', 1)[-1]}")
    if record["fraction"] < 1:
        parts.append(f"{record['fraction']:.2g} of the authorities, reweighted")
    return "  ·  ".join([*parts, f"seed {record['seed']}", f"commit {short(record['commit'])}"])


def short(commit: str) -> str:
    """Return a commit as people write it, with its `+` if the code was changed since.

    >>> short("d4c15ffa0b1c2d3e+")
    'd4c15ffa0+'
    """
    return commit[:9] + "+" * commit.endswith("+") if len(commit) > 10 else commit


def write_around(
    figure: "Figure", curve: Curve, record: Mapping[str, Any], *, who: str, how: str
) -> None:
    """Write what is drawn: scenario, headline, second line, how to read it, and which run it is.

    The headline is also the figure's label. Heights are in inches.
    """
    top, title = figure.get_figheight(), headline(curve, who)
    figure.set_label(title)
    for height, words, style in (
        (top - 0.23, record["scenario"]["title"], {"size": 11, "weight": "bold", "color": BLUE}),
        (top - 0.51, title, {"size": 16, "weight": "bold"}),
        (top - 0.80, second_line(curve, record), {"size": 11.5}),
        (top - 1.04, how, {"size": 10, "color": QUIET}),
        (0.21, footer(record), {"size": 8.5, "color": QUIET}),
    ):
        figure.text(0.022, height / top, words, va="center", **style)


def _settings(changes: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what was set in every year, as by --set."""
    values: dict[str, float] = {}
    for change in changes:
        if (change["since"], change["until"]) == (FIRST_ENTRY, LAST_YEAR):
            values |= change["values"]
    told = [f"{name} = {value:g}" for name, value in values.items()][:_SETTINGS_TOLD]
    return [*told, "…"] if len(values) > _SETTINGS_TOLD else told


def _falls(before: tuple[int, float], after: tuple[int, float]) -> bool:
    """Return whether a number is clearly smaller than another."""
    return after[1] < before[1] * (1 - _A_CHANGE)


def _told(at: tuple[int, float] | Point) -> str:
    """Return a number and its year."""
    return f"{at[1]:,.0f} in {at[0]}"


def _listed(words: Sequence[str]) -> str:
    """Return words with commas and a last `and`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
