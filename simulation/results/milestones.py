"""When a partnership passes its milestones, and how it then stands."""

from dataclasses import dataclass, field
from math import nan

import numpy as np

from simulation.model import Country
from simulation.network.partners import SECTORS

_MONTHS = {1: 4, 2: 8, 3: 10}  # from the July before to the November, March or May of a term
_HALF = 0.5


@dataclass
class Milestones:
    """Watches the terms of a country, and never touches it.

    Attributes
    ----------
    found
        By milestone, as named in the table `milestones`; NaN for what did not happen.
    """

    found: dict[str, float] = field(
        default_factory=lambda: (
            dict.fromkeys(("agenda_months", "partner_months", "lead_months"), nan)
            | {"measurement_years": nan}
        )
    )

    def see_term(self, country: Country, term: int) -> None:
        """Note what has happened by the end of a term."""
        state, year = country.initiative.state, country.year
        launch = int(country.world.initiative.launch)
        if year < launch:
            return
        if (year, term) == (launch, 1):
            self.found["members_launch"] = float(state.organisations.sum())
        months = 12 * (year - launch) + _MONTHS[term]
        passed = {
            "agenda_months": state.agenda >= 0, "partner_months": state.stage >= 1,
            "lead_months": state.stage >= 2,
        }  # fmt: skip
        for name, has in passed.items():
            if has and np.isnan(self.found[name]):
                self.found[name] = float(months)
        if state.measurement >= _HALF and np.isnan(self.found["measurement_years"]):
            self.found["measurement_years"] = months / 12

    def see(self, country: Country) -> None:
        """Note how the partnership stands at the end of a year."""
        year = country.year
        if year in (2013, 2018):
            self.found[f"trust_{year}"] = _between_ngos_and_ministry(country)
        if year in (2013, 2019):
            self.found[f"urgency_{year}"] = country.urgency
        if year == 2017:
            self.found["sitters_2017"] = country.ministry.published[year]
        if year == 2018:
            self.found["members_2018"] = float(country.initiative.state.organisations.sum())


def _between_ngos_and_ministry(country: Country) -> float:
    """Return mean trust between NGOs (members, once there are) and the Ministry, both ways."""
    state, who = country.initiative.state, country.initiative.state.partners
    ngos = who.sector == SECTORS.index("ngo")
    if (ngos & state.member).any():
        ngos &= state.member
    both = (state.trust[ngos, who.ministry].mean() + state.trust[who.ministry, ngos].mean()) / 2
    return float(both)
