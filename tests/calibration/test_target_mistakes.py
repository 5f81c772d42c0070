"""Targets that cannot be fitted are told, all of them, a sentence each."""

from dataclasses import replace
from itertools import product

import pandas as pd
import pytest

from calibration import figures, observation
from calibration.figures import columns_needed
from calibration.observation import Treatment, WrongTargets, treatments
from calibration.summaries import EFFECT, MEASURES, OF_THE_COUNTRY, groups
from calibration.target_mistakes import LIMITS, refuse_wrong_targets
from simulation.data.targets import Target, targets

GOOD = Target(
    id="N2012", year=2012, group="national", measure="5u examinees", value=8869, sd=100,
    unit="students", source=("MINE",), quality="exact",
)  # fmt: skip
ROW = Treatment(
    pattern="N2012", role="fit", scale="log", discrepancy=0.02, coverage=0, rounded_to=0
)
EVALUATION = {"measure": EFFECT, "year": 2017, "group": "Give Five schools"}


def told(the_targets, the_treatments):
    with pytest.raises(WrongTargets) as caught:
        refuse_wrong_targets(the_targets, the_treatments)
    return str(caught.value).splitlines()


def test_what_is_shipped_can_be_fitted():
    refuse_wrong_targets(targets(), treatments())


def test_the_scales_are_those_that_figures_are_told_on():
    assert set(LIMITS) == set(observation._SCALES)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"measure": "5u examiness"}, "no run tells of '5u examiness'. Did you mean 5u examinees?"),
        ({"group": "Arabs"}, "no run tells of the group 'Arabs'. Did you mean Arab?"),
        ({"sd": 0.0}, "its error (sd) is 0: say how far off a perfect model may be, above 0."),
        ({"sd": -1.0}, "its error (sd) is -1: say how far off a perfect model may be, above 0."),
        ({"sd": float("nan")}, "its error (sd) is nan: say how far off a perfect model may be, "
                               "above 0."),
        ({"year": 2018}, "2018 is outside the runs of a bank, 2001 to 2017."),
        ({"year": 2000}, "2000 is outside the runs of a bank, 2001 to 2017."),
        ({"value": 0.0}, "0 cannot be told on the scale log: it is to be above 0."),
        ({"measure": "5u physics examinees", "group": "Arab"},
         "'5u physics examinees' is told of the country only: its group is to be national."),
        ({**EVALUATION, "group": "Give 5 schools"},
         "nobody evaluates 'Give 5 schools'. Did you mean Give Five schools?"),
        ({**EVALUATION, "year": 2016},
         "an effect on 5u share is found in 2017, and in no other year."),
    ],
)  # fmt: skip
def test_a_mistake_in_a_target_is_one_sentence(changes, sentence):
    assert told([replace(GOOD, **changes)], [ROW]) == [f"N2012: {sentence}"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": "fitted"}, "'fitted' is no role: choose fit or check."),
        ({"scale": "ln"}, "'ln' is no scale: choose one of log, logit, linear."),
        ({"coverage": 2}, "coverage is 2: 1 is a figure of the panel of schools, 0 any other."),
        ({"discrepancy": -0.1},
         "discrepancy and rounded_to are 0 or more, other_weight from 0 to below 1."),
        ({"other_weight": 1.0},
         "discrepancy and rounded_to are 0 or more, other_weight from 0 to below 1."),
    ],
)  # fmt: skip
def test_a_mistake_in_a_treatment_is_one_sentence(changes, sentence):
    assert told([GOOD], [replace(ROW, **changes)]) == [f"N2012: {sentence}"]


def test_a_share_is_between_nothing_and_all():
    share = replace(GOOD, measure="5u share of 12th graders", value=100.0, unit="percent")
    assert told([share], [replace(ROW, scale="logit")]) == [
        "N2012: 100 cannot be told on the scale logit: it is to be above 0 and below 100."
    ]


def test_a_target_without_treatment_and_a_treatment_of_nothing_are_both_told():
    assert told([GOOD], [replace(ROW, pattern="N2021")]) == [
        "N2021: no target is called so: take the row out, or see how targets are spelt."
        " Did you mean N2012?",
        "N2012: no treatment is of it: add a row that says how it is to be treated.",
    ]


def test_an_id_that_stands_twice_is_told_once():
    assert told([GOOD, GOOD, GOOD], [ROW]) == ["N2012: 3 targets have this id; give each its own."]


def test_all_mistakes_are_told_at_once():
    wrong = replace(GOOD, id="X", sd=0, year=2030, measure="?")
    assert len(told([wrong, GOOD, GOOD], [replace(ROW, role="?", scale="?")])) == 7


def test_the_targets_of_groups_that_are_allowed_are_those_that_a_store_can_tell():
    rows = pd.DataFrame({name: [1.0] for name in columns_needed()})
    for measure, group in product(MEASURES | OF_THE_COUNTRY, groups()):
        target = replace(GOOD, measure=measure, group=group)
        try:
            figures._figure(target, {2012: rows})
        except KeyError:
            assert told([target], [ROW])
        else:
            refuse_wrong_targets([target], [ROW])
