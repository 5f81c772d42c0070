"""M5. Grade 9 chooses a track in spring."""

from math import exp

import numpy as np

from simulation.agents.cohort import Cohort
from simulation.agents.standing import Standing
from simulation.agents.student import ChoicePulls
from simulation.arrays import Doubles
from simulation.kernels.track_choice import choose
from simulation.logistic import CERTAIN
from simulation.parameters.choice import Choice
from simulation.parameters.world import World
from simulation.population.course import ses_means
from simulation.population.schools import Schools
from simulation.randomness import Decision, Luck
from simulation.years import between


def pulls(
    schools: Schools, standing: Standing, cohort: Cohort, world: World, own: Doubles, year: int,
    common: float,
) -> ChoicePulls:  # fmt: skip
    r"""Return all that pulls on the choice in each school.

    $\eta_j = \alpha_0 + o + \beta_s \bar s_j + \beta_n n_j + \beta_R r_j + \varsigma\beta_v v_j +
    \beta_B B_t - \beta_T \text{short}_j + \xi_j + o_j + c$, the common pull being
    $c = \beta_U U - b_E E + d$, and `own` $o_j$ what varies from year to year, the newness of the
    track, the salience of the local authority (MODEL section 4, Track choice).
    """
    p = world.choice
    ramp = np.minimum(1.0, cohort.reserves / p.reserves_ramp)
    visited = world.programmes.scale_up * cohort.visits
    norm = np.nan_to_num(np.clip(standing.share - standing.habit, -p.norm_clip, p.norm_clip))
    boy = (
        p.level + offsets(p)[schools.stream] + p.school_spread * schools.effect + own + common
        + p.ses_pull * ses_means(schools, world.ability)
        + p.norm_pull * norm + p.reserves * ramp + p.visit_boy * visited
        + p.bonus * world.levers.bonus - world.climate.shortage * standing.track * standing.short
    )  # fmt: skip
    of_girl = np.where(schools.arabic, p.girl_arabic, p.girl_hebrew)
    girl = of_girl + p.reserves_girl * ramp + (p.visit_girl - p.visit_boy) * visited
    return ChoicePulls(
        boy=np.where(schools.examined, boy, -CERTAIN).astype(np.float32),
        girl=girl.astype(np.float32),
        girl_slope=(of_girl * p.girl_ability).astype(np.float32),
        ability_pull=np.float32(p.ability_pull),
        background_pull=np.float32(p.ses_pull * world.ability.ses_within),
        four=np.float32(exp(-p.four_units)),
        three=np.float32(exp(-three_units(year, p))),
    )


def varied(schools: int, p: Choice, luck: Luck, year: int) -> Doubles:
    """Return by how much each school's pull differs this year from its usual one [logit]."""
    rows = np.arange(schools, dtype=np.int32)
    return np.asarray(p.year_spread * luck.normal_of(Decision.VARY_SCHOOL, year, 0, rows))


def offsets(p: Choice) -> Doubles:
    """Return the offset of each of STREAMS [logit]."""
    return np.array([0.0, p.religious, p.ultra_orthodox, p.arab, p.bedouin, p.druze])


def three_units(year: int, p: Choice) -> float:
    """Return the threshold of any mathematics in a choice year [logit].

    >>> three_units(2009, Choice())
    4.195
    """
    rise = ((p.three_units_rise_from, 0.0), (p.three_units_rise_to, p.three_units_rise))
    return p.three_units + between(year, rise)


def choose_track(cohort: Cohort, pull: ChoicePulls, luck: Luck, year: int) -> None:
    """Let a cohort say which track it wants."""
    who = cohort.who
    choose(
        cohort.wish, who.offsets, cohort.ability, who.background, who.female, *pull,
        luck.uniform(Decision.CHOOSE_TRACK, year, cohort.first_id, len(cohort)),
    )  # fmt: skip
