"""A turn leans on the one before only as far as it says nothing of its own."""

import pytest

from bot.conversing import NEW
from bot.replies import Reply
from tests.desks import shipped_desk

FIGURE = "skor spi nasional 2025"


def after(first: str, then: str) -> Reply:
    """The reply to the second of two messages."""
    desk = shipped_desk()
    return desk.reply(then, NEW.after(desk.reply(first)))


@pytest.mark.parametrize(
    ("turn", "entry"),
    [
        ("alamat kantor kpu di mana", "alamat-kantor"),
        ("slogan kpu apa", "slogan"),
        ("cara lapor kpu gimana", "whistleblowing"),
        ("anggaran kpu 2024 berapa", "rujuk-anggaran-kpu"),
        ("pemilu nasional kapan", "rujuk-jadwal-pemilu"),
        ("kalau 2023?", "spi-nasional-2023"),
        ("yang kpu 2024?", "spi-kpu-2024"),
        ("maksud saya yang kpu, 2024", "spi-kpu-2024"),
    ],
)
def test_after_a_figure_only_a_bare_body_or_year_takes_the_place_of_the_last(
    turn: str, entry: str
) -> None:
    assert after(FIGURE, turn).entry == entry


@pytest.mark.parametrize(
    "turn", ["kalau kpu?", "yang 2019 gimana?", "what about 2018", "punya kpu"]
)
def test_a_figure_that_is_not_held_is_said_so(turn: str) -> None:
    reply = after(FIGURE, turn)

    assert reply.text.startswith(("Angka SPI", "I do not hold the SPI"))


@pytest.mark.parametrize("turn", ["kantor kpu punya parkir sepeda ga", "kpu buka jam berapa"])
def test_what_is_not_published_is_said_of_that_and_not_of_the_figures(turn: str) -> None:
    reply = after(FIGURE, turn)

    assert "SPI" not in reply.text
    assert reply.text == shipped_desk().reply(turn).text
