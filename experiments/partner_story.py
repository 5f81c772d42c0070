"""One partner's story in plain English, from what an observer noted year by year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import isnan, nan

import numpy as np

from simulation.agents.partnership import Event
from simulation.data.districts import DISTRICTS
from simulation.initiative import TERMS
from simulation.model import Country
from simulation.network.field import Field
from simulation.network.partners import DIMENSIONS, SECTORS
from simulation.network.programmes import GROUPS
from simulation.years import FIRST_YEAR

COLUMNS = (
    "year", "member", "commitment", "trust in members", "in Ministry", "committee", "group",
    "slots", "NIS spent",
)  # fmt: skip
NUMBERS = (*COLUMNS[2:5], *COLUMNS[7:])
_MOST_TRUSTED = 3
_CLEAR = 0.25  # of a position; nearer the middle it is not told
_MILLION, _FEW = 1e6, 9.95
_KINDS = dict(zip(
    SECTORS,
    ("A foundation", "An NGO", "A firm", "A college or university", "A unit of the army",
     "A local authority", "The Ministry", "The backbone"),
    strict=True,
))  # fmt: skip
_ENDS = {
    "breadth": ("mathematics alone", "all of STEM"), "age": ("middle school", "high school"),
    "equity": ("numbers", "equity"), "autonomy": ("the state in the lead", "autonomy"),
}  # fmt: skip
_SEASONS = ("summer before", "autumn of", "winter of", "spring of")
_PAST = {
    "founds it": "founded the Initiative", "comes to the launch": "came to the first meeting",
    "joins": "joined", "becomes a partner": "became a partner", "takes the lead": "took the lead",
}  # fmt: skip


@dataclass(slots=True)
class Page:
    """A partner's year, as it was at the end of its third term.

    Attributes
    ----------
    trust, in_members, in_ministry, of_ministry
        The members it trusts most, and how far; mean trust in members, trust in the Ministry, and
        the Ministry's in it, 0 to 1; NaN where there is none.
    distance, tolerance
        From the agenda, NaN before there is one; what the committee tolerates.
    slots, spent, granted
        What it delivered, and paid for it and to others, in the whole year [slots, NIS].
    """

    year: int
    member: bool
    commitment: float
    in_members: float
    in_ministry: float
    of_ministry: float
    seat: bool
    group: str
    distance: float
    tolerance: float
    urgency: float
    trust: list[tuple[str, float]]
    slots: float = 0.0
    spent: float = 0.0
    granted: float = 0.0


@dataclass
class Diary:
    """Follows one partner, and never touches it: `look` after each term, `see` after each year."""

    row: int
    pages: list[Page] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    low: float = nan
    decides: bool = False

    def look(self, country: Country, term: int) -> None:
        """Open a page at the end of a third term."""
        if term == TERMS and country.year >= FIRST_YEAR:
            self.pages.append(_page(country, self.row))
            self.low = country.world.commitment.low
            self.decides |= bool(country.world.initiative.endogenous)

    def see(self, country: Country) -> None:
        """Complete the page with the year's books, and note what has happened."""
        name = country.initiative.name(self.row)
        self.events = [e for e in country.initiative.events if e.who == name]
        if self.pages and country.offer:
            books, page = country.offer.books, self.pages[-1]
            page.slots, page.spent, page.granted = (
                float(of[self.row]) for of in (books.placed, books.spent, books.granted)
            )


def _page(country: Country, row: int) -> Page:
    """Return a partner's page, without its books."""
    initiative, w = country.initiative, country.world
    state, trust = initiative.state, initiative.trust(country.world)
    ministry, group = state.partners.ministry, int(state.group[row])
    others = [int(q) for q in np.argsort(-trust[row], kind="stable") if q != row]
    trusted = [q for q in others if state.member[q]][:_MOST_TRUSTED]
    anybody, agreed = state.member.sum() > state.member[row], state.agenda >= 0
    oneself = np.arange(len(state)) == row
    away = float(np.linalg.norm(state.position[row] - state.focus))
    own = row == ministry
    return Page(
        year=country.year, member=bool(state.member[row]), commitment=float(state.commitment[row]),
        in_members=state.mean_trust(trust, oneself, state.member) if anybody else nan,
        in_ministry=nan if own else float(trust[row, ministry]),
        of_ministry=nan if own else float(trust[ministry, row]),
        seat=bool(state.seat[row]), group=GROUPS[group] if group >= 0 else "",
        distance=away if agreed else nan, tolerance=w.steering.tolerance,
        urgency=initiative.urgency,
        trust=[(initiative.name(q), float(trust[row, q])) for q in trusted],
    )  # fmt: skip


