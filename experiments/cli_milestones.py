"""The command that follows a partnership's milestones; `cli` registers it.

As there, signature and docstring are the help, and what it needs is imported when it runs.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

_Many = Annotated[int, Parameter(validator=Number(gte=1))]
_Seed = Annotated[int, Parameter(validator=Number(gte=0))]
_Words = Annotated[tuple[str, ...], Parameter(negative="", show_default=False, n_tokens=1)]
_Settings = Annotated[
    tuple[str, ...], Parameter("--set", negative="", show_default=False, n_tokens=1)
]
MILESTONES_EXAMPLES = """
Examples:

    fivebytwo milestones
    fivebytwo milestones --seeds 200 --draw ministry.step
    fivebytwo milestones no_backbone --seeds 50 --draw trust. --draw opinion.
"""


def milestones(
    scenario: str = "endogenous",
    /,
    *,
    seeds: _Many = 20,
    from_seed: _Seed = 1,
    draw: _Words = (),
    settings: _Settings = (),
    fraction: float = 1.0,
    out: Path | None = None,
) -> None:
    """Tell when a partnership passes its milestones under many seeds, beside the sources.

    A common agenda, the Ministry's steps, shared measurement, members, urgency, trust; to 2019.
    Stopped, the same command goes on with the seeds that are left.

    Parameters
    ----------
    scenario
        One of `fivebytwo scenarios`, or your own file ending in .toml.
    seeds
        How many runs, each with another luck.
    from_seed
        The first seed.
    draw
        A parameter, or how the names of several begin, that each seed draws anew from what is
        believed of it; may be repeated. `ministry.step` are all coefficients of the Ministry.
    settings
        A parameter to set in every year, as name=value; may be repeated.
    fraction
        Part of the country: whole authorities, reweighted. Above 0, up to 1.
    out
        Folder of the tables and the picture. By default results/milestones-SCENARIO.
    """
    from experiments.milestones import Course
    from experiments.milestones import milestones as follow

    follow(
        Course(
            verb="milestones", scenario=scenario, seeds=seeds, from_seed=from_seed,
            settings=settings, fraction=fraction, out=out, draw=draw,
        )
    )  # fmt: skip
