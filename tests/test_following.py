"""What people ask next is told by what others asked at the same place."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering import Desk
from bot.entries import FollowUp
from bot.knowledge import Knowledge, load
from bot.replies import Kind
from tests.desks import after, shipped_desk, shipped_knowledge

KNOWLEDGE = """\
entries:
  - id: perpustakaan
    title: Perpustakaan
    ask: [apa itu perpustakaan kantor, jelaskan perpustakaan, di mana perpustakaan kantor]
    answer: Perpustakaan ada di lantai dua.
    related: [kartu]
    then:
      - siapa yang jaga di situ
      - bawa pulang bukunya boleh -> kartu
      - gedungnya bekas apa -> riwayat
      - koleksi 2023 ada -> kartu
  - id: kartu
    title: Kartu pinjam
    ask: [cara membuat kartu pinjam, syarat kartu pinjam, kartu pinjam gratis, urus kartu pinjam]
    answer: Kartu pinjam dibuat di meja depan.
gaps:
  - id: riwayat
    title: Riwayat gedung
    ask: [sejarah gedung kantor ini, gedung kantor dibangun kapan, riwayat gedung]
    answer: Riwayat gedung belum kami umumkan.
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("pengetahuan")
    (folder / "umum.yaml").write_text(KNOWLEDGE, "utf-8")
    return Desk(load(folder))


@pytest.mark.parametrize(
    ("text", "kind", "topic"),
    [
        ("siapa yang jaga di situ?", Kind.ANSWER, "perpustakaan"),
        ("yang jaga situ siapa sih", Kind.ANSWER, "perpustakaan"),
        ("bukunya boleh dibawa pulang ga", Kind.ANSWER, "kartu"),
        ("gedungnya bekas apaan", Kind.NO_DATA, "riwayat"),
    ],
)
def test_a_turn_near_a_follow_up_leads_where_that_does(
    desk: Desk, text: str, kind: Kind, topic: str
) -> None:
    reply = after("perpustakaan", text, desk=desk)

    assert (reply.kind, reply.why.topic) == (kind, topic)
    assert reply.why.rule == "asked next of perpustakaan"


@pytest.mark.parametrize("entry", [None, "kartu"])
def test_elsewhere_it_is_no_follow_up(desk: Desk, entry: str | None) -> None:
    text = "siapa yang jaga di situ"
    reply = after(entry, text, desk=desk) if entry else desk.reply(text)

    assert "perpustakaan" not in reply.entries


def test_one_with_another_number_is_none(desk: Desk) -> None:
    assert after("perpustakaan", "koleksi 2023 ada?", desk=desk).entries == ("kartu",)
    assert after("perpustakaan", "koleksi 1998 ada?", desk=desk).kind is not Kind.ANSWER


def test_a_question_of_its_own_is_not_bent_to_one(desk: Desk) -> None:
    reply = after("perpustakaan", "cara membuat kartu pinjam", desk=desk)

    assert (reply.entries, reply.why.rule) == (
        ("kartu",),
        "a known phrasing, word for word",
    )


def test_what_shares_no_more_than_fillers_with_a_follow_up_is_none() -> None:
    assert after("spi-kpu-sosialisasi", "/nu@bot").entry != "spi-penyelenggara"


def test_what_is_hardly_near_enough_is_asked_back_with_it_first() -> None:
    knowledge = shipped_knowledge()
    turn = "siapa yang mimpin ini"
    held = knowledge.entry("spbe")
    asked = (FollowUp(ask="siapa itu yang bikin", entry="menteri-panrb", line=1),)
    entries = tuple(replace(one, then=asked if one is held else ()) for one in knowledge.entries)
    desk = Desk(replace(knowledge, entries=entries), shipped_desk())

    reply = after("spbe", turn, desk=desk)

    assert reply.kind is Kind.CLARIFY
    assert reply.choices[0].entry == "menteri-panrb"


def test_each_follow_up_that_ships_leads_where_it_says_unless_it_says_what_it_means() -> None:
    desk, knowledge = shipped_desk(), shipped_knowledge()
    told: list[bool] = []
    began = time.monotonic()
    for entry in knowledge.entries:
        for one in entry.then[::5]:
            reply = after(entry.id, one.ask, desk=desk)
            told.append((one.entry or entry.id) in (*reply.entries, reply.why.topic))

    assert len(told) > 300
    assert sum(told) >= 0.97 * len(told)
    assert time.monotonic() - began < 120


def test_follow_ups_change_nothing_that_was_learnt() -> None:
    knowledge = shipped_knowledge()
    bare = replace(knowledge, entries=tuple(replace(one, then=()) for one in knowledge.entries))
    former = shipped_desk()

    assert Desk(bare, former)._matcher is former._matcher


def test_the_line_of_a_follow_up_is_that_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "umum.yaml").write_text(KNOWLEDGE, "utf-8")
    knowledge: Knowledge = load(tmp_path)

    assert knowledge.entry("perpustakaan").then == (
        FollowUp(ask="siapa yang jaga di situ", entry="", line=8),
        FollowUp(ask="bawa pulang bukunya boleh", entry="kartu", line=9),
        FollowUp(ask="gedungnya bekas apa", entry="riwayat", line=10),
        FollowUp(ask="koleksi 2023 ada", entry="kartu", line=11),
    )


def test_what_leads_to_a_topic_that_is_left_out_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "umum.yaml").write_text(KNOWLEDGE, "utf-8")
    knowledge = replace(load(tmp_path), gaps=())
    desk = Desk(knowledge)

    assert after("perpustakaan", "gedungnya bekas apa", desk=desk).why.topic != "riwayat"
    assert after("perpustakaan", "siapa yang jaga di situ", desk=desk).entry == "perpustakaan"
