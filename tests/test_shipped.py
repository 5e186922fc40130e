"""The knowledge that ships keeps the promises its outline makes."""

import re
from typing import Any

import pytest
import yaml

from bot.entries import EntryKind
from tests.desks import ROOT, TODAY, shipped_knowledge

KNOWLEDGE = shipped_knowledge()
OUTLINE: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "outline.yaml").read_text(encoding="utf-8")
)["entries"]


@pytest.mark.parametrize("promised", OUTLINE, ids=lambda promised: str(promised["id"]))
def test_each_entry_of_the_outline_stands_and_says_what_it_must(promised: dict[str, Any]) -> None:
    entry = KNOWLEDGE.entry(promised["id"])
    missing = [must for must in promised["must"] if not re.search(must, entry.answer.id, re.I)]

    assert entry.category == promised["category"]
    assert missing == []
    assert len(entry.ask) >= 15


def test_every_answer_is_short_sourced_dated_and_in_english_too() -> None:
    wanting = [
        entry.id
        for entry in KNOWLEDGE.entries
        if not entry.sources
        or entry.checked is None
        or entry.checked > TODAY
        or entry.answer.en is None
        or max(len(entry.answer.id), len(entry.answer.en)) > 900
    ]

    assert wanting == []


def test_nothing_is_signed_off_before_the_office_has_done_so() -> None:
    assert [entry.id for entry in KNOWLEDGE.entries if entry.confirmed_by] == []


def test_referrals_are_many_and_narrow() -> None:
    referrals = [entry for entry in KNOWLEDGE.referrals if entry.kind is EntryKind.REFERRAL]

    assert len(referrals) >= 30
    assert [entry.id for entry in referrals if len(entry.ask) < 8] == []
    assert [entry.id for entry in referrals if entry.answer.en is None] == []


def test_the_institutions_figure_is_never_given_as_the_offices_own() -> None:
    telling = [entry for entry in KNOWLEDGE.entries if "74,04" in entry.answer.id]

    assert telling
    assert [
        entry.id
        for entry in telling
        if re.search(r"SPI KPU (Kabupaten )?Purwakarta[^.]*74,04", entry.answer.id)
    ] == []


def test_the_national_figure_of_2024_is_rentan_and_not_called_the_latest() -> None:
    answer = KNOWLEDGE.entry("spi-nasional-2024").answer.id

    assert "rentan" in answer
    assert not re.search("terbaru|terakhir|terkini", answer)


def test_gift_limits_are_those_of_2026() -> None:
    answers = " ".join(entry.answer.id for entry in KNOWLEDGE.entries if "gratif" in entry.id)

    assert "1.500.000" in answers


def test_no_answer_says_whom_to_vote_for() -> None:
    urging = re.compile(r"\b(pilihlah|dukunglah|coblos nomor)\b")
    entries = (*KNOWLEDGE.entries, *KNOWLEDGE.referrals)

    assert [entry.id for entry in entries if urging.search(entry.answer.id)] == []
