"""How far many runs are: one line with rate, done, failed, left, and the time left."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from simulation.ensemble.worker import Ended

_EVERY = 60.0  # seconds between two lines where nobody watches, as in the log of a job


@dataclass
class Count:
    """Runs that have ended, of so many."""

    runs: int
    done: int = 0
    failures: list[Ended] = field(default_factory=list)
    start: float = field(default_factory=monotonic)

    def note(self, ended: Ended) -> None:
        """Count a run that has ended."""
        if ended.error:
            self.failures.append(ended)
        else:
            self.done += 1

    @property
    def ended(self) -> int:
        """Runs done and failed."""
        return self.done + len(self.failures)

    @property
    def rate(self) -> float:
        """Runs a second."""
        return self.ended / max(monotonic() - self.start, 1e-9)

    def __str__(self) -> str:
        """Tell how many are done, failed and left, how fast, and how long it will take."""
        left = self.runs - self.ended
        words = f"{self.done:,} done, {len(self.failures):,} failed, {left:,} left"
        rate = f"{self.rate:.3g} runs/s"
        if not left:
            return f"{words}: {rate}, {clock(monotonic() - self.start)}"
        return f"{words}: {rate}, {clock(left / self.rate) if self.ended else '?'} to go"


def clock(seconds: float) -> str:
    """Return a time as it is read.

    >>> clock(8), clock(312), clock(7_500)
    ('8 s', '5 min 12 s', '2 h 5 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3_600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3_600} h {whole % 3_600 // 60} min"


@contextmanager
def follow(count: Count) -> Iterator[Callable[[Count], None]]:
    """Show one line that moves, or, where nobody watches, a line a minute on standard error."""
    if not sys.stderr.isatty():
        yield _log()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = BarColumn(bar_width=30), TextColumn("{task.description}")
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(str(count), total=count.runs)
        yield lambda c: bar.update(task, completed=c.ended, description=str(c))


def _log() -> Callable[[Count], None]:
    """Return what writes a line a minute."""
    last = monotonic()

    def show(count: Count) -> None:
        nonlocal last
        if monotonic() - last >= _EVERY:
            sys.stderr.write(f"{count}\n")
            last = monotonic()

    return show
