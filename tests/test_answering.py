from dataclasses import replace

import pytest

from bot.answering import Desk
from bot.entries import Entry, Text
from bot.knowledge import Knowledge
from bot.replies import Kind
from bot.turns.conversing import Conversation
from tests.desks import said, shipped_desk

DESK = shipped_desk()


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("gmn cara lapor gratifikasi min", "gratifikasi"),
        ("berapa spi kpu 2024", "spi-kpu-2024"),
        ("SPI NASIONAL TAHUN 2025 BRP???", "spi-nasional-2025"),
        ("es pe i nasional dua ribu dua puluh empat berapa", "spi-nasional-2024"),
        ("spi nasional berapa", "spi-nasional-2025"),
        ("perpres 95 tahun 2018", "perpres-95-2018"),
        ("uu 5 tahun 2014 masih berlaku?", "uu-asn"),
        ("kantorna palih mana", "alamat-kantor"),
        ("what is the slogan of KPU Purwakarta", "slogan"),
        ("almat kntor kpu pwk dmn", "alamat-kantor"),
    ],
)
def test_a_question_as_people_type_it_gets_its_answer(question: str, entry: str) -> None:
    reply = DESK.reply(question)

    assert (reply.kind, reply.entry) == (Kind.ANSWER, entry)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("perpres 82 tahun 2018", Kind.NO_DATA),
        ("SPI DPR 2024", Kind.NO_DATA),
        ("SPI KPU 2019", Kind.NO_DATA),
        ("berapa nilai SPI KPU Purwakarta", Kind.NO_DATA),
        ("UU 7 tahun 2017 pasal 280 bunyinya apa", Kind.NO_DATA),
        ("bikin ktp dimana", Kind.REFERRAL),
        ("harus pilih siapa pilkada nanti", Kind.REFERRAL),
        ("asdf", Kind.UNKNOWN),
        ("Ombbdsman Ittu  Pa", Kind.UNKNOWN),
        ("\U0001f602\U0001f602", Kind.UNKNOWN),
        ("", Kind.UNKNOWN),
        ("a" * 1001, Kind.UNKNOWN),
        ("pagi min", Kind.SMALLTALK),
        ("makasih banyak ya kak", Kind.SMALLTALK),
    ],
)
def test_what_is_not_held_is_never_answered(question: str, kind: Kind) -> None:
    reply = DESK.reply(question)

    assert (reply.kind, reply.entries) == (kind, ())
    assert reply.text


@pytest.mark.parametrize("question", ["nilai spi 2024 berapa", "skor spi"])
def test_asking_back_shows_choices_and_no_answer(question: str) -> None:
    reply = DESK.reply(question)
    shown = [e.id for e in DESK.knowledge.entries if e.answer.id in reply.text]

    assert reply.kind is Kind.CLARIFY
    assert 2 <= len(reply.choices) <= 4
    assert shown == []


def test_an_exact_phrasing_always_wins() -> None:
    wrong = [
        (entry.id, ask)
        for entry in DESK.knowledge.entries
        for ask in entry.ask
        if DESK.reply(ask).entry != entry.id
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("bedanya spi kpu sama nasional", ("2,51", "74,04", "71,53")),
        ("spi nasional naik atau turun", ("naik", "0,79")),
        ("spi nasional paling tinggi tahun berapa", ("tertinggi", "72,43", "2021")),
        ("tahun berapa skor spi nasional terendah", ("terendah", "70,97", "2023")),
        ("spi nasional dari 2023 ke 2024 naik berapa", ("70,97", "71,53", "0,56", "naik")),
        ("skor spi 75 masuk kategori apa", ("waspada",)),
    ],
)
def test_figures_are_computed_from_the_records(question: str, figures: tuple[str, ...]) -> None:
    reply = DESK.reply(question)

    assert reply.kind is Kind.ANSWER
    assert [figure for figure in figures if figure not in reply.text] == []


@pytest.mark.parametrize(
    ("turns", "entry"),
    [
        (("berapa spi kpu 2024", "kalau nasional?"), "spi-nasional-2024"),
        (("spi nasional 2024", "yang 2022?"), "spi-nasional-2022"),
        (("perpres 95 tahun 2018 isinya apa", "yang 2023?"), "perpres-82-2023"),
        (("apa slogan kpu purwakarta", "artinya?"), "makna-slogan"),
        (("apa slogan kpu purwakarta", "kantornya di mana"), "alamat-kantor"),
        (("wbbm itu apa", "aturannya di mana?"), "regulasi-zona-integritas"),
    ],
)
def test_a_later_turn_leans_on_the_one_before(turns: tuple[str, ...], entry: str) -> None:
    assert said(*turns).entry == entry


@pytest.mark.parametrize(
    ("turn", "language"),
    [("in English please", "en"), ("versi inggris dong", "en"), ("basa sunda na", "su")],
)
def test_the_last_answer_is_told_again_in_another_language(turn: str, language: str) -> None:
    reply = said("apa slogan kpu purwakarta", turn)

    assert (reply.entry, reply.language) == ("slogan", language)


