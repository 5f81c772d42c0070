"""How a parameter is declared: once, with all that a reader is owed about it."""

import re
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, dataclass_transform


@dataclass(frozen=True, slots=True)
class Normal:
    """Believed to be near `mean`; cut at the declared range."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class LogNormal:
    """Believed to be a positive factor: the logarithm is normal; cut at the declared range."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Beta:
    """Believed to be a share between 0 and 1."""

    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Uniform:
    """Believed to be anywhere in the declared range."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Not uncertain here: a rule, a definition, or a lever."""


Prior = Normal | LogNormal | Beta | Uniform | Fixed


SWITCH = "0 or 1"  # the unit of what is on or off
KIND = re.compile(r"(?:^|, )(\d) ")  # as in "0 observer, 1 partner, 2 lead"


class WrongParameter(ValueError):
    """A parameter that does not exist, or a value it cannot take."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a reader is owed about one parameter; `name` is `group.field`."""

    name: str
    default: float
    unit: str
    low: float
    high: float
    prior: Prior
    source: str
    text: str

    def __str__(self) -> str:
        """Describe it in one line, as error messages and tables do."""
        return f"{self.text} [{self.unit}, {self.low:g} to {self.high:g}, default {self.default:g}]"

    def refuse(self, value: object) -> str | None:
        """Return why `value` cannot be taken, or nothing."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{self.name} = {value!r} is not a number.\n    {self}"
        if self.unit == SWITCH and value not in {0, 1}:
            return f"{self.name} = {value:g} is out of range: it is on or off.\n    {self}"
        kinds = KIND.findall(self.unit)
        if len(kinds) > 1 and value not in {int(k) for k in kinds}:
            listed = f"{', '.join(kinds[:-1])} or {kinds[-1]}"
            return f"{self.name} = {value:g} is out of range: it is {listed}.\n    {self}"
        if not self.low <= value <= self.high:
            return f"{self.name} = {value:g} is out of range.\n    {self}"
        return None


def number(
    *, default: float, unit: str, low: float, high: float, source: str, text: str,
    prior: Prior = Fixed(),
) -> Any:  # fmt: skip
    """Declare a number.

    `source` holds keys of sources.csv separated by "; ", or "assumed"; `text` is one sentence.
    `prior` is what we believe before seeing any target; it has its own centre, so that tuning
    a default does not move it.
    """
    about = {"default": default, "unit": unit, "low": low, "high": high, "prior": prior}
    return field(default=default, metadata=about | {"source": source, "text": text})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(number,))
class Group:
    """Numbers of one mechanism: frozen, named, and inside their ranges."""

    _declared: ClassVar[tuple[Declared, ...]]

    def __init_subclass__(cls) -> None:
        """Make every subclass a frozen dataclass."""
        dataclass(frozen=True, kw_only=True)(cls)
        cls._declared = tuple(
            Declared(name=f"{group_name(cls)}.{f.name}", **f.metadata)
            for f in fields(cls)  # type: ignore[arg-type]  # the line above made it one
        )

    def __post_init__(self) -> None:
        """Refuse what is outside a declared range, all of it at once."""
        wrong = [p.refuse(getattr(self, p.name.split(".")[1])) for p in declared(type(self))]
        if any(wrong):
            raise WrongParameter("\n".join(w for w in wrong if w))


def declared(group: type[Group]) -> tuple[Declared, ...]:
    """Return what was declared in a group, in the order of its source file."""
    return group._declared


def group_name(group: type[Group]) -> str:
    """Return the name of a group as users write it: `FirstPaper` is `first_paper`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in group.__name__).lstrip("_")
