"""Many students at once: what an AgentSet offers, answered from the columns."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulation.agents.cohort import Cohort
from simulation.agents.student import Student
from simulation.arrays import NOT_SAT, Bools, Ints

Column = NDArray[Any]
_COLUMNS: Mapping[str, Callable[[Cohort, int], Column]] = {
    "unique_id": lambda c, _: c.first_id + np.arange(len(c)),
    "grade": lambda c, year: np.full(len(c), c.grade(year)),
    "school": lambda c, _: np.repeat(np.arange(c.who.offsets.size - 1), np.diff(c.who.offsets)),
    "female": lambda c, _: c.who.female,
    "background": lambda c, _: c.who.background,
    "ability": lambda c, _: c.ability,
    "enrolled": lambda c, year: c.last_grade >= c.grade(year),
    "wish": lambda c, _: c.wish,
    "units": lambda c, _: c.units,
    "virtual": lambda c, _: c.virtual,
    "sciences": lambda c, _: c.sciences,
    "first_paper": lambda c, _: c.first,
    "second_paper": lambda c, _: c.second,
    "score": lambda c, _: c.score,
    "credit": lambda c, _: c.credit,
}


_MARKS = ("first_paper", "second_paper", "score")


class StudentSet:
    """Some of the country's students, in order of cohort and school.

    Like `mesa.AgentSet` it can be iterated, selected from, read, summed up and grouped; unlike it,
    no agent is made before one is asked for.
    """

    def __init__(
        self, cohorts: Sequence[Cohort], year: int, rows: list[Ints] | None = None
    ) -> None:
        self._cohorts, self._year = cohorts, year
        self._rows = [np.arange(len(c)) for c in cohorts] if rows is None else rows

    def __len__(self) -> int:
        """Return the number of students."""
        return sum(r.size for r in self._rows)

    def __iter__(self) -> Iterator[Student]:
        """Yield a view of each student."""
        self._still_there()
        for cohort, rows in zip(self._cohorts, self._rows, strict=True):
            yield from (Student(cohort, int(row)) for row in rows)

    def __getitem__(self, name: str) -> Column:
        """Return one column, one element a student; a mark that was not sat is NaN."""
        self._still_there()
        if name not in _COLUMNS:
            raise KeyError(f"{name} is not a column of students; there are {', '.join(_COLUMNS)}")
        parts = zip(self._cohorts, self._rows, strict=True)
        column = np.concatenate([_COLUMNS[name](c, self._year)[rows] for c, rows in parts])
        if name in _MARKS:
            return np.where(column == NOT_SAT, np.nan, column)
        return column.astype(np.int64) if column.dtype == np.uint8 else column

    def _still_there(self) -> None:
        """Refuse to answer for another year than the one the set was made in."""
        if any(c.has_ended or c.model.year != self._year for c in self._cohorts):
            raise LookupError(
                f"These are the students of {self._year}; the country lives on. Ask for"
                " `model.students` again."
            )

    def get(self, names: str | list[str]) -> Any:  # noqa: ANN401  as AgentSet.get
        """Return a column, or a list of columns."""
        return self[names] if isinstance(names, str) else [self[n] for n in names]

    def select(self, where: Callable[["StudentSet"], Bools]) -> "StudentSet":
        """Return those for whom `where`, given the set, returns true: one truth a student."""
        chosen = np.asarray(where(self))
        if chosen.shape != (len(self),) or chosen.dtype != np.bool_:
            raise ValueError(
                f"`where` must return {len(self)} truths, not {chosen.dtype}{chosen.shape}"
            )
        cuts = np.cumsum([r.size for r in self._rows])[:-1]
        parts = np.split(chosen, cuts)
        rows = [r[keep] for r, keep in zip(self._rows, parts, strict=True)]
        return StudentSet(self._cohorts, self._year, rows)

    def agg(self, name: str, how: Callable[[Column], Any]) -> Any:  # noqa: ANN401
        """Return one column summed up by a function of an array."""
        return how(self[name])

    def groupby(self, name: str) -> dict[Any, "StudentSet"]:
        """Return a set for each value of a column, such as "school" or "units"."""
        column = self[name]
        return {v: self.select(lambda _, v=v: column == v) for v in np.unique(column).tolist()}  # type: ignore[misc]  # mypy does not infer a default

    def count_by(self, name: str) -> dict[Any, int]:
        """Return how many students have each value of a column."""
        values, counts = np.unique(self[name], return_counts=True)
        return dict(zip(values.tolist(), counts.tolist(), strict=True))
