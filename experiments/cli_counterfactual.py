"""The commands of the counterfactual and of structures; `cli` registers them.

As there, signature and docstring are the help, and what they need is imported when they run.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from experiments.cli_sweep import one_thread_each

_CALIBRATION = Path("results") / "calibration"
_Place = Annotated[Path | None, Parameter(show_default=False)]
_Many = Annotated[int, Parameter(validator=Number(gte=10))]
_Workers = Annotated[int | None, Parameter(validator=Number(gte=1), show_default=False)]
_Names = Annotated[tuple[str, ...], Parameter(negative="", show_default=False, n_tokens=1)]
_Part = Annotated[float, Parameter(validator=Number(gt=0, lte=1))]
COUNTERFACTUAL_EXAMPLES = """
Examples:

    fivebytwo counterfactual                                  60 draws of each structure
    fivebytwo counterfactual --draws 10 --fraction 0.1        a quick look
    fivebytwo counterfactual --structure both --structure trust_inert
"""
STRUCTURES_EXAMPLES = """
Example:

    fivebytwo structures --banks results/calibration
"""


def counterfactual(
    *,
    draws: _Many = 60,
    structure: _Names = (),
    out: Path = _CALIBRATION / "counterfactual",
    store: Path = _CALIBRATION / "store",
    posterior: _Place = None,
    workers: _Workers = None,
    fraction: _Part = 1.0,
) -> None:
    """Tell how likely the trend would have turned anyway: no Initiative, no Ministry, and others.

    Draws of the published posterior are lived to 2020 in history and in six other worlds, each with
    the same luck in all; a page, pictures and tables tell what a turn may mean, how likely it is by
    structure and over all, and what was missing. Stopped, the same command goes on.

    Parameters
    ----------
    draws
        Of each structure, 10 or more. Runs beside them, 60, tell what luck alone does.
    structure
        Only these; may be repeated. By default all whose posterior is there.
    out
        Folder of page, pictures and tables.
    store
        Folder of the runs.
    posterior
        Folder of posteriors, by default the published ones.
    workers
        Processes side by side, by default one a core.
    fraction
        Part of the country: whole authorities, reweighted.
    """
    one_thread_each()
    from experiments.calibrate.counterfactual import Order
    from experiments.calibrate.counterfactual import counterfactual as tell

    tell(
        Order(
            draws=draws, structures=structure, out=out, store=store, posterior=posterior,
            workers=workers, fraction=fraction,
        )
    )  # fmt: skip


def structures(
    *,
    banks: Path = _CALIBRATION,
    out: Path = _CALIBRATION / "structures",
    posterior: _Place = None,
    weights: _Place = None,
) -> None:
    """Weigh the structures by how they foresaw the counts after 2013, 2014 and 2015.

    A page and a picture tell what each weighs, which are ruled out or do not show the turn of
    2012-13, and what each learnt. Needs the extra: `make fit`.

    Parameters
    ----------
    banks
        Folder of the calibration, with its designs and runs.
    out
        Folder of page, picture and tables.
    posterior
        Folder of posteriors, by default the published ones.
    weights
        Folder that the table of weights goes to as well, where posteriors are.
    """
    one_thread_each()
    from experiments.calibrate.extra import needed

    needed()
    from calibration.posterior import ready
    from experiments.calibrate.structures import Order
    from experiments.calibrate.structures import structures as weigh

    if posterior:
        ready((), posterior, draws=1)
    weigh(Order(banks=banks, out=out, posterior=posterior, weights=weights))
