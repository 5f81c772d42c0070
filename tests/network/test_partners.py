"""Partners as columns, and the rosters that come with the model."""

import re
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from simulation.data.districts import DISTRICTS
from simulation.data.sectors import SECTORS, sectors
from simulation.network.partners import DIMENSIONS
from simulation.network.programmes import programmes, read_programmes
from simulation.network.roster import PartnerRow, partners_from, read, shipped
from simulation.network.ties import Tie

AMERICA = Path(__file__).resolve().parents[2] / "scenarios" / "hundred_k_in_ten"
ROWS = (
    PartnerRow(
        name="Fund", sector="foundation", budget=1_000_000, founder="yes", breadth=0.5,
        susceptibility=0.25, since=2010,
    ),
    PartnerRow(
        name="Help", sector="ngo", programme="tutoring", budget=20_000, capacity=40, since=2012
    ),
    PartnerRow(name="State", sector="ministry"),
    PartnerRow(
        name="Works", sector="firm", programme="firm_visits", budget=500, capacity=30, since=2011
    ),
)  # fmt: skip


def partners(rows=None, ties=None, seed=1):
    return partners_from(shipped() if rows is None else rows, ties, programmes(), seed)


def test_the_ministry_and_the_backbone_stand_last_whether_listed_or_not():
    them = partners(ROWS)
    assert them.name == ("Fund", "Help", "Works", "State", "Backbone")
    assert (them.name[them.ministry], them.name[them.backbone]) == ("State", "Backbone")
    assert [SECTORS[s] for s in them.sector[-2:]] == ["ministry", "backbone"]


def test_a_row_becomes_its_columns():
    them = partners(ROWS)
    assert (them.position[0, 0], them.susceptibility[0]) == (0.5, 0.25)
    assert them.programme.tolist()[:3] == [-1, 2, 1]
    assert them.budget.tolist() == [1_000_000, 20_000, 500, 0, 0]
    assert them.founder.tolist() == them.invited.tolist() == [True, False, False, False, False]
    assert them.since.tolist() == [2010, 2012, 2011, 2001, 2001]
    assert np.isnan(them.weight).all()


def test_every_column_has_a_row_for_each_partner_and_is_in_its_range():
    them = partners()
    for f in fields(them):
        assert len(getattr(them, f.name)) == len(them), f.name
    assert them.position.shape == (len(them), len(DIMENSIONS))
    assert them.weight.shape == them.known.shape == (len(them), len(them))
    assert np.abs(them.position).max() <= 1
    assert min(them.susceptibility.min(), them.resting.min()) >= 0
    assert max(them.susceptibility.max(), them.resting.max()) <= 1
    assert set(them.district.tolist()) <= set(range(len(DISTRICTS)))
    assert (them.known == them.known.T).all()


def test_partners_stand_around_the_mean_of_their_sector():
    """Of 58 NGOs, each mean within four standard errors: 0.3 / sqrt(58), or less where clipped."""
    them, ngo = partners(), sectors()[1]
    mine = them.sector == SECTORS.index("ngo")
    assert np.abs(them.position[mine].mean(axis=0) - ngo.position).max() < 4 * 0.3 / 58**0.5
    assert abs(them.resting[mine].mean() - ngo.resting) < 4 * 0.19 / 58**0.5


def test_a_blank_is_drawn_from_the_seed_and_the_name_alone():
    one, other = partners(seed=1), partners(seed=2)
    assert (one.position != other.position).any()
    assert (one.position == partners(seed=1).position).all()
    backwards = partners(shipped()[::-1])
    order = [backwards.name.index(name) for name in one.name]
    assert (one.position == backwards.position[order]).all()
    assert (one.resting == backwards.resting[order]).all()
    told_one = replace(shipped()[9], resting=0.9)
    changed = partners([told_one if r.name == told_one.name else r for r in shipped()])
    assert (changed.position == one.position).all()
    assert np.flatnonzero(changed.resting != one.resting).tolist() == [9]


