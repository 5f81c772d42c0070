"""Patterns: three verdicts, made by rule, and what each pattern reads of a run."""

import numpy as np
import pandas as pd
import pytest

from calibration.patterns import (
    CANNOT,
    FAIL,
    LEAST,
    PASS,
    Claim,
    Evidence,
    Observed,
    Pattern,
    Runs,
    judge,
)  # fmt: skip
from calibration.patterns_declared import (
    ENDOGENOUS,
    PATTERNS,
    first_year,
    gap,
    inside,
    lowest,
    ratio,
)  # fmt: skip
from calibration.predictive import FITTED, Figure, figures

BY_ID = {p.id: p for p in PATTERNS}
YEARS = range(2006, 2020)
COURSE = (
    12_900, 13_000, 12_000, 11_000, 10_500, 9_700, 8_869, 9_100, 9_718, 11_300, 12_800, 16_085,
)  # fmt: skip
AS_IT_WAS = dict(zip(range(2006, 2018), COURSE, strict=True))


def runs(points=20, **measures):
    """Return runs whose measures are a number, by year, or by run (a list)."""
    rows = [{"point": p, "year": y} | {name: value(of, p, y) for name, of in measures.items()}
            for p in range(points) for y in YEARS]  # fmt: skip
    return Runs(pd.DataFrame(rows))


def value(of, point, year):
    match of:
        case dict():
            return of.get(year, np.nan)
        case list():
            return of[point]
        case _:
            return of


def evidence(simulated=None, reported=None, known=(), **scenarios):
    nothing = pd.DataFrame()
    return Evidence(
        scenarios, {f.id: f for f in known},
        nothing if simulated is None else simulated, nothing if reported is None else reported,
    )  # fmt: skip


def claim(**about):
    return Claim(words="a", of=lambda r: r.at("x", 2015), **about)


def verdict_of(values, **about):
    of = runs(len(values), x=list(values))
    return claim(**about).judge(evidence(history=of)).verdict


def figure(name="a", observed=0.0, **errors):
    return Figure(
        id=name, block="a", year=2015, words="a", observed=observed, role=FITTED, **errors
    )


def seen(observed, *, spread=1.0, span=10.0, figures_of=1, seed=1, **errors):
    """Return the verdict on figures of which runs tell normal numbers around 0."""
    names = [str(i) for i in range(figures_of)]
    known = [figure(n, o, **errors) for n, o in zip(names, np.atleast_1d(observed), strict=True)]
    values = pd.DataFrame(
        spread * np.random.default_rng(seed).normal(size=(2_000, figures_of)), columns=names
    )
    test = Observed(words="a", ids=tuple(names), span=span)
    return test.judge(evidence(values, values, known))


@pytest.mark.parametrize(
    ("values", "verdict"),
    [(range(1, 41), PASS), (range(-40, 0), FAIL), (range(-20, 21), CANNOT)],
)
def test_a_claim_passes_inside_fails_outside_and_cannot_be_told_across(values, verdict):
    assert verdict_of(values, low=0.5) == verdict


def test_a_claim_with_two_ends_fails_on_either_side():
    assert verdict_of(range(100, 140), low=0, high=50) == FAIL
    assert verdict_of(range(40), low=0, high=50) == PASS


def test_a_twentieth_of_the_draws_on_either_side_is_outside_the_band():
    assert verdict_of([-1.0] * 4 + [1.0] * 96, low=0) == PASS
    assert verdict_of([-1.0] * 6 + [1.0] * 94, low=0) == CANNOT
    assert verdict_of([-1.0] * 96 + [1.0] * 4, low=0) == FAIL


def test_few_draws_tell_nothing():
    assert verdict_of([1.0] * (LEAST - 1), low=0) == CANNOT
    assert verdict_of([1.0] * LEAST, low=0) == PASS


def test_never_is_later_than_any_year():
    built = {y: float(y >= 2016) for y in YEARS}
    assert first_year(runs(measurement=built), "measurement", 0.5).unique().tolist() == [2016]
    never = runs(measurement=0.0)
    assert np.isinf(first_year(never, "measurement", 0.5)).all()
    test = next(c for (c,) in BY_ID["P12"].tests if "measurement" in c.words)
    found = test.judge(evidence(**{ENDOGENOUS: never}))
    assert found.verdict == FAIL
    assert "never" in found.figures


