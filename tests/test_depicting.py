"""Which answers come with a picture, of what, and in which words."""

import pytest

from bot.door.depicting import beside, chart_of, in_words, of_year, over_years
from bot.door.shelves import Guide
from bot.drawing.charting import svg
from tests.desks import shipped_desk, shipped_knowledge
from tests.townhall import desk_of

ID, EN = (Guide(knowledge=shipped_knowledge(), language=one) for one in ("id", "en"))

# Ranges that were drawn anew, and a year of which none are known.
RANGES = """\
spi:
  subjects:
    - {id: kpu, name: KPU, words: [kpu]}
    - {id: nasional, name: {id: nasional, en: national}, words: [nasional]}
    - {id: kota, name: Kota, words: [kota]}
  ranges:
    - years: [2024]
      categories: [{name: rentan, from: 0, to: 72.9}, {name: terjaga, from: 73, to: 100}]
    - years: [2025, 2026]
      categories: [{name: rendah, from: 0, to: 69.9}, {name: tinggi, from: 70, to: 100}]
  figures:
    - {subject: kpu, year: 2024, index: 74.04}
    - {subject: nasional, year: 2024, index: 71.53}
    - {subject: nasional, year: 2025, index: 72.32}
    - {subject: nasional, year: 2026, index: 73}
"""
UNKNOWN = "    - {subject: nasional, year: 2027, index: 73.5}\n"

PICTURES = {
    "bandingkan spi kpu dan nasional": "SPI 2024: KPU dan nasional",
    "berapa spi kpu 2024": "SPI 2024: KPU dan nasional",
    "berapa spi nasional 2024": "SPI 2024: KPU dan nasional",
    "spi nasional naik atau turun": "SPI 2021–2025: nasional",
    "bedanya spi nasional 2023 dan 2024": "SPI 2021–2025: nasional",
    "compare kpu and national spi": "SPI 2024: KPU and national",
    # one figure only, none, or none of ours
    "berapa spi nasional 2023": None,
    "71,53 itu rentan atau waspada": None,
    "skor 75 masuk kategori apa": None,
    "spi kpu purwakarta berapa": None,
    "berapa spi kpu 2023": None,
    "apa itu zona integritas": None,
    "halo": None,
}


@pytest.mark.parametrize(("question", "title"), PICTURES.items())
def test_a_picture_comes_where_there_are_figures_to_compare(
    question: str, title: str | None
) -> None:
    chart = chart_of(shipped_desk().reply(question), shipped_knowledge())

    assert (chart.title if chart else None) == title


def test_the_bands_are_those_of_the_year() -> None:
    chart = beside(ID, 2024)
    assert chart is not None

    assert [(b.name, b.written) for b in chart.bands] == [
        ("rentan", "0–72,9"),
        ("waspada", "73–77,9"),
        ("terjaga", "78–100"),
    ]


def test_of_a_year_without_ranges_no_category_is_drawn_and_the_foot_says_so() -> None:
    chart = beside(ID, 2021)
    assert chart is not None

    assert chart.bands == ()
    assert chart.foot[0] == "Sumbu 60–90. Rentang kategori tahun itu tidak ada pada kami."


def test_over_years_the_bands_begin_with_the_years_they_are_known_for() -> None:
    chart = over_years(ID, ["nasional"])
    assert chart is not None

    assert (chart.columns, chart.banded) == (("2021", "2022", "2023", "2024", "2025"), 3)
    assert chart.foot[0] == "Sumbu 60–90. Rentang kategori hanya untuk 2024 dan 2025."


@pytest.mark.parametrize(
    ("knowledge", "bands", "banded", "says"),
    [
        (RANGES, ["rendah", "tinggi"], 1, "Rentang kategori hanya untuk 2025 dan 2026."),
        (RANGES + UNKNOWN, [], 0, "Rentang kategori tahun itu tidak ada pada kami."),
    ],
)
def test_only_the_ranges_of_the_last_year_are_drawn(
    knowledge: str, bands: list[str], banded: int, says: str
) -> None:
    guide = Guide(knowledge=desk_of(knowledge).knowledge, language="id")
    chart = over_years(guide, ["nasional"])
    assert chart is not None

    assert ([band.name for band in chart.bands], chart.banded) == (bands, banded)
    assert chart.foot[0] == f"Sumbu 60–90. {says}"


def test_source_day_and_what_is_not_confirmed_stand_in_the_picture() -> None:
    chart = over_years(ID, ["nasional", "kpu"])
    assert chart is not None

    assert chart.foot[1:] == (
        "Sumber: Artikel opini KPU Kabupaten Purwakarta tentang",
        "integritas ASN di era digital; dan 13 sumber lain",
        "Diperiksa 24 November 2026 · belum dikonfirmasi kantor",
    )


def test_a_reader_of_english_gets_an_english_picture() -> None:
    chart = beside(EN, 2024)
    assert chart is not None

    assert chart.title == "SPI 2024: KPU and national"
    assert [mark.written for line in chart.lines for mark in line.marks] == ["74.04", "71.53"]
    assert chart.bands[1].written == "73–77.9"
    assert chart.foot[-1] == "Checked 24 November 2026 · not yet confirmed by the office"
    assert "makin tinggi" not in svg(chart)


def test_the_words_repeat_every_figure() -> None:
    figures = [f for f in shipped_knowledge().figures if f.subject == "nasional"]

    assert in_words(ID, figures) == (
        "- nasional: 72,43 (2021); 71,94 (2022); 70,97 (2023, rentan); 71,53 (2024, rentan); "
        "72,32 (2025, rentan)"
    )
    assert in_words(EN, of_year(shipped_knowledge(), 2024)) == (
        "- KPU: 74.04 (waspada)\n- national: 71.53 (rentan)"
    )


@pytest.mark.parametrize("guide", [ID, EN])
def test_no_foot_is_taller_than_the_room_below_the_axis(guide: Guide) -> None:
    years = {figure.year for figure in guide.knowledge.figures}
    charts = [beside(guide, year) for year in sorted(years)]
    charts += [over_years(guide, some) for some in (["kpu"], ["nasional"], ["kpu", "nasional"])]

    assert {len(chart.foot) for chart in charts if chart} == {4}


def test_of_what_is_not_held_there_is_no_picture() -> None:
    assert beside(ID, 1999) is None
    assert over_years(ID, ["kota"]) is None
