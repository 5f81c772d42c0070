"""The command that tells what an outcome is sensitive to; `cli` registers it.

As there, signature and docstring are the help, and what it needs is imported when it runs.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

_Many = Annotated[int, Parameter(validator=Number(gte=1))]
_Year = Annotated[int | None, Parameter(show_default=False)]
_Story = Annotated[str | None, Parameter(show_default=False)]
_Flag = Annotated[bool, Parameter(negative="", show_default=False)]
SENSITIVITY_EXAMPLES = """
Examples:

    fivebytwo sensitivity results/store screening
    fivebytwo sensitivity results/store screening --year 2017 --since 2012
    fivebytwo sensitivity results/store screening --scenario history --minus no_initiative
    fivebytwo sensitivity results/store screening --measure shortage --partial
"""


def sensitivity(
    store: Path,
    design: str,
    /,
    *,
    measure: str = "five_units",
    year: _Year = None,
    since: _Year = None,
    scenario: _Story = None,
    minus: _Story = None,
    out: Annotated[Path | None, Parameter(show_default=False)] = None,
    most: _Many = 20,
    partial: _Flag = False,
) -> None:
    """Tell which inputs of a design matter for an outcome: indices by SALib, with intervals.

    Of a Morris design the mean effects of each input, of a Sobol design shares of the variance; of
    a Latin hypercube, or draws of a posterior, first-order shares. An outcome is a mean over the
    design's seeds. Runs that failed take what belongs together with them out of the analysis.

    Parameters
    ----------
    store
        Folder of the runs.
    design
        A design that was swept into it.
    measure
        What comes out: a column of `years` in `fivebytwo query`.
    year
        The school year, by default the last of the design.
    since
        A year that the change is taken from.
    scenario
        Of the design; by default its first.
    minus
        Another one, which is taken from it: both have the same seeds.
    out
        Folder of tables, picture and record. By default results/sensitivity-DESIGN-OUTCOME.
    most
        How many inputs are printed and drawn.
    partial
        Take what there is of a design that is not finished.
    """
    from experiments.sweeps.sensitivity import Order
    from experiments.sweeps.sensitivity import sensitivity as tell

    tell(
        Order(
            store=store, design=design, measure=measure, year=year, since=since,
            scenario=scenario, minus=minus, out=out, most=most, partial=partial,
        )
    )  # fmt: skip
