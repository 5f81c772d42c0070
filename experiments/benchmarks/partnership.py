"""The partnership: what 300 partners add to a run, and dense kernels against a networkx graph."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import count, islice
from statistics import median

import numpy as np

from experiments.benchmarks.figures import Figure
from experiments.benchmarks.timing import in_turn
from experiments.benchmarks.twin_network import Network
from simulation.agents.partnership import Partnership
from simulation.network.field import FIELD_SEED, Field
from simulation.network.programmes import programmes
from simulation.network.roster import PartnerRow, partners_from, shipped
from simulation.parameters.world import World
from simulation.processes.forums import in_plenary
from simulation.processes.opinion import discuss
from simulation.processes.trust import bound, build
from simulation.run import Case, run
from simulation.scenario import scenario

PARTNERS = 300  # beside the Ministry and the backbone
LIMIT = 1 / 3  # of the run without them
TERMS = (1, 2, 3)
_AT_WORK = 2016  # a school year in which all forums meet
_NEAR = 1e-9
_NOBODY = {"initiative.active": 0, "supply.since": 2035}  # no Initiative, nobody in schools


def crowd(size: int = PARTNERS) -> Field:
    """Return so many partners: the shipped ones, then copies, none of them a founder."""
    central = ("ministry", "backbone")
    rows = [r for r in shipped() if r.sector not in central]
    again: Iterator[PartnerRow] = (
        replace(r, name=f"{r.name} {time}", founder="no") for time in count(2) for r in rows
    )
    everybody = [*rows, *islice(again, max(0, size - len(rows)))][:size]
    return Field(partners_from(everybody, None, programmes(), FIELD_SEED), programmes())


def _lived(case: Case, seeds: Iterator[int]) -> None:
    """Live a run of the next seed."""
    run(case, seed=next(seeds))


def figures(case: Case, small: Case, rounds: int) -> Iterator[Figure]:
    """Yield what partners add to a run, a term of the kernels over one of loops, differences."""
    field, seeds = crowd(), count(1)
    deciding = replace(case, scenario=scenario("endogenous"))
    alone = replace(case, field=field, scenario=case.scenario.setting(_NOBODY))
    state, w = at_work(replace(small, field=field))
    runs = {"without": alone, "history": replace(case, field=field)}
    runs["endogenous"] = replace(deciding, field=field)
    seconds = in_turn({name: partial(_lived, of, seeds) for name, of in runs.items()}, rounds)
    for name in ("history", "endogenous"):
        pairs = zip(seconds[name].all, seconds["without"].all, strict=True)
        yield Figure(
            what=f"{PARTNERS} partners, added to a national run of {name}: at most a third",
            unit="of the run", least=seconds[name].least / seconds["without"].least - 1,
            usual=median(a / b - 1 for a, b in pairs), limit=LIMIT,
        )  # fmt: skip
    network = Network(state)
    seconds = in_turn(
        {"dense": lambda: dense(state, w), "loops": lambda: network.term(w, w.forums.in_plenary)},
        min(rounds, len(TERMS)),
    )
    fast, slow = seconds["dense"], seconds["loops"]
    yield Figure(
        what="  term of trust and positions, dense kernels", unit="ms",
        least=1e3 * fast.least, usual=1e3 * fast.median,
    )  # fmt: skip
    yield Figure(
        what="  term of trust and positions, dense kernels / loops over a networkx graph", unit="",
        least=fast.least / slow.least, usual=fast.median / slow.median,
    )  # fmt: skip
    wrong = differences(state, w)
    yield Figure(
        what="  differences from the networkx loops", unit="numbers", least=wrong, usual=wrong,
        limit=0,
    )  # fmt: skip


def at_work(case: Case, seed: int = 1) -> tuple[Partnership, World]:
    """Return the partnership as a school year of meetings leaves it, and the world of the year."""
    country = case.model(seed=seed)
    while country.year < _AT_WORK:
        country.step()
    state, world = country.initiative.state, country.world
    country.release()
    return state, world


def dense(state: Partnership, w: World, term: int = 1) -> None:
    """Let a term pass over trust and positions, as the model does."""
    plenary, hears = in_plenary(w.forums, term), bound(w.opinion, w.backbone.vision)
    build(state, w.backbone.alignment, plenary, hears, w.trust, w.forums)
    discuss(state, state.trust, plenary, hears, w.initiative, w.forums)


def differences(state: Partnership, w: World) -> int:
    """Return how many numbers of trust and positions differ from the loops', after a year."""
    columns = replace(state, trust=state.trust.copy(), position=state.position.copy())
    network = Network(state)
    for term in TERMS:
        dense(columns, w, term)
        network.term(w, in_plenary(w.forums, term))
    apart = [np.abs(columns.trust - network.trust), np.abs(columns.position - network.position)]
    return sum(int((~(a <= _NEAR)).sum()) for a in apart)
