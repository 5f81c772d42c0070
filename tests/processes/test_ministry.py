"""The Ministry: who is in office, when it steps up, and what it then puts in force."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.partnership import Partnership, Stage
from simulation.data.history import ministers
from simulation.parameters.levers import Levers
from simulation.parameters.policy import Ministry
from simulation.parameters.programmes import Costs, Programmes
from simulation.processes.ministry import (
    budget_a_year_later,
    hazard,
    in_force,
    in_office,
    step_up,
    take_office,
)  # fmt: skip
from simulation.randomness import Luck
from tests.cases.calling import built

TERMS = [(year, term) for year in range(2001, 2036) for term in (1, 2, 3)]
PULLS = ("urgency", "trust", "agreement", "openness", "alignment")


def partnership(**state):
    return built(Partnership, {"since": (0, 0), **state}, {})


# --- who is in office ---------------------------------------------------------------------------


def test_somebody_is_in_office_in_every_term_to_the_autumn_of_2019_and_then_nobody_we_know():
    known = [t for t in TERMS if in_office(*t)]
    assert (known[0], known[-1]) == ((2001, 2), (2020, 1))  # the table begins in January 2001
    assert known == [t for t in TERMS if (2001, 2) <= t <= (2020, 1)]


@pytest.mark.parametrize(
    ("year", "term", "row"),
    [(2013, 1, 0), (2013, 2, 1), (2013, 3, 1), (2014, 1, 2), (2014, 3, 2), (2015, 1, 3),
     (2015, 2, 3), (2015, 3, 4), (2019, 2, 4), (2019, 3, 5)],
)  # fmt: skip
def test_the_minister_of_a_term_is_that_of_its_last_month(year, term, row):
    assert in_office(year, term) is ministers()[row]


def test_a_newcomer_is_told_once_and_brings_alignment_and_openness():
    state, p = partnership(), Ministry(alignment_most=0.5)
    assert take_office(state, p, Luck(1), 2015, 3) == "Naftali Bennett"
    assert (state.leaning, state.alignment, state.openness) == (1, 0.5, 1)
    assert take_office(state, p, Luck(1), 2016, 1) is None
    assert (state.leaning, state.alignment) == (1, 0.5)


@given(st.floats(-1, 1), st.integers(0, 2**32))
def test_alignment_is_the_ministers_own_up_to_the_most(most, seed):
    state, p = partnership(), Ministry(alignment_most=most)
    for year, term in TERMS:
        take_office(state, p, Luck(seed), year, term)
        if known := in_office(year, term):
            assert (state.minister, state.leaning) == (known.minister, known.alignment)
        assert state.alignment == min(most, state.leaning)


def test_after_those_we_know_ministers_change_in_autumn_as_often_as_the_turnover_says():
    changes, alignments = 0, []
    for seed in range(200):
        state = partnership()
        take_office(state, Ministry(), Luck(seed), 2020, 1)
        for year, term in TERMS:
            if (year, term) <= (2020, 1):
                continue
            if name := take_office(state, Ministry(), Luck(seed), year, term):
                assert (term, name) == (1, f"a new minister of {year}")
                assert state.minister == name
                changes += 1
                alignments.append(state.alignment)
    tries = 200 * 15
    assert changes / tries == pytest.approx(0.4, abs=4 * (0.24 / tries) ** 0.5)
    assert np.mean(alignments) == pytest.approx(0, abs=4 * (1 / 3 / changes) ** 0.5)
    assert -1 <= min(alignments) < -0.9 < 0.9 < max(alignments) <= 1


def test_before_those_we_know_nobody_takes_office():
    state, p = partnership(), Ministry(turnover=1)
    assert [take_office(state, p, Luck(1), year, 1) for year in range(1996, 2001)] == [None] * 5
    assert (state.minister, state.leaning, state.alignment) == ("", 0, 0)


def test_nobody_but_those_we_know_takes_office_while_we_know_them():
    state, p, names = partnership(), Ministry(turnover=1), []
    for year, term in TERMS:
        if (year, term) <= (2020, 3):
            names.append(take_office(state, p, Luck(1), year, term))
    told = [m.minister for m in ministers()]
    changes = [b for a, b in zip(["", *told], told, strict=False) if a != b]
    assert [n for n in names if n] == changes
    assert take_office(state, p, Luck(1), 2021, 1) == "a new minister of 2021"


# --- stepping up --------------------------------------------------------------------------------


@given(
    st.lists(st.floats(-1, 1), min_size=5, max_size=5), st.integers(0, 4), st.floats(0, 2)
)  # fmt: skip
def test_the_hazard_is_a_chance_and_rises_with_all_that_speaks_for_it(values, which, more):
    now = dict(zip(PULLS, values, strict=True))
    then = now | {PULLS[which]: values[which] + more}
    p = Ministry()
    assert 0 < hazard(**now, p=p) <= hazard(**then, p=p) < 1
    assert hazard(**now, p=p) <= hazard(**now, p=replace(p, step_level=p.step_level + 1))


def stepped(p=Ministry(), *, chance=0.0, pinned=True, launch=2014):  # noqa: B008  groups are frozen
    """Return when the Ministry took which step, by 2035."""
    state, dates = partnership(), {}
    for year, term in TERMS:
        if step_up(state, chance, p, Luck(1), year, term, pinned=pinned, launch=launch):
            dates[state.stage] = state.since
            assert state.since == (year, term)
    return dates


PARTNER, LEAD = Stage.PARTNER, Stage.LEAD


def test_pinned_it_is_a_partner_in_spring_2014_and_leads_in_spring_2015():
    assert stepped() == {PARTNER: (2014, 3), LEAD: (2015, 3)}
    assert stepped(chance=1.0) == stepped()


@pytest.mark.parametrize("delay", [1, 2, 4, 20])
def test_pinned_and_late_it_steps_as_many_years_later(delay):
    assert stepped(Ministry(delay=delay)) == {PARTNER: (2014 + delay, 3), LEAD: (2015 + delay, 3)}


def test_left_to_itself_it_steps_once_a_term_and_not_before_the_launch_and_its_delay():
    assert stepped(chance=1.0, pinned=False) == {PARTNER: (2014, 1), LEAD: (2014, 2)}
    late = stepped(Ministry(delay=4), chance=1.0, pinned=False, launch=2010)
    assert late == {PARTNER: (2014, 1), LEAD: (2014, 2)}
    assert stepped(chance=0.0, pinned=False) == {}


@pytest.mark.parametrize("pinned", [True, False])
def test_it_never_goes_beyond_its_highest_step(pinned):
    assert stepped(Ministry(highest=0), chance=1.0, pinned=pinned) == {}
    assert list(stepped(Ministry(highest=1), chance=1.0, pinned=pinned)) == [PARTNER]


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**64 - 1))
def test_with_a_larger_chance_it_steps_no_later(one, other, seed):
    def when(chance):
        state = partnership()
        for year, term in TERMS:
            step_up(state, chance, Ministry(), Luck(seed), year, term, pinned=False, launch=2014)
            if state.stage is LEAD:
                return year, term
        return 9999, 0

    assert when(max(one, other)) <= when(min(one, other))


def test_each_step_brings_its_budget():
    state, p = partnership(), Ministry()
    step_up(state, 0, p, Luck(1), 2014, 3, pinned=True, launch=2014)
    assert state.budget == 15_000_000
    step_up(state, 0, p, Luck(1), 2015, 3, pinned=True, launch=2014)
    assert state.budget == 75_000_000
    state.budget = 1
    assert step_up(state, 1, p, Luck(1), 2016, 1, pinned=True, launch=2014) is None
    assert state.budget == 1


def test_when_it_became_a_partner_is_remembered_in_the_lead():
    state, p = partnership(), Ministry()
    step_up(state, 1, p, Luck(1), 2014, 3, pinned=False, launch=2014)
    assert (state.stage, state.since, state.partner_since) == (PARTNER, (2014, 3), 2014)
    step_up(state, 1, p, Luck(1), 2017, 1, pinned=False, launch=2014)
    assert (state.stage, state.since, state.partner_since) == (LEAD, (2017, 1), 2014)


@given(st.floats(0, 1e9), st.floats(-1, 1), st.floats(0, 1))
def test_a_budget_is_held_by_an_aligned_minister_and_decays_otherwise(budget, alignment, decay):
    p = Ministry(budget_decay=decay)
    later = budget_a_year_later(budget, alignment, p)
    assert later == (budget if alignment > 0 else budget * decay)
    five = budget
    for _ in range(5):
        five = budget_a_year_later(five, -1, p)
    assert five == pytest.approx(budget * decay**5)


# --- what it puts in force ----------------------------------------------------------------------


def force(year, *, tracks=500.0, share=1.0, levers=Levers(), p=Ministry(), **state):  # noqa: B008
    made = partnership(**state)
    return in_force(made, levers, year, tracks, share, p, Programmes(), Costs())


def lead(year, **told):
    of = {"stage": LEAD, "since": (2015, 3), "partner_since": 2014}
    return force(year, **of | {"budget": 75e6, "measurement": 0.3} | told)


def test_the_dated_class_rule_holds_for_no_ministry_that_decides():
    dated = Levers(class_minimum=6)
    assert [force(2016, levers=dated, stage=s).class_minimum for s in Stage if s < LEAD] == [15, 15]
    assert lead(2016, levers=dated, p=Ministry(class_minimum=9)).class_minimum == 9


def test_an_observer_puts_nothing_in_force_but_the_common_goal():
    assert force(2014, goal=18_000.0) == Levers(goal=18_000)


def test_a_partner_pays_for_math_first_from_the_next_school_year():
    of = {"stage": PARTNER, "since": (2014, 3), "partner_since": 2014, "budget": 15e6}
    assert force(2014, **of) == Levers()
    assert force(2015, **of) == Levers(math_first=100)
    half = Ministry(budget_partner=7.5e6)
    assert force(2018, **of, p=half) == Levers(math_first=50)
    assert force(2018, **of | {"budget": 7.5e6}) == Levers(math_first=100)


def test_math_first_goes_on_until_the_lead_is_a_year_old_and_at_the_partners_budget():
    for since in ((2017, 1), (2017, 3)):
        of = {"since": since, "partner_since": 2014, "budget": 75e6}
        first = [lead(year, **of).math_first for year in (2017, 2018, 2019)]
        assert first == [100, 0, 0]
        five = [lead(year, **of).give_five > 0 for year in (2017, 2018, 2019)]
        assert five == [False, True, True]
    same_year = {"since": (2014, 2), "partner_since": 2014}
    assert [lead(year, **same_year).math_first for year in (2014, 2015)] == [0, 0]
    assert lead(2014, **same_year).give_five == 0 < lead(2015, **same_year).give_five


def test_in_the_lead_it_brings_the_rule_at_once_and_all_else_year_by_year():
    assert lead(2015) == Levers(math_first=100, class_minimum=6)
    hours = 75e6 / 5000 / 41
    later = {"give_five": hours / 500, "class_minimum": 6, "safety_net": 1, "publication": 1}
    assert lead(2016) == Levers(**later, bonus=0.5)
    assert lead(2017) == lead(2030) == Levers(**later, bonus=0.8)


def test_give_five_is_in_as_many_schools_as_the_budget_pays_for_and_no_more_than_there_are():
    assert lead(2016, budget=7.5e6).give_five == pytest.approx(lead(2016).give_five / 10)
    assert lead(2016, tracks=100.0).give_five == 1
    assert lead(2016, tracks=0.0).give_five == 0
    assert lead(2016, budget=0.0) == replace(lead(2016), give_five=0)


def test_nothing_is_published_without_shared_data():
    assert lead(2016, measurement=0.0) == replace(lead(2016), publication=0)


@pytest.mark.parametrize("name", ["class_minimum", "safety_net", "bonus", "publication"])
def test_each_rule_is_a_parameter(name):
    told = {"class_minimum": 9, "safety_net": 0, "bonus": 0.3, "publication": 0}[name]
    assert lead(2017, p=Ministry(**{name: told})) == replace(lead(2017), **{name: told})


def test_in_a_part_of_the_country_amounts_are_a_part():
    of = {"stage": PARTNER, "since": (2014, 3), "partner_since": 2014, "goal": 18_000.0}
    assert force(2015, share=0.1, **of) == Levers(math_first=10, goal=1800)
    assert lead(2016, share=0.1, tracks=50.0).give_five == pytest.approx(lead(2016).give_five)


def test_levers_that_are_not_the_ministrys_stay_as_they_are():
    told = Levers(reserves=0.3, visits=0.1, virtual_seats=250, directors=3, periphery=1.5)
    got = lead(2017, levers=told)
    for name in ("reserves", "visits", "virtual_seats", "directors", "periphery"):
        assert getattr(got, name) == getattr(told, name)


def test_the_ministrys_support_has_no_gap_when_it_takes_the_lead_in_autumn():
    state = partnership()
    step_up(state, 1, Ministry(), Luck(1), 2014, 3, pinned=False, launch=2014)
    step_up(state, 1, Ministry(), Luck(1), 2016, 1, pinned=False, launch=2014)
    for year, first in ((2015, 100), (2016, 100), (2017, 0), (2018, 0)):
        got = in_force(state, Levers(), year, 500.0, 1.0, Ministry(), Programmes(), Costs())
        assert got.math_first == first
        assert (got.give_five > 0) == (not first)
