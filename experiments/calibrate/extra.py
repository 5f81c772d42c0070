"""What fitting needs and using a posterior does not: the extra `fit`."""

from importlib.util import find_spec

from calibration.mistakes import WrongCalibration

_PACKAGES = ("emcee", "sklearn", "statsmodels", "arviz")


class MissingExtra(WrongCalibration):
    """The packages of the extra are not installed."""


def needed(*more: str) -> None:
    """Raise MissingExtra unless the packages that fitting needs are there."""
    if missing := [name for name in (*_PACKAGES, *more) if find_spec(name) is None]:
        raise MissingExtra(
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed: fitting"
            " needs the extra. `make fit`, or pip install 'fivebytwo[fit]'."
        )
