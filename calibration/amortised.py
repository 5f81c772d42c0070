r"""Amortised neural posterior estimation: a flow learns parameters from figures, once for all.

A coupling flow $z = T_\phi(u; y, r)$ of standard normal numbers $u$ is trained on the runs of a
bank to be distributed as the parameters of runs that say $y$, where Give Five is read as $r$
(BayesFlow, Radev et al. 2020, doi:10.1109/TNNLS.2020.3042395). Errors of sources and model are a
part of the simulator: each time a run is looked at, it has new ones and a reading by lot.
Parameters that are not reported are marginalised by not being inferred. It presumes no shape of
luck or errors, and where a wave has cut the prior, the bank and so the posterior are of what is
left.

A bank of some thousand runs is soon learnt by heart. Against that: few weights with dropout; next
to figures the flow is shown their linear prediction of each parameter (ridge regression, as in
Fearnhead and Prangle 2012, doi:10.1111/j.1467-9868.2011.01010.x); training stops where runs kept
out of it are no longer better told; and three flows, that each kept other runs out, are mixed.
"""

import logging
import os
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from calibration.bank import Bank
from calibration.figures import READINGS
from calibration.fit import REPORTED
from calibration.misspecification import Misspecification, halves, reference
from calibration.mistakes import WrongCalibration
from calibration.observation import Observation
from calibration.variants import variant
from simulation.arrays import Doubles, Floats, Ints

SEEDS = (1, 2, 3)
EPOCHS = 80  # at most
_DEPTH, _WIDTHS, _DROPOUT = 3, (64, 64), 0.1
_RATE, _BATCH, _PATIENCE = 1e-3, 64, 10  # of learning
_KEPT_OUT = 0.15  # of the runs, to know when to stop
_REPLICATES = 6  # of the errors of a run that is kept out
_ERRORS = 20_000  # made once, and dealt to runs by lot
_PENALTIES = np.logspace(-1, 5, 13)
_FURTHEST = 4.0  # standard deviations that a figure is shown to be off
_AT_ONCE = 100_000  # draws


class TooFewRuns(WrongCalibration):
    """A bank from which no flow can learn."""


@dataclass(frozen=True)
class _Runs:
    """What a flow learns from: `told` is of shape (readings, runs, figures)."""

    z: Doubles
    told: Doubles
    errors: Doubles

    def seen(self, runs: Ints, rng: np.random.Generator) -> tuple[Doubles, Ints]:
        """Return figures of some runs with new errors, and the readings, both by lot."""
        reading = rng.integers(len(READINGS), size=len(runs))
        errors = self.errors[rng.integers(len(self.errors), size=len(runs))]
        return self.told[reading, runs] + errors, reading


@dataclass(frozen=True)
class _Flow:
    """A trained flow, with how figures are shown to it."""

    scale: StandardScaler
    line: Pipeline
    network: Any

    def shown(self, value: Doubles, reading: Ints) -> Floats:
        """Return what the flow sees of figures: shape (points, figures + parameters + 1)."""
        return _shown(self.scale, self.line, value, reading)

    def sample(
        self, value: Doubles, reading: Ints, draws: int, rng: np.random.Generator
    ) -> Doubles:
        """Return draws for each of some points, shape (points, draws, parameters)."""
        conditions = np.repeat(self.shown(value, reading), draws, axis=0)
        start = rng.standard_normal((len(conditions), len(self.line[-1].coef_)))
        z = self.network(start.astype(np.float32), conditions=conditions, inverse=True)
        return np.asarray(z, float).reshape(len(value), draws, -1)


