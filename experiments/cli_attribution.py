"""The command that shares out the rise; `cli` registers it.

As there, signature and docstring are the help, and what it needs is imported when it runs.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from experiments.cli_sweep import one_thread_each

_Many = Annotated[int, Parameter(validator=Number(gte=2))]
_Few = Annotated[int, Parameter(validator=Number(gte=1))]
_Some = Annotated[int, Parameter(validator=Number(gte=0))]
_Names = Annotated[tuple[str, ...], Parameter(negative="", show_default=False, n_tokens=1)]
_Place = Annotated[Path | None, Parameter(show_default=False)]
ATTRIBUTE_EXAMPLES = """
Examples:

    fivebytwo attribute                            36 draws, some 6,000 runs
    fivebytwo attribute --draws 20 --workers 8     surer, in three times the time
    fivebytwo attribute --structure both --draws 2 --prior 0 --luck 0
"""


def attribute(
    *,
    draws: _Many = 6,
    structure: _Names = (),
    prior: _Some = 8,
    luck: _Some = 4,
    people: _Few = 2,
    out: Path = Path("results") / "calibration" / "attribution",
    store: Path = Path("results") / "calibration" / "store",
    posterior: _Place = None,
    workers: Annotated[int | None, Parameter(validator=Number(gte=1), show_default=False)] = None,
    fraction: Annotated[float, Parameter(validator=Number(gt=0, lte=1))] = 1.0,
) -> None:
    """Say how much of the rise of 2012 to 2017 is due to what, and how sure that is.

    Seven groups of causes are switched on and off in all 128 ways, under the same luck; shares are
    Shapley values, over draws of the posterior of each structure. Stopped in whatever way, the same
    command goes on with the runs that are left. Needs no extra.

    Parameters
    ----------
    draws
        Draws of each structure, 2 or more.
    structure
        A structure, by name; may be repeated. All that are published if left out.
    prior
        Draws of the whole prior, told beside: how often would the network have harmed?
    luck
        How often one draw is lived anew, to tell what luck alone does.
    people
        Draws of each structure whose students are looked at one by one.
    out
        Folder of the page, its tables and pictures.
    store
        Folder of the runs.
    posterior
        Folder of the posterior; the published one if left out.
    workers
        Processes side by side, by default one a core.
    fraction
        Part of the country: whole authorities, reweighted. Above 0, up to 1.
    """
    one_thread_each()
    from experiments.calibrate.attribution import attribute as share_out
    from experiments.calibrate.attribution_runs import Order

    share_out(
        Order(
            draws=draws, structures=structure, prior=prior, luck=luck, people=min(people, draws),
            out=out, store=store, posterior=posterior, workers=workers, fraction=fraction,
        )
    )  # fmt: skip
