"""The guide for staff in the office's group, and the page's table: they say what the bot says."""

import ast
import re

import pytest

from tests.desks import ROOT, shipped_desk

GUIDE = " ".join((ROOT / "docs" / "panduan-tanya-petugas.md").read_text(encoding="utf-8").split())
PAGE = (ROOT / "docs" / "telegram.md").read_text(encoding="utf-8")
# What other programs and pages write.
ELSEWHERE = {"Balas", "Log", "Ajarkan"}
_TEST = re.compile(r"tests/(test_\w+\.py)::(test_\w+)")


def test_every_label_of_the_guide_is_one_that_the_bot_writes() -> None:
    say = shipped_desk().knowledge.language.say
    written = " ".join(text.id for key, text in say.items() if key.startswith("desk_"))
    written = written.replace("{place}", "1")
    labels = set(re.findall(r"\*\*(.+?)\*\*", GUIDE)) - ELSEWHERE

    assert len(labels) >= 6
    assert {label for label in labels if label not in written} == set()


def test_every_button_that_staff_may_press_is_in_the_guide_and_short_enough_for_a_phone() -> None:
    say = shipped_desk().knowledge.language.say
    keys = ("answer_with", "refer", "not_ours", "block", "unblock")
    staff = [say[f"desk_{key}"].id.replace("{place}", "1") for key in keys]
    citizens = [say[key] for key in ("hand_ask", "hand_yes", "hand_no")]
    theirs = [text for one in citizens for text in (one.id, one.en, one.su) if text]

    assert [label for label in staff if f"**{label}**" not in GUIDE] == []
    assert [label for label in (*staff, *theirs) if len(label) >= 24] == []


SECTION = PAGE.partition("## A person when the bot cannot")[2]


@pytest.mark.parametrize(("file", "name"), sorted(set(_TEST.findall(SECTION))))
def test_every_test_that_the_section_names_is_there(file: str, name: str) -> None:
    nodes = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8")).body

    assert name in {getattr(node, "name", "") for node in nodes}
