"""`fivebytwo credit`: how far a posterior is to be believed, on the bank that it was made from."""

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from calibration import identify, learnt
from calibration.bank import Bank
from calibration.coverage import coverage, error, recovery, uniformity
from calibration.figures import READINGS
from calibration.fit import REPORTED
from calibration.misspecification import misspecification
from calibration.observation import observation
from calibration.posterior import Posterior, read
from calibration.variants import BASE, variant
from calibration.waves import Wave
from experiments import say
from experiments.calibrate import credit_methods as methods
from experiments.calibrate import credit_moved as moved
from experiments.calibrate.bank import WAVES, _read, bank_of, wave_of
from experiments.calibrate.credit_page import page, print_tables
from experiments.calibrate.plot_credit import draw
from experiments.files import check_place, write_whole
from experiments.keep import digest, kept
from simulation.arrays import Doubles
from simulation.ensemble.code import rules
from simulation.results.provenance import commit, software

_CODE = (*methods.CODE, Path(learnt.__file__), Path(moved.__file__))
_PREDICTED = 1_000  # draws of the posterior that shifts are told from


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for.

    Attributes
    ----------
    banks, posterior
        Folders of a calibration and of posteriors; None is the published ones.
    kept
        Folder of what was found before, so that the command goes on where it was.
    held_out, draws
        Runs that methods are checked on, and draws of the posterior of each.
    amortised
        Whether the second method is checked as well.
    rounds
        Fits with placebos.
    """

    banks: Path
    out: Path
    kept: Path
    variant: str = BASE
    posterior: Path | None = None
    held_out: int = 150
    draws: int = 300
    amortised: bool = True
    rounds: int = 5
    seed: int = 6

    @property
    def command(self) -> str:
        """The command that does it again."""
        words = ["fivebytwo", "credit", "--banks", self.banks, "--out", self.out]
        words += ["--posterior", self.posterior] if self.posterior else []
        words += ["--structure", self.variant, "--held-out", self.held_out, "--draws", self.draws]
        words += ["--seed", self.seed] + ([] if self.amortised else ["--no-amortised"])
        return shlex.join(map(str, words))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is examined: a bank, what waves ruled out before it, runs of wave 0, a posterior."""

    bank: Bank
    wave: Wave | None
    first: Bank | None
    posterior: Posterior


def credit(order: Order) -> None:
    """Examine the posterior of a structure: write tables, pictures, a page, and a record."""
    check_place(order.out)
    name = order.variant
    evidence = Evidence(
        bank_of(order.banks, name), wave_of(order.banks, name),
        _read(order.banks, WAVES[0], variant(name)), read(name, order.posterior),
    )  # fmt: skip
    write(order, examine(order, evidence))


def examine(order: Order, of: Evidence) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Return the tables of an examination, by name, and what is told about them."""
    whole = moved.whole(
        of.bank, observation(), of.wave, READINGS[0], reported(of.bank), _PREDICTED, order.seed
    )
    tables, about = _methods(order, of)
    for more, told in (_before(order, of), _learnt(order, of, whole), _moved(order, whole)):
        tables |= more
        about |= told
    about |= {
        "variant": of.bank.variant, "bank": len(of.bank), "command": order.command,
        "first": len(of.first) if of.first else 0, "model": rules(), "commit": commit(),
        "software": dict(software()), "posterior": of.posterior.about,
        "posterior_draws": len(of.posterior.draws),
    }  # fmt: skip
    return tables, about


def write(order: Order, found: tuple[dict[str, pd.DataFrame], dict[str, Any]]) -> None:
    """Write tables, pictures, the page and the record, and print what matters."""
    tables, about = found
    stem = "credit" if order.variant == BASE else f"credit_{order.variant}"
    for name, table in tables.items():
        write_whole(order.out / f"{stem}_{name}.csv", partial(_csv, table))
    pictures = draw(tables, about, order.out, stem)
    texts = {f"{stem}.md": page(tables, about, stem)}
    texts[f"{stem}.json"] = json.dumps(about, indent=1, default=str) + "\n"
    for name, words in texts.items():
        write_whole(order.out / name, partial(Path.write_text, data=words, encoding="utf-8"))
    print_tables(tables, about)
    say.line(f"Files in {order.out}: {', '.join([*texts, *pictures])}, {stem}_*.csv")


def reported(bank: Bank) -> tuple[str, ...]:
    """Return the reported parameters that are free in a structure."""
    return tuple(n for n in REPORTED if n in bank.space.names)


def _methods(order: Order, of: Evidence) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Return ranks, coverage and recovery of each method, and which is primary."""
    at = methods.trial(
        of.bank, observation(), of.wave, reported(of.bank), order.held_out, order.draws,
        order.seed, order.kept,
    )  # fmt: skip
    taught = {methods.EMULATED: methods.emulated(at)}
    if order.amortised and find_spec("bayesflow"):
        taught[methods.AMORTISED] = methods.amortised(at)
    found = {name: methods.check(at, name, by) for name, by in taught.items()}
    prior = at.train.z[:, at.at]
    each: dict[str, Callable[[methods.Method], pd.DataFrame]] = {
        "ranks": lambda m: uniformity(m.checked), "coverage": lambda m: coverage(m.checked),
        "recovery": lambda m: recovery(m.checked, prior),
        "shares": lambda m: pd.DataFrame(m.checked.share, columns=list(m.checked.names)),
    }  # fmt: skip
    tables = {
        key: pd.concat([make(m).assign(method=n) for n, m in found.items()])
        for key, make in each.items()
    }
    about: dict[str, Any] = {
        "errors": {name: error(m.checked) for name, m in found.items()},
        "runs": {name: len(m.runs) for name, m in found.items()},
        "failed": {name: m.failed for name, m in found.items()},
    }
    if len(found) > 1:
        about["choice"] = methods.compare(*found.values())
        tables["methods"] = methods.disagreement(at, taught)
    return tables, about


