"""A population is built once, kept whole or not at all, and told apart from every other."""

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

import simulation
from simulation.parameters.people import People
from simulation.population.store import cache_folder, population
from simulation.run import load

FRACTION = 0.01
PACKAGE = Path(simulation.__file__).parent
BUILD = f"""
from simulation.parameters.people import People
from simulation.population.store import population
print(population(People(), fraction={FRACTION}).key)
"""


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Return an empty cache."""
    monkeypatch.setenv("FIVEBYTWO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def start(script: str, *, where: Path = PACKAGE.parent) -> subprocess.Popen[str]:
    """Start Python on a script; the package is the one that lies in the folder."""
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=where, env=os.environ | {"PYTHONPATH": str(where)},
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def digest(folder):
    """Return a digest of every file of a population."""
    files = sorted(folder.rglob("*"))
    return {p.name: sha256(p.read_bytes()).hexdigest() for p in files if p.is_file()}


def test_one_key_is_one_country_byte_for_byte(tmp_path, monkeypatch):
    made = []
    for place in ("one", "other"):
        monkeypatch.setenv("FIVEBYTWO_CACHE", str(tmp_path / place))
        who = population(People(), fraction=FRACTION)
        made.append((who.key, digest(cache_folder() / f"population-{who.key}")))
    assert made[0] == made[1]
    assert len(made[0][1]) >= 6


def test_the_second_time_it_is_read_and_not_built(cache):
    heard = []
    first = population(People(), fraction=FRACTION, tell=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1
    again = population(People(), fraction=FRACTION, tell=heard.clear)
    assert heard
    assert first.talent.tobytes() == again.talent.tobytes()
    assert [p.name for p in cache.iterdir()] == [f"population-{first.key}"]


def test_its_columns_are_mapped_and_cannot_be_written(cache):
    assert cache
    who = population(People(), fraction=FRACTION)
    with pytest.raises(ValueError, match="read-only"):
        who.cohort(2000).talent[0] = 1


def test_a_parameter_that_builds_the_country_makes_another_key(cache):
    assert cache
    usual = population(People(), fraction=FRACTION).key
    for p in (People(persistence=0.9), People(girls_share=0.4), People(authorities=200)):
        assert population(p, fraction=FRACTION).key != usual
    assert population(People(), fraction=0.02).key != usual


def test_a_parameter_that_acts_in_a_run_does_not(cache):
    assert cache
    usual = population(People(), fraction=FRACTION).key
    for name, value in (("choice.level", -1.0), ("ability.arabic_gap", -0.3), ("costs.visit", 50)):
        assert load("history", set={name: value}, fraction=FRACTION).population.key == usual


def test_a_changed_table_or_line_of_code_makes_another_key(cache, tmp_path):
    assert cache
    copy = tmp_path / "copy"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, copy / "simulation", ignore=ignore)

    def key():
        out, err = start(BUILD, where=copy).communicate()
        assert out, err
        return out

    def add_to(path, text):
        (copy / "simulation" / path).write_text((copy / "simulation" / path).read_text() + text)

    usual = key()
    add_to("data/tables/ministers.csv", "\n")
    assert key() == usual
    add_to("population/students.py", "# another\n")
    in_other_words = key()
    table = copy / "simulation/data/tables/grade12.csv"
    table.write_text(table.read_text().replace("100000", "100001"))
    keys = [usual, in_other_words, key()]
    for path in ("data/demography.py", "data/strata.py", "years.py"):
        add_to(path, "# another\n")
        keys.append(key())
    people = copy / "simulation/parameters/people.py"
    for group in ("class Ability", "class Leaving"):
        before, after = people.read_text().split(group)
        after = re.sub(r"default=(-?[\d.]+)", r"default=\g<1>1", after, count=1)
        people.write_text(before + group + after)
        keys.append(key())
    assert len({*keys}) == len(keys)


def test_another_numpy_or_span_of_years_makes_another_key(cache):
    assert cache
    script = "import numpy\nnumpy.__version__ = '9.9'\n" + BUILD
    later = "import simulation.years\nsimulation.years.FIRST_ENTRY = 1997\n" + BUILD
    keys = [start(s).communicate()[0] for s in (BUILD, script, later)]
    assert all(keys)
    assert len({*keys}) == 3


def test_two_builders_at_once_leave_one_whole_country(cache):
    builders = [start(BUILD) for _ in range(3)]
    outcomes = [b.communicate() for b in builders]
    assert [b.returncode for b in builders] == [0, 0, 0], outcomes
    (key,) = {out.strip() for out, _ in outcomes}
    assert [p.name for p in cache.iterdir()] == [f"population-{key}"]
    beside = digest(cache / f"population-{key}")
    shutil.rmtree(cache)
    population(People(), fraction=FRACTION)
    assert digest(cache / f"population-{key}") == beside


class Interrupted(Exception):
    """Somebody pressed a key."""


def test_an_interrupted_build_leaves_nothing(cache):
    def tell(done: float) -> None:
        if done > 0.5:
            raise Interrupted

    with pytest.raises(Interrupted):
        population(People(), fraction=FRACTION, tell=tell)
    assert list(cache.iterdir()) == []


def test_a_whole_country_takes_its_place_in_one_move(cache):
    """The folder that was built is the folder that is kept: nobody sees half of a copy."""
    built = []

    def tell(_: float) -> None:
        built.append([p.stat().st_ino for p in cache.glob("building-*")])
        assert not list(cache.glob("population-*"))

    who = population(People(), fraction=FRACTION, tell=tell)
    assert built[-1] == [(cache / f"population-{who.key}").stat().st_ino]


def test_a_killed_build_is_not_taken_for_whole(cache):
    script = BUILD.replace(
        f"fraction={FRACTION}",
        f"fraction={FRACTION}, tell=lambda d: d > 0.5 and __import__('os').kill("
        "__import__('os').getpid(), 9)",
    )
    killed = start(script)
    killed.communicate()
    assert killed.returncode == -9
    assert not list(cache.glob("population-*"))
    who = population(People(), fraction=FRACTION)
    assert len(who.cohort(2035).female) > 0


def test_a_full_disk_leaves_nothing(cache):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
    full = start(limit + BUILD)
    _, told = full.communicate()
    assert full.returncode == 1
    assert "OSError" in told
    assert list(cache.iterdir()) == []


def test_only_the_countries_used_last_are_kept(cache):
    for step in range(8):
        population(People(girls_share=0.5 + step / 100), fraction=FRACTION)
    assert 1 < len(list(cache.glob("population-*"))) < 8


def test_a_population_leaves_in_one_move(cache, monkeypatch):
    """Killed at any point of its removal, it is whole under its name or not there at all."""

    def killed(path, **_):
        files = [p for p in Path(path).rglob("*") if p.is_file()]
        for file in files[:2]:
            file.unlink()
        if files:
            raise KeyboardInterrupt

    for step in range(6):
        population(People(girls_share=0.5 + step / 100), fraction=FRACTION)
    before = {p.name: digest(p) for p in cache.glob("population-*")}
    monkeypatch.setattr("simulation.population.store.shutil.rmtree", killed)
    with pytest.raises(KeyboardInterrupt):
        population(People(girls_share=0.7), fraction=FRACTION)
    after = {p.name: digest(p) for p in cache.glob("population-*")}
    kept = before.keys() & after.keys()
    assert len(kept) == 5
    assert all(after[name] == before[name] for name in kept)


def _cut(path):
    os.truncate(path, path.stat().st_size // 2)


def _lengthen(path):
    os.truncate(path, path.stat().st_size + 1)


def _spoil(path):
    path.write_bytes(b"nothing of use")


@pytest.mark.parametrize("harm", [_cut, _lengthen, _spoil, Path.unlink])
@pytest.mark.parametrize("column", ["schools.pickle", "offsets.npy", "female", "talent"])
def test_what_is_not_whole_is_built_again(cache, column, harm):
    key = population(People(), fraction=FRACTION).key
    place = cache / f"population-{key}"
    usual = digest(place)
    harm(place / column)
    readable = harm is _lengthen and column in {"schools.pickle", "offsets.npy"}
    assert population(People(), fraction=FRACTION).key == key
    assert readable or digest(place) == usual
    assert [p.name for p in cache.iterdir()] == [place.name]


def test_a_file_in_the_place_of_a_population_gives_way(cache):
    key = population(People(), fraction=FRACTION).key
    shutil.rmtree(cache / f"population-{key}")
    (cache / f"population-{key}").touch()
    assert population(People(), fraction=FRACTION).key == key
    assert (cache / f"population-{key}").is_dir()


def test_what_cannot_be_read_back_is_told_in_a_sentence(cache):
    def tell(_: float) -> None:
        for part in cache.glob("building-*"):
            (part / "schools.pickle").write_bytes(b"")

    with pytest.raises(OSError, match="was built and cannot be read back") as caught:
        population(People(), fraction=FRACTION, tell=tell)
    assert "FIVEBYTWO_CACHE" in str(caught.value)


def test_a_cache_of_somebody_else_is_read(cache, monkeypatch):
    """The system refuses to change its times to anybody but its owner."""
    key = population(People(), fraction=FRACTION).key
    place = cache / f"population-{key}"
    usual = digest(place)

    def refused(*_, **__):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.utime", refused)
    for folder in (place, cache):
        folder.chmod(0o555)
    heard = []
    who = population(People(), fraction=FRACTION, tell=heard.append)
    for folder in (cache, place):
        folder.chmod(0o755)
    assert (who.key, heard) == (key, [])
    assert digest(place) == usual
