"""How a worked case is read from a file and its function called with the values given there."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib import import_module
from inspect import signature
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import mesa
import numpy as np

from simulation.agents.cohort import Cohort, slates
from simulation.agents.counts import Counts
from simulation.agents.offer import Books, Offer
from simulation.agents.partnership import Partnership, Stage
from simulation.agents.standing import Councils, Doses, Standing
from simulation.arrays import Doubles, Floats, Rows
from simulation.data.agendas import Agenda
from simulation.network.partners import SECTORS, Partners
from simulation.network.programmes import Programme
from simulation.parameters.declare import SWITCH, Group, group_name
from simulation.parameters.world import World, all_parameters, changed
from simulation.population.schools import Schools
from simulation.population.students import Newcomers
from simulation.processes.allocation import Reach
from simulation.processes.backbone import Effort
from simulation.processes.supply import Price
from simulation.randomness import Decision, Luck

FOLDER = Path(__file__).parent
_KEYS = {"kernel", "says", "source", "given", "expect"}
Numbers = Mapping[str, float]


@dataclass(frozen=True)
class Case:
    """One worked case.

    Attributes
    ----------
    numbers
        Parameters of the whole file. Those not given there or in the case are *not* at their
        default, so that no case depends on today's tuning.
    expect
        What is returned, or columns by the name of an argument.
    """

    file: str
    numbers: Numbers
    kernel: str
    says: str
    source: str
    given: Mapping[str, Any]
    expect: Any

    def __str__(self) -> str:
        """Return what a reader finds it by."""
        return f"{self.file}: {self.kernel.rsplit('.', 1)[-1]}: {self.says}"


def cases() -> Iterator[Case]:
    """Yield every case of every file."""
    for path in sorted(FOLDER.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        numbers = content.pop("numbers", {})
        for case in content.pop("case"):
            assert set(case) | set(content) == _KEYS, (path.name, case)
            yield Case(path.stem, numbers, **{**content, **case})


def function(name: str) -> Any:
    """Return the function of a dotted name."""
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(module), attribute)


def outcome(case: Case) -> tuple[Any, dict[str, Any]]:
    """Return what the function returns, and its arguments afterwards."""
    call = function(case.kernel)
    plain = getattr(call, "py_func", call)
    kinds = get_type_hints(plain)
    assert set(case.given) == set(signature(plain).parameters), case.kernel
    arguments = {n: built(kinds[n], value, case.numbers) for n, value in case.given.items()}
    in_order = signature(plain).parameters.values()
    named = {p.name: arguments[p.name] for p in in_order if p.kind is p.KEYWORD_ONLY}
    return call(*(arguments[p.name] for p in in_order if p.name not in named), **named), arguments


def built(kind: Any, value: Any, numbers: Numbers) -> Any:
    """Return a value of a case file as an argument of the annotated kind, of several the last.

    Where there may be none, {} is none.
    """
    if get_origin(kind) is UnionType:
        if NoneType in get_args(kind) and value == {}:
            return None
        kind = [k for k in get_args(kind) if k is not NoneType][-1]
    if get_origin(kind) is not None:
        return _several(get_origin(kind), get_args(kind), value, numbers)
    if kind is World:
        return changed(World(), {**_untuned(), **numbers, **value})
    if isinstance(kind, type) and issubclass(kind, Group):
        mine = {f"{group_name(kind)}.{name}": v for name, v in value.items()}
        return getattr(built(World, mine, numbers), group_name(kind))
    if kind in _MAKERS:
        return _MAKERS[kind](value)
    return kind(value) if kind in {np.float32, np.uint8, float, Stage} else value


def _several(kind: Any, of: tuple[Any, ...], value: Any, numbers: Numbers) -> Any:
    """Return a value of a case file as an array, a list, a tuple or a dictionary."""
    if kind is np.ndarray:
        return np.array(value, get_args(of[1])[0])
    if kind is dict:
        return {name: built(of[1], v, numbers) for name, v in value.items()}
    made = [built(of[0], v, numbers) for v in value]
    return made if kind is list else tuple(made)


def _untuned() -> dict[str, float]:
    """Return every parameter in the middle of its range; levers stay at rest, switches off."""
    known = [p for p in all_parameters().values() if not p.name.startswith("levers.")]
    return {p.name: p.low if p.unit == SWITCH else (p.low + p.high) / 2 for p in known}


def _schools(given: Mapping[str, Any]) -> Schools:
    """Return schools of the state stream in Tel Aviv, but for the columns given."""
    n = len(next(iter(given.values())))
    usual = {
        "name": [f"School {j}" for j in range(n)], "stream": [0] * n, "district": [4] * n,
        "authority": range(n), "middle": range(n), "cluster": [5] * n, "quintile": [3] * n,
        "twelfth": [100] * n, "examined": [True] * n, "has_track": [True] * n, "effect": [0] * n,
        "offers": [[True] * 3] * n, "weight": [1] * n, "by_size": range(n),
    }  # fmt: skip
    kinds = get_type_hints(Schools)
    columns = {
        f.name: built(kinds[f.name], (usual | given)[f.name], {})
        for f in fields(Schools)
        if f.name != "name"
    }
    return Schools(name=tuple((usual | given)["name"]), **columns)


def _cohort(given: Mapping[str, Any]) -> Cohort:
    """Return a cohort with exposures, and students' wishes, by school; without, it is empty."""
    wishes = given.get("wishes", [[]] * len(given.get("reserves", ())))
    offsets = np.cumsum([0, *map(len, wishes)])
    n = int(offsets[-1])
    alike, nothing = np.zeros(n, np.uint8), np.zeros(n, np.float32)
    who = Newcomers(
        int(given["entered"]), offsets, alike, nothing, nothing, np.zeros((6, n), np.float32)
    )
    made = Cohort(mesa.Model(), who, slates(64)[0])
    made.wish[:] = [w for school in wishes for w in school]
    made.ability[:] = given.get("ability", 0)
    made.reserves[:], made.visits[:] = given.get("reserves", 0), given.get("visits", 0)
    return made


