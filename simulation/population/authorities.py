"""Local authorities: a synthetic roster, and samples of whole authorities."""

import numpy as np

from simulation.arrays import Bools, Doubles, Ints
from simulation.population.schools import Schools, speaks_arabic

_STRONGEST = (1, 2)  # nurture quintiles


def synthetic_authorities(stream: Ints, district: Ints, cluster: Ints, n: int) -> Ints:
    """Return an authority for each school.

    Schools of one language, district and cluster are neighbours; each such cell gets authorities
    in proportion to the square root of its schools, at least one, so that there are large towns
    and small ones. Assumed: no roster of authorities is among the sources.
    """
    arabic = speaks_arabic()[stream]
    _, cell, schools = np.unique(
        np.stack([arabic, district, cluster]), axis=1, return_inverse=True, return_counts=True
    )
    parts = _apportioned(np.sqrt(schools), max(n, schools.size), schools)
    first = np.concatenate([[0], np.cumsum(parts)])
    place = _place_within(cell)
    return np.asarray(first[cell] + _town(place, schools[cell], parts[cell]), np.int64)


def _apportioned(share: Doubles, n: int, most: Ints) -> Ints:
    """Return whole numbers between 1 and `most`, near in proportion to `share`, that sum to n."""
    parts = np.ones(share.size, np.int64)
    for _ in range(min(n, int(most.sum())) - share.size):
        owed = np.where(parts < most, share / (parts + 0.5), 0)
        parts[np.argmax(owed)] += 1
    return parts


def _place_within(cell: Ints) -> Ints:
    """Return the place of each element among those of its cell."""
    order = np.argsort(cell, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(cell))])[:-1]
    place = np.empty(cell.size, np.int64)
    place[order] = np.arange(cell.size) - starts[cell[order]]
    return place


def _town(place: Ints, schools: Ints, towns: Ints) -> Ints:
    """Return which town of its cell a school is in: the first towns are the larger ones."""
    rank = (place + 0.5) / schools
    return np.minimum(np.floor(towns * rank**2), towns - 1).astype(np.int64)


def sample(schools: Schools, fraction: float, rng: np.random.Generator) -> Schools:
    """Return whole authorities that hold about `fraction` of the country, reweighted to it.

    Authorities are taken at equal distances along a list sorted by language, district and
    cluster, each stream at least once. Weights make the 12th graders of each kind of school (its
    stream, whether it has a track, and whether it is of the two strongest quintiles) add up to the
    country's; what a sample has none of goes to the other schools of its stream. Classes stay
    whole, so rules about their size keep their meaning.
    """
    if fraction >= 1:
        return schools
    keep = np.isin(schools.authority, _taken(schools, fraction, rng))
    kind = 2 * schools.has_track + np.isin(schools.quintile, _STRONGEST)
    weight = np.zeros(len(schools))
    for stream in np.unique(schools.stream):
        of = schools.stream == stream
        seen = of & np.isin(kind, kind[of & keep])
        missing = schools.twelfth[of].sum() / schools.twelfth[seen].sum()
        for k in np.unique(kind[seen]):
            alike = seen & (kind == k)
            weight[alike] = (
                missing * schools.twelfth[alike].sum() / schools.twelfth[alike & keep].sum()
            )
    return schools.chosen(keep, weight)


def _taken(schools: Schools, fraction: float, rng: np.random.Generator) -> Ints:
    """Return the authorities in a sample."""
    first = np.unique(schools.authority, return_index=True)[1]
    order = np.lexsort((schools.cluster[first], schools.district[first], schools.arabic[first]))
    listed = schools.authority[first][order]
    n = max(1, round(fraction * listed.size))
    taken = np.sort(listed[((np.arange(n) + rng.random()) / n * listed.size).astype(np.int64)])
    return np.union1d(taken, _missing(schools, np.isin(schools.authority, taken)))


def _missing(schools: Schools, keep: Bools) -> Ints:
    """Return an authority for each stream that a sample left out: the one with most of it."""
    out = set(np.unique(schools.stream)) - set(np.unique(schools.stream[keep]))
    most = [
        np.bincount(schools.authority, schools.twelfth * (schools.stream == s)).argmax()
        for s in out
    ]
    return np.array(most, np.int64)
