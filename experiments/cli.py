"""The command line: `fivebytwo --help`.

Signatures and docstrings are the help. What a command needs is imported when it runs, so that
`--help` does not wait for Mesa and Numba.
"""

import atexit
import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter
from cyclopts.validators import Number

from experiments import cli_calibration, cli_store
from experiments.cli_alone import ALONE_EXAMPLES, alone
from experiments.cli_compare import COMPARE_EXAMPLES, compare
from experiments.cli_milestones import MILESTONES_EXAMPLES, milestones
from experiments.cli_observed import EVALUATE_EXAMPLES, TARGETS_EXAMPLES, evaluate, targets
from experiments.cli_partnership import GRAPH_EXAMPLES, PARTNER_EXAMPLES, graph, partner
from experiments.cli_sensitivity import SENSITIVITY_EXAMPLES, sensitivity
from experiments.cli_sweep import SWEEP_EXAMPLES, sweep
from experiments.cli_variance import VARIANCE_EXAMPLES, variance
from experiments.mistakes import USAGE, explain, stopped

_DEBUG = "--debug"
_Optional = Annotated[str, Parameter(show_default=False)]


def _version() -> str:
    """Return the installed version."""
    from importlib.metadata import version

    return version("fivebytwo")


app = App(
    name="fivebytwo",
    help="Simulate 700,000 students of mathematics in Israel, one to one, 2001-2030.",
    help_format="markdown",
    version=_version,
    help_epilogue="""
Start with:

    fivebytwo run                         what happened, in numbers and a picture
    fivebytwo run no_programmes           the same country without any programme
    fivebytwo student results/history-1   ten students, and their stories
    fivebytwo partner results/history-1   ten partners, and theirs

Add --debug to any command for the traceback of a mistake.
Exit status: 0 done, 1 a mistake in what was asked, 2 a mistake in how, 130 interrupted, 70 a bug.
""",
    suppress_keyboard_interrupt=False,
)


@app.command(
    help_epilogue="""
Examples:

    fivebytwo run
    fivebytwo run no_give_five --seed 2
    fivebytwo run --set levers.bonus=1 --set levers.goal=20000 --out results/try
    fivebytwo run my_scenario.toml --schools my_schools.csv
    fivebytwo run --partners my_partners.csv --ties who_trusts_whom.graphml
    fivebytwo run --fraction 0.05            a quick look, at a twentieth
"""
)
def run(
    scenario: str = "history",
    /,
    *,
    seed: Annotated[int, Parameter(validator=Number(gte=0))] = 1,
    until: int = 2030,
    settings: Annotated[
        tuple[str, ...], Parameter("--set", negative="", show_default=False, n_tokens=1)
    ] = (),
    fraction: float = 1.0,
    schools: Path | None = None,
    partners: Path | None = None,
    ties: Path | None = None,
    programmes: Path | None = None,
    added: Annotated[Path | None, Parameter("--with")] = None,
    out: Path | None = None,
    picture: Annotated[bool, Parameter(negative="--no-picture", show_default=False)] = True,
) -> None:
    """Run a scenario: write its results, draw them, and print observed against simulated.

    The first run builds the population and compiles the kernels, which takes some seconds more.

    Parameters
    ----------
    scenario
        One of `fivebytwo scenarios`, or your own file ending in .toml.
    seed
        The luck of the run, from 0. The country is the same under every seed.
    until
        The last school year, by the year it ends in, 2001 to 2035.
    settings
        A parameter to set in every year, as name=value; may be repeated. `fivebytwo parameters`
        lists them. Give --out as well, to keep the results of the plain scenario.
    fraction
        Part of the country: whole authorities, reweighted. Above 0, up to 1.
    schools
        Your own schools as CSV, instead of those of 2013.
    partners
        Your own partners of the Initiative as CSV, instead of the synthetic ones.
    ties
        Who trusts whom among the partners, as CSV (from, to, weight) or GraphML.
    programmes
        Your own kinds of programmes as CSV: cost, volunteers' hours, how they reach students.
    added
        A Python file of your own mechanisms and measures (docs/EXTENDING.md).
    out
        Folder of the results; results of before are replaced. By default
        results/SCENARIO-SEED.
    picture
        Whether to draw picture.png, picture.svg, schools.png and partnership.png into the folder.
    """
    from experiments.simulate import Order, simulate

    simulate(
        Order(
            scenario=scenario, seed=seed, until=until, settings=settings, fraction=fraction,
            schools=schools, partners=partners, ties=ties, programmes=programmes,
            added=added, out=out, picture=picture,
        )
    )  # fmt: skip


@app.command(help_epilogue="\nExample:\n\n    fivebytwo scenarios\n")
def scenarios() -> None:
    """List the scenarios: the question each asks, and the one it differs from."""
    from experiments.lists import list_scenarios

    list_scenarios()


