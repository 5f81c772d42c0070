"""The numbers in force in one school year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from functools import cache

from simulation.parameters.alone import Alone
from simulation.parameters.choice import Choice, Persistence
from simulation.parameters.climate import Climate, Taste
from simulation.parameters.declare import Declared, Group, WrongParameter, declared
from simulation.parameters.levers import Levers
from simulation.parameters.outcome import Exam, Sciences
from simulation.parameters.partnership import (
    Backbone,
    Commitment,
    Forums,
    Initiative,
    Measurement,
    Opinion,
    Steering,
    Trust,
)  # fmt: skip
from simulation.parameters.people import Ability, Gains, Leaving, People
from simulation.parameters.policy import Allocation, Circles, Ministry, Supply
from simulation.parameters.programmes import Costs, Programmes
from simulation.parameters.supply import Access, Authorities, Teachers, Tracks


@dataclass(frozen=True, kw_only=True)
class World:
    """Every parameter, in groups: `world.choice.ability_pull`."""

    people: People = field(default_factory=People)
    ability: Ability = field(default_factory=Ability)
    gains: Gains = field(default_factory=Gains)
    leaving: Leaving = field(default_factory=Leaving)
    climate: Climate = field(default_factory=Climate)
    taste: Taste = field(default_factory=Taste)
    choice: Choice = field(default_factory=Choice)
    persistence: Persistence = field(default_factory=Persistence)
    teachers: Teachers = field(default_factory=Teachers)
    tracks: Tracks = field(default_factory=Tracks)
    access: Access = field(default_factory=Access)
    authorities: Authorities = field(default_factory=Authorities)
    exam: Exam = field(default_factory=Exam)
    sciences: Sciences = field(default_factory=Sciences)
    programmes: Programmes = field(default_factory=Programmes)
    costs: Costs = field(default_factory=Costs)
    initiative: Initiative = field(default_factory=Initiative)
    forums: Forums = field(default_factory=Forums)
    trust: Trust = field(default_factory=Trust)
    opinion: Opinion = field(default_factory=Opinion)
    steering: Steering = field(default_factory=Steering)
    measurement: Measurement = field(default_factory=Measurement)
    commitment: Commitment = field(default_factory=Commitment)
    ministry: Ministry = field(default_factory=Ministry)
    backbone: Backbone = field(default_factory=Backbone)
    supply: Supply = field(default_factory=Supply)
    allocation: Allocation = field(default_factory=Allocation)
    circles: Circles = field(default_factory=Circles)
    alone: Alone = field(default_factory=Alone)
    levers: Levers = field(default_factory=Levers)


@cache
def all_parameters() -> dict[str, Declared]:
    """Return every declared parameter by name, in the order of the world."""
    groups: Iterable[type[Group]] = (type(getattr(World(), f.name)) for f in fields(World))
    return {p.name: p for group in groups for p in declared(group)}


def named(name: str) -> Declared:
    """Return the parameter of that name, or say which one was probably meant."""
    known = all_parameters()
    if name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"\n    Did you mean {near[0]}?  {known[near[0]]}" if near else ""
        raise WrongParameter(f"{name} is not a parameter.{hint}")
    return known[name]


def changed(world: World, values: Mapping[str, float]) -> World:
    """Return the world with some parameters set, by name; refuse all that is wrong at once."""
    wrong = [w for name, value in values.items() if (w := _refusal(name, value))]
    if wrong:
        raise WrongParameter("\n".join(wrong))
    by_group: dict[str, dict[str, float]] = {}
    for name, value in values.items():
        group, key = name.split(".")
        by_group.setdefault(group, {})[key] = float(value)
    return replace(world, **{g: replace(getattr(world, g), **v) for g, v in by_group.items()})


def _refusal(name: str, value: object) -> str | None:
    """Return why a setting cannot be taken, or nothing."""
    try:
        return named(name).refuse(value)
    except WrongParameter as error:
        return str(error)