def portrait(who: Field, row: int) -> str:
    """Return who a partner is, and what it brings."""
    p = who.partners
    sector, kind = SECTORS[p.sector[row]], int(p.programme[row])
    own = [f"{_money(p.budget[row])} a year"] if p.budget[row] else []
    own += [f"{p.volunteers[row]:,.0f} volunteers"] if p.volunteers[row] else []
    means = f"{_listed(own)} of its own" if own else "no means of its own"
    offer = who.programmes[kind].name.replace("_", " ") if kind >= 0 else ""
    brings = f"offers {offer}, with {means}" if offer else f"has no programme, and {means}"
    ends = [
        _ENDS[d][int(x > 0)] for d, x in zip(DIMENSIONS, p.position[row], strict=True)
        if abs(x) > _CLEAR
    ]  # fmt: skip
    stands = f" It began by standing for {_listed(ends)}." if ends else ""
    return (
        f"{_KINDS[sector]}, at home in the {DISTRICTS[p.district[row]]} district, in the field"
        f" since {p.since[row]}. It {brings}.{stands}"
    )


def sentences(diary: Diary, who: Field) -> Iterator[str]:
    """Yield a partner's story: its coming, its places, its trust, its work, its leaving."""
    yield from _comings(diary, central=diary.row >= who.partners.ministry)
    yield from _places(diary)
    yield from _ties(diary)
    yield from _aims(diary)
    kind = int(who.partners.programme[diary.row])
    yield from _work(diary, who.programmes[kind].unit if kind >= 0 else "")


def _comings(diary: Diary, *, central: bool) -> Iterator[str]:
    """Yield when a partner came and left, and why; the central two do neither."""
    told = [e for e in diary.events if e.kind in {"join", "leave"}]
    if not told and not central:
        yield "It never joined the Initiative."
    for event in told:
        if event.kind == "join":
            again = " again" * (event is not told[0])
            yield f"It {_PAST.get(event.text, event.text)}{again} in the {_summer(event)}."
        else:
            page = next(p for p in diary.pages if p.year == event.year)
            yield f"It left in the {_summer(event)}: {_why(page, diary.low)}."
    for event in diary.events:
        if event.kind == "ministry":
            season, step = _SEASONS[event.term], _PAST.get(event.text, event.text)
            yield f"In the {season} school year {event.year} it {step}."


def _summer(event: Event) -> str:
    """Return the summer in which a partner joined or left."""
    return f"summer {'after' if event.term else 'before'} school year {event.year}"


def _why(page: Page, low: float) -> str:
    """Return why a partner has left: what its commitment had come to, and what moves it."""
    reasons = [f"urgency was {page.urgency:.2f}", f"its trust in members {page.in_members:.2f}"]
    if page.distance > page.tolerance:
        reasons.append(f"it stood {page.distance:.2f} from the agenda")
    return (
        f"its commitment had been below {low:g} for too long, {page.commitment:.2f} in spring, when"
        f" {_listed(reasons)}"
    )


def _places(diary: Diary) -> Iterator[str]:
    """Yield the years in the committee and in working groups."""
    if seated := [p.year for p in diary.pages if p.seat]:
        yield f"It sat at the table of the steering committee in {spans(seated)}."
    met = {g: [p.year for p in diary.pages if p.group == g] for g in GROUPS}
    groups = [f"{g.replace('_', ' ')} ({spans(years)})" for g, years in met.items() if years]
    if groups:
        plural = "s" * (len(groups) > 1)
        yield f"It met in the working group{plural} on {_listed(groups)}."


