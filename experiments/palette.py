"""Colours and type of the pictures of a run."""

INK, QUIET, GRID, PALE, WHITE = "#1b1f24", "#5d6670", "#e6e9ec", "#f5f6f8", "#ffffff"
BLUE, SKY, ORANGE, GREEN, PINK, BROWN = (
    "#0a5f9e", "#4fa3d1", "#d55e00", "#009e73", "#b8609a", "#8a6d3b",
)  # fmt: skip  # after Okabe & Ito, told apart by the colour-blind
BLUES = ("#08306b", "#1c5a9e", "#3d7fbb", "#5f9ac9", "#7fb0d6")  # in order
STYLE = {
    "font.family": "DejaVu Sans", "font.size": 10, "text.color": INK, "axes.edgecolor": "#c9ced4",
    "axes.labelcolor": QUIET, "xtick.color": QUIET, "ytick.color": QUIET,
    "svg.hashsalt": "fivebytwo",
}  # fmt: skip
SECTOR_COLOURS = {
    "foundation": GREEN, "ngo": BLUE, "firm": ORANGE, "academia": PINK, "army": BROWN,
    "authority": SKY, "ministry": INK, "backbone": INK,
}  # fmt: skip
STRUCTURE_COLOURS = {
    "both": BLUE, "teachers_only": ORANGE, "pressure_only": GREEN, "norm_off": PINK,
    "urgency_off": BROWN, "trust_inert": SKY,
}  # fmt: skip
