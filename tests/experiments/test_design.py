"""Designs as files: what is shipped, what they say, and every mistake told with its line."""

from pathlib import Path

import pytest

from experiments.sweeps.design import WrongDesign, designs, matching, read_design
from experiments.sweeps.plan import plan_of, runs_in
from experiments.sweeps.sample import points_of
from simulation.ensemble.runs import Ground
from simulation.parameters.views import uncertain

HEAD = """title     = "T"
question  = "Q?"
scenarios = ["history"]
seeds     = 2
"""
LATIN = '[vary]\nhow = "latin"\nsize = 4\ninputs = ["choice.level"]\n'


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a design and returns its path."""

    def make(text, name="mine.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


def told(path):
    """Return the lines of what a reader of a bad file hears, without its folder."""
    with pytest.raises(WrongDesign) as caught:
        plan_of(read_design(path))
    return str(caught.value).replace(f"{path.parent}/", "").splitlines()


@pytest.mark.parametrize("name", designs())
def test_every_shipped_design_is_short_asks_a_question_and_expands(name):
    design = read_design(name)
    assert len(design.text.splitlines()) <= 30
    assert design.question.endswith("?")
    points = points_of(design)
    each = len(design.scenarios) * len(design.seeds)
    assert runs_in(design) == len(points.values) * each
    assert all(len(p) == len(points.values[0]) for p in points.values)


def test_a_design_says_what_its_file_says(write, tmp_path):
    (tmp_path / "mine.csv").write_text("a")
    (tmp_path / "story.toml").write_text('title = "T"\nquestion = "Q?"\nbase = "history"\n')
    design = read_design(
        write(
            HEAD.replace('"history"', '"history", "story.toml"').replace("= 2", "= [3, 5]")
            + 'until = 2015\nfraction = 0.5\nschools = "mine.csv"\npartners = "mine.csv"\n'
            + "set.levers.goal = 20000\n"
            + '[vary]\nhow = "sobol"\nsize = 8\nseed = 4\ninputs = ["trust.*", "levers.bonus"]\n'
            + 'except = ["trust.gain"]\ngroups = { trust = ["trust.s*"] }\n'
        )
    )
    assert (design.name, design.title, design.seeds) == ("mine", "T", (3, 5))
    assert design.scenarios == ("history", str(tmp_path / "story.toml"))
    ground: Ground = design.ground
    assert (ground.until, ground.fraction, ground.added) == (2015, 0.5, None)
    assert ground.schools == ground.files.partners == tmp_path / "mine.csv"
    assert design.fixed == {"levers.goal": 20000.0}
    vary = design.vary
    assert (vary.how, vary.size, vary.seed) == ("sobol", 8, 4)
    assert vary.inputs[-1] == "levers.bonus"
    assert "trust.gain" not in vary.inputs
    assert set(vary.groups["trust"]) == {n for n in vary.inputs if n.startswith("trust.s")}


def test_files_are_looked_for_beside_the_design_whatever_the_folder_one_is_in(
    write, tmp_path, monkeypatch
):
    path = write(HEAD.replace('"history"', '"story.toml"') + 'added = "mine.py"\n')
    (tmp_path / "mine.py").write_text("a = 1")
    (tmp_path / "story.toml").write_text('title = "T"\nquestion = "Q?"\n')
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    for name in (path, Path("..") / "mine.toml"):
        design = read_design(name)
        assert design.scenarios == (str(tmp_path / "story.toml"),)
        assert design.ground.added == tmp_path / "mine.py"


def test_without_vary_there_is_one_point(write):
    design = read_design(write(HEAD))
    assert points_of(design).values == [{}]
    assert len(plan_of(design).runs) == runs_in(design) == 2


def test_wildcards_stand_for_what_we_believe_something_of_and_names_for_anything():
    assert set(matching("*")) == {p.name for p in uncertain()}
    assert "levers.bonus" not in matching("levers.*")
    assert matching("levers.bonus") == ("levers.bonus",)


def test_all_mistakes_are_told_at_once_with_their_lines(write):
    path = write(
        """
