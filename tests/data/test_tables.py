"""Every table is whole, says where its numbers come from, and tells nothing after 2017."""

import csv
import re
from functools import partial
from importlib.resources import files
from itertools import pairwise

import pytest

from simulation.data.agendas import agendas
from simulation.data.demography import enrolment, grade12_anchors
from simulation.data.districts import districts
from simulation.data.history import ministers, policy_timeline
from simulation.data.milestones import milestones
from simulation.data.observed import observations
from simulation.data.sectors import sectors
from simulation.data.sources import sources
from simulation.data.strata import strata
from simulation.data.streams import STREAMS, streams
from simulation.data.targets import targets
from simulation.network.programmes import programmes
from simulation.network.roster import shipped

QUALITIES = {"exact", "rounded", "derived", "assumed", "unreliable"}
TABLES = sorted(p.name for p in (files("simulation.data") / "tables").iterdir())
FACTS = [name for name in TABLES if name not in ("sources.csv", "partners.csv")]
OBSERVED = ["national", "units_shares", "sciences", "teachers", "tracks"]
READERS = {
    "agendas.csv": agendas,
    "districts.csv": districts,
    "enrolment.csv": enrolment,
    "grade12.csv": grade12_anchors,
    "milestones.csv": milestones,
    "ministers.csv": ministers,
    "partners.csv": shipped,
    "policy_timeline.csv": policy_timeline,
    "programmes.csv": programmes,
    "sectors.csv": sectors,
    "sources.csv": sources,
    "strata.csv": strata,
    "streams.csv": streams,
    "targets.csv": targets,
} | {f"{name}.csv": partial(observations, name) for name in OBSERVED}
DATED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def rows_of(name):
    text = (files("simulation.data") / "tables" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def keys_of(name):
    return {key for row in rows_of(name) for key in row["source"].split(";")} - {"assumed"}


@pytest.mark.parametrize("name", FACTS)
def test_a_row_has_a_source_a_quality_and_if_it_measures_a_unit(name):
    rows = rows_of(name)
    assert rows
    for row in rows:
        assert row["source"].strip(), row
        assert row["quality"] in QUALITIES, row
        assert name in ("ministers.csv", "agendas.csv") or row["unit"].strip(), row


@pytest.mark.parametrize("name", FACTS)
def test_a_key_of_a_source_stands_among_the_sources(name):
    assert keys_of(name) <= {s.key for s in sources()}


def test_a_source_of_data_is_used_by_a_table():
    used = set().union(*(keys_of(name) for name in FACTS))
    assert {s.key for s in sources() if s.kind == "data"} <= used


def test_the_sources_stand_once_and_in_order():
    keys = [s.key for s in sources()]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("name", FACTS)
def test_what_is_assumed_says_so_and_the_reverse(name):
    assert all(row["quality"] == "assumed" for row in rows_of(name) if row["source"] == "assumed")


@pytest.mark.parametrize("name", FACTS)
def test_nothing_about_five_units_after_2017(name):
    for row in rows_of(name):
        year = int((row.get("year") or row.get("date") or "0")[:4])
        assert year <= 2017 or not re.search(r"5u|5-unit|5 unit|five.unit", str(row)), row


@pytest.mark.parametrize("name", OBSERVED)
def test_a_figure_stands_once_for_each_source(name):
    found = [(o.year, o.group, o.measure, o.source) for o in observations(name)]
    assert len(found) == len(set(found))


def test_shares_of_12th_graders_add_up():
    """A printed total and the sum of three printed parts differ by rounding, by 2 at most."""
    by = {(o.year, o.group, o.measure.split()[0]): o.value for o in observations("units_shares")}
    whole = [key for key in by if key[2] == "any" and (*key[:2], "3u") in by]
    assert len(whole) == 11
    for year, group, _ in whole:
        parts = sum(by[year, group, units] for units in ("3u", "4u", "5u"))
        assert abs(parts - by[year, group, "any"]) <= 2


def test_targets_have_a_name_of_their_own_and_an_error():
    names = [t.id for t in targets()]
    assert len(names) == len(set(names)) == 61
    assert all(t.sd > 0 for t in targets())


def test_targets_are_found_by_measure_and_group():
    found = targets(measure="5u share of maths examinees", group="Druze")
    assert [t.year for t in found] == [2013, 2014, 2015]
    assert targets(group="nobody") == ()


def test_streams_stand_in_their_order_under_the_labels_of_the_targets():
    assert tuple(s.name for s in streams()) == STREAMS
    groups = {t.group for t in targets(measure="5u share of maths examinees")}
    assert {s.label for s in streams()} < groups
    assert all(0 < s.sitting_share < 1 for s in streams())


def test_events_are_dated_and_in_order():
    dates = [e.date for e in policy_timeline()]
    assert dates == sorted(dates)
    assert all(DATED.fullmatch(d) for d in dates)
    assert all((e.value is None) == (e.unit == "none") for e in policy_timeline())


def test_a_minister_follows_the_other_month_by_month():
    held = ministers()
    for before, after in pairwise(held):
        assert months(after.since) == months(before.until) + 1
    assert (held[0].since, held[-1].until) == ("2001-01", "2019-12")


def months(text):
    year, month = text.split("-")
    return int(year) * 12 + int(month)


def test_every_table_has_a_reader():
    assert set(READERS) == set(TABLES)


@pytest.mark.parametrize("name", READERS)
def test_a_table_is_read_to_its_last_row(name):
    assert len(READERS[name]()) == len(rows_of(name)) > 0
