"""One saved run of a small country, for all tests of the commands."""

from pathlib import Path

import pytest

from experiments.cli import main


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of a twentieth of the authorities."""
    folder = tmp_path_factory.mktemp("results") / "history-1"
    assert main(["run", "--fraction", "0.05", "--out", str(folder)]) == 0
    return folder
