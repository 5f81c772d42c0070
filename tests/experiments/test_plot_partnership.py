"""The picture of a partnership tells its numbers, and nothing in it hides anything else."""

from itertools import combinations, pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.plot import WrongPicture
from experiments.plot_course import Story
from experiments.plot_network import SECTOR_WORDS, draw_network, layout, picture_of_network
from experiments.plot_partnership import (
    draw_partnership,
    picture_of_partnership,
    sentence,
    years_shown,
)
from experiments.plot_timeline import _TOLD, _lanes, historical, simulated
from simulation.data.history import policy_timeline

LAUNCH, LEAD = 2014, 2015
SECTORS = tuple(SECTOR_WORDS)
EVENTS = ["year", "term", "kind", "who", "text"]


def record(until=2020, **other):
    """Return which run it is."""
    about = {"name": "history", "title": "What happened"}
    return {
        "scenario": about, "changes": [], "schools": None, "fraction": 1, "seed": 7,
        "commit": "d4c15ffa0b1c2d3e", "until": until, **other,
    }  # fmt: skip


def made_up(number=24, until=2020, *, launched=True, ministers=True, **other):
    """Return a partnership of some organisations, all of which are there from the launch."""
    names = [f"partner {i}" for i in range(number)]
    sectors = [SECTORS[i % len(SECTORS)] for i in range(number)]
    known = [*zip(names, sectors, strict=True), ("Ministry", "ministry"), ("Backbone", "backbone")]
    years = range(2012, until + 1)
    terms = [
        (year, term, measure, value, "")
        for year in years
        for term in (1, 2, 3)
        for measure, value in measures(sectors, year, launched=launched).items()
    ]
    there = [
        (year, n, s, launched and year >= LAUNCH, 0.4, i % 5 == 0, 0, 0.0, 0.0, 0.0, 0.0)
        for year in years
        for i, (n, s) in enumerate(known)
    ]
    pairs = [
        (year, a, b, 0.3 + (i * 7 % 60) / 100)
        for year in years
        for i, ((a, _), (b, _)) in enumerate(combinations(known, 2))
        if launched and year >= LAUNCH and (i % 3 == 0 or b == "Backbone")
    ]
    return Story(
        pd.DataFrame(terms, columns=["year", "term", "measure", "value", "unit"]),
        happened(launched=launched, ministers=ministers),
        pd.DataFrame(pairs, columns=["year", "truster", "trusted", "trust"]),
        pd.DataFrame(
            there,
            columns=[
                "year", "partner", "sector", "member", "commitment", "seat", "group", "breadth",
                "age", "equity", "autonomy",
            ],
        ),
        record(until, **other),
    )  # fmt: skip


def measures(sectors, year, *, launched):
    """Return what a term of a school year measures."""
    on = launched and year >= LAUNCH
    means = (
        "mean_trust", "trust_within_sectors", "trust_across_sectors", "trust_ngo_ministry",
        "agreement", "commitment",
    )  # fmt: skip
    return {
        "members": len(sectors) * on,
        **{f"members_{s}": sectors.count(s) * on for s in SECTORS},
        **{m: 0.4 if on else float("nan") for m in means},
        "urgency": min(1.2, max(0.0, (year - 2008) / 6)),
        "measurement": 0.3 * max(0, year - LAUNCH + 1) * on,
        "stage": 2 * (on and year >= LEAD),
    }


def happened(*, launched, ministers):
    """Return what happened, at times all at once."""
    told = [
        (2014, 0, "join", "partner 0", "founds it"),
        (2014, 1, "agenda", "", "agrees on doubling"),
        (2015, 2, "ministry", "Ministry", "becomes a partner"),
        (2015, 3, "agenda", "", "agrees on " + "a very long name " * 9),
        (2015, 3, "ministry", "Ministry", "takes the lead"),
        (2017, 1, "circle", "", "starts a local initiative in authority 3"),
        (2018, 1, "circle", "", "starts a local initiative in authority 4"),
    ]
    offices = [
        (2013, 2, "minister", "Shai Piron", "takes office"),
        (2015, 3, "minister", "Naftali Bennett", "takes office"),
        (2017, 2, "minister", "unnamed", "takes office"),
    ]
    events = pd.DataFrame(told * launched + offices * ministers, columns=EVENTS)
    return events.sort_values(["year", "term"], kind="stable")


CASES = {
    "usual": {},
    "three partners": {"number": 3},
    "many": {"number": 300, "ministers": False},
    "short": {"until": 2015},
    "launch only": {"until": 2014},
    "long": {"until": 2035},
    "another country": {"schools": "there/mine.csv"},
    "nothing": {"launched": False},
}


@pytest.fixture(scope="module", params=CASES.values(), ids=CASES)
def case(request):
    return made_up(**request.param)


def words_of(figure):
    """Return the words of a figure that can be seen, with the place they take."""
    figure.canvas.draw()
    texts = list(figure.texts)
    for panel in figure.axes:
        texts += panel.texts
        if panel.axison:
            low, high = panel.get_ylim()
            ticks = [t for t in panel.yaxis.get_major_ticks() if low <= t.get_loc() <= high]
            texts += [t.label1 for t in (*panel.xaxis.get_major_ticks(), *ticks)]
            texts.append(panel._left_title)
    return [(t.get_text(), t.get_window_extent()) for t in texts if t.get_text()]


