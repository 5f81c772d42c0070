"""Make the table of strata from a panel of schools: python -m calibration.strata PANEL.csv OUT.csv.

The panel holds real schools and never enters the project; the table tells of no fewer than five.
Two partitions give that: schools into strata, then strata into the pools their statistics rest on
(see `statistics`). Numbers of 5u examinees are withheld where they, or what is left of
a stream's or a quintile's total after them, would tell of one to four tracks.
"""

import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd

from calibration.pooling import (
    FEWEST,
    UNKNOWN,
    Groups,
    Schools,
    holds,
    mean_quintile,
    merged,
    of_kind,
    of_quintile,
    of_stream,
    tells,
)

YEAR = 2013
STREAM_OF = {
    "Jewish state": "state",
    "Jewish state-religious": "religious",
    "Jewish ultra-Orthodox": "ultra_orthodox",
    "Arab": "arab",
    "Bedouin": "bedouin",
    "Druze": "druze",
    "unmatched": "state",
}
COLUMNS = ["year", "stream", "district_en", "nurture_quintile", "cluster", "n_math", "n5"]
UNEXAMINED = 1_129 - 881  # upper-secondary schools (TTF_PHYS2016) without maths examinees
UNEXAMINED_SIZE = 20  # 12th graders in each, assumed
UNEXAMINED_LOG_SD = 0.5  # assumed
KINDS = {"track": True, "other": False}  # has the school a 5u track?


class BadPanel(ValueError):
    """A panel without what the strata are made of."""


def strata_of(panel: Schools) -> pd.DataFrame:
    """Return the table of strata of a panel of schools."""
    schools = schools_of(panel).groupby(["stream", "quintile", "district"], sort=True)
    strata = named(merged(merged([s for _, s in schools], of_quintile, holds), of_stream, holds))
    pools = merged(strata, of_quintile, tells)
    full = [pool for pool in pools if tells(pool)]
    rows = [row for pool in pools for row in pool_rows(pool, full)]
    table = withhold(pd.DataFrame(rows).sort_values("name", ignore_index=True))
    return pd.concat([table, unexamined(table)], ignore_index=True)


def schools_of(panel: Schools) -> Schools:
    """Return the schools of the year with maths examinees, named as the model names them."""
    missing = [c for c in COLUMNS if c not in panel]
    if missing:
        raise BadPanel(f"The panel has no column {', '.join(missing)}; a row is a school and year.")
    schools = panel.loc[(panel["year"] == YEAR) & (panel["n_math"] > 0)]
    strange = sorted(set(schools["stream"]) - set(STREAM_OF))
    if strange:
        raise BadPanel(f"The panel's stream {', '.join(strange)} is not one of {list(STREAM_OF)}.")
    return pd.DataFrame({
        "stream": schools["stream"].map(STREAM_OF),
        "unmatched": schools["stream"] == "unmatched",
        "district": schools["district_en"].replace("unmatched", "unknown"),
        "quintile": schools["nurture_quintile"].fillna(UNKNOWN).astype(int),
        "cluster": schools["cluster"],
        "size": schools["n_math"].astype(int),
        "n5": schools["n5"].astype(int),
    })  # fmt: skip


def named(strata: Groups) -> Groups:
    """Return the strata with a name in a column, numbered where two would share it."""
    taken: set[str] = set()
    return [group.assign(name=new_name(name_of(group), taken)) for group in strata]


def name_of(stratum: Schools) -> str:
    """Return stream, quintile and district."""
    district = district_of(stratum).lower().replace(" ", "_")
    return f"{stratum.iloc[0]['stream']}_{round(mean_quintile(stratum))}_{district}"


def new_name(name: str, taken: set[str]) -> str:
    """Return the name, with a number if it is taken, and add it to those taken."""
    free = next(n for i in count(1) if (n := name if i == 1 else f"{name}_{i}") not in taken)
    taken.add(free)
    return free


def district_of(stratum: Schools) -> str:
    """Return the district, "any" of several."""
    districts = sorted(set(stratum["district"]) - {"unknown"})
    return districts[0] if len(districts) == 1 else "any"


def pool_rows(pool: Schools, full: Groups) -> list[dict[str, object]]:
    """Return a row for each stratum of a pool."""
    told = statistics(pool, full)
    return [about(stratum) | told | provenance(stratum) for _, stratum in pool.groupby("name")]


def about(stratum: Schools) -> dict[str, object]:
    """Return what a stratum is, its totals and its localities."""
    return {
        "name": stratum.iloc[0]["name"],
        "kind": "examined",
        "stream": stratum.iloc[0]["stream"],
        "district": district_of(stratum),
        "districts": ";".join(sorted(set(stratum["district"]))),
        "quintile": round(mean_quintile(stratum)),
        "schools": len(stratum),
        "tracks": len(of_kind(stratum, track=True)),
        "examinees": int(stratum["size"].sum()),
        "sitters": int(stratum["n5"].sum()),
        "cluster_mean": round(stratum["cluster"].mean(), 1),
        "cluster_sd": round(stratum["cluster"].std(), 2),
    }


