"""Luck: the generator is the published one, and nobody shares luck with anybody.

Statistical tests have fixed seeds: they pass or fail for good. Their false-alarm rate is how
likely a good generator was to fail them when they were written; it is 1e-4 a test.
"""

import inspect
from itertools import combinations
from math import comb, factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulation import randomness
from simulation.randomness import (
    Decision,
    Luck,
    fill_normal_of,
    fill_uniform,
    fill_uniform_of,
    key_of,
    philox,
    uniform,
)

FALSE_ALARM = 1e-4
N = 200_000
FIRST = 2010 << 20
KNOWN = (  # Random123's known answers of philox4x32-10: counter, key, words
    ((0,) * 4, (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0),
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
)  # fmt: skip
YEARS = st.integers(1996, 2035)
DECISIONS = st.sampled_from(list(Decision))
KEYS = st.integers(0, 2**64 - 1).map(np.uint64)


def column(seed=1, decision=Decision.CHOOSE_TRACK, year=2013, term=0, first=FIRST, n=N):
    """Return the uniform numbers of `n` people."""
    luck = np.empty(n, np.float32)
    fill_uniform(luck, key_of(seed), int(decision), year, term, first)
    return luck


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
@pytest.mark.parametrize("generator", [philox, philox.py_func], ids=["compiled", "plain"])
def test_the_known_answers(generator, counter, key, words):
    with np.errstate(over="ignore"):  # 64-bit products of 32-bit words cannot overflow; sums wrap
        found = generator(np.uint64(key[0] | key[1] << 32), *map(np.uint64, counter))
    assert " ".join(f"{int(word):08x}" for word in found) == words


def test_the_seed_is_hashed_by_splitmix64():
    """The first outputs of SplitMix64 from the states 0 and 1234567."""
    assert key_of(0) == 0xE220A8397B1DCDAF
    assert key_of(1234567) == 6457827717110365317


@given(KEYS, DECISIONS, YEARS, st.integers(0, 3), st.integers(0, 2**29), st.integers(0, 23))
def test_a_column_holds_each_persons_own_number(key, decision, year, term, block, n):
    first, luck = 4 * block, np.empty(n, np.float32)
    fill_uniform(luck, key, int(decision), year, term, first)
    alone = [uniform(key, int(decision), year, term, first + i) for i in range(n)]
    assert luck.tolist() == alone


@given(KEYS, DECISIONS, YEARS, st.lists(st.integers(0, 2**20 - 1), max_size=9))
def test_a_list_of_rows_gets_the_same_numbers_as_the_column_has(key, decision, year, rows):
    luck = np.empty(len(rows), np.float32)
    fill_uniform_of(luck, key, int(decision), year, 0, FIRST, np.array(rows, np.int32))
    assert luck.tolist() == [uniform(key, int(decision), year, 0, FIRST + row) for row in rows]


@given(KEYS, st.integers(0, 2**31 - 1))
def test_a_normal_number_is_the_sum_of_the_four_words_of_a_block(key, entity):
    luck = np.empty(1, np.float32)
    fill_normal_of(luck, key, 8, 2013, 1, entity, np.zeros(1, np.int32))
    block = philox(key, np.uint64(entity), np.uint64(1), np.uint64(2013), np.uint64(8))
    uniforms = [(int(word) // 2**8 + 0.5) / 2**24 for word in block]
    assert luck[0] == pytest.approx((sum(uniforms) - 2) * 3**0.5, abs=1e-6)


def test_luck_of_a_run_is_the_column_of_its_seed():
    luck, rows = Luck(7), np.array([5, 0, 77], np.int32)
    whole = luck.uniform(Decision.PERSIST, 2013, FIRST, 101).copy()
    assert whole.tolist() == column(7, Decision.PERSIST, n=101).tolist()
    assert luck.uniform_of(Decision.PERSIST, 2013, FIRST, rows).tolist() == whole[rows].tolist()
    again = luck.normal_of(Decision.FIRST_PAPER, 2013, FIRST, rows)
    assert again[1] == luck.normal_of(Decision.FIRST_PAPER, 2013, FIRST, rows[1:2])[0]


def test_numbers_lie_strictly_between_0_and_1():
    lowest, highest = (randomness.unit(np.uint64(word)) for word in (0, 2**32 - 1))
    assert 0 < lowest < 2**-22
    assert 1 - 2**-22 < highest < 1


@pytest.mark.parametrize("lane", range(4))
def test_each_lane_is_uniform(lane):
    assert stats.kstest(column()[lane::4].astype(float), "uniform").pvalue > FALSE_ALARM


def test_uniform_numbers_have_the_moments_of_a_uniform():
    luck = column().astype(float)
    for power in (1, 2, 3, 4):
        sd = (1 / (2 * power + 1) - 1 / (power + 1) ** 2) ** 0.5
        off = ((luck**power).mean() - 1 / (power + 1)) / (sd / N**0.5)
        assert 2 * stats.norm.sf(abs(off)) > FALSE_ALARM / 4


def irwin_hall(z):
    """Return the distribution function of four uniform numbers, brought to mean 0, variance 1."""
    x = z / 3**0.5 + 2
    return sum((-1) ** k * comb(4, k) * np.maximum(x - k, 0) ** 4 for k in range(5)) / factorial(4)


def test_normal_numbers_have_mean_0_variance_1_and_bounds():
    luck = np.empty(N, np.float32)
    fill_normal_of(luck, key_of(1), 8, 2013, 0, FIRST, np.arange(N, dtype=np.int32))
    z = luck.astype(float)
    kurtosis = 2.7  # of four uniform numbers
    off = z.mean() * N**0.5, (z.var() - 1) * (N / (kurtosis - 1)) ** 0.5
    assert 2 * stats.norm.sf(np.abs(off)).min() > FALSE_ALARM / 2
    assert np.abs(z).max() < 12**0.5
    assert stats.kstest(z, irwin_hall).pvalue > FALSE_ALARM


def columns_that_differ_in_one_word():
    """Return a column, and those of another decision, year, term, cohort and seed."""
    decisions = [column(decision=d) for d in Decision]
    years = [column(year=y) for y in (2012, 2014)]
    seeds = [column(seed=s) for s in (0, 2, 3, 2**40 + 1)]
    return [*decisions, *years, *seeds, column(term=1), column(first=2011 << 20)]


def test_no_two_decisions_years_terms_cohorts_or_seeds_are_correlated():
    columns = np.array(columns_that_differ_in_one_word(), float)
    pairs = list(combinations(range(len(columns)), 2))
    r = np.corrcoef(columns)
    off = np.array([r[pair] for pair in pairs]) * N**0.5
    assert 2 * stats.norm.sf(np.abs(off)).min() > FALSE_ALARM / len(pairs)


def test_the_four_people_of_a_block_are_not_correlated():
    lanes = column().reshape(-1, 4).T
    off = np.corrcoef(lanes)[np.triu_indices(4, 1)] * (N / 4) ** 0.5
    assert 2 * stats.norm.sf(np.abs(off)).min() > FALSE_ALARM / 6


def test_neighbouring_seeds_share_nothing():
    keys = np.array([key_of(s) for s in range(2000)])
    assert np.unique(keys).size == keys.size
    bits = np.bitwise_count(keys[1:] ^ keys[:-1]).astype(float)
    assert stats.kstest(bits + column(n=bits.size) - 0.5, "norm", (32, 4.01)).pvalue > FALSE_ALARM
    same = sum(int((column(s) == column(s + 1)).sum()) for s in range(20))
    expected = 20 * N / 2**24  # two numbers of 24 bits may be equal by chance
    assert stats.poisson.sf(same - 1, expected) > FALSE_ALARM


def test_neighbouring_seeds_are_not_the_same_numbers_shifted():
    one, other = column(1, n=4096), column(2, n=4096)
    windows = {tuple(one[i : i + 3].tolist()) for i in range(len(one) - 2)}
    assert windows.isdisjoint({tuple(other[i : i + 3].tolist()) for i in range(len(other) - 2)})


@pytest.mark.parametrize(
    "twice", ["CHOOSE_TRACK = 99", "ANOTHER_DECISION = 2"], ids=["name", "number"]
)
def test_a_decision_named_or_numbered_twice_is_an_error(twice):
    source = inspect.getsource(Decision)
    again = source.rstrip() + f"\n    {twice}\n"
    exec(source, vars(randomness).copy())  # noqa: S102  as it is, it is fine
    with pytest.raises((ValueError, TypeError), match=r"duplicate|already defined"):
        exec(again, vars(randomness).copy())  # noqa: S102


def test_numbers_of_people_fit_into_the_words_of_the_counter():
    last = (2035 << 20) + 2**20 - 1
    assert last < 2**32
    assert max(Decision) < 2**32
