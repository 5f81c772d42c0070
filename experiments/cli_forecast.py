"""The commands that predict and score predictions; `cli_calibration` registers them.

As there, signatures and docstrings are the help, and what they need is imported when they run.
"""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from experiments.cli_calibrate import CALIBRATION
from experiments.cli_sweep import one_thread_each

_Many = Annotated[int, Parameter(validator=Number(gte=10))]
_Seed = Annotated[int, Parameter(validator=Number(gte=0))]
_Structures = Annotated[tuple[str, ...], Parameter(negative="", show_default=False, n_tokens=1)]
_File = Annotated[Path | None, Parameter(show_default=False)]
_Workers = Annotated[int | None, Parameter(validator=Number(gte=1), show_default=False)]
ORIGINS_EXAMPLES = """
Example:

    fivebytwo origins --banks results/calibration
"""
FORECAST_EXAMPLES = """
Examples:

    fivebytwo forecast                        100 draws of each structure, to 2030
    fivebytwo forecast --scenario no_safety_net --out results/no_net
"""
SCORE_EXAMPLES = """
Example:

    fivebytwo score docs/calibration/forecast_2026-11-22.csv OBSERVED.csv

OBSERVED.csv, in CSV UTF-8, has a line a figure: year, group, measure, value, sd (0 if it has no
error). It may have id, unit, definition, source, quality, comment, and no other column. Percents
are 50, not 0.5. Names of groups and measures are those in the forecast's file.
"""


def origins(
    *,
    banks: Path = CALIBRATION,
    draws: _Many = 1_000,
    seed: _Seed = 6,
    out: Path = CALIBRATION / "out_of_sample",
) -> None:
    """Fit to what was known by 2013, 2014, 2015 and 2016, predict to 2017, and score.

    Beside the model stand last value, drift, last change, linear and logistic trend, and age
    cohorts. No model is run. Stopped, the same command goes on with what is left. Needs the extra:
    `make fit`.

    Parameters
    ----------
    banks
        Folder that `fivebytwo calibrate` filled.
    draws
        Of the posterior of each structure, at each origin.
    seed
        Of the draws.
    out
        Folder of page, tables and picture.
    """
    one_thread_each()
    from experiments.calibrate.extra import needed

    needed()
    from experiments.calibrate.origins import Order
    from experiments.calibrate.origins import origins as predict

    predict(Order(banks=banks, draws=draws, seed=seed, out=out))


def forecast(
    *,
    scenario: str = "history",
    structure: _Structures = (),
    draws: _Many = 100,
    date: Annotated[str, Parameter(show_default=False)] = "",
    seed: _Seed = 6,
    out: Path = CALIBRATION / "forecast",
    store: Path = CALIBRATION / "store",
    workers: _Workers = None,
    posterior: _File = None,
    fraction: float = 1.0,
) -> None:
    """Freeze a forecast of 2018-2030: draws of the posterior of every structure, lived on.

    Counts, shares, streams, quintiles, sexes, tracks, sciences and passing, with intervals, beside
    what naive methods say. Stopped, the same command goes on with the runs that are left.

    Parameters
    ----------
    scenario
        One of `fivebytwo scenarios`, or your own file ending in .toml.
    structure
        A structure; may be repeated. By default all whose posterior is there.
    draws
        Of each structure, each with luck of its own.
    date
        The day that the forecast bears, as 2026-11-22; today by default.
    seed
        Of the declared discrepancy of the model.
    out
        Folder of the dated files, the page and the pictures.
    store
        Folder of the runs.
    workers
        Processes side by side, by default one a core.
    posterior
        Folder of the posteriors, by default the published ones.
    fraction
        Part of the country: whole authorities, reweighted. Above 0, up to 1.
    """
    one_thread_each()
    from experiments.calibrate.forecast import Order
    from experiments.calibrate.forecast import forecast as freeze

    freeze(
        Order(
            scenario=scenario, structures=structure, draws=draws, day=date, seed=seed, out=out,
            store=store, workers=workers, posterior=posterior, fraction=fraction,
        )
    )  # fmt: skip


def score(forecast: Path, observed: Path, /, *, out: _File = None) -> None:
    """Score a frozen forecast against figures that were observed later.

    CRPS, intervals and PIT of the model, its structures weighed alike and by score, and of the
    naive methods that were frozen with it. The model of the forecast need not be this one.

    Parameters
    ----------
    forecast
        The dated file that `fivebytwo forecast` wrote; those it wrote beside it are needed too.
    observed
        A table of figures, in the names and units of the forecast.
    out
        Folder for the tables scores.csv and means.csv; without it they are only printed.
    """
    from experiments.calibrate.score import score as hold_against

    hold_against(forecast, observed, out)
