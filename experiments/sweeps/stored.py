"""Designs as they stand in a store: which of them is meant, and what is known of it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.sweeps.ask import WrongQuestion, near
from experiments.sweeps.design import read_design
from experiments.sweeps.plan import plan_of
from simulation.ensemble.code import model
from simulation.ensemble.store import PLAN, Store, WrongStore


def stored(store: Store, design: str) -> Path:
    """Return the folder of a design in a store.

    Parameters
    ----------
    store
        Where it was swept into.
    design
        A folder's whole name, NAME-DIGEST, which is that plan whatever its model; a file ending in
        .toml, which is the very plan that it stands for; or a name, of the one plan that is of the
        present model.

    Raises WrongQuestion if there is none, or several; WrongDesign if a file is no design, and
    WrongStore if a plan is damaged.
    """
    plans = {place.name: place for place in store.plans()}
    if design in plans:
        return plans[design]
    if design.endswith(".toml"):
        return _of_file(store, design, plans)
    return _of_name(store, design, plans)


def about(plan: Path) -> Mapping[str, Any]:
    """Return what a store knows of a design; raise WrongStore."""
    place = plan / PLAN
    try:
        known = json.loads(place.read_text(encoding="utf-8"))
        return {**known, "title": known["title"], "model": known["model"]}
    except (OSError, ValueError, LookupError, TypeError):
        raise WrongStore(
            f"{place} is damaged. Move {plan} away: a sweep writes it again, and no run is lost."
        ) from None


def _of_file(store: Store, file: str, plans: Mapping[str, Path]) -> Path:
    """Return the plan that a file stands for, or raise WrongQuestion."""
    plan = plan_of(read_design(file))
    if plan.name in plans:
        return plans[plan.name]
    others = [place for name, place in plans.items() if _name(name) == plan.design.name]
    there = f" Another file, or another model, is of {_told(others)}." if others else ""
    raise WrongQuestion(f"{file} ({plan.name}) is not in {store.folder}: sweep it first.{there}")


def _of_name(store: Store, design: str, plans: Mapping[str, Path]) -> Path:
    """Return the one plan of a name that is of the present model, or raise WrongQuestion."""
    named = [place for name, place in plans.items() if _name(name) == design]
    ours = [place for place in named if about(place)["model"] == model()]
    if len(ours) == 1:
        return ours[0]
    if ours:
        raise WrongQuestion(
            f"{design} was changed, and {store.folder} holds {len(ours)} of that name: choose one"
            f" of {_told(ours)}, or give the .toml that is meant."
        )
    if named:
        raise WrongQuestion(
            f"{design} was swept by another model; this is {model()}. Sweep it again, or name the"
            f" plan itself: {_told(named)}."
        )
    known = list(dict.fromkeys(map(_name, plans)))
    there = f"There are {', '.join(plans)}." if plans else "`fivebytwo sweep` brings one."
    raise WrongQuestion(f"{design} is no design in {store.folder}.{near(design, known)} {there}")


def _name(folder: str) -> str:
    """Return the name of a design, without the digest of its plan.

    >>> _name("luck_or_structure-96d0040b")
    'luck_or_structure'
    """
    return folder.rpartition("-")[0]


def _told(plans: list[Path]) -> str:
    """Return the folders of plans, each with when it was made."""
    return ", ".join(f"{p.name} (made {about(p).get('made', 'nobody knows when')})" for p in plans)
