"""Waves 0 and 1: which parameters are ruled out before any fit (history matching).

A point is ruled out when the emulator of a wave puts any figure of the years up to 2013 further
from the observed one than CUT standard deviations of all that is uncertain: errors of sources and
model, luck, and the emulator's own (Craig et al. 1997; Vernon et al. 2010, doi:10.1214/10-BA524).
Wave 0 is of the whole prior; wave 1 of what it leaves, where an emulator is truer. Later figures
rule out nothing, so that fits to 2013 and on see only what was known. Draws of the prior that are
left make the bank; posteriors are of the prior cut in this way (Deistler et al. 2022).
"""

from dataclasses import dataclass

import numpy as np

from calibration.emulator import Emulator, emulate
from calibration.mistakes import WrongCalibration
from calibration.observation import Observation
from simulation.arrays import Bools, Doubles

CUT = 3.5  # standard deviations
KNOWN_BY = 2013
_AT_ONCE = 20_000  # draws of the prior
_MOST_TRIES = 400


class NothingLeft(WrongCalibration):
    """No draw of the prior comes near what was observed."""


@dataclass(frozen=True)
class Wave:
    """What the waves up to this one taught about figures up to 2013.

    Attributes
    ----------
    emulators
        One a wave; each rules out.
    """

    observed: Observation
    emulators: tuple[Emulator, ...]

    def allows(self, z: Doubles) -> Bools:
        """Return which points are not ruled out, shape (points,)."""
        left = np.ones(len(z), bool)
        for e in self.emulators:
            sd = np.sqrt(np.diag(e.residual + self.observed.covariance))
            far = np.abs(e(z[left]) - self.observed.value) / sd
            left[left] = far.max(axis=1) <= CUT
        return left

    def draw(self, points: int, rng: np.random.Generator) -> tuple[Doubles, float]:
        """Return draws of the prior that are not ruled out, and the share of all draws they are.

        Raises NothingLeft if hardly any are.
        """
        found: list[Doubles] = []
        many = self.emulators[0].parameters
        for tried in range(1, _MOST_TRIES + 1):
            z = rng.standard_normal((_AT_ONCE, many))
            found.append(z[self.allows(z)])
            if (kept := sum(map(len, found))) >= points:
                return np.concatenate(found)[:points], kept / (tried * _AT_ONCE)
        raise NothingLeft(
            f"Of {_MOST_TRIES * _AT_ONCE:,} draws of the prior {sum(map(len, found)):,} come within"
            f" {CUT} standard deviations of all figures up to {KNOWN_BY}: it is ruled out."
        )


def wave(z: Doubles, figures: Doubles, observed: Observation, before: Wave | None = None) -> Wave:
    """Return what a wave taught: its parameters as z, and what its runs say of all figures.

    `before` is what the wave before it has ruled out.
    """
    known = observed.until(KNOWN_BY)
    at = [observed.ids.index(i) for i in known.ids]
    learnt = emulate(z, figures[:, at], np.sqrt(np.diag(known.covariance)))
    return Wave(known, (*(before.emulators if before else ()), learnt))
