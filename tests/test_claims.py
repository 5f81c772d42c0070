"""What the sources claim (MODEL section 9), row by row, on the real model.

`pytest tests/test_claims.py -n 0 -sv -m "slow or not slow"` reads as the table, each row with its
figure. A row asserts the claim as far as the model shows it; where it does not, it asserts what is
shown instead, and its docstring says so. What is measured stands there, too.
"""

import pytest

pytest.register_assert_rewrite(*(f"tests.claims.{name}" for name in (
    "partnership", "policy", "success",
)))  # fmt: skip

from tests.claims.lived import FEW, SEEDS, WHOLE, lives  # noqa: E402
from tests.claims.partnership import (  # noqa: E402  asserts first tell what they compared
    test_s01_a_network_of_three_sectors_grows_to_about_a_hundred_organisations,
    test_s02_a_neutral_backbone_with_six_activities_builds_trust,
    test_s03_a_steering_committee_of_eighteen_sets_the_agenda_and_is_consultative_later,
    test_s04_working_groups_meet_for_five_subjects,
    test_s05_plenaries_build_trust_and_agreement,
    test_s06_a_common_agenda_is_agreed_in_about_four_months,
    test_s07_shared_measurement_takes_two_to_three_years_and_itself_builds_trust,
    test_s08_coordination_beats_duplication,
    test_s09_suspicion_between_ngos_and_the_ministry_turns_into_trust,
    test_s10_leadership_urgency_and_funding_each_carry_it,
)
from tests.claims.policy import (  # noqa: E402  asserts first tell what they compared
    test_s11_math_first_the_national_programme_and_three_rules_each_move_the_number,
    test_s12_certification_and_retraining_fill_the_classes_with_teachers,
    test_s13_the_virtual_high_school_opens_five_units_where_there_is_no_class,
    test_s14_grade_nine_is_the_junction_and_visits_reach_arabic_speakers_most,
    test_s15_publication_makes_five_units_the_yardstick_of_those_behind,
    test_s16_the_number_turns_sciences_follow_every_stream_rises_and_gaps_stay,
)
from tests.claims.success import (  # noqa: E402  asserts first tell what they compared
    test_s17_three_authorities_in_the_south_come_first_each_with_a_circle_of_its_own,
    test_s18_success_wanes_urgency_partners_leave_and_a_new_goal_hardly_renews_it,
    test_s19_policy_does_more_where_the_ground_was_prepared,
    test_s20_a_ministry_that_the_round_table_had_opened_steps_up_sooner,
    test_s21_top15_and_middle_schools_add_and_do_not_reach_a_fifth_of_the_cohort,
    test_s22_a_hundred_thousand_teachers_in_ten_years_by_the_same_rules,
)

__all__ = [
    "test_s01_a_network_of_three_sectors_grows_to_about_a_hundred_organisations",
    "test_s02_a_neutral_backbone_with_six_activities_builds_trust",
    "test_s03_a_steering_committee_of_eighteen_sets_the_agenda_and_is_consultative_later",
    "test_s04_working_groups_meet_for_five_subjects",
    "test_s05_plenaries_build_trust_and_agreement",
    "test_s06_a_common_agenda_is_agreed_in_about_four_months",
    "test_s07_shared_measurement_takes_two_to_three_years_and_itself_builds_trust",
    "test_s08_coordination_beats_duplication",
    "test_s09_suspicion_between_ngos_and_the_ministry_turns_into_trust",
    "test_s10_leadership_urgency_and_funding_each_carry_it",
    "test_s11_math_first_the_national_programme_and_three_rules_each_move_the_number",
    "test_s12_certification_and_retraining_fill_the_classes_with_teachers",
    "test_s13_the_virtual_high_school_opens_five_units_where_there_is_no_class",
    "test_s14_grade_nine_is_the_junction_and_visits_reach_arabic_speakers_most",
    "test_s15_publication_makes_five_units_the_yardstick_of_those_behind",
    "test_s16_the_number_turns_sciences_follow_every_stream_rises_and_gaps_stay",
    "test_s17_three_authorities_in_the_south_come_first_each_with_a_circle_of_its_own",
    "test_s18_success_wanes_urgency_partners_leave_and_a_new_goal_hardly_renews_it",
    "test_s19_policy_does_more_where_the_ground_was_prepared",
    "test_s20_a_ministry_that_the_round_table_had_opened_steps_up_sooner",
    "test_s21_top15_and_middle_schools_add_and_do_not_reach_a_fifth_of_the_cohort",
    "test_s22_a_hundred_thousand_teachers_in_ten_years_by_the_same_rules",
]


@pytest.fixture(scope="module")
def decided():
    """Return runs in which partners and the Ministry decide, in a fifth of the country."""
    return lives("endogenous", 2028, seeds=SEEDS)


@pytest.fixture(scope="module")
def dated():
    """Return runs with the Ministry's dates of history, in a fifth of the country."""
    return lives("history", 2018, seeds=FEW)


@pytest.fixture(scope="module")
def nation():
    """Return history in the whole country."""
    return lives("history", 2030, **WHOLE)
