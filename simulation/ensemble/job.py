"""A job: what SLURM is told of it, what is set before its work begins, and how SLURM is asked."""

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from simulation.ensemble.site import Site, WrongSite

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_PLACES = ("FIVEBYTWO_CACHE",)  # of the submitter, for sites that do not pass an environment on
# Machine code of one kind of processor can be fatal on another: each kind has a cache of its own.
_KERNELS = (
    "cpu=$(grep -E '^(model name|flags|Features)' /proc/cpuinfo | sort -u | md5sum | cut -c 1-8)",
    'export NUMBA_CACHE_DIR="${NUMBA_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/fivebytwo/kernels}'
    '/$cpu"',
    'mkdir -p "$NUMBA_CACHE_DIR"',
)


def options(site: Site, name: str, log: Path, *, cores: int) -> list[str]:
    """Return what sbatch is told of a job; what the site's file adds comes last, and wins.

    Parameters
    ----------
    log
        Where its output goes; SLURM fills in %-signs of the file's name.
    """
    folder = str(log.parent).replace("%", "%%")
    told = [
        f"--job-name={name}", f'--output="{folder}/{log.name}"', "--open-mode=append",
        "--ntasks=1", f"--cpus-per-task={cores}", f"--mem-per-cpu={site.memory}M",
        f"--time={site.walltime}",
    ]  # fmt: skip
    told += [f"--partition={site.queue}"] if site.queue else []
    told += [f"--account={site.account}"] if site.account else []
    return told + list(site.directives)


def preamble(site: Site) -> list[str]:
    """Return the lines of shell before the work: threads, path, caches, the site's own."""
    known = [f"export {k}={shlex.quote(os.environ[k])}" for k in _PLACES if os.environ.get(k)]
    ours = f'export PATH={shlex.quote(str(Path(sys.executable).parent))}:"$PATH"'
    threads = (f"export {name}=1" for name in _THREADS)
    return [*threads, ours, *known, *_KERNELS, *site.prologue]


def script(told: Sequence[str], lines: Sequence[str]) -> str:
    """Return a job as sbatch takes it."""
    return "\n".join(["#!/usr/bin/env bash", *(f"#SBATCH {o}" for o in told), *lines, ""])


def call(*words: str, told: str | None = None) -> str:
    """Return what a command of SLURM answers, or raise WrongSite with its reason."""
    try:
        answer = subprocess.run(words, input=told, capture_output=True, text=True, check=True)  # noqa: S603
    except FileNotFoundError:
        raise WrongSite(
            f"{words[0]} is not here: no SLURM on this machine. Go to a login node of the cluster,"
            " or leave out --on."
        ) from None
    except subprocess.CalledProcessError as error:
        why = " ".join(error.stderr.split()).removeprefix(f"{words[0]}: ").rstrip(".")
        raise WrongSite(f"{words[0]} refuses: {why}. See what --site says, and `sinfo`.") from None
    return answer.stdout
