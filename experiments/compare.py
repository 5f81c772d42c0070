"""`fivebytwo compare`: scenarios against a reference, under the same luck and of the same students.

Each run is a file of its own, written whole: a command that was stopped goes on where it was, and
one that asks for more seeds adds to them.
"""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from experiments import compare_tables, plot_compare, say
from experiments.compare_tables import Row, Runs, compared, long, measured
from experiments.comparison import FIRST_OBSERVED
from experiments.files import check_folder, write_whole
from experiments.keep import digest, kept
from experiments.seeds import Order, case_of, warn_of_sample
from experiments.settings import WrongSetting, read_settings
from simulation.parameters.views import prior
from simulation.parameters.world import World, named
from simulation.run import Case, run
from simulation.scenario import Scenario, scenario
from simulation.store import RECORD as OF_A_RUN
from simulation.store import WrongFolder
from simulation.years import FIRST_ENTRY, FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    import pandas as pd

TABLE, RUNS, PICTURE, RECORD, KEPT = (
    "compare.csv", "runs.csv", "compare.png", "compare.json", "runs",
)  # fmt: skip
_POPULATION = "people"  # the group that the one country is built from
_SEEDS = 2**64


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Order):
    """What was asked for; `scenario` is the reference.

    Attributes
    ----------
    scenarios
        Those held against the reference.
    until, year
        The last school year, and the one that is told beside it.
    draw
        Parameters that each seed draws anew from what is believed of them.
    """

    scenarios: Sequence[str]
    until: int
    year: int
    draw: Sequence[str] = ()

    @property
    def command(self) -> str:
        """The command that does it again, every choice spelt out."""
        words = [
            "fivebytwo", self.verb, *self.scenarios, "--against", self.scenario,
            "--seeds", str(self.seeds), "--from-seed", str(self.from_seed),
            "--until", str(self.until), "--year", str(self.year),
            *(word for setting in self.settings for word in ("--set", setting)),
            *(word for name in self.draw for word in ("--draw", name)),
            "--fraction", f"{self.fraction:g}", "--out", str(self.folder),
        ]  # fmt: skip
        return shlex.join(words)

    @property
    def folder(self) -> Path:
        """Where files go."""
        names = [Path(name).stem for name in self.scenarios]
        return self.out or Path("results") / "-".join(["compare", *names])

    @property
    def all(self) -> tuple[str, ...]:
        """The reference, then the scenarios."""
        return (self.scenario, *self.scenarios)


def compare(order: Comparison) -> None:
    """Run every scenario under each seed, save, draw and print how they differ."""
    start = perf_counter()
    since = check(order)
    cases = [case_of(replace(order, scenario=name), ours=True) for name in order.all]
    code = digest(code=(Path(__file__), Path(compare_tables.__file__)))
    made = [
        [_finding(order, case, seed, code) for case in cases]
        for seed in order.each(f"Comparing {len(cases)} scenarios")
    ]
    names, years = [c.scenario.name for c in cases], made[0][0]["years"]
    runs = {name: _stacked([of[i] for of in made]) for i, name in enumerate(names)}
    rows = compared(runs, names[0], years, since)
    about = order.about(cases[0], until=order.until, seconds=perf_counter() - start)
    about |= _about(order, cases[1:], since) | {"code": code}
    _save(order.folder, rows, long(runs, years, order.from_seed), about)
    warn_of_sample(order)
    plot_compare.print_tables(rows, about)
    if order.seeds == 1:
        say.line("One seed has no intervals: no cost of a student, no year of an effect is told.")
    say.line(f"Files in {order.folder}: {TABLE}, {RUNS}, {PICTURE}, {RECORD}, {KEPT}/")


def check(order: Comparison) -> dict[str, int]:
    """Return when each scenario begins to differ, or raise all that is wrong with the order."""
    values: dict[str, float] = {}
    stories: dict[str, Scenario] = {}
    wrong = [
        *_refusal(lambda: values.update(read_settings(order.settings))),
        *(m for name in dict.fromkeys(order.all) for m in _refusal(partial(_read, name, stories))),
        *_wrong_names(order),
        *_wrong_numbers(order),
        *_wrong_draws(order, values),
        *_refusal(partial(_check_folder, order.folder)),
    ]
    if wrong:
        raise WrongSetting("\n".join(wrong))
    reference, *others = (stories[name].setting(values) for name in order.all)
    if wrong := [m for s in others for m in _no_comparison(order, s, reference)]:
        raise WrongSetting("\n".join(wrong))
    return {s.name: _differing(s, reference, order.until)[0] for s in others}


def drawn(names: Sequence[str], seed: int) -> dict[str, float]:
    """Return what a seed draws of some parameters; one does not depend on which others are drawn.

    >>> drawn(["climate.salience"], 1) == drawn(["climate.salience"], 1)
    True
    """
    return {
        name: float(
            prior(named(name)).sample(rng=np.random.default_rng([seed, crc32(name.encode())]))
        )
        for name in names
    }


def _finding(order: Comparison, case: Case, seed: int, code: str) -> dict[str, Any]:
    """Return what comes out of one scenario under a seed."""
    if order.draw:
        case = replace(case, scenario=case.scenario.setting(drawn(order.draw, seed)))
    changes = [asdict(c) for c in case.scenario.changes]
    words = json.dumps([case.population.key, changes, seed, order.until, code], sort_keys=True)
    place = order.folder / KEPT / f"{case.scenario.name}-{seed}.json"
    return kept(place, sha256(words.encode()).hexdigest(), lambda: _run(case, seed, order.until))