def _before(order: Order, of: Evidence) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Return what priors said of the figures, and whether they are such as the model's."""
    rng = np.random.default_rng([6, order.seed])
    stages = {"prior": of.first, "bank": of.bank}
    tables = [
        identify.before(runs, observation(), READINGS[0], rng).assign(runs_of=stage)
        for stage, runs in stages.items()
        if runs
    ]
    unlike = misspecification(of.bank, observation(), READINGS[0], rng)
    told = {"p": unlike.p, "p_furthest": unlike.p_furthest, "held_out": unlike.held_out}
    return {"before": pd.concat(tables), "unlike": unlike.figures}, {"misspecified": told}


def _learnt(
    order: Order, of: Evidence, whole: moved.Whole
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Return prior beside posterior, with placebos, and what figures can identify."""
    draws, names = of.posterior.parameters, of.bank.space.names
    far = _placebos(order, of, whole.size)
    z = of.bank.space.to_z(draws)
    told = identify.information(whole.fitted, z.mean(axis=0))
    tables = {
        "learnt": learnt.beside_prior(draws, of.bank.space, far).reset_index(),
        "directions": identify.directions(told, names), "identified": identify.each(told, names),
        "pairs": identify.pairs(z, names), "draws": draws[list(whole.names)],
        "noise": identify.noise(whole.fitted),
    }  # fmt: skip
    return tables, {
        "placebos": len(far), "threshold": learnt.threshold(far),
        "worth": identify.learnt_in_all(told), "false_alarm": learnt.FALSE_ALARM,
    }  # fmt: skip


def _placebos(order: Order, of: Evidence, size: tuple[int, int]) -> Doubles:
    """Return how far placebos are from their prior, round by round, each kept."""
    many = len(of.posterior.draws)
    key = digest(methods.fingerprint(of.bank), many, order.rounds, order.seed, code=_CODE)
    found: list[float] = []
    with say.progress(f"Fitting placebos {order.rounds} times") as tell:
        for turn in range(order.rounds):
            place = order.kept / f"placebos-{turn}.json"
            found += kept(place, key, partial(_far, order, of, size, turn))["far"]
            tell((turn + 1) / order.rounds)
    return np.array(found)


def _far(order: Order, of: Evidence, size: tuple[int, int], turn: int) -> dict[str, Any]:
    """Return how far the placebos of a round are from their prior, so that it can be kept."""
    many, luck = len(of.posterior.draws), [turn, order.seed]
    return {"far": learnt.placebos(of.bank, observation(), of.wave, many, luck, size).tolist()}


def _moved(order: Order, whole: moved.Whole) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Return what a wider prior, and each target left out, would move."""
    jobs: list[tuple[str, str, Callable[[], moved.Told]]] = [
        ("nothing", moved.AGAIN, partial(whole.again, order.seed)),
        ("prior", moved.WIDER_ALL, partial(whole.wider, order.seed)),
    ]
    parts = moved.parts(whole.observed)
    jobs += [(kind, name, partial(whole.without, ids, order.seed)) for kind, name, ids in parts]
    rows = []
    with say.progress(f"Fitting {len(jobs)} times, something left out") as tell:
        for done, (kind, name, make) in enumerate(jobs, start=1):
            key = digest(
                kind, name, methods.fingerprint(whole.bank), len(whole.z), order.seed, code=_CODE
            )
            place = order.kept / f"{kind}-{name.replace(' ', '_').replace(':', '')}.json"
            found = kept(place, key, partial(_as_told, make))["told"]
            rows.append(moved.against(whole, kind, name, found))
            tell(done / len(jobs))
    return {"moved": pd.concat(rows), "wider": moved.wider_each(whole)}, {}


def _as_told(make: Callable[[], moved.Told]) -> dict[str, Any]:
    """Return what is learnt, so that it can be kept."""
    return {"told": make()}


def _csv(table: pd.DataFrame, place: Path) -> None:
    """Write a table as CSV."""
    table.to_csv(place, index=False, float_format="%.6g")
