"""What the sources claim (MODEL section 9), row by row, on the real model: runs that rows share.

`pytest tests/claims -n 0 -sv -m "slow or not slow"` reads as the table, each row with its figure. A
row asserts the claim as far as the model shows it; where it does not, it asserts what is shown
instead, and its docstring says so. What is measured stands there, too.
"""

import pytest

from tests.claims.lived import FEW, SEEDS, WHOLE, lives


@pytest.fixture(scope="module")
def decided():
    """Return runs in which partners and the Ministry decide, in a fifth of the country."""
    return lives("endogenous", 2028, seeds=SEEDS)


@pytest.fixture(scope="module")
def dated():
    """Return runs with the Ministry's dates of history, in a fifth of the country."""
    return lives("history", 2018, seeds=FEW)


@pytest.fixture(scope="module")
def nation():
    """Return history in the whole country."""
    return lives("history", 2030, **WHOLE)
