"""A table becomes rows, or a list of everything that is wrong with it."""

from dataclasses import dataclass
from typing import Literal

import pytest

from simulation.data.read import BadTable, parse


@dataclass(frozen=True, kw_only=True)
class Fruit:
    """A row with a field of every kind."""

    name: str
    count: int
    weight: float
    colour: Literal["red", "green"]
    from_: tuple[str, ...]
    price: float | None = None
    note: str = ""


HEADER = "name,count,weight,colour,from_,price,note\n"


def test_a_row_is_converted_as_its_annotations_say():
    (pear,) = parse(HEADER + 'pear,3,0.25,green,north; south,,"soft, ripe"\n', Fruit, where="f.csv")
    assert pear == Fruit(
        name="pear", count=3, weight=0.25, colour="green", from_=("north", "south"),
        price=None, note="soft, ripe",
    )  # fmt: skip


def test_columns_may_stand_in_any_order():
    text = "note,price,from_,colour,weight,count,name\n,1.5,north,red,2,4,apple\n"
    (apple,) = parse(text, Fruit, where="f.csv")
    assert (apple.name, apple.count, apple.price) == ("apple", 4, 1.5)


def test_all_the_mistakes_of_a_text_are_told_at_once():
    text = HEADER + (
        "pear,many,0.25,green,north,,\n"  # line 2
        "fig,1,nan,blue,north,,\n"  # line 3, two mistakes
        "apple,1,0.2,red,north,dear,\n"  # line 4
        "plum,1\n"  # line 5
        ",1,0.2,red,north,,\n"  # line 6
    )
    with pytest.raises(BadTable) as caught:
        parse(text, Fruit, where="f.csv")
    assert str(caught.value).splitlines() == [
        "f.csv:2: count: 'many' is not a whole number",
        "f.csv:3: weight: 'nan' is not a number",
        "f.csv:3: colour: 'blue' is none of red, green",
        "f.csv:4: price: 'dear' is not a number",
        "f.csv:5: 2 cells under 7 columns",
        "f.csv:6: name: is blank",
    ]


def test_a_wrong_heading_does_not_hide_a_wrong_cell():
    text = "name,name,count,kernel,colour,from_\npear,pear,x,1,red,north\n"
    with pytest.raises(BadTable) as caught:
        parse(text, Fruit, where="f.csv")
    told = str(caught.value)
    assert "f.csv:1: weight: the column is missing" in told
    assert "f.csv:1: kernel: no such column is known" in told
    assert "f.csv:1: name: stands twice" in told
    assert "f.csv:2: count: 'x' is not a whole number" in told


def test_a_column_without_which_a_row_is_whole_may_not_be_left_out_silently():
    with pytest.raises(BadTable, match=r"f\.csv:1: note: the column is missing"):
        parse("name,count,weight,colour,from_,price\n", Fruit, where="f.csv")


def test_a_lenient_reader_lets_a_column_with_a_default_be_left_out():
    text = "name,count,weight,colour,from_\npear,3,0.25,green,north\n"
    (pear,) = parse(text, Fruit, where="f.csv", lenient=True)
    assert (pear.price, pear.note) == (None, "")
    with pytest.raises(BadTable, match=r"\Af\.csv:1: count: the column is missing\Z"):
        parse("name,weight,colour,from_\n", Fruit, where="f.csv", lenient=True)


@pytest.mark.parametrize("word", ["Green", "GREEN", " green "])
def test_capitals_do_not_make_another_word(word):
    (pear,) = parse(HEADER + f"pear,3,0.25,{word},north,,\n", Fruit, where="f.csv")
    assert pear.colour == "green"


def test_the_nearest_word_is_proposed():
    with pytest.raises(BadTable, match="'gren' is none of red, green; did you mean green\\?"):
        parse(HEADER + "pear,3,0.25,gren,north,,\n", Fruit, where="f.csv")


def test_the_cells_that_can_be_read_are_checked_and_the_whole_at_the_end():
    heard = []

    def check(line, values):
        heard.append((line, dict(values)))
        return ["count: too few"]

    text = "name,count,weigth,colour,from_,price,note\npear,1,0.2,blue,north,,\nfig,1\n"
    with pytest.raises(BadTable) as caught:
        parse(text, Fruit, where="f.csv", check=check, whole=lambda: ["too few fruits."])
    assert str(caught.value).splitlines() == [
        "f.csv:1: weight: the column is missing",
        "f.csv:1: weigth: no such column is known",
        "f.csv:2: colour: 'blue' is none of red, green",
        "f.csv:2: count: too few",
        "f.csv:3: 2 cells under 7 columns",
        "f.csv:3: count: too few",
        "f.csv: too few fruits.",
    ]
    pear = {"name": "pear", "count": 1, "from_": ("north",), "price": None, "note": ""}
    assert heard == [(2, pear), (3, {})]


def test_a_heading_too_long_for_a_table_is_told():
    with pytest.raises(BadTable, match=r"\Af\.csv:1: field larger than field limit"):
        parse("n" * 200_000, Fruit, where="f.csv")


def test_an_empty_text_lacks_every_column():
    with pytest.raises(BadTable) as caught:
        parse("", Fruit, where="f.csv")
    assert len(str(caught.value).splitlines()) == 7
