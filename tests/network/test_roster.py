"""A user's own roster of partners, and the synthetic one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.data.read import BadTable
from simulation.data.sectors import SECTORS
from simulation.network.programmes import programmes
from simulation.network.roster import COLUMNS, PartnerRow, complete, partners_from, read, shipped

HEADER = "name,sector,programme,budget,capacity,founder,breadth,susceptibility,since"
GOOD = f"""{HEADER}
Fund,foundation,,1000000,0,yes,0.5,0.25,2010
Help,ngo,tutoring,20000,40,no,,,2012
State,ministry,,0,0,no,,,2001
Works,firm,firm_visits,500,30,no,,,2011
"""


@pytest.fixture
def table(tmp_path):
    """Return a function that writes a table and returns its path."""

    def write(text, encoding="utf-8"):
        path = tmp_path / "partners.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def told(path):
    """Return the lines of what a reader of a bad table hears, without the path."""
    with pytest.raises(BadTable) as caught:
        read(path)
    return [line.replace(str(path), "partners.csv") for line in str(caught.value).splitlines()]


def partners(rows=None, ties=None, seed=1):
    return partners_from(shipped() if rows is None else rows, ties, programmes(), seed)


def test_a_good_table_is_read_in_its_order(table):
    rows = read(table(GOOD))
    assert [r.name for r in rows] == ["Fund", "Help", "State", "Works"]
    assert (rows[0].founder, rows[0].breadth, rows[1].breadth) == ("yes", 0.5, None)
    assert (rows[1].invited, rows[1].volunteers, rows[1].district) == ("no", 0, None)
    assert read(table(GOOD, "utf-8-sig")) == rows


def test_only_name_and_sector_are_needed_and_a_founder(table):
    rows = read(table("name,sector,founder\nקרן,foundation,yes\nشركة,Firm,\n"))
    assert [(r.name, r.sector, r.since) for r in rows] == [
        ("קרן", "foundation", 2001),
        ("شركة", "firm", 2001),
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "line"),
    [
        ("Works", "Help", "5: name: 'Help' stands in line 3 already"),
        ("Works", "hELP", "5: name: 'hELP' stands in line 3 already, written 'Help'"),
        ("Works", "", "5: name: is blank"),
        ("Works", "Wo\x07rks", "5: name: 'Wo\\x07rks' holds the control character '\\x07'"),
        ("Works", "Backbone", "5: name: 'Backbone' is the name of the backbone; make that its"
         " sector, or rename it"),
        ("Works", "backbone", "5: name: 'Backbone' is the name of the backbone; make that its"
         " sector, or rename it"),
        ("firm,", "fim,", f"5: sector: 'fim' is none of {', '.join(SECTORS)}; did you mean firm?"),
        ("firm,firm_visits,500,30", "ministry,,500,0",
         "5: sector: there is a ministry in line 4 already; keep one"),
        ("firm_visits", "frim_visits", "5: programme: 'frim_visits' is none of"
         f" {', '.join(p.name for p in programmes())}; did you mean 'firm_visits'?"),
        ("500", "-500", "5: budget: -500 is not between 0 and 1e+11"),
        ("500", "1e300", "5: budget: 1e+300 is not between 0 and 1e+11"),
        (",30,", ",-30,", "5: capacity: -30 is not between 0 and 1e+08"),
        ("firm_visits", "", "5: capacity: 30, but there is no programme it is for"),
        (",30,", ",many,", "5: capacity: 'many' is not a number"),
        ("0.5,", "1.5,", "2: breadth: 1.5 is not between -1 and 1"),
        ("0.25", "-0.25", "2: susceptibility: -0.25 is not between 0 and 1"),
        ("2011", "20111", "5: since: 20111 is not between 1900 and 2100"),
        ("2011", "soon", "5: since: 'soon' is not a whole number"),
        ("yes", "perhaps", "2: founder: 'perhaps' is none of yes, no"),
        ("ministry,,0,0,no", "ministry,,0,0,yes",
         "4: founder: the ministry founds nothing; an organisation has to"),
        ("yes", "no", " founder: nobody starts the initiative; at least one needs a yes."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(table, was, becomes, line):
    assert told(table(GOOD.replace(was, becomes))) == [f"partners.csv:{line}"]


@pytest.mark.parametrize("column", ["volunteers", "resting", "age", "equity", "autonomy"])
def test_a_number_outside_its_range_is_told(table, column):
    text = f"name,sector,founder,{column}\nA,ngo,yes,-3\nB,ngo,no,0\n"
    (line,) = told(table(text))
    assert line.startswith(f"partners.csv:2: {column}: -3 is not between ")


def test_a_second_backbone_is_told(table):
    text = GOOD.replace("firm,firm_visits,500,30", "backbone,,0,0").replace("ministry", "backbone")
    assert told(table(text)) == [
        "partners.csv:5: sector: there is a backbone in line 4 already; keep one"
    ]


@pytest.mark.parametrize("sector", ["ministry", "backbone"])
def test_the_ministry_and_the_backbone_are_no_founders(table, sector):
    text = GOOD.replace("yes", "no").replace("ministry,,0,0,no", f"{sector},,0,0,yes")
    assert told(table(text)) == [
        f"partners.csv:4: founder: the {sector} founds nothing; an organisation has to",
        "partners.csv: founder: nobody starts the initiative; at least one needs a yes.",
    ]


def test_volunteers_need_no_programme(table):
    text = "name,sector,founder,volunteers\nA,ngo,yes,30\nB,ngo,no,0\n"
    assert [r.volunteers for r in read(table(text))] == [30, 0]


@pytest.mark.parametrize("lines", [1, 2])
def test_a_partnership_needs_two(table, lines):
    text = "\n".join(GOOD.splitlines()[:lines])
    assert told(table(text))[0] == (
        f"partners.csv: sector: {lines - 1} partners besides the Ministry and the backbone;"
        " give 2 to 2000."
    )


def test_a_partnership_has_a_largest_size(table):
    many = "\n".join(f"NGO {i},ngo,yes" for i in range(2001))
    (line,) = told(table(f"name,sector,founder\n{many}\n"))
    assert "2001 partners" in line


def test_all_the_mistakes_of_a_table_are_told_at_once(table):
    bad = table(
        f"{HEADER}\n"
        "Help,ngo,tutorin,-1,0,no,,,2010\n"
        "Help,nogo,,x,-2,no,2,7,2010\n"
        "State,ministry,,0,0,no,,,2010\n"
        "Other,ministry,,0,0,no,,,2010\n"
        "Short,ngo\n"
        ",ngo,,0,0,no,,,1\n"
        "Ministry of Education,ngo,,0,0,maybe,,,2010\n"
    )
    assert told(bad) == [
        "partners.csv:2: programme: 'tutorin' is none of"
        f" {', '.join(p.name for p in programmes())}; did you mean 'tutoring'?",
        "partners.csv:2: budget: -1 is not between 0 and 1e+11",
        f"partners.csv:3: sector: 'nogo' is none of {', '.join(SECTORS)}; did you mean ngo?",
        "partners.csv:3: budget: 'x' is not a number",
        "partners.csv:3: name: 'Help' stands in line 2 already",
        "partners.csv:3: capacity: -2 is not between 0 and 1e+08",
        "partners.csv:3: breadth: 2 is not between -1 and 1",
        "partners.csv:3: susceptibility: 7 is not between 0 and 1",
        "partners.csv:5: sector: there is a ministry in line 4 already; keep one",
        "partners.csv:6: 2 cells under 9 columns",
        "partners.csv:7: name: is blank",
        "partners.csv:7: since: 1 is not between 1900 and 2100",
        "partners.csv:8: founder: 'maybe' is none of yes, no",
        "partners.csv:8: name: 'Ministry of Education' is the name of the ministry; make that its"
        " sector, or rename it",
    ]


def test_a_missing_or_misspelt_column_is_told(table):
    lines = told(table(GOOD.replace("sector", "secter")))
    assert "partners.csv:1: sector: the column is missing" in lines
    assert "partners.csv:1: secter: no such column is known" in lines


def test_what_is_no_table_is_told_in_a_sentence(tmp_path, table):
    (line,) = told(tmp_path / "nothing.csv")
    assert line.endswith(f"No such file or directory. Give a CSV file with {', '.join(COLUMNS)}.")
    (line,) = told(table("שם\n", "iso8859-8"))
    assert re.fullmatch(r"partners\.csv: not UTF-8 at byte \d+\. Save it in UTF-8\.", line)


TEXTS = st.text(st.sampled_from("abc,;\"'\n\r\t\0 0159-.eא"), max_size=200)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "", "Backbone", "C\0"]),
        st.sampled_from(["ngo", "Firm", "ministry", "backbone", "x"]),
        st.sampled_from(["yes", "no", "", "?"]),
        st.sampled_from(["tutoring", "", "none"]),
        st.sampled_from(["1", "-1", "", "nan", "9" * 400]),
    ).map(",".join)
).map("\n".join)


@given(TEXTS | LINES, st.booleans())
def test_any_text_is_a_table_or_is_told_what_is_wrong(tmp_path_factory, text, with_header):
    path = tmp_path_factory.mktemp("any") / "partners.csv"
    text = f"name,sector,founder,programme,budget\n{text}" if with_header else text
    path.write_text(text, encoding="utf-8", newline="")
    try:
        wrong, rows = "", read(path)
    except BadTable as error:
        wrong, rows = str(error), ()
    assert all(isinstance(r, PartnerRow) for r in rows)
    assert bool(rows) != wrong.startswith(f"{path}:")
    assert not rows or len(partners(rows)) == len(complete(rows))
