"""The three tables of a user together."""

import pytest

from simulation.data.read import BadTable
from simulation.network.field import Files, field_of

TABLES = {
    "programmes": "name,channel,unit,cost,hours,group\nCamp,none,a week,900,3,technology\n",
    "partners": "name,sector,founder,programme\nFund,foundation,yes,\nHelp,ngo,no,Camp\n",
    "ties": "from,to,weight\nFund,Help,0.5\n",
}


@pytest.fixture
def files(tmp_path):
    """Return a function that writes tables, some of them spoilt, and returns where they are."""

    def write(**spoilt):
        paths = {name: tmp_path / f"{name}.csv" for name in TABLES}
        for name, path in paths.items():
            path.write_text(TABLES[name].replace(*spoilt.get(name, ("", ""))), encoding="utf-8")
        return Files(**paths)

    return write


def told(files):
    """Return the lines of what a reader of bad tables hears, without the folder."""
    with pytest.raises(BadTable) as caught:
        field_of(files)
    return str(caught.value).replace(f"{files.ties.parent}/", "").splitlines()


def test_three_good_tables_are_a_field(files):
    field = field_of(files())
    assert field.partners.name == ("Fund", "Help", "Ministry of Education", "Backbone")
    assert [p.name for p in field.programmes] == ["Camp"]
    assert field.partners.weight[0, 1] == 0.5


def test_the_mistakes_of_all_three_are_told_at_once(files):
    bad = files(
        programmes=("900", "-900"), partners=("Camp", "Tutoring"), ties=("Help,0.5", "Nobody,2")
    )
    wrong = told(bad)
    assert [line.split(":")[:3] for line in wrong] == [
        ["programmes.csv", "2", " cost"],
        ["partners.csv", "3", " programme"],
        ["ties.csv", "2", " weight"],
    ]


def test_the_shipped_roster_does_not_go_with_any_programmes(files):
    path = files().programmes
    with pytest.raises(BadTable) as caught:
        field_of(Files(programmes=path))
    line = str(caught.value)
    assert line.startswith(f"{path}: the shipped roster offers ")
    assert line.endswith("; add them, or bring a roster of your own.")


def test_ties_are_held_against_a_roster_that_can_be_read(files):
    wrong = told(files(programmes=("900", "-900"), partners=("Camp", ""), ties=("Help", "Halp")))
    assert wrong == [
        "programmes.csv:2: cost: -900 is not between 0 and 1e+09",
        "ties.csv:2: to: 'Halp' is not in the roster; did you mean 'Help'?",
    ]


def test_a_roster_is_held_against_programmes_that_can_be_read(files):
    wrong = told(files(partners=("Camp", "tutoring"), ties=("0.5", "x")))
    assert wrong == [
        "partners.csv:3: programme: 'tutoring' is none of Camp",
        "ties.csv:2: weight: 'x' is not a number",
    ]
