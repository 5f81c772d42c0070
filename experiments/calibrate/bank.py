"""The banks of runs that every fit is served by: designs, and the sweeps that carry them out.

For each structure, wave 0 is a Latin hypercube of the whole prior; the bank itself is of draws of
the prior that wave 0 did not rule out. Every run has luck of its own.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa

from calibration.variants import Variant
from simulation.ensemble.store import write_parquet, write_text

UNTIL = 2017
WAVE_0, BANK = "wave_0", "bank"
_SEED = 6  # of the sample; a run's luck counts on from 1


@dataclass(frozen=True, slots=True)
class Budget:
    """How many runs a structure gets.

    Attributes
    ----------
    first, bank
        Runs of wave 0, and of the bank.
    fraction
        Part of the country that is simulated.
    structures
        How many of the structures are fitted, the base first.
    """

    first: int
    bank: int
    fraction: float = 1.0
    structures: int = 6


BUDGETS = {
    "small": Budget(first=240, bank=400, fraction=0.1, structures=1),
    "default": Budget(first=1_000, bank=2_000),
    "large": Budget(first=4_000, bank=20_000),
}


def write_first(folder: Path, of: Variant, budget: Budget) -> Path:
    """Write the design of wave 0 of a structure, and return where."""
    varied = f'how      = "latin"\ninputs   = ["*"]\nsize     = {budget.first}\nseed     = {_SEED}'
    if of.fixed:
        left_out = ", ".join(f'"{name}"' for name in of.fixed)
        varied += f"\nexcept   = [{left_out}]"
    question = "Where in the whole prior does it come near what was observed?"
    return _write(folder, WAVE_0, of, budget, question, varied)


def write_bank(folder: Path, of: Variant, budget: Budget, draws: pd.DataFrame) -> Path:
    """Write the design of the bank of a structure and its draws, and return where."""
    from experiments.sweeps.sample import posterior_metadata

    place = folder / f"{BANK}_{of.name}.parquet"
    table = pa.Table.from_pandas(draws, preserve_index=False)
    write_parquet(table.replace_schema_metadata(posterior_metadata()), place)
    varied = f'how      = "draws"\nfile     = "{place.name}"'
    question = "What follows from the parameters that wave 0 did not rule out?"
    return _write(folder, BANK, of, budget, question, varied)


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
