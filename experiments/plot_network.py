"""The network of a partnership in a picture: who is a member, and who trusts whom."""

from collections.abc import Mapping, Sequence
from math import pi
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.files import write_whole
from experiments.palette import INK, QUIET, SECTOR_COLOURS, STYLE, WHITE
from simulation.arrays import Bools, Doubles

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Places = Mapping[str, tuple[float, float]]

SECTOR_WORDS = {
    "ngo": "NGOs", "firm": "Firms", "foundation": "Foundations", "academia": "Academia",
    "authority": "Authorities", "army": "Army",
}  # fmt: skip  # in the order in which they are told
HOW = (
    "Dots: partners, the larger the more committed; ringed: steering committee; grey: not a"
    " member then. Lines: trust of 0.3 or more, dark where strong."
)
OBSERVES = "observes"
_MINISTRY, _BACKBONE = "ministry", "backbone"
_ABSENT = "#d5dade"
_LEAST = 0.3  # trust of a line
_MOST_LINES, _USUAL_LINES = 2500, 600  # the strongest; beyond the usual number they are fainter
_SEED = 1
_DIGITS = 9  # of trust, so that sums in any order are one
_ITERATIONS = 60
_MANY = 400  # partners; beyond, fewer steps do
_HOLE = 0.16  # radius around the backbone, of the picture's
_DISC = 1.0
_NEAREST, _FARTHEST = 0.38, 0.6  # from the centre to the Ministry, so that its name has room
_NAME, _NAME_SIZE = np.array((0.0, -0.05)), np.array((0.42, 0.2))  # below it: middle, half axes
_TINY = 1e-9
_USUAL = 110  # partners for whom dots have their full size
_SHARPER = 3  # power of trust that pulls partners together
_BETWEEN = 0.22  # words of the key [inches]


def draw_network(ties: "pd.DataFrame", partners: "pd.DataFrame", year: int, place: Path) -> None:
    """Draw who trusted whom at the end of a school year into a file: .png, .svg or .pdf.

    Partners have the places that all years of the frames give them: draw several years, and each
    stays where it is. Raises WrongPicture if the suffix is another.
    """
    import matplotlib as mpl

    with mpl.rc_context(STYLE):  # type: ignore[arg-type]  # the stubs list every key
        save(picture_of_network(ties, partners, year), place)


def picture_of_network(ties: "pd.DataFrame", partners: "pd.DataFrame", year: int) -> "Figure":
    """Return the figure of who trusted whom at the end of a school year."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 9.6), facecolor="white")
    who = partners[partners["year"] == year]
    members = int((who["member"] & ~who["sector"].isin((_MINISTRY, _BACKBONE))).sum())
    title = f"{members:,} organisations and those they trust, {year}" if members else (
        f"No organisation is a member in {year}"
    )  # fmt: skip
    figure.set_label(title)
    figure.text(0.03, 0.967, title, size=16, weight="bold", va="center")
    if members:
        first, second = HOW.split(". ")
        figure.text(0.03, 0.93, f"{first}.\n{second}", size=10, color=QUIET, va="center")
        write_key(figure, who["sector"], left=0.27, height=9.6 - 1.05)
        panel = figure.add_axes((0.02, 0.01, 0.96, 0.86))
        network(panel, ties, partners, year, layout(ties, partners))
    return figure


def save(figure: "Figure", place: Path) -> None:
    """Write a figure into a file, whole or not at all."""
    from experiments import plot

    plot.check_picture(place)

    def write(draft: Path) -> None:
        plot.write(figure, draft)
        if draft.suffix == ".png":
            _flatten(draft)

    write_whole(place, write)


def _flatten(picture: Path) -> None:
    """Write a picture again in 256 colours: a quarter of the bytes, for thousands of pale lines."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    with Image.open(picture) as drawn:
        told, flat = PngInfo(), drawn.convert("RGB").quantize(method=Image.Quantize.FASTOCTREE)
        for key, words in drawn.info.items():
            if isinstance(key, str) and isinstance(words, str):
                told.add_text(key, words)
    flat.save(picture, pnginfo=told)


