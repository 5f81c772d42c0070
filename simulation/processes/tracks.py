"""M11. Which schools open a track for the next grade 10, and which close theirs."""

import numpy as np

from simulation.agents.standing import Standing
from simulation.arrays import Bools, Doubles, Floats
from simulation.parameters.supply import Tracks
from simulation.population.schools import Schools
from simulation.randomness import Decision, Luck


def decide(
    standing: Standing, schools: Schools, demand: Doubles, encouragement: Doubles, minimum: float,
    p: Tracks, luck: Luck, year: int,
) -> None:  # fmt: skip
    r"""Open and close tracks after grade 9 has chosen.

    A school with a certified teacher, where $D \ge f$, opens a track with probability
    $\Lambda(o)\,(1[D \ge m_t] + \delta\,1[D < m_t])$, $o$ as in `opening`: below the class-size
    rule only by derogation. A track closes when no certified teacher is left, and with probability
    $\chi$ in each year from the second running in which $D < z\,m_t$ (MODEL section 4; EVIDENCE
    row 13; how tracks close is assumed).

    | symbol | name | unit |
    |---|---|---|
    | $D$ | `demand`, who wants five units | students |
    | $m_t$ | `minimum`, `levers.class_minimum` | students |
    | $f$ | `tracks.fewest` | students |
    | $\delta$ | `tracks.derogation` | share |
    | $z$ | `tracks.small` | share of $m_t$ |
    | $\chi$ | `tracks.closing` | per year |
    """
    n = len(schools)
    small = demand < p.small * minimum
    standing.small_years[:] = np.where(standing.track & small, standing.small_years + 1, 0)
    closing = _closing(standing, p, luck.uniform(Decision.CLOSE_TRACK, year, 0, n))
    allowed = luck.uniform(Decision.GRANT_DEROGATION, year, 0, n) < p.derogation
    able = schools.examined & (standing.certified > 0) & (demand >= p.fewest)
    odds = opening(demand, encouragement, minimum, p)
    drawn = luck.uniform(Decision.OPEN_TRACK, year, 0, n) < 1 / (1 + np.exp(-odds))
    opened = ~standing.track & able & drawn & (allowed | (demand >= minimum))
    standing.track[:] = (standing.track & ~closing) | opened
    standing.track_years[:] = np.where(standing.track, standing.track_years + 1, 0)


def opening(demand: Doubles, encouragement: Doubles, minimum: float, p: Tracks) -> Doubles:
    r"""Return the log-odds of opening: $o = a_o + b_o (D - m_t) / m_t + e$ [logit].

    $m_t$ is what the class-size rule asks; $a_o$ is `tracks.opening`, $b_o$ `tracks.demand_pull`;
    `encouragement` $e$ comes from the local authority, a coordinator, and urgency (MODEL section
    4; EVIDENCE row 13).
    """
    return np.asarray(p.opening + p.demand_pull * (demand / minimum - 1) + encouragement)


def encouraged(salience: Doubles, coordinator: Doubles, urgency: float, p: Tracks) -> Doubles:
    r"""Return what makes a school open: $e = c_o a + d_o k + e_o U$ [logit].

    | symbol | name | unit |
    |---|---|---|
    | $a$ | `salience` of the local authority | 0 to 1 |
    | $k$ | `coordinator` | 0 or 1 |
    | $U$ | `urgency` | 1 is that of 2013 |
    | $c_o, d_o, e_o$ | `tracks.salience_pull`, `support_pull`, `urgency_pull` | logit |
    """
    return np.asarray(
        p.salience_pull * salience + p.support_pull * coordinator + p.urgency_pull * urgency
    )


def newness(standing: Standing, p: Tracks) -> Doubles:
    r"""Return the pull of a new track: $\nu \max(0, 1 - y / Y)$ [logit], $\nu$ where there is none.

    $y$ is how old the track is [years], $\nu$ `tracks.new_pull`, $Y$ `tracks.new_years` (EVIDENCE
    row 12).
    """
    return np.asarray(p.new_pull * np.maximum(0.0, 1 - standing.track_years / p.new_years))


def _closing(standing: Standing, p: Tracks, luck: Floats) -> Bools:
    """Return which tracks close: without a certified teacher, or small for a second year."""
    dwindled = (standing.small_years >= 2) & (luck < p.closing)
    return np.asarray(standing.track & (dwindled | (standing.certified <= 0)))
