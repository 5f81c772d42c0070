"""Schools joined into groups large enough to tell of none of them."""

from collections.abc import Callable

import pandas as pd

FEWEST = 5  # schools a published number may rest on
UNKNOWN = 0  # quintile

Schools = pd.DataFrame
Groups = list[pd.DataFrame]
Kind = Callable[[pd.DataFrame], tuple[object, ...]]


def merged(groups: Groups, kind: Kind, enough: Callable[[Schools], bool]) -> Groups:
    """Return the groups, those that are not enough joined with others of their kind."""
    alike: dict[tuple[object, ...], Groups] = {}
    for group in groups:
        alike.setdefault(kind(group), []).append(group)
    return [group for like in alike.values() for group in joined(like, enough)]


def joined(groups: Groups, enough: Callable[[Schools], bool]) -> Groups:
    """Return the groups, those that are not enough joined with each other, then the nearest."""
    few = [g for g in groups if not enough(g)]
    rest = [g for g in groups if enough(g)]
    if not few:
        return rest
    together = pd.concat(few)
    while rest and not enough(together):
        nearest = min(range(len(rest)), key=lambda i: distance(together, rest[i]))
        together = pd.concat([together, rest.pop(nearest)])
    return [together, *rest]


def distance(a: Schools, b: Schools) -> tuple[float, int]:
    """Return how far apart two groups are in quintile, then how large the second is."""
    return abs(mean_quintile(a) - mean_quintile(b)), len(b)


def of_stream(group: Schools) -> tuple[object, ...]:
    """Return the stream of a group."""
    return (group.iloc[0]["stream"],)


def of_quintile(group: Schools) -> tuple[object, ...]:
    """Return the stream and the quintile of a group."""
    return (*of_stream(group), round(mean_quintile(group)))


def mean_quintile(schools: Schools) -> float:
    """Return the mean of the known quintiles, 0 if none is known."""
    known = schools.loc[schools["quintile"] != UNKNOWN, "quintile"]
    return float(known.mean()) if len(known) else float(UNKNOWN)


def holds(stratum: Schools) -> bool:
    """Return whether a stratum has five schools, in localities whose cluster is known."""
    return int(stratum["cluster"].notna().sum()) >= FEWEST


def tells(pool: Schools) -> bool:
    """Return whether a pool has five schools with a track and five without."""
    return min(len(of_kind(pool, track=True)), len(of_kind(pool, track=False))) >= FEWEST


def of_kind(schools: Schools, *, track: bool) -> Schools:
    """Return the schools with a track, or those without."""
    return schools[(schools["n5"] > 0) == track]
