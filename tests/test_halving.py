import pytest

from bot.hearing.halving import Halver
from bot.loading.overriding import shipped

LANGUAGE, _ = shipped()
HALVER = Halver(LANGUAGE)


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("alamat kantor di mana, emailnya apa", ("alamat kantor di mana", "emailnya apa")),
        ("apa itu wbk dan apa itu wbbm", ("apa itu wbk", "apa itu wbbm")),
        ("apa itu wbk? terus wbbm itu apa", ("apa itu wbk", "wbbm itu apa")),
        ("apa itu wbk & apa itu wbbm", ("apa itu wbk", "apa itu wbbm")),
        ("satu hal:\n- apa itu wbk\n- apa itu wbbm", ("satu hal:\n- apa itu wbk", "apa itu wbbm")),
        ("1) apa itu wbk 2) apa itu wbbm", ("apa itu wbk", "apa itu wbbm")),
        ("a) apa itu wbk b) apa itu wbbm", ("apa itu wbk", "apa itu wbbm")),
        ("1. apa itu wbk 2. apa itu wbbm", ("apa itu wbk", "apa itu wbbm")),
        ("what is spbe and where is the office", ("what is spbe", "where is the office")),
    ],
)
def test_a_cut_is_proposed_where_two_questions_may_meet(text: str, halves: tuple[str, str]) -> None:
    assert halves in list(HALVER.halves(text))


def test_what_is_compared_is_proposed_as_two_things() -> None:
    assert list(HALVER.halves("beda PPID sama JDIH")) == [("PPID", "JDIH")]
    assert list(HALVER.halves("beda PPID sama JDIH", compared=False)) == []


def test_a_half_of_one_word_is_no_question() -> None:
    assert list(HALVER.halves("bayar, gratis")) == []


def test_cuts_are_bounded_however_long_the_message() -> None:
    assert len(list(HALVER.halves("satu dua, " * 200))) <= 6


def test_a_story_around_a_question_is_not_cut() -> None:
    assert list(HALVER.halves("kemarin saya " * 20 + ", alamat kantor di mana")) == []


def idle(part: str) -> bool:
    """Stands for what the courtesies know."""
    return part.strip(" ,.:?!").lower() in ("selamat siang", "kedua", "nuhun")


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("Selamat siang. Apa itu wbk? Nuhun!", "Apa itu wbk?"),
        ("Kedua, apa slogannya?", "apa slogannya?"),
        ("alamat cekdptonline.kpu.go.id, nuhun", "alamat cekdptonline.kpu.go.id,"),
        ("apa itu wbk", "apa itu wbk"),
        ("Selamat siang. Nuhun", "Selamat siang. Nuhun"),
    ],
)
def test_what_asks_nothing_before_and_after_a_question_is_taken_off(text: str, core: str) -> None:
    assert HALVER.core(text, idle, asks) == core


def asks(part: str) -> bool:
    """Stands for what the courtesies know as well."""
    return "apa" in part or "?" in part


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("wbk itu apa, soalnya besok ujian", "wbk itu apa,"),
        ("apa itu wbk? karena besok ujian, deadline", "apa itu wbk?"),
        # what asks itself is no reason, nor is anything behind what asks nothing
        ("wbk itu apa, soalnya wbbm juga apa", "wbk itu apa, soalnya wbbm juga apa"),
        ("saya bingung, soalnya nama saya hilang", "saya bingung, soalnya nama saya hilang"),
        ("karena besok ujian, wbk itu apa", "karena besok ujian, wbk itu apa"),
    ],
)
def test_why_a_question_is_asked_is_taken_off(text: str, core: str) -> None:
    assert HALVER.core(text, idle, asks) == core


def test_no_part_of_a_reason_is_proposed() -> None:
    parts = [part for part, _ in HALVER.stories("tolong, pak, soalnya besok ujian, deadline")]

    assert parts == ["tolong,", "pak,"]


def test_a_part_and_the_rest_of_a_story_are_proposed() -> None:
    assert list(HALVER.stories("PDPB itu apa, Pak? Kemarin dibahas.")) == [
        ("PDPB itu apa,", "Pak? Kemarin dibahas."),
        ("Pak?", "PDPB itu apa,  Kemarin dibahas."),
        ("Kemarin dibahas.", "PDPB itu apa, Pak?"),
    ]
