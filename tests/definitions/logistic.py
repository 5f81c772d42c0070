"""The logistic function, in the plainest form that does not overflow."""

from math import exp


def logistic(logit: float) -> float:
    """Return 1 / (1 + e^-logit)."""
    if logit >= 0:
        return 1 / (1 + exp(-logit))
    return exp(logit) / (1 + exp(logit))
