"""Draw the country's schools from strata: no real school, the real distributions."""

from dataclasses import dataclass

import numpy as np

from simulation.arrays import Doubles, Ints
from simulation.data.demography import grade12_base
from simulation.data.strata import Stratum, strata
from simulation.data.streams import STREAMS
from simulation.parameters.people import People
from simulation.population.authorities import synthetic_authorities
from simulation.population.schools import BASE_YEAR, DISTRICTS, Schools, indices, sitting_share
from simulation.population.traits import with_traits

_CLUSTERS = (1, 10)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Schools of one stratum, before they have an authority."""

    size: Doubles  # maths examinees, or 12th graders where nobody is examined
    share: Doubles  # of examinees at five units; 0 without a track
    district: Ints
    cluster: Ints


def synthetic_schools(p: People, rng: np.random.Generator) -> Schools:
    """Return the country's upper-secondary schools, drawn from the strata of 2013."""
    kinds = strata()
    drawn = [draw(s, rng) for s in kinds]
    times = [s.schools for s in kinds]
    stream = np.repeat(indices([s.stream for s in kinds], STREAMS), times)
    examined = np.repeat([s.kind == "examined" for s in kinds], times)
    size = np.concatenate([d.size for d in drawn])
    twelfth = np.where(examined, size / sitting_share()[stream], size)
    district = np.concatenate([d.district for d in drawn])
    cluster = np.concatenate([d.cluster for d in drawn])
    return with_traits(
        name=tuple(f"School {i + 1:04d}" for i in range(size.size)),
        stream=stream,
        district=district,
        authority=synthetic_authorities(stream, district, cluster, round(p.authorities)),
        cluster=cluster,
        quintile=np.repeat([s.quintile for s in kinds], times),
        twelfth=twelfth * grade12_base(BASE_YEAR) / twelfth.sum(),
        examined=examined,
        share=np.concatenate([d.share for d in drawn]),
        middle=None,
        p=p,
        rng=rng,
    )


def draw(s: Stratum, rng: np.random.Generator) -> Drawn:
    """Draw the schools of a stratum, those with a track first; totals are those observed."""
    others = s.schools - s.tracks
    size = np.concatenate([
        _sizes(s.size_track_mean, s.size_track_log_sd, s.tracks, rng),
        _sizes(s.size_other_mean, s.size_other_log_sd, others, rng),
    ])  # fmt: skip
    logit = rng.normal(s.share_logit_mean, s.share_logit_sd, s.tracks)
    share = np.concatenate([1 / (1 + np.exp(-logit)), np.zeros(others)])
    cluster = np.clip(np.rint(rng.normal(s.cluster_mean, s.cluster_sd, s.schools)), *_CLUSTERS)
    places = indices([d for d in s.districts if d in DISTRICTS] or list(DISTRICTS), DISTRICTS)
    return Drawn(
        size=size * s.examinees / size.sum() if s.examinees else size,
        share=share,
        district=rng.choice(places, s.schools),
        cluster=cluster.astype(np.int64),
    )


def _sizes(mean: float, log_sd: float, n: int, rng: np.random.Generator) -> Doubles:
    """Draw sizes of schools: log-normal, at least one student."""
    return np.maximum(rng.lognormal(np.log(mean) - log_sd**2 / 2, log_sd, n), 1)