def statistics(pool: Schools, full: Groups) -> dict[str, object]:
    """Return the distributions of the schools of a pool with a track and of those without.

    A kind with under five schools borrows from the full pools of its stream, or of the country;
    the size of the other kind is then that of all schools, lest the few follow from the total.
    """
    told: dict[str, object] = {}
    for name, track in KINDS.items():
        own, rest = of_kind(pool, track=track), of_kind(pool, track=not track)
        lent, place = (own, level(pool)) if len(own) >= FEWEST else lend(pool, full, track=track)
        few_left = lent is own and 0 < len(rest) < FEWEST
        told |= sizes(name, pool if few_left else lent) | {
            f"{name}_pool": place,
            f"{name}_basis": len(lent),
        }
        if track:
            told |= shares(lent)
    return told


def lend(pool: Schools, full: Groups, *, track: bool) -> tuple[Schools, str]:
    """Return the schools of a kind in the full pools of the stream, or of all, and which."""
    stream = [f for f in full if of_stream(f) == of_stream(pool)]
    return of_kind(pd.concat(stream or full), track=track), "stream" if stream else "national"


def sizes(name: str, schools: Schools) -> dict[str, object]:
    """Return the distribution of maths examinees."""
    return {
        f"size_{name}_mean": round(schools["size"].mean(), 1),
        f"size_{name}_log_sd": round(np.log(schools["size"]).std(), 2),
    }


def shares(tracks: Schools) -> dict[str, object]:
    """Return the distribution of the share of 5u examinees."""
    logit = np.log(tracks["n5"] / (tracks["size"] - tracks["n5"]))
    return {"share_logit_mean": round(logit.mean(), 2), "share_logit_sd": round(logit.std(), 2)}


def level(pool: Schools) -> str:
    """Return what the strata of a pool have in common."""
    return "own" if len(set(pool["name"])) == 1 else "stream and quintile"


def provenance(stratum: Schools) -> dict[str, object]:
    """Return unit, source, quality and what the reader of a stratum must know."""
    quintiles = sorted(set(stratum["quintile"]))
    notes = []
    if len(quintiles) > 1:
        notes.append(f"quintiles {', '.join(map(str, quintiles))} joined (0 is unknown)")
    if stratum["unmatched"].any():
        notes.append("with the schools of unknown stream and district, taken to be state schools")
    return {
        "unit": "schools; students; logit; cluster",
        "source": "FOI_SCHOOL;MOE_BUDGET_2015",
        "quality": "derived",
        "note": "; ".join(notes),
    }


def withhold(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table without the 5u examinees that would tell of one to four tracks."""
    hidden = table["tracks"].between(1, FEWEST - 1)
    while (leaky := leaking(table, hidden)).any():
        hidden |= table.index == table.loc[leaky, "tracks"].idxmin()
    return table.assign(sitters=table["sitters"].astype("Int64").mask(hidden))


def leaking(table: pd.DataFrame, hidden: pd.Series) -> pd.Series:
    """Return the shown strata of a stream or a quintile whose hidden rest is too small."""
    leaky = pd.Series(data=False, index=table.index)
    for margin in ("stream", "quintile"):
        rest = table["tracks"].where(hidden, 0).groupby(table[margin]).transform("sum")
        leaky |= rest.between(1, FEWEST - 1) & ~hidden & (table["tracks"] > 0)
    return leaky


def unexamined(table: pd.DataFrame) -> pd.DataFrame:
    """Return the row of the schools without maths examinees, else like the ultra-Orthodox."""
    like = table[table["stream"] == "ultra_orthodox"].sort_values("schools").tail(1)
    return like.assign(
        name="ultra_orthodox_unexamined",
        kind="unexamined",
        district="any",
        districts="unknown",
        quintile=UNKNOWN,
        schools=UNEXAMINED,
        tracks=0,
        examinees=0,
        sitters=0,
        size_other_mean=float(UNEXAMINED_SIZE),
        size_other_log_sd=UNEXAMINED_LOG_SD,
        other_basis=UNEXAMINED,
        source="TTF_PHYS2016;FOI_SCHOOL",
        quality="assumed",
        note="1129 - 881 schools; stream, district and size assumed; size in 12th graders; "
        "statistics of tracks and cluster from the largest stratum of the stream",
    )


def main(arguments: Sequence[str]) -> int:
    """Read the panel, write the table; return 1 after a reader's mistake."""
    match arguments:
        case [panel, out]:
            return write(Path(panel), Path(out))
        case _:
            return complain("Usage: python -m calibration.strata PANEL.csv OUT.csv")


def write(panel: Path, out: Path) -> int:
    """Write the table of a panel; return 1 if the panel will not do."""
    try:
        table = strata_of(pd.read_csv(panel))
    except (BadPanel, FileNotFoundError) as why:
        return complain(f"{panel.name}: {why}")
    table.to_csv(out, index=False, lineterminator="\n")
    return 0


def complain(text: str) -> int:
    """Write a sentence to the standard error and return the status of a mistake."""
    sys.stderr.write(f"{text}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