def layout(ties: "pd.DataFrame", partners: "pd.DataFrame") -> dict[str, tuple[float, float]]:
    """Return where each partner stands who is ever a member, the backbone in the centre.

    Springs as strong as trust draw partners together, all years of the frames taken at once; then
    they are spread evenly over a disc, each in its direction. The order of rows does not matter.
    """
    import networkx as nx

    members = partners[partners["member"]].drop_duplicates("partner").sort_values("partner")
    rank = {s: i for i, s in enumerate((*SECTOR_WORDS, _MINISTRY))}
    around = members[members["sector"] != _BACKBONE]
    around = around.iloc[np.argsort(around["sector"].map(rank), kind="stable")]
    names = around["partner"].tolist()
    graph = nx.Graph()
    graph.add_nodes_from(names)
    for a, b, trust in _pairs(ties).itertuples(index=False):
        if a in graph and b in graph:
            graph.add_edge(a, b, weight=float(trust) ** _SHARPER)
    turns = 2 * pi * np.arange(len(names)) / max(len(names), 1)
    start = {n: (float(np.cos(t)), float(np.sin(t))) for n, t in zip(names, turns, strict=True)}
    steps = _ITERATIONS if len(names) <= _MANY else _ITERATIONS // 4
    found = nx.spring_layout(graph, pos=start, seed=_SEED, iterations=steps, method="force")
    is_ministry = (around["sector"] == _MINISTRY).to_numpy(dtype=bool)
    spread = _evenly(np.array([found[n] for n in names]).reshape(-1, 2), is_ministry)
    places = {n: (float(x), float(y)) for n, (x, y) in zip(names, spread, strict=True)}
    centre = members.loc[members["sector"] == _BACKBONE, "partner"]
    return places | dict.fromkeys(centre, (0.0, 0.0))


def network(
    panel: "Axes", ties: "pd.DataFrame", partners: "pd.DataFrame", year: int, places: Places,
    role: str = "",
) -> None:  # fmt: skip
    """Draw the network of a school year into a panel; `role` is what the Ministry then does."""
    who = partners[(partners["year"] == year) & partners["partner"].isin(places.keys())]
    members = who[who["member"]]
    _lines(panel, ties[ties["year"] == year], members, places)
    absent = sorted(set(places) - set(members["partner"]))
    size = min(1.0, _USUAL / max(len(places), 1)) * _inches(panel) ** 2 / 16
    panel.scatter(*_where(absent, places), s=9 * size, color=_ABSENT, linewidth=0, zorder=2)
    _dots(panel, members, places, size)
    _marks(panel, members, places, role)
    reach = 1.07 * _DISC
    panel.set_xlim(-reach, reach)
    panel.set_ylim(-reach, reach)
    panel.set_aspect("equal")
    panel.set_axis_off()


def write_key(figure: "Figure", sectors: "pd.Series[Any]", *, left: float, height: float) -> None:
    """Write the sectors in their colours in a line, each with its dot; `left`, `height` in inches.

    Only those that are there.
    """
    wide, top = figure.get_figwidth(), figure.get_figheight()
    present = set(sectors)
    for sector, words in SECTOR_WORDS.items():
        if sector in present:
            colour = SECTOR_COLOURS[sector]
            text = figure.text(
                left / wide, height / top, f"● {words}", color=colour, size=10, weight="bold",
                va="center",
            )  # fmt: skip
            left += text.get_window_extent().width / figure.dpi + _BETWEEN


def _pairs(ties: "pd.DataFrame") -> "pd.DataFrame":
    """Return pairs that trust, each once, and the mean of their trust over years and both ways."""
    import pandas as pd

    a, b = ties["truster"].astype(str), ties["trusted"].astype(str)
    first, second = a.where(a < b, b), b.where(a < b, a)
    told = pd.DataFrame({"first": first, "second": second, "trust": ties["trust"]})
    return told.groupby(["first", "second"], sort=True)["trust"].mean().round(_DIGITS).reset_index()


def _evenly(found: Doubles, ministry: Bools) -> Doubles:
    """Return places spread over a disc with a hole, in their directions and order from the centre.

    Directions and distances are moved half of the way to even ones; then those too near another
    step back, and all from the Ministry and its name.
    """
    n = len(found)
    if not n:
        return found
    found = found - found.mean(axis=0)
    turn = np.arctan2(found[:, 1], found[:, 0])
    order, far = np.argsort(np.argsort(turn)), np.argsort(np.argsort(np.hypot(*found.T)))
    turn = (turn + 2 * pi * (order + 0.5) / n - pi) / 2
    radius = np.sqrt(_HOLE + (1 - _HOLE) * (far + 0.5) / n) * _DISC
    places = np.column_stack((np.cos(turn), np.sin(turn))) * radius[:, None]
    inner = np.where(ministry, _NEAREST, 1.6 * _HOLE)
    outer = np.where(ministry, _FARTHEST, _DISC)
    apart = min(1.35 / np.sqrt(n), 0.5)
    for _ in range(_ITERATIONS):
        places = _apart(places, apart)
        reach = np.maximum(np.hypot(*places.T), _TINY)
        places = places * (np.clip(reach, inner, outer) / reach)[:, None]
        places = _clear(places, ministry)
    return places


