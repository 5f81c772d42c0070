"""Figures typed a second time, from the sources and not from the tables."""

import pytest

from simulation.data.demography import enrolment, grade12_anchors
from simulation.data.history import policy_timeline
from simulation.data.observed import observations
from simulation.data.streams import streams
from simulation.data.targets import targets


def target(name):
    (found,) = [t for t in targets() if t.id == name]
    return found


def observed(table, year, measure, **about):
    return {
        o.value
        for o in observations(table)
        if (o.year, o.measure) == (year, measure)
        and all(getattr(o, name) == value for name, value in about.items())
    }


@pytest.mark.parametrize(
    ("name", "year", "value"),
    [
        ("N2006", 2006, 12_900),
        ("N2012", 2012, 8_869),
        ("N2014", 2014, 9_718),
        ("N2017", 2017, 16_085),
        ("H5_2011", 2011, 11),
        ("H5_2013", 2013, 10),
        ("A5_2014", 2014, 7),
        ("S2006", 2006, 14.1),
        ("TR_2013", 2013, 452),
        ("TR_2014", 2014, 458),
        ("TR_2015", 2015, 483),
        ("FS_Jewish state_2013", 2013, 14.10),
        ("FS_Bedouin_2015", 2015, 4.01),
        ("FQ_1_2015", 2015, 20.24),
        ("FQ_5_2013", 2013, 6.63),
        ("PH2011", 2011, 7_892),
        ("PH2015", 2015, 9_350),
        ("BOI_RES", 2017, 4.5),
    ],
)
def test_target(name, year, value):
    assert (target(name).year, target(name).value) == (year, value)


@pytest.mark.parametrize(
    ("table", "year", "measure", "values"),
    [
        ("national", 2012, "5u examinees", {8_869}),
        ("national", 2017, "5u examinees", {16_085}),
        ("national", 2014, "5u examinees", {9_718, 9_472}),
        ("national", 2016, "5u examinees in grade 11", {15_800}),
        ("sciences", 2012, "schools offering physics", {484}),
        ("teachers", 2012, "maths teachers, upper secondary", {4_739}),
        ("teachers", 2009, "veteran maths teachers retiring", {300}),
        ("teachers", 2015, "5u maths teachers", {1_000}),
        ("tracks", 2014, "tracks opened", {38}),
        ("tracks", 2015, "tracks closed", {30}),
        ("tracks", 2015, "change in 5u examinees in continuing tracks", {1_306}),
    ],
)
def test_figure(table, year, measure, values):
    assert observed(table, year, measure) == values


def test_share_of_12th_graders_who_sat_any_maths():
    measure = "any share of 12th graders"
    assert observed("units_shares", 2011, measure, group="national") == {68}
    assert observed("units_shares", 2014, measure, group="Arabic speakers") == {70}


def test_tracks_by_size_add_up_to_the_tracks():
    for year, tracks in ((2013, 452), (2014, 458), (2015, 483)):
        bands = [o for o in observations("tracks") if o.measure.startswith("tracks with")]
        assert sum(o.value for o in bands if o.year == year) == tracks


def test_growth_inside_and_outside_tracks_adds_up():
    for year, total in ((2014, 9_472 - 8_872), (2015, 11_016 - 9_472)):
        gained = [
            "5u examinees in opened tracks",
            "5u examinees in tracks of schools new to the file",
            "change in 5u examinees in continuing tracks",
        ]
        (lost,) = observed(
            "tracks", year, "5u examinees lost in tracks closed or gone from the file"
        )
        assert sum(observed("tracks", year, m).pop() for m in gained) - lost == total


def test_no_figure_of_a_table_of_tracks_is_about_one_to_four_schools():
    assert all(o.value >= 5 for o in observations("tracks") if o.unit == "schools")


def test_enrolment_and_base():
    twelfth = {e.year: e.students for e in enrolment() if e.grades == "12"}
    assert twelfth == {2017: 123_497, 2019: 131_000, 2026: 149_000}
    base = {a.year: a.students for a in grade12_anchors()}
    assert base[2006] == 92_200
    assert base[2017] == 112_000
    for year in (2019, 2026):
        assert base[year] == pytest.approx(twelfth[year] * 112_000 / 123_497, abs=0.5)


def test_the_decisions_of_2014_and_2015():
    dose = {e.date: e.value for e in policy_timeline()}
    assert dose["2014-06"] == 100  # schools
    assert dose["2015-05"] == 75  # NIS million
    assert dose["2015-08-30"] == 15_000  # weekly hours
    assert dose["2015-12-20"] == 35  # points


def test_sitting_shares():
    found = {s.name: s.sitting_share for s in streams()}
    assert found["ultra_orthodox"] == 0.35
    assert found["druze"] == 0.85
