"""Schools as columns: one row an upper-secondary school, with the middle school it is fed by."""

from dataclasses import dataclass, fields, replace
from functools import cache

import numpy as np

from simulation.arrays import Bools, Doubles, Ints
from simulation.data.demography import grade12_base
from simulation.data.districts import DISTRICTS, districts
from simulation.data.streams import STREAMS, streams

BASE_YEAR = 2013  # the year that schools are described in
PERIPHERY = ("core", "between", "periphery")  # thirds of the periphery index
QUINTILES = (0, 1, 2, 3, 4, 5)  # 1 is the strongest, 0 unknown
SUBJECTS = ("physics", "chemistry", "computer_science")


@dataclass(frozen=True, slots=True)
class Schools:
    """Columns of schools; an array has one element a school, but for the last.

    Attributes
    ----------
    name
        Name, unique.
    stream
        Index into STREAMS.
    district
        Index into DISTRICTS.
    authority
        Index of the local authority.
    middle
        Index of the middle school that feeds it.
    cluster
        Socio-economic cluster of the authority, 1 the weakest to 10 the strongest.
    quintile
        Nurture quintile, 1 the strongest to 5 the weakest, 0 unknown.
    twelfth
        12th graders in 2013 [students].
    examined
        Whether anybody there sits mathematics.
    has_track
        Whether five or more sat five units in 2013: what runs start from.
    effect
        Pull of five units that nothing else explains [SD].
    offers
        Whether each of SUBJECTS is offered, shape (schools, 3).
    weight
        Schools of the country that this one stands for.
    by_size
        Schools from the largest to the smallest, those where nobody is examined last.
    """

    name: tuple[str, ...]
    stream: Ints
    district: Ints
    authority: Ints
    middle: Ints
    cluster: Ints
    quintile: Ints
    twelfth: Doubles
    examined: Bools
    has_track: Bools
    effect: Doubles
    offers: Bools
    weight: Doubles
    by_size: Ints

    def __len__(self) -> int:
        """Return the number of schools."""
        return len(self.name)

    @property
    def share(self) -> float:
        """The part of the country that these schools are, as they are weighted."""
        return round(float(self.weight @ self.twelfth) / grade12_base(BASE_YEAR), 9)

    @property
    def arabic(self) -> Bools:
        """Whether a school teaches in Arabic."""
        return speaks_arabic()[self.stream]

    @property
    def periphery_index(self) -> Doubles:
        """How far a school is from the centre of things, 0 to 1."""
        return periphery_index(self.district, self.cluster)

    @property
    def periphery(self) -> Ints:
        """Index into PERIPHERY."""
        thirds = np.floor(self.periphery_index * len(PERIPHERY))
        return np.minimum(thirds, len(PERIPHERY) - 1).astype(np.int64)

    def chosen(self, keep: Bools, weight: Doubles) -> "Schools":
        """Return some of the schools, reweighted, authorities and middle schools renumbered."""
        columns = {f.name: getattr(self, f.name) for f in fields(self)}
        by_size = columns.pop("by_size")
        rows = {name: column[keep] for name, column in columns.items() if name != "name"}
        place = np.cumsum(keep) - 1
        kept = Schools(
            name=tuple(np.array(self.name)[keep]),
            by_size=place[by_size[keep[by_size]]],
            **rows,
        )
        return replace(
            kept,
            authority=np.unique(kept.authority, return_inverse=True)[1],
            middle=np.unique(kept.middle, return_inverse=True)[1],
            weight=weight[keep],
        )


@cache
def speaks_arabic() -> Bools:
    """Return whether each of STREAMS is taught in Arabic."""
    return np.array([s.language == "arabic" for s in streams()])


@cache
def sitting_share() -> Doubles:
    """Return the share of 12th graders who sit any mathematics, for each of STREAMS."""
    return np.array([s.sitting_share for s in streams()])


def periphery_index(district: Ints, cluster: Ints) -> Doubles:
    """Return the mean of a district's remoteness and of how low its cluster is, both 0 to 1.

    Assumed: the official index of localities is not among the sources.
    """
    remoteness = np.array([d.remoteness for d in districts()])
    return (remoteness[district] + (10 - cluster) / 9) / 2


def indices(words: list[str], known: tuple[str, ...]) -> Ints:
    """Return the place of each word among the known ones."""
    return np.array([known.index(w) for w in words], np.int64)


__all__ = ["DISTRICTS", "PERIPHERY", "QUINTILES", "STREAMS", "SUBJECTS", "Schools"]
