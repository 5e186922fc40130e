"""The staff's guide says what the record pages say: buttons, refusals, pictures."""

import re

from tests.desks import ROOT
from tests.picturing import GUIDES, LARGEST, PAGES

DOCS = ROOT / "docs"
STAFF = (DOCS / "panduan-petugas.md").read_text(encoding="utf-8")
REVIEWERS = (DOCS / "panduan-peninjau.md").read_text(encoding="utf-8")
TEMPLATES = "".join(
    file.read_text(encoding="utf-8") for file in sorted((ROOT / "bot" / "console").glob("*.html"))
)


def test_every_picture_of_the_guides_is_there_light_enough_and_one_that_the_tool_makes() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(([\w-]+)\.png\)", STAFF + REVIEWERS)

    assert sorted(shown) == sorted(GUIDES)
    assert {page for page, _ in GUIDES.values()} <= PAGES.keys()
    assert {
        name: size for name in shown if (size := (DOCS / f"{name}.png").stat().st_size) > LARGEST
    } == {}


def test_every_refusal_that_the_guide_explains_is_one() -> None:
    section = STAFF.partition("## Di konsol: bila ditolak")[2].partition("\n## ")[0]
    told = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", section, re.MULTILINE)[1:]

    assert len(told) == 4
    assert [one for one in told if one not in TEMPLATES] == []


def test_nothing_is_said_in_both_guides() -> None:
    """Each leads to the other where the other says it."""
    sentences = [
        {one for one in re.split(r"(?<=[.:])\s+", " ".join(guide.split())) if len(one) > 60}
        for guide in (STAFF, REVIEWERS)
    ]

    assert sentences[0] & sentences[1] == set()
    assert "`panduan-peninjau.md`" in STAFF
    assert "`panduan-petugas.md`" in REVIEWERS
