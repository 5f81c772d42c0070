"""The picture of a partnership's milestones over many seeds."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.headline import footer
from experiments.palette import BLUE, GRID, INK, ORANGE, QUIET, STYLE
from simulation.data.milestones import Milestone, milestones

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TITLES = {
    "agenda_months": "Months to a common agenda",
    "partner_months": "Months until the Ministry joins",
    "lead_months": "Months until the Ministry leads",
    "measurement_years": "Years to half of shared measurement",
    "members_launch": "Members at the launch", "members_2018": "Members in 2018",
    "urgency_2013": "Urgency in 2013", "urgency_2019": "Urgency in 2019",
    "trust_2013": "Trust of NGOs and Ministry, 2013",
    "trust_2018": "Trust of NGOs and Ministry, 2018",
    "sitters_2017": "Students who sit five units, 2017",
}  # fmt: skip
_UNTIL = 72  # months that are drawn; later is drawn with never


def draw(frame: "pd.DataFrame", about: dict[str, Any], to: Path) -> None:
    """Draw the picture into a file."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        picture(frame, about).savefig(to, dpi=130)


def picture(frame: "pd.DataFrame", about: dict[str, Any]) -> "Figure":
    """Return a figure: a histogram a milestone, with what the sources tell."""
    from matplotlib.figure import Figure

    shown = [m for m in milestones() if m.milestone in frame]
    figure = Figure(figsize=(14, 9.4), facecolor="white")
    panels = figure.subplots(3, 4).ravel()
    figure.subplots_adjust(left=0.04, right=0.98, top=0.84, bottom=0.1, hspace=0.62, wspace=0.2)
    for panel in panels[len(shown) :]:
        panel.set_visible(False)
    for panel, of in zip(panels, shown, strict=False):
        _histogram(panel, frame[of.milestone].to_numpy(float), of)
    many, drawn = f"{about['seeds']} seeds", len(about["drawn"])
    believed = f", {drawn} parameters drawn from their priors" if drawn else ""
    story = about["scenario"]["title"]
    figure.text(0.022, 0.945, "How else might it have gone?", size=16, weight="bold", color=INK)
    figure.text(
        0.022, 0.905, f"{story}: {many}{believed}. Orange: what the sources tell.",
        size=10.5, color=QUIET,
    )  # fmt: skip
    last = about["seed"] + about["seeds"] - 1
    figure.text(
        0.022, 0.025, footer(about | {"seed": f"{about['seed']}-{last}"}), size=8.5, color=QUIET
    )
    return figure


def _middle(values: "np.typing.NDArray[np.float64]") -> str:
    """Return the median as printed; what never happened is the latest."""
    middle = np.quantile(np.nan_to_num(values, nan=np.inf), 0.5, method="inverted_cdf")
    if not np.isfinite(middle):
        return "never"
    return f"{middle:,.0f}" if middle >= 10 else f"{middle:.2f}"


def _histogram(panel: "Axes", values: "np.typing.NDArray[np.float64]", of: Milestone) -> None:
    """Draw how often a milestone was passed when, and how often never."""
    happened = values[~np.isnan(values)]
    if of.unit == "months":
        happened = happened[happened <= _UNTIL]
    never = values.size - happened.size
    panel.set_title(_TITLES[of.milestone], loc="left", size=10.5, weight="bold", pad=8)
    panel.spines[["top", "left", "right"]].set_visible(False)
    panel.set_yticks([])
    panel.tick_params(length=0)
    panel.set_facecolor("white")
    if happened.size:
        whole = of.unit in ("months", "organisations")
        spread = happened.max() - happened.min()
        bins = min(30, max(8, int(spread) + 1)) if whole else 24
        if spread < 1e-9:
            low = happened.min()
            panel.hist(happened, bins=[0.97 * low - 0.01, 1.03 * low + 0.01], color=BLUE)
            panel.set_xlim(0.5 * low - 0.1, 1.5 * low + 0.1)
        else:
            panel.hist(happened, bins=bins, color=BLUE, alpha=0.85)
        panel.text(
            1, 0.94, f"median {_middle(values)}", transform=panel.transAxes, ha="right", va="top",
            color=BLUE, size=9,
        )  # fmt: skip
    if of.low is not None and of.high is not None:
        panel.axvspan(
            of.low - 0.004 * of.low, of.high + 0.004 * of.high, color=ORANGE, alpha=0.45, zorder=0
        )
    if never:
        later = f"later than {_UNTIL}, or never" if of.unit == "months" else "never"
        panel.text(
            1, 0.8, f"{never / values.size:.0%} {later}", transform=panel.transAxes, ha="right",
            va="top", size=9, color=QUIET,
        )  # fmt: skip
    panel.set_ylim(0, 1.45 * panel.get_ylim()[1])  # room for the words
    panel.axhline(0, color=GRID, linewidth=1)
