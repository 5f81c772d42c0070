"""The same results in any thread, process, order of looking, and run after run."""

import gc
import os
import subprocess
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import mesa
import psutil
import pytest

from simulation.model import Country
from simulation.network.field import Files
from simulation.run import load, run
from simulation.scenario import WrongScenario

UNTIL = 2015
MEGABYTE = 2**20
SCRIPT = """
import sys
from hashlib import sha256
from simulation import load, run
results = run(load("history", fraction=0.05), seed=1, until=2015)
seen = results.sums, results.climate, results.terms.values, results.ties.trust
print(sha256(b"".join(part.tobytes() for part in seen)).hexdigest())
"""


def digest(results):
    """Return a digest of every figure of a run."""
    seen = results.sums, results.climate, results.terms.values, results.ties.trust
    return sha256(b"".join(part.tobytes() for part in seen)).hexdigest()


@pytest.fixture(scope="module")
def expected(small):
    """Return the digest of one run in this process and thread."""
    return digest(run(small, seed=1, until=UNTIL))


def test_two_runs_in_one_process_are_equal(small, expected):
    run(small, seed=2, until=UNTIL)
    assert digest(run(small, seed=1, until=UNTIL)) == expected


def test_another_seed_is_other_luck_in_the_same_country(small, expected):
    assert digest(run(small, seed=2, until=UNTIL)) != expected


@pytest.mark.parametrize("threads", ["1", "2"])
def test_another_process_with_any_number_of_threads_gives_the_same(small, expected, threads):
    assert small.fraction == 0.05  # as the script's
    settings = {"NUMBA_NUM_THREADS": threads, "PYTHONHASHSEED": threads}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | settings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == expected


def test_countries_that_live_at_the_same_time_do_not_meet(small, expected):
    with ThreadPoolExecutor(3) as pool:
        at_once = list(pool.map(lambda seed: run(small, seed=seed, until=UNTIL), (1, 2, 1)))
    assert digest(at_once[0]) == digest(at_once[2]) == expected
    assert digest(at_once[1]) == digest(run(small, seed=2, until=UNTIL))


class Nosy:
    """A watcher that looks at everybody it can, in another order every year."""

    def see(self, country: Country) -> None:
        """Look at some students, and shuffle the agents."""
        country.agents.shuffle(inplace=True)
        students = list(country.students)[:: 997 + country.year]
        assert {s.school.stream for s in students}
        country.random.random()
        country.rng.random()


def test_who_is_looked_at_in_which_order_changes_nothing(small, expected):
    assert digest(run(small, seed=1, until=UNTIL, watchers=[Nosy()])) == expected


def test_a_longer_run_begins_like_a_shorter_one(small):
    short, long = run(small, seed=1, until=2005), run(small, seed=1, until=2012)
    assert long.sums[: len(short.years)].tobytes() == short.sums.tobytes()


def test_until_and_fraction_are_checked(small):
    with pytest.raises(WrongScenario, match="until = 2050 is not a school year from 2001 to 2035"):
        run(small, until=2050)
    for fraction in (0, -1, 1.5, float("nan")):
        with pytest.raises(WrongScenario, match="is not above 0 and up to 1"):
            load("history", fraction=fraction)


def test_who_looks_after_a_term_sees_every_term(small):
    seen = []
    run(small, until=2002, after_term=[lambda c, term: seen.append((c.year, term))])
    assert seen == [(year, term) for year in range(1996, 2003) for term in (1, 2, 3)]


PARTNERS = """name,sector,programme,founder,invited,budget,volunteers,capacity
A foundation,foundation,,yes,yes,1000000,0,0
An NGO,ngo,chess,no,yes,50000,10,500
A firm,firm,,no,yes,0,20,0
"""
TIES = "from,to,weight\nA foundation,An NGO,0.8\nAn NGO,A firm,0.4\n"
PROGRAMMES = """name,channel,unit,cost,hours,group,source,quality
chess,visits,a game,10,0.1,motivation,assumed,assumed
"""


@pytest.fixture
def tables(tmp_path):
    """Return a user's own tables of the partnership."""
    texts = {"partners": PARTNERS, "ties": TIES, "programmes": PROGRAMMES}
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return Files(**{name: tmp_path / f"{name}.csv" for name in texts})


def test_own_partners_are_run_and_recorded(small, tables):
    case = load("history", fraction=small.fraction, files=tables)
    results = run(case, until=2015)
    names = results.partners_frame()["partner"].unique().tolist()
    assert names == ["A foundation", "An NGO", "A firm", "Ministry of Education", "Backbone"]
    assert "coverage_chess" in set(results.terms_frame()["measure"])
    for table in ("partners", "ties", "programmes"):
        place = getattr(tables, table)
        assert results.record[table] == str(place)
        assert results.record[f"{table}_sha256"] == sha256(place.read_bytes()).hexdigest()


def test_the_record_of_the_shipped_partners_names_no_file(small):
    record = run(small, until=2001).record
    for table in ("schools", "partners", "ties", "programmes"):
        assert record[table] is record[f"{table}_sha256"] is None


def test_tell_hears_every_year(small):
    heard = []
    run(small, until=2003, tell=heard.append)
    assert heard == list(range(1996, 2004))


def test_a_released_country_is_freed(small):
    country = small.model(seed=1)
    for _ in range(8):
        country.step()
    seen = weakref.ref(country)
    cohort = weakref.ref(country.cohorts[0])
    country.release()
    del country
    gc.collect()
    assert seen() is None
    assert cohort() is None


def test_a_run_leaves_no_model_behind_in_mesa(small):
    before = len(mesa.Agent._ids)
    run(small, until=2002)
    with pytest.raises(ZeroDivisionError):
        run(small, until=2002, tell=lambda year: 1 / (2001 - year))
    assert len(mesa.Agent._ids) == before


def test_further_runs_of_the_whole_country_take_no_more_memory(national):
    """A country left behind would take 20 MB a run; the first two warm the allocator up.

    Only pages it wrote count: those of libraries become its own when another process ends.
    """
    process = psutil.Process()
    private = []
    for seed in range(7):
        run(national, seed=seed, until=2010)
        gc.collect()
        private.append(sum(part.private_dirty for part in process.memory_maps()))
    assert (private[-1] - private[1]) / MEGABYTE < 30
