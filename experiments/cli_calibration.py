"""The commands about how much the model is to be believed; `cli` registers them all."""

from cyclopts import App

from experiments.cli_attribution import ATTRIBUTE_EXAMPLES, attribute
from experiments.cli_calibrate import CALIBRATE_EXAMPLES, calibrate
from experiments.cli_counterfactual import (
    COUNTERFACTUAL_EXAMPLES,
    STRUCTURES_EXAMPLES,
    counterfactual,
    structures,
)  # fmt: skip
from experiments.cli_credit import CREDIT_EXAMPLES, credit
from experiments.cli_forecast import (
    FORECAST_EXAMPLES,
    ORIGINS_EXAMPLES,
    SCORE_EXAMPLES,
    forecast,
    origins,
    score,
)  # fmt: skip
from experiments.cli_patterns import PATTERNS_EXAMPLES, PREDICTIVE_EXAMPLES, patterns, predictive


def register(app: App) -> None:
    """Add the commands, in the order they are used."""
    app.command(calibrate, help_epilogue=CALIBRATE_EXAMPLES)
    app.command(credit, help_epilogue=CREDIT_EXAMPLES)
    app.command(structures, help_epilogue=STRUCTURES_EXAMPLES)
    app.command(predictive, help_epilogue=PREDICTIVE_EXAMPLES)
    app.command(patterns, help_epilogue=PATTERNS_EXAMPLES)
    app.command(origins, help_epilogue=ORIGINS_EXAMPLES)
    app.command(forecast, help_epilogue=FORECAST_EXAMPLES)
    app.command(score, help_epilogue=SCORE_EXAMPLES)
    app.command(attribute, help_epilogue=ATTRIBUTE_EXAMPLES)
    app.command(counterfactual, help_epilogue=COUNTERFACTUAL_EXAMPLES)
