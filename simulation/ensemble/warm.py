"""Compile all kernels for this kind of processor, before many jobs need them at once.

python -m simulation.ensemble.warm
"""

from simulation.run import load, run

_YEAR = 2013  # the partnership is at work by then
_FRACTION = 0.05


def warm() -> None:
    """Live through some years of a small country in which partners decide."""
    run(load("endogenous", fraction=_FRACTION), until=_YEAR)


if __name__ == "__main__":
    warm()
