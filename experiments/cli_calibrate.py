"""The command that fits the model; `cli` registers it.

As there, signature and docstring are the help, and what it needs is imported when it runs.
"""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter
from cyclopts.validators import Number

from experiments.cli_sweep import one_thread_each

CALIBRATION = Path("results") / "calibration"
CALIBRATE_EXAMPLES = """
Examples:

    fivebytwo calibrate                       six structures, 19,200 runs
    fivebytwo calibrate --budget small        a tenth of the country, one structure
    fivebytwo calibrate --on slurm --workers 40
"""


def calibrate(
    *,
    budget: Literal["small", "default", "large"] = "default",
    out: Path = CALIBRATION,
    workers: Annotated[int | None, Parameter(validator=Number(gte=1), show_default=False)] = None,
    on: str = "local",
    site: Annotated[Path | None, Parameter(show_default=False)] = None,
) -> None:
    """Fit the model to what was observed: banks of runs, then a posterior for each structure.

    Stopped in whatever way, the same command goes on with the runs that are left. Needs the extra:
    `make fit`.

    Parameters
    ----------
    budget
        How many runs: small takes minutes, default an hour or two on two cores, large a cluster.
    out
        Folder of designs, runs and posteriors.
    workers
        Processes side by side, by default one a core; on a cluster the most jobs at a time.
    on
        Where runs are made: local, dask://ADDRESS, slurm.
    site
        A file that describes the cluster (docs/HPC.md).
    """
    one_thread_each()
    from experiments.calibrate.extra import needed

    needed()
    from experiments.calibrate.calibrate import Order
    from experiments.calibrate.calibrate import calibrate as fit
    from experiments.files import check_place

    check_place(out)
    fit(Order(budget=budget, out=out, workers=workers, on=on, site=site))
