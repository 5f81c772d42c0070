"""The six streams of Israeli secondary education."""

from dataclasses import dataclass
from typing import Literal

from simulation.data.read import Quality, table

STREAMS = ("state", "religious", "ultra_orthodox", "arab", "bedouin", "druze")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolStream:
    """A stream of schools.

    Attributes
    ----------
    label
        The name of the stream in the targets.
    language
        The language of instruction.
    sitting_share
        12th graders who sit any maths over all 12th graders [0 to 1].
    """

    name: str
    label: str
    language: Literal["hebrew", "arabic"]
    sitting_share: float
    unit: str
    source: tuple[str, ...]
    quality: Quality
    note: str = ""


def streams() -> tuple[SchoolStream, ...]:
    """Return the streams in the order of STREAMS."""
    return tuple(sorted(table("streams", SchoolStream), key=lambda s: STREAMS.index(s.name)))
