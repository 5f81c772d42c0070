"""The command that carries out a design; `cli` registers it.

As there, signature and docstring are the help, and what it needs is imported when it runs.
"""

import os
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

_Many = Annotated[int | None, Parameter(validator=Number(gte=1), show_default=False)]
_Seconds = Annotated[float | None, Parameter(validator=Number(gt=0), show_default=False)]
_Flag = Annotated[bool, Parameter(negative="", show_default=False)]
STORE = Path("results") / "store"
SWEEP_EXAMPLES = """
Examples:

    fivebytwo sweep luck_or_structure
    fivebytwo sweep my_design.toml --workers 4 --limit 100
    fivebytwo sweep my_design.toml --on slurm-array --site my_cluster.toml
"""


def sweep(
    design: str,
    /,
    *,
    store: Path = STORE,
    workers: _Many = None,
    on: str = "local",
    site: Annotated[Path | None, Parameter(show_default=False)] = None,
    limit: _Many = None,
    time_limit: _Seconds = None,
    retry: _Flag = False,
    yes: _Flag = False,
) -> None:
    """Carry out a design: many runs, each once; what is done already is not done again.

    A run that fails is kept with its error, and the sweep goes on. Stopped in whatever way, the
    same command goes on with the runs that are left.

    Parameters
    ----------
    design
        A shipped design, or your own file ending in .toml.
    store
        Folder of the runs; several designs, and several sweeps at a time, may share one.
    workers
        Processes side by side, by default one a core; on a cluster the most jobs at a time.
    on
        Where: local, dask://ADDRESS, slurm (Dask starts jobs as they are needed) or slurm-array
        (plain jobs, for sites where nothing may run beside the queue).
    site
        A file that describes the cluster (docs/HPC.md): queue, walltime, memory, prologue.
    limit
        The most runs to carry out this time.
    time_limit
        Seconds after which a run fails.
    retry
        Try again what failed.
    yes
        Do not ask back at a design of very many runs.
    """
    one_thread_each()
    from experiments.sweeps.sweep import Order
    from experiments.sweeps.sweep import sweep as carry_out

    carry_out(
        Order(
            design=design, store=store, workers=workers or len(os.sched_getaffinity(0)), on=on,
            site=site, limit=limit, seconds=time_limit, retry=retry, yes=yes,
        )
    )  # fmt: skip


def one_thread_each() -> None:
    """Let linear algebra use one thread a process, before it is loaded: cores are for runs."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
