"""Tables that a user brings or gets, told by the classes of their rows."""

import inspect
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import Any, get_args, get_type_hints

from experiments.document import as_table
from experiments.odd_entities import attributes
from simulation.agents.partnership import Event
from simulation.network.checks import BACKBONE, FEWEST, MINISTRY, MOST
from simulation.network.programmes import Programme
from simulation.network.roster import PartnerRow
from simulation.population.school_table import SchoolRow
from simulation.results.terms import TERMLY

_COLUMNS = ("column", "values", "a blank is")
_ROSTER = """```csv
name,sector,programme,district,budget,volunteers,capacity,founder,invited
Foundation A,foundation,,,1500000,0,0,yes,yes
Tutors B,ngo,tutoring,South,90000,120,600,no,yes
Firm C,firm,olympiads,Tel Aviv,40000,80,400,no,no
```
"""
_TIES = """```csv
from,to,weight
Foundation A,Tutors B,0.6
Tutors B,Foundation A,0.4
Firm C,Ministry of Education,0.5
```
"""
_GRAPHML = """```xml
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="w" for="edge" attr.name="weight" attr.type="double"/>
  <graph edgedefault="directed">
    <node id="Foundation A"/>
    <node id="Tutors B"/>
    <edge source="Foundation A" target="Tutors B"><data key="w">0.6</data></edge>
  </graph>
</graphml>
```
"""
_PROGRAMMES = """```csv
name,channel,unit,cost,hours,group
tutoring,tutoring,a student tutored for a year,1500,40,periphery
olympiads,visits,a student of grade 9 in an olympiad,90,2,motivation
```
"""


def termly() -> str:
    """Return the measures of the partnership, and the columns of its tables."""
    rows = ((f"`{m.measure}`", m.unit, m.text) for m in TERMLY)
    events = ((f"`{names}`", text) for names, text in attributes(inspect.getdoc(Event) or ""))
    return (
        "\n## The partnership, term by term\n\nSaved as `terms.csv` and `terms.parquet`: year,"
        " term (1 autumn, 2 winter, 3 spring), measure, value, unit; one row a figure, from the"
        " school year before the launch on, and none where there is nobody to measure. Programmes"
        " of your own have a coverage and an overlap each, as the shipped ones have here.\n\n"
        + as_table(("measure", "unit", "what"), rows)
        + "\n### What happened\n\nSaved as `events.csv`, one row an event.\n\n"
        + as_table(("column", "values"), events)
        + "\n### Who trusts whom\n\nSaved as `ties.parquet`: year, truster, trusted, trust (0 to"
        " 1); one row a tie of two members, Ministry and backbone among them, at the end of a year,"
        " if trust is at least `trust.trusted_from`.\n\n### Who the partners are\n\nSaved as"
        " `partners.parquet`: year, partner, sector, member, commitment (0 to 1), seat (at the"
        " table of the steering committee), group (working group, `every` for who sits in each,"
        " or blank), and the positions breadth, age, equity, autonomy (-1 to 1, as in"
        " [a roster](facts.md#a-roster-of-your-own)); one row a partner, member or not, at the end"
        " of a year: its third term, before partners join and leave in summer.\n"
    )


def brought() -> str:
    """Return the tables that a user brings: their columns, and an example."""
    return (
        "\n## A school table of your own\n\nRun it with `fivebytwo run --schools schools.csv`. A"
        " column that may be blank may be left out, here and in the tables below.\n\n"
        + as_table(_COLUMNS, _columns(SchoolRow))
        + "\n## A roster of your own\n\nRun it with `fivebytwo run endogenous --partners"
        " partners.csv`; `fivebytwo roster my` writes the shipped one into the folder `my`, to"
        f" begin from. {FEWEST} to {MOST:,} partners, one of them a founder at least. The Ministry"
        f" and the backbone are added as `{MINISTRY}` and `{BACKBONE}` if they are not listed. What"
        " is drawn is the same in every run, whatever the other lines are.\n\n"
        + as_table(_COLUMNS, _columns(PartnerRow))
        + f"\n{_ROSTER}\n## Ties of your own\n\nRun them with `--ties ties.csv`: `from` trusts `to`"
        " by `weight` at rest, 0 to 1, both as named in the roster. Two with a tie, either way, are"
        " acquaintances; others are strangers, but everybody knows the Ministry and the backbone."
        " Trust at rest that is not told follows from the sectors. Without the file the model"
        f" draws who knows whom.\n\n{_TIES}\nOr `--ties ties.graphml`, as `fivebytwo graph`,"
        " Gephi, Cytoscape and networkx write it; a node is named by its `name`, its `label` or its"
        f" id, and an undirected edge is a tie each way.\n\n{_GRAPHML}"
        "\n## Programmes of your own\n\nRun them with `--programmes programmes.csv`, instead of the"
        " shipped ones, and give them to partners in the roster. Types of one channel overlap with"
        " each other.\n\n" + as_table(_COLUMNS, _columns(Programme)) + f"\n{_PROGRAMMES}"
    )


def _columns(row: type) -> Iterator[tuple[str, str, str]]:
    """Yield the columns of a user's table, what they hold, and what a blank cell stands for."""
    kinds, places = get_type_hints(row), {f.name: f for f in fields(row)}
    for names, text in attributes(inspect.getdoc(row) or ""):
        together = [places.pop(name) for name in names.split(", ")]
        words = [w for w in get_args(kinds[together[-1].name]) if isinstance(w, str)]
        choice = f" One of {', '.join(words)}." if words and words[0] not in text else ""
        yield ", ".join(f"`{f.name}`" for f in together), text + choice, _blank(together[0])
    for name, f in places.items():
        yield f"`{name}`", "Words for the reader.", _blank(f)


def _blank(column: "Field[Any]") -> str:
    """Return what a blank cell stands for; nothing where the column says it."""
    if column.default is MISSING:
        return "a mistake"
    if column.default is None:
        return "drawn"
    words = column.default if isinstance(column.default, tuple) else (column.default,)
    return "; ".join(map(str, words))
