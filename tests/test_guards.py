"""What a question names besides its words: figures, laws, bodies and details, as it names them."""

import pytest

from bot.replies import Kind
from tests.desks import shipped_desk

DESK = shipped_desk()


@pytest.mark.parametrize(
    ("question", "entries"),
    [
        ("nilai spi nasional 2021, 2022 sama 2023 berapa", [2023, 2022, 2021]),
        (
            "di tabelku yang 2021 dan 2023 ada, tinggal 2022, berapa integritas nasional",
            [2023, 2022, 2021],
        ),
        ("spi nasional waktu pertama kali berapa nilainya", [2021]),
        ("setahun sebelum pemilu 2024 nilai spi nasional berapa", [2023]),
        ("spi nasional dua ribu dua satu berapa", [2021]),
    ],
)
def test_the_figures_of_the_years_meant_are_told(question: str, entries: list[int]) -> None:
    reply = DESK.reply(question)

    assert (reply.kind, reply.entries) == (
        Kind.ANSWER,
        tuple(f"spi-nasional-{year}" for year in entries),
    )


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("angka 74,04 itu nilainya siapa", "spi-kpu-2024"),
        ("spi yang nilainya 70,97 itu tahun berapa", "spi-nasional-2023"),
        ("berapa poin selisih spi kpu dan nasional 2024", "spi-perbandingan"),
        ("did kpu score better than the national spi in 2024", "spi-perbandingan"),
    ],
)
def test_a_figure_is_known_by_its_index_and_a_pair_by_what_is_written(
    question: str, entry: str
) -> None:
    assert DESK.reply(question).entry == entry


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("kata pak kades nilai spi kpu 2024 waspada, berapa angkanya", "spi-kpu-2024"),
        ("pak camat bilang ada zona integritas, apa itu", "zona-integritas"),
        ("kami dari bps, zona integritas itu apa", "zona-integritas"),
        ("menurut survei kpk nilai nasional 2025 berapa", "spi-nasional-2025"),
    ],
)
def test_a_body_that_only_speaks_is_not_asked_about(question: str, entry: str) -> None:
    assert DESK.reply(question).entry == entry


@pytest.mark.parametrize(
    "question",
    [
        "alamat kantor bawaslu di mana",
        "berapa spi bawaslu 2024",
        "siapa ketua bawaslu purwakarta",
    ],
)
def test_a_body_that_is_asked_about_is_not_answered_as_ours(question: str) -> None:
    assert DESK.reply(question).kind in (Kind.NO_DATA, Kind.REFERRAL)


def test_another_body_beside_this_office_is_asked_back() -> None:
    reply = DESK.reply("kpu purwakarta itu lembaga apa, apa sama dengan ombudsman")

    assert reply.kind is Kind.CLARIFY
    assert "tentang-kpu-purwakarta" in [choice.entry for choice in reply.choices]


@pytest.mark.parametrize(
    "question", ["uu ite yang baru nomor berapa", "uu otonomi daerah nomor berapa"]
)
def test_a_law_of_another_name_is_not_answered_with_ours(question: str) -> None:
    assert DESK.reply(question).kind is not Kind.ANSWER


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("skor spi nasional 20024", "spi-nasional-2024"),
        ("spi nasional 202 berapa", "spi-nasional-2025"),
        ("nilai spi kpu tahun 20n4", "spi-kpu-2024"),
        ("perpres 95 tahun 20119 tentang apa", "perpres-95-2018"),
        ("tahun 2005 uu 14", "uu-kip"),
    ],
)
def test_a_year_misspelt_or_not_its_own_is_asked_back(question: str, first: str) -> None:
    reply = DESK.reply(question)

    assert reply.kind is Kind.CLARIFY
    assert 2 <= len(reply.choices) <= 4
    assert reply.choices[0].entry == first


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("skor spi kpu tahun2024", "spi-kpu-2024"),
        ("perpres95 tahun 2018", "perpres-95-2018"),
        ("pp94/2021", "disiplin-pns"),
        ("lebih tinggi mana pada 204, spi kpu atau nasional", "spi-perbandingan"),
    ],
)
def test_a_year_or_number_run_into_a_word_is_read(question: str, entry: str) -> None:
    assert DESK.reply(question).entry == entry