def test_an_observed_figure_near_the_middle_passes_and_one_far_off_fails():
    assert seen(0.3).verdict == PASS
    assert seen(4.0).verdict == FAIL


def test_a_band_wider_than_the_claim_can_fail_but_never_pass():
    assert seen(0.3, span=1.0).verdict == CANNOT
    assert seen(4.0, span=1.0).verdict == FAIL


def test_an_error_of_the_source_wider_than_the_claim_cannot_be_told():
    assert seen(0.3, sd=4.0).verdict == CANNOT


def test_one_band_for_all_holds_nine_in_ten_whole_reports():
    worlds = np.random.default_rng(3).normal(size=(300, 8))
    passed = [seen(w, figures_of=8, seed=k).verdict == PASS for k, w in enumerate(worlds)]
    assert np.mean(passed) == pytest.approx(0.9, abs=0.05)


def test_a_single_miss_among_many_is_named():
    found = seen([0, 0, 0, 5.0], figures_of=4)
    assert found.verdict == FAIL
    assert "3 of 4" in found.figures
    assert "outside: 3" in found.figures


def test_of_alternatives_the_best_counts_and_of_tests_the_worst():
    good, bad = claim(low=0), claim(high=-5)
    of = evidence(history=runs(x=1.0))
    assert judge(Pattern(id="a", title="a", use="fit", tests=((good, bad),)), of).verdict == PASS
    both = judge(Pattern(id="a", title="a", use="fit", tests=((good,), (bad,))), of)
    assert (both.verdict, [f.verdict for f in both.findings]) == (FAIL, [PASS, FAIL])


def test_there_are_the_twelve_patterns_of_the_design():
    assert list(BY_ID) == [f"P{n}" for n in range(1, 13)]
    assert all(p.tests for p in PATTERNS)


def test_patterns_ask_for_figures_that_were_observed():
    known = {f.id for f in figures()}
    asked = {i for p in PATTERNS for e in p.tests for t in e if isinstance(t, Observed)
             for i in t.ids}  # fmt: skip
    assert asked <= known
    assert {"N2017", "S2016", "FQ_3_2014", "FS_Druze_2013", "TR_2015", "PH2011"} <= asked


def test_no_figure_is_allowed_a_range_of_nothing():
    spans = [t.span for p in PATTERNS for e in p.tests for t in e if isinstance(t, Observed)]
    assert min(spans) > 1


def test_a_country_that_did_as_observed_turns_in_time():
    found = judge(BY_ID["P2"], evidence(
        history=runs(five_units=AS_IT_WAS), no_programmes=runs(five_units=AS_IT_WAS)
    ))  # fmt: skip
    assert found.verdict == PASS


def test_a_country_that_turns_a_year_late_fails_even_if_history_turned():
    late = AS_IT_WAS | {2013: 8_500}
    found = judge(BY_ID["P2"], evidence(
        history=runs(five_units=AS_IT_WAS), no_programmes=runs(five_units=late)
    ))  # fmt: skip
    assert found.verdict == FAIL
    assert lowest(runs(five_units=late)).unique().tolist() == [2013]


def test_gap_and_ratio_of_quintiles_are_those_of_shares_of_examinees():
    counts = {f"{u}_units_quintile_{q}": n for q, (a, b, c) in
              {1: (50, 30, 20), 5: (60, 30, 10)}.items()
              for u, n in (("three", a), ("four", b), ("five", c))}  # fmt: skip
    of = runs(**counts)
    assert gap(of, 2015).unique() == pytest.approx([10.0])
    assert ratio(of, 2015).unique() == pytest.approx([2.0])


def test_growth_inside_tracks_is_over_all_growth_and_nothing_where_there_is_none():
    grown = runs(change_inside=300.0, sitters_in_opened=150.0, sitters_lost=50.0)
    assert inside(grown).unique() == pytest.approx([75.0])
    shrunk = runs(change_inside=-300.0, sitters_in_opened=0.0, sitters_lost=50.0)
    assert inside(shrunk).unique().tolist() == [0.0]


@pytest.mark.parametrize(("four", "verdict"), [(-0.04, PASS), (0.04, FAIL)])
def test_the_ladder_moves_as_one_or_not(four, verdict):
    shares = {
        f"{units}_unit_share": {y: 0.2 + step * (y - 2006) / 6 for y in YEARS}
        for units, step in (("five", -0.05), ("four", four), ("three", 0.06))
    }
    assert judge(BY_ID["P9"], evidence(history=runs(**shares))).verdict == verdict
