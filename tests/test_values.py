"""Numbers and days may be written as Indonesians write them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from bot.loading import values
from bot.loading.reading import Scalar, Value
from bot.loading.slips import Slip

READ: list[tuple[Callable[[Value], object], str, object]] = [
    (values.number, "74,04", Decimal("74.04")),
    (values.number, "74.04", Decimal("74.04")),
    (values.number, "0", Decimal(0)),
    (values.whole, "255.010", 255010),
    (values.whole, "255010", 255010),
    (values.whole, "1.255.010", 1255010),
    (values.year, "2.026", 2026),
    (values.day, "2025-12-08", date(2025, 12, 8)),
    (values.day, "8 Desember 2025", date(2025, 12, 8)),
    (values.day, "08 desember 2025", date(2025, 12, 8)),
    (values.day, "8 Des. 2025", date(2025, 12, 8)),
    (values.day, "17 Agt 2025", date(2025, 8, 17)),
    (values.day, "29 Februari 2028", date(2028, 2, 29)),
    (values.yes, "Ya", True),
    (values.yes, "true", True),
    (values.yes, "tidak", False),
    (values.yes, "no", False),
    (values.address, "https://a.id/b?c=d#e", "https://a.id/b?c=d#e"),
]


@pytest.mark.parametrize(("read", "written", "meant"), READ)
def test_a_value_is_what_was_meant(
    read: Callable[[Value], object], written: str, meant: object
) -> None:
    assert read(Scalar(written, 1)) == meant


REFUSED: list[tuple[Callable[[Value], object], str]] = [
    (values.number, "1.000,5"),
    (values.number, "٧٤"),
    (values.number, "1e3"),
    (values.number, "NaN"),
    (values.whole, "25.50"),
    (values.whole, "1_000"),
    (values.whole, "9" * 5000),
    (values.day, "2025-02-29"),
    (values.day, "0000-01-01"),
    (values.day, "8 M 2025"),
    (values.day, "besok"),
    (values.yes, "y"),
    (values.address, "javascript:alert(1)"),
    (values.address, "https:// a.id"),
]


@pytest.mark.parametrize(("read", "written"), REFUSED)
def test_what_could_mean_two_things_is_refused(
    read: Callable[[Value], object], written: str
) -> None:
    with pytest.raises(Slip) as raised:
        read(Scalar(written, 7))

    assert raised.value.line == 7
