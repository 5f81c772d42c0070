"""A parameter is declared once, and refuses what it cannot be."""

from dataclasses import FrozenInstanceError

import pytest

from simulation.parameters.choice import Choice
from simulation.parameters.declare import (
    Beta,
    Fixed,
    Group,
    Normal,
    WrongParameter,
    declared,
    group_name,
    number,
)
from simulation.parameters.world import World, all_parameters, changed, named

KNOWN = all_parameters()


class FirstPaper(Group):
    """A group for this test."""

    level: float = number(
        default=1, unit="points", low=0, high=2, source="assumed", text="How high it is."
    )
    pull: float = number(
        default=0.5, unit="logit", low=0, high=1, source="assumed", text="How much it pulls.",
        prior=Normal(0.2, 0.1),
    )  # fmt: skip


def test_a_group_is_named_as_users_write_it():
    assert group_name(FirstPaper) == "first_paper"
    assert [p.name for p in declared(FirstPaper)] == ["first_paper.level", "first_paper.pull"]


def test_every_group_of_the_world_has_the_name_of_its_class():
    world = World()
    for field in world.__dataclass_fields__:
        assert group_name(type(getattr(world, field))) == field


def test_a_declared_number_says_all_about_itself():
    level, pull = declared(FirstPaper)
    assert str(level) == "How high it is. [points, 0 to 2, default 1]"
    assert (level.prior, pull.prior) == (Fixed(), Normal(0.2, 0.1))
    assert level.source == "assumed"


@pytest.mark.parametrize("value", [0, 2, 1.5])
def test_a_value_in_range_is_taken(value):
    assert FirstPaper(level=value).level == value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (-0.1, "first_paper.level = -0.1 is out of range."),
        (2.1, "first_paper.level = 2.1 is out of range."),
        (float("nan"), "first_paper.level = nan is out of range."),
        (float("inf"), "first_paper.level = inf is out of range."),
        (True, "first_paper.level = True is not a number."),
        ("1", "first_paper.level = '1' is not a number."),
        (None, "first_paper.level = None is not a number."),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_the_sentence(value, reason):
    with pytest.raises(WrongParameter) as caught:
        FirstPaper(level=value)
    sentence = "    How high it is. [points, 0 to 2, default 1]"
    assert str(caught.value).splitlines() == [reason, sentence]


def test_all_that_is_wrong_in_a_group_is_told_at_once():
    with pytest.raises(WrongParameter) as caught:
        FirstPaper(level=9, pull=9)
    assert [line.split()[0] for line in str(caught.value).splitlines()[::2]] == [
        "first_paper.level",
        "first_paper.pull",
    ]


def test_a_group_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        FirstPaper().level = 1.5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("initiative.opinion", 0.5), ("initiative.opinion", 3), ("ministry.highest", 1.999),
        ("ministry.highest", float("nan")),
    ],
)  # fmt: skip
def test_a_number_that_stands_for_a_kind_is_a_whole_one(name, value):
    assert named(name).refuse(value) == (
        f"{name} = {value:g} is out of range: it is 0, 1 or 2.\n    {named(name)}"
    )
    for kind in (0, 1, 2, 1.0):
        assert named(name).refuse(kind) is None


def test_a_unit_that_is_a_range_lists_no_kinds():
    assert named("ministry.publication_from").unit == "0 to 1"
    assert named("ministry.publication_from").refuse(0.5) is None


@pytest.mark.parametrize("name", KNOWN)
def test_both_ends_of_a_range_can_be_set_and_nothing_beyond(name):
    p = named(name)
    group, field = name.split(".")
    for value in (p.low, p.high):
        assert getattr(getattr(changed(World(), {name: value}), group), field) == value
    width = p.high - p.low
    for value in (p.low - width / 100, p.high + width / 100):
        with pytest.raises(WrongParameter, match="is out of range"):
            changed(World(), {name: value})


def test_a_change_leaves_the_world_it_came_from():
    world = World()
    other = changed(world, {"choice.level": -1, "exam.slope": 12})
    assert (other.choice.level, other.exam.slope) == (-1, 12)
    assert world == World()
    assert other.choice.ability_pull == world.choice.ability_pull
    assert type(other.choice.level) is float


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("choice.levle", "choice.level"), ("chioce.level", "choice.level"), ("bonus", "levers.bonus")],
)
def test_an_unknown_name_is_told_the_nearest_one(wrong, meant):
    with pytest.raises(WrongParameter) as caught:
        named(wrong)
    told = str(caught.value)
    assert told.startswith(f"{wrong} is not a parameter.")
    assert f"Did you mean {meant}?  {named(meant)}" in told


def test_what_is_like_nothing_gets_no_hint():
    with pytest.raises(WrongParameter) as caught:
        named("zzz")
    assert str(caught.value) == "zzz is not a parameter."


def test_every_unknown_or_impossible_setting_is_told_at_once():
    with pytest.raises(WrongParameter) as caught:
        changed(World(), {"choice.level": 99, "nothing": 1, "exam.slope": -5, "choice.bonus": 0.1})
    told = str(caught.value)
    assert [name in told for name in ("choice.level = 99", "nothing", "exam.slope = -5")] == [
        True
    ] * 3
    assert "choice.bonus" not in told


def test_a_prior_does_not_move_with_the_default():
    def pull(default):
        class Pull(Group):
            """A group for this test."""

            size: float = number(
                default=default, unit="logit", low=0, high=9, source="assumed", text="Size.",
                prior=Beta(2, 3),
            )  # fmt: skip

        return declared(Pull)[0].prior

    assert pull(1) == pull(5) == Beta(2, 3)


def test_a_parameter_is_completed_by_its_own_name():
    assert World().choice == Choice()
    assert list(KNOWN) == [p.name for g in World().__dict__.values() for p in declared(type(g))]
