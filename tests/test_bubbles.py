"""A text with entities is drawn as Telegram draws it, and never as anything else."""

import pytest

from bot.bubbles import shown
from bot.localtelegram.markup import parse_html
from bot.localtelegram.telegramtext import Entity, Formatted, as_shown

A = "<a href='{}' target='_blank' rel='noopener noreferrer'>{}</a>"


def drawn(html: str) -> str:
    return str(shown(as_shown(parse_html(html)), seat="sari", message=7))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("halo", "halo"),
        ("<b>tebal</b> biasa", "<b>tebal</b> biasa"),
        ("<b>tebal <i>miring</i></b>", "<b>tebal <i>miring</i></b>"),
        ("🏛 <b>kantor</b> 👍", "🏛 <b>kantor</b> 👍"),
        ("1 &lt; 2 &amp; 3", "1 &lt; 2 &amp; 3"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        (
            '<a href="https://kpu.go.id/?a=1&amp;b=2">sumber</a>',
            A.format("https://kpu.go.id/?a=1&amp;b=2", "sumber"),
        ),
        (
            "lihat https://kpu.go.id/x",
            "lihat " + A.format("https://kpu.go.id/x", "https://kpu.go.id/x"),
        ),
        (
            "surat@kpu.go.id",
            A.format("mailto:surat@kpu.go.id", "surat@kpu.go.id"),
        ),
        ("a\n<blockquote>b</blockquote>\nc", "a<blockquote>b</blockquote>c"),
        ("<code>x</code>", "<code>x</code>"),
        (
            "tekan /bantuan",
            "tekan <button class='command' form='perintah-sari' name='teks' value='/bantuan'>"
            "/bantuan</button>",
        ),
        (
            "<blockquote expandable>panjang</blockquote>",
            "<blockquote><details id='q7-0' class='fold'><summary>Kutipan</summary>"
            "<div>panjang</div></details></blockquote>",
        ),
    ],
)
def test_entities_are_drawn(sent: str, expected: str) -> None:
    assert drawn(sent) == expected


def test_an_address_that_runs_code_is_no_link() -> None:
    link = Entity(type="text_link", offset=0, length=4, url="javascript://x/%0aalert(1)")

    assert str(shown(Formatted(text="klik", entities=(link,)), seat="s", message=1)) == "klik"


def test_of_two_that_overlap_the_later_is_cut() -> None:
    bold = Entity(type="bold", offset=0, length=4)
    italic = Entity(type="italic", offset=2, length=6)
    body = Formatted(text="abcdefgh", entities=(bold, italic))

    assert str(shown(body, seat="s", message=1)) == "<b>ab<i>cd</i></b>efgh"
