"""S17 to S22: what the sources claim of places, of what comes after success, and of others."""

import numpy as np
import pytest

from simulation.alone import Alone, field_for
from simulation.data.districts import DISTRICTS
from simulation.processes.ministry import hazard
from simulation.scenario import scenario
from tests.claims.lived import FEW, SEEDS, WHOLE, lives, mean, more, seen, sitters, spread, tell

GROUND = ("groundwork_and_policy", "policy_only", "groundwork_only", "neither")


@pytest.mark.slow
def test_s17_three_authorities_in_the_south_come_first_each_with_a_circle_of_its_own(nation):
    """Three circles of six in 2018, salience 1.0; 40 directors add 210 sitters in 2030.

    These directors are replayed, where circles do not act; endogenous, circles by themselves add
    nothing that could be seen (-5 ± 9 sitters in 2030).
    The same money aimed at the periphery adds sitters there (300 in 2022) and costs the nation 600.
    """

    def circles(country):
        schools, state = country.population.schools, country.initiative.state
        at = np.flatnonzero(country.councils.director)
        first = np.unique(schools.authority, return_index=True)[1][at]
        names = [DISTRICTS[d] for d in schools.district[first]]
        return names, state.circle[:, at].sum(axis=0).tolist(), country.councils.salience[at].mean()

    places, sizes, salience = seen("history", 2018, circles, fraction=1.0)
    *_, without = seen("history", 2018, circles, fraction=1.0, told={"authorities.director": 0})
    forty = more(lives("local_directors", 2030, **WHOLE), nation, sitters(2030))
    met, none = (
        lives("endogenous", 2030, told={"circles.since": since}, **WHOLE) for since in (2017, 2035)
    )
    small, noise = more(met, none, sitters(2030))
    aimed = lives("periphery", 2022, **WHOLE)
    there, margin = more(
        aimed, nation, lambda r: r.count("five_units", 2022, group=("periphery", "periphery"))
    )
    whole, error = more(aimed, nation, sitters(2022))
    tell("S17", f"directors in {places}, circles of {sizes}, salience {salience:.2f} ({without:.2f}"
         f" without theirs); 40 directors add {forty[0]:.0f} ± {forty[1]:.0f} in 2030, circles"
         f" {small:+.0f} ± {noise:.0f}; the focus {there:+.0f} ± {margin:.0f} in the"
         f" periphery, {whole:+.0f} ± {error:.0f} in all")  # fmt: skip
    assert places == ["South"] * 3
    assert sizes == [6, 6, 6]
    assert salience > without
    assert forty[0] > forty[1]
    assert abs(small) + noise < 50
    assert there > margin
    assert whole < -error


def test_s18_success_wanes_urgency_partners_leave_and_a_new_goal_hardly_renews_it(decided):
    """Urgency 1.4 in 2015, 0.1 in 2020; 3 leave a year to 2019, 13 from 2021 to 2024.

    A goal of 26,000 in 2019 lets urgency wane more slowly (0.5 in 2020) and raises it in no year;
    in 2024, when there is none left, it brings back 0.1, a tenth of that of 2013. The minister of
    2019 is not aligned, and the budget is halved by 2021.
    """
    album = lives("second_album", 2028, seeds=SEEDS)
    late = lives("second_album", 2028, seeds=SEEDS, told={"steering.second_goal_year": 2024})
    never, early, again = (
        {y: mean(runs, lambda r, y=y: r.felt(y)) for y in range(2015, 2029)}
        for runs in (decided, album, late)
    )
    left = [
        mean(decided, lambda r, y=y: sum(e.year in y for e in r.events("leave"))) / len(y)
        for y in (range(2015, 2020), range(2021, 2025))
    ]
    budget = [mean(decided, lambda r, y=y: r.term("budget", y)) / 1e6 for y in (2019, 2021)]
    tell("S18", f"urgency {never[2015]:.1f} in 2015, {never[2020]:.1f} in 2020; leaving a year"
         f" {left[0]:.0f}, then {left[1]:.0f}; budget NIS {budget[0]:.0f} m, {budget[1]:.0f} m in"
         f" 2021; new goal of 2019: {early[2020]:.1f} in 2020; of 2024: {again[2024]:.2f} in 2024,"
         f" {again[2027]:.2f} in 2027, {never[2027]:.2f} without")  # fmt: skip
    assert never[2015] > 1
    assert never[2020] < 0.3
    assert all(any(e.year == 2019 for e in r.events("minister")) for r in decided)
    assert left[1] > 2 * left[0]
    assert budget[1] < 0.6 * budget[0]
    assert early[2020] > never[2020] + 0.2
    assert all(early[y + 1] < early[y] for y in range(2016, 2024))
    assert 0.3 > again[2027] > again[2024] + 0.05
    assert never[2027] < 0.01