def _run(case: Case, seed: int, until: int) -> dict[str, Any]:
    """Return the measures of one run."""
    results = run(case, seed=seed, until=until)
    found = {name: values.tolist() for name, values in measured(results).items()}
    return {"scenario": case.scenario.name, "seed": seed, "years": results.years, "of": found}


def _stacked(found: Sequence[Mapping[str, Any]]) -> Runs:
    """Return the measures of one scenario as arrays of shape (seeds, years)."""
    return {name: np.array([f["of"][name] for f in found], float) for name in found[0]["of"]}


def _about(order: Comparison, cases: Sequence[Case], since: Mapping[str, int]) -> dict[str, Any]:
    """Return what the record says beyond that of the reference."""
    seeds = range(order.from_seed, order.from_seed + order.seeds)
    told = [
        {
            "name": c.scenario.name, "title": c.scenario.title, "question": c.scenario.question,
            "since": since[c.scenario.name], "changes": [asdict(x) for x in c.scenario.changes],
        }
        for c in cases
    ]  # fmt: skip
    draws = {seed: drawn(order.draw, seed) for seed in seeds} if order.draw else {}
    return {"scenarios": told, "year": order.year, "draw": list(order.draw), "draws": draws}


def _save(
    folder: Path, rows: Sequence[Row], runs: "pd.DataFrame", about: Mapping[str, Any]
) -> None:
    """Write tables and picture; the record of before leaves first, the new one comes last."""
    import pandas as pd

    table, words = pd.DataFrame([asdict(r) for r in rows]), json.dumps(about, indent=1) + "\n"
    (folder / RECORD).unlink(missing_ok=True)
    write_whole(folder / TABLE, lambda draft: table.to_csv(draft, index=False))
    write_whole(folder / RUNS, lambda draft: runs.to_csv(draft, index=False))
    write_whole(folder / PICTURE, lambda draft: plot_compare.draw(rows, runs, about, draft))
    write_whole(folder / RECORD, lambda draft: draft.write_text(words, encoding="utf-8"))


def _refusal(step: Callable[[], object]) -> list[str]:
    """Return why a step cannot be done, if so."""
    try:
        step()
    except ValueError as error:
        return [str(error)]
    return []


def _believed(name: str) -> None:
    """Raise ValueError unless a parameter has a prior."""
    prior(named(name))


def _read(name: str, stories: dict[str, Scenario]) -> None:
    """Put a scenario among the stories."""
    stories[name] = scenario(name)


def _check_folder(folder: Path) -> None:
    """Raise WrongFolder unless files can go there, and no run is saved there."""
    if not (folder / KEPT).is_dir():
        if (folder / OF_A_RUN).is_file():
            raise WrongFolder(f"{folder} holds results of another command. Choose another --out.")
        check_folder(folder)


def _wrong_names(order: Comparison) -> Iterator[str]:
    """Yield what is wrong with which scenarios are compared."""
    names = [Path(name).stem for name in order.scenarios]
    reference = Path(order.scenario).stem
    if not names:
        yield f"There is no scenario to hold against {reference}: name one, as no_give_five."
    if reference in names:
        yield f"{reference} is what the others are held against: leave it out of the scenarios."
    for name in dict.fromkeys(n for n in names if names.count(n) > 1):
        yield f"{name} stands {names.count(name)} times among the scenarios; name it once."


def _wrong_numbers(order: Comparison) -> Iterator[str]:
    """Yield what is wrong with years, seeds and the part of the country."""
    if not FIRST_OBSERVED <= order.until <= LAST_YEAR:
        yield f"--until {order.until} is not a school year from {FIRST_OBSERVED} to {LAST_YEAR}."
    elif not FIRST_YEAR <= order.year <= order.until:
        yield f"--year {order.year} is not a school year from {FIRST_YEAR} to {order.until}."
    if order.from_seed + order.seeds > _SEEDS:
        yield f"--from-seed {order.from_seed}: the last seed is beyond 2^64 - 1."
    if not 0 < order.fraction <= 1:
        yield f"--fraction {order.fraction:g} is not above 0 and up to 1, the whole country."


def _wrong_draws(order: Comparison, values: Mapping[str, float]) -> Iterator[str]:
    """Yield what is wrong with the parameters to draw."""
    for name in dict.fromkeys(order.draw):
        yield from (f"--draw {name}: {m}" for m in _refusal(partial(_believed, name)))
        if name.split(".")[0] == _POPULATION:
            yield f"--draw {name}: it is of the one country, which is the same under every seed."
        if name in values:
            yield f"--draw {name}: --set sets it too; leave one of them out."
        if order.draw.count(name) > 1:
            yield f"--draw {name}: it stands {order.draw.count(name)} times; draw it once."


def _no_comparison(order: Comparison, story: Scenario, reference: Scenario) -> Iterator[str]:
    """Yield why a scenario cannot be held against the reference."""
    years = _differing(story, reference, order.until)
    if not years:
        same = f"{story.name} is the same as {reference.name} until {order.until}"
        yield f"{same}: choose a later --until, or another scenario."
    for name in order.draw:
        if any(_value(story.worlds[y], name) != _value(reference.worlds[y], name) for y in years):
            yield f"--draw {name}: {story.name} differs from {reference.name} in it; leave it out."


def _differing(story: Scenario, reference: Scenario, until: int) -> list[int]:
    """Return the years in which two scenarios differ."""
    return [y for y in range(FIRST_ENTRY, until + 1) if story.worlds[y] != reference.worlds[y]]


def _value(world: World, name: str) -> float:
    """Return a parameter by name."""
    group, key = name.split(".")
    return float(getattr(getattr(world, group), key))
