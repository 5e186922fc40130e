"""A picture of figures: what stands where, that it can be read, and that it does not exaggerate."""

import re
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from bot.drawing.charting import (
    BANDS,
    FAINT,
    GROUND,
    HUES,
    INK,
    Band,
    Chart,
    Line,
    Mark,
    svg,
    wrapped,
)
from tests.contrasts import contrast

SVG = "{http://www.w3.org/2000/svg}"
RANGES = (("rentan", "0", "72.9"), ("waspada", "73", "77.9"), ("terjaga", "78", "100"))
YEARS = ("2021", "2022", "2023", "2024", "2025")
NATIONAL = ("72.43", "71.94", "70.97", "71.53", "72.32")


def line(name: str, own: int, values: dict[int, str]) -> Line:
    marks = (Mark(column=at, value=Decimal(v), written=v) for at, v in values.items())
    return Line(name=name, own=own, marks=tuple(marks))


CHART = Chart(
    title="SPI 2021–2025: KPU dan nasional",
    subtitle="Indeks 0–100",
    columns=YEARS,
    lines=(line("KPU", 0, {3: "74.04"}), line("nasional", 1, dict(enumerate(NATIONAL)))),
    bands=tuple(
        Band(name=name, low=Decimal(low), high=Decimal(high), written=f"{low}–{high}")
        for name, low, high in RANGES
    ),
    banded=3,
    foot=("Sumbu 60–90.", "Sumber: <KPK> & lain"),
    words="KPU: 74,04",
)


def drawn(chart: Chart = CHART) -> ElementTree.Element:
    return ElementTree.fromstring(svg(chart))


def places(root: ElementTree.Element, word: str) -> list[tuple[float, float]]:
    """Where a word stands: the middle of its line, and its foot."""
    found = [text for text in root.iter(f"{SVG}text") if text.text == word]
    return [(float(text.attrib["x"]), float(text.attrib["y"])) for text in found]


@pytest.mark.parametrize("ground", [GROUND, *BANDS])
@pytest.mark.parametrize("ink", [INK, FAINT, *HUES])
def test_every_word_can_be_read_on_every_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


def test_bodies_values_categories_and_their_bounds_stand_in_words() -> None:
    words = [text.text or "" for text in drawn().iter(f"{SVG}text")]
    bands = [word for name, low, high in RANGES for word in (name, f"{low}–{high}")]

    around = [CHART.title, CHART.subtitle, "60", "70", "80", "90", *YEARS, *CHART.foot]

    assert sorted(words) == sorted([*around, *NATIONAL, "74.04", "KPU", "nasional", *bands])


def test_who_does_not_see_it_is_told_the_same() -> None:
    root = drawn()

    assert root.findtext(f"{SVG}title") == CHART.title
    assert root.findtext(f"{SVG}desc") == CHART.words


SPANS = {
    ("71.53", "74.04"): (60, 90),
    ("66", "84"): (60, 90),
    ("65.9", "74"): (50, 90),
    ("70", "84.1"): (60, 100),
    ("3", "99"): (0, 100),
}


@pytest.mark.parametrize(("values", "expected"), SPANS.items())
def test_the_axis_shows_thirty_points_and_more_where_figures_need_it(
    values: tuple[str, str], expected: tuple[int, int]
) -> None:
    chart = replace(CHART, lines=(line("nasional", 1, dict(enumerate(values))),))

    assert chart.span == expected


def test_a_change_of_one_point_is_a_thirtieth_of_the_axis() -> None:
    marks = [
        (float(one.attrib["x"]) + 14, float(one.attrib["y"]) + 14)
        for one in drawn().iter(f"{SVG}rect")
        if one.get("width") == "28"
    ]
    root = drawn()
    height = places(root, "60")[0][1] - places(root, "90")[0][1]
    change = (marks[2][1] - marks[3][1]) / height

    assert len(marks) == len(NATIONAL)
    assert change == pytest.approx(0.56 / 30, abs=0.001)


