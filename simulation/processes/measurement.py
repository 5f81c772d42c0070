"""M17. Shared measurement: one picture of the data, built with a Ministry that trusts."""

from simulation.parameters.partnership import Measurement


def built(measurement: float, effort: float, trust: float, p: Measurement) -> float:
    r"""Return shared measurement a term later: $S' = S + \eta e s \tau_M (1 - S)$.

    | symbol | name | unit |
    |---|---|---|
    | $S$ | `measurement` | 0 to 1 |
    | $\eta$ | `measurement.rate` | per FTE and term |
    | $e$ | `effort` of the backbone for it | FTE |
    | $s$ | `measurement.data_sharing` | share |
    | $\tau_M$ | `trust` of the Ministry in the members | 0 to 1 |

    MODEL section 5, Shared measurement; SEED_CHAPTER: it takes two to three years.
    """
    built_now = p.rate * effort * p.data_sharing * trust * (1 - measurement)
    return min(1.0, measurement + built_now)


def seen(measurement: float, telling: float, p: Measurement) -> float:
    r"""Return what shared measurement adds to the visibility of a decline: $\nu S e_w$.

    $\nu$ is `measurement.visibility`, $e_w$ the backbone's effort for public will [FTE]
    (MODEL section 5, Urgency).
    """
    return p.visibility * measurement * telling
