"""One partner's story: the same as in the saved run, told in sentences."""

import re

import pytest

from experiments.again import saved as saved_again
from experiments.cli import main
from experiments.partner import Register, WrongPartner, find, worth_a_look
from experiments.partner_story import COLUMNS, Diary, portrait, rows, sentences, spans
from simulation.store import read_events, read_partners

NAMES = ("NGO 1", "NGO 12", "Firm 1", "Straße", "dup", "DUP")


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Return the folder of a run in which partners decide what they give."""
    folder = tmp_path_factory.mktemp("results") / "endogenous-1"
    words = ["run", "endogenous", "--fraction", "0.05", "--no-picture", "--out", str(folder)]
    assert main(words) == 0
    return folder


@pytest.fixture(scope="module")
def again(saved):
    return saved_again(saved)


@pytest.fixture(scope="module")
def found(again):
    """Return the row of a partner for each story, None where nobody lived it."""
    register = Register()
    again.live([register])
    return dict(worth_a_look(register, again.case.field.partners))


@pytest.fixture(scope="module")
def diaries(again, found):
    """Return the diaries of those, lived side by side."""
    made = [Diary(row) for row in found.values() if row is not None]
    made.append(Diary(again.case.field.partners.ministry))
    again.live(made, after_term=[d.look for d in made])
    return made


def test_ten_stories_are_sought_and_most_of_them_found_of_different_partners(found):
    rows_found = [row for row in found.values() if row is not None]
    assert len(found) == 10
    assert len(set(rows_found)) == len(rows_found) >= 8


def test_who_is_suggested_has_lived_the_story(saved, again, found):
    events, who = read_events(saved), again.case.field.partners
    kinds = {
        words: events[(events["who"] == who.name[row])]["kind"].to_list()
        for words, row in found.items() if row is not None
    }  # fmt: skip
    assert who.founder[found["a founder"]]
    assert found["the backbone"] == who.backbone
    assert kinds["left, and stayed away"][-1] == "leave"
    assert kinds["left, and came back"][:3] == ["join", "leave", "join"]
    assert "firm" in who.name[found["the most committed firm"]].lower()
    if (row := found["never joined"]) is not None:
        assert "join" not in set(events[events["who"] == who.name[row]]["kind"])


def test_a_diary_holds_what_was_saved(saved, again, diaries):
    seen = read_partners(saved)
    for diary in diaries:
        name = again.case.field.partners.name[diary.row]
        kept = seen[seen["partner"] == name].set_index("year")
        pages = {p.year: p for p in diary.pages}
        assert len(pages) == 30
        for year in kept.index:
            page, of = pages[year], kept.loc[year]
            assert (page.member, page.commitment, page.seat) == (
                of["member"], of["commitment"], of["seat"],
            )  # fmt: skip
            assert page.group == of["group"].replace("every", "")


def test_a_diary_holds_the_books_of_each_year(again, diaries):
    country = again.case.model(seed=again.record["seed"])
    while country.year < 2016:
        country.step()
    books = country.offer.books
    country.release()
    for diary in diaries:
        (page,) = (p for p in diary.pages if p.year == 2016)
        assert page.slots == books.placed[diary.row]
        assert (page.spent, page.granted) == (books.spent[diary.row], books.granted[diary.row])
    assert any(d.pages[-1].slots > 0 for d in diaries)


def test_every_suggested_story_is_told(again, diaries):
    who = again.case.field
    for diary in diaries:
        told = list(sentences(diary, who))
        assert len(told) >= 3
        assert all(re.match(r"(It|Its|In) .*\.$", words) for words in told), told
        assert not any("nan" in words.split() or "None" in words for words in told), told
        assert re.match(r"(A|An|The) .*\.$", portrait(who, diary.row))
        lived = list(rows(diary))
        assert {len(row) for row in lived} == {len(COLUMNS)}
        assert lived[-1][0] == "2030"


def test_comings_and_goings_are_those_of_the_run(saved, again, diaries):
    events = read_events(saved)
    for diary in diaries:
        name = again.case.field.partners.name[diary.row]
        told = " ".join(sentences(diary, again.case.field))
        kinds = events[events["who"] == name]["kind"]
        assert told.count("It left in") == (kinds == "leave").sum()
        came = len(re.findall(r"It (joined|came to the first|founded)", told))
        assert came == (kinds == "join").sum()


def test_the_ministry_and_the_backbone_never_joined_and_are_not_said_to_have_stayed_out(
    again, diaries
):
    ministry, backbone = diaries[-1], next(
        d for d in diaries if d.row == again.case.field.partners.backbone
    )  # fmt: skip
    told = list(sentences(ministry, again.case.field))
    assert any("became a partner" in words for words in told)
    assert not any("Its trust in the Ministry" in words for words in told)
    assert "It never joined" not in " ".join([*told, *sentences(backbone, again.case.field)])


def test_suggestions_can_be_asked_for_as_printed(saved, capsys):
    assert main(["partner", str(saved)]) == 0
    printed = capsys.readouterr()
    name = re.search(r'partner \S+ "(.+)"', printed.out.replace("\n", " "))[1]
    for words in ([name], [name.upper()], name.lower().split()):
        assert main(["partner", str(saved), *words]) == 0
        story = capsys.readouterr()
        assert story.out.splitlines()[0] == name
        assert "Warning" not in printed.err + story.err


@pytest.mark.parametrize(
    ("written", "row"), [("NGO 1", 0), ("ngo 12", 1), ("STRASSE", 3), ("dup", 4), ("DUP", 5)]
)
def test_a_partner_is_found_in_whatever_letters(written, row):
    assert find(NAMES, written) == row


@pytest.mark.parametrize(
    ("written", "hint"),
    [("NGO 13", "Did you mean NGO 1"), ("fim 1", "Did you mean Firm 1"), ("Dup", "dup or DUP")],
)
def test_an_unknown_partner_is_told_who_may_be_meant(written, hint):
    with pytest.raises(WrongPartner, match=hint):
        find(NAMES, written)


def test_a_mistake_is_a_sentence(saved, capsys, tmp_path):
    assert main(["partner", str(saved), "Trumb", "Foundation"]) == 1
    assert "Did you mean Trump Foundation" in capsys.readouterr().err
    assert main(["partner", str(saved), "qqqq"]) == 1
    assert "qqqq is not a partner of this run. Without" in capsys.readouterr().err
    assert main(["partner", str(tmp_path), "x"]) == 1
    assert "holds no results" in capsys.readouterr().err


def test_spans_are_written_as_people_do():
    assert spans([2014]) == "2014"
    assert spans([2014, 2016]) == "2014 and 2016"
    assert spans([2014, 2015, 2017, 2019, 2020]) == "2014-2015, 2017 and 2019-2020"
