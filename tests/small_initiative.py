"""The small country with its Initiative: its lives year by year, and the books of a year."""

from dataclasses import fields, replace

import numpy as np
import pytest

from simulation.agents.offer import Books
from simulation.run import load

ENDOGENOUS = {"initiative.endogenous": 1}
REPLAY = {"initiative.endogenous": 0}
IDLE = {f"backbone.{activity}": 0 for activity in (
    "vision", "alignment", "measurement", "public_will", "policy", "funding",
)}  # fmt: skip
COLUMNS = ("last_grade", "wish", "units", "virtual", "sciences", "ability", "gain", "first",
           "second", "score", "credit", "reserves", "visits", "taught")  # fmt: skip
CHANNELS_AND_BILLS = {
    "visits": "visits", "tutoring": "tutoring", "acceleration": "acceleration",
    "certification": "certification", "retraining": "retraining", "virtual_seats": "virtual_school",
}  # fmt: skip


def living(small):
    """Yield a function that lets the small country live until a year; then release all of them."""
    countries = []

    def until(year, *, look=None, **told):
        country = case(small, **told).model(seed=1)
        countries.append(country)
        while country.year < year:
            country.step()
            if look:
                look(country)
        return country

    yield until
    for country in countries:
        country.release()


def case(small, *, changes=(), files=None, **told):
    """Return history in the small country, endogenous unless told, with parameters set."""
    made = load("history", fraction=small.fraction, set=ENDOGENOUS | told, files=files)
    story = made.scenario
    return replace(made, scenario=replace(story, changes=(*story.changes, *changes)))


def students(country):
    """Return every column of every student in grades 7 to 12, as bytes."""
    return [getattr(c, name).tobytes() for c in country.cohorts for name in COLUMNS]


class Diary:
    """Remember, year by year, something of a country."""

    def __init__(self, of):
        self.of, self.years = of, {}

    def __call__(self, country):
        self.years[country.year] = self.of(country)


def lives(live, until, of=students, **told):
    """Return what a country was, year by year."""
    diary = Diary(of)
    live(until, look=diary, **told)
    return diary.years


def balance(country):
    """Check the books of a year; return slots placed."""
    initiative, offer, schools = country.initiative, country.offer, country.population.schools
    b, near = offer.books, {"rel": 1e-9, "abs": 1e-3}
    for f in fields(Books):
        assert (getattr(b, f.name) >= -1e-6).all(), f.name
    came, went = b.budget + b.raised + b.received + b.cofunded, b.granted + b.spent + b.money_left
    assert came == pytest.approx(went, **near)
    assert b.granted.sum() == pytest.approx(b.received.sum(), **near)
    assert b.hours == pytest.approx(b.hours_used + b.hours_left, **near)
    assert b.slots == pytest.approx(b.placed + b.slots_left, **near)
    cofunding = country.world.ministry.cofunding * max(initiative.state.budget, 75e6)
    assert b.cofunded.sum() <= cofunding * (1 + 1e-9)
    kinds = initiative.state.partners.programme
    for channel, lever in CHANNELS_AND_BILLS.items():
        of = [t for t, kind in enumerate(initiative.types) if kind.channel == channel]
        placed = schools.share * b.placed[np.isin(kinds, of)].sum()
        if channel in offer.amounts and channel != "directors":
            assert offer.amounts[channel] <= placed * (1 + 1e-9) + 1e-6
        cost = {initiative.types[t].cost for t in of}
        if len(cost) == 1:
            paid = schools.weight @ offer.spent[lever]
            assert paid == pytest.approx(placed * cost.pop(), **near)
    for share in (offer.visits, offer.tutoring, offer.acceleration, offer.reached, offer.take_up):
        assert ((share >= 0) & (share <= 1 + 1e-12)).all()
    return b.placed.sum()
