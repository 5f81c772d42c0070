"""fivebytwo: how a collaboration turned the number of students of five-unit mathematics.

>>> from simulation import load, run
>>> country = load("history", fraction=0.05)
>>> results = run(country, seed=1)
>>> set(results.frame().columns) >= {"year", "by", "group", "measure", "value"}
True
"""

from typing import Any

__all__ = ["load", "run"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  what a module holds
    """Import the model when it is asked for: Mesa and Numba take a second."""
    if name in __all__:
        from simulation.run import load, run  # noqa: PLC0415

        globals().update(load=load, run=run)  # the function, where the import left its module
        return globals()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
