"""How schools stand this year, as columns: what the run changes about a school."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from simulation.arrays import Bools, Doubles, Ints


@dataclass(slots=True)
class Standing:
    """Columns with one element a school.

    Attributes
    ----------
    demand
        Students who want five units, smoothed over the years [students].
    certified, posts
        Teachers certified for five units who teach there, and posts for them [full time].
    short
        Share of the certified teachers it needs that it lacks, 0 to 1.
    quality
        Mean quality of its certified teachers [SD].
    novices
        Share of them who are career changers in their first years, 0 to 1.
    track
        Whether there is a class of five units for the next grade 10.
    track_years
        Years since the track opened, however long ago; 0 without one [years].
    small_years
        Years running in which few wanted five units [years].
    groups, seats
        Five-unit groups of a grade, and seats in them [groups, students].
    share, habit
        Sitters over 12th graders, smoothed over two years and over five, 0 to 1; NaN before the
        first count.
    class_level
        Mean ability in its five-unit classes of grades 10 and 11, smoothed over five years [SD],
        shape (2, schools); NaN before the first.
    """

    demand: Doubles
    certified: Doubles
    posts: Doubles
    short: Doubles
    quality: Doubles
    novices: Doubles
    track: Bools
    track_years: Doubles
    small_years: Doubles
    groups: Doubles
    seats: Doubles
    share: Doubles
    habit: Doubles
    class_level: Doubles

    @classmethod
    def at_rest(cls, demand: Doubles, track: Bools, old: float) -> "Standing":
        """Return the standing of schools at first: a guess of demand, and tracks that are `old`."""
        columns: dict[str, Any] = {f.name: np.zeros(demand.size) for f in fields(cls)}
        unknown = np.full(demand.size, np.nan)
        return cls(**columns | {
            "demand": demand.copy(), "track": track.copy(), "track_years": old * track,
            "share": unknown, "habit": unknown.copy(), "class_level": np.stack([unknown, unknown]),
        })  # fmt: skip


@dataclass(slots=True)
class Councils:
    """Local authorities as columns, one element each.

    Attributes
    ----------
    cluster
        Socio-economic cluster, 1 the weakest to 10 the strongest.
    twelfth
        12th graders of their schools in 2013 [students].
    weight
        Authorities of the country that this one stands for.
    salience
        How much five units matter to it, 0 to 1.
    rate
        Five-unit sitters over 12th graders in the last figures, 0 to 1.
    director, coordinator
        Whether it has a director of excellence, whether a coordinator, 0 or 1.
    hours
        Weekly hours it adds to a five-unit class.
    spent
        What it spends on five units this year [NIS].
    """

    cluster: Ints
    twelfth: Doubles
    weight: Doubles
    salience: Doubles
    rate: Doubles
    director: Doubles
    coordinator: Doubles
    hours: Doubles
    spent: Doubles

    @classmethod
    def of(cls, authority: Ints, cluster: Ints, twelfth: Doubles, weight: Doubles) -> "Councils":
        """Return the councils of the authorities that schools are in; nothing matters to them yet.

        The arguments have one element a school.
        """
        first = np.unique(authority, return_index=True)[1]
        columns: dict[str, Any] = {f.name: np.zeros(first.size) for f in fields(cls)}
        return cls(**columns | {
            "cluster": cluster[first],
            "twelfth": np.bincount(authority, twelfth),
            "weight": np.bincount(authority, weight) / np.bincount(authority),
        })  # fmt: skip

    def __len__(self) -> int:
        """Return the number of authorities."""
        return int(self.cluster.size)


@dataclass(frozen=True, slots=True)
class Doses:
    """What each school gets this year.

    Attributes
    ----------
    reserves, math_first
        Whether in the programme, 0 or 1.
    give_five
        Dose of Give Five, 0 to 1.
    hours
        Weekly hours more for a five-unit student.
    visits, tutoring
        Share of students of grade 9 visited, of five-unit students tutored, 0 to 1.
    acceleration
        Whether grades 7 to 9 are in the middle-school programme, and not in Reserves, 0 or 1.
    take_up
        Share of the hours of Math First and Give Five that finds its ground prepared, 0 to 1.
    """

    reserves: Doubles
    math_first: Doubles
    give_five: Doubles
    hours: Doubles
    visits: Doubles
    tutoring: Doubles
    acceleration: Doubles
    take_up: Doubles
