"""A bank of runs: parameters and what followed from them, which every fit is served by."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from calibration.observation import Observation
from calibration.space import Space
from simulation.arrays import Doubles, Ints


@dataclass(frozen=True)
class Bank:
    """The runs of one structure.

    Attributes
    ----------
    variant
        Its name.
    z
        The parameters of `space` of each run, shape (runs, parameters).
    told
        What each run says of each target, as `figures.told` tells it: one row a run.
    """

    variant: str
    space: Space
    z: Doubles
    told: pd.DataFrame

    def __len__(self) -> int:
        """Return how many runs there are."""
        return len(self.z)

    def figures(self, observed: Observation, reading: str) -> Doubles:
        """Return what the runs say of observed figures, on their scales, shape (runs, figures)."""
        return observed.of(self.told, reading)

    def part(self, runs: Ints) -> "Bank":
        """Return the bank of some of the runs."""
        return Bank(self.variant, self.space, self.z[runs], self.told.iloc[runs])

    def split(self, kept_out: float, seed: int) -> tuple["Bank", "Bank"]:
        """Return the bank in two parts by lot, the second with that share of the runs."""
        order = np.random.default_rng(seed).permutation(len(self))
        cut = len(self) - round(kept_out * len(self))
        return self.part(order[:cut]), self.part(order[cut:])
