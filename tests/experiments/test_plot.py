"""The picture says what it shows, and nothing in it hides anything else."""

import json
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.cli import main
from experiments.comparison import (
    ROUTES,
    Curve,
    by_quintile,
    certified,
    ladder,
    of_schools,
    shares,
    sitters,
    working_tracks,
)
from experiments.headline import after_the_observed, footer, headline, second_line
from experiments.panels import _apart
from experiments.plot import picture
from experiments.plot_schools import picture_of_schools
from simulation.agents import staff
from simulation.data.targets import targets
from simulation.store import read_frame, read_record

ALWAYS = {"since": 1996, "until": 2035}


def course(*told):
    years, values = zip(*told, strict=True)
    return Curve("", years, values, ())


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (((2006, 99), (2012, 50), (2017, 90)), "99 in 2006 to 50 in 2012 and rise to 90 in 2017"),
        (((2006, 100), (2017, 50), (2030, 10)), "fall from 100 in 2006 to 50 in 2017"),
        (((2006, 100), (2017, 150)), "rise from 100 in 2006 to 150 in 2017"),
        (((2006, 100), (2017, 101)), "stay near their level: 100 in 2006, 101 in 2017"),
        (((2006, 100),), "100 in 2006"),
    ],
)  # fmt: skip
def test_the_title_follows_the_course(told, sentence):
    assert headline(course(*told)).endswith(sentence)


def test_observed_points_are_the_targets(saved):
    frame = read_frame(saved)
    (low,) = targets(measure="5u examinees", group="national")[2:3]
    assert sitters(frame).observed(2012)[1:] == (low.value, low.sd)
    strongest = by_quintile(frame)[0].observed(2013)
    assert (strongest.value, strongest.sd) == pytest.approx((0.1787, 0.007))


def test_simulated_lines_are_the_measures(saved):
    frame = read_frame(saved)
    national = frame[(frame["by"] == "national") & (frame["year"] == 2015)]
    share = national[national["measure"] == "four_unit_share"]["value"].item()
    assert shares(frame)[1].at(2015) == share


def test_schools_are_drawn_beside_what_was_observed_of_them(saved):
    frame = read_frame(saved)
    assert [p.value for p in working_tracks(frame).points] == [452, 458, 483]
    opened, virtual = (
        of_schools(frame, "", *m) for m in (("opened_tracks", 12), ("virtual_students",))
    )
    assert [(p.year, p.value) for p in opened.points] == [(2014, 38), (2015, 51), (2016, 57)]
    assert [(p.year, p.value) for p in virtual.points] == [(2013, 106), (2014, 290)]
    assert [[p.year for p in c.points] for c in ladder(frame)] == [list(range(2011, 2016))] * 3


def test_routes_add_up_to_the_certified_teachers(saved):
    frame = read_frame(saved)
    assert tuple(ROUTES) == staff.ROUTES
    total = of_schools(frame, "", "certified_teachers")
    parts = zip(*(route.values for route in certified(frame)), strict=True)
    assert total.values == pytest.approx([sum(part) for part in parts])


def test_the_name_of_a_file_says_which_picture_it_gets(saved, tmp_path):
    for name in ("schools.svg", "other.svg"):
        assert main(["plot", str(saved), "--out", str(tmp_path / name)]) == 0
    schools, other = ((tmp_path / n).read_text() for n in ("schools.svg", "other.svg"))
    assert "Simulated working tracks" in schools
    assert "Simulated five-unit students" in other


def test_levers_are_called_held_only_where_nothing_changes_later():
    held = {"until": 2030, "changes": [{"since": 2017, "until": 2035, "values": {}}]}
    assert after_the_observed(held) == "the levers of 2017 held"
    for later in ({"since": 2020, "until": 2035}, {"since": 2015, "until": 2022}):
        told = held | {"changes": [later | {"values": {}}]}
        assert after_the_observed(told) == "the scenario's later changes"


def test_the_second_line_tells_the_end_only_of_a_run_that_goes_on():
    record = {"until": 2030, "changes": []}
    assert "2030" in second_line(course((2006, 1), (2030, 12345)), record)
    assert second_line(course((2006, 1), (2012, 2)), record) == ""


def test_the_footer_tells_which_run_it_is(saved):
    record = read_record(saved)
    changed = record | {"changes": [*record["changes"], ALWAYS | {"values": {"choice.level": -1}}]}
    words = footer(changed)
    for part in (
        "history",
        "What happened",
        "choice.level = -1",
        "seed 1",
        "0.05 of the authorities",
    ):
        assert part in words
    assert record["commit"][:9] in words


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.floats(0.01, 0.2))
def test_labels_stand_apart_in_their_order(heights, gap):
    placed = _apart(heights, gap)
    order = sorted(range(len(heights)), key=lambda i: (heights[i], i))
    steps = [placed[b] - placed[a] for a, b in pairwise(order)]
    assert all(step >= gap * (1 - 1e-9) for step in steps)
    assert min(placed) >= 0


@pytest.mark.parametrize("scenario", ["history", "no_programmes"])
@pytest.mark.parametrize("until", ["2006", "2012", "2014", "2030"])
def test_no_words_of_the_picture_overlap_or_leave_it(scenario, until, tmp_path):
    words = ["run", scenario, "--fraction", "0.2", "--until", until, "--no-picture", "--out"]
    assert main([*words, str(tmp_path / "r")]) == 0
    record = json.loads((tmp_path / "r/record.json").read_text())
    for draw in (picture, picture_of_schools):
        _check_words(draw(read_frame(tmp_path / "r"), record))


def _check_words(figure):
    """Fail unless every word of a figure stands alone, and inside."""
    figure.canvas.draw()
    boxes = [
        (text.get_text(), text.get_window_extent())
        for place in (figure, *figure.axes)
        for text in (*place.texts, *(_words_of(place) if place is not figure else ()))
        if text.get_text()
    ]
    assert len(boxes) >= 25
    for (a, one), (b, other) in combinations(boxes, 2):
        assert not one.padded(-1).overlaps(other.padded(-1)), (a, b)
    for words, box in boxes:
        assert box.x0 >= 0, words
        assert box.x1 <= figure.bbox.x1, words


def _words_of(panel):
    low, high = panel.get_ylim()
    ticks = [t.label1 for t in panel.yaxis.get_major_ticks() if low <= t.get_loc() <= high]
    return (panel._left_title, *(t.label1 for t in panel.xaxis.get_major_ticks()), *ticks)
