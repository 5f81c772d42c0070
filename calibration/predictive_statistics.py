"""Statistics that no fit saw as such: shapes of the series, ratios, flows of tracks.

Each is computed alike of what was observed and of every run.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.predictive import compared

OF_FITTED, OF_NONE = "of fitted figures", "of figures no fit saw"
_YEARS = range(2012, 2018)
_SEEN = (2006, 2010, *_YEARS)  # national counts that are targets


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic of figures.

    Attributes
    ----------
    of
        What computes it of a frame with a column a figure, as `predictive.simulated` returns.
    role
        Whether the figures that it is of were fitted.
    """

    id: str
    words: str
    unit: str
    of: Callable[[pd.DataFrame], pd.Series]
    role: str = OF_FITTED


def _counts(f: pd.DataFrame, years: Sequence[int] = tuple(_YEARS)) -> pd.DataFrame:
    """Return national counts, a column a year."""
    return pd.DataFrame({y: f[f"N{y}"] for y in years})


def _ratio(above: str, below: str) -> Callable[[pd.DataFrame], pd.Series]:
    """Return what divides a figure by another; NaN where that is nothing."""
    return lambda f: f[above] / f[below].where(f[below] > 0)


def _inside(f: pd.DataFrame) -> pd.Series:
    """Return growth in tracks that go on over all growth of tracks, 2013 to 2015 [percent]."""
    years = (2014, 2015)
    inside = sum((f[f"change_inside_{y}"] for y in years), pd.Series(0.0, f.index))
    others = [f[f"sitters_in_opened_{y}"] - f[f"sitters_lost_{y}"] for y in years]
    whole = inside + others[0] + others[1]
    return 100 * inside / whole.where(whole > 0)


STATISTICS = (
    Statistic("largest_change", "largest change between two years, 2012-2017", "students",
              lambda f: _counts(f).diff(axis=1).abs().max(axis=1)),
    Statistic("lowest_year", "year of the lowest number, of those observed", "year",
              lambda f: _counts(f, _SEEN).idxmin(axis=1).astype(float)),
    Statistic("bend", "mean absolute second difference, 2012-2017", "students",
              lambda f: _counts(f).diff(axis=1).diff(axis=1).abs().mean(axis=1)),
    Statistic("growth", "number of 2017 over that of 2012", "ratio", _ratio("N2017", "N2012")),
    Statistic("fall", "number of 2012 over that of 2006", "ratio", _ratio("N2012", "N2006")),
    Statistic("quintiles_2013", "top over bottom quintile, 2013", "ratio",
              _ratio("FQ_1_2013", "FQ_5_2013")),
    Statistic("quintiles_2015", "top over bottom quintile, 2015", "ratio",
              _ratio("FQ_1_2015", "FQ_5_2015")),
    Statistic("gap_2015", "top less bottom quintile, 2015", "percentage points",
              lambda f: f["FQ_1_2015"] - f["FQ_5_2015"]),
    Statistic("arab_2015", "Arab over Jewish state schools, 2015", "ratio",
              _ratio("FS_Arab_2015", "FS_Jewish state_2015")),
    Statistic("physics", "physics of 2015 over that of 2011", "ratio",
              _ratio("PH2015", "PH2011"), OF_NONE),
    Statistic("inside", "growth inside existing tracks over all growth, 2013-2015", "percent",
              _inside, OF_NONE),
    Statistic("opened", "tracks opened, 2014-2016", "schools",
              lambda f: f[[f"opened_tracks_{y}" for y in (2014, 2015, 2016)]].sum(axis=1), OF_NONE),
    Statistic("closed", "tracks closed, 2014-2015", "schools",
              lambda f: f[[f"closed_tracks_{y}" for y in (2014, 2015)]].sum(axis=1), OF_NONE),
    Statistic("small", "working tracks with fewer than 10 sitters, 2015", "percent",
              lambda f: 100 * f["tracks_5_9_2015"] / f["TR_2015"], OF_NONE),
    Statistic("ladder", "3 over 4 units, 2013 over 2011", "ratio",
              lambda f: f["three_unit_share_2013"] / f["four_unit_share_2013"]
              / (f["three_unit_share_2011"] / f["four_unit_share_2011"]), OF_NONE),
)  # fmt: skip


def statistics(
    observed: pd.Series, runs: pd.DataFrame, with_errors: pd.DataFrame
) -> pd.DataFrame:  # fmt: skip
    """Return each statistic beside its band: a row each, columns as of `predictive.beside`.

    Parameters
    ----------
    observed
        The observed figures, by id.
    runs, with_errors
        As `predictive.simulated` and `predictive.reported` return them.
    """
    once = observed.to_frame().T.astype(float)
    rows = [
        {"id": s.id, "figure": s.words, "unit": s.unit, "role": s.role}
        | compared(float(s.of(once).iloc[0]), _finite(s.of(runs)), _finite(s.of(with_errors)))
        for s in STATISTICS
    ]
    return pd.DataFrame(rows)


def _finite(values: pd.Series) -> pd.Series:
    """Return values, NaN for what is not finite."""
    return values.where(np.isfinite(values.astype(float)))
