"""A store of a few runs to ask and to load, and all that a folder holds."""

from simulation.ensemble.code import model
from simulation.ensemble.store import make_store
from tests.ensemble.made import done, failed, plan_of, shard_of


def store_of_a_design(folder):
    """Return a store: a design of two points, two scenarios and two seeds, one of them failed."""
    store = make_store(folder)
    keys = [{"history": ["h00", "h01"], "no_initiative": ["n00", "n01"]},
            {"history": ["h10", "h11"], "no_initiative": ["n10", "n11"]}]  # fmt: skip
    plan_of(store, "rise", keys, scenarios=("history", "no_initiative"), model=model())
    runs = [done(k, float(i), seed=i) for i, k in enumerate(("h00", "h01", "n00", "n01", "h10"), 1)]
    shard_of(store, runs)
    store.compact()
    shard_of(store, [failed("h11", seed=7), done("n10", 10.0), done("n11", 11.0)])
    return store


def content(folder):
    return {p: p.is_file() and p.read_bytes() for p in sorted(folder.rglob("*"))}
