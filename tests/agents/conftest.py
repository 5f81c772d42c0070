"""A country that the tests of agents look at."""

import pytest


@pytest.fixture(scope="module")
def country(small):
    """A small country after the school year 2013."""
    country = small.model(seed=1)
    while country.year < 2013:
        country.step()
    yield country
    country.release()
