"""M10. Counts of July: MODEL.md, section 3, "July": students by school, sex, track and result."""

from collections import Counter
from collections.abc import Iterable, Sequence

Key = tuple[int, int, object]


def tracks(
    schools: Sequence[int], female: Sequence[int], last: Sequence[int], units: Sequence[int],
    grade: int,
) -> Counter[Key]:  # fmt: skip
    """Return students by (school, sex, units), and by (school, sex, "enrolled")."""
    found: Counter[Key] = Counter()
    for school, girl, end, u in zip(schools, female, last, units, strict=True):
        found[school, girl, u] += 1
        found[school, girl, "enrolled"] += end >= grade
    return found


def results(
    rows: Iterable[int], schools: Sequence[int], female: Sequence[int], virtual: Sequence[int],
    score: Sequence[int], credit: Sequence[int],
) -> Counter[Key]:  # fmt: skip
    """Return by (school, sex, name) who passed, the sum of marks, who was in the virtual class."""
    found: Counter[Key] = Counter()
    for i in rows:
        place = schools[i], female[i]
        found[*place, "passed"] += credit[i] == 5
        found[*place, "score"] += score[i]
        found[*place, "virtual"] += virtual[i]
    return found


def sciences(
    schools: Sequence[int], female: Sequence[int], taken: Sequence[int], subjects: Sequence[str]
) -> Counter[Key]:
    """Return by (school, sex, subject) who takes a subject; a student's subjects are bits."""
    found: Counter[Key] = Counter()
    for school, girl, bits in zip(schools, female, taken, strict=True):
        for place, subject in enumerate(subjects):
            found[school, girl, subject] += bits // 2**place % 2
    return found
