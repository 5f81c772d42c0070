"""The structures that are fitted, each on its own: what a variant holds fixed (MODEL section 8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from calibration.mistakes import WrongCalibration


class WrongVariant(WrongCalibration):
    """A structure that is not fitted."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A structure.

    Attributes
    ----------
    fixed
        Parameters that make it; all others have their priors.
    """

    name: str
    title: str
    fixed: Mapping[str, float]


def _variant(name: str, title: str, **fixed: Mapping[str, float]) -> Variant:
    """Return a variant, its parameters told by group."""
    flat = {f"{group}.{key}": v for group, values in fixed.items() for key, v in values.items()}
    return Variant(name, title, MappingProxyType(flat))


BASE = "both"
VARIANTS = (
    _variant(BASE, "retirements and pressure both bring the decline"),
    _variant(
        "teachers_only", "a decline by retirements alone",
        climate={"pressure": 0.0}, persistence={"pressure": 0.0},
    ),
    _variant(
        "pressure_only", "a decline by pressure alone: who stops is replaced",
        teachers={"all_replaced": 1.0},
    ),
    _variant("norm_off", "no norm of one's school", choice={"norm_pull": 0.0}),
    _variant(
        "urgency_off", "nobody feels the decline",
        climate={"urgency_rise": 0.0, "urgency_goal": 0.0},
    ),
    _variant("trust_inert", "trust moves nothing", initiative={"trust_inert": 1.0}),
)  # fmt: skip


def variant(name: str) -> Variant:
    """Return the variant of that name, or raise WrongVariant."""
    known = {v.name: v for v in VARIANTS}
    if name not in known:
        near = get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise WrongVariant(f"{name} is no structure that is fitted.{hint} {', '.join(known)} are.")
    return known[name]
