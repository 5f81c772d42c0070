"""One scenario under many seeds: what was asked for, the case, and how the seeds are told."""

import gc
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

from experiments import say
from experiments.files import check_folder, writing
from experiments.settings import WrongSetting, read_settings
from simulation.population.store import cache_folder
from simulation.results.provenance import record
from simulation.run import Case, load
from simulation.scenario import scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for on the command line.

    Attributes
    ----------
    verb
        The command, as it is typed.
    out
        Where files go; None if there are to be none, or if the command has a place of its own.
    """

    verb: str
    scenario: str
    seeds: int
    from_seed: int
    settings: Sequence[str] = ()
    fraction: float
    out: Path | None

    @property
    def command(self) -> str:
        """The command that does it again, every choice spelt out."""
        words = [
            "fivebytwo", self.verb, self.scenario, "--seeds", str(self.seeds), "--from-seed",
            str(self.from_seed), *(word for s in self.settings for word in ("--set", s)),
            "--fraction", f"{self.fraction:g}", *(("--out", str(self.out)) if self.out else ()),
        ]  # fmt: skip
        return shlex.join(words)

    def each(self, doing: str) -> Iterator[int]:
        """Yield the seeds one by one, and show how many are done."""
        gc.freeze()  # what is there stays: collections look at what runs leave
        gc.enable()  # which commands go without, to start fast
        try:
            with say.progress(f"{doing} under {counted(self.seeds)}") as tell:
                for done in range(self.seeds):
                    yield self.from_seed + done
                    tell((done + 1) / self.seeds)
        finally:
            gc.unfreeze()

    def about(self, case: Case, *, until: int, seconds: float) -> dict[str, Any]:
        """Return the record of what was done."""
        told = record(
            case.scenario, seed=self.from_seed, until=until, fraction=self.fraction, schools=None,
            population=case.population.key, seconds=seconds, files=case.files,
        )  # fmt: skip
        return told | {"seeds": self.seeds, "command": self.command}


def case_of(order: Order, *, ours: bool) -> Case:
    """Return the case, or raise all that is wrong with the order before any work is done.

    `ours` is whether the folder to write to holds what the command left there before.
    """
    values: dict[str, float] = {}
    wrong: list[str] = []
    for check in (
        lambda: values.update(read_settings(order.settings)),
        lambda: scenario(order.scenario),
        lambda: None if ours or not order.out else check_folder(order.out),
    ):
        try:
            check()
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise WrongSetting("\n".join(wrong))
    advice = "Set FIVEBYTWO_CACHE to a folder that can."
    with writing(cache_folder(), advice), say.progress("Building the population, once") as tell:
        return load(order.scenario, set=values, fraction=order.fraction, tell=tell)


def warn_of_sample(order: Order) -> None:
    """Print what is not told of a part of the country."""
    if order.fraction < 1:
        say.line(f"{order.fraction:g} of the authorities: the error of a small sample is not told.")


def counted(seeds: int) -> str:
    """Return a number of seeds in words.

    >>> counted(1), counted(20)
    ('one seed', '20 seeds')
    """
    return f"{seeds} seeds" if seeds > 1 else "one seed"


def told(value: float, form: str) -> str:
    """Return a number as printed, or nothing if there is none.

    >>> told(2.345, "+.1f"), told(float("nan"), "+.1f")
    ('+2.3', '')
    """
    return "" if isnan(value) else format(value, form)
