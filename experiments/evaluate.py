"""`fivebytwo evaluate`: what evaluators would find in simulated schools, beside what they found.

Each seed's findings are a file of their own, written whole: a command that was stopped goes on
where it was, and one that asks for more seeds adds to them.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from experiments import say
from experiments.files import write_whole
from experiments.headline import footer
from experiments.keep import digest, kept
from experiments.seeds import Order, case_of, counted, told, warn_of_sample
from simulation.data.evaluations import PUBLISHED
from simulation.data.observed import observations
from simulation.results.evaluation import (
    KINDS,
    PLACEBO_PROGRAMME,
    PLACEBO_YEARS,
    REAL,
    STUDENTS,
    estimates,
)
from simulation.results.growth import MEASURES, decomposition
from simulation.results.panel import Panel
from simulation.run import Case, run

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

UNTIL = 2017  # the last year of the evaluations
GROWTH_YEARS = (2014, 2015)  # those of the table of facts `tracks`
SEEDS, EFFECTS, GROWTH, PICTURE, RECORD = (
    "seeds", "evaluation.csv", "growth.csv", "evaluation.png", "evaluation.json",
)  # fmt: skip
NAMES = {"give_five": "Give Five", "reserves": "Reserves"}
_COLUMNS = [
    "seed", "programme", "kind", "sex", "effect", "error", "baseline", "treated", "controls",
]  # fmt: skip
_NEW = (  # what the file of examinees has, and the model not
    "tracks of schools new to the file",
    "5u examinees in tracks of schools new to the file",
)
_QUIET, _BLUE, _GREY, _BAND, _PUBLISHED = "#5d6670", "#0a5f9e", "#8a929b", "#f6cfae", "#a8480a"
_HEADINGS = {
    REAL: "The programme, in its years",
    PLACEBO_YEARS: "Placebo: its schools, before it began",
    PLACEBO_PROGRAMME: "Placebo: half of all schools, by lot",
}


def evaluate(order: Order) -> None:
    """Evaluate the programmes of a scenario under each seed, save, draw and print."""
    start, folder = perf_counter(), order.out or _place(order.scenario)
    order = replace(order, out=folder)
    case = case_of(order, ours=(folder / SEEDS).is_dir())
    changes = [asdict(c) for c in case.scenario.changes]
    key = digest(case.population.key, changes, code=(Path(__file__),))
    found = [
        kept(folder / SEEDS / f"{seed}.json", key, partial(_find, case, seed))
        for seed in order.each("Evaluating")
    ]
    effects, growth = _tables(found)
    about = order.about(case, until=UNTIL, seconds=perf_counter() - start)
    _save(folder, effects, growth, about | {"key": key})
    warn_of_sample(order)
    _print_effects(effects, order.seeds)
    _print_growth(growth)
    say.line(f"Files in {folder}: {EFFECTS}, {GROWTH}, {PICTURE}, {RECORD}, {SEEDS}/")


def _place(scenario: str) -> Path:
    """Return where findings go, unless another place was asked for."""
    return Path("results") / f"evaluation-{Path(scenario).stem}"


def _find(case: Case, seed: int) -> dict[str, Any]:
    """Return the estimates and the growth of tracks of one run."""
    panel = Panel(until=UNTIL)
    run(case, seed=seed, until=UNTIL, watchers=[panel])
    return {
        "seed": seed,
        "effects": [asdict(e) for e in estimates(panel, seed=seed)],
        "growth": [{"year": y} | decomposition(panel, y)._asdict() for y in GROWTH_YEARS],
    }


def _tables(found: list[dict[str, Any]]) -> tuple["pd.DataFrame", "pd.DataFrame"]:
    """Return the estimates, and the growth of tracks, of all seeds as tidy tables."""
    import pandas as pd

    effects, growth = (
        pd.DataFrame([{"seed": of["seed"]} | row for of in found for row in of[name]])
        for name in ("effects", "growth")
    )
    tidy = growth.rename(columns=MEASURES).melt(["seed", "year"], var_name="measure")
    return effects[_COLUMNS], tidy


def _save(
    folder: Path, effects: "pd.DataFrame", growth: "pd.DataFrame", about: dict[str, Any]
) -> None:
    """Write tables and picture; the record of before leaves first, the new one comes last."""
    drawn, words = picture(effects, about), json.dumps(about, indent=1) + "\n"
    (folder / RECORD).unlink(missing_ok=True)
    write_whole(folder / EFFECTS, lambda draft: effects.to_csv(draft, index=False))
    write_whole(folder / GROWTH, lambda draft: growth.to_csv(draft, index=False))
    write_whole(folder / PICTURE, lambda draft: drawn.savefig(draft, dpi=130))
    write_whole(folder / RECORD, lambda draft: draft.write_text(words, encoding="utf-8"))


def _of_each(effects: "pd.DataFrame", programme: str) -> Iterator[tuple[str, str, "pd.DataFrame"]]:
    """Yield kind, students, and the estimates of all seeds, of one programme."""
    for kind in KINDS:
        for sex in STUDENTS:
            asked = (effects["programme"] == programme) & (effects["kind"] == kind)
            yield kind, sex, effects[asked & (effects["sex"] == sex)]


def _print_effects(effects: "pd.DataFrame", seeds: int) -> None:
    """Print each effect over the seeds, the real ones beside what was published."""
    names = ("programme", "comparison", "students", "effect", "sd", "error", "on", "schools")
    rows = []
    for programme, name in NAMES.items():
        for kind, sex, of in _of_each(effects, programme):
            mean, sd = of[_COLUMNS[4:]].mean(), of["effect"].std()
            found = PUBLISHED[programme, sex] if kind == REAL else None
            rows.append((
                name, kind, sex, told(mean["effect"], "+z.2f"), told(sd, ".2f"),
                told(mean["error"], ".2f"), told(mean["baseline"], ".1f"),
                f"{mean['treated']:.0f}/{mean['controls']:.0f}",
                found.words if found else "0", found.baseline if found else "",
            ))  # fmt: skip
    over = f"mean and sd over {counted(seeds)}, mean" if seeds > 1 else f"{counted(seeds)}, its"
    title = (
        f"Effect on the five-unit share of mathematics examinees, percentage points: {over}"
        " standard error; on what share, percent; schools treated/not"
    )
    say.table((*names, "published", "on what"), rows, numbers=names[3:], title=title)


def _print_growth(growth: "pd.DataFrame") -> None:
    """Print where growth comes from, simulated and observed."""
    rows = []
    for year in GROWTH_YEARS:
        seen = {o.measure: o.value for o in observations("tracks") if o.year == year}
        for measure in (*MEASURES.values(), *_NEW):
            of = growth[(growth["year"] == year) & (growth["measure"] == measure)]["value"]
            mean, sd = told(of.mean(), ",.0f"), told(of.std(), ",.0f")
            rows.append((str(year), measure, mean, sd, f"{seen[measure]:,.0f}"))
    columns = ("year", "from the year before", "simulated", "sd", "observed")
    say.table(columns, rows, numbers=columns[2:], title="Where growth comes from")


def picture(effects: "pd.DataFrame", about: dict[str, Any]) -> "Figure":
    """Return a figure of the effects of each programme and their spread, and what was published."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(13.6, 6.8), facecolor="white")
    panels = figure.subplots(1, 2, sharex=True)
    figure.subplots_adjust(left=0.065, right=0.85, top=0.79, bottom=0.15, wspace=0.58)
    for panel, programme in zip(panels, NAMES, strict=True):
        _draw(panel, effects[effects["programme"] == programme], programme)
        panel.set_title(NAMES[programme], loc="left", size=13, weight="bold", pad=14)
    seeds, first, last = about["seeds"], about["seed"], about["seed"] + about["seeds"] - 1
    dots = f"mean of {counted(seeds)}; lines: nine in ten of them" if seeds > 1 else counted(seeds)
    how = f"Dots: {dots}. Bands: published."
    what = "Matched difference-in-differences of the five-unit share of examinees. "
    figure.text(0.022, 0.945, "What evaluators would find inside the model", size=16, weight="bold")
    figure.text(0.022, 0.9, what + how, size=10.5, color=_QUIET)
    run_of = footer(about | {"seed": f"{first}-{last}" if seeds > 1 else first})
    figure.text(0.022, 0.03, run_of, size=8.5, color=_QUIET)
    return figure


