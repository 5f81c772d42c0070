"""`fivebytwo run`: check everything, simulate, save, draw, and say what came out."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import say
from experiments.files import check_folder, writing
from experiments.settings import WrongSetting, read_settings
from experiments.stopwatch import Stopwatch

if TYPE_CHECKING:
    import pandas as pd

    from experiments.comparison import Curve
    from simulation.added import Added
    from simulation.network.field import Files
    from simulation.results.results import Results
    from simulation.run import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for on the command line."""

    scenario: str
    seed: int
    until: int
    settings: Sequence[str]
    fraction: float
    schools: Path | None
    out: Path | None
    picture: bool
    partners: Path | None = None
    ties: Path | None = None
    programmes: Path | None = None
    added: Path | None = None

    @property
    def files(self) -> "Files":
        """The tables of the partnership that are the user's own."""
        from simulation.network.field import Files

        return Files(self.partners, self.ties, self.programmes)

    @property
    def folder(self) -> Path:
        """Where results go."""
        return self.out or Path("results") / f"{Path(self.scenario).stem}-{self.seed}"

    @property
    def command(self) -> str:
        """The command that does it again, every choice spelt out."""
        tables = {
            "--schools": self.schools, "--partners": self.partners, "--ties": self.ties,
            "--programmes": self.programmes, "--with": self.added,
        }  # fmt: skip
        words = [
            "fivebytwo", "run", self.scenario, "--seed", str(self.seed), "--until", str(self.until),
            *(word for setting in self.settings for word in ("--set", setting)),
            "--fraction", f"{self.fraction:g}",
            *(word for option, place in tables.items() if place for word in (option, str(place))),
            "--out", str(self.folder),
        ]  # fmt: skip
        return shlex.join(words)


def simulate(order: Order) -> None:
    """Run a scenario, save its results and picture, and print them beside what was observed."""
    watch = Stopwatch()
    with watch.stage("imports"):
        values = _checked(order)
        from simulation import run as _  # noqa: F401  Mesa and Numba, counted here
    with watch.stage("population"):
        case = _load(order, values)
    with watch.stage("years"):
        results = _run(order, case)
    with watch.stage("saving"):
        frame = _save(order, results)
    if order.picture:
        with watch.stage("picture"):
            _draw(order, frame, results)
    if order.fraction < 1:
        schools = case.population.schools
        say.line(
            f"{int(schools.authority.max()) + 1} authorities with {len(schools)} schools stand for"
            " the country: figures carry the error of a small sample."
        )
    _report(order, frame, watch)


def _checked(order: Order) -> dict[str, float]:
    """Return the settings, or raise all that is wrong with the order before any work is done."""
    from simulation.scenario import scenario

    values: dict[str, float] = {}
    wrong: list[str] = []
    for check in (
        lambda: values.update(read_settings(order.settings)),
        lambda: scenario(order.scenario),
        lambda: _check_year(order.until),
        lambda: _check_tables(order),
        lambda: _added(order),
        lambda: check_folder(order.folder),
    ):
        try:
            check()
        except ValueError as error:
            wrong.append(str(error))
    if wrong:
        raise WrongSetting("\n".join(wrong))
    return values


def _check_year(until: int) -> None:
    """Raise WrongSetting unless a run can last until a year."""
    from simulation.years import FIRST_YEAR, LAST_YEAR

    if not FIRST_YEAR <= until <= LAST_YEAR:
        raise WrongSetting(
            f"--until {until} is not a school year from {FIRST_YEAR} to {LAST_YEAR}."
        )


def _check_tables(order: Order) -> None:
    """Raise BadTable if a table of the partnership, the user's or the scenario's, is wrong."""
    from simulation.scenario import WrongScenario, scenario

    try:
        story = scenario(order.scenario)
    except WrongScenario:  # which another check tells
        story = scenario("history")
    if story.tables or order.partners or order.ties or order.programmes:
        from simulation.network.field import field_of

        field_of(story.files_under(order.files))


def _added(order: Order) -> "Added":
    """Return what the user's own file adds, or raise WrongAddition."""
    from simulation.added import NOTHING, read_added

    return read_added(order.added) if order.added else NOTHING


def _load(order: Order, values: dict[str, float]) -> "Case":
    """Return the case, with a bar while its population is built."""
    from simulation.population.store import cache_folder
    from simulation.run import load

    advice = "Set FIVEBYTWO_CACHE to a folder that can."
    with writing(cache_folder(), advice), say.progress("Building the population, once") as tell:
        return load(
            order.scenario, set=values, fraction=order.fraction, schools=order.schools,
            files=order.files, added=_added(order), tell=tell,
        )  # fmt: skip


def _run(order: Order, case: "Case") -> "Results":
    """Return the results, with a bar over the years and the command in the record."""
    from simulation.run import run
    from simulation.years import FIRST_ENTRY

    with say.progress(f"Simulating to {order.until}") as tell:
        years = order.until - FIRST_ENTRY + 1
        results = run(
            case,
            seed=order.seed,
            until=order.until,
            tell=lambda y: tell((y - FIRST_ENTRY + 1) / years),
        )
    return replace(results, record=results.record | {"command": order.command})


def _save(order: Order, results: "Results") -> "pd.DataFrame":
    """Write the results, and return them as a table."""
    from simulation.store import read_frame, save

    with writing(order.folder):
        save(results, order.folder)
    return read_frame(order.folder)


def _draw(order: Order, frame: "pd.DataFrame", results: "Results") -> None:
    """Draw the pictures into the folder, if any year is reported."""
    from experiments.comparison import FIRST_OBSERVED
    from experiments.plot import PARTNERSHIP, draw, draw_network
    from simulation.store import PICTURES

    if order.until >= FIRST_OBSERVED:
        places = [order.folder / name for name in PICTURES]
        networks = [p for p in places if p.stem == PARTNERSHIP]
        draw(frame, results.record, *(p for p in places if p not in networks))
        draw_network(order.folder, *networks)


def _report(order: Order, frame: "pd.DataFrame", watch: Stopwatch) -> None:
    """Print observed against simulated, the files, and where the time went."""
    from experiments.comparison import FIRST_OBSERVED, LAST_OBSERVED, sitters

    last = min(LAST_OBSERVED, order.until)
    if order.until >= FIRST_OBSERVED:
        say.table(
            ("year", "observed", "± sd", "simulated", "difference"),
            [
                _row(sitters(frame), y, own=bool(order.schools))
                for y in range(FIRST_OBSERVED, last + 1)
            ],
            numbers=("observed", "± sd", "simulated", "difference"),
            title="Students who sit five units",
        )
    else:
        say.line(f"No picture and no table: what happens is reported from {FIRST_OBSERVED} on.")
    files = ", ".join(sorted(p.name for p in order.folder.iterdir() if not p.name.startswith(".")))
    say.line(f"Files in {order.folder}: {files}")
    say.line(str(watch))


def _row(curve: "Curve", year: int, *, own: bool) -> tuple[str, ...]:
    """Return a year's simulated number, beside what was observed if it is of the same country."""
    simulated, point = curve.at(year), None if own else curve.observed(year)
    if not point:
        return str(year), "", "", f"{simulated:,.0f}", ""
    difference = f"{simulated / point.value - 1:+.1%}"
    return str(year), f"{point.value:,.0f}", f"{point.sd:,.0f}", f"{simulated:,.0f}", difference
