"""Commands that take a posterior, as a person types them: one answer to one mistake."""

import pytest

from experiments.cli import main
from experiments.mistakes import USAGE, WRONG

LIVED = ("attribute", "counterfactual", "forecast", "predictive", "patterns")


def answer(words, tmp_path, capsys):
    """Return what a command that is to be refused writes to standard error."""
    places = ["--out", str(tmp_path / "out"), "--store", str(tmp_path / "runs" / "store")]
    assert main([*words, *places]) == WRONG
    assert not any(tmp_path.glob("[or]*"))
    return capsys.readouterr().err


@pytest.mark.parametrize("verb", LIVED)
def test_a_posterior_that_is_not_there_gets_the_same_answer(verb, tmp_path, capsys):
    told = answer([verb, "--posterior", str(tmp_path / "none")], tmp_path, capsys)
    assert told == (
        f"{tmp_path / 'none'}: no posterior is there. Leave out --posterior for the published one,"
        " or fit again: `fivebytwo calibrate`.\n"
    )


@pytest.mark.parametrize("verb", LIVED)
def test_a_damaged_posterior_gets_the_same_answer(verb, tmp_path, capsys):
    (tmp_path / "both.parquet").write_bytes(b"PAR1 spoilt PAR1")
    told = answer([verb, "--posterior", str(tmp_path)], tmp_path, capsys)
    assert "both.parquet: no posterior can be read there: it is damaged" in told
    assert "Leave out --posterior" in told


@pytest.mark.parametrize("verb", LIVED)
def test_more_draws_than_the_posterior_holds_are_refused(verb, tmp_path, capsys):
    told = answer([verb, "--structure", "norm_off", "--draws", "401"], tmp_path, capsys)
    assert "norm_off.parquet: this posterior holds 400 draws, not 401." in told


@pytest.mark.parametrize(("verb", "least"), [("attribute", 2), *((v, 10) for v in LIVED[1:])])
def test_too_few_draws_for_an_interval_are_refused(verb, least, capsys):
    assert main([verb, "--draws", str(least - 1)]) == USAGE
    assert f"Must be >= {least}" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("verb", [*LIVED, "credit"])
def test_a_structure_is_named_by_one_option_everywhere(verb, capsys):
    assert main([verb, "--help"]) == 0
    told = capsys.readouterr().out
    assert "--structure " in told
    assert "--structures" not in told
    assert "--variant" not in told


def test_a_fit_that_cannot_be_written_is_told_with_the_way_out(tmp_path, capsys):
    pytest.importorskip("arviz")  # of the extra
    (tmp_path / "file").write_text("")
    assert main(["calibrate", "--out", str(tmp_path / "file" / "below")]) == WRONG
    told = capsys.readouterr().err
    assert "cannot be written: Not a directory. Choose another --out." in told
