"""Banks whose figures follow from their parameters by a known line, without a country."""

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from calibration.bank import Bank
from calibration.figures import BOYS
from calibration.observation import treatment_of
from calibration.space import Space
from simulation.data.targets import targets

MATTER = (
    "choice.level", "climate.pressure", "climate.shortage", "choice.arab", "choice.ses_pull",
    "teachers.exit_factor",
)  # fmt: skip
SPACE = Space((*MATTER, *Space.of_all(without=MATTER).names[:18]))
PULLS = np.array([0.05] * len(MATTER) + [0.005] * 18)  # on figures, on their scales
LUCK = 0.01


def slopes() -> dict[str, np.ndarray]:
    """Return what each target gains with each parameter, on the target's scale."""
    rng = np.random.default_rng(11)
    return {t.id: PULLS * rng.standard_normal(len(SPACE.names)) for t in targets()}


def told_at(z: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Return what runs at some parameters say: what was observed, at the middle of the prior."""
    found = {}
    for t in targets():
        line = z @ slopes()[t.id] + LUCK * rng.standard_normal(len(z))
        match treatment_of(t.id).scale:
            case "log":
                found[t.id] = t.value * np.exp(line)
            case "logit":
                found[t.id] = 100 * expit(logit(t.value / 100) + line)
            case _:
                found[t.id] = t.value + line
    return pd.DataFrame(found).assign(**{BOYS: found["BOI_G5"] + 2})


def bank(runs: int, seed: int = 1) -> Bank:
    """Return a bank of runs over the whole prior."""
    rng = np.random.default_rng(seed)
    z = SPACE.draw(runs, rng)
    return Bank("both", SPACE, z, told_at(z, rng))
