"""The banks of runs that every fit is served by: designs, and the sweeps that carry them out.

For each structure, wave 0 is a Latin hypercube of the whole prior; wave 1 and the bank itself are
of draws of the prior that the waves before did not rule out. Every run has luck of its own.
"""

import warnings
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from calibration.bank import Bank
from calibration.figures import READINGS, columns_needed, told
from calibration.mistakes import WrongCalibration
from calibration.observation import observation
from calibration.space import Space
from calibration.variants import Variant, variant
from calibration.waves import Wave, wave
from experiments.loading import MissingRuns, load
from experiments.sweeps.ask import WrongQuestion
from experiments.sweeps.design import WrongDesign
from experiments.sweeps.sample import posterior_metadata
from simulation.ensemble.store import WrongStore, write_parquet, write_text

UNTIL = 2017
WAVES, BANK = ("wave_0", "wave_1"), "bank"
_SEED = 6  # of the sample; a run's luck counts on from 1


class WrongBank(WrongCalibration):
    """A bank that is not there, not whole, or of another model."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How many runs a structure gets.

    Attributes
    ----------
    waves, bank
        Runs of each wave, and of the bank.
    fraction
        Part of the country that is simulated.
    structures
        How many of the structures are fitted, the base first.
    """

    waves: tuple[int, int]
    bank: int
    fraction: float = 1.0
    structures: int = 6


BUDGETS = {
    "small": Budget(waves=(300, 200), bank=300, fraction=0.1, structures=1),
    "default": Budget(waves=(1_000, 600), bank=1_600),
    "large": Budget(waves=(4_000, 4_000), bank=20_000),
}


def write_first(folder: Path, of: Variant, budget: Budget) -> Path:
    """Write the design of wave 0 of a structure, and return where."""
    varied = (
        f'how      = "latin"\ninputs   = ["*"]\nsize     = {budget.waves[0]}\nseed     = {_SEED}'
    )
    if of.fixed:
        left_out = ", ".join(f'"{name}"' for name in of.fixed)
        varied += f"\nexcept   = [{left_out}]"
    question = "Where in the whole prior does it come near what was observed?"
    return _write(folder, WAVES[0], of, budget, question, varied)


def write_drawn(folder: Path, kind: str, of: Variant, budget: Budget, draws: pd.DataFrame) -> Path:
    """Write the design of wave 1 or of the bank of a structure and its draws, and return where."""
    place = folder / f"{kind}_{of.name}.parquet"
    table = pa.Table.from_pandas(draws, preserve_index=False)
    write_parquet(table.replace_schema_metadata(posterior_metadata()), place)
    varied = f'how      = "draws"\nfile     = "{place.name}"'
    question = "What follows from the parameters that were not ruled out?"
    return _write(folder, kind, of, budget, question, varied)


def bank_of(folder: Path, name: str) -> Bank:
    """Return the bank of a structure; raise WrongBank if it is not there, whole, and of this model.

    `folder` is that of a calibration: its designs lie in it, and its runs in `store`.
    """
    return _read(folder, BANK, variant(name))


def wave_of(folder: Path, name: str, waves: int = len(WAVES)) -> Wave:
    """Return what the first waves of a structure taught: by default all of them."""
    seen, known = observation(), None
    for kind in WAVES[:waves]:
        runs = _read(folder, kind, variant(name))
        known = wave(runs.z, runs.figures(seen, READINGS[0]), seen, known)
    if known is None:
        raise ValueError("at least one wave is to be asked for")
    return known


def _read(folder: Path, kind: str, of: Variant) -> Bank:
    """Return runs of a structure as a bank, without those that cannot tell every target."""
    place = folder / f"{kind}_{of.name}.toml"
    if not place.is_file():
        raise WrongBank(f"{place} is not there: `fivebytwo calibrate` makes it.")
    with warnings.catch_warnings():
        warnings.simplefilter("error", MissingRuns)
        try:
            rows = load(folder / "store", columns_needed(), design=str(place))
        except (MissingRuns, WrongQuestion, WrongStore, WrongDesign) as why:
            raise WrongBank(
                f"{place}: not all of its runs, by this model, are in {folder / 'store'}"
                f" ({why}). `fivebytwo calibrate` makes what is missing."
            ) from None
    space = Space.of_all(without=tuple(of.fixed))
    points = rows.drop_duplicates("point").sort_values("point")
    said = told(rows)
    whole = said.notna().all(axis=1).to_numpy()  # in a part of the country schools may be too few
    return Bank(of.name, space, space.to_z(points)[whole], said[whole])


def _write(
    folder: Path, kind: str, of: Variant, budget: Budget, question: str, varied: str
) -> Path:  # fmt: skip
    """Write a design."""
    fixed = "".join(f"set.{name} = {value:g}\n" for name, value in of.fixed.items())
    text = (
        f'title     = "{kind.replace("_", " ").capitalize()}: {of.title}"\n'
        f'question  = "{question}"\nscenarios = ["history"]\nseeds     = 1\nuntil     = {UNTIL}\n'
        f"fraction  = {budget.fraction:g}\n{fixed}\n[vary]\n{varied}\nown_luck = true\n"
    )
    place = folder / f"{kind}_{of.name}.toml"
    folder.mkdir(parents=True, exist_ok=True)
    write_text(place, text)
    return place