titel     = "T"
question  = ""
scenarios = ["hisotry", 5, "none.toml"]
seeds     = [1, 1, -2]
until     = 1999
fraction  = 1.5
schools   = "none.csv"

[set]
choice.levle = 1
choice.level = 99
levers.goal  = "many"

[vary]
how    = "latni"
size   = 0
inputs = ["choice.levle", "nothing.*"]
groups = { trust = [] }
colour = 1
"""
    )
    lines = [line for line in told(path) if line.startswith("mine.toml:")]
    starts = [
        "1: title is missing.", "2: titel is not known here; did you mean title?",
        "3: question: must be a text.",
        "4: scenarios: hisotry is not a scenario. Did you mean history?",
        "4: scenarios: 5 is not the name of a scenario.", "4: scenarios: ",
        "5: seeds: -2 is not a whole number", "5: seeds: a list of seeds has at least one",
        "6: until: 1999 is not a school year from 2001 to 2035.",
        "7: fraction: 1.5 is not above 0", "8: schools: there is no file none.csv.",
        "10: set: choice.levle is not a parameter.", "10: set: choice.level = 99 is out of range.",
        "10: set: levers.goal = 'many' is not a number.", "16: how: 'latni' is not one of listed,",
        "17: size: 0 is not a whole number from 1", "18: inputs: choice.levle is not a parameter.",
        "18: inputs: nothing.*: no parameter with a prior is called so",
        "19: groups: trust: must be a list of parameters",
        "20: colour is not known here.",
    ]  # fmt: skip
    assert len(lines) == len(starts), lines
    for line, start in zip(sorted(lines, key=_line), sorted(starts, key=_start), strict=True):
        assert line.removeprefix("mine.toml:").startswith(start)


def _line(told_line):
    return int(told_line.split(":")[1])


def _start(start):
    return int(start.split(":")[0])


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('["history"]', "[]", "scenarios: must be a list of scenarios"),
        ('["history"]', '["history", "history"]', "two scenarios have one name"),
        ('["history"]', '["hundred_k_in_ten"]', "an initiative by itself"),
        ('["history"]', '["a\\u0000.toml"]', "null byte"),
        ("= 2", "= 0", "seeds: 0 is not a whole number from 1"),
        ("= 2", "= []", "a list of seeds has at least one"),
        ("= 2", "= true", "seeds: True is not a whole number"),
        ("= 2", "= 2.5", "seeds: 2.5 is not a whole number"),
        ("= 2", "= 10_000_000", "seeds: 10000000 is not a whole number from 1 to 1,000,000"),
        ("= 2", "= [18446744073709551616]", "is not a whole number from 0 to 2^64 - 1"),
        ("= 2", '= 2\nset = 5', "set: must be a table"),
        ("= 2", "= 2\nset.levers.bonus = 1\nset.\"levers.bonus\" = 0", "levers.bonus stands twice"),
        ("= 2", "= 2\nvary = 3", "vary must be a table: [vary]."),
        ("= 2", "= 2\n[vary]\nsize = 3", "how is missing under [vary]"),
        ("= 2", '= 2\n[vary]\nhow = "latin"\nsize = 3', "needs inputs under [vary]"),
        ("= 2", '= 2\n[vary]\nhow = "grid"', "needs grid under [vary]"),
        ("= 2", '= 2\n[vary]\nhow = "listed"\npoints = []', "must be a list of tables"),
        ("= 2", '= 2\n[vary]\nhow = "listed"\npoints = [5]', "must be a table"),
        ("= 2", '= 2\n[vary]\nhow = "listed"\npoints = [{choice.level=-1}, {levers.bonus=1}]',
         "every point sets the same parameters"),
        ("= 2", '= 2\n[vary]\nhow = "grid"\ngrid = { levers = {} }', "must be a table of lists"),
        ("= 2", '= 2\n[vary]\nhow = "grid"\ngrid = { levers.bonus = [] }', "must be a list of val"),
        ("= 2", '= 2\n[vary]\nhow = "grid"\ngrid = { initiative.trust_inert = [0.5] }',
         "it is on or off"),
        ("= 2", '= 2\n[vary]\nhow = "grid"\ngrid = { levers.bonus = [0, 1] }\nsize = 3',
         "size does not go with how = 'grid', which takes grid, own_luck."),
    ],
)  # fmt: skip
def test_a_mistake_is_told(before, after, sentence, write):
    assert sentence in "\n".join(told(write(HEAD.replace(before, after))))


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('how = "latin"', 'how = "sobol"\nsize = 12', "balance at powers of 2: 8 or 16."),
        ('["choice.level"]', '["choice.level"]\nexcept = ["choice.*"]', "every input is left out"),
        ('["choice.level"]', "[]", "must be a list of parameters"),
        ("[vary]", "set.choice.level = -1\n[vary]", "choice.level is set and varied"),
        ('["history"]', '["history", "norm_off"]\nset.choice.norm_pull = 0.1',
         "choice.norm_pull is set or varied, and norm_off differs from history in it"),
        ('["choice.level"]', '["choice.level"]\ngroups = { a = ["choice.level"] }',
         "groups does not go with how = 'latin'"),
        ('= "latin"', '= "morris"\ngroups = { a = ["trust.gain"] }',
         "a: trust.gain is not among the inputs."),
        ('= "latin"', '= "morris"\ngroups = { a = ["choice.level"], b = ["choice.level"] }',
         "b: choice.level is in a already."),
        ('= "latin"', '= "morris"\ngroups = { "choice.level" = ["choice.level"] }',
         "choice.level is the name of an input"),
    ],
)  # fmt: skip
def test_a_mistake_of_keys_that_are_right_one_by_one_is_told(before, after, sentence, write):
    text = HEAD + LATIN
    if "size" in after:
        text = text.replace("size = 4\n", "")
    assert sentence in "\n".join(told(write(text.replace(before, after))))


@pytest.mark.parametrize("name", ["luck_or_structur", "no_such_thing"])
def test_a_design_that_is_not_shipped_is_told_with_those_that_are(name):
    with pytest.raises(WrongDesign, match=r"There are: .*luck_or_structure"):
        read_design(name)


def test_the_same_file_names_the_same_runs_and_another_sample_others(write):
    path = write(HEAD.replace("= 2", "= 1") + LATIN)
    first, again = plan_of(read_design(path)), plan_of(read_design(path))
    assert first.name == again.name
    assert first.points.equals(again.points)
    other = plan_of(read_design(write(path.read_text() + "seed = 2\n")))
    assert other.name != first.name
    assert other.name.startswith("mine-")


def test_a_plan_has_a_row_for_each_point_scenario_and_seed_and_each_run_once(write):
    text = HEAD.replace('"history"', '"history", "no_initiative"')
    plan = plan_of(read_design(write(text + LATIN.replace("choice.level", "choice.bonus"))))
    rows = plan.points.to_pylist()
    assert [(r["point"], r["scenario"], r["seed"]) for r in rows] == [
        (p, s, n) for p in range(4) for s in ("history", "no_initiative") for n in (1, 2)
    ]
    assert [r["run"] for r in rows] == [r.key for r in plan.runs]
    for row, run in zip(rows, plan.runs, strict=True):
        assert run.values == {"choice.bonus": row["choice.bonus"]}


def test_points_that_are_alike_share_a_run(write):
    text = HEAD + '[vary]\nhow = "grid"\ngrid = { "choice.level" = [-1, -1] }\n'
    plan = plan_of(read_design(write(text)))
    assert (len(plan.points), len(plan.runs)) == (4, 2)
