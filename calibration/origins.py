"""Rolling origin: what the model would have predicted of later counts, had it been fitted earlier.

Parameters are sampled given the figures known by a year; later counts follow from the emulator of
the same bank, given those figures too, so that luck which has shown goes on (`structures.foresee`).
No model is run. A count predicted is the published one: luck, the declared discrepancy of the model
and errors of sources are in it.
"""

from dataclasses import dataclass

import numpy as np

from calibration.bank import Bank
from calibration.emulator import SIZES, emulate
from calibration.figures import READINGS
from calibration.fit import Fit
from calibration.likelihood import Likelihood
from calibration.observation import observation
from calibration.structures import foresee, later
from calibration.waves import Wave
from simulation.arrays import Doubles
from simulation.data.targets import targets

ORIGINS = (2013, 2014, 2015, 2016)


@dataclass(frozen=True)
class Ahead:
    """Counts that were predicted.

    Attributes
    ----------
    years
        The years of the counts, in order.
    draws
        What was predicted [students], shape (years, draws).
    """

    years: tuple[int, ...]
    draws: Doubles


def counts_after(origin: int) -> dict[int, float]:
    """Return the national counts that were observed after a year [students], by year."""
    values = {t.id: t.value for t in targets()}
    years = dict(zip(observation().ids, observation().years, strict=True))
    return {years[i]: values[i] for i in later(observation(), origin)}


def predict(
    bank: Bank, wave: Wave | None, origin: int, draws: int, rng: np.random.Generator,
    sizes: tuple[tuple[int, int], ...] = SIZES,
) -> Ahead:  # fmt: skip
    """Return what a structure, fitted to what was known by a year, predicts of later counts.

    The effect of Give Five is of 2017, not known by any origin: how it is read does not matter.
    """
    whole, known = observation(), observation().until(origin)
    ids = later(whole, origin)
    both = whole.part([*known.ids, *ids])
    scale = np.sqrt(np.diag(both.covariance))
    learnt = emulate(bank.z, bank.figures(both, READINGS[0]), scale, sizes)
    old = [k for k, year in enumerate(both.years) if year <= origin]
    past = Likelihood(learnt.part(old), known.covariance)
    z = Fit(past, known, READINGS[0], wave).sample(draws, rng)
    foreseen = foresee(learnt, both, ids, z)
    seen = counts_after(origin)
    observed = np.array(list(seen.values()))
    logs = foreseen.draws(rng) - foreseen.value  # 0 is what was observed, less its error's mean
    return Ahead(tuple(seen), np.exp(logs).T * observed[:, None])
