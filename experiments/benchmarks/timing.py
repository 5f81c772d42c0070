"""Seconds of things that are compared: repeated in turn, so that all meet the same machine.

Work of this process is measured in seconds of one core (all its threads together), which other
programs that share the core do not lengthen; work of other processes by the clock on the wall.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import process_time

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Seconds:
    """What the repetitions of one thing took [s]."""

    all: tuple[float, ...]

    @property
    def least(self) -> float:
        """The shortest: what the machine can do when nobody disturbs it."""
        return min(self.all)

    @property
    def median(self) -> float:
        """The middle one: what to expect."""
        return median(self.all)


def in_turn(
    things: Mapping[str, Callable[[], object]], rounds: int, clock: Clock = process_time
) -> dict[str, Seconds]:
    """Return what each thing took, each done once a round after a first round that is not timed."""
    for do in things.values():
        do()
    taken: dict[str, list[float]] = {name: [] for name in things}
    for _ in range(rounds):
        for name, do in things.items():
            start = clock()
            do()
            taken[name].append(clock() - start)
    return {name: Seconds(tuple(seconds)) for name, seconds in taken.items()}
