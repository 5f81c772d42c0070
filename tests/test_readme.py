"""The README's examples run, its figures are those of the pages, and links lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("docs/calibration/*.md"))]
_LINK = re.compile(r"\]\(([^)\s]+)\)|^\[[^\]]+\]: *(\S+)", re.MULTILINE)  # in line, or by reference
_NUMBER = re.compile(r"-?\d(?:[\d,.]*\d)?")


def test_the_examples_of_the_readme_run():
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(blocks) == 2
    space = {}
    for block in blocks:
        exec(compile(block, README.name, "exec"), space)  # noqa: S102  our own words
    assert space["model"].year == 2016
    assert len(space["girls"]) > 1000
    space["model"].release()


@pytest.mark.parametrize(
    ("page", "start", "end"),
    [
        (README, "Fitted to what was known", "!["),
        (ROOT / "docs/CALIBRATION.md", "## What came out", "\n## "),
    ],
    ids=["README", "CALIBRATION"],
)
def test_what_is_said_to_have_come_out_stands_on_a_page_that_a_command_wrote(page, start, end):
    text = page.read_text(encoding="utf-8")
    _, _, told = text.partition(start)
    pages = "".join(p.read_text(encoding="utf-8") for p in ROOT.glob("docs/calibration/*.md"))
    numbers = set(_NUMBER.findall(told.partition(end)[0]))
    assert len(numbers) > 10
    assert numbers <= set(_NUMBER.findall(pages))


def broken(page):
    """Return the relative links of a page that lead to nothing."""
    targets = [a or b for a, b in _LINK.findall(page.read_text(encoding="utf-8"))]
    near = [t.partition("#")[0] for t in targets if "://" not in t and not t.startswith("mailto:")]
    return [t for t in near if t and not (page.parent / t).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_relative_links_of_pages_lead_somewhere(page):
    assert broken(page) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("[a](page.md#a) [b](none.csv) [c](https://x.org/none) [d][e]\n\n[e]: gone.md\n")
    assert broken(page) == ["none.csv", "gone.md"]
