"""The file that describes a cluster, and what jobs are told because of it."""

import re
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.ensemble.job import call, options, preamble, script
from simulation.ensemble.site import Site, WrongSite, read_site

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "site.toml"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    place = tmp_path_factory.mktemp("site") / "site.toml"

    def write(text):
        place.write_text(text, newline="", encoding="utf-8")
        return place

    return write


def test_a_cluster_that_nobody_describes_gets_a_default_for_everything():
    assert read_site(None) == Site()
    assert Site().queue is None


def test_the_example_of_the_guide_is_read_and_uses_every_key():
    site = read_site(EXAMPLE)
    told = EXAMPLE.read_text()
    assert all(re.search(rf"^{f.name} +=", told, re.MULTILINE) for f in fields(Site))
    assert site.memory == 1024
    assert site.prologue[0] == "module load python/3.11"


def test_all_mistakes_of_a_file_are_told_at_once_each_with_its_line(file):
    place = file(
        'que = "main"\nwalltime = "2 hours"\nmemory = 500\ncores = 0\nchunk = "many"\n'
        'prologue = "module load python"\ninterface = "ib 0"\ndirectives = ["exclusive"]\n'
    )
    with pytest.raises(WrongSite) as wrong:
        read_site(place)
    lines = str(wrong.value).splitlines()
    assert [int(line.split(":")[1]) for line in lines] == list(range(1, 9))
    assert "did you mean queue?" in lines[0]
    assert 'must be as "02:00:00"' in lines[1]


@pytest.mark.parametrize("said", ["", "walltime = ", 'walltime = "00:00:00"', "a\0b"])
def test_a_file_is_read_or_refused_with_its_name(said, file):
    place = file(said)
    if not said:
        assert read_site(place) == Site()
    else:
        with pytest.raises(WrongSite, match=r"site\.toml:1: "):
            read_site(place)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(WrongSite, match=r"nowhere\.toml: No such file"):
        read_site(tmp_path / "nowhere.toml")


LINES = st.tuples(
    st.sampled_from([f.name for f in fields(Site)]) | st.text(max_size=5),
    st.sampled_from(["1", "-1", "1e3", "true", '"2GB"', '"0:00"', "[]", "[1]", "{}", '["-x"]', ""]),
)


@given(st.text(max_size=40) | st.lists(LINES).map(lambda ls: "\n".join(map(" = ".join, ls))))
def test_any_text_is_a_site_or_a_sentence(file, text):
    place = file(text)
    try:
        known = read_site(place)
    except WrongSite as wrong:
        known = str(wrong)
    assert known


def test_a_job_is_told_what_the_site_says_and_the_site_has_the_last_word():
    site = Site(queue="main", account="us", memory=700, directives=("--time=05:00:00",))
    told = options(site, "name", Path("/a place/100%/%a.log"), cores=4)
    assert '--output="/a place/100%%/%a.log"' in told
    assert {"--partition=main", "--account=us", "--mem-per-cpu=700M", "--cpus-per-task=4"} < set(
        told
    )
    assert told.index("--time=01:00:00") < told.index("--time=05:00:00")
    assert "--partition" not in " ".join(options(Site(), "name", Path("x"), cores=1))


def test_the_lines_before_the_work_set_one_thread_our_python_and_kernels_of_this_processor(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("FIVEBYTWO_CACHE", "/pop ulation")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kernels"))
    told = 'echo "$OMP_NUM_THREADS|$FIVEBYTWO_CACHE|$NUMBA_CACHE_DIR|$MINE"'
    job = script(["--time=00:01:00"], [*preamble(Site(prologue=("MINE=set",))), told])
    threads, population, kernels, mine = subprocess.run(
        ["/bin/bash"], input=job, capture_output=True, text=True, check=True
    ).stdout.strip().split("|")  # fmt: skip
    assert (threads, population, mine) == ("1", "/pop ulation", "set")
    assert re.fullmatch("[0-9a-f]{8}", Path(kernels).name)
    assert Path(kernels).parent == tmp_path / "kernels"
    assert Path(kernels).is_dir()


def test_a_machine_without_slurm_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WrongSite, match="sbatch is not here: no SLURM on this machine"):
        call("sbatch", "--version")


def test_what_slurm_refuses_is_told_in_its_words(tmp_path, monkeypatch):
    command = tmp_path / "sbatch"
    command.write_text("#!/bin/sh\necho 'sbatch: error: invalid partition: x' >&2\nexit 1\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WrongSite, match=r"sbatch refuses: error: invalid partition: x\. See"):
        call("sbatch", "--test-only")
