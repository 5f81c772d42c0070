"""What a forecast tells: every series, its definition, and how far off the model may be there.

Names of measures and groups are those of targets.csv. A later figure can be scored against a
forecast only if it is of the same definition; DEFINITIONS counts their versions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal
from zlib import crc32

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from calibration.observation import treatment_of
from calibration.summaries import groups
from calibration.unfitted import COUNTRY
from simulation.arrays import Doubles
from simulation.data.targets import targets

DEFINITIONS = 1  # raise it when a definition, a unit or a group changes its meaning
LAST_FITTED = 2017
COUNT = "five_units"  # the column of the national count
_PERCENT = 100.0
_EXAMINEES = ("three_units", "four_units", "five_units")
_TOGETHER = ("5u examinees", "5u share of 12th graders", "5u share of maths examinees")
_NATIONAL = f"N{LAST_FITTED}"
_NATIONAL_SD = treatment_of(_NATIONAL).discrepancy
_EDGE = 1e-6  # of a share, that keeps its logit finite

Scale = Literal["log", "logit", "linear"]


@dataclass(frozen=True, slots=True)
class Series:
    """A measure of a group.

    Attributes
    ----------
    above, below
        Columns of a store: the sum of the first, over the sum of the second if there are any.
    like
        The target whose declared discrepancy the model has here too.
    scale
        Where the discrepancy is added: `log`, `logit` of a share, or `linear`.
    """

    measure: str
    group: str
    unit: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    like: str
    scale: Scale

    def of(self, rows: pd.DataFrame) -> Doubles:
        """Return the series of the rows of a store; NaN is a share of nobody."""
        found = rows[list(self.above)].sum(axis=1).to_numpy(float)
        if self.below:
            whole = rows[list(self.below)].sum(axis=1).to_numpy(float)
            found = np.divide(found, whole, out=np.full(found.shape, np.nan), where=whole > 0)
        return found * (_PERCENT if self.unit == "percent" else 1.0)

    @property
    def discrepancy(self) -> float:
        """Standard deviation of how far the model may be off in a fitted year, on the scale."""
        return treatment_of(self.like).discrepancy if self.like else 0.0

    def off_by(self, values: Doubles, error: Doubles) -> Doubles:
        """Return values that the model misses by an error on the scale."""
        if self.scale == "log":
            return np.asarray(values * np.exp(error))
        if self.scale == "linear":
            return np.maximum(values + error, 0.0)
        share = np.clip(values / _PERCENT, _EDGE, 1 - _EDGE)
        return np.asarray(_PERCENT * expit(logit(share) + error))


OF_GROUPS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...], str]] = {
    "5u examinees": (
        "students", ("five_units",), (),
        "12th graders who sit the exam of five units in mathematics in summer, all of a group",
    ),
    "5u share of 12th graders": (
        "percent", ("five_units",), ("students",),
        "of the 12th-grade base, Ministry-supervised and narrower than enrolment (112,000 in 2017)",
    ),
    "5u share of maths examinees": (
        "percent", ("five_units",), _EXAMINEES,
        "of 12th graders who sit mathematics at three, four or five units",
    ),
    "5u pass rate": (
        "percent", ("passed",), ("five_units",),
        "of those who sit five units, who pass: a final mark of 55 or more",
    ),
}  # fmt: skip
OF_THE_COUNTRY: Mapping[str, tuple[str, str, str, str]] = {
    "12th graders": ("students", "students", "", "the 12th-grade base; assumed, not foreseen"),
    "4u share of 12th graders": (
        "percent", "four_unit_share", "H5_2014", "who sit four units, of the 12th-grade base",
    ),
    "3u share of 12th graders": (
        "percent", "three_unit_share", "H5_2014", "who sit three units, of the 12th-grade base",
    ),
    "schools with >=1 5u examinee": (
        "schools", "working_tracks", "TR_2015",
        "as the file of examinees by school shows them: with five sitters or more",
    ),
    "median 5u examinees per track": (
        "students", "median_track", "TR_2015", "sitters of the middle one of these schools",
    ),
    "tracks opened": ("schools", "opened_tracks", "TR_2015", "such schools, none a year before"),
    "tracks closed": ("schools", "closed_tracks", "TR_2015", "such schools a year before, not now"),
    "5u physics examinees": (
        "students", "physics", "PH2015", "12th graders who sit five units of it",
    ),
    "5u chemistry examinees": (
        "students", "chemistry", "PH2015", "12th graders who sit five units of it",
    ),
    "5u maths teachers": (
        "teachers", "certified_teachers", "TR_2015", "who are certified to teach five units",
    ),
    "5u starters who drop to fewer units": (
        "percent", "drop_out", "DROP",
        "of those at five units in grade 10, who are not in grade 11 a year later, net",
    ),
    "12th-grade sitters over 11th-grade sitters of the year before": (
        "ratio", "kept_11_12", "R1112_2016", "at five units",
    ),
}  # fmt: skip
_GIRLS = "share of 5u sitters"


@cache
def series() -> tuple[Series, ...]:
    """Return every series of a forecast, those of the country first."""
    return (*_of_the_country(), *_of_groups())


def definitions() -> dict[str, str]:
    """Return the definition of every measure, its unit first."""
    of_groups = {m: f"{unit}: {words}" for m, (unit, _, _, words) in OF_GROUPS.items()}
    plain = {m: f"{unit}: {words}" for m, (unit, _, _, words) in OF_THE_COUNTRY.items()}
    girls = {_GIRLS: "percent: of all who sit five units, those of the group"}
    return of_groups | girls | plain


def columns_needed() -> list[str]:
    """Return the columns of a store that a forecast is told from."""
    return sorted({c for s in series() for c in (*s.above, *s.below)})


def _of_groups() -> Iterator[Series]:
    """Yield measures of the country and of every group."""
    members = {**groups(), "boys": (("sex", "boys"),)}
    for measure, (unit, above, below, _) in OF_GROUPS.items():
        for group, parts in members.items():
            words = [_word(*p) for p in parts]
            columns = [tuple(c + w for c in of for w in words) for of in (above, below)]
            like = "H5_2014" if measure == "5u pass rate" else _like(group)
            scale: Scale = "log" if unit == "students" else "logit"
            yield Series(measure, group, unit, columns[0], columns[1], like, scale)
    girls = ("five_units_sex_girls",)
    yield Series(_GIRLS, "girls", "percent", girls, ("five_units",), "GIRLS_2013", "linear")


def _of_the_country() -> Iterator[Series]:
    """Yield measures that only the country has."""
    for measure, (unit, column, like, _) in OF_THE_COUNTRY.items():
        scale = _scale(unit, like)
        yield Series(measure, COUNTRY, unit, (column,), (), like, scale)


def _scale(unit: str, like: str) -> Scale:
    """Return the scale of a discrepancy: that of its target, for a share that of a share."""
    if like and treatment_of(like).scale == "linear":
        return "linear"
    return "logit" if unit == "percent" else "log"


def _like(group: str) -> str:
    """Return the target of a group whose discrepancy its counts and shares share."""
    if group == COUNTRY:
        return _NATIONAL
    if group.startswith("nurture quintile"):
        return f"FQ_{group[-1]}_2015"
    if group == "Arabic speakers":
        return "A5_2014"
    return "H5_2014" if group in {"Hebrew speakers", "girls", "boys"} else f"FS_{group}_2015"


def _word(by: str, member: str) -> str:
    """Return a group of the model as the end of a column's name."""
    return "" if (by, member) == ("national", "all") else f"_{by}_{member}".lower()


