"""Two methods on the same held-out runs: how each covers, which is primary, where they disagree.

What was found of a run is kept, so that a check which was stopped goes on where it was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import calibration
from calibration.bank import Bank
from calibration.coverage import Checked, Known, Sampler, apart, known_runs, one, together
from calibration.figures import READINGS
from calibration.fit import fit
from calibration.mistakes import WrongCalibration
from calibration.observation import Observation
from calibration.waves import Wave
from experiments import say
from experiments.keep import digest, kept
from simulation.arrays import Doubles

EMULATED, AMORTISED = "emulated likelihood", "amortised posterior"
Taught = Callable[[str], Sampler]  # by reading: draws of the named parameters
_AT_ONCE = 1_000  # draws of each reading at the observed figures
_HERE = Path(calibration.__file__).parent
CODE = tuple(
    _HERE / name
    for name in (
        "amortised.py", "emulator.py", "fit.py", "likelihood.py", "observation.py", "waves.py",
        "tables/treatment.csv",
    )
    if (_HERE / name).is_file()
)  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """A bank in two parts, one that methods learn from and one they are checked on.

    Attributes
    ----------
    train, known
        The parts; the second as if each of its runs had been observed.
    names
        Parameters that are checked.
    draws
        Of each posterior.
    kept
        Folder of what was found before.
    """

    train: Bank
    known: Known
    observed: Observation
    wave: Wave | None
    names: tuple[str, ...]
    draws: int
    seed: int
    kept: Path

    @property
    def at(self) -> list[int]:
        """The columns of the parameters."""
        return self.train.space.place(self.names)

    @property
    def truth(self) -> Doubles:
        """The parameters of the known runs, shape (runs, parameters)."""
        return self.known.z[:, self.at]


@dataclass(frozen=True)
class Method:
    """What a method said of known runs, of which it may have failed in some."""

    name: str
    checked: Checked
    runs: tuple[int, ...]
    failed: int


def trial(
    bank: Bank, observed: Observation, wave: Wave | None, names: tuple[str, ...],
    held_out: int, draws: int, seed: int, kept_in: Path,
) -> Trial:  # fmt: skip
    """Return a bank in two parts, `held_out` runs in the second."""
    train, test = bank.split(held_out / len(bank), seed)
    known = known_runs(test, observed, np.random.default_rng([4, seed]))
    return Trial(train, known, observed, wave, names, draws, seed, kept_in)


def fingerprint(bank: Bank) -> str:
    """Return a digest of a bank."""
    return sha256(bank.z.tobytes() + bank.told.to_numpy(float).tobytes()).hexdigest()


def emulated(of: Trial) -> Taught:
    """Return the emulated likelihood, taught by the first part."""

    @cache
    def fitted(reading: str) -> Any:  # noqa: ANN401
        return fit(of.train, of.observed, reading, of.wave)

    def by(reading: str) -> Sampler:
        return lambda value, draws, rng: fitted(reading).sample(draws, rng, value)[:, of.at]

    return by


def amortised(of: Trial) -> Taught:
    """Return the amortised posterior, taught by the first part when it is first asked."""

    @cache
    def learnt() -> Any:  # noqa: ANN401
        from calibration.amortised import amortise

        rng = np.random.default_rng([6, of.seed])
        return amortise(of.train, of.observed, of.names, rng=rng)

    def by(reading: str) -> Sampler:
        def draw(value: Doubles, draws: int, rng: np.random.Generator) -> Doubles:
            z: Doubles = learnt().sampler(reading)(value, draws, rng)
            return z

        return draw  # what is kept needs no learning

    return by


def check(of: Trial, name: str, taught: Taught) -> Method:
    """Return what a method says of every known run."""
    many, found = len(of.known.z), []
    key = _key(of, name)
    with say.progress(f"Checking the {name} on {many} runs") as tell:
        for run in range(many):
            place = of.kept / f"{name.replace(' ', '_')}-{run}.json"
            found.append(kept(place, key, partial(_of_run, of, taught, run)))
            tell((run + 1) / many)
    good = [run for run, of_run in enumerate(found) if "failed" not in of_run]
    checked = together(of.names, of.truth[good], [found[run] for run in good])
    return Method(name, checked, tuple(good), many - len(good))


def compare(one_: Method, other: Method) -> dict[str, Any]:
    """Return which of two methods is primary, and the figures it follows from.

    It is the one whose coverage is nearer its levels; where runs cannot tell (the interval of the
    difference holds 0) it is the first, which draws complete vectors of parameters.
    """
    both = sorted(set(one_.runs) & set(other.runs))
    first, second = _only(one_, both), _only(other, both)
    difference, low, high = apart(first, second)
    primary = other.name if low > 0 else one_.name
    return {"difference": difference, "low": low, "high": high, "runs": len(both),
            "primary": primary, "tie": bool(low <= 0 <= high)}  # fmt: skip


def disagreement(of: Trial, taught: Mapping[str, Taught]) -> pd.DataFrame:
    """Return how far two methods are apart at the observed figures: a row a parameter.

    `difference` of the means, of the second less the first, in standard deviations of the first;
    `ratio` of the standard deviations. Both have learnt from the same runs.
    """
    found = []
    for name, by in taught.items():
        place = of.kept / f"{name.replace(' ', '_')}-observed.json"
        found.append(kept(place, _key(of, name), partial(_of_observed, of, by)))
    mean, sd = (np.array([f[what] for f in found]) for what in ("mean", "sd"))
    return pd.DataFrame({
        "parameter": of.names, "difference": (mean[1] - mean[0]) / sd[0], "ratio": sd[1] / sd[0],
    })  # fmt: skip


def _key(of: Trial, name: str) -> str:
    """Return a digest of all that what a method says follows from."""
    seen = [of.known.value.sum(), of.observed.value.sum()]
    about = [of.names, of.draws, of.seed, *map(float, seen)]
    return digest(name, fingerprint(of.train), *about, code=CODE)


def _of_observed(of: Trial, taught: Taught) -> dict[str, Any]:
    """Return what a method says of the observed figures, half under each reading."""
    luck = np.random.default_rng([5, of.seed])
    z = np.vstack([taught(r)(of.observed.value, _AT_ONCE, luck) for r in READINGS])
    return {"mean": z.mean(axis=0).tolist(), "sd": z.std(axis=0, ddof=1).tolist()}


def _of_run(of: Trial, taught: Taught, run: int) -> dict[str, Any]:
    """Return what a method says of a known run, or why it could not."""
    rng = np.random.default_rng([run, of.seed])
    try:
        draws = taught(of.known.reading[run])(of.known.value[run], of.draws, rng)
    except WrongCalibration:
        raise
    except ValueError as error:
        return {"failed": str(error)}
    return dict(one(draws, of.truth[run], rng))


def _only(method: Method, runs: Sequence[int]) -> Checked:
    """Return what a method said of some of the runs."""
    at = [method.runs.index(run) for run in runs]
    c = method.checked
    return Checked(c.names, c.truth[at], c.share[at], c.mean[at], c.variance[at], c.crps[at])
