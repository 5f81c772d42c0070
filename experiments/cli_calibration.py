"""The commands about how much the model is to be believed; `cli` registers them all."""

from cyclopts import App

from experiments.cli_calibrate import CALIBRATE_EXAMPLES, calibrate


def register(app: App) -> None:
    """Add the commands."""
    app.command(calibrate, help_epilogue=CALIBRATE_EXAMPLES)
