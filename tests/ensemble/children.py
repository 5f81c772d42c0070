"""Work on a store in a child of this process, how it ends and what it says."""

from multiprocessing import get_context

from simulation.ensemble.store import WrongStore

FORK = get_context("fork")


def child(work):
    """Let a child of this process do some work, and return how it ended."""
    process = FORK.Process(target=work)
    process.start()
    process.join(120)
    return process.exitcode


def sentence_of(work):
    """Return the sentence with which a child's work ends."""
    here, there = FORK.Pipe(duplex=False)

    def tell():
        try:
            work()
            there.send("nothing was wrong")
        except WrongStore as error:
            there.send(str(error))

    assert child(tell) == 0
    return here.recv()
