"""Kinds of schools, to draw synthetic ones from; no real school stands here.

`calibration.strata` makes the table from a panel of schools. Schools are grouped by stream,
nurture quintile and district until each stratum holds at least five. Sizes and shares rest on a
*pool*: the stratum, or it and others of its stream and quintile. Pools do not overlap; a pool
with under five schools with a track (or without one) borrows that kind's statistics from the
other pools of its stream, or of the country, and its own other kind has the size of all.
"""

from dataclasses import dataclass
from typing import Literal

from simulation.data.read import Quality, table

Pool = Literal["own", "stream and quintile", "stream", "national"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """Schools of a kind in 2013, and the distributions to draw such schools from.

    A size is log-normal with the mean and the standard deviation of its logarithm given here; the
    location is log(mean) - log_sd^2 / 2. The share of a school with a track is logit-normal.

    Attributes
    ----------
    name
        Unique.
    kind
        "examined": schools with maths examinees. "unexamined": upper-secondary schools without
        any, whose `size_other` counts 12th graders.
    stream
        One of `streams.STREAMS`.
    district
        "any" when several districts are joined.
    districts
        The districts in the stratum; "unknown" stands for schools whose district is not known.
    quintile
        Nurture quintile, 1 the strongest, 5 the weakest, 0 unknown; a mean when joined.
    schools, tracks
        Schools, and those of them with at least one 5u examinee.
    examinees
        Maths examinees at all levels [students].
    sitters
        5u examinees [students], None where publishing it would tell of fewer than five schools.
    size_track_mean, size_track_log_sd
        Maths examinees of a school with a track [students, log].
    size_other_mean, size_other_log_sd
        Maths examinees of a school without one [students, log].
    share_logit_mean, share_logit_sd
        Log-odds of 5u examinees among maths examinees in a school with a track [logit].
    cluster_mean, cluster_sd
        Socio-economic cluster of the locality, 1 the weakest to 10 the strongest.
    track_pool, other_pool
        The schools that the statistics of those with a track, and of those without, rest on.
    track_basis, other_basis
        How many schools of that kind there are in the pool.
    """

    name: str
    kind: Literal["examined", "unexamined"]
    stream: str
    district: str
    districts: tuple[str, ...]
    quintile: int
    schools: int
    tracks: int
    examinees: int
    sitters: int | None = None
    size_track_mean: float
    size_track_log_sd: float
    size_other_mean: float
    size_other_log_sd: float
    share_logit_mean: float
    share_logit_sd: float
    cluster_mean: float
    cluster_sd: float
    track_pool: Pool
    track_basis: int
    other_pool: Pool
    other_basis: int
    unit: str
    source: tuple[str, ...]
    quality: Quality
    note: str = ""


def strata() -> tuple[Stratum, ...]:
    """Return the strata of all upper-secondary schools."""
    return table("strata", Stratum)
