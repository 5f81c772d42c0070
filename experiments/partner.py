"""`fivebytwo partner`: one partner of a saved run, or ten who are worth a look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from experiments import say
from experiments.settings import WrongSetting

if TYPE_CHECKING:
    from simulation.agents.partnership import Event
    from simulation.arrays import Bools, Doubles
    from simulation.model import Country
    from simulation.network.partners import Partners


class WrongPartner(WrongSetting):
    """A partner whom a run does not know."""


def show_partner(folder: Path, written: str) -> None:
    """Print the story of one partner of a saved run; raise WrongPartner if there is none."""
    from experiments.again import saved
    from experiments.partner_story import COLUMNS, NUMBERS, Diary, portrait, rows, sentences

    again = saved(folder)
    who = again.case.field
    diary = Diary(find(who.partners.name, written))
    again.live([diary], after_term=[diary.look])
    say.line(who.partners.name[diary.row], style="bold")
    say.line(portrait(who, diary.row))
    say.line()
    for sentence in sentences(diary, who):
        say.line(sentence)
    say.table(COLUMNS, list(rows(diary)), numbers=NUMBERS)
    say.line("At the end of each school year; slots and money of the whole year.")


def suggest_partners(folder: Path) -> None:
    """Print ten partners of a saved run who are worth a look."""
    from experiments.again import saved

    again = saved(folder)
    register = Register()
    again.live([register])
    who = again.case.field.partners
    found = {words: row for words, row in worth_a_look(register, who) if row is not None}
    say.table(("partner", "who"), [(who.name[row], words) for words, row in found.items()])
    missing = [words for words, row in worth_a_look(register, who) if row is None]
    if missing:
        say.line(f"Nobody for: {'; '.join(missing)}.")
    example = who.name[next(iter(found.values()))]
    say.line(f'Tell one story with `fivebytwo partner {folder} "{example}"`.')


def find(names: Sequence[str], written: str) -> int:
    """Return the row of a partner, in whatever letters it is written; raise WrongPartner if none.

    >>> find(["NGO 1", "Firm 1"], "firm 1")
    1
    """
    if written in names:
        return names.index(written)
    folded = [name.casefold() for name in names]
    alike = [i for i, name in enumerate(folded) if name == written.casefold()]
    if len(alike) == 1:
        return alike[0]
    near = get_close_matches(written.casefold(), folded, n=3, cutoff=0.5)
    meant = [names[i] for i in alike] or [names[folded.index(name)] for name in near]
    hint = f" Did you mean {' or '.join(meant)}?" if meant else ""
    raise WrongPartner(
        f"{written} is not a partner of this run.{hint} Without a name, ten partners are named."
    )


class Year(NamedTuple):
    """All partners at the end of a school year, one element a partner."""

    member: "Bools"
    commitment: "Doubles"
    in_ministry: "Doubles"
    distance: "Doubles"
    placed: "Doubles"


@dataclass
class Register:
    """Watches all partners, year by year, and never touches them."""

    years: list[Year] = field(default_factory=list)
    events: "list[Event]" = field(default_factory=list)

    def see(self, country: "Country") -> None:
        """Note a year."""
        import numpy as np

        initiative = country.initiative
        state, trust = initiative.state, initiative.trust(country.world)
        self.events = initiative.events
        self.years.append(
            Year(
                state.member.copy(), state.commitment.copy(),
                trust[:, state.partners.ministry].copy(),
                np.linalg.norm(state.position - state.focus, axis=1),
                country.offer.books.placed if country.offer else np.zeros(len(state)),
            )
        )  # fmt: skip


def worth_a_look(register: Register, who: "Partners") -> Iterator[tuple[str, int | None]]:
    """Yield ten stories, each with the row of a partner who lived it, another one if possible."""
    import numpy as np

    taken: set[int] = set()
    for words, lived, merit in _stories(register, who):
        order = [int(q) for q in np.argsort(-merit, kind="stable") if lived[q]]
        row = next((q for q in order if q not in taken), order[0] if order else None)
        taken |= {row} if row is not None else set()
        yield words, row


def _stories(register: Register, who: "Partners") -> "Iterator[tuple[str, Bools, Doubles]]":
    """Yield each story, who lived it, and how well each would tell it."""
    import numpy as np

    from simulation.network.partners import SECTORS

    first, last = register.years[0], register.years[-1]
    given = np.sum([y.placed for y in register.years], axis=0)
    organisation, backbone = np.ones(len(who), np.bool_), np.zeros(len(who), np.bool_)
    organisation[[who.ministry, who.backbone]], backbone[who.backbone] = False, True
    joined, left, moves = _moves(register.events, who)
    firm, ngo = (who.sector == SECTORS.index(s) for s in ("firm", "ngo"))
    rise = last.in_ministry - first.in_ministry
    ever = moves > 0
    yield "a founder", who.founder & ever, last.commitment
    yield "the most committed firm", firm & last.member, last.commitment
    yield "the last to come for the first time", ever, joined
    yield "left, and stayed away", ever & ~last.member, -left
    yield "left, and came back", (moves > 2) & last.member, moves.astype(np.float64)
    yield "the backbone", backbone, last.commitment
    yield "the NGO whose trust in the Ministry rose most", ngo & ever & (rise > 0), rise
    yield "gave most slots", organisation & (given > 0), given
    yield (
        "the member that stands furthest from the agenda",
        organisation & last.member,
        last.distance,
    )
    yield "never joined", organisation & ~ever, given


def _moves(events: "Sequence[Event]", who: "Partners") -> "tuple[Doubles, Doubles, Doubles]":
    """Return when each partner first joined and last left [year], and how often it did either."""
    import numpy as np

    row = {name: i for i, name in enumerate(who.name)}
    joined, left, moves = np.full(len(who), np.inf), np.zeros(len(who)), np.zeros(len(who))
    for e in events:
        if e.kind in {"join", "leave"}:
            q = row[e.who]
            moves[q] += 1
            if e.kind == "join":
                joined[q] = min(joined[q], e.year)
            else:
                left[q] = e.year
    return joined, left, moves
