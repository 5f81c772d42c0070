"""A common change of taste: nothing by default, and more sit five units where it grows."""

from simulation.run import load, run


def sitters(until: int, **taste: float) -> float:
    """Return five-unit sitters of a twentieth of the country."""
    case = load("history", set={f"taste.{k}": v for k, v in taste.items()}, fraction=0.05)
    table = run(case, until=until, network=False).frame()
    asked = "by == 'national' and measure == 'five_units' and grade == 12 and year == @until"
    return float(table.query(asked)["value"].iloc[0])


def test_the_number_follows_taste_and_only_from_its_years_on():
    assert sitters(2009, to_2013=0.3) == sitters(2009)
    assert sitters(2017, to_2013=-0.3) < sitters(2017) < sitters(2017, to_2013=0.3)
    assert sitters(2017, to_2021=0.5) == sitters(2017)


def test_a_change_that_is_taken_back_leaves_the_level_as_it_was():
    kept = sitters(2017, to_2009=0.2)
    assert abs(sitters(2017, to_2009=0.2, to_2013=-0.2) - sitters(2017)) < abs(kept - sitters(2017))
