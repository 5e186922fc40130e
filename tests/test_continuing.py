"""A later turn that no rule and no name tells is told by all signs at once."""

from pathlib import Path

import numpy as np
import pytest

from bot.answering import Desk
from bot.knowledge import load
from bot.replies import Kind
from bot.turns.continuing import ANSWERED, GOES_ON, SIGNS
from bot.turns.conversing import NEW, Conversation
from tests.desks import after, shipped_desk

DESK = shipped_desk()
SMALL = """\
entries:
  - id: perpustakaan
    title: Perpustakaan
    ask: [apa itu perpustakaan kantor, jelaskan perpustakaan, di mana perpustakaan kantor]
    answer: Perpustakaan ada di lantai dua.
    related: [kartu]
  - id: kartu
    title: Kartu pinjam
    ask: [cara membuat kartu pinjam, syarat kartu pinjam, kartu pinjam gratis, urus kartu pinjam]
    answer: Kartu pinjam dibuat di meja depan.
"""


@pytest.mark.parametrize(
    ("entry", "turn", "meant"),
    [
        ("whistleblowing", "apakah identitas saya tetap terlindungi nanti", "whistleblowing"),
        ("pdpb", "kalau almarhum ayah masih tercantum bagaimana", "pdpb"),
        ("keberatan-informasi", "sesudah itu masih ada langkah lain kah", "keberatan-informasi"),
        ("gratifikasi", "terus kalau sudah terlanjur diterima", "gratifikasi"),
    ],
)
def test_what_was_told_is_gone_on_with(entry: str, turn: str, meant: str) -> None:
    reply = after(entry, turn)

    assert reply.kind is Kind.ANSWER
    assert meant in reply.entries


@pytest.mark.parametrize(
    ("turn", "entry"),
    [
        ("alamat kantor kpu purwakarta di mana", "alamat-kantor"),
        ("berapa skor spi nasional 2023", "spi-nasional-2023"),
        ("perpres 82 tahun 2023 tentang apa", "perpres-82-2023"),
    ],
)
def test_what_is_named_is_not_weighed(turn: str, entry: str) -> None:
    reply = after("whistleblowing", turn)

    assert reply.entries[0] == entry
    assert not reply.why.rule.startswith(GOES_ON)


@pytest.mark.parametrize(
    ("entry", "turn"),
    [
        ("uu-asn", "gaji PPPK menurut aturan itu berapa?"),
        ("integritas-bagi-kpu", "pernah kejadian di purwakarta ga"),
        ("whistleblowing", "kalau mau kasih masukan ke kantor lewat apa"),
    ],
)
def test_what_only_stands_near_and_is_unlikely_is_asked_back(entry: str, turn: str) -> None:
    reply = after(entry, turn)

    assert (reply.kind, reply.why.rule) == (Kind.CLARIFY, f"{GOES_ON}{entry}")


@pytest.mark.parametrize("turn", ["resep opor ayam dong", "gaji ketua kpu berapa", "wkwk"])
def test_what_is_not_ours_stays_so(turn: str) -> None:
    assert after("whistleblowing", turn).kind not in (Kind.ANSWER, Kind.CLARIFY)


def test_a_first_message_has_no_signs_nor_has_one_that_says_nothing() -> None:
    shown = DESK.show("slogan", "id")
    assert shown is not None

    assert DESK.signs("artinya apa", NEW) is None
    assert DESK.signs("", NEW.after(shown)) is None
    assert DESK.signs("artinya apa", Conversation(entries=("sudah-dihapus",))) is None


def test_each_candidate_has_a_row_of_signs() -> None:
    shown = DESK.show("slogan", "id")
    assert shown is not None
    signs = DESK.signs("itu diambil dari mana sih", NEW.after(shown))

    assert signs is not None
    candidates, rows = signs
    assert rows.shape == (len(candidates), len(SIGNS))
    assert np.isfinite(rows).all()
    assert candidates[0] == "slogan"
    assert len({*candidates}) == len(candidates)
    assert {"makna-slogan", "komitmen-integritas"} <= {*candidates}


def test_what_is_hardly_likely_is_among_the_choices() -> None:
    """Where something is asked back, the likeliest comes first, and none twice."""
    reply = after("zona-integritas", "kalau gagal dipegang siapa")

    choices = [choice.entry for choice in reply.choices]
    assert reply.kind is Kind.CLARIFY
    assert 2 <= len({*choices}) == len(choices) <= 4
    assert reply.score < ANSWERED


@pytest.mark.parametrize("turn", ["halo apa kabar dunia", "berapa harga beras", "gaji ketua"])
def test_a_small_knowledge_is_not_gone_on_with_where_nothing_speaks_of_it(
    turn: str, tmp_path: Path
) -> None:
    (tmp_path / "umum.yaml").write_text(SMALL, "utf-8")
    desk = Desk(load(tmp_path))
    shown = desk.show("kartu", "id")
    assert shown is not None

    assert desk.reply(turn, NEW.after(shown)).kind is not Kind.ANSWER
