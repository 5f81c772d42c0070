"""Each structure is a difference of parameters that exist, and has a name of its own."""

import pytest

from calibration.space import Space
from calibration.variants import BASE, VARIANTS, WrongVariant, variant
from simulation.parameters.world import all_parameters, named
from simulation.scenario import scenario


@pytest.mark.parametrize("of", VARIANTS, ids=lambda v: v.name)
def test_a_structure_holds_parameters_at_values_that_they_can_have(of):
    assert set(of.fixed) <= set(all_parameters())
    assert not [m for name, value in of.fixed.items() if (m := named(name).refuse(value))]
    assert scenario("history").setting(dict(of.fixed))


def test_only_the_base_holds_nothing_and_no_two_hold_the_same():
    assert [v.name for v in VARIANTS if not v.fixed] == [BASE]
    assert VARIANTS[0].name == BASE
    assert len({tuple(sorted(v.fixed.items())) for v in VARIANTS}) == len(VARIANTS)


def test_what_a_structure_holds_is_not_drawn():
    of = variant("teachers_only")
    everything = Space.of_all().names
    drawn = Space.of_all(without=tuple(of.fixed)).names
    assert set(everything) - set(drawn) == set(of.fixed) & set(everything) == {"climate.pressure"}


def test_a_structure_that_is_none_is_told_with_a_hint():
    with pytest.raises(WrongVariant, match=r"teacher_only is no structure .* teachers_only\?"):
        variant("teacher_only")
