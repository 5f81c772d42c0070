"""A page of panels: where each stands, what stands above it, and which seeds it is of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.palette import QUIET

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def panel_at(figure: "Figure", left: float, wide: float, bottom: float, high: float) -> "Axes":
    """Return a panel at a place in inches."""
    across, up = figure.get_size_inches()
    panel = figure.add_axes((left / across, bottom / up, wide / across, high / up))
    panel.spines[["top", "left", "right"]].set_visible(False)
    panel.tick_params(length=0, pad=6, labelsize=9)
    panel.set_axisbelow(True)
    return panel


def title(panel: "Axes", what: str, how: str) -> None:
    """Write what a panel shows above it."""
    panel.set_title(what, loc="left", size=12, weight="bold", pad=20)
    panel.annotate(
        how, (0, 1), (0, 7), xycoords="axes fraction", textcoords="offset points", color=QUIET,
        size=9,
    )  # fmt: skip


def listed(seeds: Sequence[int]) -> str:
    """Return seeds in few words.

    >>> listed([1, 2, 3, 4, 5]), listed([4]), listed([1, 7])
    ('1-5', '4', '1, 7')
    """
    if len(seeds) > 2 and list(seeds) == list(range(seeds[0], seeds[-1] + 1)):
        return f"{seeds[0]}-{seeds[-1]}"
    return ", ".join(map(str, seeds))