def test_bands_stand_behind_the_years_they_hold_for_and_behind_no_other() -> None:
    root = drawn()
    first, last = places(root, "2023")[0][0], places(root, "2024")[0][0]
    bands = [one for one in root.iter(f"{SVG}rect") if one.get("fill") in BANDS]

    lefts = [float(one.attrib["x"]) for one in bands]

    assert lefts == pytest.approx([(first + last) / 2] * 3, abs=0.1)


def test_without_ranges_there_are_no_bands_and_no_room_for_their_names() -> None:
    wide, narrow = drawn(replace(CHART, bands=())), drawn()

    assert not [one for one in wide.iter(f"{SVG}rect") if one.get("fill") in BANDS]
    assert places(wide, "2025")[0][0] > places(narrow, "2025")[0][0]


def test_of_two_figures_of_a_year_the_higher_is_told_above_and_the_lower_below() -> None:
    root = drawn()
    [(_, above)], [(_, below)] = places(root, "74.04"), places(root, "71.53")
    [(_, higher)] = [(0, float(c.attrib["cy"])) for c in root.iter(f"{SVG}circle")]

    assert above < higher < below


def test_a_figure_is_not_told_in_the_band_of_another_category() -> None:
    root = drawn(replace(CHART, lines=CHART.lines[1:]))
    rentan = next(one for one in root.iter(f"{SVG}rect") if one.get("fill") == BANDS[0])
    [(_, told)] = places(root, "72.32")

    assert told - 30 > float(rentan.attrib["y"])


def test_a_body_has_the_same_hue_and_mark_in_every_picture() -> None:
    alone = Chart(
        title="",
        subtitle="",
        columns=("KPU", "nasional"),
        lines=(line("KPU", 0, {0: "74.04"}), line("nasional", 1, {1: "71.53"})),
    )
    hues = [
        {text.text: text.get("fill") for text in drawn(chart).iter(f"{SVG}text")}
        for chart in (CHART, alone)
    ]

    assert [(h["74.04"], h["71.53"]) for h in hues] == [HUES[:2], HUES[:2]]
    assert len(list(drawn(alone).iter(f"{SVG}circle"))) == 1


def test_side_by_side_a_body_is_named_once_below_the_axis() -> None:
    chart = replace(CHART, columns=("KPU",), lines=(line("KPU", 0, {0: "74.04"}),), banded=0)

    assert len(places(drawn(chart), "KPU")) == 1


@pytest.mark.parametrize("columns", [1, 2, 4, 6])
def test_no_label_runs_over_the_axis_or_over_the_names_of_the_bands(columns: int) -> None:
    lines = (line("Pemerintah Daerah", 0, {at: "71.53" for at in range(columns)}),)
    chart = replace(CHART, columns=tuple(map(str, range(columns))), lines=lines, banded=0)
    root = drawn(chart)
    [(x, _)] = places(root, "Pemerintah Daerah")
    half = len("Pemerintah Daerah") * 44 * 0.5 / 2

    assert x - half >= 104
    assert x + half <= 1040 - 216 + 2


WRAPPED = {
    ("satu dua", 1): ("satu dua",),
    ("kata " * 20, 2): ("kata " * 12 + "kata", "kata " * 6 + "kata"),
    ("kata " * 20, 1): None,
    ("x" * 90, 1): ("x" * 90,),
}


@pytest.mark.parametrize(("given", "expected"), WRAPPED.items())
def test_a_line_of_the_foot_is_as_long_as_the_picture_is_wide(
    given: tuple[str, int], expected: tuple[str, ...] | None
) -> None:
    assert wrapped(*given) == expected


def test_the_ground_is_the_pictures_own() -> None:
    assert re.search(rf'<rect width="1080" height="810" fill="{GROUND}"/>', svg(CHART))