def test_ties_that_are_told_replace_acquaintance():
    them = partners(ROWS, [Tie("Works", "Help", 0.75)])
    assert them.weight[2, 1] == 0.75
    assert np.isnan(them.weight).sum() == 24
    assert them.known[:3, :3].tolist() == [
        [False, False, False],
        [False, False, True],
        [False, True, False],
    ]
    assert them.known[3:].sum() == 8


def test_the_shipped_roster_is_as_large_as_the_table_of_sectors_says():
    rows = shipped()
    for sector in sectors():
        mine = [r for r in rows if r.sector == sector.sector]
        assert len(mine) == sector.count
        assert sum(r.founder == "yes" for r in mine) == sector.founders
        assert sum(r.invited == "yes" for r in mine) == sector.invited
        for what in ("budget", "volunteers", "capacity"):
            mean = sum(getattr(r, what) for r in mine) / len(mine)
            assert mean == pytest.approx(getattr(sector, what), abs=0.5), (sector.sector, what)
    assert len(rows) == 128
    assert sum(r.invited == "yes" for r in rows) == 50
    assert {r.name for r in rows if r.founder == "yes"} == {
        "Trump Foundation",
        "Rashi Foundation",
        "Intel Israel",
    }
    assert all("synthetic" in r.note for r in rows)


def test_only_the_founders_and_the_last_two_bear_a_name_of_the_world():
    invented = re.compile(r"(Foundation|NGO|Firm|College|Army unit|Local authority) \d+")
    real = [r.name for r in shipped() if not invented.fullmatch(r.name)]
    assert len(real) == 5


def test_the_shipped_roster_offers_what_the_sources_speak_of():
    slots = Counter()
    channel = {p.name: p.channel for p in programmes()}
    for r in shipped():
        if r.programme:
            slots[channel[r.programme]] += r.capacity
    assert slots == {
        "visits": 60_000,
        "tutoring": 5_000,
        "certification": 362,
        "retraining": 460,
        "virtual_seats": 1_260,
        "acceleration": 6_000,
        "directors": 8,
    }


def test_budgets_are_of_a_third_of_capacity_of_which_ngos_need_foundations_for_half():
    cost = {p.name: p.cost for p in programmes()} | {"": 0}
    need = dict.fromkeys(SECTORS, 0.0)
    own = Counter()
    for r in shipped():
        need[r.sector] += r.capacity * cost[r.programme]
        own[r.sector] += r.budget
    used = 0.35
    assert own["ngo"] == pytest.approx(used * need["ngo"] / 2, rel=0.02)
    assert own["foundation"] == pytest.approx(used * 1.1 * need["ngo"] / 2, rel=0.03)
    for sector in ("firm", "academia", "army", "authority"):
        assert 0.99 * used * need[sector] <= own[sector] <= 1.1 * used * need[sector]


def test_volunteers_suffice_at_twenty_hours_a_year():
    hours = {p.name: p.hours for p in programmes()} | {"": 0}
    assert all(r.volunteers * 20 >= r.capacity * hours[r.programme] for r in shipped())


def test_sectors_stand_in_their_order_and_have_homes():
    assert tuple(s.sector for s in sectors()) == SECTORS
    for s in sectors():
        parts = (s.jerusalem, s.north, s.haifa, s.centre, s.tel_aviv, s.south)
        assert sum(parts) == pytest.approx(1)
        assert np.abs(s.position).max() <= 1
        assert 0 < s.resting < 1


def test_the_american_roster_is_as_the_sources_say():
    offered = read_programmes(AMERICA / "programmes.csv")
    rows = read(AMERICA / "partners.csv", offered)
    them = partners_from(rows, None, offered, seed=1)
    assert Counter(r.sector for r in rows) == {
        "ngo": 150, "academia": 80, "firm": 30, "foundation": 20, "authority": 20, "ministry": 1,
        "backbone": 1,
    }  # fmt: skip
    assert (them.name[them.ministry], them.name[them.backbone]) == (
        "Federal government", "100Kin10",
    )  # fmt: skip
    assert them.invited.sum() == 28
    assert [n for n, f in zip(them.name, them.founder, strict=True) if f] == [
        "Carnegie Corporation of New York"
    ]
    prepares = [p.name for p in offered].index("teacher_preparation")
    assert them.capacity[them.programme == prepares].sum() == pytest.approx(14_000)
