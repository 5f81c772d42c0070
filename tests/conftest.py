"""One small country and the whole one, built once and shared by every test and worker."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from simulation.model import Country
from simulation.results.results import Results
from simulation.run import Case, load, run

# The same examples at each run; no time limit for each, as the first call of a kernel compiles it.
settings.register_profile("steady", max_examples=60, derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


def pytest_configure(config):
    """Keep populations in a folder of this test run, which its workers inherit."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        folder = tempfile.mkdtemp(prefix="fivebytwo-tests-")
        before = os.environ.get("FIVEBYTWO_CACHE")
        os.environ["FIVEBYTWO_CACHE"] = folder
        config.add_cleanup(lambda: _forget(folder, before))


def _forget(folder: str, before: str | None) -> None:
    """Delete the folder of populations."""
    shutil.rmtree(folder, ignore_errors=True)
    if before is None:
        os.environ.pop("FIVEBYTWO_CACHE", None)
    else:
        os.environ["FIVEBYTWO_CACHE"] = before


@pytest.fixture(scope="session")
def small() -> Case:
    """Return history in a small sample of authorities."""
    return load("history", fraction=0.05)


@pytest.fixture(scope="session")
def national() -> Case:
    """Return history in the whole country."""
    return load("history")


@pytest.fixture(scope="session")
def small_results(small: Case) -> Results:
    """Return what was seen of the small country until 2030."""
    return run(small, seed=1)


@pytest.fixture(scope="session")
def national_results(national: Case) -> Results:
    """Return what was seen of the whole country until 2030."""
    return run(national, seed=1)


Settle = Callable[..., Country]


@pytest.fixture
def settle() -> Iterator[Settle]:
    """Return a function that lets a country live until a year; it is released after the test."""
    countries: list[Country] = []

    def until(case: Case, year: int, *, seed: int = 1) -> Country:
        country = Country(case.population, case.scenario.worlds, case.field, seed=seed)
        countries.append(country)
        while country.year < year:
            country.step()
        return country

    yield until
    for country in countries:
        country.release()
