"""What people do with the model; and `load`, which opens a store of many runs for analysis."""

from typing import Any

__all__ = ["load"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  what a module holds
    """Import `load` when it is asked for: pandas and DuckDB take a second."""
    if name in __all__:
        from experiments.loading import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
