"""What commands print: tables and lines on standard output, progress on standard error."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_WIDTH_OF_A_PIPE = 160  # columns; a terminal says its own


def line(words: str = "", *, style: str | None = None) -> None:
    """Print a line, wrapped at the terminal's width."""
    _console().print(words, style=style, markup=False, highlight=False)


def warn(words: str) -> None:
    """Print a warning on standard error."""
    sys.stderr.write(f"Warning: {words}\n")


def table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[str] = (),
    title: str = "",
) -> None:  # fmt: skip
    """Print a table; the columns named in `numbers` are set to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(box=box.SIMPLE_HEAD, title=title or None, title_justify="left", pad_edge=False)
    for name in columns:
        made.add_column(name, justify="right" if name in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    _console().print(made)


@contextmanager
def progress(words: str) -> Iterator[Callable[[float], None]]:
    """Show a bar while something long is done; give what tells it how far it is, 0 to 1.

    It shows only on a terminal, and leaves no trace.
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=1.0, visible=False)
        yield lambda done: bar.update(task, completed=done, visible=True)


def _console() -> "Console":
    """Return standard output, wide enough for tables when it is not a terminal."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE)
