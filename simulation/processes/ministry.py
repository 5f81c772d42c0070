"""M19. The Ministry: when it steps up, and which levers it then puts in force."""

from dataclasses import replace
from math import exp

from simulation.agents.partnership import Partnership, Stage
from simulation.data.history import Minister, ministers, ministry_steps
from simulation.parameters.levers import Levers
from simulation.parameters.policy import Ministry
from simulation.parameters.programmes import Costs, Programmes
from simulation.randomness import Decision, Luck


def in_office(year: int, term: int) -> Minister | None:
    """Return the minister of a term, by its last month; None after those we know."""
    month = {1: f"{year - 1}-12", 2: f"{year}-03", 3: f"{year}-06"}[term]
    return next((m for m in ministers() if m.since <= month <= m.until), None)


def take_office(state: Partnership, p: Ministry, luck: Luck, year: int, term: int) -> str | None:
    """Put the minister and director-general of a term in place; return a newcomer's name.

    Their alignment with the common goal and openness to partners are assumed, in the table of
    ministers. After those we know, a minister changes with `ministry.turnover` a year, and the next
    one's alignment is anywhere from -1 to 1; nobody's acts above `ministry.alignment_most`.
    """
    known, before = in_office(year, term), state.minister
    if known:
        state.minister, state.openness = known.minister, known.openness
        state.leaning = known.alignment
    elif before and term == 1 and _changes(luck, year, p):
        drawn = float(luck.uniform_term(Decision.ALIGN_MINISTER, year, 0, 1)[0])
        state.minister, state.leaning = f"a new minister of {year}", 2 * drawn - 1
    state.alignment = min(state.leaning, p.alignment_most)
    return state.minister if state.minister != before else None


def _changes(luck: Luck, year: int, p: Ministry) -> bool:
    """Return whether a minister changes in a year after those we know."""
    return bool(luck.uniform_term(Decision.NEW_MINISTER, year, 0, 1)[0] < p.turnover)


def hazard(
    urgency: float, trust: float, agreement: float, openness: float, alignment: float, p: Ministry
) -> float:
    r"""Return the chance that the Ministry steps up in a term.

    $\Lambda(m_0 + m_U U + m_\tau \tau_M + m_A A + m_o o + m_a a)$ (MODEL section 5, Ministry).

    | symbol | name | unit |
    |---|---|---|
    | $U$ | `urgency` | 1 is that of 2013 |
    | $\tau_M$ | `trust` of the Ministry in the members | 0 to 1 |
    | $A$ | `agreement` of the members, 0 without a common agenda | 0 to 1 |
    | $o, a$ | `openness` of the director-general, `alignment` of the minister | 0 to 1, -1 to 1 |
    | $m_0, m_U, m_\tau$ | `ministry.step_level`, `step_urgency`, `step_trust` | logit |
    | $m_A, m_o, m_a$ | `ministry.step_agreement`, `step_openness`, `step_alignment` | logit |

    >>> round(hazard(1.0, 0.25, 0.75, 1.0, 0.0, Ministry()), 2)
    0.22
    """
    pull = (
        p.step_level + p.step_urgency * urgency + p.step_trust * trust
        + p.step_agreement * agreement + p.step_openness * openness + p.step_alignment * alignment
    )  # fmt: skip
    return 1 / (1 + exp(-pull))


def step_up(
    state: Partnership, chance: float, p: Ministry, luck: Luck, year: int, term: int, *,
    pinned: bool, launch: int,
) -> Stage | None:  # fmt: skip
    """Let the Ministry go a step further; return what it has become, if it stepped.

    Pinned, it steps at its historical dates, `ministry.delay` years later; else by its hazard, in
    no term before the delay has passed since the launch. It never goes beyond `ministry.highest`.
    """
    following = Stage(min(state.stage + 1, Stage.LEAD))
    if following == state.stage or following > p.highest:
        return None
    if pinned:
        steps = (year - p.delay, term) >= ministry_steps()[following - 1]
    elif year < launch + p.delay:
        steps = False
    else:
        steps = luck.uniform_term(Decision.STEP_UP, year, term, 1)[0] < chance
    if not steps:
        return None
    state.stage, state.since = following, (year, term)
    if following is Stage.PARTNER:
        state.partner_since = year
    state.budget = p.budget_lead if following is Stage.LEAD else p.budget_partner
    return following


def budget_a_year_later(budget: float, alignment: float, p: Ministry) -> float:
    r"""Return a year's budget, given the last one: held while a minister is aligned, else decayed.

    $B' = \beta B$ unless alignment is above 0, $\beta$ being `ministry.budget_decay` (MODEL section
    5, Ministry).
    """
    return budget if alignment > 0 else budget * p.budget_decay


def in_force(
    state: Partnership, levers: Levers, year: int, tracks: float, share: float, p: Ministry,
    programmes: Programmes, costs: Costs,
) -> Levers:  # fmt: skip
    r"""Return the levers as the Ministry puts them in force, the partners' own left out.

    As a partner it pays for Math First from the next school year on. In the lead it brings the
    class-size rule at once, and from the next school year on Give Five instead of Math First, in
    as many of the `tracks` schools as the budget pays for, the safety net, the bonus, and
    publication once enough is measured together (`ministry.publication_from`). Rules stay in force;
    hours go as the budget goes. With the historical dates these are the levers of history, but for
    the quarter dose of Give Five in 2015 (MODEL section 5; SEED_CHAPTER, stage 3). `share` is the
    part of the country that is simulated.
    """
    lead = state.stage is Stage.LEAD
    begun = year - state.since[0] if state.stage else 0
    budget = state.budget * share
    hours = budget / costs.weekly_hour / programmes.give_five_hours
    in_five = min(1.0, hours / tracks) if tracks else 0.0
    settled = lead and begun >= 1
    in_first = bool(state.stage) and year > state.partner_since and not settled
    return replace(
        levers,
        math_first=p.budget_partner * share / costs.math_first_school if in_first else 0.0,
        give_five=in_five if settled else 0.0,
        give_five_dose=1.0,
        class_minimum=p.class_minimum if lead else Levers().class_minimum,  # not the dated rule
        safety_net=p.safety_net * settled,
        bonus=p.bonus if lead and begun >= 2 else p.bonus_first * settled,
        publication=p.publication * settled * (state.measurement >= p.publication_from),
        goal=state.goal * share,
    )  # fmt: skip