@dataclass(frozen=True)
class Amortised:
    """The posterior of some parameters for whatever figures.

    Attributes
    ----------
    names
        The parameters; the columns of draws.
    """

    names: tuple[str, ...]
    _flows: tuple[_Flow, ...]

    def sample(self, value: Doubles, reading: str, draws: int, rng: np.random.Generator) -> Doubles:
        """Return draws of the posterior as z, in no order; the flows have equal parts in them.

        Parameters
        ----------
        value
            Figures of one or more data sets on their scales, shape (figures,) or (datasets,
            figures).
        reading
            Whose effect that of Give Five is.

        Returns
        -------
        Doubles
            Shape (draws, parameters) or (datasets, draws, parameters).
        """
        many = np.atleast_2d(value)
        sets = np.array_split(many, min(len(many), -(-len(many) * draws // _AT_ONCE)))
        z = np.concatenate([self._mixed(s, reading, draws, rng) for s in sets])
        return z if np.ndim(value) > 1 else z[0]

    def sampler(self, reading: str) -> Callable[[Doubles, int, np.random.Generator], Doubles]:
        """Return `sample` under a reading: a function of figures, draws and luck."""

        def draw(value: Doubles, draws: int, rng: np.random.Generator) -> Doubles:
            return self.sample(value, reading, draws, rng)

        return draw

    def summaries(self, value: Doubles) -> Doubles:
        """Return the linear prediction of each parameter that flows are shown, their mean.

        `value` has the shape (datasets, figures), what is returned (datasets, parameters).
        """
        return np.asarray(np.mean([f.line.predict(value) for f in self._flows], axis=0))

    def _mixed(self, value: Doubles, reading: str, draws: int, rng: np.random.Generator) -> Doubles:
        """Return draws of all flows; where they cannot have equal parts, by lot."""
        part = -(-draws // len(self._flows))
        readings = np.full(len(value), READINGS.index(reading))
        z = np.concatenate([f.sample(value, readings, part, rng) for f in self._flows], axis=1)
        return z[:, rng.permutation(z.shape[1])[:draws]]


def amortise(
    bank: Bank, observed: Observation, names: Sequence[str] = REPORTED, *,
    seeds: Sequence[int] = SEEDS, epochs: int = EPOCHS, rng: np.random.Generator,
) -> Amortised:  # fmt: skip
    """Return flows that have learnt from a bank what figures say of parameters.

    The same seeds and luck give the same flows on the same machine. Keras' and numpy's global
    generators are seeded, as BayesFlow draws from them.

    Parameters
    ----------
    names
        The parameters that are inferred, but for those that the structure holds fixed; over all
        others is marginalised.
    seeds
        One a flow.
    epochs
        How often at most each run is looked at.
    rng
        Luck of the errors that are added to figures.

    Raises
    ------
    TooFewRuns
        If the bank does not fill a few batches.
    """
    if len(bank) < (least := 4 * _BATCH):
        raise TooFewRuns(
            f"The bank of {bank.variant} has {len(bank)} runs, and the amortised posterior cannot"
            f" be learnt from less than {least}: use a larger --budget."
        )
    free = tuple(name for name in names if name not in variant(bank.variant).fixed)
    told = np.stack([bank.figures(observed, reading) for reading in READINGS])
    runs = _Runs(bank.z[:, bank.space.place(free)], told, observed.noise(_ERRORS, rng))
    return Amortised(free, tuple(_trained(runs, seed, epochs) for seed in seeds))


def misspecified(
    trained: Amortised, bank: Bank, observed: Observation, reading: str, rng: np.random.Generator
) -> Misspecification:
    """Return how unlike runs the observation is in what flows are shown of it (`summaries`).

    `misspecification.misspecification` sees all figures; this one sees only what bears on the
    parameters, and its rows are these (Schmitt et al. 2021, doi:10.48550/arXiv.2112.08866). It is
    exact for a bank that no flow has learnt from.
    """
    like, held_out = (trained.summaries(x) for x in halves(bank, observed, reading, rng))
    return reference(like, held_out, trained.names).test(trained.summaries(observed.value[None])[0])


def _trained(runs: _Runs, seed: int, epochs: int) -> _Flow:
    """Return a flow that was trained on some of the runs, by lot."""
    keras, bayesflow = _libraries()
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(runs.z))
    # whole batches only, as another size of a batch would be compiled anew
    cut = round((1 - _KEPT_OUT) * len(order)) // _BATCH * _BATCH
    learnt, kept_out = order[:cut], order[cut:]
    value, _ = runs.seen(learnt, rng)
    scale = StandardScaler().fit(value)
    line = make_pipeline(StandardScaler(), RidgeCV(_PENALTIES)).fit(value, runs.z[learnt])

    def batch(of: dict[str, Ints]) -> dict[str, Doubles | Floats]:
        value, reading = runs.seen(of["run"][:, 0], rng)
        return {"z": runs.z[of["run"][:, 0]], "shown": _shown(scale, line, value, reading)}

    network = bayesflow.networks.CouplingFlow(
        depth=_DEPTH, subnet_kwargs={"widths": _WIDTHS, "dropout": _DROPOUT}
    )
    work = bayesflow.BasicWorkflow(
        inference_network=network, inference_variables="z", inference_conditions="shown",
        initial_learning_rate=_RATE, standardize=None,
    )  # fmt: skip
    many = _REPLICATES * len(kept_out) // _BATCH * _BATCH
    stop = keras.callbacks.EarlyStopping(patience=_PATIENCE, restore_best_weights=True)
    with warnings.catch_warnings():
        # that Keras' variables are not yet as numpy 2 wants them
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        work.fit_offline(
            {"run": learnt[:, None]}, epochs=epochs, batch_size=_BATCH, augmentations=batch,
            validation_data=batch({"run": np.resize(kept_out, many)[:, None]}),
            callbacks=[stop], verbose=0,
        )  # fmt: skip
    return _Flow(scale, line, network)


def _shown(scale: StandardScaler, line: Pipeline, value: Doubles, reading: Ints) -> Floats:
    """Return what a flow sees of figures: standardised, as a linear prediction, and the reading."""
    near = np.clip(scale.transform(value), -_FURTHEST, _FURTHEST)
    return np.column_stack([near, line.predict(value), reading]).astype(np.float32)


@cache
def _libraries() -> tuple[Any, Any]:
    """Return Keras on JAX and BayesFlow, and leave the log as it was: they set it up and talk."""
    os.environ["KERAS_BACKEND"] = "jax"
    log = logging.getLogger()
    level, handlers, silent = log.level, log.handlers[:], log.manager.disable
    logging.disable(logging.INFO)
    keras, bayesflow = import_module("keras"), import_module("bayesflow")
    logging.disable(silent)
    logging.getLogger("bayesflow").setLevel(logging.WARNING)
    log.setLevel(level)
    log.handlers[:] = handlers
    return keras, bayesflow
