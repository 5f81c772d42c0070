"""Findings of a seed that are kept, so that a command which was stopped goes on where it was."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from experiments.files import write_whole
from simulation.ensemble.code import model


def digest(*words: object, code: tuple[Path, ...]) -> str:
    """Return a digest of some words, of the model, and of the files that make a finding of a run.

    It differs whenever what comes out might.
    """
    about = json.dumps([*words, model()], sort_keys=True).encode()
    return sha256(b"".join([about, *(p.read_bytes() for p in code)])).hexdigest()


def kept(place: Path, key: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what a file holds, if it was kept under this key; else make it and keep it whole."""
    try:
        read: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        if read["key"] == key:
            return read
    except (OSError, ValueError, LookupError, TypeError):
        pass  # not there, or not ours
    made = {"key": key} | make()
    write_whole(place, lambda draft: draft.write_text(json.dumps(made), encoding="utf-8"))
    return made
