import pytest

from bot.halving import Halver
from bot.language import shipped

LANGUAGE, _ = shipped()
HALVER = Halver(LANGUAGE)


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("alamat kantor di mana, emailnya apa", ("alamat kantor di mana", "emailnya apa")),
        ("apa itu wbk dan apa itu wbbm", ("apa itu wbk", "apa itu wbbm")),
        ("apa itu wbk? terus wbbm itu apa", ("apa itu wbk", "wbbm itu apa")),
        ("what is spbe and where is the office", ("what is spbe", "where is the office")),
    ],
)
def test_a_cut_is_proposed_where_two_questions_may_meet(text: str, halves: tuple[str, str]) -> None:
    assert halves in list(HALVER.halves(text))


def test_a_half_of_one_word_is_no_question() -> None:
    assert list(HALVER.halves("bayar, gratis")) == []


def test_cuts_are_bounded_however_long_the_message() -> None:
    assert len(list(HALVER.halves("satu dua, " * 200))) <= 6


def test_a_story_around_a_question_is_not_cut() -> None:
    assert list(HALVER.halves("kemarin saya " * 20 + ", alamat kantor di mana")) == []
