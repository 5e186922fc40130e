"""Entries made from records say what the records say, in one language at a time."""

from decimal import Decimal
from pathlib import Path

from bot.entries import RegulationRef, Relation, Scope, Text
from bot.knowledge import load
from tests.folders import KINDS, REGULATION, SERVICE, SPI, TODAY, made


def test_a_regulation_is_told_in_both_languages(tmp_path: Path) -> None:
    folder = made(tmp_path, {"aturan.yaml": REGULATION, "language.yaml": KINDS})

    knowledge = load(folder)

    made_from = knowledge.entry("perpres-95-2018")
    assert made_from.title == Text(id="Perpres 95/2018")
    assert made_from.scope is Scope.GENERAL
    assert made_from.answer == Text(
        id="Peraturan Presiden Nomor 95 Tahun 2018 tentang Sistem Pemerintahan Berbasis Elektronik "
        "(Perpres 95/2018). Mengatur SPBE. Masih berlaku. Menggantikan UU Nomor HK.03.1 Tahun "
        "2014. Diubah dengan Perpres Nomor 82 Tahun 2023 tentang Percepatan; UU Nomor "
        "135/PUU-XXII Tahun 2024.",
        en="Presidential Regulation Number 95 of 2018 on Sistem Pemerintahan Berbasis Elektronik "
        "(Perpres 95/2018). It governs SPBE. In force. It replaces UU Number HK.03.1 of 2014. "
        "It was amended by Perpres Number 82 of 2023 on Percepatan; UU Number 135/PUU-XXII of "
        "2024.",
    )
    (record,) = knowledge.regulations
    assert record is made_from.record
    assert (record.entry, record.kind, record.number, record.year) == (
        *("perpres-95-2018", "Perpres", "95"),
        2018,
    )
    assert record.refs[0] == RegulationRef(
        kind="UU", number="HK.03.1", year=2014, relation=Relation.REPLACES
    )
    assert [ref.relation for ref in record.refs[1:]] == [Relation.AMENDED_BY] * 2


def test_an_answer_without_all_its_english_is_told_in_indonesian_only(tmp_path: Path) -> None:
    half = REGULATION.replace("{id: Masih berlaku., en: In force.}", "Masih berlaku.")

    knowledge = load(made(tmp_path, {"aturan.yaml": half, "language.yaml": KINDS}))

    assert knowledge.entries[0].answer.en is None


def test_a_figure_of_one_line_is_enough(tmp_path: Path) -> None:
    content = SPI + "    - {subject: nasional, year: 2026, index: 73.10}\n"

    knowledge = load(made(tmp_path, {"spi.yaml": content}), today=TODAY)

    found = knowledge.entry("spi-nasional-2026")
    assert found.title.id == "SPI nasional 2026"
    assert found.answer == Text(
        id="Indeks SPI nasional tahun 2026 adalah 73,10.",
        en="The national SPI index for 2026 is 73.10.",
        su="Indéks SPI nasional taun 2026 nyaéta 73,10.",
    )
    assert len(found.ask) >= 15
    assert {"berapa spi nasional 2026", "what is the national spi score for 2026"} <= {*found.ask}
    assert knowledge.figures[-1].index == Decimal("73.10")
    assert knowledge.figures[-1].category is None


def test_a_figure_takes_its_category_from_the_ranges_of_its_year(tmp_path: Path) -> None:
    content = SPI + (
        "    - subject: kpu\n      year: 2025\n      index: 78\n      id: spi-baru\n"
        "      title: SPI baru\n      note: {id: Naik., en: It rose.}\n      ask: [spi kpu baru]\n"
    )

    knowledge = load(made(tmp_path, {"spi.yaml": content}))

    found = knowledge.entry("spi-baru")
    assert found.answer == Text(
        id="Indeks SPI KPU tahun 2025 adalah 78, kategori terjaga. Naik.",
        en="The KPU SPI index for 2025 is 78, category terjaga. It rose.",
    )
    assert (found.title.id, found.ask[0]) == ("SPI baru", "spi kpu baru")
    assert "spi komisi pemilihan umum 2025" in found.ask
    assert [drawn.years for drawn in knowledge.ranges] == [(2024, 2025)]


def test_a_service_is_told_part_by_part(tmp_path: Path) -> None:
    knowledge = load(made(tmp_path, {"layanan.yaml": SERVICE}))

    answer = knowledge.entries[0].answer
    assert answer.id == (
        "Minta informasi di sini.\n\nLangkah:\n- Isi formulir\n- Kirim\n\n"
        "Saluran:\n- Kantor: Jalan A, No. 1\n- Surel: a@b.id\n\n"
        "Jam: 08:00-16:00\nBiaya: Gratis\nBatas waktu: 10 hari\nDasar hukum: UU 14/2008\n\n"
        "Bawa KTP."
    )
    assert answer.en == (
        "Ask for information here.\n\nSteps:\n- Fill in the form\n- Send it\n\n"
        "Channels:\n- Office: Jalan A, No. 1\n- Surel: a@b.id\n\n"
        "Hours: 8 to 4\nCost: Free\nTime limit: 10 days\nLegal basis: Law 14/2008\n\n"
        "Bring your card."
    )
