from decimal import Decimal

import pytest

from bot.entries import Figure, Range, RangeCategory
from bot.figures import Figures, decimal_text

RANGES = (
    Range(
        years=(2024, 2025),
        categories=(
            RangeCategory(name="rentan", low=Decimal("0"), high=Decimal("72.9")),
            RangeCategory(name="waspada", low=Decimal("73"), high=Decimal("77.9")),
            RangeCategory(name="terjaga", low=Decimal("78"), high=Decimal("100")),
        ),
    ),
)


def figure(subject: str, year: int, index: str) -> Figure:
    return Figure(entry=f"{subject}-{year}", subject=subject, year=year, index=Decimal(index))


FIGURES = Figures(
    (
        figure("nasional", 2023, "70.97"),
        figure("nasional", 2024, "71.53"),
        figure("kpu", 2024, "74.04"),
        figure("nasional", 2025, "72.32"),
    ),
    RANGES,
)


def held(subject: str, year: int) -> Figure:
    found = FIGURES.get(subject, year)
    assert found is not None
    return found


def test_a_difference_is_exact() -> None:
    change = FIGURES.between(held("nasional", 2024), held("kpu", 2024))

    assert (change.by, change.direction) == (Decimal("2.51"), "up")


def test_a_series_is_in_order_of_years_and_its_latest_is_the_newest() -> None:
    assert [f.year for f in FIGURES.series("nasional")] == [2023, 2024, 2025]
    assert FIGURES.latest("nasional") == held("nasional", 2025)
    assert FIGURES.latest("bawaslu") is None


def test_two_bodies_share_only_the_years_both_have() -> None:
    assert FIGURES.shared_years("kpu", "nasional") == (2024,)


@pytest.mark.parametrize(
    ("score", "year", "category"),
    [
        ("72.9", 2024, "rentan"),
        ("73", 2024, "waspada"),
        ("78", None, "terjaga"),
        ("72.95", 2024, None),
        ("80", 2023, None),
    ],
)
def test_a_category_holds_for_its_own_years_only(
    score: str, year: int | None, category: str | None
) -> None:
    placed = FIGURES.category(Decimal(score), year)

    assert (placed[0] if placed else None) == category


def test_numbers_are_written_the_way_of_the_language() -> None:
    assert decimal_text(Decimal("-2.51"), "id") == "2,51"
    assert decimal_text(Decimal("74.04"), "en") == "74.04"
