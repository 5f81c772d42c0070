"""Run in a fresh process by `ensemble`: open a store, and draw the band of a measure, as JSON."""

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


def drawn(folder: Path, picture: Path) -> dict[str, Any]:
    """Draw the quantiles of a measure, year by year over all runs; return when what was done [s].

    Imports come first, and are told apart.
    """
    moments = {"begin": perf_counter()}
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from simulation.ensemble.store import open_store
    from simulation.ensemble.views import connect

    moments["imported"] = perf_counter()
    with connect(open_store(folder)) as link:
        moments["opened"] = perf_counter()
        rows = link.execute(
            "SELECT year, count(*), quantile_cont(five_units, $shares) FROM years"
            " GROUP BY year ORDER BY year",
            {"shares": list(SHARES)},
        ).fetchall()
    moments["asked"] = perf_counter()
    figure = Figure()
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    years, runs, bands = zip(*rows, strict=True)
    outer, inner, middle, upper, top = zip(*bands, strict=True)
    axes.fill_between(years, outer, top, alpha=0.3)
    axes.fill_between(years, inner, upper, alpha=0.4)
    axes.plot(years, middle)
    figure.savefig(picture)
    moments["drawn"] = perf_counter()
    return {"moments": moments, "runs": max(runs), "middle": middle}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(drawn(Path(sys.argv[1]), Path(sys.argv[2]))))
