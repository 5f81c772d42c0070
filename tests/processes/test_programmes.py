"""Which schools a programme reaches: an order drawn by the run's seed, the same in every year."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.parameters.levers import Levers
from simulation.parameters.programmes import Programmes
from simulation.population.schools import Schools
from simulation.processes.programmes import deliver, reached
from simulation.randomness import Luck
from simulation.run import load, run
from simulation.scenario import Change
from tests.cases.calling import built

JOINED = ("reserves", "math_first", "give_five")
ALL_THREE = Levers(reserves=0.3, math_first=100, give_five=0.8)
HALF = Programmes(reserves_size=0.5)


def doses(schools, levers, *, seed=1, year=2015, track=None, p=HALF):
    """Return what schools get in a year from programmes alone."""
    track = schools.has_track if track is None else track
    return deliver(schools, track, np.zeros(len(schools)), [], levers, None, p, Luck(seed), year)


@pytest.fixture(scope="module")
def schools(national):
    return national.population.schools


@pytest.mark.parametrize("programme", JOINED)
def test_the_order_of_joining_is_the_runs_and_the_same_in_every_year(schools, programme):
    one = getattr(doses(schools, ALL_THREE), programme)
    for year in (2011, 2016, 2030):
        assert (getattr(doses(schools, ALL_THREE, year=year), programme) == one).all()


@pytest.mark.parametrize("programme", JOINED)
def test_another_seed_is_another_draw_of_schools(schools, programme):
    joined = np.array([getattr(doses(schools, ALL_THREE, seed=s), programme) for s in range(20)])
    assert len({tuple(j) for j in joined}) == 20
    times = joined.sum(axis=0)[schools.has_track]
    share = times.mean() / 20
    assert times.min() < 20
    expected = 20 * share * (1 - share)
    if programme != "reserves":  # which draws among the larger ones alone
        assert times.var() == pytest.approx(expected, rel=0.3)


def test_the_three_programmes_draw_apart(schools):
    got = doses(schools, Levers(math_first=226, give_five=0.5))
    of = schools.has_track
    both = (got.math_first * got.give_five)[of].mean()
    assert both == pytest.approx(0.25, abs=4 * (0.25 * 0.75 / of.sum()) ** 0.5)


def test_as_many_schools_join_as_the_levers_say(schools):
    tracks = schools.has_track.sum()
    got = doses(schools, ALL_THREE)
    assert got.math_first.sum() == 100
    assert got.give_five.sum() == pytest.approx(0.8 * tracks, abs=1)
    large = schools.by_size[: int(np.ceil(0.5 * schools.examined.sum()))]
    assert got.reserves.sum() == pytest.approx(0.3 * schools.has_track[large].sum(), abs=1)


def test_only_larger_schools_with_a_track_are_in_reserves(schools):
    size = schools.twelfth * schools.examined
    got = doses(schools, Levers(reserves=1))
    inside, outside = got.reserves > 0, schools.has_track & (got.reserves == 0)
    assert size[inside].min() >= size[outside].max()
    assert schools.has_track[inside].all()
    in_all = doses(schools, Levers(reserves=1), p=Programmes(reserves_size=1))
    assert (in_all.reserves > 0).tolist() == schools.has_track.tolist()


def test_nobody_joins_at_rest_and_nobody_without_a_track(schools):
    none = np.zeros(len(schools), bool)
    for got in (doses(schools, Levers()), doses(schools, ALL_THREE, track=none)):
        assert not any(getattr(got, name).any() for name in (*JOINED, "hours", "tutoring"))


@given(st.integers(0, 2**64 - 1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 4), st.data())
def test_a_larger_programme_keeps_everybody_it_had(seed, one, other, periphery, data):
    less, more = sorted((one, other))
    track = data.draw(st.lists(st.booleans(), min_size=12, max_size=12))
    weight = data.draw(st.lists(st.sampled_from([0.5, 1, 3]), min_size=12, max_size=12))
    cluster = data.draw(st.lists(st.integers(1, 10), min_size=12, max_size=12))
    schools = built(Schools, {"has_track": track, "weight": weight, "cluster": cluster}, {})
    few, many = (
        doses(schools, Levers(give_five=share, periphery=periphery), seed=seed)
        for share in (less, more)
    )
    assert (many.give_five >= few.give_five).all()
    assert not many.give_five[~schools.has_track].any()
    total = (schools.weight * schools.has_track).sum()
    a_place = schools.weight.max() / 2 + 1e-9
    for share, got in ((less, few), (more, many)):
        assert abs(schools.weight @ got.give_five - share * total) <= a_place


def test_a_school_that_opens_a_track_moves_one_school_at_most(schools):
    got = doses(schools, ALL_THREE)
    for row in np.flatnonzero(schools.examined & ~schools.has_track)[::40]:
        track = schools.has_track.copy()
        track[row] = True
        then = doses(schools, ALL_THREE, track=track)
        for name in JOINED:
            others = np.arange(len(schools)) != row
            assert (getattr(got, name) != getattr(then, name))[others].sum() <= 1


@pytest.fixture(scope="module")
def seen(small):
    """Return of each year of a small country with programmes its doses and tracks."""
    country, years = small.model(seed=1), {}
    while country.year < 2030:
        track = country.standing.track.copy()
        country.step()
        years[country.year] = country.doses, track, country.world.levers
    yield years
    country.release()


@pytest.mark.parametrize("programme", JOINED)
def test_a_school_stays_in_a_programme_while_tracks_and_the_amount_do(seen, programme):
    quiet = 0
    for year in range(2011, 2031):
        (was, tracks, levers), (now, tracks_now, levers_now) = seen[year - 1], seen[year]
        amounts = [getattr(x, programme) for x in (levers, levers_now)]
        if (tracks == tracks_now).all() and amounts[0] == amounts[1]:
            quiet += 1
            before, after = (getattr(d, programme) > 0 for d in (was, now))
            assert (before == after).all(), year
    assert quiet > 0


def test_who_goes_on_having_a_track_hardly_ever_leaves_give_five(seen):
    left, stayed = 0, 0
    for year in range(2017, 2031):
        (was, _, _), (now, tracks, _) = seen[year - 1], seen[year]
        went_on = (was.give_five > 0) & tracks
        left += (went_on & (now.give_five == 0)).sum()
        stayed += (went_on & (now.give_five > 0)).sum()
    assert stayed > 100
    assert left < 0.02 * stayed


def test_in_the_whole_country_the_programmes_are_as_large_as_in_the_sources(settle, national):
    country = settle(national, 2014)
    tracks = country.standing.track.sum()
    country.step()
    assert country.doses.math_first.sum() == 100
    assert (country.doses.give_five > 0).sum() == pytest.approx(0.8 * tracks, abs=1)
    assert not country.doses.math_first[~country.population.schools.examined].any()
    other = settle(national, 2015, seed=2)
    assert (country.doses.math_first != other.doses.math_first).sum() > 50


# --- a focus on the periphery -------------------------------------------------------------------

TOWNS = st.lists(st.tuples(st.integers(0, 300), st.booleans()), min_size=1, max_size=9)


@given(TOWNS, st.floats(0, 1), st.floats(0, 4))
def test_as_many_are_reached_with_a_focus_as_without(towns, share, pull):
    students, periphery = (np.array(column) for column in zip(*towns, strict=True))
    part = reached(share, students.astype(float), periphery, pull)
    assert ((part >= 0) & (part <= 1)).all()
    assert students @ part == pytest.approx(share * students.sum(), abs=1e-9)
    if 0 < students[periphery].sum() < students.sum():
        assert part[periphery].min() >= part[~periphery].max()


@given(TOWNS, st.floats(0, 1))
def test_without_a_focus_exactly_the_share_is_reached_everywhere(towns, share):
    students, periphery = (np.array(column) for column in zip(*towns, strict=True))
    assert (reached(share, students.astype(float), periphery, 0) == share).all()


def test_a_focus_draws_as_many_schools_more_of_them_of_the_periphery(schools):
    far = Programmes().of_periphery(schools.cluster, schools.arabic) & schools.has_track
    inside = []
    for pull in (0, 1.5, 4):
        levers = Levers(reserves=0.3, math_first=100, give_five=0.3, periphery=pull)
        got = doses(schools, levers)
        assert got.math_first.sum() == 100
        assert got.give_five.sum() == pytest.approx(0.3 * schools.has_track.sum(), abs=1)
        inside.append((got.math_first[far].sum(), got.give_five[far].sum()))
        assert (got.reserves == doses(schools, ALL_THREE).reserves).all()
    assert inside[0] < inside[1] < inside[2]
    # of 100 drawn one by one, in 251 tracks and 201 of the periphery, e^1.5 as likely each
    assert inside[1][0] == pytest.approx(74, abs=14)


def test_a_focus_on_the_periphery_costs_what_history_does(national, national_results):
    """What is left of a difference is what others pay or ask for then: tracks, seats, hours."""
    story, change = national.scenario, Change(2018, 2030, {"levers.periphery": 1.5})
    focused = run(replace(national, scenario=replace(story, changes=(*story.changes, change))))
    before, after = (
        r.frame().query("by == 'national' and measure == 'nis' and year >= 2018")["value"].sum()
        for r in (national_results, focused)
    )
    assert before != after
    assert after == pytest.approx(before, rel=0.005)


# --- middle schools -----------------------------------------------------------------------------


def test_middle_schools_are_drawn_among_all_that_are_examined_and_not_twice(schools):
    got = doses(schools, Levers(acceleration=0.25))
    assert got.acceleration.sum() == pytest.approx(0.25 * schools.examined.sum(), abs=1)
    assert not got.acceleration[~schools.examined].any()
    assert got.acceleration[schools.examined & ~schools.has_track].any()
    everywhere = doses(schools, Levers(acceleration=1, reserves=0.3))
    assert (everywhere.acceleration + everywhere.reserves == schools.examined).all()
    other = doses(schools, Levers(acceleration=0.25), seed=2)
    assert (other.acceleration != got.acceleration).sum() > 50


def test_grades_7_to_9_gain_exposure_once_and_no_other_grade(settle, small):
    everywhere = {"levers.acceleration": 1, "levers.reserves": 0}
    country = settle(load("history", fraction=small.fraction, set=everywhere), 2005)
    examined = country.population.schools.examined
    assert len(country.cohorts) == 6
    for c in country.cohorts:
        assert (c.reserves == np.where(examined, min(c.grade(2005), 9) - 6, 0)).all()


def test_in_reserves_a_year_counts_once(settle, small):
    both = {"levers.acceleration": 1, "levers.reserves": 1, "programmes.reserves_size": 1}
    country = settle(load("history", fraction=small.fraction, set=both), 2005)
    assert country.doses.reserves.any()
    assert country.doses.acceleration.any()
    for c in country.cohorts:
        assert c.reserves.max() <= c.grade(2005) - 6
        least = min(c.grade(2005), 9) - 6
        assert (c.reserves >= least * country.population.schools.examined).all()
