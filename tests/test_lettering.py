"""Words in a picture hold what its font can draw, and nothing else is taken from them."""

from decimal import Decimal

import pytest

from bot.drawing.charting import Chart, Line, Mark, svg
from bot.drawing.lettering import drawable
from bot.drawing.postering import Poster
from bot.drawing.postering import svg as page
from tests.anytext import EMOJI


@pytest.mark.parametrize("emoji", [*EMOJI, "\U0001faea", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "⏰", "✅"])
def test_an_emoji_is_left_out_and_leaves_no_gap(emoji: str) -> None:
    digit = "1" if emoji.startswith("1") else ""  # a keycap is a digit, and that can be drawn

    assert drawable(f"Nilai {emoji} SPI {emoji}") == " ".join(f"Nilai {digit} SPI {digit}".split())


@pytest.mark.parametrize(
    "words", ["5 °C → ≥ 7,5 % • © ™ №", "Desa Ci’alam – “Kaum”", "é ñ ü", "  dua  spasi "]
)
def test_all_else_stays_as_it_is(words: str) -> None:
    assert drawable(words) == words


def test_neither_a_chart_nor_a_poster_shows_one() -> None:
    mark = Mark(column=0, value=Decimal(74), written="74 ⭐")
    chart = Chart(
        title="📊 SPI",
        subtitle="🗳️ KPU",
        columns=("2024 📅",),
        lines=(Line(name="KPU 🏛️", own=0, marks=(mark,)),),
        foot=("KPK ✅",),
    )
    poster = Poster(
        office="🏛️ KPU",
        title="📄 Zona",
        asked="apa itu zona 🙏🏽",
        hint="👉 Pindai",
        link="https://t.me/bot?start=zona",
        slogan="Melayani ❤️",
    )

    texts = [
        line
        for picture in (svg(chart), page(poster))
        for line in picture.split("\n")
        if "<text" in line
    ]
    assert len(texts) >= 9
    assert [line for line in texts if drawable(line) != line] == []
