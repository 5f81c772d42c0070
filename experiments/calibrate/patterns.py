"""`fivebytwo patterns`: the twelve patterns, each judged by draws of the posterior."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd

from calibration import predictive as told_of
from calibration.patterns import CANNOT, FAIL, PASS, Evidence, Runs, Verdict, judge
from calibration.patterns_declared import ENDOGENOUS, PATTERNS, WANED, WITHOUT, columns
from experiments import say
from experiments.calibrate.plot_patterns import PICTURES, draw
from experiments.calibrate.predictive import (
    HISTORY,
    TOGETHER,
    UNTIL,
    Order,
    predicted,
    record,
    relived,
)  # fmt: skip
from experiments.calibrate.predictive_page import heading, markdown, provenance
from experiments.files import check_place, write_whole

PAGE, VERDICTS, TESTS = "patterns.md", "patterns.csv", "patterns_tests.csv"
_MARKS = {PASS: "pass", FAIL: "**fail**", CANNOT: "cannot tell"}

Judged = Mapping[str, tuple[Verdict, ...]]  # by structure


def patterns(order: Order) -> None:
    """Live draws again in three scenarios, judge the patterns, write tables, pictures and page."""
    names = order.names
    check_place(order.out)
    evidence = _evidence(order, names)
    judged = {name: tuple(judge(p, of) for p in PATTERNS) for name, of in evidence.items()}
    about = record(order, names)
    for place, of in ((VERDICTS, _verdicts(judged)), (TESTS, _tests(judged))):
        write_whole(order.out / place, partial(of.to_csv, index=False, float_format="%.6g"))
    for place, shown in PICTURES.items():
        verdicts = [v for v in judged[names[0]] if v.pattern.id in shown]
        write_whole(order.out / place, partial(draw, verdicts, evidence, about))
    text = page(judged, about)
    write_whole(order.out / PAGE, lambda to: to.write_text(text, encoding="utf-8"))
    _print(judged)
    say.line(f"Files in {order.out}: {PAGE}, {VERDICTS}, {TESTS}, {', '.join(PICTURES)}")


def _evidence(order: Order, names: Sequence[str]) -> dict[str, Evidence]:
    """Return what patterns are judged by, for each structure and for all together."""
    measures = sorted({*told_of.columns(), *columns()})
    past = relived(order, names, [HISTORY, WITHOUT], UNTIL, measures)
    course = relived(order, names, [ENDOGENOUS], WANED, measures)
    rows = pd.concat([past, course])
    found = predicted(past[past["scenario"] == HISTORY], names)
    known = {f.id: f for f in found.known}
    return {
        name: Evidence(
            runs={
                str(scenario): Runs(of)
                for scenario, of in _rows_of(rows, name).groupby("scenario", sort=False)
            },
            known=known, simulated=found.runs[name], reported=found.reports[name],
        )
        for name in found.runs
    }  # fmt: skip


def _rows_of(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows of a structure, or of all together."""
    return rows if name == TOGETHER else rows[rows["variant"] == name]


def _verdicts(judged: Judged) -> pd.DataFrame:
    """Return a row a pattern, a column a structure."""
    return pd.DataFrame([
        {"pattern": p.id, "title": p.title, "use": p.use}
        | {name: verdicts[k].verdict for name, verdicts in judged.items()}
        for k, p in enumerate(PATTERNS)
    ])  # fmt: skip


def _tests(judged: Judged) -> pd.DataFrame:
    """Return a row a structure, pattern and test."""
    return pd.DataFrame([
        {"structure": name, "pattern": v.pattern.id, "test": f.words, "verdict": f.verdict,
         "figures": f.figures, "low": f.low, "median": f.middle, "high": f.high}
        for name, verdicts in judged.items() for v in verdicts for f in v.findings
    ])  # fmt: skip


def page(judged: Judged, about: Mapping[str, Any]) -> str:
    """Return the page: patterns by structure first, then each test with its figures."""
    first = about["structures"][0]
    base = judged[first]
    count = {of: sum(v.verdict == of for v in base) for of in (PASS, FAIL, CANNOT)}
    parts = [
        heading("patterns", "Pattern report"),
        "The twelve patterns that the calibrated model must show (`docs/MODEL.md`, section 1),"
        f" each one test, of one part or of several. Of {len(base)}, `{first}` passes"
        f" {count[PASS]}, fails {count[FAIL]}, and {count[CANNOT]} cannot be told. *Together* is"
        " as many draws of every structure, unweighted.",
        markdown(
            ("", "pattern", "use", *judged),
            [(v.pattern.id, v.pattern.title, v.pattern.use,
              *(_MARKS[of[k].verdict] for of in judged.values())) for k, v in enumerate(base)],
            words=3 + len(judged),
        ),
        "## The rules",
        "Made before any posterior was looked at (`calibration/patterns_declared.py`), but knowing"
        " what defaults set by hand come to (`docs/FIT.md`). One thing was changed after a look at"
        " a provisional posterior: P4 had left out the third quintile, by mistake. A *claim*,"
        " of a number that every draw has, passes if its 90 % band lies inside what the sources"
        " allow, fails if it lies outside, and cannot be told if it does both. *Observed figures*"
        " pass if all lie in the simultaneous 90 % band of what sources might have reported of the"
        " draws, errors of sources and model added; if the band of the draws, or the error of the"
        " source, is wider than the whole range of the claim for more than half of them, either"
        " would have passed, and it cannot be told. Of alternatives the best counts; a pattern is"
        " as good as the worst of its tests. Patterns whose use is *fit* were seen by the"
        " likelihood: passing them says little.",
        *(f"![{', '.join(shown)}]({place})" for place, shown in PICTURES.items()),
        f"## Each test, {first}",
        "Median and 90 % band of the draws. Other structures are in `patterns_tests.csv`.",
        *(_told(v) for v in base),
        provenance(about),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _told(verdict: Verdict) -> str:
    """Return a pattern and its tests."""
    rows = [(f.words, f.figures, _MARKS[f.verdict]) for f in verdict.findings]
    of = verdict.pattern
    told = f"### {of.id}. {of.title}: {verdict.verdict}\n\n"
    table = markdown(("test", "figures", "verdict"), rows, words=3)
    return told + table + (f"\n\n{of.note}" if of.note else "")


def _print(judged: Judged) -> None:
    """Print the verdicts by structure."""
    rows = [
        (p.id, p.title, *(verdicts[k].verdict for verdicts in judged.values()))
        for k, p in enumerate(PATTERNS)
    ]
    say.table(("", "pattern", *judged), rows)
