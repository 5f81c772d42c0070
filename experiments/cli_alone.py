"""The command that runs an initiative by itself; `cli` registers it.

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
ALONE_EXAMPLES = """
Examples:

    fivebytwo alone                                    100Kin10
    fivebytwo alone hundred_k_in_ten --seeds 100 --until 2025
    fivebytwo alone --set alone.goal=15000 --out results/larger_goal
    fivebytwo alone my_initiative.toml                 with partners and programmes of its own
    fivebytwo alone --partners my_partners.csv         others in its place
"""


def alone(
    scenario: str = "hundred_k_in_ten",
    /,
    *,
    seeds: _Many = 20,
    from_seed: _Seed = 1,
    until: int | None = None,
    settings: _Settings = (),
    partners: Path | None = None,
    ties: Path | None = None,
    programmes: Path | None = None,
    out: Path | None = None,
) -> None:
    """Run an initiative by itself, without the schools of a country, on the same partnership block.

    Three more runs tell what it owes to solutions that spread between partners, to its backbone,
    and to working together at all. Each seed gives all of them the same luck.

    Parameters
    ----------
    scenario
        A scenario that names a number of its own, or your own file ending in .toml: `partners`,
        `ties`, `programmes` are tables beside it, `number` the programme whose slots count.
    seeds
        How many runs of each, each with another luck.
    from_seed
        The first seed.
    until
        The last school year, by the year it ends in. By default the last of `alone.years`.
    settings
        A parameter to set in every year, as name=value; may be repeated.
    partners
        Your own roster as CSV, instead of the scenario's.
    ties
        Who trusts whom, as CSV or GraphML; without it and with your own roster, it is drawn.
    programmes
        Your own kinds of programmes as CSV, instead of the scenario's.
    out
        Folder of table, picture and record. By default results/alone-SCENARIO.
    """
    from experiments.alone import Order
    from experiments.alone import alone as live

    live(
        Order(
            verb="alone", scenario=scenario, seeds=seeds, from_seed=from_seed, until=until,
            settings=settings, partners=partners, ties=ties, programmes=programmes, fraction=1.0,
            out=out,
        )
    )  # fmt: skip
