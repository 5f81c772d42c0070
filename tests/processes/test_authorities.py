"""Five units matter to a local authority when it is told that it is behind, and it acts on it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.standing import Councils, Standing
from simulation.parameters.levers import Levers
from simulation.parameters.programmes import Costs
from simulation.parameters.supply import Authorities
from simulation.population.schools import DISTRICTS, Schools
from simulation.processes.authorities import act, appointed, examined, likes, notice
from simulation.run import load
from tests.cases.calling import built
from tests.processes.test_levers import side_by_side

SHARE = st.floats(0, 1)
ROUNDING = 1e-6  # NIS
UNTOLD = {"levers.publication": 0}
RULES = Authorities(  # not those of today's tuning
    memory=0.8, publication=0.3, slack=0.03, satisfied=0.75, director=0.3, urgency=0.1,
    coordinator_from=0.5,
)  # fmt: skip


def authorities(n, **columns):
    """Return so many authorities, and a school in each."""
    councils = built(Councils, {"salience": [0] * n} | columns, {})
    return councils, built(Schools, {"authority": range(n)}, {})


def july(councils, schools, sitters, twelfth, levers=None, *, urgency=0.0, p=None):
    """Let authorities notice, and return by how much their salience is more than what is left."""
    p = p or RULES
    left = p.memory * councils.salience
    sitters, twelfth = (np.array(x, np.int64) for x in (sitters, twelfth))
    notice(councils, schools, sitters, twelfth, urgency, levers or Levers(), p)
    return councils.salience - left


@st.composite
def places(draw):
    """Draw authorities with one school each: salience, cluster, director, sitters, 12th graders."""
    n = draw(st.integers(1, 9))

    def column(values):
        return draw(st.lists(values, min_size=n, max_size=n))

    twelfth = column(st.integers(0, 500))
    councils, schools = authorities(
        n, salience=column(SHARE), cluster=column(st.integers(1, 10)),
        director=column(st.sampled_from([0, 1])), twelfth=column(st.integers(1, 9000)),
    )  # fmt: skip
    return councils, schools, [int(t * draw(SHARE)) for t in twelfth], twelfth


@given(places(), SHARE, st.sampled_from([0, 1]), st.floats(0, 5))
def test_salience_stays_between_nothing_and_one(place, weight, publication, urgency):
    councils, schools, sitters, twelfth = place
    p = replace(RULES, publication=weight)
    july(councils, schools, sitters, twelfth, Levers(publication=publication), urgency=urgency, p=p)
    assert ((councils.salience >= 0) & (councils.salience <= 1)).all()
    assert ((councils.rate >= 0) & (councils.rate <= 1)).all()


@given(places())
def test_left_alone_a_fifth_of_salience_is_lost_each_year(place):
    councils, schools, sitters, twelfth = place
    councils.director[:] = 0
    before = councils.salience.copy()
    for years in (1, 2, 3):
        july(councils, schools, sitters, twelfth)
        assert councils.salience == pytest.approx(before * 0.8**years)


@given(places(), st.floats(0, 2))
def test_published_figures_lift_those_below_the_top_quartile_alone(place, urgency):
    councils, schools, sitters, twelfth = place
    untold = built(Councils, {n: getattr(councils, n) for n in Councils.__slots__}, {})
    july(councils, schools, sitters, twelfth, Levers(publication=1), urgency=urgency)
    july(untold, schools, sitters, twelfth, urgency=urgency)
    lifted = councils.salience - untold.salience
    ranked = np.array(twelfth) > 0
    if not ranked.any():
        return
    top = ~ranked | (councils.rate >= np.quantile(councils.rate[ranked], RULES.satisfied))
    assert (lifted[top] == 0).all()
    assert (lifted >= 0).all()
    assert (lifted <= RULES.publication + 1e-9).all()
    behind = councils.rate <= likes(councils.rate, councils.cluster, np.array(twelfth))
    moved = (lifted >= RULES.publication / 2 - 1e-9) | (councils.salience == 1)
    assert moved[behind & ~top].all()


def test_the_further_behind_its_likes_the_more_an_authority_is_moved():
    n = 40
    councils, schools = authorities(n)
    lifted = july(councils, schools, range(n), [100] * n, Levers(publication=1))
    below = lifted[: round(0.75 * (n - 1)) + 1]
    assert (np.diff(below) < 0).all()
    assert lifted[0] > 0.29
    assert (lifted[below.size :] == 0).all()


def test_likes_are_those_of_the_same_cluster():
    """The same ten percent are far behind in a strong cluster, and ahead in a weak one."""
    councils, schools = authorities(5, cluster=[9, 9, 2, 2, 9])
    sitters = [10, 30, 10, 2, 30]
    lifted = july(councils, schools, sitters, [100] * 5, Levers(publication=1))
    assert lifted[0] > 0.29
    assert lifted[2] < 0.12
    assert lifted[3] > lifted[2]


def budgets(councils, p):
    """Return what each authority can spend at full salience [NIS]."""
    return p.budget * councils.twelfth * (1 + p.budget_per_cluster * (councils.cluster - 5))


@given(places(), st.data(), st.floats(0, 3000), st.floats(0, 0.2), st.floats(0, 4))
def test_no_authority_spends_more_than_its_budget_but_for_directors(place, data, per, more, hours):
    councils, schools, _, _ = place
    n, costs = len(councils), Costs()
    p = replace(RULES, budget=per, budget_per_cluster=more, hours=hours)
    groups = data.draw(st.lists(st.integers(0, 9), min_size=n, max_size=n))
    standing = built(Standing, {"groups": groups, "track": np.array(groups) > 3}, {})
    levers = Levers(directors=data.draw(st.integers(0, 9)))
    act(councils, schools, standing, levers, p, costs)
    own = councils.spent - costs.director * councils.director
    assert (own <= councils.salience * budgets(councils, p) + ROUNDING).all()
    assert (councils.spent >= 0).all()
    assert (councils.hours <= p.hours * councils.salience).all()
    assert (councils.hours[~standing.track] == 0).all()
    assert (councils.salience[councils.coordinator > 0] >= p.coordinator_from).all()
    assert councils.director.sum() == min(levers.directors, n)


def test_directors_are_the_first_in_the_south_in_the_whole_country(national):
    schools = national.population.schools
    councils = Councils.of(schools.authority, schools.cluster, schools.twelfth, schools.weight)
    first = np.unique(schools.authority, return_index=True)[1]
    south = schools.district[first] == DISTRICTS.index("South")
    south &= examined(councils, schools)
    three = appointed(councils, schools, 3)
    assert three.sum() == 3
    assert south[three].all()
    assert councils.cluster[three].max() <= councils.cluster[south & ~three].min()
    all_of_the_south = appointed(councils, schools, south.sum())
    assert (all_of_the_south == south).all()
    one_more = appointed(councils, schools, south.sum() + 1)
    others = ~south & examined(councils, schools)
    assert councils.cluster[one_more & ~south] == councils.cluster[others].min()
    assert appointed(councils, schools, 1000).all()
    assert not appointed(councils, schools, 0).any()


@pytest.mark.parametrize("directors", [1, 3, 20])
def test_who_has_a_director_keeps_it_when_there_are_more(national, directors):
    schools = national.population.schools
    councils = Councils.of(schools.authority, schools.cluster, schools.twelfth, schools.weight)
    fewer, more = (appointed(councils, schools, n) for n in (directors, directors + 5))
    assert not (fewer & ~more).any()
    assert more.sum() - fewer.sum() == 5


def test_history_appoints_three_directors_in_2017(national_results):
    frame = national_results.frame().query("measure == 'directors'").set_index("year")["value"]
    assert frame[2016] == 0
    assert frame[2017] == 3
    assert frame[2030] == 3


@pytest.fixture(scope="module")
def seen(small):
    """Return of each year of a small country councils, bills, and hours of schools."""
    country, years = small.model(seed=1), {}
    while country.year < 2030:
        track = country.standing.track.copy()  # those of September
        country.step()
        c = country.councils
        years[country.year] = {
            "councils": built(Councils, {n: getattr(c, n) for n in Councils.__slots__}, {}),
            "bill": country.ministry.spent[country.year]["authorities"],
            "hours": country.doses.hours.copy(),
            "track": track,
            "world": country.world,
            "urgency": country.urgency,
        }
    yield years
    country.release()


def test_in_a_country_too_no_authority_spends_more_than_its_budget(seen):
    for y in seen.values():
        councils, p, costs = y["councils"], y["world"].authorities, y["world"].costs
        own = councils.spent - costs.director * councils.director
        assert (own <= budgets(councils, p) + ROUNDING).all()
        assert ((councils.salience >= 0) & (councils.salience <= 1)).all()
    assert seen[2030]["councils"].spent.sum() > seen[2010]["councils"].spent.sum() > 0


def test_before_anything_is_felt_nothing_is_spent(seen):
    for year in range(1996, 2001):
        assert seen[year]["councils"].salience.max() == pytest.approx(0, abs=1e-3)


def test_what_authorities_spend_is_what_their_schools_bear(seen, small):
    schools = small.population.schools
    for y in seen.values():
        borne = np.bincount(schools.authority, y["bill"])
        assert borne == pytest.approx(y["councils"].spent, rel=1e-9)
        assert (y["bill"] >= 0).all()


def test_their_spending_is_told_among_the_results(seen, small, small_results):
    weight = small.population.schools.weight
    told = small_results.frame().query("measure == 'nis_authorities' and by == 'national'")
    assert len(told) == 30
    for year, value in zip(told["year"], told["value"], strict=True):
        assert value == pytest.approx(weight @ seen[year]["bill"])
    all_programmes = small_results.frame().query("measure == 'nis' and by == 'national'")
    assert (all_programmes["value"].to_numpy() >= told["value"].to_numpy()).all()


def test_an_authoritys_hours_reach_its_schools(seen, small):
    of = small.population.schools.authority
    for y in seen.values():
        theirs = y["councils"].hours[of] * y["track"]
        assert (y["hours"] >= theirs - 1e-12).all()
    quiet = seen[2012]
    assert quiet["hours"] == pytest.approx(quiet["councils"].hours[of] * quiet["track"])
    assert quiet["hours"].max() > 0


def where(country):
    """Return the authority and the wish of each student of grade 9."""
    (c,) = [c for c in country.cohorts if c.grade(country.year) == 9]
    schools = np.repeat(country.population.schools.authority, np.diff(c.who.offsets))
    return schools, c.wish


def test_salience_acts_in_the_schools_of_the_authority_and_nowhere_else(small, settle):
    """The same country, but that in every second authority five units matter in full."""
    calm, keen = (settle(small, 2010) for _ in range(2))
    calm.councils.salience[:] = 0
    keen.councils.salience[:] = np.arange(len(keen.councils)) % 2
    for country in (calm, keen):
        country.step()
    of, wish = where(keen)
    more = wish.astype(int) - where(calm)[1]
    assert (more >= 0).all()
    assert (more[of % 2 == 1] > 0).any()
    assert (more[of % 2 == 0] == 0).all()
    schools = small.population.schools
    hours = keen.doses.hours - calm.doses.hours
    assert ((hours > 0) <= (schools.authority % 2 == 1)).all()
    assert (hours > 0).any()
    assert not keen.councils.spent[::2].any()


@pytest.mark.parametrize("pull", ["salience_pull", "support_pull"])
def test_a_keen_authority_has_more_tracks_opened(pull, settle):
    """Coordinators are so cheap here that most keen authorities pay one."""
    pulls = {"tracks.salience_pull": 0, "tracks.support_pull": 0, "authorities.choice_pull": 0}
    strong = {
        f"tracks.{pull}": 2,
        "tracks.opening": -3,
        "tracks.fewest": 1,
        "levers.class_minimum": 6,
    }
    costs = {"costs.coordinator": 30_000, "authorities.budget": 3000}
    case = load("history", fraction=0.3, set=pulls | strong | costs)
    calm, keen = (settle(case, 2010) for _ in range(2))
    calm.councils.salience[:], keen.councils.salience[:] = 0, 1
    for country in (calm, keen):
        country.step()
    assert keen.councils.coordinator.mean() > 0.5
    assert not calm.councils.coordinator.any()
    assert (keen.standing.track >= calm.standing.track).all()
    assert (keen.standing.track > calm.standing.track).sum() > 3


def test_a_part_of_the_country_has_its_part_of_the_directors_and_all_of_the_figures():
    part = Levers(directors=30, publication=1, class_minimum=6).for_part(0.1)
    assert (part.directors, part.publication, part.class_minimum) == (pytest.approx(3), 1, 6)


def test_from_july_2016_on_published_figures_make_five_units_matter_more(small):
    """They are the first; what they move shows in rates from the year after."""
    much = {"authorities.publication": 1}
    pair = (load("history", fraction=small.fraction, set=s | much) for s in ({}, UNTOLD))
    apart = {}
    for told, untold in side_by_side(*pair, until=2020):
        apart[told.year] = told.councils.salience - untold.councils.salience
        same = told.councils.rate == untold.councils.rate
        assert same.all() or told.year > 2016
    assert not any(apart[year].any() for year in range(1996, 2016))
    assert (apart[2016] >= 0).all()
    assert min(apart[year].mean() for year in range(2016, 2021)) > 0.02
    assert not same.all()
