"""S1 to S10: what the sources claim of the partnership."""

from itertools import pairwise

import numpy as np
import pytest

from simulation.scenario import Change
from tests.claims.lived import (
    FEW,
    lives,
    mean,
    more,
    roster,
    seen,
    tell,
)  # fmt: skip

ACTIVITIES = {
    "vision": "agreement", "alignment": "mean_trust", "measurement": "measurement",
    "public_will": "visibility", "policy": "trust_ministry", "funding": "funds",
    "neutrality": "mean_trust",
}  # fmt: skip
SECTORS = ("ngo", "firm", "foundation", "academia", "army", "authority")


def test_s01_a_network_of_three_sectors_grows_to_about_a_hundred_organisations(decided):
    """50 at the launch, 112 in 2018; firms are 36 where 40 and more are told."""
    launch, later = (mean(decided, lambda r, k=k: r.passed[k]) for k in (
        "members_launch", "members_2018",
    ))  # fmt: skip
    of = {s: mean(decided, lambda r, s=s: r.term(f"members_{s}", 2018)) for s in SECTORS}
    tell("S1", f"{launch:.0f} members at the launch, {later:.0f} in 2018 (about 100 told): "
         + ", ".join(f"{n:.0f} {s}" for s, n in of.items()))  # fmt: skip
    assert 40 <= launch <= 60
    assert 90 <= later <= 120
    assert 45 <= of["ngo"] <= 58
    assert 30 <= of["firm"] <= 46
    assert min(of.values()) >= 1


def test_s02_a_neutral_backbone_with_six_activities_builds_trust(decided):
    """Trust in 2018 is 0.30 with it and 0.23 without; each activity does its own work."""
    ours, trust = decided[:3], lambda r: r.term("mean_trust", 2018)
    with_it, without = mean(ours, trust), mean(lives("no_backbone", 2018), trust)
    lost = {}
    for activity, measure in ACTIVITIES.items():
        idle = lives("endogenous", 2018, told={f"backbone.{activity}": 0})
        lost[activity] = more(ours, idle, lambda r, m=measure: r.term(m, 2018))[0]
    tell("S2", f"trust of members {with_it:.2f} with a backbone, {without:.2f} without; lost in"
         " 2018 without " + ", ".join(
             f"{a} {d:.2f} of {ACTIVITIES[a]}" for a, d in lost.items()))  # fmt: skip
    assert with_it > without + 0.03
    assert all(d > 0 for d in lost.values())


def test_s03_a_steering_committee_of_eighteen_sets_the_agenda_and_is_consultative_later(dated):
    """Under a minister who is opposed, nothing passes once the Ministry leads."""
    opposed = {"ministry.pinned": 1, "ministry.alignment_most": -1}
    lead, partner = (
        lives("endogenous", 2018, told=opposed | {"ministry.highest": k}) for k in (2, 1)
    )
    founders = [r.results.partners_frame().query("year == 2014 and seat").partner for r in dated]
    seats = {r.term("steering_seats", y) for r in dated for y in range(2014, 2019)}
    led, partnered = ([len(r.events("agenda")) for r in runs] for runs in (lead, partner))
    tell("S3", f"{max(seats):.0f} voting seats, founders in; agendas by 2018 against an opposed"
         f" minister: {partnered} with the Ministry as partner, {led} in the lead")  # fmt: skip
    assert seats == {18.0}
    assert all({"Trump Foundation", "Rashi Foundation", "Intel Israel"} <= {*f} for f in founders)
    assert set(partnered) == {3}
    assert set(led) == {2}
    assert all(len(r.events("agenda")) == 3 for r in dated)


def test_s04_working_groups_meet_for_five_subjects(dated):
    """Four from the first year, middle school in 2018; technology has one or two partners only.

    Retraining is that of the group of teachers. Groups are not all of ten to fifteen, as told.
    """
    table = dated[0].results.partners_frame()
    of = table[~table.group.isin(["", "every"])].groupby(["year", "group"]).size()
    without = lives("history", 2018, told={"forums.in_group": 0})
    trust = [mean(runs, lambda r: r.passed["trust_2018"]) for runs in (dated, without)]
    tell("S4", f"in 2018 {of[2018].to_dict()}; trust of NGOs and Ministry {trust[0]:.2f}, without"
         f" groups {trust[1]:.2f}")  # fmt: skip
    assert set(of[2014].index) == {"motivation", "teachers", "periphery", "technology"}
    assert set(of[2018].index) == {*of[2014].index, "middle_school"}
    assert (of <= 15).all()
    assert trust[0] > trust[1] + 0.1


def test_s05_plenaries_build_trust_and_agreement():
    """Mean trust in 2018 is 0.27, 0.29, 0.30, 0.32 with none, one, two, three plenaries a year.

    Open communication on line is not told apart: it is contact of all with all, as a plenary is.
    """
    runs = [lives("endogenous", 2018, told={"forums.plenaries": k}) for k in range(4)]
    trust, agreed = (
        [mean(r, lambda r, m=m: r.term(m, 2018)) for r in runs] for m in ("mean_trust", "agreement")
    )
    tell("S5", "trust with 0, 1, 2, 3 plenaries a year " + ", ".join(f"{t:.3f}" for t in trust)
         + "; agreement " + ", ".join(f"{a:.2f}" for a in agreed))  # fmt: skip
    assert all(a < b for a, b in pairwise(trust))
    assert all(a < b for a, b in pairwise(agreed))


