"""Teachers in countries of other shapes: a user's own schools, and the most that may be set."""

import pytest

from simulation.agents.staff import RETRAINED, UPGRADED
from simulation.population.school_table import COLUMNS
from simulation.run import load
from tests.processes.lived_teachers import FIRST, LAST, Year, history, lived, pairs

TABLE = f"""{",".join(COLUMNS)}
North One,state,North,Afula,5,2,900,150,yes,
North Two,state,North,Afula,5,4,450,0,yes,
Arab One,arab,Haifa,Haifa,7,0,600,60,,
Closed Doors,ultra_orthodox,Jerusalem,Jerusalem,2,3,300,0,no,
"""
ONE_SCHOOL = f"""{",".join(COLUMNS)}
Alone,state,North,Afula,5,2,5000,1500,yes,
"""


def own_table(folder, text: str, **values: float) -> dict[int, Year]:
    """Return the teachers of a user's own table of schools."""
    path = folder / "schools.csv"
    path.write_text(text, encoding="utf-8")
    named = {name.replace("__", "."): value for name, value in values.items()}
    return lived(load("history", schools=path, set=named))


def test_a_users_table_has_teachers_too(tmp_path):
    numbers = {"teachers__stock_2001": 1600, "teachers__staff_2001": 2900}
    found = own_table(tmp_path, TABLE, **numbers)
    share = 2250 / 100_000  # of the 12th graders of 2013 (MODEL.md, section 6)
    assert found[FIRST].stands_for == 1
    assert found[FIRST].by_route.sum() == pytest.approx(1600 * share, rel=0.1)
    assert len(found[FIRST].rows) == pytest.approx(2900 * share, rel=0.1)
    for before, now in pairs(found):
        book = now.ledger
        assert (before.by_route + book.entered - book.left).tolist() == now.by_route.tolist()
        assert (now.teachers.school != 3).all()  # nobody is examined there
        assert book.entered[RETRAINED] == before.trainees
    assert found[LAST].by_route[[RETRAINED, UPGRADED]].sum() > 0


def test_in_a_country_of_one_school_no_two_teachers_share_a_number(tmp_path):
    """Graduates are more than schools, and replacements come besides."""
    numbers = {"teachers__all_replaced": 1, "teachers__entrants": 150}
    for year in own_table(tmp_path, ONE_SCHOOL, **numbers).values():
        assert len(year.rows) == year.teachers.number.size


def test_in_a_country_of_one_school_all_trainees_come_to_teach(tmp_path):
    """Newcomers are more than posts and schools together."""
    numbers = {"teachers__entrants": 150, "levers__retraining": 200}
    for before, now in pairs(own_table(tmp_path, ONE_SCHOOL, **numbers)):
        assert now.ledger.entered[RETRAINED] == before.trainees


@pytest.mark.parametrize("students_per_teacher", [13, 40])
def test_the_largest_stock_that_may_be_set_is_founded(students_per_teacher):
    y = history(
        FIRST, fraction=0.1, teachers__stock_2001=3000,
        teachers__students_per_teacher=students_per_teacher,
    )[FIRST]  # fmt: skip
    assert y.by_route.sum() * y.stands_for == pytest.approx(3000, rel=0.01)


def test_all_of_the_most_places_in_retraining_that_may_be_set_come_to_teach():
    for before, now in pairs(history(2006, levers__retraining=2000)):
        assert now.ledger.entered[RETRAINED] == before.trainees