def test_a_year_that_is_not_held_is_not_held_in_a_later_turn_either() -> None:
    assert said("berapa spi kpu 2024", "yang 2019 gimana?").kind is Kind.NO_DATA


def test_the_same_sentence_is_not_said_twice_in_a_row() -> None:
    once, twice = said("asdf"), said("asdf", "qwerty zxcv")

    assert (once.kind, twice.kind) == (Kind.UNKNOWN, Kind.UNKNOWN)
    assert once.text != twice.text


@pytest.mark.parametrize(
    ("question", "entries"),
    [
        ("alamat kantor kpu purwakarta di mana, emailnya apa", {"alamat-kantor", "kontak"}),
        ("apa itu spbe dan dasar hukumnya apa", {"spbe", "perpres-95-2018"}),
    ],
)
def test_two_questions_in_one_message_get_both_answers(question: str, entries: set[str]) -> None:
    assert set(DESK.reply(question).entries) == entries


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("kak wbk jeung wbbm dasar aturanana naon kng ya", "regulasi-zona-integritas"),
        ("selisih nilai spi kpu sama nasional thun 2024 berapa poin sih", "spi-perbandingan"),
        ("yg jadi responden SPI itu siapa aja, pegawai doang or masyarakt juga?", "spi-apa"),
    ],
)
def test_a_known_phrasing_with_a_slip_is_not_cut_in_two(question: str, entry: str) -> None:
    assert DESK.reply(question).entries == (entry,)


@pytest.mark.parametrize(
    ("question", "entries"),
    [
        ("beda PPID sama JDIH apa ya", {"ppid", "jdih"}),
        ("ppid sama jdih bedanya apa", {"ppid", "jdih"}),
        ("perbedaan uu pemilu dan uu pilkada", {"uu-pemilu", "uu-pilkada"}),
        ("what is the difference between wbk and zona integritas", {"wbk", "zona-integritas"}),
    ],
)
def test_of_two_things_compared_both_are_told(question: str, entries: set[str]) -> None:
    assert {*DESK.reply(question).entries} == entries


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("bedanya wbs sama sp4n lapor apa", "wbs-beda-lapor"),
        ("selisih nilai spi kpu dan nasional 2024 bedanya berapa", "spi-perbandingan"),
    ],
)
def test_an_entry_that_tells_the_difference_is_told_instead(question: str, entry: str) -> None:
    assert DESK.reply(question).entry == entry


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("SPBE teh naon hartina, jelaskeun nu gampang", "spbe"),
        ("uu tipikor nomor berapa, di kelas ada dua pendapat", "uu-tipikor"),
    ],
)
def test_what_asks_for_nothing_beside_a_question_gets_no_answer(question: str, entry: str) -> None:
    assert DESK.reply(question).entries == (entry,)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("apa itu zona integritas", "id"),
        ("what is an integrity zone", "en"),
        ("slogan KPU Purwakarta naon", "su"),
    ],
)
def test_the_answer_is_in_the_language_asked(question: str, language: str) -> None:
    assert DESK.reply(question).language == language


def test_a_language_chosen_by_the_citizen_wins_over_the_one_typed() -> None:
    assert DESK.reply("apa itu zona integritas", language="en").language == "en"


def test_a_courtesy_before_a_question_is_not_small_talk() -> None:
    reply = DESK.reply("assalamualaikum min, mau tanya alamat kantor kpu purwakarta")

    assert reply.entry == "alamat-kantor"


def test_words_of_a_report_are_marked_as_not_to_be_kept() -> None:
    assert DESK.reply("mau lapor ada pegawai kpu yang minta uang").private
    assert not DESK.reply("apa slogan kpu purwakarta").private


def test_no_answer_is_given_for_a_figure_of_another_body() -> None:
    bodies = ("Bawaslu", "Kemenkeu", "Pemkab Purwakarta", "Jawa Barat", "Polri", "Karawang")
    answered = [b for b in bodies if DESK.reply(f"nilai SPI {b} 2024 berapa").kind is Kind.ANSWER]

    assert answered == []


@pytest.mark.parametrize(
    ("question", "against"),
    [
        ("perpres 82 tahun 2018", "Perpres Nomor 82 Tahun 2018"),
        ("nilai SPI Kejaksaan 2024", "kejaksaan"),
    ],
)
def test_staff_see_what_was_held_against_an_answer(question: str, against: str) -> None:
    assert DESK.reply(question).why.ruled_out == (against,)


def test_an_entry_is_shown_by_its_id_and_a_gone_one_is_not() -> None:
    shown = DESK.show("slogan", "id")

    assert shown is not None
    assert "Integritas sebagai Identitas" in shown.text
    assert DESK.show("tidak-ada", "id") is None


