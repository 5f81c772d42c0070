"""The command that splits variance; `cli` registers it.

As there, signature and docstring are the help, and what it needs is imported when it runs.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

_Year = Annotated[int | None, Parameter(show_default=False)]
VARIANCE_EXAMPLES = """
Examples:

    fivebytwo sweep luck_or_structure --store results/store
    fivebytwo variance results/store luck_or_structure
    fivebytwo variance results/store luck_or_structure --year 2017 --since 2012
    fivebytwo variance results/store my_design --measure five_unit_share
"""


def variance(
    store: Path,
    design: str,
    /,
    *,
    measure: str = "five_units",
    year: _Year = None,
    since: _Year = None,
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
) -> None:
    """Tell how much of what a design says is luck, how much parameters, how much structure.

    Its scenarios are the structures, its points the parameters, its seeds the luck; the variance of
    a measure is split among them and what they do together, year by year, with intervals, nine in
    ten. A second table tells what common luck buys: how many seeds without it one seed with it is
    worth, in a difference between two scenarios or two points.

    Parameters
    ----------
    store
        Folder of the runs.
    design
        A design that was swept into it, by name.
    measure
        A column of the store's years, as five_units or five_units_stream_arab.
    year
        The school year that is told in numbers; by default the last one.
    since
        A year that the measure is counted from: its rise since then is split.
    out
        Folder of tables, picture and record. By default results/variance-DESIGN.
    """
    from experiments.sweeps.variance import Order
    from experiments.sweeps.variance import variance as tell

    tell(
        Order(store=store, design=design, measure=measure, year=year, since=since, out=out)
    )  # fmt: skip
