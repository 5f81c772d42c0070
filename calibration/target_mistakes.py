"""What is wrong with a table of targets, or with how they are treated, before anything is fitted.

Both are arguments, so that targets of one's own can be held to the same.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from calibration.observation import CHECK, FIT, Treatment, WrongTargets
from calibration.summaries import EFFECT, MEASURES, OF_THE_COUNTRY, PROGRAMMES, groups
from calibration.unfitted import COUNTRY
from simulation.data.targets import Target
from simulation.ensemble.yearly import EVALUATED
from simulation.years import FIRST_YEAR

ROLES = (FIT, CHECK)
LIMITS: Mapping[str, tuple[float, float]] = {  # of what a scale can tell, in percent or as it is
    "log": (0.0, float("inf")),
    "logit": (0.0, 100.0),
    "linear": (float("-inf"), float("inf")),
}
OF_GROUPS = ("five_units", "five_unit_share", "five_unit_share_of_examinees")  # in the store


def refuse_wrong_targets(targets: Sequence[Target], treatments: Sequence[Treatment]) -> None:
    """Raise WrongTargets, with a sentence a mistake, unless all targets can be treated and told."""
    mistakes = [
        *_twice(targets),
        *(f"{t.id}: {m}" for t in targets for m in _of_a_target(t)),
        *(f"{how.pattern}: {m}" for how in treatments for m in _of_a_treatment(how, targets)),
        *(f"{t.id}: {m}" for t in targets for m in _of_both(t, treatments)),
    ]
    if mistakes:
        raise WrongTargets("\n".join(mistakes))


def _twice(targets: Sequence[Target]) -> Iterator[str]:
    """Yield the names that several targets have."""
    for name, times in Counter(t.id for t in targets).items():
        if times > 1:
            yield f"{name}: {times} targets have this id; give each its own."


def _of_a_target(t: Target) -> Iterator[str]:
    """Yield what is wrong with a target by itself."""
    if not t.sd > 0:
        yield f"its error (sd) is {t.sd:g}: say how far off a perfect model may be, above 0."
    if not FIRST_YEAR <= t.year <= EVALUATED:
        yield f"{t.year} is outside the runs of a bank, {FIRST_YEAR} to {EVALUATED}."
    if t.measure == EFFECT:
        yield from _of_an_effect(t)
    elif t.measure not in _measures():
        yield f"no run tells of {t.measure!r}.{_near(t.measure, _measures())}"
    elif t.group not in groups():
        yield f"no run tells of the group {t.group!r}.{_near(t.group, groups())}"
    elif t.group != COUNTRY and _name_of(t.measure) not in OF_GROUPS:
        yield f"{t.measure!r} is told of the country only: its group is to be {COUNTRY}."


def _of_an_effect(t: Target) -> Iterator[str]:
    """Yield what is wrong with a target that evaluators found."""
    if t.group not in PROGRAMMES:
        yield f"nobody evaluates {t.group!r}.{_near(t.group, PROGRAMMES)}"
    if FIRST_YEAR <= t.year < EVALUATED:
        yield f"an {EFFECT} is found in {EVALUATED}, and in no other year."


def _of_a_treatment(how: Treatment, targets: Sequence[Target]) -> Iterator[str]:
    """Yield what is wrong with a treatment."""
    if not any(fnmatchcase(t.id, how.pattern) for t in targets):
        near = _near(how.pattern, [t.id for t in targets])
        yield f"no target is called so: take the row out, or see how targets are spelt.{near}"
    if how.role not in ROLES:
        yield f"{how.role!r} is no role: choose {' or '.join(ROLES)}."
    if how.scale not in LIMITS:
        yield f"{how.scale!r} is no scale: choose one of {', '.join(LIMITS)}."
    if how.coverage not in {0, 1}:
        yield f"coverage is {how.coverage}: 1 is a figure of the panel of schools, 0 any other."
    if min(how.discrepancy, how.rounded_to) < 0 or not 0 <= how.other_weight < 1:
        yield "discrepancy and rounded_to are 0 or more, other_weight from 0 to below 1."


def _of_both(t: Target, treatments: Sequence[Treatment]) -> Iterator[str]:
    """Yield what is wrong with a target under the first treatment that is of it."""
    how = next((h for h in treatments if fnmatchcase(t.id, h.pattern)), None)
    if how is None:
        yield "no treatment is of it: add a row that says how it is to be treated."
    elif how.scale in LIMITS:
        low, high = LIMITS[how.scale]
        if not low < t.value < high:
            yield f"{t.value:g} cannot be told on the scale {how.scale}: {_range(low, high)}."


def _range(low: float, high: float) -> str:
    """Return limits in words."""
    return f"it is to be above {low:g}" + (f" and below {high:g}" if high < float("inf") else "")


def _measures() -> Mapping[str, str]:
    """Return what the store calls each measure of the targets, but for effects."""
    return {words: m.name for words, m in (MEASURES | OF_THE_COUNTRY).items()}


def _name_of(measure: str) -> str:
    """Return what the store calls a measure of the targets."""
    return _measures()[measure]


def _near(word: str, known: Mapping[str, object] | Sequence[str]) -> str:
    """Return a hint at what may have been meant; blank if nothing comes near."""
    near = get_close_matches(word, list(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""
