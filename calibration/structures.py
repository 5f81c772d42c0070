r"""Structures weighed by how well each foresaw the national counts, and the table of their weights.

A structure that is fitted to what was known by a year foresees each later count $y$ as

$p(y) = \frac1n \sum_i N(y;\; \mu(z_i), \sigma^2)$,

over draws $z_i$ of its posterior then. $\mu$ and $\sigma$ are of the emulated figure, given that
what was known by then was seen too: a run whose luck was good goes on so, and figures of one panel
share its coverage. Programmes are those that came: this is foresight of students, not of policy.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import logsumexp
from scipy.stats import norm

from calibration.emulator import Emulator
from calibration.mistakes import WrongCalibration
from calibration.observation import Observation
from calibration.posterior import folder as published
from calibration.unfitted import COUNTRY
from calibration.variants import VARIANTS
from simulation.arrays import Doubles
from simulation.data.targets import targets
from simulation.ensemble.code import rules

TABLE = "structures.csv"
ORIGINS = (2013, 2014, 2015)  # what was known by then is fitted, what came after is foreseen
NEEDED = ("variant", "weight", "model")
_ONE = 1e-6  # how far the sum of printed weights may be from it


class WrongWeights(WrongCalibration):
    """A table of weights that cannot be used; the message lists every mistake."""


@dataclass(frozen=True)
class Foreseen:
    """What a structure foresaw of later figures.

    Attributes
    ----------
    ids
        The figures.
    value
        What came, on their scales, shape (figures,).
    mean, sd
        Of each draw of the posterior, shape (draws, figures), and around it, shape (figures,).
    """

    ids: tuple[str, ...]
    value: Doubles
    mean: Doubles
    sd: Doubles

    def log_density(self) -> Doubles:
        """Return the logarithm of the density foreseen of what came, shape (figures,)."""
        each = norm.logpdf(self.value, self.mean, self.sd)
        return np.asarray(logsumexp(each, axis=0) - np.log(len(self.mean)))

    def draws(self, rng: np.random.Generator) -> Doubles:
        """Return figures that may come, on their scales, shape (draws, figures)."""
        return np.asarray(rng.normal(self.mean, self.sd))


def weights(folder: Path | None = None) -> dict[str, float]:
    """Return the weight of each structure by predictive score; they add up to 1.

    Parameters
    ----------
    folder
        Where TABLE is, by default that of the published posterior.

    Without a table all structures weigh the same. Raises WrongWeights if it cannot be used.
    """
    place = (folder or published()) / TABLE
    if not place.is_file():
        return {v.name: 1 / len(VARIANTS) for v in VARIANTS}
    try:
        table = pd.read_csv(place)
    except (OSError, ValueError) as error:
        raise WrongWeights(f"{place}: it cannot be read as a table: {error}.") from None
    if missing := [c for c in NEEDED if c not in table]:
        raise WrongWeights(f"{place}: the column {', '.join(missing)} is missing. {_WAY_OUT}")
    if wrong := list(_mistakes(table)):
        raise WrongWeights("\n".join(f"{place}: {m}" for m in [*wrong, _WAY_OUT]))
    return dict(zip(table["variant"], table["weight"].astype(float), strict=True))


_WAY_OUT = "`fivebytwo structures` writes it anew; without it all structures weigh the same."


def _mistakes(table: pd.DataFrame) -> Iterable[str]:
    """Yield what is wrong with a table of weights."""
    known, told = [v.name for v in VARIANTS], table["variant"].tolist()
    if sorted(map(str, told)) != sorted(known):
        yield f"its structures are {', '.join(map(str, told))}; they must be {', '.join(known)}."
    weight = pd.to_numeric(table["weight"], errors="coerce")
    if weight.isna().any() or (weight < 0).any():
        yield "a weight is not a number of 0 or more."
    elif abs(weight.sum() - 1) > _ONE:
        yield f"its weights add up to {weight.sum():g}, not to 1."
    if other := set(table["model"].astype(str)) - {rules()}:
        yield f"weights of the model {', '.join(sorted(other))}, and this is {rules()}."


def later(observed: Observation, origin: int) -> list[str]:
    """Return the national counts of the years after an origin, by id."""
    counts = {t.id for t in targets(measure="5u examinees", group=COUNTRY)}
    told = zip(observed.ids, observed.years, strict=True)
    return [i for i, year in told if i in counts and year > origin]


def foresee(emulator: Emulator, seen: Observation, ids: list[str], z: Doubles) -> Foreseen:
    """Return what draws of a posterior foresee of some figures, given all the others.

    Parameters
    ----------
    emulator
        Of all figures of `seen`.
    ids
        What is foreseen; the other figures of `seen` are known.
    z
        Draws of the posterior given what is known, shape (draws, parameters).
    """
    new = [seen.ids.index(i) for i in ids]
    old = [k for k in range(len(seen.ids)) if k not in new]
    noise = emulator.residual + seen.covariance
    gain = np.linalg.solve(noise[np.ix_(old, old)], noise[np.ix_(old, new)])
    told = emulator(z)
    mean = told[:, new] + (seen.value[old] - told[:, old]) @ gain
    variance = np.diag(noise[np.ix_(new, new)] - gain.T @ noise[np.ix_(old, new)])
    return Foreseen(tuple(ids), seen.value[new], mean, np.sqrt(variance))
