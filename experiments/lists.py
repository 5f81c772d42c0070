"""`fivebytwo scenarios` and `fivebytwo parameters`: what can be asked, and what can be set."""

import csv
from functools import partial
from pathlib import Path

from experiments import say
from experiments.files import write_whole
from simulation.parameters.views import table
from simulation.parameters.world import named
from simulation.scenario import scenarios


def list_scenarios() -> None:
    """Print the shipped scenarios."""
    rows = [(s.name, s.title, s.question, s.base or "") for s in scenarios()]
    say.table(("name", "title", "question", "base"), rows)
    say.line(
        "Run one with `fivebytwo run NAME`; write your own as a file.toml, as those in scenarios/."
    )


def list_parameters(part: str, place: Path | None) -> None:
    """Print the parameters with a part in their name, or write them to a CSV file.

    Raises WrongParameter if no name has it, with the nearest one.
    """
    rows = [r for r in table() if part in r["name"]]
    exact = [r for r in rows if r["name"] == part]
    if not rows:
        named(part)
    if place:
        write_whole(place, lambda draft: _write(draft, rows))
        say.line(f"{len(rows)} parameters in {place}")
    elif exact:
        _show(exact[0])
    else:
        columns = ("name", "default", "range", "unit", "prior", "text")
        say.table(columns, [[r[c] for c in columns] for r in rows], numbers=("default",))
        say.line("Set one with `fivebytwo run --set NAME=VALUE`.")


def _show(row: dict[str, str]) -> None:
    """Print all about one parameter."""
    for key, value in row.items():
        say.line(f"{key:>8}  {value}")


def _write(place: Path, rows: list[dict[str, str]]) -> None:
    """Write rows as CSV."""
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def write_roster(folder: Path) -> None:
    """Write the shipped roster and programmes into a folder; raise WrongFolder if it has any."""
    from importlib.resources import files

    from simulation.store import WrongFolder

    texts = {
        name: (files("simulation.data") / "tables" / name).read_text(encoding="utf-8")
        for name in ("partners.csv", "programmes.csv")
    }
    if there := [name for name in texts if (folder / name).exists()]:
        raise WrongFolder(f"{folder} holds {' and '.join(there)} already. Choose another folder.")
    for name, text in texts.items():
        write_whole(folder / name, partial(Path.write_text, data=text, encoding="utf-8"))
    say.line(f"{' and '.join(texts)} are in {folder}.")
