"""A watch over the jobs of a Dask cluster, which Dask believes in once it has asked for them.

A job that was cancelled in the queue, that ended before its worker spoke, or that SLURM could not
take just then would be waited for without end. It is forgotten here, so that another takes its
place; where one after the other ends so, something is wrong with the site.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from distributed import Client

from simulation.ensemble.job import call
from simulation.ensemble.site import WrongSite

_EVERY = 15.0  # seconds between two looks at the queue
_MOST = 3  # jobs that end before their worker speaks, one after the other


class Watch:
    """Looks after the jobs of a cluster, and gives out clients of it."""

    def __init__(self, cluster: Any, logs: str) -> None:  # noqa: ANN401  a SLURMCluster at work
        self._cluster, self._logs = cluster, logs
        self._clients: list[Client] = []
        self._spoke: set[Any] = set()
        self._unsent: set[Any] = set()
        self._mute = 0

    def connect(self) -> Client:
        """Return a client; raise WrongSite if jobs end before they work."""
        if self._mute >= _MOST:
            raise WrongSite(
                f"{self._mute} jobs one after the other ended before they worked. {self._logs} tell"
                " why; often it is the prologue or the interface of --site."
            )
        client = Client(self._cluster, set_as_default=False)  # type: ignore[no-untyped-call]
        self._clients.append(client)
        return client

    @contextmanager
    def at_work(self) -> Iterator["Watch"]:
        """Look every now and then."""
        over = Event()

        def look() -> None:
            while not over.wait(_EVERY):
                self._look()

        watch = Thread(target=look, daemon=True)
        watch.start()
        try:
            yield self
        finally:
            over.set()
            watch.join()

    def _look(self) -> None:
        """Forget the jobs that are gone, and end it all if they never come to work."""
        jobs = dict(self._cluster.workers)  # before the queue is looked at, which only grows older
        try:
            queued = set(call("squeue", "--noheader", "--me", "--format=%A").split())
        except WrongSite:
            return  # SLURM itself is away: nothing is known
        here = {w.name for w in list(self._cluster.scheduler.workers.values())}
        if here - self._spoke:
            self._mute = 0
        self._spoke |= here
        unsent = {name for name, job in jobs.items() if job.job_id is None}
        gone = {n for n, job in jobs.items() if n not in unsent | here and job.job_id not in queued}
        self._mute += len(gone - self._spoke)
        for name in gone | (unsent & self._unsent):
            self._cluster.loop.add_callback(self._cluster.worker_spec.pop, name, None)
        self._unsent = unsent
        if self._mute >= _MOST:
            for client in self._clients:
                client.close()  # type: ignore[no-untyped-call]
