"""What every school gets besides its place: a middle school, an effect, subjects."""

from typing import Any

import numpy as np

from simulation.arrays import Bools, Doubles, Ints
from simulation.parameters.people import People
from simulation.population.schools import Schools

_COUNTRY = 1129  # upper-secondary schools, of which the subjects' numbers are given


def with_traits(
    *, share: Doubles, middle: Ints | None, p: People, rng: np.random.Generator, **place: Any  # noqa: ANN401
) -> Schools:  # fmt: skip
    """Return schools, given their place, size and the share of examinees at five units."""
    n = share.size
    return Schools(
        **place,
        has_track=share > 0,
        middle=_linked(place["authority"], place["stream"], place["twelfth"], p, rng)
        if middle is None
        else middle,
        effect=_effects(share, place["stream"], place["quintile"], rng),
        offers=_offers(place["twelfth"] * place["examined"], p, rng),
        weight=np.ones(n),
        by_size=np.argsort(-place["twelfth"] * place["examined"], kind="stable"),
    )


def _effects(share: Doubles, stream: Ints, quintile: Ints, rng: np.random.Generator) -> Doubles:
    """Return how far a school's log-odds of five units are from those of its kind [SD].

    Its kind is its stream and nurture quintile; schools without a track are drawn.
    """
    effect = rng.standard_normal(share.size)
    logit = np.log(np.clip(share, 1e-3, 1 - 1e-3) / (1 - np.clip(share, 1e-3, 1 - 1e-3)))
    for kind in {*zip(stream, quintile, strict=True)}:
        of = (share > 0) & (stream == kind[0]) & (quintile == kind[1])
        if of.sum() > 1 and (spread := logit[of].std()) > 0:
            effect[of] = (logit[of] - logit[of].mean()) / spread
    return effect


def _linked(
    authority: Ints, stream: Ints, twelfth: Doubles, p: People, rng: np.random.Generator
) -> Ints:
    """Return the middle school of each school: its own, or one shared by two neighbours.

    The larger schools are the six-year ones; the others of an authority and stream share a
    middle school two by two. Assumed: no list of links is among the sources.
    """
    rank = np.argsort(np.argsort(-twelfth * np.exp(rng.normal(0, 1, twelfth.size))))
    six_year = rank < p.six_year_share * twelfth.size
    middle = np.arange(twelfth.size)
    for of in {*zip(authority, stream, strict=True)}:
        shared = np.flatnonzero(~six_year & (authority == of[0]) & (stream == of[1]))
        middle[shared] = shared[np.arange(shared.size) // 2 * 2]
    return np.asarray(np.unique(middle, return_inverse=True)[1], np.int64)


def _offers(examined: Doubles, p: People, rng: np.random.Generator) -> Bools:
    """Return which science subjects a school offers: the larger ones, with some luck."""
    offering = (p.physics_schools, p.chemistry_schools, p.computer_science_schools)
    columns = []
    for schools in offering:
        likely = examined * np.exp(rng.normal(0, 0.5, examined.size))
        rank = np.argsort(np.argsort(-likely))
        columns.append((rank < schools / _COUNTRY * examined.size) & (examined > 0))
    return np.stack(columns, axis=1)
