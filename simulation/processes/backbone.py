"""M20. The backbone: what its six activities come to in a year."""

from dataclasses import dataclass

from simulation.agents.partnership import Partnership
from simulation.arrays import Doubles
from simulation.parameters.partnership import Backbone
from simulation.parameters.programmes import Costs


@dataclass(frozen=True, slots=True)
class Effort:
    """Effort over the six activities of a backbone (Turner et al. 2012, SEED_100KIN10) [FTE].

    Attributes
    ----------
    vision, alignment, measurement, public_will, policy, funding
        Guide vision and strategy; support aligned activities; establish shared measurement; build
        public will; advance policy; mobilise funding.
    """

    vision: float
    alignment: float
    measurement: float
    public_will: float
    policy: float
    funding: float

    @property
    def total(self) -> float:
        """All six together [FTE]."""
        return (
            self.vision + self.alignment + self.measurement + self.public_will + self.policy
            + self.funding
        )  # fmt: skip


def works(p: Backbone, done: float) -> Effort:
    """Return the backbone's effort; `done` is the share of the work that is done, 0 without it.

    $e_k = d f_k$ of each activity $k$ [FTE]: $d$ is `done`, $f_k$ `backbone.vision` (how far off
    one is heard, M14), `alignment` (what contact builds, M14), `measurement` (M17), `public_will`
    (who hears of it, M17), `policy` (whether the Ministry comes, M13), `funding` (`mobilise`).
    """
    return Effort(
        p.vision * done, p.alignment * done, p.measurement * done, p.public_will * done,
        p.policy * done, p.funding * done,
    )  # fmt: skip


def mobilise(state: Partnership, funding: float, agreement: float, p: Backbone) -> None:
    r"""Let a term of mobilising move the funds of members: $F' = F + \gamma (e_f A F_m - F)$.

    | symbol | name | unit |
    |---|---|---|
    | $F, F_m$ | `funds`, `backbone.mobilised_most` | share of the own budget |
    | $\gamma$ | `backbone.mobilised` | per term |
    | $e_f$ | `funding`, the effort for it | FTE |
    | $A$ | `agreement` of the members | 0 to 1 |

    Nothing is mobilised for others, and what was ends as it came when nobody works for it any
    more. Assumed: the sources tell that a backbone mobilises funding, not how much.
    """
    possible = funding * agreement * p.mobilised_most * state.member
    state.funds += p.mobilised * (possible - state.funds)


def bill(effort: Effort, twelfth: Doubles, weight: Doubles, share: float, costs: Costs) -> Doubles:
    """Return what the backbone costs [NIS], told of the schools in proportion to 12th graders.

    `share` is the part of the country that the schools are, each of which stands for `weight`.
    """
    return effort.total * costs.backbone_fte * share * twelfth / float(weight @ twelfth)
