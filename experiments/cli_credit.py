"""The command that examines a posterior; `cli` registers it.

As there, signature and docstring are the help, and what it needs is imported when it runs.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from experiments.cli_sweep import one_thread_each

_CALIBRATION = Path("results") / "calibration"
_Place = Annotated[Path | None, Parameter(show_default=False)]
_Some = Annotated[int, Parameter(validator=Number(gte=20))]
_Many = Annotated[int, Parameter(validator=Number(gte=1))]
CREDIT_EXAMPLES = """
Examples:

    fivebytwo credit                                          the base structure
    fivebytwo credit --structure norm_off
    fivebytwo credit --held-out 40 --draws 100 --no-amortised  a quick look
    fivebytwo credit --out docs/calibration
"""


def credit(
    *,
    banks: Path = _CALIBRATION,
    posterior: _Place = None,
    structure: str = "both",
    out: Path = _CALIBRATION / "credit",
    held_out: _Some = 150,
    draws: _Some = 300,
    rounds: _Many = 5,
    amortised: bool = True,
    seed: Annotated[int, Parameter(validator=Number(gte=0))] = 6,
) -> None:
    """Tell how far a posterior is to be believed: coverage, what was learnt, and what moves it.

    Both methods are checked on runs of the bank that they have not seen: ranks, coverage, recovery,
    and which is primary. Every prior stands beside its posterior. Priors are widened and targets
    left out. No run is made. Stopped, the same command goes on. Needs the extra: `make fit`.

    Parameters
    ----------
    banks
        Folder of the calibration, whose runs are in `store` beneath; what was found is kept there.
    posterior
        Folder of posteriors, by default the published ones.
    structure
        The structure, by name.
    out
        Folder of the page, its tables and pictures.
    held_out
        Runs of the bank that methods are checked on, and do not learn from.
    draws
        Of the posterior of each of them.
    rounds
        Fits with placebos, which tell how far luck alone moves a posterior.
    amortised
        Whether the second method is checked too; some minutes to train.
    seed
        The luck of all of it, from 0.
    """
    one_thread_each()
    from experiments.calibrate.extra import needed

    needed(*(["bayesflow"] if amortised else []))
    from experiments.calibrate.credit import Order
    from experiments.calibrate.credit import credit as tell

    tell(
        Order(
            banks=banks, posterior=posterior, variant=structure, out=out, held_out=held_out,
            draws=draws, rounds=rounds, amortised=amortised, seed=seed,
            kept=banks / "credit_kept" / structure,
        )
    )  # fmt: skip
