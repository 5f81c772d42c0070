"""The 12th-grade base between, on and outside its anchors."""

import pytest

from simulation.data.demography import enrolment, grade12_anchors, grade12_base


@pytest.mark.parametrize(
    ("year", "students"),
    [
        (2003, 88_000),
        (2001, 85_200),  # 88,000 - 2 x 4,200 / 3
        (2002, 86_600),
        (2008, 95_150),  # half way from 92,200 to 98,100
        (2012, 98_100 + 2 * 1_900 / 3),
        (2016, 109_500),
    ],
)
def test_base(year, students):
    assert grade12_base(year) == pytest.approx(students)


def test_the_base_grows_after_2026_as_from_2019_to_2026():
    before = (grade12_base(2026) - grade12_base(2019)) / 7
    assert grade12_base(2040) - grade12_base(2039) == pytest.approx(before, abs=0.5)


@pytest.mark.parametrize("year", [2000, 2041])
def test_a_year_without_a_base_is_refused(year):
    with pytest.raises(ValueError, match=f"known from 2001 to 2040, not for {year}"):
        grade12_base(year)


def test_the_base_is_narrower_than_enrolment():
    for e in enrolment():
        if e.grades == "12":
            assert grade12_base(e.year) < e.students


def test_anchors_stand_once():
    years = [a.year for a in grade12_anchors()]
    assert years == sorted(set(years))
