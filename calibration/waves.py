"""Wave 0: which parameters are ruled out before any fit (history matching).

A point is ruled out when the emulator of wave 0 puts any figure of the years up to 2013 further
from the observed one than CUT standard deviations of all that is uncertain: errors of sources and
model, luck, and the emulator's own (Craig et al. 1997; Vernon et al. 2010, doi:10.1214/10-BA524).
Later figures rule out nothing, so that fits to 2013 and on see only what was known. Draws of the
prior that are left make the bank; posteriors are of the prior cut in this way (Deistler et al.
2022).
"""

from dataclasses import dataclass

import numpy as np

from calibration.emulator import Emulator, emulate
from calibration.observation import Observation
from simulation.arrays import Bools, Doubles

CUT = 3.5  # standard deviations
KNOWN_BY = 2013
_AT_ONCE = 20_000  # draws of the prior
_MOST_TRIES = 400


class NothingLeft(ValueError):
    """No draw of the prior comes near what was observed."""


@dataclass(frozen=True)
class Wave:
    """What a wave of runs taught about figures up to 2013."""

    observed: Observation
    emulator: Emulator

    def allows(self, z: Doubles) -> Bools:
        """Return which points are not ruled out, shape (points,)."""
        sd = np.sqrt(np.diag(self.emulator.residual + self.observed.covariance))
        return np.asarray((np.abs(self.emulator(z) - self.observed.value) / sd).max(axis=1) <= CUT)

    def draw(self, points: int, rng: np.random.Generator) -> tuple[Doubles, float]:
        """Return draws of the prior that are not ruled out, and the share of all draws they are.

        Raises NothingLeft if hardly any are.
        """
        found: list[Doubles] = []
        many = self.emulator.active.size + self.emulator.rest.size
        for tried in range(1, _MOST_TRIES + 1):
            z = rng.standard_normal((_AT_ONCE, many))
            found.append(z[self.allows(z)])
            if (kept := sum(map(len, found))) >= points:
                return np.concatenate(found)[:points], kept / (tried * _AT_ONCE)
        raise NothingLeft(
            f"Of {_MOST_TRIES * _AT_ONCE:,} draws of the prior {sum(map(len, found)):,} come within"
            f" {CUT} standard deviations of all figures up to {KNOWN_BY}: it is ruled out."
        )


def wave(z: Doubles, figures: Doubles, observed: Observation) -> Wave:
    """Return what a wave taught: its parameters as z, and what its runs say of all figures."""
    known = observed.until(KNOWN_BY)
    at = [observed.ids.index(i) for i in known.ids]
    return Wave(known, emulate(z, figures[:, at], np.sqrt(np.diag(known.covariance))))
