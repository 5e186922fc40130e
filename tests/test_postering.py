"""A poster: the words fit on the page whatever they are, and the code leads to the entry."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from bot.drawing.postering import EDGE, HEIGHT, WIDTH, Poster, link_to, svg, wrapped
from bot.drawing.rendering import drawn
from tests.pngs import Pixels, read
from tests.qrs import decoded

# Of a tenth of a millimetre; the picture that is looked at has a quarter of them.
SCALE = 4
USUAL = Poster(
    office="KPU Kabupaten Purwakarta",
    title="Zona Integritas",
    asked="apa itu zona integritas",
    hint="Pindai dengan kamera ponsel, lalu tekan Mulai di Telegram.",
    link=link_to("meja_informasi_bot", "zona-integritas"),
    slogan="Integritas sebagai Identitas, Pelayanan sebagai Prioritas",
)
TEXTS = [
    "Zona",
    "Peraturan KPK gratifikasi",
    "W" * 70,
    "M@%W " * 40,
    "Peraturan tentang Pengendalian Gratifikasi di Lingkungan Komisi Pemilihan Umum " * 3,
    "<b>&\"'“” di Kabupatén",
]


def seen(poster: Poster) -> Pixels:
    """The page as it is printed."""
    page = svg(poster)
    size = f'width="{WIDTH / 10}mm" height="{HEIGHT / 10}mm"'
    assert size in page
    return read(drawn(page.replace(size, f'width="{WIDTH / SCALE}" height="{HEIGHT / SCALE}"')))


def lines(poster: Poster) -> list[str]:
    """Its texts, from above."""
    root = ElementTree.fromstring(svg(poster))
    return [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("text", TEXTS)
def test_whatever_the_words_are_they_stay_on_the_page(text: str) -> None:
    page = seen(replace(USUAL, title=text, asked=text, slogan=text, office=text[:60]))
    edge, width, height = EDGE // SCALE, WIDTH // SCALE, HEIGHT // SCALE

    assert page.dark(0, 0, edge, height) == page.dark(width - edge, 0, width, height) == 0
    assert page.dark(0, height - edge // 2, width, height) == 0


@pytest.mark.parametrize("text", TEXTS)
def test_the_words_keep_clear_of_the_code(text: str) -> None:
    page = seen(replace(USUAL, title=text, asked=text, slogan=text))
    left, right = (WIDTH - 700) // 2 // SCALE, (WIDTH + 700) // 2 // SCALE
    top, bottom = 885 // SCALE, 1575 // SCALE

    assert page.dark(EDGE // SCALE, top, left, bottom) == 0
    assert page.dark(right, top, (WIDTH - EDGE) // SCALE, bottom) == 0
    # The white around the code, four modules of it.
    assert page.dark(left, top, right, top + 40 // SCALE) == 0


def test_every_part_is_really_printed() -> None:
    page = seen(USUAL)
    bands = ((130, 210), (290, 660), (680, 850), (1600, 1730), (1770, 1830), (1890, 1990))

    for top, bottom in bands:
        assert page.dark(0, top // SCALE, WIDTH // SCALE, bottom // SCALE) > 100, (top, bottom)


@pytest.mark.parametrize("entry", ["wbk", "zona-integritas", "peraturan-kpk-gratifikasi", "a" * 28])
def test_a_phone_reads_the_link_from_what_is_printed(entry: str) -> None:
    link = link_to("meja_informasi_bot", entry)
    page = seen(replace(USUAL, link=link))
    dark = [
        (x, y)
        for y in range(880 // SCALE, 1580 // SCALE)
        for x in range(page.width)
        if page.dark(x, y, x + 1, y + 1)
    ]
    left, top = min(x for x, _ in dark), min(y for _, y in dark)
    right = max(x for x, _ in dark) + 1
    # The finder's upper edge is seven modules long.
    run = next(x for x in range(left, right) if not page.dark(x, top + 1, x + 1, top + 2)) - left
    count = round((right - left) / (run / 7))
    count = 17 + 4 * round((count - 17) / 4)
    module = (right - left) / count
    matrix = [
        [
            bool(page.dark(x, y, x + 1, y + 1))
            for x in (int(left + (at + 0.5) * module) for at in range(count))
        ]
        for y in (int(top + (at + 0.5) * module) for at in range(count))
    ]

    assert decoded(matrix) == link


def test_it_says_in_words_where_the_code_leads() -> None:
    told = lines(USUAL)

    assert "t.me/meja_informasi_bot?start=zona-integritas" in told
    assert (told[0], told[1], told[2]) == (USUAL.office, USUAL.title, "“apa itu zona integritas”")


def test_no_last_word_stands_alone_where_two_lines_can_share() -> None:
    told = lines(USUAL)

    assert [line for line in told if len(line.split()) == 1] == [
        "t.me/meja_informasi_bot?start=zona-integritas"
    ]


def test_what_is_too_long_is_cut_with_a_sign() -> None:
    told = lines(replace(USUAL, title="gratifikasi " * 60))

    assert [line for line in told if line.endswith("…")]


def test_no_line_is_wider_than_its_room() -> None:
    assert wrapped("satu dua tiga", 100, 300) == ["satu", "dua", "tiga"]
    assert "".join(wrapped("x" * 50, 100, 300)) == "x" * 50


@pytest.mark.parametrize("entry", ["", "a" * 65, "dua kata", "é"])
def test_what_telegram_would_not_take_is_no_link(entry: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in a link"):
        link_to("meja_informasi_bot", entry)
