"""What matters about credit in sentences, whose figures are computed from the tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from calibration.coverage import FALSE_ALARM
from calibration.learnt import ASSUMED, LEARNT
from experiments.calibrate.credit_moved import N2017, RISE, WIDER_ALL

Tables = Mapping[str, pd.DataFrame]
About = Mapping[str, Any]
_UNUSUAL = 0.025
_CENTRAL = (
    " So near 1 is as unusual as near 0: they lie nearer the middle of the bank than its own runs"
    " with their declared errors do. Waves centred the bank on them, and errors may be too wide."
)
_TIE = "they cannot be told apart, and it draws all parameters, not only the reported ones"
_LUCK = 0.05  # of cases whose 95 % interval leaves the level out


def sentences(tables: Tables, about: About) -> list[str]:
    """Return what matters, a sentence each, computed."""
    lines = [_ranks_told(tables, about, name) for name in about["errors"]]
    if choice := about.get("choice"):
        why = _TIE if choice["tie"] else "its coverage is nearer"
        lines.append(
            f"Primary method: {choice['primary']} ({why}: the error of coverage of the emulated"
            f" likelihood is {choice['difference']:+.3f} against the other's, 90 % interval"
            f" {choice['low']:+.3f} to {choice['high']:+.3f}, {choice['runs']} runs)."
        )
    else:
        lines.append("One method only was checked, so that which is primary cannot be told.")
    verdicts = tables["learnt"]["verdict"].value_counts()
    lines.append(
        f"At most {verdicts.get(LEARNT, 0)} of {verdicts.sum()} parameters were learnt; of"
        f" {verdicts.get(ASSUMED, 0)} the posterior cannot be told from the prior: assumed, not"
        f" learnt. Figures tell {about['worth']:.1f} parameters' worth."
    )
    lines.append(_noise_told(tables["noise"]))
    lines += [_before_told(tables, stage) for stage in tables["before"]["runs_of"].unique()]
    m = about["misspecified"]
    lines.append(
        f"Are the observed figures such as the model's? p = {m['p']:.3f} for all together,"
        f" {m['p_furthest']:.3f} for the furthest one ({m['held_out']} runs of the model)."
        + (_CENTRAL if m["p"] > 1 - _UNUSUAL else "")
    )
    return [*lines, _moved_told(tables)]


def _noise_told(noise: pd.DataFrame) -> str:
    """Return how much of what figures are judged by is missed by the emulator."""
    last = float(noise.set_index("id")["share"]["N2017"])
    most = int((noise["share"] > 1 / 2).sum())
    return (
        f"Of the variance that the count of 2017 is judged by {last:.0%} is what the emulator"
        f" misses of a run, not declared error; of {most} in {len(noise)} figures it is more than"
        " half. Posteriors are wider than the figures would have them."
    )


def _ranks_told(tables: Tables, about: About, name: str) -> str:
    """Return which parameters fail for a method."""
    ranks, held = (of_method(tables[key], name) for key in ("ranks", "coverage"))
    fails = ranks.loc[ranks["fails"], "parameter"].tolist()
    off = [
        f"{r.parameter} ({r.level:.0%}: {r.covered:.0%})" for r in held[held["off"]].itertuples()
    ]
    failed = about["failed"][name]
    return (
        f"{name.capitalize()}, {about['runs'][name]} held-out runs: ranks fail for"
        f" {listed(fails)} (Anderson-Darling, Holm, {FALSE_ALARM:.0%} for all together); coverage"
        f" is {about['errors'][name]:.3f} off its levels on average, {_pooled(held)}; the"
        f" level lies outside the 95 % interval in {len(off)} of {len(held)} cases, where luck"
        f" alone makes some {_LUCK * len(held):.0f}: {listed(off)}."
        + (f" It gave no posterior for {failed} more runs." if failed else "")
    )


def _pooled(held: pd.DataFrame) -> str:
    """Return what intervals of all parameters together hold, beside what they are said to."""
    means = held.groupby("level")["covered"].mean()
    told = [f"{share:.1%} where {level:.0%} is said" for level, share in means.items()]
    return f"over all parameters intervals hold {', '.join(told)}"


def _before_told(tables: Tables, stage: str) -> str:
    """Return which observed figures lie outside what runs say."""
    of = tables["before"][tables["before"]["runs_of"] == stage]
    out = of.loc[~of["inside"].astype(bool), "id"].tolist()
    whose = {"prior": "the whole prior (wave 0)", "bank": "the bank (what waves left)"}[stage]
    return f"Outside the 90 % band of {whose}: {listed(out)}, of {len(of)} figures."


def _moved_told(tables: Tables) -> str:
    """Return what moves the outcomes most."""
    of = tables["moved"]
    told = []
    for what in (N2017, RISE):
        rows = of[(of["of"] == what) & of["kind"].isin(["target", "block"])]
        most = rows.iloc[int(rows["shift"].abs().argmax())]
        told.append(f"{what} by {most['shift']:+.2f} ({most['name']})")
    wide = of[(of["name"] == WIDER_ALL) & (of["of"] == N2017)].iloc[0]
    return (
        f"Leaving a target or block out moves most, in posterior sds: {', '.join(told)}. With all"
        f" reported priors twice as wide the emulated number of 2017 moves by {wide['shift']:+.2f}"
        f" and its sd is {wide['ratio']:.2f} times as large."
    )


def of_method(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the rows of a method."""
    return table[table["method"] == name]


def listed(words: Sequence[str]) -> str:
    """Return words with commas, or none."""
    return ", ".join(words) or "none"
