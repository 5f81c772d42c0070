"""Commands that hold the model to what was observed; `cli` registers them.

As there, signatures and docstrings are the help, and what a command needs is imported when it runs.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

_Many = Annotated[int, Parameter(validator=Number(gte=1))]
_Seed = Annotated[int, Parameter(validator=Number(gte=0))]
_Settings = Annotated[
    tuple[str, ...], Parameter("--set", negative="", show_default=False, n_tokens=1)
]
EVALUATE_EXAMPLES = """
Examples:

    fivebytwo evaluate
    fivebytwo evaluate --seeds 200           adds to the seeds of before
    fivebytwo evaluate no_give_five --out results/check
"""
TARGETS_EXAMPLES = """
Examples:

    fivebytwo targets
    fivebytwo targets --seeds 1 --set choice.level=-1.5
    fivebytwo targets no_give_five --out results/targets
"""


def evaluate(
    scenario: str = "history",
    /,
    *,
    seeds: _Many = 50,
    from_seed: _Seed = 1,
    settings: _Settings = (),
    fraction: float = 1.0,
    out: Path | None = None,
) -> None:
    """Evaluate Give Five and Reserves as the Bank of Israel did, inside the model.

    Matched difference-in-differences of simulated schools, in the true years, in earlier ones and
    of programmes given by lot, beside the published effects; and where growth comes from. Stopped,
    the same command goes on with the seeds that are left.

    Parameters
    ----------
    scenario
        One of `fivebytwo scenarios`, or your own file ending in .toml.
    seeds
        How many runs, each with another luck.
    from_seed
        The first seed.
    settings
        A parameter to set in every year, as name=value; may be repeated. Give --out as well, to
        keep the findings of the plain scenario.
    fraction
        Part of the country: whole authorities, reweighted. Above 0, up to 1.
    out
        Folder of the findings. By default results/evaluation-SCENARIO.
    """
    from experiments.evaluate import evaluate as find
    from experiments.seeds import Order

    find(
        Order(
            verb="evaluate", scenario=scenario, seeds=seeds, from_seed=from_seed,
            settings=settings, fraction=fraction, out=out,
        )
    )  # fmt: skip


def targets(
    scenario: str = "history",
    /,
    *,
    seeds: _Many = 10,
    from_seed: _Seed = 1,
    settings: _Settings = (),
    fraction: float = 1.0,
    out: Path | None = None,
) -> None:
    """Hold a scenario to its targets: observed, simulated, and how far apart they are.

    All targets with their distance in standard deviations, then observed figures that are none:
    sizes, openings and closings of tracks, teachers, the ladder, the virtual school.

    Parameters
    ----------
    scenario
        One of `fivebytwo scenarios`, or your own file ending in .toml.
    seeds
        How many runs, each with another luck; the mean is told.
    from_seed
        The first seed.
    settings
        A parameter to set in every year, as name=value; may be repeated.
    fraction
        Part of the country: whole authorities, reweighted. Above 0, up to 1.
    out
        Folder for the table targets.csv and its record targets.json; without it they are only
        printed.
    """
    from experiments.seeds import Order
    from experiments.targets import compare

    compare(
        Order(
            verb="targets", scenario=scenario, seeds=seeds, from_seed=from_seed,
            settings=settings, fraction=fraction, out=out,
        )
    )  # fmt: skip
