"""`fivebytwo milestones`: how a partnership's course spreads over luck and beliefs."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from experiments import say
from experiments.compare import drawn
from experiments.files import write_whole
from experiments.keep import digest, kept
from experiments.plot_milestones import draw
from experiments.seeds import Order, case_of, told, warn_of_sample
from experiments.settings import WrongSetting
from simulation.data.milestones import milestones as sources
from simulation.model import Country
from simulation.parameters.views import uncertain
from simulation.results.milestones import Milestones
from simulation.run import Case

if TYPE_CHECKING:
    import pandas as pd

TABLE, PICTURE, RECORD, KEPT = (
    "milestones.csv", "milestones.png", "milestones.json", "runs",
)  # fmt: skip
UNTIL = 2019


@dataclass(frozen=True, slots=True, kw_only=True)
class Course(Order):
    """What was asked for.

    Attributes
    ----------
    draw
        Groups of parameters that each seed draws anew from what is believed of them.
    """

    draw: Sequence[str] = ()

    @property
    def folder(self) -> Path:
        """Where files go."""
        return self.out or Path("results") / f"milestones-{Path(self.scenario).stem}"

    @property
    def command(self) -> str:
        """The command that does it again, every choice spelt out."""
        words = [
            "fivebytwo", self.verb, self.scenario, "--seeds", str(self.seeds), "--from-seed",
            str(self.from_seed), *(word for s in self.settings for word in ("--set", s)),
            *(word for g in self.draw for word in ("--draw", g)), "--fraction",
            f"{self.fraction:g}", "--out", str(self.folder),
        ]  # fmt: skip
        return shlex.join(words)

    @property
    def names(self) -> list[str]:
        """The parameters that are drawn: all uncertain ones whose name begins so."""
        return [p.name for p in uncertain() if p.name.startswith(tuple(self.draw))]


def milestones(order: Course) -> None:
    """Run a scenario under each seed to 2019, save and draw when milestones were passed."""
    start = perf_counter()
    _check(order)
    case = case_of(order, ours=(order.folder / KEPT).is_dir())
    rows = [
        {"seed": seed} | _finding(order, case, seed)
        for seed in order.each(f"Following {case.scenario.name}")
    ]
    import pandas as pd

    frame = pd.DataFrame(rows)
    about = order.about(case, until=UNTIL, seconds=perf_counter() - start)
    about |= {"draw": list(order.draw), "drawn": order.names}
    words = json.dumps(about, indent=1) + "\n"
    (order.folder / RECORD).unlink(missing_ok=True)
    write_whole(order.folder / TABLE, lambda draft: frame.to_csv(draft, index=False))
    write_whole(order.folder / PICTURE, lambda draft: draw(frame, about, draft))
    write_whole(order.folder / RECORD, lambda draft: draft.write_text(words, encoding="utf-8"))
    warn_of_sample(order)
    _print(frame, order)
    say.line(f"Files in {order.folder}: {TABLE}, {PICTURE}, {RECORD}, {KEPT}/")


def _check(order: Course) -> None:
    """Raise WrongSetting for what is to be drawn, and has no prior or stands for nothing."""
    known = [p.name for p in uncertain()]
    wrong = [
        f"--draw {part}: no uncertain parameter begins so; see `fivebytwo parameters`."
        for part in order.draw
        if not any(name.startswith(part) for name in known)
    ]
    if wrong:
        raise WrongSetting("\n".join(wrong))


def _finding(order: Course, case: Case, seed: int) -> dict[str, float]:
    """Return the milestones of a seed, from its file if it was kept."""
    values = drawn(order.names, seed)
    scenario = case.scenario.setting(values) if values else case.scenario
    changes = [asdict(c) for c in scenario.changes]
    place = order.folder / KEPT / f"{seed}.json"
    key = digest(case.population.key, changes, seed, code=(Path(__file__),))
    found = kept(place, key, lambda: {"of": _follow(replace(case, scenario=scenario), seed)})
    return {name: float(value) for name, value in found["of"].items()} | values


def _follow(case: Case, seed: int) -> dict[str, float]:
    """Return the milestones of one run."""
    watcher = Milestones()
    country = Country(
        case.population, case.scenario.worlds, case.field, seed=seed,
        after_term=(watcher.see_term,),
    )  # fmt: skip
    try:
        while country.year < UNTIL:
            country.step()
            watcher.see(country)
    finally:
        country.release()
    return watcher.found


def _print(frame: "pd.DataFrame", order: Course) -> None:
    """Print quantiles of each milestone beside what is told."""
    rows = []
    for of in sources():
        if of.milestone in frame:
            values = frame[of.milestone].to_numpy(float)
            never = np.isnan(values).mean()
            low, middle, high = (_quantile(values, q) for q in (0.05, 0.5, 0.95))
            form, same = (
                ",.0f" if middle >= 10 else ".2f",
                np.unique(values).size == 1 and not never,
            )
            rows.append((
                of.milestone.replace("_", " "), "" if same else told(low, form),
                told(middle, form), "always" if same else told(high, form),
                f"{never:.0%}" if never else "", of.told, of.unit,
            ))  # fmt: skip
    columns = ("milestone", "5 %", "median", "95 %", "never", "told", "unit")
    drawn_words = f", {len(order.names)} parameters drawn" if order.names else ""
    say.table(
        columns, rows, numbers=columns[1:6],
        title=f"{order.scenario} under {order.seeds} seeds{drawn_words}; months from July 2013",
    )  # fmt: skip


def _quantile(values: "np.typing.NDArray[np.float64]", q: float) -> float:
    """Return a quantile where never is the latest; NaN if it is never."""
    latest = np.nan_to_num(values, nan=np.inf)
    found = np.quantile(latest, q, method="inverted_cdf")
    return float(found) if np.isfinite(found) else float("nan")