def test_the_best_five_are_ranked_with_chances() -> None:
    ranking = DESK.reply("apa itu wbk").ranking

    assert len(ranking) == 5
    assert ranking[0].entry == "wbk"
    assert [r.score for r in ranking] == sorted((r.score for r in ranking), reverse=True)


def _with(changed: Entry) -> Knowledge:
    entries = DESK.knowledge.entries
    return replace(
        DESK.knowledge, entries=tuple(changed if e.id == changed.id else e for e in entries)
    )


def test_a_desk_made_after_another_answers_what_the_new_knowledge_says() -> None:
    slogan = DESK.knowledge.entry("slogan")
    changed = replace(slogan, answer=Text(id="Slogan yang baru."))
    answer_only = Desk(_with(changed), DESK)
    asked = replace(slogan, ask=(*slogan.ask, "kata mutiara di dinding kantor"))
    phrasing_too = Desk(_with(asked), DESK)

    assert answer_only.reply("apa slogan kpu purwakarta").text.startswith("Slogan yang baru.")
    assert phrasing_too.reply("kata mutiara di dinding kantor").entry == "slogan"
    assert DESK.reply("kata mutiara di dinding kantor").entry is None


def test_a_knowledge_in_english_is_not_read_as_indonesian() -> None:
    entries = DESK.knowledge.entries
    asks = (("how do i pay the fee", "what is the charge"), ("where is the office", "office hours"))
    english = [replace(e, ask=ask) for e, ask in zip(entries, asks, strict=False)]
    knowledge = replace(DESK.knowledge, entries=tuple(english), referrals=(), gaps=(), smalltalk=())
    words = [word.form for word in Desk(knowledge).match("where do i pay").words]

    assert words == ["where", "do", "i", "pay"]
    assert "pay" not in [word.form for word in DESK.match("where do i pay").words]


@pytest.mark.parametrize(
    "turns",
    [
        ("apa itu zona integritas", "spi nasional naik atau turun"),
        ("berapa spi nasional 2023", "naik apa turun?"),
        ("berapa spi kpu 2024", "tren spi nasional"),
    ],
)
def test_how_figures_went_is_told_whatever_was_spoken_of_before(turns: tuple[str, ...]) -> None:
    reply = said(*turns)
    assert reply.entries[:2] == ("spi-nasional-2025", "spi-nasional-2024")
    assert "72,32" in reply.text


def test_a_later_turn_of_fillers_alone_is_not_bent_to_the_entry_before() -> None:
    assert said("privasi bot ini bagaimana", "<b>admin</b>").entries == ()


def test_a_long_message_costs_no_more_than_what_is_read_of_it() -> None:
    english = "what is the slogan of the office " * 50

    assert DESK.reply(english).language == "en"
    assert DESK.reply("x" * 1001 + english).language == "id"


def test_what_was_just_answered_is_at_hand_for_the_next_citizen_but_no_report_is() -> None:
    desk = Desk(DESK.knowledge, before=DESK)
    report = "saya mau lapor pegawai KPU minta uang ke saya"
    spoken = Conversation(entries=("spi-kpu-2024",))

    assert desk.reply("kalau nasional?") is desk.reply("kalau nasional?")
    assert desk.reply("kalau nasional?", spoken).entry == "spi-nasional-2024"
    assert desk.reply("kalau nasional?", language="en") is not desk.reply("kalau nasional?")
    assert desk.reply(report).private
    assert desk.reply(report) is not desk.reply(report)


def test_a_private_reply_is_at_hand_only_for_words_that_are_published() -> None:
    desk = Desk(DESK.knowledge, before=DESK)
    published = DESK.knowledge.entry("whistleblowing").ask[0]
    spoken = Conversation(entries=("whistleblowing",))

    assert desk.reply(published).private
    assert desk.reply(published) is desk.reply(published)
    assert desk.reply(published, spoken) is not desk.reply(published, spoken)


def test_no_more_than_so_many_replies_are_at_hand_those_asked_for_last() -> None:
    desk = Desk(DESK.knowledge, before=DESK, at_hand=2)
    often, once = desk.reply("apa itu wbk"), desk.reply("apa itu wbbm")

    assert desk.reply("apa itu wbk") is often
    desk.reply("apa slogannya")
    assert desk.reply("apa itu wbk") is often
    assert desk.reply("apa itu wbbm") is not once
    assert desk.reply("apa itu wbbm") == once


def test_an_id_takes_no_phrasing_from_another_entry() -> None:
    first, second = DESK.knowledge.entry("kontak"), DESK.knowledge.entry("jdih")
    named = replace(second, id="kirim-surat", related=())
    asked = replace(first, ask=(*first.ask, "kirim surat"), related=())
    knowledge = replace(
        DESK.knowledge, entries=(asked, named), referrals=(), gaps=(), categories=()
    )

    reply = Desk(knowledge).reply("kirim surat")
    assert (reply.entry, reply.why.rule) == ("kontak", "a known phrasing, word for word")
