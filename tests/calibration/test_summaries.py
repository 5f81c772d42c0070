"""Every target has a simulated figure, made as the observed one was."""

from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from calibration.summaries import (
    EFFECT,
    MEASURES,
    OF_THE_COUNTRY,
    PROGRAMMES,
    Figures,
    UnknownTarget,
    _figure,
    beside,
    groups,
    simulated,
)
from calibration.unfitted import ADDED_UP, SHARES, TEACHERS, TRACKS, Measure, facts
from simulation.data.observed import observations
from simulation.data.streams import streams
from simulation.data.targets import targets
from simulation.results.evaluation import STUDENTS, Estimate
from simulation.results.growth import MEASURES as PARTS
from simulation.results.growth import decomposition
from simulation.results.panel import Panel
from simulation.run import run

TARGETS = {t.id: t for t in targets()}


def estimate(programme, sex, effect, kind="real"):
    return Estimate(programme, sex, effect, 1.0, 14.0, 20, 20, kind)


EFFECTS = [
    estimate(programme, sex, effect + 10 * (kind != "real"), kind)
    for kind in ("real", "placebo years")
    for programme, effects in (("give_five", (3.0, 4.0, 2.0)), ("reserves", (4.5, 4.0, 5.0)))
    for sex, effect in zip(STUDENTS, effects, strict=True)
]


@pytest.fixture(scope="module")
def figures(small_results):
    """Return what the small country says of every target."""
    return simulated(small_results, effects=EFFECTS)


@pytest.fixture
def told(small_results):
    """Return a function that reads the tidy table, as a user would."""
    frame = small_results.frame()

    def value(measure, year, by="national", group="all", grade=12):
        row = frame[
            (frame["measure"] == measure) & (frame["year"] == year) & (frame["by"] == by)
            & (frame["group"] == group) & (frame["grade"] == grade)
        ]  # fmt: skip
        return row["value"].item()

    return value


def test_the_table_of_targets_and_what_is_simulated_agree_both_ways(figures):
    assert list(figures) == list(TARGETS)
    assert {t.measure for t in targets()} == {*MEASURES, *OF_THE_COUNTRY, EFFECT}
    assert {t.group for t in targets()} == {*groups(), *PROGRAMMES}


def test_every_figure_is_of_the_size_of_the_observed_one(figures):
    for name, value in figures.items():
        assert not isnan(value), name
        assert value >= 0, name
        assert value < 5 * TARGETS[name].value + 2 * TARGETS[name].sd, name


def test_figures_are_those_of_the_tidy_table(figures, told):
    assert figures["N2012"] == told("five_units", 2012)
    assert figures["S2013"] == pytest.approx(100 * told("five_unit_share", 2013))
    assert figures["TR_2014"] == told("working_tracks", 2014)
    assert figures["DROP"] == pytest.approx(100 * told("drop_out", 2015, grade=11))
    assert figures["PH2011"] == told("physics", 2011)
    assert figures["R1112_2016"] == pytest.approx(told("kept_11_12", 2016))
    of_examinees = "five_unit_share_of_examinees"
    arab, weakest = (told(of_examinees, 2015, *g) for g in (("stream", "arab"), ("quintile", "5")))
    assert figures["FS_Arab_2015"] == pytest.approx(100 * arab)
    assert figures["FQ_5_2015"] == pytest.approx(100 * weakest)


def test_sitters_of_grade_12_are_over_those_of_grade_11_a_year_before(figures, told):
    of_11, of_12 = told("five_units", 2015, grade=11), told("five_units", 2016)
    assert figures["R1112_2016"] == pytest.approx(of_12 / of_11)


def test_speakers_are_the_streams_that_are_taught_in_the_language(figures, told):
    for name, language in (("H5_2014", "hebrew"), ("A5_2014", "arabic")):
        names = [s.name for s in streams() if s.language == language]
        assert len(names) == 3
        five, all_ = (
            sum(told(measure, 2014, "stream", stream) for stream in names)
            for measure in ("five_units", "students")
        )
        assert figures[name] == pytest.approx(100 * five / all_)