def errors(
    of: Series, years: list[int], draws: int, seed: int, now: Doubles | None = None
) -> Doubles:
    r"""Return how far off the model may be in years to come, on the scale, shape (years, draws).

    In the last fitted year the error has the declared standard deviation $d$; each year after it
    adds an independent step of the same size, so that after $h$ years it is $d \sqrt{1 + h}$.
    Measures of a group that share a target share the error.

    Parameters
    ----------
    now
        What the draws say of the national count of the last fitted year, if they are of what
        happened. Then its error is not unknown but learnt from the count that was observed, and
        every measure of five units starts from there; those of groups add their own.
    """
    together = of.measure in _TOGETHER
    key = f"{of.like}|{of.group}|{'5u' if together else of.measure}"
    own = of.discrepancy * _walk(key, years, draws, seed)
    if now is None or not together:
        return own
    common = _known(now, seed) + _NATIONAL_SD * _walk("later", years, draws, seed, known=True)
    return common if of.group == COUNTRY else common + own


def _walk(
    key: str, years: list[int], draws: int, seed: int, *, known: bool = False
) -> Doubles:  # fmt: skip
    """Return sums of independent steps, the first of the last fitted year or of the one after."""
    rng = np.random.default_rng([seed, crc32(key.encode())])
    steps = rng.standard_normal((years[-1] - LAST_FITTED + 1, draws))
    steps[0] *= not known
    return np.asarray(steps.cumsum(axis=0)[[y - LAST_FITTED for y in years]])


def _known(now: Doubles, seed: int) -> Doubles:
    """Return draws of the error of the last fitted year, given the count that was observed.

    Both what the model misses and what the source misses are normal in logarithms, so that the
    error is, too: a part of the distance, by the share of the variance that is the model's.
    """
    (seen,) = (t for t in targets() if t.id == _NATIONAL)
    source = (seen.sd / seen.value) ** 2
    part = _NATIONAL_SD**2 / (_NATIONAL_SD**2 + source)
    luck = np.random.default_rng([seed, crc32(b"now")]).standard_normal(now.size)
    return np.asarray(part * np.log(seen.value / now) + np.sqrt(part * source) * luck)
