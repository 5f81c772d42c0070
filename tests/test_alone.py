"""An initiative by itself: made from files alone, on the block of the 5x2 Initiative."""

from itertools import pairwise

import numpy as np
import pytest

from simulation.alone import Alone, field_for, launch_of
from simulation.data.read import BadTable
from simulation.network.field import Files
from simulation.processes.climate import next_urgency
from simulation.results.terms import Terms
from simulation.scenario import WrongScenario, scenario

ROSTER = """name,sector,programme,capacity,budget,founder,invited,since,note
Well Fund,foundation,,0,500000,yes,no,2018,starts it
Deep Wells,ngo,wells,40,400000,no,yes,2018,
Clear Water,ngo,wells,30,300000,no,yes,2018,
Pump Works,firm,wells,20,200000,no,no,2018,
Water School,academia,lessons,500,50000,no,no,2018,another programme
Late Wells,ngo,wells,10,100000,no,no,2022,
"""
PROGRAMMES = """name,channel,unit,cost,hours,group,source,quality,note
wells,none,a well dug,10000,0,technology,assumed,assumed,
lessons,none,a lesson,10,0,teachers,assumed,assumed,
visits,visits,a visit,10,0,motivation,assumed,assumed,
"""
TIES = "from,to,weight\nDeep Wells,Clear Water,0.9\nClear Water,Deep Wells,0.8\n"
SCENARIO = """title = "Wells"
question = "Do partners dig a hundred wells in five years?"
partners = "roster.csv"
programmes = "programmes.csv"
ties = "ties.csv"
number = "wells"
[[change]]
set.initiative.launch = 2019
set.alone = { goal = 20, years = 5 }
set.supply = { since = 2018, spread = 1, better = 1 }
"""


@pytest.fixture
def wells(tmp_path):
    """Return the file of a made-up initiative, its tables beside it."""
    for name, text in (
        ("roster.csv", ROSTER), ("programmes.csv", PROGRAMMES), ("ties.csv", TIES),
        ("wells.toml", SCENARIO),
    ):  # fmt: skip
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "wells.toml"


def lived(story, *, seed=1, until, after_term=()):
    """Return an initiative that has lived until the end of a year."""
    model = Alone(story, field_for(story), seed=seed, after_term=after_term)
    while model.year < until:
        model.step()
    return model


def kinds(model):
    return {e.kind for e in model.initiative.events}


def test_an_initiative_runs_from_files_alone(wells):
    model = lived(scenario(wells), until=2024)
    state, names = model.initiative.state, model.initiative.state.partners.name
    assert names == (
        "Well Fund", "Deep Wells", "Clear Water", "Pump Works", "Water School", "Late Wells",
        "Ministry of Education", "Backbone",
    )  # fmt: skip
    assert state.rest[1, 2] == 0.9
    assert model.launch == 2019
    assert state.launched
    assert 3 <= state.organisations.sum() <= 6
    assert 0 < model.cumulated <= model.of_all
    assert {e.year for e in model.initiative.events} <= set(range(2019, 2025))


def test_those_invited_come_to_the_launch_and_nobody_else(wells):
    came = []

    def look(model, term):
        if (model.year, term) == (2019, 1):
            came.append(model.initiative.state.organisations.copy())

    lived(scenario(wells), until=2019, after_term=[look])
    assert came[0].tolist() == [True, True, True, False, False, False, False, False]


def test_what_looks_after_a_term_finds_what_it_would_in_a_country(wells):
    terms = []

    def look(country, term):
        assert country.initiative.state.launched
        assert country.world.initiative.launch == 2019
        terms.append((country.year, term, country.urgency))

    model = lived(scenario(wells), until=2020, after_term=[look])
    assert [t[:2] for t in terms] == [(y, t) for y in (2019, 2020) for t in (1, 2, 3)]
    assert terms[-1][2] != model.urgency


def test_it_is_observed_term_by_term_as_a_country_is(wells):
    terms = Terms()
    lived(scenario(wells), until=2021, after_term=[terms.look])
    seen = {m.measure: terms.table.values[:, i] for i, m in enumerate(terms.table.measures)}
    assert seen["members"].size == 9
    assert seen["members"][0] == 3
    assert seen["solutions"][-1] > seen["solutions"][0]
    assert (seen["readiness"] == 0).all()


def test_the_number_is_what_members_placed_of_the_named_programme(wells):
    story, cumulated = scenario(wells), 0.0
    members = []
    model = Alone(
        story, field_for(story), seed=3,
        after_term=[lambda m, _: members.append(m.initiative.state.organisations.copy())],
    )  # fmt: skip
    mine = np.array([False, True, True, True, False, True, False, False])
    for _ in range(5):
        members.clear()
        model.step()
        placed = model.offer.books.placed
        assert model.number == pytest.approx(placed[mine & members[0]].sum())
        assert placed[4] > 0
        cumulated += model.number
    assert model.cumulated == pytest.approx(cumulated)