def _columns(kind: type, **usual: Any) -> Any:
    """Return a maker of a dataclass of columns, each zero unless usual or given."""
    kinds = get_type_hints(kind)

    def make(given: Mapping[str, Any]) -> Any:
        n = len(next(iter(given.values())))
        assert set(given) <= set(kinds), (kind, set(given) - set(kinds))
        columns = {name: given.get(name, [usual.get(name, 0)] * n) for name in kinds}
        return kind(**{name: built(kinds[name], value, {}) for name, value in columns.items()})

    return make


class Told(Luck):
    """Luck that a case tells: one number a row, by the name of the decision."""

    def __init__(self, numbers: Mapping[str, Sequence[float]]) -> None:
        super().__init__(0)
        self._numbers = {Decision[name]: np.float32(value) for name, value in numbers.items()}

    def uniforms(
        self, decisions: Sequence[Decision], year: int, first: int, n: int
    ) -> tuple[Floats, ...]:
        """Return the numbers told of each decision."""
        assert all(self._numbers[d].size == n for d in decisions), (decisions, year, first, n)
        return tuple(self._numbers[d] for d in decisions)

    def uniform_of(self, decision: Decision, year: int, first: int, rows: Rows) -> Floats:
        """Return the numbers told of those rows."""
        del year, first
        return self._numbers[decision][rows]

    normal_of = uniform_of

    def uniform_term(self, decision: Decision, year: int, term: int, n: int) -> Doubles:
        """Return the numbers told of each partner."""
        told = self._numbers[decision].astype(np.float64)
        assert told.size == n, (decision, year, term, n)
        return told


def _counts(given: Mapping[str, Any]) -> Counts:
    """Return July's counts: boys of each school by grade ENROLLED and at five, and virtual ones."""
    n = len(given["virtual"])
    tracks = {g: np.zeros((n, 2, 6), np.int64) for g in (9, 10, 11, 12)}
    tracks[9][:, 0, 0] = given.get("ninth", 0)
    tracks[12][:, 0, 0] = given.get("twelfth", 0)
    tracks[11][:, 0, 5] = given.get("at_five", 0)
    tracks[12][:, 0, 5] = given.get("sitters", 0)
    return Counts(tracks, np.array(given["virtual"]), np.zeros((n, 2, 6)))