def test_s06_a_common_agenda_is_agreed_in_about_four_months(decided):
    """In the first term, of four months, under each seed; never by 2018 where nobody guides.

    Consensus is three quarters; all of the committee would take until 2017. The goal of 18,000
    doubles 8,869, but is 16 % of the 12th graders of 2017: a fifth of them is another number.
    """
    every = lives("endogenous", 2018, told={"steering.majority": 1})
    alone = lives("endogenous", 2018, told={"backbone.vision": 0})
    months, all_agree, unguided = (
        [r.passed["agenda_months"] for r in runs] for runs in (decided, every, alone)
    )
    goal = seen("endogenous", 2014, lambda c: c.initiative.state.goal)
    cohort = mean(decided, lambda r: r.count("students", 2017))
    tell("S6", f"agenda after {np.mean(months):.0f} months (4 told), {np.nanmean(all_agree):.0f} if"
         f" all had to agree; goal {goal:,.0f}, {goal / 8869:.2f} times 8,869,"
         f" {goal / cohort:.0%} of the cohort")  # fmt: skip
    assert set(months) == {4.0}
    assert min(all_agree) > 12
    assert np.isnan(unguided).all()
    assert goal / 8869 == pytest.approx(2, abs=0.05)
    assert 0.14 < goal / cohort < 0.18


def test_s07_shared_measurement_takes_two_to_three_years_and_itself_builds_trust(dated, decided):
    """Half of it after 2.9 years; trust in 2018 is 0.30, and 0.27 if data are not shared."""
    years = mean(dated, lambda r: r.passed["measurement_years"])
    later = mean(decided, lambda r: r.passed["measurement_years"])
    told = {"measurement.data_sharing": 0}
    built, margin = more(
        dated, lives("history", 2018, told=told), lambda r: r.term("mean_trust", 2018)
    )
    tell("S7", f"half of shared measurement after {years:.1f} years (2-3 told), {later:.1f} if the"
         f" Ministry decides; it adds {built:.3f} ± {margin:.3f} to trust")  # fmt: skip
    assert 2 <= years <= 3
    assert 2 <= later <= 3.5
    assert built - margin > 0


def test_s08_coordination_beats_duplication():
    """Of 32,000 slots 1,600 are wasted on pupils reached already; coordination saves a fifth.

    The direction is told, the size is not: programmes reach so few that they seldom meet. One year
    apart, slots are the same.
    """

    def look(country):
        b, state = country.offer.books, country.initiative.state
        kinds = state.partners.programme
        placed = np.array([b.placed[kinds == t].sum() for t in range(state.overlap.size)])
        return b.slots.sum(), placed @ state.overlap, placed @ (1 - state.overlap)

    def year(seed, share):
        change = Change(2018, 2018, {"allocation.coordination": share})
        return seen("endogenous", 2018, look, seed=seed, changes=[change])

    apart, together = (np.array([year(s, k) for s in FEW]) for k in (0, 1))
    slots, wasted, reached = apart.mean(axis=0)
    saved = (apart - together)[:, 1]
    tell("S8", f"of {slots:,.0f} slots {wasted:,.0f} wasted and {reached:,.0f} reach somebody;"
         f" coordinated {saved.mean():.1f} fewer are wasted")  # fmt: skip
    assert apart[:, 0] == pytest.approx(together[:, 0])
    assert (saved > 0).all()
    assert (together[:, 2] > apart[:, 2]).all()
    assert 0.1 < (saved / apart[:, 1]).mean() < 0.4


def test_s09_suspicion_between_ngos_and_the_ministry_turns_into_trust(decided):
    """0.20 in 2013, 0.54 in 2018."""
    before, after = (
        [r.passed[f"trust_{year}"] for r in decided] for year in (2013, 2018)
    )  # fmt: skip
    tell("S9", f"trust of NGOs and Ministry {np.mean(before):.2f} in 2013, {np.mean(after):.2f} in"
         " 2018")  # fmt: skip
    assert before == pytest.approx([0.2] * len(before))
    assert min(after) > 0.4


def test_s10_leadership_urgency_and_funding_each_carry_it(decided, tmp_path):
    """Members in 2015 50, and 13 without leaders; in 2018 105, and 71 without urgency.

    Each carries it, none is a condition: without leaders (one small NGO calls, nobody is invited)
    the network is late, not absent, and the Ministry takes the lead in any case.
    """
    one = roster(tmp_path / "one.csv", lambda r: r | {
        "invited": "no", "founder": "yes" if r["name"] == "NGO 1" else "no"})  # fmt: skip
    poor = roster(tmp_path / "poor.csv", lambda r: r | {"budget": "0"})
    ours, leaderless = decided[:3], lives("endogenous", 2018, roster=one)
    calm, penniless = lives("urgency_off", 2018), lives("endogenous", 2018, roster=poor)
    led = [mean(runs, lambda r: r.term("members", 2015)) for runs in (ours, leaderless)]
    felt = [mean(runs, lambda r: r.term("members", 2018)) for runs in (ours, calm)]
    bills = ("tutoring", "retraining", "certification")
    paid = [
        mean(runs, lambda r: sum(r.count(f"nis_{b}", 2017, grade=0) for b in bills)) / 1e6
        for runs in (ours, penniless)
    ]
    tell("S10", f"members in 2015 {led[0]:.0f}, without leaders {led[1]:.0f}; in 2018"
         f" {felt[0]:.0f}, without urgency {felt[1]:.0f}; programmes of 2017 NIS {paid[0]:.1f} m,"
         f" without money of their own {paid[1]:.1f} m")  # fmt: skip
    assert led[1] < 0.5 * led[0]
    assert felt[1] < 0.8 * felt[0]
    assert paid[1] < 0.6 * paid[0]
    assert all(r.passed["lead_months"] > 0 for r in [*leaderless, *calm, *penniless])
