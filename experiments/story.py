"""One student's story in plain English, from what an observer noted year by year."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from simulation.results.story import Chapter, Story

_NUMBERS = {0: "no", 3: "three", 4: "four", 5: "five"}
_STREAMS = {
    "state": "state", "religious": "state-religious", "ultra_orthodox": "ultra-Orthodox",
    "arab": "Arab", "bedouin": "Bedouin", "druze": "Druze",
}  # fmt: skip
_CLEAR = 0.05  # SD; smaller gains are not told
COLUMNS = (
    "year",
    "grade",
    "ability",
    "gained",
    "mathematics",
    "first paper",
    "second paper",
    "mark",
)


def portrait(story: Story) -> str:
    """Return who the student is."""
    about = story.about
    known = f"nurture quintile {about['quintile']} of 5, 1 the strongest"
    quintile = known if about["quintile"] else "nurture quintile unknown"
    track = "with" if about["has_track"] else "without"
    return (
        f"A {'girl' if about['female'] else 'boy'} of {_level(about['ses'], 'background')}, at"
        f" {about['school']}, {track} a five-unit class ({_STREAMS[about['stream']]},"
        f" {about['district']} district, {quintile}), in a town of socio-economic cluster"
        f" {about['cluster']} of 10, 10 the strongest."
    )


def sentences(story: Story) -> Iterator[str]:
    """Yield a sentence a school year, as far as the student was in school."""
    before: Sequence[Chapter | None] = (None, *story.chapters)
    told = zip(before, story.chapters, strict=False)
    for last, now in told:
        yield f"{now.year}, grade {now.grade}. {_year(last, now, story.about)}"
        if not now.in_school:
            return


def rows(story: Story) -> Iterator[tuple[str, ...]]:
    """Yield a row of COLUMNS a school year, as far as the student was in school."""
    for c in story.chapters:
        if c.in_school:
            marks = (_mark(m) for m in (c.first_paper, c.second_paper, c.score))
            yield (
                str(c.year),
                str(c.grade),
                f"{c.ability:+.2f}",
                f"{c.gained:+.2f}",
                _track(c),
                *marks,
            )


def _year(last: Chapter | None, now: Chapter, about: Mapping[str, Any]) -> str:
    """Return what a school year was for a student."""
    subject = "She" if about["female"] else "He"
    if not now.in_school:
        return f"{subject} has left school."
    match now.grade:
        case 9:
            return f"{subject} chooses: {_choice(now, about)}"
        case 10:
            return f"{subject} studies {_units(now)}{_in_class(now)}.{_gain(now, subject)}"
        case 11 | 12 if last:
            return f"{subject} {_moved(last, now)}.{_exam(now, subject)}{_gain(now, subject)}"
    return f"{subject} is of {_level(now.ability, 'ability')}.{_gain(now, subject)}"


def _choice(now: Chapter, about: Mapping[str, Any]) -> str:
    """Return what was wanted in grade 9, and what came of it."""
    sciences = f" Sciences: {_listed(now.sciences)}." if now.sciences else ""
    if now.wish == now.units:
        virtual = ", in the virtual school, for there is no seat in a class"
        return f"{_units(now)}{virtual if now.mode == 'virtual' else ''}.{sciences}"
    why = "the classes are full" if about["has_track"] else "the school has no such class"
    otherwise = f"without a seat in the virtual school, {_units(now)} it is"
    return f"five units, but {why}; {otherwise}.{sciences}"


def _moved(last: Chapter, now: Chapter) -> str:
    """Return how the track changed at winter registration."""
    if now.units == last.units:
        return f"stays with {_units(now)}{_in_class(now)}"
    way = "moves up" if now.units > last.units else "goes down"
    return f"{way} from {_NUMBERS[last.units]} to {_units(now)}"


def _exam(now: Chapter, subject: str) -> str:
    """Return what came of the papers of a summer."""
    if now.units != 5 or (now.grade == 11 and now.first_paper is None):
        return ""
    if now.grade == 11:
        return f" {subject} sits the first paper: {now.first_paper} points."
    passed = "passes" if now.credit == 5 else f"fails, and is credited {_NUMBERS[now.credit]} units"
    paper = f"{subject} sits the second paper ({now.second_paper} points)"
    return f" {paper} and {passed}: final mark {now.score}."


def _gain(now: Chapter, subject: str) -> str:
    """Return what programmes and classmates have added, where it is worth a word."""
    if abs(now.gained) < _CLEAR:
        return ""
    where = "ahead of" if now.gained > 0 else "behind"
    return f" {subject} is {abs(now.gained):.2f} SD {where} the course without programmes."


def _level(value: float, of_what: str) -> str:
    """Return how a standardised value compares with the country.

    >>> _level(1.31, "ability")
    'ability well above the average (+1.3 SD)'
    """
    words = (
        (-1, "well below"),
        (-0.25, "below"),
        (0.25, "near"),
        (1, "above"),
        (float("inf"), "well above"),
    )
    place = next(word for limit, word in words if value < limit)
    return f"{of_what} {place} the average ({value:+.1f} SD)"


def _units(now: Chapter) -> str:
    """Return a track in words."""
    return f"{_NUMBERS[now.units]} units" if now.units else "no mathematics for the matriculation"


def _in_class(now: Chapter) -> str:
    """Return where five units are taught, if not in class."""
    return " in the virtual school" if now.units == 5 and now.mode == "virtual" else ""


def _track(now: Chapter) -> str:
    """Return the track of a row, from grade 10 on."""
    return f"{now.units or 'no'} units{', virtual' * bool(_in_class(now))}" if now.grade > 9 else ""


def _mark(points: int | None) -> str:
    """Return a mark, or nothing."""
    return "" if points is None else str(points)


def _listed(words: Sequence[str]) -> str:
    """Return names of subjects as people write them."""
    return ", ".join(w.replace("_", " ") for w in words)
