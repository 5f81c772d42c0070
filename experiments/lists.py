"""`fivebytwo scenarios` and `fivebytwo parameters`: what can be asked, and what can be set."""

import csv
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
