"""The examples of the README run, in order, as they stand."""

import re
from pathlib import Path

README = Path(__file__).resolve().parents[1] / "README.md"


def test_the_examples_of_the_readme_run():
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(blocks) == 2
    space = {}
    for block in blocks:
        exec(compile(block, README.name, "exec"), space)  # noqa: S102  our own words
    assert space["model"].year == 2016
    assert len(space["girls"]) > 1000
    space["model"].release()
