"""Scenario files: dated differences, and every mistake told with its line."""

import pytest

from simulation.network.field import Files
from simulation.parameters.declare import WrongParameter
from simulation.parameters.world import all_parameters
from simulation.scenario import WrongScenario, scenario, scenarios
from simulation.years import FIRST_ENTRY, LAST_YEAR

HEAD = 'title = "T"\nquestion = "Q?"\nbase = "history"\n'


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a scenario file and returns its path."""

    def make(text, name="mine.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


def told(path):
    """Return the lines of what a reader of a bad file hears, without its folder."""
    with pytest.raises(WrongScenario) as caught:
        scenario(path)
    return str(caught.value).replace(f"{path.parent}/", "").splitlines()


@pytest.mark.parametrize("story", scenarios(), ids=lambda s: s.name)
def test_every_shipped_scenario_asks_a_question_and_has_all_its_years(story):
    assert story.question.endswith("?")
    assert story.title
    assert list(story.worlds) == list(range(FIRST_ENTRY, LAST_YEAR + 1))


def test_history_comes_first_and_names_are_unique():
    names = [s.name for s in scenarios()]
    assert names[0] == "history"
    assert len(names) == len(set(names)) > 4


def test_a_change_holds_from_its_year_to_its_last(write):
    path = write(HEAD + "[[change]]\nfrom = 2018\nuntil = 2020\nset.levers.goal = 25000\n")
    story, base = scenario(path), scenario("history")
    different = [y for y in story.worlds if story.worlds[y] != base.worlds[y]]
    assert different == [2018, 2019, 2020]
    assert story.worlds[2019].levers.goal == 25_000


def test_a_later_change_wins(write):
    path = write(
        HEAD + "[[change]]\nset.choice.level = -1\n[[change]]\nfrom = 2010\nset.choice.level = -2\n"
    )
    worlds = scenario(path).worlds
    assert (worlds[2009].choice.level, worlds[2010].choice.level) == (-1, -2)


def test_years_that_nothing_tells_apart_share_a_world():
    worlds = scenario("history").worlds
    assert worlds[2020] is worlds[2030]
    assert worlds[2016] is not worlds[2017]


def test_a_base_may_be_a_file_beside_it(write):
    write(HEAD + "[[change]]\nset.choice.level = -1\n", "first.toml")
    path = write(HEAD.replace("history", "first.toml") + "[[change]]\nset.levers.goal = 9\n")
    world = scenario(path).worlds[2005]
    assert (world.choice.level, world.levers.goal) == (-1, 9)


def test_setting_holds_in_every_year_whatever_the_scenario_says():
    story = scenario("history").setting({"levers.give_five": 0.5, "people.girls_share": 0.7})
    assert {w.levers.give_five for w in story.worlds.values()} == {0.5}
    assert {w.people.girls_share for w in story.worlds.values()} == {0.7}
    assert story.worlds[2017].levers.bonus == scenario("history").worlds[2017].levers.bonus


def test_setting_refuses_all_that_is_wrong():
    with pytest.raises(WrongParameter) as caught:
        scenario("history").setting({"choice.level": 99, "choice.levle": 1})
    first, _, second, hint = str(caught.value).splitlines()
    assert first == "choice.level = 99 is out of range."
    assert second == "choice.levle is not a parameter."
    assert "Did you mean choice.level?" in hint


def test_all_the_mistakes_of_a_file_are_told_at_once_with_their_lines(write):
    path = write(
        'title = 3\nbase = "hisotry"\nquesiton = "Q?"\n'
        "[[change]]\nfrom = 2050\nset.choice.levle = 1\n"
        "[[change]]\nfrom = 2016\nuntil = 2014\nset.choice.level = 99\n"
        "[[change]]\nfrom = 2014\nset.people.girls_share = 0.7\n"
        "[[change]]\nfrom = 2014\n"
        "[[change]]\nsince = 2014\nset.levers.goal = true\nset.levers.bonus = 'much'\n"
    )
    lines = [line for line in told(path) if line.startswith("mine.toml:")]
    starts = [
        "mine.toml:1: title must be a text.",
        "mine.toml:3: quesiton is not known here; did you mean question?",
        "mine.toml:1: question is missing",
        "mine.toml:5: from = 2050 is not a school year from 1996 to 2035.",
        "mine.toml:6: choice.levle is not a parameter.",
        "mine.toml:9: until = 2014 is before from = 2016.",
        "mine.toml:10: choice.level = 99 is out of range.",
        "mine.toml:13: people.girls_share is of the base population, which has no dates;",
        "mine.toml:14: a change sets nothing; write set.group.name = value.",
        "mine.toml:17: since is not known in a change; use from, until, set.",
        "mine.toml:18: levers.goal = True is not a number.",
        "mine.toml:19: levers.bonus = 'much' is not a number.",
        "mine.toml:2: base: hisotry is not a scenario. Did you mean history?",
    ]
    assert len(lines) == len(starts), lines
    for line, start in zip(lines, starts, strict=True):
        assert line.startswith(start)


def test_changes_on_one_line_are_told_with_it(write):
    path = write(HEAD + "change = [{set = {}}, {from = 1}, {set.choice.level = 99}]\n")
    starts = ["a change sets nothing", "from = 1 is not", "a change sets", "choice.level = 99 is"]
    lines = [line for line in told(path) if line.startswith("mine.toml:")]
    assert len(lines) == len(starts)
    for line, start in zip(lines, starts, strict=True):
        assert line.split(": ", 1)[1].startswith(start)


def test_a_value_out_of_range_is_told_with_the_declared_sentence(write):
    path = write(HEAD + "[[change]]\nset.choice.bonus = 3\n")
    told_range = told(path)[1]
    assert told_range == f"    {all_parameters()['choice.bonus']}"


@pytest.mark.parametrize(
    ("text", "line"),
    [('title = "T"\nquestion = \n', 2), ('title = "T\n', 1), ("a = 1\na = 2\n", 2), ("[", 1)],
)
def test_a_line_that_is_not_toml_is_told(write, text, line):
    assert told(write(text))[0].startswith(f"mine.toml:{line}: not TOML: ")


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(WrongScenario, match=r"none\.toml: No such file or directory"):
        scenario(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"\n')
    with pytest.raises(WrongScenario, match=r"latin\.toml: not UTF-8 at byte 9"):
        scenario(tmp_path / "latin.toml")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(WrongScenario, match=r"folder\.toml: Is a directory"):
        scenario(tmp_path / "folder.toml")


def test_an_unknown_scenario_is_told_the_nearest_and_all():
    with pytest.raises(WrongScenario) as caught:
        scenario("no_give_fvie")
    assert "no_give_fvie is not a scenario. Did you mean no_give_five?" in str(caught.value)
    assert ", history, " in str(caught.value)
    assert ", no_give_five, " in str(caught.value)


def test_no_scenario_is_its_own_base(write):
    lines = told(write(HEAD.replace("history", "mine.toml")))
    assert len(lines) == 1
    assert lines[0].startswith("mine.toml:3: ")
    assert "a scenario cannot be its own base" in lines[0]


def test_a_file_may_be_named_as_its_shipped_base(write):
    path = write(HEAD + "[[change]]\nset.choice.level = -1\n", "history.toml")
    assert scenario(path).worlds[2017].levers.give_five == 0.8


def test_bases_do_not_go_round_in_a_circle(write):
    write(HEAD.replace("history", "two.toml"), "one.toml")
    lines = told(write(HEAD.replace("history", "one.toml"), "two.toml"))
    assert len(lines) == 1
    assert lines[0].startswith("two.toml:3: base: one.toml:3: base: two.toml ")
    assert len(lines[0]) < 200


def test_a_mistake_in_a_base_is_told_with_its_own_file(write):
    write(HEAD + "[[change]]\nset.choice.level = 99\n", "first.toml")
    lines = told(write(HEAD.replace("history", "first.toml")))
    assert lines[0].startswith("mine.toml:3: base: first.toml:5: choice.level = 99 is out of range")


def beside(folder, *names):
    """Make empty files in a folder."""
    for name in names:
        (folder / name).write_text("")


TABLES = 'partners = "p.csv"\nties = "t.csv"\nprogrammes = "g.csv"\nnumber = "wells"\n'


def test_a_scenario_may_bring_tables_that_stand_beside_it(write, tmp_path):
    beside(tmp_path, "p.csv", "t.csv", "g.csv")
    story = scenario(write(HEAD + TABLES))
    expected = Files(tmp_path / "p.csv", tmp_path / "t.csv", tmp_path / "g.csv")
    assert story.files == story.files_under(Files()) == expected
    assert story.number == "wells"
    assert scenario("history").files == Files()
    assert scenario("history").number == ""


def test_tables_are_inherited_and_ties_go_with_their_roster(write, tmp_path):
    (tmp_path / "deep").mkdir()
    beside(tmp_path / "deep", "p.csv", "t.csv", "g.csv")
    beside(tmp_path, "mine.csv")
    write(HEAD + TABLES, "deep/first.toml")
    head = HEAD.replace("history", "deep/first.toml")
    deep = tmp_path / "deep"
    assert scenario(write(head)).files == Files(deep / "p.csv", deep / "t.csv", deep / "g.csv")
    assert scenario(write(head)).number == "wells"
    story = scenario(write(head + 'partners = "mine.csv"\nnumber = "pumps"\n'))
    assert story.files == Files(tmp_path / "mine.csv", None, deep / "g.csv")
    assert story.number == "pumps"


def test_a_users_own_tables_come_first(write, tmp_path):
    beside(tmp_path, "p.csv", "t.csv", "g.csv")
    story, own = scenario(write(HEAD + TABLES)), tmp_path / "own.csv"
    assert story.files_under(Files(partners=own)) == Files(own, None, tmp_path / "g.csv")
    assert story.files_under(Files(ties=own)).partners == tmp_path / "p.csv"
    assert story.files_under(Files(own, own, own)) == Files(own, own, own)


def test_tables_survive_a_setting(write, tmp_path):
    beside(tmp_path, "p.csv", "t.csv", "g.csv")
    story = scenario(write(HEAD + TABLES))
    assert story.setting({"levers.goal": 1}).files == story.files
    assert story.setting({"levers.goal": 1}).number == "wells"


def test_tables_that_are_not_there_are_told_with_their_lines(write, tmp_path):
    text = f'{HEAD}partners = "none.csv"\nties = 3\nprogrammes = "{"x" * 300}"\nnumber = 1\n'
    assert told(write(text)) == [
        "mine.toml:5: ties must be a text.",
        "mine.toml:7: number must be a text.",
        "mine.toml:4: partners: there is no file none.csv.",
        "mine.toml:6: programmes: File name too long.",
    ]
    (tmp_path / "folder").mkdir()
    lines = told(write(HEAD + 'partners = "folder"\nparners = "p.csv"\n'))
    assert lines == [
        "mine.toml:5: parners is not known here; did you mean partners?",
        "mine.toml:4: partners: there is no file folder.",
    ]
