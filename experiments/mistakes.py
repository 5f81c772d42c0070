"""What a person reads when a command cannot do what was asked: sentences, not tracebacks."""

import os
import sys

STOPPED, WRONG, USAGE, BUG = 130, 1, 2, 70  # 70 is EX_SOFTWARE of sysexits.h
_TRACEBACK = "Add --debug for the traceback."


def explain(error: Exception) -> int:
    """Write to standard error what went wrong, and return the exit status."""
    if isinstance(error, BrokenPipeError):
        return _hang_up()
    if _is_of_the_reader(error):
        sys.stderr.write(f"{error}\n")
        return WRONG
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"{where}{reason(error)}.\n")
        return WRONG
    sys.stderr.write(f"This is a bug of fivebytwo: {type(error).__name__}: {error}\n{_TRACEBACK}\n")
    return BUG


def stopped() -> int:
    """Write what an interruption leaves behind, and return the exit status."""
    sys.stderr.write(
        "Stopped. Every file is whole, as it was before or new; none is half-written.\n"
    )
    return STOPPED


def reason(error: OSError) -> str:
    """Return why the system refused, in its words."""
    return os.strerror(error.errno) if error.errno else str(error).rstrip(".")


def _is_of_the_reader(error: Exception) -> bool:
    """Return whether the message was written for whoever made the mistake."""
    from calibration.mistakes import WrongCalibration
    from experiments.plot import WrongPicture
    from experiments.settings import WrongSetting
    from experiments.student import WrongStudent
    from experiments.sweeps.design import WrongDesign
    from simulation.added import WrongAddition
    from simulation.data.read import BadTable
    from simulation.ensemble.site import WrongSite
    from simulation.parameters.declare import WrongParameter
    from simulation.scenario import WrongScenario
    from simulation.store import WrongFolder

    return isinstance(
        error,
        BadTable
        | WrongAddition
        | WrongCalibration
        | WrongDesign
        | WrongFolder
        | WrongParameter
        | WrongPicture
        | WrongScenario
        | WrongSetting
        | WrongSite
        | WrongStudent,
    )


def _hang_up() -> int:
    """Say nothing more to a reader who has stopped listening, as `head` does."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return WRONG
