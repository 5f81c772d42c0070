"""The command that compares scenarios; `cli` registers it.

As there, signature and docstring are the help, and what it needs is imported when it runs.
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
_Draws = Annotated[tuple[str, ...], Parameter(negative="", show_default=False, n_tokens=1)]
COMPARE_EXAMPLES = """
Examples:

    fivebytwo compare no_give_five no_reserves
    fivebytwo compare no_give_five --seeds 100     adds to the seeds of before
    fivebytwo compare no_training --until 2035 --year 2025
    fivebytwo compare no_give_five --draw choice.level --draw climate.salience
    fivebytwo compare history my_scenario.toml --against no_programmes --out results/mine
"""


def compare(
    *scenarios: str,
    against: str = "history",
    seeds: _Many = 20,
    from_seed: _Seed = 1,
    until: int = 2030,
    year: int = 2017,
    settings: _Settings = (),
    draw: _Draws = (),
    fraction: float = 1.0,
    out: Path | None = None,
) -> None:
    """Compare scenarios with a reference: students, gaps, teachers and money, with intervals.

    Each seed gives every scenario the same luck and the same students, and the difference from the
    reference is taken seed by seed; intervals are of its mean, nine in ten. Stopped, the same
    command goes on with the runs that are left.

    Parameters
    ----------
    scenarios
        Of `fivebytwo scenarios`, or your own files ending in .toml.
    against
        The scenario they are held against.
    seeds
        How many runs of each scenario, each with another luck.
    from_seed
        The first seed.
    until
        The last school year, by the year it ends in, up to 2035.
    year
        A year told beside the last one.
    settings
        A parameter to set in every year of every scenario, as name=value; may be repeated. Give
        --out as well, to keep the runs without it.
    draw
        A parameter that each seed draws anew from its prior, the same for every scenario; may be
        repeated.
    fraction
        Part of the country: whole authorities, reweighted. Above 0, up to 1.
    out
        Folder of tables, picture, record and runs. By default results/compare-SCENARIOS.
    """
    from experiments.compare import Comparison
    from experiments.compare import compare as hold

    hold(
        Comparison(
            verb="compare", scenario=against, scenarios=scenarios, seeds=seeds, from_seed=from_seed,
            until=until, year=year, settings=settings, draw=draw, fraction=fraction, out=out,
        )
    )  # fmt: skip
