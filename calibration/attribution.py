r"""What the additional students of 2012 to 2017 are due to: players, off-states, and shares.

The worth of a set of players $S$ is $v(S) = N_{2017}(S) - N_{2012}(\text{all})$: students who sit
five units in 2017 when only those players are on, less those of 2012 with all of them on, under the
same parameters and the same luck. Shares are Shapley values of $v$, exactly, over all sets.

What happens with no player on, $v(\emptyset)$, is divided further: by the causes outside of any
player (OUTSIDE), again as Shapley values, and what is then left was under way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from simulation.arrays import Bools, Doubles
from simulation.data.targets import targets

SINCE, UNTIL = 2012, 2017
SCENARIO = "groundwork_and_policy"  # partners decide, and the Ministry's dates are pinned
UNDER_WAY, RISE, MISSED = "under_way", "rise", "missed"


@dataclass(frozen=True, slots=True)
class Player:
    """A group of causes that are on or off together.

    Attributes
    ----------
    off
        The parameters that are its off-state, set in every year.
    note
        What goes with it, and what does not.
    """

    name: str
    title: str
    off: Mapping[str, float]
    note: str


def _player(name: str, title: str, note: str, **off: Mapping[str, float]) -> Player:
    """Return a player, its off-state told by group."""
    flat = {f"{group}.{key}": v for group, values in off.items() for key, v in values.items()}
    return Player(name, title, MappingProxyType(flat), note)


PLAYERS = (
    _player(
        "demography", "Larger cohorts",
        "Off, no cohort of grade 12 is larger than that of 2012. Who stays keeps sex and talent,"
        " but has another luck, which is noise in this row.",
        people={"cohorts_held": float(SINCE)},
    ),
    _player(
        "teachers", "Teachers whom partners prepare",
        "Retraining and certification by partners. That schools have their own teachers certified"
        " (teachers.own_upgrades) is theirs, before and after, and stays.",
        supply={"teachers": 0.0},
    ),
    _player(
        "hours", "Math First, Give Five and Reserves",
        "The Ministry's money for hours, and with it what it adds to members' programmes"
        " (ministry.cofunding, a share of that money).",
        ministry={"budget_partner": 0.0, "budget_lead": 0.0}, levers={"reserves": 0.0},
    ),
    _player(
        "access", "Class-size rule and virtual school", "Off, the rule stays at 15.",
        ministry={"class_minimum": 15.0}, supply={"virtual": 0.0},
    ),
    _player(
        "stakes", "Bonus and safety net", "Off, the universities' bonus stays unknown.",
        ministry={"bonus": 0.0, "bonus_first": 0.0, "safety_net": 0.0},
    ),
    _player(
        "programmes", "Partners' programmes and publication",
        "Visits, tutoring, middle schools and directors, and the ground they prepare for hours.",
        supply={"pupils": 0.0}, ministry={"publication": 0.0},
    ),
    _player(
        "network", "The network: coordination, trust, timing",
        "No forum, no built trust, no agenda, no common goal that keeps urgency up, no shared"
        " measurement; partners work on, each for itself, and the Ministry steps up by its hazard"
        " instead of its dates.",
        initiative={"active": 0.0}, ministry={"pinned": 0.0},
    ),
)  # fmt: skip

OUTSIDE = (
    _player(
        "eased", "Eased pressure for eligibility (outside)",
        "Off, pressure stays at its height of 2009.",
        climate={"pressure_ease": 0.0},
    ),
    _player(
        "unexplained", "Unexplained common change of taste",
        "Off, taste has not changed since 2009.",
        taste={"to_2013": 0.0, "to_2017": 0.0},
    ),
)  # fmt: skip

NAMES = tuple(p.name for p in PLAYERS)
ROWS = (*NAMES, *(p.name for p in OUTSIDE), UNDER_WAY)
TOLD = (*ROWS, RISE, MISSED)
TITLES = {p.name: p.title for p in (*PLAYERS, *OUTSIDE)} | {
    UNDER_WAY: "Under way in 2012 (the rest)",
    RISE: "All together: the rise of the model",
    MISSED: "Observed, and not reached by the model",
}


class Attribution(NamedTuple):
    """What a draw of the parameters says.

    Attributes
    ----------
    rows
        Students due to each of ROWS; their sum is that of RISE, which with MISSED is what was
        observed.
    pairs
        Shapley interactions of pairs of players [students]: above 0, each adds more with the other.
    """

    rows: dict[str, float]
    pairs: dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Lived:
    """How many sat five units in the runs of a draw, all under the same luck.

    Attributes
    ----------
    end
        In 2017, by which players are on, as `code` writes it.
    start, start_without
        In 2012 with all players on, and with none.
    outside
        The rise from 2012 to 2017 with no player on, by which of OUTSIDE are on; without that of
        all, which the others tell.
    """

    end: Mapping[str, float]
    start: float
    start_without: float
    outside: Mapping[str, float]


def code(on: Sequence[bool] | Bools) -> str:
    """Return which are on, in their order, as a word.

    >>> code([True, False, True])
    '101'
    """
    return "".join("1" if one else "0" for one in on)


def codes(of: Sequence[Player]) -> list[str]:
    """Return all sets of some players, from nobody to all.

    >>> codes(OUTSIDE)
    ['00', '01', '10', '11']
    """
    return [code(on) for on in product((False, True), repeat=len(of))]


def off_state(on: str, of: Sequence[Player] = PLAYERS) -> dict[str, float]:
    """Return the parameters that switch off whoever is not on.

    >>> off_state("10", OUTSIDE)
    {'taste.to_2013': 0.0, 'taste.to_2017': 0.0}
    """
    off = (p.off for p, there in zip(of, on, strict=True) if there == "0")
    return {name: value for values in off for name, value in values.items()}


def without(player: str) -> str:
    """Return the set of all players but one, as `code` writes it."""
    return code([name != player for name in NAMES])


def observed_rise() -> float:
    """Return how many more sat five units in the last year than in the first, as observed."""
    seen = {t.year: t.value for t in targets(measure="5u examinees", group="national")}
    return seen[UNTIL] - seen[SINCE]


def attributed(lived: Lived) -> Attribution:
    """Return what a draw says of each of TOLD, and of each pair of players."""
    everybody, nobody = codes(PLAYERS)[-1], codes(PLAYERS)[0]
    worth = {on: sitters - lived.start for on, sitters in lived.end.items()}
    players, pairs = shapley(worth, NAMES)
    shift = lived.start_without - lived.start  # what players had done by 2012 is where all start
    all_outside = codes(OUTSIDE)[-1]
    alone = {on: rise + shift for on, rise in lived.outside.items()}
    alone[all_outside] = worth[nobody]
    outside, _ = shapley(alone, [p.name for p in OUTSIDE])
    rise = worth[everybody]
    rest = {UNDER_WAY: alone[codes(OUTSIDE)[0]], RISE: rise, MISSED: observed_rise() - rise}
    return Attribution(players | outside | rest, pairs)


def shapley(
    worth: Mapping[str, float], names: Sequence[str]
) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Return the Shapley value of each player, and the Shapley interaction of each pair.

    Parameters
    ----------
    worth
        The worth of every set of players, as `code` writes it.

    Values add up to the worth of all less that of nobody (Shapley 1953); an interaction is the mean
    over sets of the others of what two add together beyond what each adds alone (Grabisch & Roubens
    1999, doi:10.1007/s001820050125).
    """
    from shapiq import ExactComputer  # noqa: PLC0415  seconds, for torch and pictures

    def of(sets: Bools) -> Doubles:
        return np.array([worth[code(on)] for on in sets], float)

    found = ExactComputer(of, n_players=len(names))("SII", order=2)
    each = {name: float(found[(i,)]) for i, name in enumerate(names)}
    two = {
        (a, b): float(found[(i, j)])
        for i, a in enumerate(names) for j, b in enumerate(names) if i < j
    }  # fmt: skip
    return each, two
