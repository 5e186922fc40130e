import pytest

from bot.hearing.speaking import Ear
from bot.loading.overriding import shipped

LANGUAGE, _ = shipped()
EAR = Ear(LANGUAGE)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("apa slogan kpu purwakarta", "id"),
        ("gmn cara lapor min", "id"),
        ("what is the slogan", "en"),
        ("SPBE, what is that? same as e-government?", "en"),
        ("contact info please", "en"),
        ("kumaha carana menta informasi", "su"),
        ("SPI teh naon", "su"),
        ("slogan KPU Purwakarta", None),
        ("WBK", None),
        ("\U0001f600", None),
        ("perpres yg buat accelerate transformasi digital nomor berapa", "id"),
    ],
)
def test_a_language_is_heard_by_words_only_it_has(text: str, language: str | None) -> None:
    assert EAR.language(text) == language