@app.command(
    help_epilogue="""
Examples:

    fivebytwo parameters                     all of them
    fivebytwo parameters choice              those with `choice` in their name
    fivebytwo parameters levers.goal         all about one
    fivebytwo parameters --csv parameters.csv
"""
)
def parameters(name: _Optional = "", /, *, csv: Path | None = None) -> None:
    """List the parameters: default, unit, range, prior, and a sentence about each.

    Parameters
    ----------
    name
        A parameter, or a part of its name; all if left out.
    csv
        A file to write the table to, instead of the screen.
    """
    from experiments.lists import list_parameters

    list_parameters(name, csv)


@app.command(
    help_epilogue="""
Examples:

    fivebytwo plot results/history-1
    fivebytwo plot results/history-1 --out figure.pdf
"""
)
def plot(run: Path, /, *, out: Path | None = None) -> None:
    """Draw the pictures of a run again, from its saved results.

    Parameters
    ----------
    run
        Folder of the results.
    out
        A file ending in .png, .svg or .pdf; by default all pictures, in the folder. A file called
        schools gets the picture of schools and teachers, one called partnership that of partners.
    """
    from experiments.plot import redraw

    redraw(run, out)


@app.command(
    help_epilogue="""
Examples:

    fivebytwo student results/history-1              ten students worth a look
    fivebytwo student results/history-1 2012-52341   entered grade 7 in 2012, number 52341
"""
)
def student(run: Path, number: _Optional = "", /) -> None:
    """Tell the story of one student, year by year.

    The saved run is lived again, with the same luck, to look over the student's shoulder.

    Parameters
    ----------
    run
        Folder of the results.
    number
        The student: year of entry into grade 7, a dash, and the place in that cohort; or the
        whole number. Without it, ten students worth a look are named.
    """
    from experiments.student import show_student, suggest_students

    if number:
        show_student(run, number)
    else:
        suggest_students(run)


@app.command(
    help_epilogue="""
Example:

    fivebytwo roster my        then change my/partners.csv and my/programmes.csv, and
    fivebytwo run endogenous --partners my/partners.csv --programmes my/programmes.csv
"""
)
def roster(folder: Path, /) -> None:
    """Write the shipped partners and programmes into a folder, to be changed and brought back.

    Parameters
    ----------
    folder
        Where partners.csv and programmes.csv go; files of that name there stay as they are.
    """
    from experiments.lists import write_roster

    write_roster(folder)


app.command(evaluate, help_epilogue=EVALUATE_EXAMPLES)
app.command(targets, help_epilogue=TARGETS_EXAMPLES)
app.command(compare, help_epilogue=COMPARE_EXAMPLES)
app.command(milestones, help_epilogue=MILESTONES_EXAMPLES)
app.command(alone, help_epilogue=ALONE_EXAMPLES)
app.command(partner, help_epilogue=PARTNER_EXAMPLES)
app.command(graph, help_epilogue=GRAPH_EXAMPLES)
app.command(sweep, help_epilogue=SWEEP_EXAMPLES)
app.command(cli_store.status, help_epilogue=cli_store.STATUS_EXAMPLES)
app.command(cli_store.query, help_epilogue=cli_store.QUERY_EXAMPLES)
app.command(cli_store.merge, help_epilogue=cli_store.MERGE_EXAMPLES)
app.command(sensitivity, help_epilogue=SENSITIVITY_EXAMPLES)
app.command(variance, help_epilogue=VARIANCE_EXAMPLES)
cli_calibration.register(app)


def main(words: Sequence[str] | None = None) -> int:
    """Run a command, by default that of the command line, and return its exit status."""
    if words is None:
        _hurry()
    written = sys.argv[1:] if words is None else list(words)
    try:
        app(
            [w for w in written if w != _DEBUG], exit_on_error=False, result_action="return_value",
            error_formatter=_with_hint,
        )  # fmt: skip
    except CycloptsError:
        return USAGE
    except KeyboardInterrupt:
        if _DEBUG in written:
            raise
        return stopped()
    except Exception as error:
        if _DEBUG in written:
            raise
        return explain(error)
    return 0


def _with_hint(error: CycloptsError) -> str:
    """Return what is wrong with the way a command was written, and where the right way stands."""
    return f"{error} See `fivebytwo --help`, or --help after a command."


def _hurry() -> None:
    """Spare a short-lived process the search for garbage: a third of the time of its imports."""
    gc.disable()
    atexit.register(_leave)


def _leave() -> None:
    """Spare the last search, unless DuckDB is there, which would take what stays for leaks."""
    if "_duckdb" not in sys.modules:
        gc.freeze()
