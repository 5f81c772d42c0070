"""Settings of a command line: `--set name=value`, all mistakes at once."""

from collections.abc import Iterator, Sequence

from simulation.parameters.declare import WrongParameter
from simulation.parameters.world import named


class WrongSetting(ValueError):
    """Settings that cannot be read; the message lists every mistake."""


def read_settings(written: Sequence[str]) -> dict[str, float]:
    """Return the parameters and values of `name=value` texts, or raise all that is wrong.

    >>> read_settings(["levers.goal=20000", "choice.level = -1.4"])
    {'levers.goal': 20000.0, 'choice.level': -1.4}
    """
    pairs = [tuple(part.strip() for part in text.partition("=")) for text in written]
    names = [name for name, _, _ in pairs]
    wrong = [m for text, pair in zip(written, pairs, strict=True) for m in _mistakes(text, *pair)]
    wrong += [
        f"--set {n}: it stands {names.count(n)} times; set it once." for n in _repeated(names)
    ]
    if wrong:
        raise WrongSetting("\n".join(wrong))
    return {name: float(value) for name, _, value in pairs}


def _mistakes(text: str, name: str, equals: str, value: str) -> Iterator[str]:
    """Yield why one setting cannot be taken."""
    if not (name and equals and value):
        yield f"--set {text}: write name=value, as in --set choice.ability_pull=2."
        return
    try:
        parameter = named(name)
        refusal = parameter.refuse(_number(value))
    except WrongParameter as error:
        refusal = str(error)
    if refusal:
        yield f"--set {text}: {refusal}"


def _number(value: str) -> float | str:
    """Return the number that a text stands for, or the text."""
    try:
        return float(value)
    except ValueError:
        return value


def _repeated(names: Sequence[str]) -> list[str]:
    """Return each name that stands more than once."""
    return [n for n in dict.fromkeys(names) if n and names.count(n) > 1]
