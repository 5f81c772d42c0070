"""`fivebytwo calibrate`: from the whole prior to a posterior for each structure, in one command."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from calibration.fit import REPORTED, draws_of
from calibration.observation import observation
from calibration.posterior import Posterior, save, shuffled
from calibration.space import Space
from calibration.variants import VARIANTS, Variant
from experiments import say
from experiments.calibrate.bank import (
    BANK,
    BUDGETS,
    WAVES,
    Budget,
    bank_of,
    wave_of,
    write_drawn,
    write_first,
)
from experiments.files import write_whole
from experiments.sweeps.sweep import Order as Sweep
from experiments.sweeps.sweep import sweep
from simulation.ensemble.code import rules
from simulation.results.provenance import commit, software

DRAWS = 400  # of each structure's posterior, half under each reading of Give Five
RECORD = "calibration.json"
_SEED = 6


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for.

    Attributes
    ----------
    out
        Folder of designs, posteriors and the record; its runs are in `store` beneath.
    workers
        Processes side by side.
    on, site
        Where runs are carried out; see `fivebytwo sweep`.
    """

    budget: str
    out: Path
    workers: int | None = None
    on: str = "local"
    site: Path | None = None


def calibrate(order: Order) -> None:
    """Make the banks that are missing, fit each structure, and write its posterior."""
    budget = BUDGETS[order.budget]
    made: list[dict[str, Any]] = []
    for of in VARIANTS[: budget.structures]:
        start = perf_counter()
        share = _bank(order, budget, of)
        banked = perf_counter()
        made.append(_fit(order, of) | {"left_by_waves": share, "seconds_bank": banked - start})
        made[-1]["seconds_fit"] = perf_counter() - banked
        _tell(made[-1])
    about = asdict(order) | {"structures": made, "runs_of_each": asdict(budget)} | _provenance()
    words = json.dumps(about, indent=1, default=str) + "\n"
    write_whole(order.out / RECORD, lambda draft: draft.write_text(words, encoding="utf-8"))
    say.line(f"Posteriors in {order.out / 'posterior'}; how they were made in {RECORD} beside it.")


def _bank(order: Order, budget: Budget, of: Variant) -> float:
    """Make the waves and the bank of a structure; return what share of the prior they are of."""
    _sweep(order, write_first(order.out, of, budget))
    sizes = (budget.waves[1], budget.bank)
    share = 1.0
    for waves, (kind, size) in enumerate(zip((WAVES[1], BANK), sizes, strict=True), start=1):
        known = wave_of(order.out, of.name, waves)
        z, share = known.draw(size, np.random.default_rng([waves, _SEED]))
        draws = Space.of_all(without=tuple(of.fixed)).to_values(z)
        _sweep(order, write_drawn(order.out, kind, of, budget, draws))
    return share


def _fit(order: Order, of: Variant) -> dict[str, Any]:
    """Fit a structure, write its posterior, and return what is told of it."""
    bank, known = bank_of(order.out, of.name), wave_of(order.out, of.name)
    rng = np.random.default_rng([len(WAVES) + 1, _SEED])
    draws, chains = draws_of(bank, observation(), known, DRAWS, rng)
    told = {
        "variant": of.name, "method": "emulated synthetic likelihood", "runs": len(bank),
        "diagnostics": {reading: chain._asdict() for reading, chain in chains.items()},
        "reported": {n: _summary(draws[n].to_numpy()) for n in REPORTED if n in draws},
    }  # fmt: skip
    about = told | {"budget": order.budget, "seed": _SEED} | _provenance()
    save(Posterior(of.name, shuffled(draws, _SEED), about), order.out / "posterior")
    return told


def _summary(values: Any) -> list[float]:  # noqa: ANN401
    """Return the 5 %, the median and the 95 % of some draws."""
    return [float(q) for q in np.quantile(values, (0.05, 0.5, 0.95))]


def _sweep(order: Order, design: Path) -> None:
    """Carry out what is missing of a design."""
    sweep(
        Sweep(
            design=str(design), store=order.out / "store", on=order.on, site=order.site, yes=True,
            workers=order.workers or len(os.sched_getaffinity(0)),
        )
    )  # fmt: skip


def _provenance() -> dict[str, Any]:
    """Return which model, commit and versions it was."""
    return {
        "model": rules(), "commit": commit(), "software": dict(software()),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip


def _tell(made: dict[str, Any]) -> None:
    """Print what was learnt of the reported parameters of a structure."""
    say.table(
        ("parameter", "5 %", "median", "95 %"),
        [(name, *(f"{q:.3f}" for q in summary)) for name, summary in made["reported"].items()],
        numbers=("5 %", "median", "95 %"),
        title=f"Posterior of {made['variant']}, from {made['runs']:,} runs"
        f" ({made['left_by_waves']:.1%} of the prior left by the waves)",
    )
