"""What evaluators published of the effect of programmes (BOI), in their own words and as ranges."""

from typing import NamedTuple


class Published(NamedTuple):
    """What the Bank of Israel found: its words, as a range [percentage points], on what share."""

    words: str
    low: float
    high: float
    baseline: str = ""  # [percent]


# "Boys only" may make "almost 3" the boys' effect or everybody's: both readings are kept. Of the
# sexes in Reserves only the difference was told; with 4 to 5 for all, their ranges follow.
PUBLISHED = {
    ("give_five", "all"): Published("almost 3, if all", 2.5, 3, "14"),
    ("give_five", "boys"): Published("almost 3, if boys", 2.5, 3),
    ("give_five", "girls"): Published("none", 0, 0),
    ("reserves", "all"): Published("4 to 5", 4, 5, "13"),
    ("reserves", "boys"): Published("below girls", 3, 4.5),
    ("reserves", "girls"): Published("1-2 above boys", 4.5, 6),
}