@pytest.mark.parametrize(
    "question", ["kantor kpu karwang jalan apa", "email kpu subagn", "alamat kpu kab bekais"]
)
def test_a_place_misspelt_behind_this_offices_name_is_another_place(question: str) -> None:
    assert DESK.reply(question).kind in (Kind.NO_DATA, Kind.REFERRAL)


@pytest.mark.parametrize(
    "question", ["alamat kpu purwakrta", "di mana alamat kantor kpu kabupaten purwkarta"]
)
def test_this_place_misspelt_is_no_other(question: str) -> None:
    assert DESK.reply(question).entry == "alamat-kantor"


def test_of_two_years_named_that_of_the_law_is_meant() -> None:
    reply = DESK.reply("undang-undang pemilu itu yang 2012 atau yang 2017")

    assert (reply.kind, reply.entry) == (Kind.ANSWER, "uu-pemilu")


@pytest.mark.parametrize(
    "question",
    [
        "sebutkan nama nama responden survei spi kpu",
        "minta dataset mentah survei penilaian integritas",
    ],
)
def test_a_detail_that_no_phrasing_asks_for_is_not_answered(question: str) -> None:
    assert DESK.reply(question).kind is not Kind.ANSWER


def test_where_another_entry_of_the_survey_leads_no_figure_is_told() -> None:
    assert DESK.reply("unit kpu yang ikut spi").entry != "spi-kpu-2024"


def test_a_story_around_the_survey_wants_no_other_bodys_figure() -> None:
    reply = DESK.reply("di puskesmas ada WA ngaku survei penilaian integritas, takutnya penipuan")

    assert reply.why.rule != "the figure asked is not held"


def test_a_detail_is_shown_with_what_it_is_a_part_of() -> None:
    reply = DESK.reply("batas nilai hadiah yang tidak wajib dilaporkan berapa")
    opened = DESK.show("gratifikasi-batas", "id")

    assert reply.entries == ("gratifikasi-batas", "gratifikasi")
    assert opened is not None
    assert opened.entries == ("gratifikasi-batas",)
    assert reply.text.startswith(opened.text)


def test_who_says_that_it_is_no_report_may_complain() -> None:
    reply = DESK.reply(
        "bukan mau lapor korupsi, petugas kantor kpu jutek ke saya kemarin, ngadu ke mana"
    )

    assert (reply.kind, reply.entry) == (Kind.ANSWER, "pengaduan-lapor")


@pytest.mark.parametrize(
    "question",
    [
        "inflasi nasional 2022 berapa persen",
        "IPM nasional tahun 2025 berapa",
        "rata-rata nilai ujian nasional 2024 anak SMP",
        "SPI Pendidikan 2023 nasional berapa ya",
        "kenapa spi nasional tahun 2022 bisa turun",
        "mengapa nilai spi kpu 2024 cuma segitu",
    ],
)
def test_another_index_or_a_reason_is_not_answered_with_a_figure(question: str) -> None:
    reply = DESK.reply(question)

    assert not any(entry.startswith("spi-") for entry in reply.entries)


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("nilai rapor integritas kpu dari kpk 2024", "spi-kpu-2024"),
        ("national integrity index 2022", "spi-nasional-2022"),
        ("skor indonesia di survei kpk tahun 2021 berapa", "spi-nasional-2021"),
    ],
)
def test_a_figure_is_told_though_the_index_is_not_named(question: str, entry: str) -> None:
    assert DESK.reply(question).entry == entry


@pytest.mark.parametrize(
    "question",
    [
        "integritas teritorial suatu negara itu maksudnya apa",
        "ketua serikat petani indonesia SPI sekarang siapa",
        "hadis tentang amanah dan jujur",
        "syarat jadi calon ketua RT",
        "kunci kontak motor macet ga bisa diputar",
    ],
)
def test_the_same_word_in_another_sense_is_referred(question: str) -> None:
    assert DESK.reply(question).kind in (Kind.REFERRAL, Kind.UNKNOWN)
