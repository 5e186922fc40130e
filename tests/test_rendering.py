"""The picture really has its words in it: resvg leaves out in silence what it finds no font for."""

import pytest

from bot.drawing.charting import HEIGHT, WIDTH, svg
from bot.drawing.rendering import RenderError, drawn, png
from tests.pngs import read
from tests.test_charting import CHART

# Where words stand, and how many dark pixels they have there at least.
WORDS = {
    "the title": ((40, 30, 800, 76), 6000),
    "what is measured": ((40, 94, 300, 124), 800),
    "a figure": ((550, 300, 660, 350), 800),
    "a year": ((120, 590, 220, 626), 700),
    "a category": ((838, 200, 960, 230), 500),
    "its bounds": ((838, 235, 960, 265), 250),
    "the source": ((40, 760, 320, 795), 900),
}


def test_the_picture_has_its_size_and_is_small_to_send() -> None:
    picture = drawn(svg(CHART))

    assert (read(picture).width, read(picture).height) == (WIDTH, HEIGHT)
    assert len(picture) < 150_000


@pytest.mark.parametrize("words", WORDS)
def test_where_words_stand_the_picture_is_dark(words: str) -> None:
    box, least = WORDS[words]

    assert read(drawn(svg(CHART))).dark(*box) >= least


def test_a_font_that_is_not_there_would_be_seen() -> None:
    """Else the test above could not fail."""
    without = svg(CHART).replace("Source Sans Pro", "Nirwana")

    assert [read(drawn(without)).dark(*box) for box, _ in WORDS.values()] == [0] * len(WORDS)


def test_nothing_is_cut_off_at_the_edges() -> None:
    pixels = read(drawn(svg(CHART)))
    edges = [(0, 0, 20, HEIGHT), (WIDTH - 20, 0, WIDTH, HEIGHT), (0, 0, WIDTH, 10)]

    assert [pixels.dark(*edge) for edge in edges] == [0, 0, 0]
    assert pixels.dark(0, HEIGHT - 8, WIDTH, HEIGHT) == 0


def test_another_process_draws_the_same() -> None:
    assert png(svg(CHART)) == drawn(svg(CHART))


@pytest.mark.parametrize("broken", ["", "<svg", svg(CHART).replace("KPU", "\a")])
def test_what_cannot_be_drawn_is_told_and_not_sent(broken: str) -> None:
    with pytest.raises(RenderError, match=r"bot\.drawing\.rendering ended with 1"):
        png(broken)
