"""M5. Track choice: MODEL.md, section 4, "Track choice": P(>= k) = logistic(eta + c_k)."""

from tests.definitions.logistic import logistic

LADDER = (5, 4, 3)


def eta(
    theta: float, background: float, female: int, boy: float, girl: float, girl_slope: float,
    ability_pull: float, background_pull: float,
) -> float:  # fmt: skip
    """Return the latent value of five units."""
    latent = boy + ability_pull * theta + background_pull * background
    return latent + girl + girl_slope * theta if female else latent


def at_least(latent: float, four: float, three: float) -> dict[int, float]:
    """Return the probability of at least 5, 4 and 3 units; `four` and `three` are c_4 and c_3."""
    return {
        5: logistic(latent),
        4: logistic(latent + four),
        3: logistic(latent + three),
    }


def wish(p: dict[int, float], luck: float) -> int:
    """Return the most units that luck allows."""
    return next((k for k in LADDER if luck < p[k]), 0)


def margin(p: dict[int, float], luck: float) -> float:
    """Return how far luck is from the nearest threshold."""
    return min(abs(luck - p[k]) for k in LADDER)