def _partners(given: Mapping[str, Any]) -> Partners:
    """Return NGOs that know each other, the Ministry and the backbone, but for the columns given.

    Sectors are given in words; what is not given of trust is not told.
    """
    n = len(next(iter(given.values())))
    usual = {
        "name": [f"Partner {q}" for q in range(n)],
        "sector": ["ngo"] * (n - 2) + ["ministry", "backbone"], "district": [0] * n,
        "programme": [-1] * n, "position": [[0] * 4] * n, "susceptibility": [0.5] * n,
        "resting": [0.5] * n, "budget": [0] * n, "volunteers": [0] * n, "capacity": [0] * n,
        "founder": [False] * n, "invited": [False] * n, "since": [2001] * n,
        "weight": [[np.nan] * n] * n, "known": ~np.eye(n, dtype=np.bool_),
    }  # fmt: skip
    assert set(given) <= set(usual), set(given) - set(usual)
    told = usual | given | {"sector": [SECTORS.index(s) for s in (usual | given)["sector"]]}
    kinds = get_type_hints(Partners)
    columns = {name: built(kinds[name], value, {}) for name, value in told.items()}
    return Partners(**columns)


_BY_PARTNER = (
    "rest", "trust", "position", "commitment", "member", "presence", "seat", "votes", "group",
    "low_terms", "practised", "solution", "funds", "circle",
)  # fmt: skip


def _partnership(given: Mapping[str, Any]) -> Partnership:
    """Return a partnership at rest but for what is given; at rest nobody trusts another.

    Who the partners are is given as their columns; without them there are as many usual ones as
    there are rows in what is given of partners, or the Ministry and the backbone alone.
    """
    rows = next((given[c] for c in _BY_PARTNER if c in given), [0, 0])
    who = _partners(given.get("partners", {"since": [2001] * len(rows)}))
    rest = built(Doubles, given.get("rest", np.eye(len(who))), {})
    circle = np.array(given.get("circle", np.zeros((len(who), 1))))
    made = Partnership.at_rest(
        who, rest, types=len(given.get("coverage", given.get("overlap", [0]))),
        schools=len(given.get("ready", [0])),
        authorities=len(given["local"]) if "local" in given else circle.shape[1],
    )  # fmt: skip
    kinds = get_type_hints(Partnership)
    for name, value in given.items():
        if name not in {"partners", "rest"}:
            before = getattr(made, name)
            setattr(made, name, built(kinds[name], value, {}))
            assert np.shape(before) == np.shape(getattr(made, name)), (name, value)
    return made


def _usual(kind: Callable[..., Any], **usual: Any) -> Callable[[Mapping[str, Any]], Any]:
    """Return a maker of something that is as usual but for what is given."""
    return lambda given: kind(**usual | given)


def _offer(given: Mapping[str, Any]) -> Offer:
    """Return an offer: columns by school, and amounts; nobody's books."""
    n = len(next(iter(given.values())))
    usual = {name: [0] * n for name in ("visits", "tutoring", "acceleration", "reached")}
    usual["take_up"] = [1] * n
    assert set(given) <= {*usual, "amounts", "spent"}, given
    columns = {name: built(Doubles, given.get(name, value), {}) for name, value in usual.items()}
    spent = {name: built(Doubles, value, {}) for name, value in given.get("spent", {}).items()}
    return Offer(
        **columns, amounts=given.get("amounts", {}), spent=spent, books=_books({"slots": []})
    )


_books = _columns(Books)
_MAKERS = {
    Schools: _schools,
    Cohort: _cohort,
    Counts: _counts,
    Standing: _columns(Standing, track=True, track_years=9, certified=1, groups=1),
    Councils: _columns(Councils, cluster=5, twelfth=100, weight=1),
    Doses: _columns(Doses, take_up=1),
    Luck: Told,
    Partners: _partners,
    Partnership: _partnership,
    Books: _books,
    Offer: _offer,
    Reach: _columns(Reach, fit=1),
    Price: _columns(Price, running=True),
    Effort: _usual(Effort, **dict.fromkeys((f.name for f in fields(Effort)), 0.0)),
    Agenda: _usual(
        Agenda,
        name="doubling",
        year=2014,
        term=1,
        stage=0,
        goal=18_000,
        source=("assumed",),
        quality="assumed",
    ),
    Programme: _usual(
        Programme,
        name="role_model_visits",
        channel="visits",
        unit="a student visited",
        cost=20,
        hours=0.2,
        group="motivation",
    ),
}
