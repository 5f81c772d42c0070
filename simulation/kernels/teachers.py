"""M3. Which teachers stop, which are spare, and who can be certified."""

import numpy as np
from numba import njit

from simulation.arrays import Bytes, Doubles, Floats, Ints, Rows


@njit(nogil=True, cache=True)
def hazard(
    age: int, experience: int, first_year: float, early: float, settled: float,
    early_years: float, retiring: float, retiring_from: float, retired_at: float,
) -> float:  # fmt: skip
    r"""Return the probability that a teacher stops in a year [per year].

    $h = \min(1, x_e + \rho\,1[a \ge a_r])$, and $h = 1$ for $a \ge a_m$: more stop in their first
    years of teaching than later, and from some age on they retire as well. The hazard of certified
    teachers is $\kappa h$, $\kappa$ being `teachers.exit_factor`, until all have retired at $a_m$
    (MODEL section 4, Teachers; EVIDENCE row 25).

    | symbol | name | unit |
    |---|---|---|
    | $a$ | `age` | years |
    | $e$ | `experience` | years |
    | $x_e$ | `first_year` below one year, `early` below `early_years`, then `settled` | per year |
    | $\rho$ | `retiring` | per year |
    | $a_r, a_m$ | `retiring_from`, `retired_at` | years |
    """
    if age >= retired_at:
        return 1.0
    leaving = first_year if experience < 1 else (early if experience < early_years else settled)
    return min(1.0, leaving + (retiring if age >= retiring_from else 0.0))


@njit(nogil=True, cache=True)
def stop(
    number: Rows, school: Rows, quality: Floats, age: Bytes, experience: Bytes, route: Bytes,
    certified: Bytes, factor: float, first_year: float, early: float, settled: float,
    early_years: float, retiring: float, retiring_from: float, retired_at: float, luck: Floats,
) -> int:  # fmt: skip
    """Move those who stay to the front, a year older, and those who stop behind them.

    Return how many stay. `factor` multiplies the hazard of certified teachers. The order among
    those who stay is kept; those who stopped stand behind them as they were.
    """
    n, stayed = number.size, 0
    gone = np.empty(n, np.int32)
    for i in range(n):
        p = hazard(
            age[i], experience[i], first_year, early, settled, early_years, retiring,
            retiring_from, retired_at,
        )  # fmt: skip
        if age[i] >= retired_at or luck[i] < p * (factor if certified[i] else 1.0):
            gone[i - stayed] = i
        else:
            stayed += 1
    _partition(number, gone, stayed)
    _partition(school, gone, stayed)
    _partition(quality, gone, stayed)
    _partition(age, gone, stayed)
    _partition(experience, gone, stayed)
    _partition(route, gone, stayed)
    _partition(certified, gone, stayed)
    age[:stayed] += np.uint8(1)
    experience[:stayed] += np.uint8(1)
    return stayed


@njit(nogil=True, cache=True)
def _partition(column: Rows | Floats | Bytes, gone: Rows, stayed: int) -> None:
    """Move the elements that are `gone` behind the `stayed` others, order kept."""
    leaving = column.size - stayed
    last = column[gone[:leaving]]
    for k in range(leaving):  # those between one who is gone and the next
        end = gone[k + 1] if k + 1 < leaving else column.size
        for i in range(gone[k] + 1, end):
            column[i - k - 1] = column[i]
    column[stayed:] = last


@njit(nogil=True, cache=True)
def list_posts(posts: Rows, school: Ints, vacancies: Ints) -> None:
    """Write into `posts` a number for each vacancy, and into `school` whose it is.

    The nth vacancy of a school has a number of its own, however many others there are.
    """
    k = 0
    for j in range(vacancies.size):
        for nth in range(vacancies[j]):
            posts[k], school[k] = nth * vacancies.size + j, j
            k += 1


@njit(nogil=True, cache=True)
def count_certified(count: Ints, school: Rows, certified: Bytes) -> None:
    """Write into `count` the certified teachers of each school."""
    count[:] = 0
    for i in range(school.size):
        count[school[i]] += certified[i]


@njit(nogil=True, cache=True)
def survey_certified(
    count: Ints, quality: Doubles, novices: Doubles, school: Rows, certified: Bytes, talent: Floats,
    route: Bytes, experience: Bytes, retrained: int, first_years: float,
) -> None:  # fmt: skip
    """Write the certified teachers of each school, their mean quality, and the share of novices.

    Novices are those `retrained` who have taught for fewer than the `first_years`; both means are 0
    where nobody is certified.
    """
    count[:], quality[:], novices[:] = 0, 0, 0
    for i in range(school.size):
        if certified[i]:
            j = school[i]
            count[j] += 1
            quality[j] += talent[i]
            novices[j] += route[i] == retrained and experience[i] < first_years
    for j in range(count.size):
        if count[j]:
            quality[j] /= count[j]
            novices[j] /= count[j]


@njit(nogil=True, cache=True)
def list_spare(rows: Rows, surplus: Ints, school: Rows, certified: Bytes) -> int:
    """Write into `rows` the certified teachers whom schools do not need, the last to come first.

    `surplus` is how many a school does not need, and counts down. Return how many were written.
    """
    found = 0
    for i in range(school.size - 1, -1, -1):
        if certified[i] and surplus[school[i]] > 0:
            surplus[school[i]] -= 1
            rows[found] = i
            found += 1
    return found


@njit(nogil=True, cache=True)
def find_candidates(
    candidate: Ints, school: Rows, certified: Bytes, experience: Bytes, least: float
) -> None:
    """Write into `candidate` who has been longest in each school among those without certificate.

    Only teachers of `least` years or more count; -1 where there is nobody.
    """
    candidate[:] = -1
    for i in range(school.size - 1, -1, -1):
        if not certified[i] and experience[i] >= least:
            candidate[school[i]] = i
