"""A user's own table of schools: a good one runs, a bad one is told all that is wrong with it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.data.read import BadTable
from simulation.population.school_table import COLUMNS, SchoolRow, read
from simulation.run import load, run

HEADER = ",".join(COLUMNS)
GOOD = f"""{HEADER}
North One,state,North,Afula,5,2,180,30,yes,Middle A
North Two,state,North,Afula,5,4,90,0,yes,Middle A
Arab One,arab,Haifa,Haifa,7,0,120,25,,Middle B
Closed Doors,ultra_orthodox,Jerusalem,Jerusalem,2,3,60,0,no,Middle C
"""


@pytest.fixture
def table(tmp_path):
    """Return a function that writes a table and returns its path."""

    def write(text, encoding="utf-8", newline="\n"):
        path = tmp_path / "schools.csv"
        path.write_bytes(text.replace("\n", newline).encode(encoding))
        return path

    return write


def told(path):
    """Return the lines of what a reader of a bad table hears, without the path."""
    with pytest.raises(BadTable) as caught:
        read(path)
    return [line.replace(str(path), "schools.csv") for line in str(caught.value).splitlines()]


def test_a_good_table_is_read_in_its_order(table):
    rows = read(table(GOOD))
    assert [r.school for r in rows] == ["North One", "North Two", "Arab One", "Closed Doors"]
    assert [r.examined for r in rows] == ["yes", "yes", "yes", "no"]


@pytest.mark.parametrize(
    ("encoding", "newline"), [("utf-8-sig", "\n"), ("utf-8", "\r\n"), ("utf-8-sig", "\r\n")]
)
def test_a_table_saved_by_a_spreadsheet_is_the_same(table, encoding, newline):
    assert read(table(GOOD, encoding, newline)) == read(table(GOOD))


def test_hebrew_and_arabic_names_are_kept(table):
    text = GOOD.replace("North One", "תיכון א").replace("Arab One", "مدرسة")
    assert {r.school for r in read(table(text))} >= {"תיכון א", "مدرسة"}


def test_a_good_table_runs(table):
    case = load("history", schools=table(GOOD))
    schools = case.population.schools
    assert schools.name == ("North One", "North Two", "Arab One", "Closed Doors")
    assert schools.has_track.tolist() == [True, False, True, False]
    assert schools.authority.tolist() == [0, 0, 1, 2]
    assert schools.middle.tolist() == [0, 0, 1, 2]
    frame = run(case, seed=1, until=2013).frame()
    sitters = frame.query("measure == 'five_units' and grade == 12 and year == 2013")
    by_stream = sitters.query("by == 'stream'").set_index("group")["value"]
    assert by_stream["state"] > 0
    assert by_stream["arab"] > 0
    assert by_stream[["religious", "ultra_orthodox", "bedouin", "druze"]].sum() == 0


def test_schools_are_as_large_as_the_table_says(table, settle):
    """In 2013, as far as students who leave before grade 12 let it be known: within a quarter."""
    country = settle(load("history", schools=table(GOOD)), 2013)
    found = country.counts.enrolled(12).sum(axis=1)
    assert found == pytest.approx(np.array([180, 90, 120, 60]), rel=0.25)


def test_without_middle_schools_the_model_links_them(table):
    lines = [line.rsplit(",", 1)[0] + "," for line in GOOD.splitlines()[1:]]
    schools = load("history", schools=table("\n".join([HEADER, *lines]))).population.schools
    assert schools.middle[0] != schools.middle[2]


def test_another_table_is_another_country(table):
    one = load("history", schools=table(GOOD)).population.key
    assert load("history", schools=table(GOOD.replace("180,30", "180,31"))).population.key != one
    assert load("history", schools=table(GOOD)).population.key == one


def test_all_the_mistakes_of_a_table_are_told_at_once(table):
    bad = table(
        f"{HEADER}\n"
        "One,state,North,Afula,5,2,180,30,yes,\n"
        "Two,state,Norht,Afula,5,4,90,0,yes,\n"
        "One,state,North,Afula,0,9,90,91,yes,\n"
        "Three,secular,North,Afula,five,,0,-1,maybe,\n"
        "Four,state,North\n"
        ",state,North,,5,2,10,5,no,\n"
        "Five,state,North,Afula,5,2,10,5,no,\n"
    )
    assert told(bad) == [
        "schools.csv:3: district: 'Norht' is none of Jerusalem, North, Haifa, Centre, Tel Aviv,"
        " South; did you mean North?",
        "schools.csv:4: school: 'One' stands twice",
        "schools.csv:4: cluster: 0 is not between 1 and 10",
        "schools.csv:4: quintile: 9 is not between 0 and 5",
        "schools.csv:4: five_unit_sitters: 91 is not between 0 and twelfth_graders (90)",
        "schools.csv:5: stream: 'secular' is none of state, religious, ultra_orthodox, arab,"
        " bedouin, druze",
        "schools.csv:5: cluster: 'five' is not a whole number",
        "schools.csv:5: quintile: is blank",
        "schools.csv:5: examined: 'maybe' is none of yes, no",
        "schools.csv:5: twelfth_graders: 0 is not between 1 and 5000",
        "schools.csv:5: five_unit_sitters: -1 is not between 0 and twelfth_graders (0)",
        "schools.csv:6: 3 cells under 10 columns",
        "schools.csv:7: school: is blank",
        "schools.csv:7: authority: is blank",
        "schools.csv:7: five_unit_sitters: nobody can sit where examined is no",
        "schools.csv:8: five_unit_sitters: nobody can sit where examined is no",
    ]


def test_lines_are_counted_as_an_editor_counts_them(table):
    text = GOOD.replace("North One", '"North\nOne"').replace("Arab One,arab", "Arab One,arabic")
    assert told(table(text))[1].startswith("schools.csv:5: stream: 'arabic'")


def test_a_missing_or_misspelt_column_is_told(table):
    lines = told(table(GOOD.replace("cluster", "clutser")))
    assert "schools.csv:1: cluster: the column is missing" in lines
    assert "schools.csv:1: clutser: no such column is known" in lines


@pytest.mark.parametrize("text", ["", "\n", "\n\n"])
def test_an_empty_file_lacks_every_column(table, text):
    missing = [line for line in told(table(text)) if line.endswith("the column is missing")]
    assert len(missing) == len(COLUMNS) - 2  # `examined` and `middle_school` have defaults


def test_a_table_without_schools_says_so(table):
    assert told(table(HEADER + "\n")) == ["schools.csv: there is no school in it."]


def test_middle_schools_are_named_for_all_or_for_none(table):
    assert told(table(GOOD.replace("Middle B", ""))) == [
        "schools.csv: middle_school: name one for every school, or for none."
    ]


def test_a_wrong_heading_or_cell_hides_no_wrong_number(table):
    text = GOOD.replace("district", "distrcit").replace("7,0,120,25", "77,0,many,-25")
    assert told(table(text)) == [
        "schools.csv:1: district: the column is missing",
        "schools.csv:1: distrcit: no such column is known",
        "schools.csv:4: twelfth_graders: 'many' is not a whole number",
        "schools.csv:4: cluster: 77 is not between 1 and 10",
        "schools.csv:4: five_unit_sitters: -25 is below 0",
    ]


def test_what_has_a_default_may_be_left_out(table):
    short = "\n".join(line.rsplit(",", 2)[0] for line in GOOD.splitlines())
    assert {(r.examined, r.middle_school) for r in read(table(short))} == {("yes", "")}


def test_one_authority_and_one_middle_school_have_one_place(table):
    text = GOOD.replace("North,Afula,5,4", "South,Afula,6,4").replace("Middle C", "Middle B")
    assert told(table(text)) == [
        "schools.csv:3: authority: 'Afula' has cluster 6 here and 5 in line 2",
        "schools.csv:3: authority: 'Afula' is in district South here and North in line 2",
        "schools.csv:5: middle_school: 'Middle B' is in authority Jerusalem here and Haifa in"
        " line 4",
    ]


def test_a_word_is_known_by_its_letters(table):
    text = GOOD.replace("state,North", "State,NORTH").replace("ultra_orthodox", "Ultra-Orthodox")
    assert read(table(text.replace(",yes,", ",YES,"))) == read(table(GOOD))


@pytest.mark.parametrize("hidden", ["\0", "\x07", "\x7f"])
@pytest.mark.parametrize(
    ("column", "name"), [("school", "One"), ("authority", "Haifa"), ("middle_school", "dle B")]
)
def test_a_name_that_no_screen_shows_is_refused(table, hidden, column, name):
    text = "\n".join(
        line.replace(name, f"{name[:1]}{hidden}{name[1:]}") if line.startswith("Arab") else line
        for line in GOOD.splitlines()
    )
    (line,) = [line for line in told(table(text)) if "control character" in line and column in line]
    assert line.startswith(f"schools.csv:4: {column}: ")


def test_a_table_in_which_nobody_sits_is_refused(table):
    line = "One,state,North,Afula,5,2,180,0,no,\n"
    assert told(table(f"{HEADER}\n{line}")) == [
        "schools.csv: examined: nobody sits mathematics; at least one school needs a yes."
    ]


def test_an_empty_table_is_wrong_though_the_national_country_is_in_the_cache(table):
    load("history", fraction=0.01)
    with pytest.raises(BadTable, match="school: the column is missing"):
        load("history", fraction=0.01, schools=table(""))


def test_what_is_no_table_is_told_in_a_sentence(tmp_path, table):
    missing = tmp_path / "nothing.csv"
    with pytest.raises(BadTable, match=r"nothing\.csv: No such file or directory\. Give a CSV"):
        load("history", schools=missing)
    with pytest.raises(BadTable, match=r"Is a directory\. Give a CSV file with school, stream"):
        load("history", schools=tmp_path)
    with pytest.raises(BadTable, match=r"not UTF-8 at byte \d+\. Save it as CSV in UTF-8"):
        load("history", schools=table("שם\n", "iso8859-8"))


TEXTS = st.text(st.sampled_from("abc,;\"'\n\r\t\0 0159-.eא"), max_size=200)


@given(TEXTS, st.booleans())
def test_any_text_is_a_table_or_is_told_what_is_wrong(tmp_path_factory, text, with_header):
    path = tmp_path_factory.mktemp("any") / "schools.csv"
    path.write_text(f"{HEADER}\n{text}" if with_header else text, encoding="utf-8", newline="")
    try:
        wrong, rows = "", read(path)
    except BadTable as error:
        wrong, rows = str(error), ()
    assert all(isinstance(r, SchoolRow) for r in rows)
    assert bool(rows) != wrong.startswith(f"{path}:")


def test_a_cell_too_long_for_a_table_is_told(table):
    assert told(table(GOOD.replace("North One", "N" * 200_000)))[0].startswith("schools.csv")
