"""What a structural scenario switches off is off, in each year or term of a small country."""

import numpy as np
import pytest

from simulation.agents.partnership import Stage
from simulation.processes.backbone import works
from simulation.processes.track_choice import pulls
from simulation.run import load

UNTIL, SEED = 2022, 4  # by which the Ministry is a partner for some years before it leads
FRACTION = 0.05  # of the country: a few authorities
BY_THE_MINISTRY = ("math_first", "give_five", "safety_net", "bonus")


class Diary:
    """What was in a country, by school year and term; the country as it was left."""

    def __init__(self, name, until):
        self.terms, self.years = {}, {}
        case = load(name, fraction=FRACTION)
        self.country = case.model(seed=SEED, after_term=[self._note])
        while self.country.year < until:
            self.country.step()
            books = self.country.offer.books
            self.years[self.country.year] = {
                "urgency": self.country.urgency, "placed": books.placed.sum(),
                "spent": books.spent.sum(), "reached": self.country.offer.reached.sum(),
                "practised": self.country.initiative.state.practised.sum(),
            }  # fmt: skip

    def _note(self, country, term):
        """Note a term."""
        w, state = country.world, country.initiative.state
        members = state.position[state.organisations]
        self.terms[country.year, term] = {
            "members": state.member.sum(), "agenda": state.agenda, "goal": state.goal,
            "effort": works(w.backbone, w.initiative.effort * state.launched).total,
            "measurement": state.measurement, "funds": np.abs(state.funds).max(),
            "local": state.local.max(), "seen": country.initiative.seen(w),
            "stage": state.stage, "alignment": state.alignment,
            "levers": [getattr(w.levers, name) for name in BY_THE_MINISTRY],
            "moved": np.abs(state.position - state.partners.position).max(),
            "spread": members.std(axis=0).mean() if len(members) else np.nan,
            "inert": country.initiative.trust(w) is state.rest,
            "warmer": np.abs(state.trust - state.rest).max(),
            "in_groups": w.forums.in_group,
        }  # fmt: skip

    def every_term(self, what, first=0, before=9999):
        """Return one thing of all the terms of some years."""
        return [t[what] for (year, _), t in self.terms.items() if first <= year < before]

    def every_year(self, what, before=9999):
        """Return one thing of all the years before one."""
        return [y[what] for year, y in self.years.items() if year < before]

    def kinds(self):
        """Return what kinds of events there were."""
        return {e.kind for e in self.country.initiative.events}


@pytest.fixture(scope="module")
def usual():
    """Return the endogenous country, in which all is on."""
    diary = Diary("endogenous", UNTIL)
    yield diary
    diary.country.release()


@pytest.fixture
def lived():
    """Return a function that lets a scenario pass; its country is released after the test."""
    diaries = []

    def until(name, year=UNTIL):
        diaries.append(Diary(name, year))
        return diaries[-1]

    yield until
    for diary in diaries:
        diary.country.release()


def test_without_urgency_there_is_none_in_any_year(lived, usual):
    assert max(usual.every_year("urgency")) > 0.5
    assert set(lived("urgency_off").every_year("urgency")) == {0}


def test_without_the_initiative_nobody_is_a_member_and_nothing_is_agreed(lived, usual):
    none = lived("no_initiative")
    assert {"launch", "join", "agenda"} <= usual.kinds()
    assert not {"launch", "join", "leave", "agenda", "circle"} & none.kinds()
    assert set(none.every_term("members")) == {0}
    assert set(none.every_term("agenda")) == {-1}
    assert set(none.every_term("goal")) == set(none.every_term("effort")) == {0}


def test_without_a_backbone_nothing_of_its_work_is_done(lived, usual):
    none = lived("no_backbone")
    for what in ("effort", "measurement", "funds", "local", "seen"):
        assert max(usual.every_term(what)) > 0, what
        assert set(none.every_term(what)) == {0}, what
    assert set(none.every_term("in_groups")) == {0}
    assert "join" in none.kinds()


def test_a_ministry_that_looks_on_puts_nothing_in_force(lived, usual):
    none = lived("no_ministry")
    for k, lever in enumerate(BY_THE_MINISTRY):
        assert max(levers[k] for levers in usual.every_term("levers")) > 0, lever
        assert {levers[k] for levers in none.every_term("levers")} == {0}, lever
    assert set(none.every_term("stage")) == {Stage.OBSERVER}
    assert "ministry" not in none.kinds()


def test_without_shared_data_nothing_is_measured_together(lived):
    none = lived("no_data_sharing")
    for what in ("measurement", "local", "seen"):
        assert set(none.every_term(what)) == {0}, what
    assert max(none.every_term("effort")) > 0


def test_without_groundwork_nothing_is_delivered_before_the_initiative(lived, usual):
    none = lived("no_groundwork", 2016)
    for what in ("placed", "spent", "reached", "practised"):
        assert max(usual.every_year(what, before=2014)) > 0, what
        assert set(none.every_year(what, before=2014)) == {0}, what
        assert none.years[2016][what] > 0, what


def test_trust_that_is_inert_is_that_at_rest(lived, usual):
    assert not any(usual.every_term("inert"))
    inert = lived("trust_inert")
    assert all(inert.every_term("inert"))
    assert max(inert.every_term("warmer")) > 0.2


def test_without_influence_no_position_ever_moves(lived, usual):
    assert max(usual.every_term("moved")) > 0.1
    assert set(lived("no_influence").every_term("moved")) == {0}


def test_who_can_be_convinced_stands_nearer_to_the_others(lived, usual):
    def spread(diary):
        return diary.terms[UNTIL, 3]["spread"]

    assert spread(lived("degroot")) < 0.5 * spread(usual)


@pytest.mark.parametrize(("name", "heeded"), [("norm_off", False), ("endogenous", True)])
def test_without_the_norm_students_do_not_look_at_those_before_them(lived, name, heeded):
    country = lived(name, 2015).country
    cohort = next(c for c in country.cohorts if c.grade(2015) == 9)

    def pull():
        schools, standing = country.population.schools, country.standing
        own = np.zeros(len(schools))
        return pulls(schools, standing, cohort, country.world, own, 2015, 0.0)

    before = pull()
    country.standing.share += 0.05
    assert same(before, pull()) != heeded


def same(one, other):
    """Return whether two sets of pulls are the same."""
    return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))


def test_ministers_who_are_opposed_are_so_from_2018_on(lived, usual):
    opposed = lived("minister_opposed")
    assert max(usual.every_term("alignment", 2018)) > 0
    assert max(opposed.every_term("alignment", 2018)) <= -0.5
    before = opposed.every_term("alignment", 0, 2018)
    assert before == usual.every_term("alignment", 0, 2018)


def test_the_second_album_is_a_new_goal_once_it_is_agreed(lived, usual):
    assert max(usual.every_term("goal")) == 18_000
    second = lived("second_album")
    passed = [
        (e.year, e.term) for e in second.country.initiative.events if "second album" in e.text
    ]
    assert len(passed) == 1
    assert passed[0] >= (2019, 1)
    for when, term in second.terms.items():
        assert (term["goal"] == 26_000) == (when >= passed[0]), when


@pytest.mark.parametrize(("name", "year"), [("late_ministry_2", 2016), ("late_ministry_4", 2018)])
def test_a_late_ministry_steps_up_in_no_term_before_its_year(lived, usual, name, year):
    assert max(usual.every_term("stage", 0, year)) > Stage.OBSERVER
    late = lived(name)
    assert set(late.every_term("stage", 0, year)) == {Stage.OBSERVER}
    assert max(late.every_term("stage", year)) > Stage.OBSERVER