def test_girls_are_told_as_their_part_of_all_sitters(figures, told):
    girls, boys = (told("five_units", 2013, "sex", sex) for sex in ("girls", "boys"))
    assert figures["GIRLS_2013"] == pytest.approx(100 * girls / (girls + boys))


def test_effects_are_those_of_the_evaluation_in_the_true_years(small_results, figures):
    assert (figures["BOI_G5"], figures["BOI_RES"]) == (3.0, 4.5)
    boys = simulated(small_results, effects=EFFECTS, give_five_of="boys")
    assert boys == figures | {"BOI_G5": 4.0}


def test_what_a_run_cannot_say_is_missing(small, small_results):
    without = simulated(small_results)
    assert {name for name, value in without.items() if isnan(value)} == {"BOI_G5", "BOI_RES"}
    short = simulated(run(small, seed=1, until=2014), effects=EFFECTS)
    late = {t.id for t in targets() if t.year > 2014 and t.measure != EFFECT}
    assert {name for name, value in short.items() if isnan(value)} == late


def test_an_unknown_target_is_refused(small_results, figures):
    assert simulated(small_results, ids=["TR_2014"]) == {"TR_2014": figures["TR_2014"]}
    with pytest.raises(UnknownTarget, match=r"N2021: no such target .* Did you mean N201"):
        simulated(small_results, ids=["N2012", "N2021"])
    for change in ({"measure": "5u sitters"}, {"group": "Circassian"}, {"measure": EFFECT}):
        strange = replace(TARGETS["N2012"], **change)
        with pytest.raises(UnknownTarget, match=r"N2012: nothing simulated is"):
            _figure(strange, Figures(small_results), {})


def test_facts_that_are_no_targets_are_those_of_the_tables():
    found = {f.id: f.observed for f in facts()}
    assert len(found) == len(facts())
    assert found["tracks_5_9_2014"] == 33 + 100
    assert found["median_track_2015"] == 16
    assert found["opened_tracks_2016"] == 57
    assert found["certified_teachers_2015"] == 1000
    assert found["retired_2009"] == 300
    assert (found["virtual_students_2013"], found["virtual_students_2014"]) == (106, 290)
    for table, known in (("tracks", TRACKS), ("teachers", TEACHERS), ("units_shares", SHARES)):
        said = {o.measure for o in observations(table)}
        assert {part for words in known for part in ADDED_UP.get(words, (words,))} <= said


def test_tracks_by_size_add_up_to_all_tracks(small_results, figures):
    told, found = beside(small_results), {f.id: f for f in facts()}
    assert list(told) == list(found)
    for year in (2013, 2014, 2015):
        sizes = [name for name in found if name.startswith("tracks_") and name.endswith(str(year))]
        assert sum(found[name].observed for name in sizes) == TARGETS[f"TR_{year}"].value
        assert sum(told[name] for name in sizes) == pytest.approx(figures[f"TR_{year}"])


def test_openings_and_closings_are_those_of_the_panel(small):
    panel, known = Panel(until=2016), {f.id for f in facts()}
    told = beside(run(small, seed=1, until=2016, watchers=[panel]))
    compared = []
    for year in (2014, 2015, 2016):
        growth = decomposition(panel, year)._asdict()
        for part, words in PARTS.items():
            if words in TRACKS and (name := f"{TRACKS[words].name}_{year}") in known:
                assert told[name] == pytest.approx(growth[part])
                compared.append(name)
    assert len(compared) == 5 + 5 + 1


def test_retirements_are_those_of_the_tidy_table(small_results, told):
    assert beside(small_results)["retired_2009"] == told("retired", 2009, grade=0) > 0


def test_a_figure_of_nobody_is_missing(small_results):
    empty = replace(small_results, sums=np.zeros_like(small_results.sums))
    assert isnan(Figures(empty).at(Measure("five_unit_share"), 2013))
    assert isnan(simulated(empty)["GIRLS_2013"])
