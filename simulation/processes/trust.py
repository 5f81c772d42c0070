"""M14. Trust: what it is at rest, and how a term of contact moves it."""

import numpy as np

from simulation.agents.partnership import Partnership
from simulation.arrays import Doubles
from simulation.kernels.trust import feel, meet
from simulation.network.partners import SECTORS, Partners
from simulation.parameters.partnership import Forums, Opinion, Trust

_NGO, _MINISTRY, _BACKBONE = (SECTORS.index(s) for s in ("ngo", "ministry", "backbone"))


def at_rest(partners: Partners, p: Trust, neutrality: float) -> Doubles:
    r"""Return trust at rest $\tau^0$, shape (partners, partners): the row trusts the column.

    `trust.same_sector` within a sector, `across` else, `ngo_ministry` between an NGO and the
    Ministry, `to_backbone` times its `neutrality` in the backbone; `stranger` times that where
    partners are no acquaintances; a tie of the roster says its own (MODEL section 5, Trust).
    """
    sector = partners.sector
    same = sector[:, None] == sector[None, :]
    rest = np.where(same, p.same_sector, p.across)
    ngo, ministry = sector == _NGO, sector == _MINISTRY
    suspicious = np.logical_and.outer(ngo, ministry) | np.logical_and.outer(ministry, ngo)
    rest[suspicious] = p.ngo_ministry
    rest[:, sector == _BACKBONE] = p.to_backbone * neutrality
    rest = np.where(partners.known, rest, p.stranger * rest)
    rest = np.where(np.isnan(partners.weight), rest, partners.weight)
    np.fill_diagonal(rest, 1.0)
    return np.asarray(np.clip(rest, 0.0, 1.0))


def build(
    state: Partnership, facilitating: float, plenary: float, bound: float, p: Trust, forums: Forums
) -> None:
    """Let a term of contact, success and conflict move trust (kernel `meet`).

    Success is the progress of the last year, where it can be seen: times shared measurement.
    """
    success = p.success * max(0.0, min(1.0, state.progress)) * state.measurement
    meet(
        state.trust, state.rest, state.trust[:, state.partners.backbone].copy(), state.position,
        state.presence, state.seat, state.group, forums.in_group, forums.in_steering, plenary,
        p.gain, p.facilitation * facilitating, success, p.loss_ratio * p.gain, bound,
        p.forgetting,
    )  # fmt: skip


def bound(p: Opinion, guiding: float) -> float:
    r"""Return how far off a position may be and still be heard: $\epsilon_0 + \epsilon_b e$.

    $e$ is `guiding`, the backbone's effort for vision and strategy (MODEL section 5, Positions).
    """
    return p.bound + p.bound_backbone * guiding


def warmth(state: Partnership, trust: Doubles, plenary: float, forums: Forums) -> Doubles:
    """Return each partner's mean trust in those it meets (kernel `feel`) [0 to 1]."""
    felt = np.zeros(len(state))
    feel(
        felt, trust, state.presence, state.seat, state.group, forums.in_group,
        forums.in_steering, plenary,
    )  # fmt: skip
    return felt
