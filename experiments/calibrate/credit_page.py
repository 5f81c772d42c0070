"""The page about credit, and what the command prints: figures first, what fails said plainly."""

from collections.abc import Sequence

from calibration.coverage import LEVELS
from calibration.identify import STRONG
from calibration.variants import variant
from experiments import say
from experiments.calibrate.credit_moved import AGAIN, N2017, RISE
from experiments.calibrate.credit_sentences import About, Tables, listed, of_method, sentences
from experiments.calibrate.plot_credit import PICTURES
from experiments.calibrate.predictive_page import heading, markdown
from experiments.headline import short

_MUCH = 0.5  # posterior standard deviations, that are told as a shift
_WIDE = 1.5  # times as wide, that is told


def page(tables: Tables, about: About, stem: str) -> str:
    """Return the page of a structure."""
    pictures = {name: f"![{words}]({stem}_{name}.png)" for name, words in PICTURES.items()}
    parts = [
        heading("credit", f"How far the posterior is to be believed: {about['variant']}"),
        f"{variant(about['variant']).title.capitalize()}. Everything below is from the runs that"
        " the posterior was made from: none was made for it. No miss was tuned away.",
        "## In short", "\n".join(f"- {line}" for line in sentences(tables, about)),
        "## Do posteriors hold the truth?", _of_coverage(), _coverage(tables),
        pictures["ranks"], pictures["coverage"],
        "## Where two methods disagree", _of_methods(tables), _methods(tables),
        "## What was learnt", _of_learnt(tables, about),
        _learnt(tables, tables["draws"].columns.tolist()),
        pictures["learnt"],
        "## What figures can identify", _of_directions(about), _directions(tables),
        _pairs(tables),
        "## By what figures are judged", _of_noise(), _noise(tables),
        "## What moves it", _of_moved(), _moved(tables), pictures["moved"], _wider(tables),
        "## What priors said beforehand", _before(tables), _unlike(tables, about),
        "## Prior beside posterior, every parameter", _learnt(tables), _provenance(about),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def print_tables(tables: Tables, about: About) -> None:
    """Print what matters, and each reported parameter."""
    for line in sentences(tables, about):
        say.line(f"- {line}")
    columns, rows = _coverage_rows(tables)
    say.table(columns, rows, numbers=columns[2:], title="Held-out runs of the bank")
    if "methods" in tables:
        rows = [(str(r.parameter), f"{r.difference:+.2f}", f"{r.ratio:.2f}")
                for r in tables["methods"].itertuples()]  # fmt: skip
        heads = ("parameter", "difference of means", "ratio of sds")
        say.table(heads, rows, numbers=heads[1:], title="The second method against the first")


def _of_coverage() -> str:
    """Return how to read the table of coverage."""
    return (
        "Runs that no method had seen, with errors as sources and model may have, stand in for what"
        " was observed; readings of Give Five take turns. *Ranks*: Holm's p that they are flat."
        " *Contraction*: the share of the bank's prior variance that is gone. *Skill*: 1 less the"
        " mean CRPS over that of the bank's prior. So few runs see gross faults only: that no rank"
        " test fails does not make coverage right."
    )


def _coverage_rows(tables: Tables) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return the heads and rows of the table of coverage."""
    columns = ("method", "parameter", *(f"{v:.0%}" for v in LEVELS), "ranks", "", "correlation",
               "contraction", "CRPS", "skill")  # fmt: skip
    rows = []
    for name in tables["ranks"]["method"].unique():
        ranks, held, near = (
            of_method(tables[key], name).set_index("parameter")
            for key in ("ranks", "coverage", "recovery")
        )
        for p in map(str, ranks.index):
            shares = [f"{r.covered:.0%}{' *' if r.off else ''}" for r in held.loc[[p]].itertuples()]
            fails = "fails" if ranks["fails"][p] else ""
            scores = (f"{float(near[key][p]):.2f}"
                      for key in ("correlation", "contraction", "crps", "crps_skill"))  # fmt: skip
            rows.append((name, p, *shares, f"{float(ranks['p_holm'][p]):.3f}", fails, *scores))
    return columns, rows


def _coverage(tables: Tables) -> str:
    """Return the table of coverage."""
    columns, rows = _coverage_rows(tables)
    return markdown(columns, rows, words=2) + "\n\n\\* the level lies outside the 95 % interval."


def _of_methods(tables: Tables) -> str:
    """Return how to read the table of methods."""
    if "methods" not in tables:
        return "The amortised method was not checked here."
    return (
        "At the observed figures, both taught by the same runs: the mean of the amortised posterior"
        " less that of the emulated likelihood, in sds of the latter, and the ratio of sds."
    )


def _methods(tables: Tables) -> str:
    """Return the table of methods."""
    if "methods" not in tables:
        return ""
    rows = [(str(r.parameter), f"{r.difference:+.2f}", f"{r.ratio:.2f}")
            for r in tables["methods"].itertuples()]  # fmt: skip
    return markdown(("parameter", "difference", "ratio"), rows)


def _of_learnt(tables: Tables, about: About) -> str:
    """Return the rule by which a parameter counts as learnt."""
    many = len(tables["learnt"])
    return (
        f"Rule: a parameter was learnt if the greatest distance of the cumulative shares of"
        f" posterior and prior is above {about['threshold']:.3f}, which is that of"
        f" {about['false_alarm']:.0%} of {about['placebos']} *placebos*: columns of luck that were"
        f" fitted like parameters, with as many draws ({about['posterior_draws']}). Of {many}"
        f" parameters that nothing depends on it would call some {many * about['false_alarm']:.1f}"
        " learnt. *Shift* is in sds of the prior; a negative contraction is a posterior wider than"
        " its prior. Parameters with terms of second degree are drawn by a chain, with fewer draws"
        " in effect than placebos have: more of them may be called learnt than were, above all"
        " where nothing contracted."
    )


def _learnt(tables: Tables, only: Sequence[str] | None = None) -> str:
    """Return prior beside posterior."""
    of = tables["learnt"].set_index("parameter")
    rows = [
        (str(r.Index), f"{round(float(str(r.prior_mean)), 9):.3g} ± {r.prior_sd:.2g}",
         f"{r.median:.3g}", f"{r.low:.3g} to {r.high:.3g}", f"{r.contraction:.2f}",
         f"{r.shift:+.2f}", f"{r.overlap:.2f}", str(r.verdict))
        for r in (of.loc[list(only)] if only else of).itertuples()
    ]  # fmt: skip
    heads = ("parameter", "prior", "median", "90 %", "contraction", "shift", "overlap", "")
    return markdown(heads, rows)


def _of_directions(about: About) -> str:
    """Return how to read the table of directions."""
    return (
        "Eigenvectors of what figures tell (Fisher's information of the emulator at the posterior"
        " mean), in units of what the prior tells: above 1 figures tell more. Together they tell"
        f" {about['worth']:.1f} parameters' worth. *Alone* in `credit_identified.csv` is what would"
        " be known of a parameter if all others were."
    )


def _directions(tables: Tables) -> str:
    """Return the table of directions."""
    rows = [(str(r.direction), f"{r.information:.1f}", f"{r.contraction:.2f}", str(r.along))
            for r in tables["directions"].itertuples()]  # fmt: skip
    return markdown(("", "information", "contraction", "along"), rows)


def _pairs(tables: Tables) -> str:
    """Return which parameters go together in the posterior."""
    told = [f"{r.one} and {r.other} ({r.correlation:+.2f})" for r in tables["pairs"].itertuples()]
    return f"Pairs of parameters correlated more than {STRONG} in the posterior: {listed(told)}."


def _of_noise() -> str:
    """Return how to read the table of what figures are judged by."""
    return (
        "A draw is judged by errors of source and model, which were declared, and by what the"
        " emulator misses of a run, luck included. Where the second is most of it, the figure could"
        " teach more than it does here: more runs near the posterior would narrow it. Both are in"
        " the intervals above, and held-out runs are missed in the same way, so that coverage does"
        " not show it. Scales are those of the fit: logarithms of counts, log-odds of shares."
    )


def _noise(tables: Tables) -> str:
    """Return the table of what figures are judged by."""
    rows = [(str(r.id), f"{r.declared:.3f}", f"{r.missed:.3f}", f"{r.share:.0%}")
            for r in tables["noise"].itertuples()]  # fmt: skip
    return markdown(("figure", "declared sd", "missed, sd", "share of variance"), rows)


def _of_moved() -> str:
    """Return how to read what moves."""
    return (
        "Fits again with a target, or a block of them, left out, and with priors twice as wide"
        " (as z; ranges stay). Shifts of posterior means in posterior sds. Wave by wave the bank"
        " was cut by figures up to 2013, and that is not taken back here. Outcomes are emulated,"
        f" without luck. Shifts of {_MUCH} and more, sds {_WIDE} times as large and more, and"
        f" *{AGAIN}* to show what is none:"
    )


def _moved(tables: Tables) -> str:
    """Return what moved much."""
    of = tables["moved"]
    much = (of["shift"].abs() >= _MUCH) | (of["ratio"] >= _WIDE)
    always = of["kind"].isin(["nothing", "prior"]) & of["of"].isin([N2017, RISE])
    rows = [(str(r.name), str(r.of), f"{r.shift:+.2f}", f"{r.ratio:.2f}")
            for r in of[always | much].itertuples(index=False)]  # fmt: skip
    return markdown(("left out or changed", "moves", "shift", "ratio of sds"), rows, words=2)


def _wider(tables: Tables) -> str:
    """Return what each prior twice as wide moves."""
    rows = [
        (str(r.parameter), f"{r.own_shift:+.2f}", f"{r.own_ratio:.2f}", f"{r.n2017_shift:+.2f}",
         f"{r.rise_shift:+.2f}", f"{r.k:.2f}", "" if r.reliable else "unreliable")
        for r in tables["wider"].itertuples()
    ]  # fmt: skip
    heads = ("prior twice as wide", "own shift", "own ratio", N2017, RISE, "Pareto k", "")
    return (
        "Each alone, by weighting draws anew; where Pareto's k is above 0.7 too few draws carry the"
        " weight.\n\n" + markdown(heads, rows)
    )


def _before(tables: Tables) -> str:
    """Return the figures outside the bands of runs, and where."""
    of = tables["before"]
    rows = [
        (str(r.runs_of), str(r.id), f"{r.observed:,.4g}", f"{r.low:,.4g} to {r.high:,.4g}",
         f"{r.below:.3f}")
        for r in of[~of["inside"].astype(bool)].itertuples()
    ]  # fmt: skip
    told = "Every figure is in `credit_before.csv`."
    if not rows:
        return f"No observed figure lies outside the 90 % bands of runs, errors added. {told}"
    return markdown(
        ("runs of", "figure", "observed", "runs, 90 %", "share below"), rows, words=2
    ) + (f"\n\n*Share below* is of runs with errors of sources and model. {told}")


def _unlike(tables: Tables, about: About) -> str:
    """Return the figures that are furthest from what all others let expect."""
    rows = [(str(r.id), f"{r.off:+.1f}", f"{r.p:.3f}", f"{r.p_any:.3f}")
            for r in tables["unlike"].head(5).itertuples()]  # fmt: skip
    return (
        "Furthest from what all other figures let expect, in sds; *p* is the share of"
        f" {about['misspecified']['held_out']} runs of the model in which that figure, or any, is"
        " as far off.\n\n" + markdown(("figure", "off", "p", "p, any"), rows)
    )


def _provenance(about: About) -> str:
    """Return what it is of, and how it is made again."""
    return (
        f"{about['bank']:,} runs of the bank, {about['first']:,} of wave 0,"
        f" {about['posterior_draws']} draws of the posterior. Model {about['model'][:9]}, commit"
        f" {short(about['commit'])}. Made again with `{about['command']}`."
    )
