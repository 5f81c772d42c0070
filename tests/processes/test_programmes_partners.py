"""What partners give to programmes: years in middle school, prepared ground, and money."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.agents.cohort import Cohort
from simulation.agents.offer import Offer
from simulation.parameters.levers import Levers
from simulation.parameters.programmes import Programmes
from simulation.population.schools import Schools
from simulation.processes.programmes import deliver, with_partners
from simulation.randomness import Luck
from tests.cases.calling import built

SHARE = st.floats(0, 1)
FOUR = st.lists(SHARE, min_size=4, max_size=4)


def cohorts(*entered):
    """Return cohorts in four schools without any exposure yet."""
    nothing = {"reserves": [0] * 4, "visits": [0] * 4}
    return [built(Cohort, {"entered": year, **nothing}, {}) for year in entered]


def delivered(offer, levers, of, *, year=2011, p=Programmes(reserves_size=0.25)):  # noqa: B008
    """Return the doses of four schools in order of size, the first one in Reserves if any is."""
    schools = built(Schools, {"by_size": range(4)}, {})
    lots = ("RESERVES", "MATH_FIRST", "GIVE_FIVE", "ACCELERATION")
    luck = built(Luck, {f"JOIN_{name}": [0.1, 0.2, 0.3, 0.4] for name in lots}, {})
    told = built(Offer, offer, {}) if offer else None
    return deliver(schools, schools.has_track, np.zeros(4), of, levers, told, p, luck, year)


def test_middle_schools_of_partners_are_exposure_and_no_dose():
    """School 0 is in Reserves, 1 in the Ministry's programme, 2 in that of partners alone."""
    of = cohorts(2011, 2010, 2009, 2008, 2006)  # grades 7 to 10, and 12
    levers = Levers(reserves=1, acceleration=0.5)
    got = delivered({"acceleration": [0.5, 0.4, 0.25, 0]}, levers, of)
    assert got.reserves.tolist() == [1, 0, 0, 0]
    assert got.acceleration.tolist() == [0, 1, 0, 0]
    for c in of[:3]:
        assert c.reserves.tolist() == [1, 1, 0.25, 0]
    for c in of[3:]:
        assert c.reserves.tolist() == [1, 0, 0, 0]


@given(FOUR, SHARE, SHARE)
def test_a_year_in_middle_school_is_a_year_of_exposure_at_most(shares, acceleration, reserves):
    levers = Levers(reserves=reserves, acceleration=acceleration)
    with_them, without, more = (cohorts(2011, 2008) for _ in range(3))
    offer = {"acceleration": shares}
    got = delivered(offer, levers, with_them)
    least = delivered({"acceleration": [0] * 4}, levers, without)
    delivered({"acceleration": [min(1, 2 * s) for s in shares]}, levers, more)
    assert (got.acceleration == least.acceleration).all()
    young, old = with_them
    assert (young.reserves >= without[0].reserves).all()
    assert (more[0].reserves >= young.reserves - 1e-6).all()
    assert (young.reserves <= 1).all()
    taken = got.reserves + got.acceleration
    assert young.reserves == pytest.approx(taken + (1 - taken) * np.array(shares), abs=1e-6)
    assert (old.reserves == got.reserves).all()


@given(FOUR, FOUR)
def test_hours_are_taken_up_as_far_as_the_ground_is_prepared(one, other):
    levers = Levers(math_first=2, give_five=1, give_five_dose=0.25)
    less, more = np.minimum(one, other), np.maximum(one, other)
    few, many = (delivered({"take_up": t.tolist()}, levers, []) for t in (less, more))
    whole = delivered({}, levers, [])
    assert whole.take_up.tolist() == [1] * 4
    for got, taken in ((few, less), (many, more)):
        assert (got.take_up == taken).all()
        assert got.hours == pytest.approx(taken * whole.hours)
        assert (got.give_five == whole.give_five).all()
    assert (few.hours <= many.hours).all()


BILLS = ("reserves", "math_first", "visits", "tutoring", "certification", "retraining")
NIS = st.lists(st.floats(0, 1e7), min_size=2, max_size=2).map(np.array)
SPENT = st.fixed_dictionaries({"acceleration": NIS}, optional=dict.fromkeys(BILLS[2:], NIS))


@given(st.fixed_dictionaries(dict.fromkeys((*BILLS, "acceleration"), NIS)), SPENT)
def test_what_partners_spent_is_billed_instead_of_doses_and_middle_schools_besides(due, spent):
    before = {name: nis.copy() for name, nis in due.items()}
    offer = built(Offer, {"visits": [0, 0], "spent": spent}, {})
    got = with_partners(due, offer)
    assert set(got) == set(due)
    for name in BILLS:
        assert (got[name] == (spent[name] if name in spent else due[name])).all()
    assert (got["acceleration"] == due["acceleration"] + spent["acceleration"]).all()
    for name, nis in before.items():
        assert (due[name] == nis).all()
    assert with_partners(due, None) is due
    assert (offer.spent["acceleration"] == spent["acceleration"]).all()