def _ties(diary: Diary) -> Iterator[str]:
    """Yield whom a partner trusts most, and how it and the Ministry have come to trust."""
    last = next((p for p in reversed(diary.pages) if p.member), diary.pages[-1])
    if last.trust:
        names = [f"{name} ({trust:.2f})" for name, trust in last.trust]
        yield f"In {last.year} it trusted most, of the members, {_listed(names)}."
    before = _before(diary)
    if not isnan(last.in_ministry) and last is not before:
        yield (
            f"Its trust in the Ministry {_moved(before.in_ministry, last.in_ministry)} from"
            f" {before.year} to {last.year}; the Ministry's in it"
            f" {_moved(before.of_ministry, last.of_ministry)}."
        )


def _before(diary: Diary) -> Page:
    """Return the last page before anybody was a member; else the first one."""
    for page, following in pairwise(diary.pages):
        if isnan(page.in_members) and not isnan(following.in_members):
            return page
    return diary.pages[0]


def _moved(before: float, after: float) -> str:
    """Return how a number moved.

    >>> _moved(0.2, 0.651)
    'rose from 0.20 to 0.65'
    """
    if f"{before:.2f}" == f"{after:.2f}":
        return f"stayed at {after:.2f}"
    return f"{'rose' if after > before else 'fell'} from {before:.2f} to {after:.2f}"


def _aims(diary: Diary) -> Iterator[str]:
    """Yield how far from the agenda a partner stands."""
    last = diary.pages[-1]
    if not isnan(last.distance):
        near = "within" if last.distance <= last.tolerance else "beyond"
        yield (
            f"In {last.year} it stood {last.distance:.2f} from the agenda, {near} the"
            f" {last.tolerance:g} that the committee tolerates."
        )


def _work(diary: Diary, unit: str) -> Iterator[str]:
    """Yield what a partner delivered of a `unit`, and granted."""
    slots, spent, granted = (
        sum(getattr(p, of) for p in diary.pages) for of in ("slots", "spent", "granted")
    )
    if given := [p.year for p in diary.pages if p.slots > 0]:
        most = max(diary.pages, key=lambda p: p.slots)
        yield (
            f"In {spans(given)} it gave {_count(slots)} slots ({unit}) for {_money(spent)}, most in"
            f" {most.year}: {_count(most.slots)}."
        )
    if granted >= 1:
        yield f"It granted {_money(granted)} to others."
    if not diary.decides:
        yield "What it gave is not told: here programmes run at the dates of history."


def rows(diary: Diary) -> Iterator[tuple[str, ...]]:
    """Yield a row of COLUMNS a school year, from the one before a partner gave or was in."""
    begun = next((p.year for p in diary.pages if p.member or p.slots > 0), diary.pages[0].year)
    for p in diary.pages:
        if p.year >= begun - 1:
            shares = (p.commitment, p.in_members, p.in_ministry)
            yield (
                str(p.year), "yes" * p.member, *("" if isnan(x) else f"{x:.2f}" for x in shares),
                "yes" * p.seat, p.group.replace("_", " "), _count(p.slots), f"{p.spent:,.0f}",
            )  # fmt: skip


def spans(years: Sequence[int]) -> str:
    """Return years in order as people write them.

    >>> spans([2014, 2015, 2016, 2019])
    '2014-2016 and 2019'
    """
    breaks = [i for i in range(1, len(years)) if years[i] != years[i - 1] + 1]
    parts = [years[a:b] for a, b in pairwise([0, *breaks, len(years)])]
    return _listed([f"{p[0]}-{p[-1]}" if len(p) > 1 else str(p[0]) for p in parts])


def _count(slots: float) -> str:
    """Return a number of slots: few of them with a decimal."""
    return f"{slots:.1f}" if 0 < slots < _FEW else f"{slots:,.0f}"


def _money(amount: float) -> str:
    """Return an amount of money in words."""
    large = amount >= _MILLION
    return f"NIS {amount / _MILLION:,.1f} million" if large else f"NIS {amount:,.0f}"


def _listed(words: Sequence[str]) -> str:
    """Return words as people list them."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
