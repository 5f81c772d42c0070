"""`fivebytwo attribute`: how much of the rise of 2012 to 2017 is due to what, and how sure.

Only the published posterior is needed. What was run is in the store, so that a command which was
stopped goes on where it was.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.attribution import TITLES, TOLD
from calibration.attribution_summary import ALIKE, BY_SCORE, summarised, weights_of
from calibration.posterior import ready
from experiments import say
from experiments.calibrate import attribution_page, plot_attribution, plot_moved
from experiments.calibrate.attribution_runs import Found, Order, found
from experiments.calibrate.moved import moved
from experiments.files import check_place, write_whole
from simulation.ensemble.code import rules
from simulation.results.provenance import commit

if TYPE_CHECKING:
    import pandas as pd

PAGE, PICTURE, PEOPLE = "attribution.md", "attribution.png", "attribution_moved.png"


@dataclass(frozen=True)
class Report:
    """All that page and pictures tell.

    Attributes
    ----------
    tables
        By name: `shares`, `pairs`, `groundwork` and, if asked for, `prior` and `luck`, as
        `summarised` tells them; `draws`, of each draw; `moved`, of students.
    main
        The structure that is told first: all of them alike, or the only one.
    weighted
        Whether structures have weights by predictive score.
    """

    tables: "Mapping[str, pd.DataFrame]"
    main: str
    weighted: bool
    draws: int
    people: int
    command: str
    commit: str
    model: str
    provisional: bool


def attribute(order: Order) -> None:
    """Live the draws, share out the rise, look at students, and write page, tables and pictures."""
    ready(order.structures, order.posterior, order.draws)
    check_place(order.out)
    made = found(order)
    report = report_of(order, made, moved(order))
    write(report, order.out)
    _tell(report)
    say.line(f"Page, tables and pictures in {order.out}: {PAGE}, {PICTURE}, {PEOPLE}.")


def report_of(order: Order, made: Found, people: "pd.DataFrame") -> Report:
    """Return what is told of what was found."""
    by_score = weights_of(order.variants, order.posterior)
    tables = {
        "shares": summarised(made.posterior.rows, by_score),
        "pairs": summarised(made.posterior.pairs, by_score),
        "groundwork": summarised(made.groundwork, by_score),
        "draws": made.posterior.rows, "moved": people,
    }  # fmt: skip
    tables |= {
        name: summarised(told.rows, None)
        for name, told in (("prior", made.prior), ("luck", made.luck))
        if told
    }
    many = len(order.variants) > 1
    return Report(
        tables=tables, main=ALIKE if many else order.variants[0],
        weighted=many and by_score is not None, draws=order.draws, people=order.people,
        command=command(order), commit=commit(), model=rules(),
        provisional=any(about.get("provisional") for about in made.about.values()),
    )  # fmt: skip


def command(order: Order) -> str:
    """Return the command that does it again, but for places."""
    asked = [word for name in order.structures for word in ("--structure", name)]
    numbers = {
        "--draws": order.draws, "--prior": order.prior, "--luck": order.luck,
        "--people": order.people,
    }  # fmt: skip
    told = [word for name, n in numbers.items() for word in (name, str(n))]
    part = [] if order.fraction == 1 else ["--fraction", f"{order.fraction:g}"]
    return shlex.join(["fivebytwo", "attribute", *told, *asked, *part])


def write(report: Report, out: Path) -> None:
    """Write page, tables and pictures."""
    for name, table in report.tables.items():
        save = partial(table.to_csv, index=False, float_format="%.6g", lineterminator="\n")
        write_whole(out / f"attribution_{name}.csv", save)
    write_whole(out / PICTURE, partial(plot_attribution.draw, report))
    write_whole(out / PEOPLE, partial(plot_moved.draw, report))
    words = attribution_page.page(report)
    write_whole(out / PAGE, lambda draft: draft.write_text(words, encoding="utf-8"))


def _tell(report: Report) -> None:
    """Print the shares."""
    of = report.tables["shares"].set_index(["structure", "row"]).to_dict("index")
    columns = ("mean", "median", "low", "high", "error")
    which = BY_SCORE if report.weighted else report.main
    for structure in dict.fromkeys((report.main, which)):
        rows = [(TITLES[row], *(f"{of[structure, row][c]:,.0f}" for c in columns)) for row in TOLD]
        words = ("mean", "median", "5 %", "95 %", "Monte Carlo error")
        say.table(
            ("due to", *words), rows, numbers=words,
            title=f"Additional students of 2012 to 2017: {structure}",
        )  # fmt: skip
