"""Files that a user writes as TOML: read, and asked on which line something stands."""

import re
import tomllib
from pathlib import Path
from typing import Any


def read_toml(where: Path, wrong: type[ValueError]) -> tuple[str, dict[str, Any]]:
    """Return the text of a file and what it says, or raise `wrong` with place and reason."""
    try:
        text = where.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except OSError as error:
        raise wrong(f"{where}: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise wrong(f"{where}: not UTF-8 at byte {error.start}.") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        last = len(text.splitlines())
        raise wrong(f"{where}:{line[1] if line else last}: not TOML: {error}") from None


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
