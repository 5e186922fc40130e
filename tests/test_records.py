"""What a field means is what the format page says, and editors are told the same."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.entries import EntryKind, Scope, SmallTalkKind, Text
from bot.knowledge import load
from bot.loading import records
from bot.replies import Source
from tests.folders import FULL, made

SCHEMA = Path(__file__).parent.parent / "knowledge" / "schema.json"


@pytest.mark.parametrize(
    "raw", [FULL.encode(), b"\xef\xbb\xbf" + FULL.encode(), FULL.replace("\n", "\r\n").encode()]
)
def test_every_field_is_read_as_what_it_means(tmp_path: Path, raw: bytes) -> None:
    knowledge = load(made(tmp_path, {"umum.yaml": raw}))

    first, second = knowledge.entries
    assert first.ask == ("apa itu satu", "tanya: # bukan komentar")
    assert first.answer == Text(id="Alinea pertama.\n\n- butir", en="One, two.")
    assert first.sources == (
        Source(title="Pasal 1", url="https://a.id/b", date=date(2025, 12, 8)),
        Source(title="Lisan"),
    )
    assert (first.checked, first.confirmed_by) == (date(2026, 11, 24), "Kasubbag")
    assert (first.related, first.private, first.scope) == (("dua",), True, Scope.GENERAL)
    assert (second.title.id, second.answer.id, second.private) == ("2024", "ya", False)
    assert second.checked == date(2025, 12, 8)
    assert knowledge.referrals[0].kind is EntryKind.REFERRAL
    assert knowledge.smalltalk[0].kind is SmallTalkKind.GREETING
    assert knowledge.categories[0].entries == ("satu", "dua")
    assert [type(part) for part in first.ask] == [str, str]


def test_the_schema_for_editors_is_current() -> None:
    """Write it anew with `python -m bot.loading.records > knowledge/schema.json`."""
    written = json.loads(SCHEMA.read_text(encoding="utf-8"))

    assert written == records.schema()
