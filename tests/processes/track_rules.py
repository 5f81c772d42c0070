"""Rules of tracks that are not those of today's tuning, and how many a class is to have."""

from simulation.parameters.supply import Tracks

RULE, LATER_RULE = 15, 6
RULES = Tracks(  # not those of today's tuning
    opening=-1.7, demand_pull=1.25, derogation=0.5, fewest=6, small=0.6, closing=0.4
)
