"""How an outcome, its inputs and its figures are told, in tables and in pictures."""

from collections.abc import Mapping
from math import floor, isnan, log10
from typing import Any

from experiments.sweeps.indices import Sample
from simulation.parameters.world import all_parameters

TITLES = {"mu_star": "mu*", "mu": "mu", "sigma": "sigma", "ST": "ST", "S1": "S1"}
_DIGITS, _MOST = 3, 6  # significant digits of the largest; the most decimals
_ONE_WAY = 0.9  # of the mean absolute effect: steps that far in one direction go one way


def text_of(name: str, sample: Sample) -> str:
    """Return what an input is: the sentence of its declaration, or the members of the group."""
    known = all_parameters()
    if name in known:
        return known[name].text
    pairs = zip(sample.problem["names"], sample.of, strict=True)
    members = [member for member, group in pairs if group == name]
    return f"{len(members)} parameters together: {', '.join(members)}."


def outcome_words(about: Mapping[str, Any]) -> str:
    """Return what is explained.

    >>> told = {"measure": "five_units", "year": 2017, "since": 2012, "scenario": "history"}
    >>> outcome_words(told | {"minus": "no_initiative"})
    'the change of five_units from 2012 to 2017, history minus no_initiative'
    """
    measure, year, since = about["measure"], about["year"], about["since"]
    what = f"the change of {measure} from {since} to {year}" if since else f"{measure} in {year}"
    minus = f" minus {about['minus']}" if about["minus"] else ""
    return f"{what}, {about['scenario']}{minus}"


def left_out(blocks: Mapping[str, int], block: str) -> str:
    """Return how many blocks are left out and why, or nothing.

    >>> counts = {"planned": 16, "kept": 13, "failed": 1, "missing": 2, "without a value": 0}
    >>> left_out(counts, "trajectories")
    '3 of 16 trajectories are left out: 1 failed, 2 missing.'
    """
    reasons = ", ".join(
        f"{n:,} {why}" for why, n in blocks.items() if n and why not in {"planned", "kept"}
    )
    out = blocks["planned"] - blocks["kept"]
    return f"{out:,} of {blocks['planned']:,} {block} are left out: {reasons}." if out else ""


def written(value: float, scale: float | None = None) -> str:
    """Return a figure as precise as the largest of its kind is to three digits.

    >>> written(1234.5), written(0.04321, 0.6), written(-0.00001, 0.6)
    ('1,234', '0.043', '0.000')
    """
    size = abs(value if scale is None else scale)
    if isnan(value):
        return ""
    if not size:
        return "0"
    digits = min(max(_DIGITS - 1 - floor(log10(size)), 0), _MOST)
    return f"{value:z,.{digits}f}"


def direction(mu: float, mu_star: float) -> str:
    """Return whether an input raises the outcome, lowers it, or does either.

    >>> direction(95, 100), direction(-95, 100), direction(10, 100), direction(float("nan"), 1)
    ('+', '−', '±', '')
    """
    if isnan(mu) or not mu_star:
        return ""
    return "±" if abs(mu) < _ONE_WAY * mu_star else "+" if mu > 0 else "−"
