"""Commands that hold the published posterior to what was observed; `cli_calibration` adds them.

As there, signatures and docstrings are the help, and what a command needs is imported when it runs.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

_Many = Annotated[int, Parameter(validator=Number(gte=10))]
_Part = Annotated[float, Parameter(validator=Number(gt=0, lte=1))]
_Workers = Annotated[int | None, Parameter(validator=Number(gte=1), show_default=False)]
_Structures = Annotated[tuple[str, ...], Parameter(negative="", show_default=False, n_tokens=1)]
_Folder = Annotated[Path | None, Parameter(show_default=False)]
_RESULTS = Path("results") / "calibration"
PREDICTIVE_EXAMPLES = """
Examples:

    fivebytwo predictive
    fivebytwo predictive --structure both --draws 200
    fivebytwo predictive --posterior results/calibration/posterior --out results/mine
"""
PATTERNS_EXAMPLES = """
Examples:

    fivebytwo patterns
    fivebytwo patterns --structure both --structure teachers_only
"""


def predictive(
    *,
    structure: _Structures = (),
    draws: _Many = 100,
    out: Path = _RESULTS / "predictive",
    store: Path = _RESULTS / "store",
    posterior: _Folder = None,
    fraction: _Part = 1.0,
    workers: _Workers = None,
) -> None:
    """Live draws of the posterior again to 2017, and tell every observed figure beside its band.

    Targets that were fitted and those that were not, facts that are no targets, and statistics that
    no fit saw. Stopped, the same command goes on with the runs that are left.

    Parameters
    ----------
    structure
        A structure; may be repeated. By default all whose posterior is there.
    draws
        How many draws of each are lived again.
    out
        Folder of the page, its tables and pictures.
    store
        Folder of the runs.
    posterior
        Folder of the posteriors, by default the published ones.
    fraction
        Part of the country: whole authorities, reweighted. Above 0, up to 1.
    workers
        Processes side by side, by default one a core.
    """
    from experiments.calibrate.predictive import Order
    from experiments.calibrate.predictive import predictive as tell

    tell(
        Order(
            structures=structure, draws=draws, out=out, store=store, posterior=posterior,
            fraction=fraction, workers=workers,
        )
    )  # fmt: skip


def patterns(
    *,
    structure: _Structures = (),
    draws: _Many = 100,
    out: Path = _RESULTS / "patterns",
    store: Path = _RESULTS / "store",
    posterior: _Folder = None,
    fraction: _Part = 1.0,
    workers: _Workers = None,
) -> None:
    """Judge the twelve patterns of the design by draws of the posterior: pass, fail, cannot tell.

    Draws are lived again as history was, without any programme, and with partners who decide, to
    2019. Stopped, the same command goes on with the runs that are left.

    Parameters
    ----------
    structure
        A structure; may be repeated. By default all whose posterior is there.
    draws
        How many draws of each are lived again in each scenario.
    out
        Folder of the page, its tables and pictures.
    store
        Folder of the runs.
    posterior
        Folder of the posteriors, by default the published ones.
    fraction
        Part of the country: whole authorities, reweighted. Above 0, up to 1.
    workers
        Processes side by side, by default one a core.
    """
    from experiments.calibrate.patterns import patterns as judge
    from experiments.calibrate.predictive import Order

    judge(
        Order(
            verb="patterns", structures=structure, draws=draws, out=out, store=store,
            posterior=posterior, fraction=fraction, workers=workers,
        )
    )  # fmt: skip
