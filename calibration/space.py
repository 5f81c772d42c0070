r"""Parameters as standard normal numbers: what is believed of each before any target is seen.

A parameter $x$ with the prior distribution $F$ is told as $z = \Phi^{-1}(F(x))$, so that the
prior of every $z$ is the standard normal one, no range has an edge, and all units are alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from simulation.arrays import Doubles
from simulation.parameters.declare import KIND, SWITCH, Declared, Fixed
from simulation.parameters.views import prior, uncertain
from simulation.parameters.world import named

_EDGE = 1e-9  # of a share, that keeps z finite at the edge of a range


@dataclass(frozen=True)
class Space:
    """Some parameters that have priors, in an order.

    Attributes
    ----------
    names
        Their names; the columns of every array of z, shape (points, parameters).
    """

    names: tuple[str, ...]

    @classmethod
    def of_all(cls, without: Sequence[str] = ()) -> "Space":
        """Return the space of every uncertain parameter, but for some."""
        return cls(tuple(p.name for p in uncertain() if p.name not in without))

    @cached_property
    def declared(self) -> tuple[Declared, ...]:
        """The declarations of the parameters."""
        return tuple(named(name) for name in self.names)

    def place(self, names: Sequence[str]) -> list[int]:
        """Return the columns of some of the parameters."""
        return [self.names.index(name) for name in names]

    def to_z(self, values: pd.DataFrame) -> Doubles:
        """Return points told in their own units as z, shape (points, parameters)."""
        columns = [_z(p, values[p.name].to_numpy(float)) for p in self.declared]
        return np.column_stack(columns)

    def to_values(self, z: Doubles) -> pd.DataFrame:
        """Return points told as z in their own units, one column a parameter, inside its range."""
        return pd.DataFrame({
            p.name: quantile(p, ndtr(z[:, i])) for i, p in enumerate(self.declared)
        })  # fmt: skip

    def draw(self, points: int, rng: np.random.Generator) -> Doubles:
        """Return draws of the prior as z, shape (points, parameters)."""
        return rng.standard_normal((points, len(self.names)))


def _z(p: Declared, values: Doubles) -> Doubles:
    """Return values of a parameter as z."""
    share = np.clip(np.asarray(prior(p).cdf(values), float), _EDGE, 1 - _EDGE)
    return np.asarray(ndtri(share))


def quantile(p: Declared, share: Doubles) -> Doubles:
    """Return the value of a parameter below which a share of what we believe lies.

    A switch, or one of a few kinds, takes each as often; a number without a prior is as likely
    anywhere in its range.

    >>> quantile(named("initiative.trust_inert"), np.array([0.2, 0.7])).tolist()
    [0.0, 1.0]
    """
    if kinds := kinds_of(p):
        place = np.floor(share * len(kinds) + _EDGE).astype(int)
        taken: Doubles = np.array(kinds).take(np.minimum(place, len(kinds) - 1))
        return taken
    anywhere = isinstance(p.prior, Fixed)
    values = p.low + share * (p.high - p.low) if anywhere else prior(p).icdf(share)
    within: Doubles = np.clip(np.asarray(values, float), p.low, p.high)
    return within


def kinds_of(p: Declared) -> list[float]:
    """Return the values of a switch, or of what is one of a few kinds; of a number, none.

    >>> kinds_of(named("initiative.opinion")), kinds_of(named("choice.level"))
    ([0.0, 1.0, 2.0], [])
    """
    kinds = [0.0, 1.0] if p.unit == SWITCH else [float(k) for k in KIND.findall(p.unit)]
    return kinds if len(kinds) > 1 else []
