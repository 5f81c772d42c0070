"""Looks at the declarations: SALib's problem, priors, the table of the documentation."""

from math import log
from typing import Any

from simulation.parameters.declare import Beta, Declared, LogNormal, Normal, Uniform
from simulation.parameters.world import all_parameters, named


def salib_problem(names: list[str]) -> dict[str, Any]:
    """Return the SALib problem of the named parameters."""
    ranges = [[named(n).low, named(n).high] for n in names]
    return {"num_vars": len(names), "names": names, "bounds": ranges}


def uncertain() -> list[Declared]:
    """Return every parameter that has a prior."""
    known = all_parameters().values()
    return [p for p in known if isinstance(p.prior, Normal | LogNormal | Beta | Uniform)]


def prior(p: Declared) -> Any:  # noqa: ANN401  scipy has no public type for a distribution
    """Return what we believe of a parameter before seeing any target, cut at its range.

    A distribution of scipy.stats with `sample`, `icdf`, `logpdf`. Raises ValueError for a number
    that is a rule, a definition or a lever.
    """
    from scipy import stats  # noqa: PLC0415  half a second that most commands do not need

    match p.prior:
        case Normal(mean, sd):
            return stats.truncate(stats.Normal(mu=mean, sigma=sd), lb=p.low, ub=p.high)
        case LogNormal(mean, sd):
            logarithm = stats.Normal(mu=mean, sigma=sd)
            return stats.exp(stats.truncate(logarithm, lb=log(p.low), ub=log(p.high)))
        case Beta(a, b):
            return stats.truncate(
                stats.make_distribution(stats.beta)(a=a, b=b), lb=p.low, ub=p.high
            )
        case Uniform():
            return stats.Uniform(a=p.low, b=p.high)
    raise ValueError(f"{p.name} has no prior: it is a rule, a definition or a lever.")


def table() -> list[dict[str, str]]:
    """Return one row a parameter, as words, for the documentation and the command line."""
    return [
        {
            "name": p.name,
            "default": f"{p.default:g}",
            "unit": p.unit,
            "range": f"{p.low:g} to {p.high:g}",
            "prior": prior_words(p),
            "source": p.source,
            "text": p.text,
        }
        for p in all_parameters().values()
    ]


def prior_words(p: Declared) -> str:
    """Return the prior in a word and its numbers."""
    match p.prior:
        case Normal(mean, sd):
            return f"normal({mean:g}, {sd:g})"
        case LogNormal(mean, sd):
            return f"log-normal({mean:g}, {sd:g})"
        case Beta(a, b):
            return f"beta({a:g}, {b:g})"
        case Uniform():
            return "uniform"
    return "fixed"
