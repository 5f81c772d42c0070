"""The strata add up to the country's schools and tell of no fewer than five."""

from collections import defaultdict

import pytest

from simulation.data.strata import strata
from simulation.data.streams import STREAMS

FEWEST = 5
EXAMINED = [s for s in strata() if s.kind == "examined"]


def test_totals():
    assert sum(s.schools for s in EXAMINED) == 881
    assert sum(s.schools for s in strata()) == 1_129
    assert sum(s.tracks for s in strata()) == 452
    assert sum(s.examinees for s in strata()) == 73_641


def test_the_schools_without_examinees():
    (rest,) = [s for s in strata() if s.kind == "unexamined"]
    assert (rest.schools, rest.tracks, rest.examinees) == (248, 0, 0)
    assert (rest.stream, rest.size_other_mean, rest.quality) == ("ultra_orthodox", 20, "assumed")


def test_names_are_unique_and_streams_known():
    assert len({s.name for s in strata()}) == len(strata())
    assert {s.stream for s in strata()} == set(STREAMS)


@pytest.mark.parametrize("s", strata(), ids=lambda s: s.name)
def test_a_stratum_and_its_statistics_rest_on_five_schools(s):
    assert s.schools >= FEWEST
    assert s.track_basis >= FEWEST
    assert s.other_basis >= FEWEST
    assert 0 <= s.tracks <= s.schools


@pytest.mark.parametrize("s", strata(), ids=lambda s: s.name)
def test_5u_examinees_of_one_to_four_tracks_are_withheld(s):
    if 0 < s.tracks < FEWEST:
        assert s.sitters is None
    if s.tracks == 0:
        assert s.sitters == 0


@pytest.mark.parametrize("margin", ["stream", "quintile"])
def test_what_is_withheld_does_not_follow_from_a_total(margin):
    """Unless nothing more could be withheld: the ultra-Orthodox have three tracks in all."""
    kinds = defaultdict(list)
    for s in EXAMINED:
        kinds[getattr(s, margin)].append(s)
    for alike in kinds.values():
        hidden = sum(s.tracks for s in alike if s.sitters is None)
        assert hidden == 0 or hidden >= FEWEST or hidden == sum(s.tracks for s in alike)


@pytest.mark.parametrize("s", strata(), ids=lambda s: s.name)
def test_values_make_sense(s):
    assert 0 <= s.quintile <= 5
    assert 1 <= s.cluster_mean <= 10
    assert min(s.size_track_log_sd, s.size_other_log_sd, s.share_logit_sd) > 0
    assert s.size_track_mean > s.size_other_mean
    assert (s.district == "any") == (set(s.districts) == {"unknown"} or len(s.districts) > 1)
    if s.sitters and s.tracks:
        assert s.sitters < s.examinees


def test_only_the_schools_of_unknown_stream_lack_a_district():
    (known,) = [s for s in EXAMINED if "unknown" in s.districts]
    assert (known.stream, known.quintile) == ("state", 0)
    assert "unknown stream" in known.note


def test_the_strongest_quintile_is_the_first():
    share = {q: sum(s.tracks for s in EXAMINED if s.quintile == q) for q in (1, 5)}
    schools = {q: sum(s.schools for s in EXAMINED if s.quintile == q) for q in (1, 5)}
    assert share[1] / schools[1] > share[5] / schools[5]