def _draw(panel: "Axes", effects: "pd.DataFrame", programme: str) -> None:
    """Draw one programme: a row a comparison and sex, the published band behind the real ones."""
    heights = [row + row // len(STUDENTS) for row in range(len(KINDS) * len(STUDENTS))]
    panel.set_yticks(heights, STUDENTS * len(KINDS))
    panel.set_ylim(heights[-1] + 0.6, -1.3)
    panel.spines[["top", "left", "right"]].set_visible(False)
    panel.tick_params(length=0)
    panel.set_xlabel("percentage points", color=_QUIET)
    for at, (kind, sex, of) in zip(heights, _of_each(effects, programme), strict=True):
        real, mean = kind == REAL, of["effect"].mean()
        colour = _BLUE if real else _GREY
        panel.plot(of["effect"].quantile([0.05, 0.95]), [at, at], color=colour, linewidth=1.8)
        panel.plot(mean, at, "o", color=colour, markersize=7)
        _write(panel, at, told(mean, "+z.1f"), 6, colour)
        if real:
            found = PUBLISHED[programme, sex]
            panel.fill_betweenx([at - 0.4, at + 0.4], found.low, found.high, color=_BAND, lw=2)
            _write(panel, at, found.words, 42, _PUBLISHED)
        if sex == STUDENTS[0]:
            panel.vlines(0, at - 0.45, at + 2.45, color=_QUIET, linewidth=0.8, zorder=0.5)
            panel.text(0, at - 0.8, _HEADINGS[kind], transform=panel.get_yaxis_transform(), size=10)
    _write(panel, -0.8, "here", 6, _BLUE)
    _write(panel, -0.8, "published", 42, _PUBLISHED)


def _write(panel: "Axes", at: float, words: str, beside: float, colour: str) -> None:
    """Write at the right of a row."""
    panel.annotate(
        words, (1, at), (beside, 0), xycoords=("axes fraction", "data"),
        textcoords="offset points", va="center", size=10, color=colour,
    )  # fmt: skip
