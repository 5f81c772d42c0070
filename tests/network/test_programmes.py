"""The table of programmes: the shipped one, and what the writer of another is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.data.read import BadTable
from simulation.network.programmes import (
    CHANNELS,
    COLUMNS,
    GROUPS,
    Programme,
    programmes,
    read_programmes,
)
from simulation.parameters.programmes import Costs

HEADER = "name,channel,unit,cost,hours,group"
GOOD = f"{HEADER}\nVisits,visits,a student,20,0.2,motivation\nCamp,none,a week,900,3,technology\n"


@pytest.fixture
def table(tmp_path):
    """Return a function that writes a table and returns its path."""

    def write(text):
        path = tmp_path / "programmes.csv"
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return write


def told(path):
    with pytest.raises(BadTable) as caught:
        read_programmes(path)
    return [line.replace(str(path), "programmes.csv") for line in str(caught.value).splitlines()]


def test_every_channel_and_working_group_has_a_shipped_programme():
    assert {p.channel for p in programmes()} | {"none"} == set(CHANNELS)
    assert {p.group for p in programmes()} == set(GROUPS)
    assert len({p.name for p in programmes()}) == len(programmes()) == 8


def test_a_shipped_slot_costs_what_the_unit_cost_table_says():
    costs = Costs()
    assert {p.name: p.cost for p in programmes()} == {
        "role_model_visits": costs.visit,
        "firm_visits": costs.visit,
        "tutoring": costs.tutoring_slot,
        "teacher_communities": costs.certified_teacher,
        "virtual_school": costs.virtual_seat,
        "retraining": costs.retrained_teacher,
        "acceleration": 1000,
        "excellence_coordination": costs.director,
    }


def test_volunteers_are_needed_for_visits_and_tutoring_only():
    hours = {p.name: p.hours for p in programmes() if p.hours}
    assert hours == {"role_model_visits": 0.2, "firm_visits": 0.5, "tutoring": 40}


def test_a_users_programmes_are_read_and_said_to_be_assumed(table):
    visits, camp = read_programmes(table(GOOD))
    assert (visits.name, visits.cost, camp.channel) == ("Visits", 20, "none")
    assert (camp.source, camp.quality) == (("assumed",), "assumed")


@pytest.mark.parametrize(
    ("was", "becomes", "line"),
    [
        ("Camp", "Visits", "3: name: 'Visits' stands in line 2 already"),
        ("Camp", "", "3: name: is blank"),
        ("Camp", "C\0p", "3: name: 'C\\x00p' holds the control character '\\x00'"),
        ("900", "-900", "3: cost: -900 is not between 0 and 1e+09"),
        ("900", "1e300", "3: cost: 1e+300 is not between 0 and 1e+09"),
        ("900", "nan", "3: cost: 'nan' is not a number"),
        (",3,", ",-3,", "3: hours: -3 is not between 0 and 10000"),
        ("technology", "technolgy", f"3: group: 'technolgy' is none of {', '.join(GROUPS)};"
         " did you mean technology?"),
        ("none", "post", f"3: channel: 'post' is none of {', '.join(CHANNELS)}"),
        ("a week", "", "3: unit: is blank"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(table, was, becomes, line):
    assert told(table(GOOD.replace(was, becomes))) == [f"programmes.csv:{line}"]


def test_all_the_mistakes_are_told_at_once(table):
    bad = f"{HEADER}\nA,visits,a,-1,0,teachers\nA,vists,a,x,-2,teachers\nB\n"
    assert told(table(bad)) == [
        "programmes.csv:2: cost: -1 is not between 0 and 1e+09",
        f"programmes.csv:3: channel: 'vists' is none of {', '.join(CHANNELS)};"
        " did you mean visits?",
        "programmes.csv:3: cost: 'x' is not a number",
        "programmes.csv:3: name: 'A' stands in line 2 already",
        "programmes.csv:3: hours: -2 is not between 0 and 10000",
        "programmes.csv:4: 1 cells under 6 columns",
    ]


def test_a_table_without_programmes_says_so(table):
    assert told(table(f"{HEADER}\n")) == [
        "programmes.csv: there is no programme in it; give a line for each."
    ]


def test_what_is_no_table_is_told_in_a_sentence(tmp_path):
    (line,) = told(tmp_path / "nothing.csv")
    assert line.endswith(f"No such file or directory. Give a CSV file with {', '.join(COLUMNS)}.")


TEXTS = st.text(st.sampled_from("abc,;\"'\n\r\t\0 0159-.eא"), max_size=200)


@given(TEXTS, st.booleans())
def test_any_text_is_a_table_or_is_told_what_is_wrong(tmp_path_factory, text, with_header):
    path = tmp_path_factory.mktemp("any") / "programmes.csv"
    path.write_text(f"{HEADER}\n{text}" if with_header else text, encoding="utf-8", newline="")
    try:
        wrong, rows = "", read_programmes(path)
    except BadTable as error:
        wrong, rows = str(error), ()
    assert all(isinstance(r, Programme) for r in rows)
    assert bool(rows) != wrong.startswith(f"{path}:")


def test_a_price_is_that_of_the_unit_cost_table(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(
        "name,channel,unit,cost,hours,group,price\n"
        "visits,visits,a visit,7,0.2,motivation,visit\nown,none,a camp,9,0,motivation,\n"
    )
    table, (visits, own) = Costs(visit=33), read_programmes(file)
    assert (visits.costs(table), own.costs(table)) == (33, 9)
    file.write_text(file.read_text().replace(",visit\n", ",visitt\n"))
    with pytest.raises(
        BadTable, match=r"mine\.csv:2: price: 'visitt' is no unit cost; did you mean"
    ):
        read_programmes(file)


def test_every_shipped_type_but_acceleration_has_a_price_of_the_table():
    own = [p.name for p in programmes() if not p.price]
    assert own == ["acceleration"]
