"""From a bank and observed figures to draws of the posterior, by the emulated likelihood."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from calibration.bank import Bank
from calibration.emulator import SIZES, emulate
from calibration.figures import READINGS
from calibration.likelihood import Diagnostics, Likelihood
from calibration.observation import Observation
from calibration.posterior import READING
from calibration.variants import variant
from calibration.waves import Wave
from simulation.arrays import Doubles

_SPARE = 1.5  # draws made for each that is wanted, as wave 0 may have ruled some out
_MOST_ROUNDS = 20

# Parameters that are reported as calibrated (MODEL section 6), and the unexplained change of taste.
REPORTED = (
    "choice.level", "persistence.level_11", "teachers.exit_factor", "teachers.programme_yield",
    "climate.shortage", "climate.pressure", "climate.pressure_ease", "choice.arab",
    "choice.ses_pull", "choice.girl_hebrew", "tracks.opening", "persistence.give_five",
    "choice.reserves", "climate.salience", "taste.to_2009", "taste.to_2013", "taste.to_2017",
)  # fmt: skip


@dataclass(frozen=True)
class Fit:
    """A likelihood that was learnt from a bank, for some observed figures and a reading of them.

    Attributes
    ----------
    wave
        What wave 0 ruled out; None if nothing.
    """

    likelihood: Likelihood
    observed: Observation
    reading: str
    wave: Wave | None

    def sample(self, draws: int, rng: np.random.Generator, value: Doubles | None = None) -> Doubles:
        """Return draws of the posterior as z, shape (draws, parameters).

        `value` stands in for what was observed, to test the fit on figures of known parameters.
        """
        seen = self.observed.value if value is None else value
        found: list[Doubles] = []
        for _ in range(_MOST_ROUNDS):
            z = self.likelihood.sample(seen, round(_SPARE * draws), rng)
            found.append(z if self.wave is None else z[self.wave.allows(z)])
            if sum(map(len, found)) >= draws:
                return np.concatenate(found)[:draws]
        raise ValueError(
            f"of {_MOST_ROUNDS * round(_SPARE * draws):,} draws wave 0 rules out all but"
            f" {sum(map(len, found)):,}: the posterior lies where the bank has no runs"
        )

    def predict(self, z: Doubles, rng: np.random.Generator) -> Doubles:
        """Return figures that would be seen: emulated, with luck and errors, on their scales."""
        e = self.likelihood.emulator
        luck = rng.multivariate_normal(np.zeros(len(e.residual)), e.residual, len(z))
        return e(z) + luck + self.observed.noise(len(z), rng)


def fit(
    bank: Bank, observed: Observation, reading: str, wave: Wave | None = None,
    sizes: tuple[tuple[int, int], ...] = SIZES,
) -> Fit:  # fmt: skip
    """Return what a bank teaches of some observed figures; `sizes` are those of `emulate`."""
    scale = np.sqrt(np.diag(observed.covariance))
    emulator = emulate(bank.z, bank.figures(observed, reading), scale, sizes)
    return Fit(Likelihood(emulator, observed.covariance), observed, reading, wave)


class Drawn(NamedTuple):
    """Complete draws in their own units, and how well the chains explored, by reading.

    Attributes
    ----------
    draws
        A column a parameter of the bank and of its structure, and READING.
    """

    draws: pd.DataFrame
    diagnostics: dict[str, Diagnostics]


def draws_of(
    bank: Bank, observed: Observation, wave: Wave | None, draws: int, rng: np.random.Generator
) -> Drawn:
    """Return draws of the posterior: half under each reading of Give Five.

    Diagnostics are of a chain more of the same length, under a luck of its own.
    """
    parts, diagnostics = [], {}
    for reading in READINGS:
        learnt = fit(bank, observed, reading, wave)
        z = learnt.sample(draws // len(READINGS), rng)
        parts.append(bank.space.to_values(z).assign(**{READING: reading}))
        diagnostics[reading] = learnt.likelihood.diagnose(observed.value, np.random.default_rng(0))
    together = pd.concat(parts, ignore_index=True)
    return Drawn(together.assign(**dict(variant(bank.variant).fixed)), diagnostics)
