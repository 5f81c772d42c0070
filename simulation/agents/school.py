"""A school: a Mesa agent that looks at its row of the columns."""

import numpy as np
from mesa import Agent, Model

from simulation.agents.authority import Authority
from simulation.agents.standing import Councils, Standing
from simulation.data.districts import DISTRICTS
from simulation.data.streams import STREAMS
from simulation.population.course import ses_means
from simulation.population.schools import SUBJECTS, Schools


class MiddleSchool(Agent):  # type: ignore[misc]  # Mesa 3.3 has no types
    """A middle school and the upper-secondary schools it feeds."""

    def __init__(self, model: Model, *, index: int) -> None:
        super().__init__(model)
        self.index = index
        self.feeds: list[School] = []

    @property
    def is_part_of_six_year_school(self) -> bool:
        """Whether it feeds one school only: its own upper grades."""
        return len(self.feeds) == 1


class School(Agent):  # type: ignore[misc]
    """An upper-secondary school.

    Attributes
    ----------
    row
        Its row in every column of schools.
    authority, middle
        The local authority it is in, and the middle school that feeds it.
    """

    def __init__(
        self, model: Model, *, row: int, schools: Schools, standing: "Standing",
        authority: "Authority", middle: MiddleSchool,
    ) -> None:  # fmt: skip
        super().__init__(model)
        self.row = row
        self.authority, self.middle = authority, middle
        self._schools, self._standing = schools, standing
        authority.schools.append(self)
        middle.feeds.append(self)

    @property
    def name(self) -> str:
        """Its name, unique in the country."""
        return self._schools.name[self.row]

    @property
    def stream(self) -> str:
        """One of STREAMS."""
        return STREAMS[self._schools.stream[self.row]]

    @property
    def district(self) -> str:
        """One of DISTRICTS."""
        return DISTRICTS[self._schools.district[self.row]]

    @property
    def quintile(self) -> int:
        """Nurture quintile, 1 the strongest to 5 the weakest, 0 unknown."""
        return int(self._schools.quintile[self.row])

    @property
    def mean_ses(self) -> float:
        """Mean socio-economic status of its students [z]."""
        return float(ses_means(self._schools, self.model.world.ability)[self.row])

    @property
    def periphery_index(self) -> float:
        """How far it is from the centre of things, 0 to 1."""
        return float(self._schools.periphery_index[self.row])

    @property
    def has_track(self) -> bool:
        """Whether there is a class of five units for the next grade 10."""
        return bool(self._standing.track[self.row])

    @property
    def subjects(self) -> tuple[str, ...]:
        """Science subjects it offers."""
        return tuple(np.array(SUBJECTS)[self._schools.offers[self.row]])

    @property
    def track_years(self) -> int:
        """Years since the track opened; tracks older than the run count from its start."""
        return int(self._standing.track_years[self.row])

    @property
    def groups(self) -> int:
        """Five-unit groups formed for the next grade 10."""
        return int(self._standing.groups[self.row])

    @property
    def posts(self) -> float:
        """Posts for certified teachers [full time]."""
        return float(self._standing.posts[self.row])

    @property
    def certified_teachers(self) -> float:
        """Teachers certified for five units this year [full time]."""
        return float(self._standing.certified[self.row])

    @property
    def shortage(self) -> float:
        """Share of the certified teachers it needs that it lacks, 0 to 1."""
        return float(self._standing.short[self.row])

    @property
    def five_unit_share(self) -> float:
        """Sitters over 12th graders, smoothed over two years, 0 to 1."""
        return float(self._standing.share[self.row])


def found_schools(
    model: Model, schools: Schools, standing: Standing, councils: Councils
) -> list[School]:
    """Return an agent for each school, with those of its authority and its middle school."""
    first = {a: row for row, a in reversed(list(enumerate(schools.authority.tolist())))}
    cluster, periphery_index = schools.cluster.tolist(), schools.periphery_index.tolist()
    authorities = [
        Authority(
            model, index=a, cluster=cluster[first[a]], periphery_index=periphery_index[first[a]],
            councils=councils,
        )
        for a in sorted(first)
    ]  # fmt: skip
    middles = [MiddleSchool(model, index=m) for m in range(schools.middle.max() + 1)]
    places = zip(schools.authority.tolist(), schools.middle.tolist(), strict=True)
    return [
        School(
            model, row=row, schools=schools, standing=standing, authority=authorities[a],
            middle=middles[m],
        )
        for row, (a, m) in enumerate(places)
    ]  # fmt: skip
