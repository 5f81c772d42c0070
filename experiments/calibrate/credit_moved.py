"""What moves a posterior: a prior that is wider, and targets that are left out.

Everything is told as in the whole fit's posterior standard deviations, of the parameters as z and
of two emulated outcomes. Waves cut the prior by figures up to 2013 before any fit: leaving such a
figure out here does not take back what the waves made of it.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from calibration.bank import Bank
from calibration.fit import Fit, fit
from calibration.misfit import block
from calibration.observation import Observation
from calibration.waves import Wave
from simulation.arrays import Doubles
from simulation.data.targets import targets

N2017, RISE = "five-unit students 2017", "rise 2012-17"
WIDER = 2.0  # times as wide, of the priors of reported parameters as z
RELIABLE = 0.7  # Pareto's k of weights, beyond which they are not (Vehtari et al. 2024)
AGAIN, WIDER_ALL = "nothing: drawn again", "all reported priors twice as wide"
_SPARE = 3
_OUTCOMES = ("N2012", "N2017")

Told = dict[str, list[float]]  # of each parameter and outcome: mean and standard deviation


@dataclass(frozen=True)
class Whole:
    """The fit to all targets that others are held against.

    Attributes
    ----------
    names
        Parameters that are told.
    z
        Draws of its posterior, shape (draws, parameters of the bank).
    """

    bank: Bank
    observed: Observation
    wave: Wave | None
    reading: str
    names: tuple[str, ...]
    fitted: Fit
    z: Doubles

    def told(self, z: Doubles) -> pd.DataFrame:
        """Return some draws as z of the parameters, and the outcomes that the emulator gives."""
        at = [self.observed.ids.index(i) for i in _OUTCOMES]
        first, last = np.exp(self.fitted.likelihood.emulator(z)[:, at]).T
        own = {n: z[:, k] for n, k in zip(self.names, self._at, strict=True)}
        return pd.DataFrame(own | {N2017: last, RISE: last - first})

    def summary(self, z: Doubles) -> Told:
        """Return means and standard deviations of some draws."""
        told = self.told(z)
        return {str(c): [float(told[c].mean()), float(told[c].std())] for c in told}

    @property
    def _at(self) -> list[int]:
        """The columns of the parameters."""
        return self.bank.space.place(self.names)

    @property
    def size(self) -> tuple[int, int]:
        """The size of the emulator, which others that it is held against have too."""
        return self.fitted.likelihood.emulator.size

    def again(self, seed: int) -> Told:
        """Return the whole fit drawn with another luck: what shifts are without any reason."""
        return self.summary(self.fitted.sample(len(self.z), np.random.default_rng([1, seed])))

    def without(self, ids: Sequence[str], seed: int) -> Told:
        """Return what is learnt when some targets are left out."""
        rng = np.random.default_rng([2, seed])
        left = fit(self.bank, self.observed.without(ids), self.reading, self.wave, (self.size,))
        return self.summary(left.sample(len(self.z), rng))

    def wider(self, seed: int) -> Told:
        """Return what is learnt when the priors of all named parameters are WIDER times as wide.

        Parameters are told in the wider unit, so that their prior is again the standard normal
        one, and the emulator is learnt anew in it. What waves ruled out stays ruled out.
        """
        times = np.ones(self.bank.z.shape[1])
        times[self._at] = WIDER
        stretched = replace(self.bank, z=self.bank.z / times)
        wide = fit(stretched, self.observed, self.reading, sizes=(self.size,))
        z = wide.sample(_SPARE * len(self.z), np.random.default_rng([3, seed])) * times
        left = z[self.wave.allows(z)] if self.wave else z
        return self.summary(left[: len(self.z)])


def whole(
    bank: Bank, observed: Observation, wave: Wave | None, reading: str,
    names: tuple[str, ...], draws: int, seed: int,
) -> Whole:  # fmt: skip
    """Return the fit to all targets, and draws of its posterior."""
    fitted = fit(bank, observed, reading, wave)
    z = fitted.sample(draws, np.random.default_rng([0, seed]))
    return Whole(bank, observed, wave, reading, names, fitted, z)


def parts(observed: Observation) -> Iterator[tuple[str, str, list[str]]]:
    """Yield what is left out: `block` or `target`, its name, and its figures."""
    of = {t.id: block(t) for t in targets() if t.id in observed.ids}
    for name in dict.fromkeys(of.values()):
        ids = [i for i in observed.ids if of[i] == name]
        if len(ids) > 1:
            yield "block", name, ids
    for i in observed.ids:
        yield "target", i, [i]


def against(of: Whole, kind: str, name: str, found: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    """Return what moved: a row a parameter or outcome.

    `shift` is of the mean, in posterior standard deviations of the whole fit; `ratio` of the
    standard deviations; `mean` in z, or in students.
    """
    was = of.summary(of.z)
    rows = [
        (kind, name, what, mean, (mean - was[what][0]) / was[what][1], sd / was[what][1])
        for what, (mean, sd) in found.items()
    ]
    return pd.DataFrame(rows, columns=["kind", "name", "of", "mean", "shift", "ratio"])


def wider_each(of: Whole) -> pd.DataFrame:
    """Return what each reported prior WIDER times as wide, the others as they are, would move.

    Draws are weighted anew (Pareto-smoothed importance sampling); beyond RELIABLE, `k` says that
    too few of them carry the weight, and `reliable` is false.
    """
    told = of.told(of.z)
    rows = []
    for name in of.names:
        weights, k = _weights((1 - WIDER**-2) * told[name].to_numpy() ** 2 / 2)
        row = {"parameter": name, "k": k, "reliable": k <= RELIABLE}
        for what, key in ((name, "own"), (N2017, "n2017"), (RISE, "rise")):
            x = told[what].to_numpy()
            mean = float(weights @ x)
            row[f"{key}_shift"] = (mean - x.mean()) / x.std(ddof=1)
            row[f"{key}_ratio"] = np.sqrt(weights @ (x - mean) ** 2) / x.std(ddof=1)
        rows.append(row)
    return pd.DataFrame(rows)


def _weights(log_weights: Doubles) -> tuple[Doubles, float]:
    """Return smoothed weights that add up to 1, and Pareto's k of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # arviz tells of its next version; k tells of weights
        import arviz

        smooth, k = arviz.psislw(log_weights)
    found = np.exp(np.asarray(smooth, float))
    return found / found.sum(), float(k)
