"""A small SLURM on this machine, of two virtual nodes, whose daemons can be killed."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil

RECIPE = Path(__file__).with_name("slurm_toy.sh")
NODES = ("n1", "n2")


class Toy:
    """A cluster in a folder, and the environment of those who use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.frozen: list[psutil.Process] = []
        self.env = os.environ | {
            "SLURM_CONF": str(folder / "slurm.conf"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "PATH": os.environ["PATH"] + ":/usr/sbin",
        }
        self.env.pop("NUMBA_CACHE_DIR", None)

    def up(self):
        if not shutil.which("sbatch"):
            raise FileNotFoundError("sbatch is not here: install the packages of .ci/packages.")
        self._recipe("up", str(len(NODES)), "1", str(free_ports(1 + len(NODES))))

    def down(self):
        self.thaw()
        self._recipe("down")

    def _recipe(self, verb, *words):
        command = ["bash", RECIPE, verb, self.folder, *words]
        with (self.folder / "recipe.log").open("a") as log:
            subprocess.run(command, env=self.env, stdout=log, stderr=log, check=True)

    def ask(self, *words):
        """Return the lines that a command of SLURM answers."""
        done = subprocess.run(words, env=self.env, capture_output=True, text=True, check=False)
        return done.stdout.splitlines()

    def jobs(self, *options):
        """Return the jobs in the queue, each task of an array for itself."""
        return self.ask("squeue", "--noheader", "--array", "--format=%i", *options)

    def kill(self, daemon):
        """Kill a daemon as hard as can be, and start it again."""
        psutil.Process(self._pid(daemon)).kill()
        self._start(daemon)

    def write_down(self, job):
        """Wait until the controller has written its queue down: killed sooner, it would forget.

        It writes within five seconds of a change, and a comment on the job is one.
        """
        queue, asked = self.folder / "state" / "job_state", time.time()
        self.ask("scontrol", "update", f"jobid={job}", "comment=written")
        wait(lambda: queue.stat().st_mtime > asked, "the queue to be written")

    def freeze(self):
        """Stop all that works on the nodes, until it is thawed; daemons see nothing of it."""
        self.frozen = [p for step in self._steps() for p in step.children(recursive=True)]
        for process in self.frozen:
            with suppress(psutil.NoSuchProcess):
                process.suspend()

    def thaw(self):
        """Let what was stopped, and is still there, go on."""
        for process in self.frozen:
            with suppress(psutil.NoSuchProcess):
                process.resume()

    def lose(self, node):
        """Let a node lose power, the daemon and all that works there, be told, and come back."""
        steps = self._steps("-w", node)
        psutil.Process(self._pid(f"slurmd.{node}")).kill()
        for process in [p for step in steps for p in (step, *step.children(recursive=True))]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.ask("scontrol", "update", f"nodename={node}", "state=down", "reason=power")
        self._start(f"slurmd.{node}")
        self.ask("scontrol", "update", f"nodename={node}", "state=resume")

    def hurry(self):
        """Let jobs that were put back into the queue start at once, not after two minutes."""
        for job in self.ask("squeue", "-h", "-t", "PD", "-o", "%A %r"):
            number, _, reason = job.partition(" ")
            if reason == "BeginTime":
                self.ask("scontrol", "update", f"jobid={number}", "StartTime=now")

    def _steps(self, *which):
        """Return the processes of SLURM that watch over jobs."""
        names = tuple(f"slurmstepd: [{job}." for job in self.ask("squeue", "-ho", "%A", *which))
        every = psutil.process_iter(["cmdline"])
        return [p for p in every if " ".join(p.info["cmdline"] or []).startswith(names)]

    def _pid(self, daemon):
        return int((self.folder / "pid" / f"{daemon}.pid").read_text())

    def _start(self, daemon):
        kind, _, node = daemon.partition(".")
        words = [kind, "-f", self.env["SLURM_CONF"], *(["-N", node] if node else [])]
        with (self.folder / "recipe.log").open("a") as log:
            subprocess.run(words, env=self.env, stdout=log, stderr=log, check=True)


def wait(until, what, seconds=150):
    """Return what a question answers as soon as that is something; fail if it takes too long."""
    end = time.monotonic() + seconds
    while not (answer := until()):
        assert time.monotonic() < end, f"waited {seconds} s for {what}"
        time.sleep(0.2)
    return answer


def free_ports(many):
    """Return the first of some neighbouring ports that nobody uses."""
    for first in range(16_817, 20_000, many):
        try:
            for port in range(first, first + many):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    raise OSError("no free ports")
