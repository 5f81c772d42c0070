"""`fivebytwo alone`: an initiative by itself, and what it owes to its ways of working together."""

import json
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

from experiments import plot_alone, say, seeds
from experiments.files import check_folder, write_whole
from experiments.plot_alone import PLAIN
from experiments.settings import WrongSetting, read_settings
from simulation.alone import Alone, field_for, launch_of
from simulation.arrays import Bools
from simulation.network.field import Field, Files
from simulation.parameters.declare import declared
from simulation.parameters.partnership import Backbone
from simulation.parameters.world import World
from simulation.results.provenance import record
from simulation.scenario import Scenario, scenario
from simulation.store import RECORD
from simulation.years import LAST_YEAR

TABLE, PICTURE = "alone.csv", "alone.png"
_ACTIVITIES = tuple(p.name for p in declared(Backbone) if p.unit == "FTE")
VARIANTS: Mapping[str, Mapping[str, float]] = {
    PLAIN: {},
    "no spreading of solutions": {"supply.spread": 0},
    "no backbone": dict.fromkeys(_ACTIVITIES, 0),
    "each on its own": {"initiative.effort": 0},
}
MEASURES: Mapping[str, Callable[[Alone], float]] = {
    "members": lambda m: float(m.initiative.state.organisations.sum()),  # organisations
    "commitment": lambda m: _of_members(m, "commitment"),  # mean of members, 0 to 1
    "trust": lambda m: _trust_of_members(m, m.initiative.state.organisations),  # 0 to 1
    "measurement": lambda m: m.initiative.state.measurement,  # 0 to 1
    "solutions": lambda m: _of_members(m, "solution"),  # mean of members, 0 to 1
    "number": lambda m: m.number,  # of the year, in the unit of the programme
    "cumulated": lambda m: m.cumulated,  # since the launch
    "of_all": lambda m: m.of_all,  # since the launch, by members or not
    "urgency": lambda m: m.urgency,  # 1 is that of the 5x2 Initiative's in 2013
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(seeds.Order):
    """What was asked for.

    Attributes
    ----------
    until
        The last school year; None is the last of those the goal is for.
    partners, ties, programmes
        A user's own tables.
    """

    until: int | None
    partners: Path | None
    ties: Path | None
    programmes: Path | None

    @property
    def command(self) -> str:
        """The command that does it again, every choice spelt out."""
        tables = {k: v for k, v in asdict(self.files).items() if v}
        words = [
            "fivebytwo", self.verb, self.scenario, "--seeds", str(self.seeds),
            "--from-seed", str(self.from_seed), "--until", str(self.until),
            *(word for setting in self.settings for word in ("--set", setting)),
            *(word for key, path in tables.items() for word in (f"--{key}", str(path))),
            "--out", str(self.folder),
        ]  # fmt: skip
        return shlex.join(words)

    @property
    def folder(self) -> Path:
        """Where files go."""
        return self.out or Path("results") / f"alone-{Path(self.scenario).stem}"

    @property
    def files(self) -> Files:
        """The user's own tables."""
        return Files(self.partners, self.ties, self.programmes)


def alone(order: Order) -> None:
    """Run the initiative and its variants under each seed, save, draw and print."""
    start = perf_counter()
    order, story, who = checked(order)
    stories = {name: story.setting(values) for name, values in VARIANTS.items()}
    rows = [
        {"variant": name, "seed": seed, **row}
        for seed in order.each(f"Running {len(stories)} variants")
        for name, variant in stories.items()
        for row in course(variant, who, seed, order.until or LAST_YEAR)
    ]
    about = _about(order, story, who, perf_counter() - start)
    _save(order.folder, rows, about)
    plot_alone.print_tables(rows, about)
    say.line(
        f"{story.number}: members' slots count from the year after they join; of all, what the"
        " field of partners delivered, members or not."
    )
    say.line(f"Files in {order.folder}: {TABLE}, {PICTURE}, {RECORD}")


def checked(order: Order) -> tuple[Order, Scenario, Field]:
    """Return the order with its last year, the scenario and its field; raise all that is wrong."""
    wrong: list[str] = []
    values: dict[str, float] = {}
    for check in (
        lambda: values.update(read_settings(order.settings)),
        lambda: field_for(scenario(order.scenario), order.files),
        lambda: check_folder(order.folder),
    ):
        try:
            check()
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise WrongSetting("\n".join(wrong))
    story = scenario(order.scenario)
    if values:
        story = story.setting(values)
    launch = launch_of(story)
    last = min(LAST_YEAR, launch + int(story.worlds[launch].alone.years) - 1)
    until = last if order.until is None else order.until
    if not launch <= until <= LAST_YEAR:
        raise WrongSetting(f"--until {until} is not a school year from {launch} to {LAST_YEAR}.")
    return replace(order, until=until), story, field_for(story, order.files)


def course(story: Scenario, who: Field, seed: int, until: int) -> Iterator[dict[str, float]]:
    """Yield what is seen of a run at the launch, then at the end of each school year's summer."""
    first: list[dict[str, float]] = []

    def at_launch(model: Alone, _: int) -> None:
        """Note the first term, which tells who came to the launch."""
        if not first:
            first.append(_seen(model))

    model = Alone(story, who, seed=seed, after_term=[at_launch])
    try:
        while model.year < until:
            model.step()
            if model.year == model.launch:
                yield {"year": model.launch - 1} | first[0]
            yield {"year": model.year} | _seen(model)
    finally:
        model.release()


def _seen(model: Alone) -> dict[str, float]:
    """Return every measure."""
    return {name: of(model) for name, of in MEASURES.items()}


def _of_members(model: Alone, column: str) -> float:
    """Return the mean of a column over members, 0 without any."""
    state = model.initiative.state
    of = state.organisations
    return float(getattr(state, column)[of].mean()) if of.any() else 0.0


def _trust_of_members(model: Alone, of: Bools) -> float:
    """Return members' mean trust in one another."""
    return model.initiative.state.mean_trust(model.initiative.trust(model.world), of, of)


def _about(order: Order, story: Scenario, who: Field, seconds: float) -> dict[str, Any]:
    """Return what it takes to do it again."""
    until = order.until or LAST_YEAR
    made = record(
        story, seed=order.from_seed, until=until, fraction=1.0, schools=None, population="",
        seconds=seconds,
    )  # fmt: skip
    tables = {k: path for k, path in asdict(story.files_under(order.files)).items() if path}
    counted = next(p for p in who.programmes if p.name == story.number)
    world: World = story.worlds[launch_of(story)]
    return made | {
        "population": None, "seeds": order.seeds, "command": order.command,
        "launch": launch_of(story), "number": story.number, "unit": counted.unit.split(";")[0],
        "goal": world.alone.goal, "years": world.alone.years, "field": len(who.partners) - 2,
        "variants": {name: dict(values) for name, values in VARIANTS.items()},
        "tables": {
            k: {"file": str(p.resolve()), "sha256": sha256(p.read_bytes()).hexdigest()}
            for k, p in tables.items()
        },
    }  # fmt: skip


def _save(folder: Path, rows: list[dict[str, Any]], about: Mapping[str, Any]) -> None:
    """Write table and picture; the record of before leaves first, the new one comes last."""
    import pandas as pd

    frame, words = pd.DataFrame(rows), json.dumps(about, indent=1) + "\n"
    (folder / RECORD).unlink(missing_ok=True)
    write_whole(folder / TABLE, lambda draft: frame.to_csv(draft, index=False))
    write_whole(folder / PICTURE, lambda draft: plot_alone.draw(frame, about, draft))
    write_whole(folder / RECORD, lambda draft: draft.write_text(words, encoding="utf-8"))
