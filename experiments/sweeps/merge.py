"""`fivebytwo merge`: bring the designs and runs of several stores together, part by part."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from experiments import say
from experiments.settings import WrongSetting
from simulation.ensemble.shard import read, shards
from simulation.ensemble.store import (
    DESIGN,
    DONE,
    PLAN,
    POINTS,
    RUNS,
    YEARS,
    Store,
    WrongStore,
    is_news,
    make_store,
    open_store,
    read_part,
    write_parquet,
    write_text,
)
from simulation.ensemble.tables import KEY, RUN_COLUMNS, in_batches

_MODEL = "model="  # before a model's digest, in the name of its folder


@dataclass
class Came:
    """What came into a store, and what was looked at."""

    runs: int = 0
    seen: int = 0
    designs: set[str] = field(default_factory=set)


def merge(sources: Sequence[Path], into: Path) -> None:
    """Bring the designs and runs of stores into one, which is made if there is none.

    Each run is there once, a success before a failure; the sources stay as they are. Killed in
    between, the same command goes on. Raises WrongStore, before anything is written if it can.
    """
    stores = [open_store(place) for place in sources]
    if into.resolve() in {place.resolve() for place in sources}:
        raise WrongSetting(
            f"{into} is both brought together and --into. Leave it out of the first."
        )
    target = make_store(into, "--into")
    came = Came()
    with target.writing(), target.alone() as mine, say.progress("Bringing stores together") as tell:
        if not mine:
            raise WrongStore(
                f"{into} is being written by another command, or lies where files cannot be"
                " locked. Try again when that has ended, or choose another --into."
            )
        known = target.status()
        for number, store in enumerate(stores):
            for share in _bring(store, target, known, came):
                tell((number + share) / len(stores))
    say.line(
        f"{into}: runs that came {came.runs:,}, there already {came.seen - came.runs:,};"
        f" designs {len(came.designs):,}."
    )


def _bring(store: Store, target: Store, known: dict[str, str], came: Came) -> Iterator[float]:
    """Bring one store into another, and yield how far it is, from 0 to 1.

    Shards come before the tables that they may be moved to meanwhile.
    """
    for place in store.plans():
        _copy_plan(place, target)
        came.designs.add(place.name)
    for places in in_batches(shards(store.shards)):
        runs = [kept for place in places for kept in read(place)]
        came.seen += len(runs)
        came.runs += target.add(runs, known)
    parts = store.parts(RUNS)  # listed once: a compaction may add some meanwhile
    for number, rows in enumerate(parts):
        _copy_part(rows, store.folder / YEARS / rows.parent.name / rows.name, target, known, came)
        yield (number + 1) / len(parts)


def _copy_part(
    rows_at: Path, years_at: Path, target: Store, known: dict[str, str], came: Came
) -> None:
    """Copy those runs of a part that are not known, and note that they are.

    Raises WrongStore if one of them is done and has no year.
    """
    rows = read_part(rows_at, RUN_COLUMNS.names)
    ends = zip(rows[KEY].to_pylist(), rows["status"].to_pylist(), strict=True)
    news = {key: status for key, status in ends if is_news(known, key, status)}
    if news:
        years, keys = read_part(years_at), pa.array(list(news))
        told = set(years[KEY].to_pylist())
        if without := [k for k, status in news.items() if status == DONE and k not in told]:
            raise WrongStore(
                f"{years_at} is damaged: it has no year of {without[0]}, which is done. Move"
                f" {rows_at} away: a sweep makes its runs again."
            )
        target.keep(
            rows_at.parent.name.removeprefix(_MODEL),
            rows.filter(pc.is_in(rows[KEY], keys)),
            years.filter(pc.is_in(years[KEY], keys)),
        )
    known |= news
    came.seen += len(rows)
    came.runs += len(news)


def _copy_plan(source: Path, target: Store) -> None:
    """Copy a design, if it is not there; what tells that it is whole comes last."""
    place = target.designs / source.name
    if (place / PLAN).is_file():
        return
    texts = {name: _text(source / name) for name in (DESIGN, PLAN)}
    points = read_part(source / POINTS)
    place.mkdir(parents=True, exist_ok=True)
    write_text(place / DESIGN, texts[DESIGN])
    write_parquet(points, place / POINTS)
    write_text(place / PLAN, texts[PLAN])


def _text(place: Path) -> str:
    """Return what is in a file of a design, or raise WrongStore."""
    try:
        return place.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise WrongStore(
            f"{place} cannot be read: {error}. Move {place.parent} away: its runs stay, and a sweep"
            " writes it again."
        ) from None
