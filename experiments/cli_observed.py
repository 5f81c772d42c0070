"""Commands that hold the model to what was observed; `cli` registers them.

As there, signatures and docstrings are the help, and what a command needs is imported when it runs.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

TARGETS_EXAMPLES = """
Examples:

    fivebytwo targets
    fivebytwo targets --seeds 1 --set choice.level=-1.5
    fivebytwo targets no_give_five --out results/targets
"""


def targets(
    scenario: str = "history",
    /,
    *,
    seeds: Annotated[int, Parameter(validator=Number(gte=1))] = 10,
    from_seed: Annotated[int, Parameter(validator=Number(gte=0))] = 1,
    settings: Annotated[
        tuple[str, ...], Parameter("--set", negative="", show_default=False, n_tokens=1)
    ] = (),
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
    from experiments.targets import Order, compare

    compare(
        Order(
            scenario=scenario, seeds=seeds, from_seed=from_seed, settings=settings,
            fraction=fraction, out=out,
        )
    )  # fmt: skip
