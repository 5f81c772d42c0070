"""Where the time of a command goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter, process_time


@dataclass
class Stopwatch:
    """Notes the seconds of each stage of a command, in the order the stages came.

    Attributes
    ----------
    seconds
        Seconds by stage; the first is what Python and the command line took to start.
    """

    seconds: dict[str, float] = field(default_factory=lambda: {"start-up": process_time()})

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Note how long what is done inside takes."""
        start = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start

    def __str__(self) -> str:
        """Tell the sum, then each stage."""
        stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.seconds.items())
        return f"{sum(self.seconds.values()):.1f} s: {stages}"