def test_no_words_overlap_or_leave_the_picture(case):
    figure = picture_of_partnership(case)
    words = words_of(figure)
    for (a, one), (b, other) in combinations(words, 2):
        assert not one.padded(-1).overlaps(other.padded(-1)), (a, b)
    for told, box in words:
        assert box.x0 >= 0, told
        assert box.x1 <= figure.bbox.x1, told
        assert box.y0 >= 0, told
        assert box.y1 <= figure.bbox.y1, told


def test_the_headline_is_made_from_the_numbers():
    assert sentence(made_up()) == (
        "The Ministry takes the lead in autumn 2014; 24 organisations in 2018;"
        " shared measurement half built by 2015"
    )
    early = made_up(number=1, until=2014)
    assert sentence(early) == (
        "The Ministry stays an observer until 2014; 1 organisation in 2014;"
        " shared measurement 30% built by 2014"
    )


def test_networks_are_of_the_launch_the_lead_and_2018_as_far_as_lived():
    assert years_shown(made_up()) == [2014, 2015, 2018]
    assert years_shown(made_up(until=2015)) == [2014, 2015]
    assert years_shown(made_up(until=2014)) == [2014]


def test_where_there_is_no_initiative_it_says_so_instead_of_drawing_axes():
    figure = picture_of_partnership(made_up(launched=False))
    assert figure.axes == []
    told = " ".join(words for words, _ in words_of(figure))
    assert "No Initiative: until 2020 no organisation becomes a member" in told
    assert "no network to draw" in told
    assert "seed 7" in told


def test_a_partner_has_its_place_whatever_the_order_of_rows():
    story = made_up()
    places = layout(story.ties, story.partners)
    shuffled = (f.sample(frac=1, random_state=3) for f in (story.ties, story.partners))
    assert layout(*shuffled) == places
    assert places["Backbone"] == (0, 0)
    assert len(places) == 26


def test_no_two_partners_stand_upon_one_another():
    story = made_up(number=60)
    places = layout(story.ties, story.partners).values()
    nearest = min((a - c) ** 2 + (b - d) ** 2 for (a, b), (c, d) in combinations(places, 2)) ** 0.5
    assert nearest > 0.08


def test_years_of_a_network_are_drawn_with_partners_in_one_place():
    story = made_up()
    here, there = (
        picture_of_network(story.ties, story.partners, year).axes[0] for year in (2014, 2018)
    )
    spots = [[c.get_offsets().tolist() for c in panel.collections[1:]] for panel in (here, there)]
    assert spots[0] == spots[1]


def test_a_year_without_members_has_words_and_no_network():
    story = made_up()
    figure = picture_of_network(story.ties, story.partners, 2013)
    assert figure.axes == []
    assert "No organisation" in figure.get_label()


def test_the_same_run_gives_the_same_bytes(tmp_path):
    story = made_up()
    frames = (story.terms, story.events, story.ties, story.partners)
    for name in ("one.svg", "two.svg"):
        draw_partnership(*frames, story.record, tmp_path / name)
        draw_network(story.ties, story.partners, 2018, tmp_path / f"network-{name}")
    for start in ("", "network-"):
        one, two = ((tmp_path / f"{start}{n}.svg").read_bytes() for n in ("one", "two"))
        assert one == two
    assert "d4c15ffa0" in (tmp_path / "one.svg").read_text()


def test_a_picture_of_another_suffix_is_refused(tmp_path):
    story = made_up()
    with pytest.raises(WrongPicture):
        draw_network(story.ties, story.partners, 2018, tmp_path / "network.gif")


def test_what_is_told_of_history_stands_in_the_table_of_history():
    assert set(_TOLD) <= {e.event for e in policy_timeline()}
    assert len(historical(record(), 2010, 2030)) == 10
    assert historical(record(schools="mine.csv"), 2010, 2030) == []


def test_events_are_told_in_their_order_and_the_least_important_left_out():
    labels = simulated(happened(launched=True, ministers=True), 2010, 2030)
    assert all(a.at <= b.at for a, b in pairwise(labels))
    assert [t.words for t in labels][:3] == [
        "Shai Piron, minister", "The Initiative is launched", "Agenda: doubling",
    ]  # fmt: skip
    assert "First of 2 local circles" in [t.words for t in labels]
    offices = [(2010 + i, 1, "minister", f"minister {i}", "takes office") for i in range(20)]
    crowded = pd.DataFrame([*offices, (2030, 2, "agenda", "", "agrees on it")], columns=EVENTS)
    kept = [t.words for t in simulated(crowded, 2010, 2030)]
    assert len(kept) == 12
    assert kept[-1] == "Agenda: it"


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0.1, 9)), max_size=10))
def test_no_stem_crosses_a_label(drawn):
    told = sorted(drawn)
    lanes = _lanes([at for at, _ in told], [wide for _, wide in told])
    for (i, (at, wide)), (j, (later, _)) in combinations(enumerate(told), 2):
        assert later >= at + wide or lanes[j] < lanes[i]