def test_urgency_is_how_far_behind_the_pace_and_how_near_the_whole_goal(wells):
    story = scenario(wells)
    model = Alone(story, field_for(story), seed=1)
    p = model.world.climate
    start = p.urgency_scale * (p.urgency_rise + p.urgency_goal)
    assert model.urgency == pytest.approx(start)
    model.step()
    behind, far = 1 - model.cumulated / 20, 1 - model.cumulated / 100
    felt = p.urgency_rise * behind + p.urgency_goal * far
    seen = 1 + model.initiative.seen(model.world)
    by_hand = (1 - p.urgency_decay) * start + p.urgency_scale * seen * felt
    assert model.urgency == pytest.approx(by_hand)
    before = model.urgency
    model.step()
    by_rule = next_urgency(
        before, model.cumulated, 40 / p.reference_share, 100, model.initiative.seen(model.world),
        2020, p,
    )  # fmt: skip
    assert model.urgency == pytest.approx(by_rule)


def test_urgency_wanes_once_the_goal_is_reached(wells):
    story = scenario(wells).setting({"alone.goal": 1})
    model = lived(story, until=2026)
    assert model.cumulated > 5
    assert model.urgency == 0


def test_neither_ministers_nor_dates_of_another_country_touch_it(wells):
    story = scenario(wells).setting({"ministry.step_level": -10, "ministry.pinned": 1})
    model = lived(story, until=2026)
    assert kinds(model).isdisjoint({"minister", "ministry"})
    assert model.initiative.state.openness == story.worlds[2026].alone.openness
    agendas = [e.text for e in model.initiative.events if e.kind == "agenda"]
    assert agendas in ([], ["agrees on the common goal"])


def test_a_government_steps_up_by_its_hazard_where_it_may(wells):
    story = scenario(wells).setting({"ministry.step_level": 2})
    assert "ministry" in kinds(lived(story, until=2021))
    assert "ministry" not in kinds(lived(story.setting({"ministry.highest": 0}), until=2021))


def test_a_seed_is_all_that_luck_is(wells):
    runs = [lived(scenario(wells), seed=s, until=2024).cumulated for s in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]


def test_the_scenarios_end(wells):
    model = Alone(story := scenario(wells), field_for(story), seed=1)
    model.year = 2035
    with pytest.raises(ValueError, match="Scenarios end in 2035"):
        model.step()


def test_a_user_brings_another_roster(wells, tmp_path):
    (tmp_path / "mine.csv").write_text(ROSTER.replace("Deep Wells", "Deeper"), encoding="utf-8")
    who = field_for(scenario(wells), Files(partners=tmp_path / "mine.csv"))
    assert "Deeper" in who.partners.name
    assert np.isnan(who.partners.weight).all()


def refusal(story):
    with pytest.raises(WrongScenario) as caught:
        field_for(story)
    return str(caught.value)


def test_what_has_no_number_of_its_own_is_refused(wells):
    assert refusal(scenario("history")).startswith(
        "history works for the students of a country: `fivebytwo run history`."
    )
    text = wells.read_text()
    wells.write_text(text.replace('"wells"', '"well"'))
    assert refusal(scenario(wells)) == (
        'wells: number = "well" is none of its programmes, wells, lessons, visits; did you mean'
        " wells?"
    )
    wells.write_text(text.replace('"wells"', '"visits"'))
    assert "for schools, by visits; its channel must be none." in refusal(scenario(wells))
    wells.write_text(text.replace('"wells"', '"zzz"'))
    assert refusal(scenario(wells)).endswith("wells, lessons, visits.")


def test_what_never_begins_is_refused(wells):
    with pytest.raises(WrongScenario, match="wells never launches its initiative"):
        launch_of(scenario(wells).setting({"initiative.active": 0}))


def test_a_mistake_in_a_table_is_told_with_its_line(wells, tmp_path):
    (tmp_path / "roster.csv").write_text(ROSTER.replace("firm,wells", "firm,wels"))
    with pytest.raises(BadTable, match=r"roster\.csv:5: programme: 'wels' is none of wells"):
        field_for(scenario(wells))


SEEDS = range(1, 6)


@pytest.fixture(scope="module")
def told():
    """Return runs of 100Kin10 until the tenth year: as told, and without two of its ways."""
    story = scenario("hundred_k_in_ten")
    effort = ("vision", "alignment", "measurement", "public_will", "policy", "funding")
    stories = {
        "as told": story,
        "no spreading": story.setting({"supply.spread": 0}),
        "no backbone": story.setting({f"backbone.{a}": 0 for a in effort}),
    }
    return {n: [lived(s, seed=seed, until=2021) for seed in SEEDS] for n, s in stories.items()}


def test_the_shipped_one_comes_near_what_it_was_tuned_to(told):
    members = [m.initiative.state.organisations.sum() for m in told["as told"]]
    delivered = [m.cumulated for m in told["as told"]]
    assert np.mean(members) == pytest.approx(300, abs=10)
    assert np.mean(delivered) == pytest.approx(110_000, rel=0.05)


@pytest.mark.parametrize("less", ["no spreading", "no backbone"])
def test_less_is_delivered_without_one_of_its_ways_under_every_seed(told, less):
    for with_it, without in zip(told["as told"], told[less], strict=True):
        assert without.cumulated < 0.95 * with_it.cumulated


def test_solutions_spread_only_where_they_may(told):
    for model in told["no spreading"]:
        state = model.initiative.state
        assert (state.solution == state.partners.founder).all()
    for model in told["as told"]:
        state = model.initiative.state
        assert state.solution[state.organisations].mean() > 0.5


def test_it_grows_year_by_year():
    story = scenario("hundred_k_in_ten")
    model, numbers = Alone(story, field_for(story), seed=1), []
    while model.year < 2019:
        model.step()
        numbers.append(model.number)
    assert all(a < b for a, b in pairwise(numbers))