def _apart(places: Doubles, apart: float) -> Doubles:
    """Return places a step further from those nearer than `apart`."""
    gap = places[:, None] - places[None, :]
    far = np.hypot(gap[..., 0], gap[..., 1])
    np.fill_diagonal(far, np.inf)
    push = np.clip(apart - far, 0, None) / np.maximum(far, _TINY)
    return np.asarray(places + 0.35 * (gap * push[..., None]).sum(axis=1))


def _clear(places: Doubles, ministry: Bools) -> Doubles:
    """Return places outside an ellipse around the Ministry and the name below it."""
    for row in np.flatnonzero(ministry):
        gap = (places - places[row] - _NAME) / _NAME_SIZE
        far = np.maximum(np.hypot(*gap.T), _TINY)
        inside = (far < 1) & ~ministry
        out = places[row] + _NAME + gap / far[:, None] * _NAME_SIZE
        places = np.where(inside[:, None], out, places)
    return places


def _lines(panel: "Axes", ties: "pd.DataFrame", members: "pd.DataFrame", places: Places) -> None:
    """Draw the strongest ties between members: darker the more trust, the Ministry's darkest."""
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_rgba

    sector = dict(zip(members["partner"], members["sector"], strict=True))
    pairs = _pairs(ties)
    pairs = pairs[pairs["first"].isin(sector.keys()) & pairs["second"].isin(sector.keys())]
    pairs = pairs.nlargest(_MOST_LINES, "trust").iloc[::-1]
    thin = min(1.0, (_USUAL_LINES / max(len(pairs), 1)) ** 0.5)
    segments, colours, widths = [], [], []
    for a, b, trust in pairs.itertuples(index=False):
        strength = min(max((trust - _LEAST) / (1 - _LEAST), 0.0), 1.0)
        ends = {sector[a], sector[b]}
        colour = (
            INK if _MINISTRY in ends else SECTOR_COLOURS[sector[a]] if len(ends) == 1 else QUIET
        )
        faint = 0.06 if _BACKBONE in ends else 0.08
        segments.append((places[a], places[b]))
        colours.append(to_rgba(colour, thin * (faint + 0.6 * strength**1.5)))
        widths.append(0.5 + 0.8 * strength)
    panel.add_collection(LineCollection(segments, colors=colours, linewidths=widths, zorder=1))


def _dots(panel: "Axes", members: "pd.DataFrame", places: Places, size: float) -> None:
    """Draw partners as dots, those with a seat in the steering committee ringed."""
    of = members[~members["sector"].isin((_MINISTRY, _BACKBONE))]
    area = size * (16 + 190 * of["commitment"].clip(0, 1).to_numpy())
    x, y = _where(of["partner"], places)
    seat = of["seat"].to_numpy(dtype=bool)
    ring = (np.sqrt(area) + 3.6 * np.sqrt(size)) ** 2
    panel.scatter(
        x[seat], y[seat], s=ring[seat], color=WHITE, edgecolor=INK, linewidth=1.1, zorder=3
    )
    colours = [SECTOR_COLOURS.get(s, QUIET) for s in of["sector"]]
    panel.scatter(x, y, s=area, color=colours, edgecolor=WHITE, linewidth=0.5, zorder=4)


def _marks(panel: "Axes", members: "pd.DataFrame", places: Places, role: str) -> None:
    """Draw and name the backbone and the Ministry, which is filled once it takes part."""
    for sector, shape, words in (
        (_BACKBONE, "D", "Backbone"), (_MINISTRY, "s", f"Ministry {role}".strip()),
    ):  # fmt: skip
        fill = WHITE if sector == _MINISTRY and role == OBSERVES else INK
        for name in members.loc[members["sector"] == sector, "partner"]:
            panel.plot(
                *places[name], shape, color=fill, markeredgecolor=INK, markeredgewidth=1.6,
                markersize=10 if sector == _MINISTRY else 8, zorder=5,
            )  # fmt: skip
            panel.annotate(
                words, places[name], (0, -8), textcoords="offset points", ha="center", va="top",
                size=9, weight="bold", zorder=6,
                bbox={"boxstyle": "round,pad=0.15", "color": WHITE, "alpha": 0.8, "linewidth": 0},
            )  # fmt: skip


def _where(names: "Sequence[str] | pd.Series[Any]", places: Places) -> tuple[Doubles, Doubles]:
    """Return the places of partners in two columns."""
    found = np.array([places[n] for n in names], dtype=np.float64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _inches(panel: "Axes") -> float:
    """Return the shorter side of a panel."""
    figure, box = panel.get_figure(root=True), panel.get_position()
    wide, high = figure.get_size_inches() if figure else (1.0, 1.0)
    return float(min(box.width * wide, box.height * high))
