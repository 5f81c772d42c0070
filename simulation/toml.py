"""Files that a user writes as TOML: read, and asked on which line something stands."""

import re
import tomllib
from pathlib import Path
from typing import Any

_DEEPEST = 20  # tables within tables
_LARGEST = 2**64  # beyond it no seed


def read_toml(where: Path, wrong: type[ValueError]) -> tuple[str, dict[str, Any]]:
    """Return the text of a file and what it says, or raise `wrong` with place and reason."""
    try:
        text = where.read_text(encoding="utf-8")
        content = tomllib.loads(text)
    except OSError as error:
        raise wrong(f"{where}: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise wrong(f"{where}: not UTF-8 at byte {error.start}.") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        last = len(text.splitlines())
        raise wrong(f"{where}:{line[1] if line else last}: not TOML: {error}") from None
    except (ValueError, RecursionError) as error:  # a name that is none, thousands of digits
        raise wrong(f"{str(where)!r}: cannot be read: {error}.") from None
    if why := _beyond(content):
        raise wrong(f"{where}: {why}.")
    return text, content


def _beyond(content: dict[str, Any]) -> str:
    """Return why nobody can mean what a file holds, or nothing."""
    level: list[Any] = [content]
    for _ in range(_DEEPEST):
        level = [v for one in level if isinstance(one, dict | list) for v in _within(one)]
        if any(isinstance(v, int) and abs(v) > _LARGEST for v in level):
            return "it holds a whole number beyond 2^64"
        if not level:
            return ""
    return f"tables or lists stand in one another, more than {_DEEPEST} deep"


def _within(one: dict[str, Any] | list[Any]) -> list[Any]:
    """Return what is in a table or a list."""
    return list(one.values()) if isinstance(one, dict) else one


def line_of(text: str, key: str, table: str = "", nth: int | None = None) -> int:
    r"""Return the line on which a key stands: in the nth [[table]], or above all of them.

    >>> line_of("a = 1\n[[change]]\nb = 2\n[[change]]\nb = 3", "b", "change", 1)
    5
    """
    lines = text.splitlines()
    head = re.compile(rf"\s*\[\[\s*{re.escape(table)}\s*\]\]")
    heads = [i for i, line in enumerate(lines) if table and head.match(line)]
    parts = [0, *heads, len(lines)]
    part = 0 if nth is None else min(nth + 1, len(heads))
    start, end = parts[part], parts[part + 1]
    word = re.compile(rf"\b{re.escape(key.rsplit('.', 1)[-1])}\b")
    found = (i for i, line in enumerate(lines[start:end], start + 1) if word.search(line))
    return next(found, start + 1)