@pytest.mark.slow
def test_s19_policy_does_more_where_the_ground_was_prepared():
    """Together they add 205 ± 17 more than each alone in 2017: a sixth of what policy does.

    A third of it remains if no hours are lost on unprepared ground (`allocation.take_up`, assumed
    at 0.3): so the sign is shown, and its size assumed.
    """

    def interaction(seeds, take_up):
        told = {"allocation.take_up": take_up}
        both, policy, ground, neither = (
            np.array([sitters(2017)(r) for r in lives(
                name, 2017, fraction=1.0, seeds=seeds, told=told)])
            for name in GROUND
        )  # fmt: skip
        return *spread(both - policy - ground + neither), float(np.mean(policy - neither))

    extra, margin, alone = interaction(range(1, 13), 0.3)
    kept, error, _ = interaction(range(1, 7), 0.0)
    tell("S19", f"N(both) - N(policy) - N(groundwork) + N(neither) = {extra:.0f} ± {margin:.0f}"
         f" in 2017 (policy alone {alone:,.0f}); {kept:.0f} ± {error:.0f} with nothing lost on"
         " unprepared ground")  # fmt: skip
    assert extra > margin
    assert extra < alone
    assert extra - kept > margin + error
    assert kept > error


def test_s20_a_ministry_that_the_round_table_had_opened_steps_up_sooner(decided):
    """In 2014 its chance a term is 0.33 when open, 0.10 when not; without that pull it is later.

    The Round Table is no agent: it is the openness of the director-general, which is assumed.
    """

    def chances(country):
        who, state = country.initiative, country.initiative.state
        trust = who.trust_of_ministry(country.world)
        return [
            hazard(who.urgency, trust, state.agreed, openness, state.alignment,
                   country.world.ministry)
            for openness in (0.0, 1.0)
        ]  # fmt: skip

    told = {"ministry.highest": 0}
    closed, opened = np.mean(
        [seen("endogenous", 2014, chances, seed=s, told=told) for s in FEW], axis=0
    )
    unmoved = lives("endogenous", 2024, seeds=SEEDS, told={"ministry.step_openness": 0})
    months = np.nan_to_num([
        [r.passed["partner_months"] for r in runs] for runs in (decided, unmoved)
    ], nan=np.inf)  # fmt: skip
    sooner, later = np.median(months, axis=1)
    tell("S20", f"chance a term {opened:.2f} when open, {closed:.2f} when not; partner after"
         f" {sooner:.0f} months (median), {later:.0f} if openness does not count")  # fmt: skip
    assert opened > 2 * closed
    assert later > sooner
    assert (months[1] >= months[0]).all()


@pytest.mark.slow
def test_s21_top15_and_middle_schools_add_and_do_not_reach_a_fifth_of_the_cohort(nation):
    """27,860 in 2030, 1,650 more than history; 140 fewer in 2022. A share of 19.3 %, not 20.

    Other countries are not simulated: the vision of the top fifteen stands as the goal of 24,000,
    which history passes in 2025 as the cohort grows.
    """
    ours = lives("top15", 2030, **WHOLE)
    first, last = (more(ours, nation, sitters(y)) for y in (2022, 2030))
    reached, share = mean(ours, sitters(2030)), mean(ours, lambda r: r.share(2030))
    tell("S21", f"{reached:,.0f} in 2030, {share:.1f} % of the cohort (goal 24,000, a fifth);"
         f" {first[0]:+.0f} ± {first[1]:.0f} in 2022, {last[0]:+,.0f} ± {last[1]:.0f} in"
         " 2030")  # fmt: skip
    assert reached > 24_000
    assert last[0] > last[1]
    assert first[0] < 0.1 * last[0]
    assert 18 < share < 20


def test_s22_a_hundred_thousand_teachers_in_ten_years_by_the_same_rules():
    """28 partners become 297 and prepare 112,000, as tuned; 74,000 if no solution spreads."""

    def ten_years(story, seed):
        model = Alone(story, field_for(story), seed=seed)
        while model.year < model.launch + 9:
            model.step()
        events, state = model.initiative.events, model.initiative.state
        launch = sum(e.kind == "join" and e.term == 0 for e in events)
        model.release()
        return launch, int(state.organisations.sum()), model.cumulated

    story = scenario("hundred_k_in_ten")
    apart = story.setting({"supply.spread": 0})
    launch, members, prepared = np.mean([ten_years(story, s) for s in FEW], axis=0)
    *_, alone = np.mean([ten_years(apart, s) for s in FEW], axis=0)
    tell("S22", f"{launch:.0f} partners grow to {members:.0f} (28, 300 told) and prepare"
         f" {prepared:,.0f} (110,000 told); {alone:,.0f} if no solution spreads")  # fmt: skip
    assert launch == 28
    assert members == pytest.approx(300, abs=15)
    assert prepared == pytest.approx(110_000, rel=0.05)
    assert alone < 0.8 * prepared
