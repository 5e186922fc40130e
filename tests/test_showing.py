"""A Reply as Telegram shows it: nothing escapes unescaped, nothing is cut inside a tag."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest

from bot.door.pressing import Press, Pressed, data, pressed
from bot.door.showing import (
    CAPTION,
    FOLDED,
    Button,
    Picture,
    Shown,
    messages,
    plain,
    preceded,
    sentence,
)
from bot.door.splitting import LIMIT, units
from bot.loading.overriding import shipped
from bot.replies import Choice, Kind, Reply, Source

SAY = shipped()[0].say
QUERY = "k3x9a7"
KPU = Source(title="KPU Purwakarta", url="https://kpu.go.id/a?b=1&c=2", date=date(2025, 12, 8))
ANSWER = Reply(question="apa itu zi", kind=Kind.ANSWER, text="Zona Integritas.", language="id")


def only(reply: Reply) -> Shown:
    shown = messages(reply, QUERY, SAY)
    assert len(shown) == 1
    return shown[0]


def labels(shown: Shown) -> list[list[str]]:
    return [[button.label for button in row] for row in shown.rows]


class Tags(HTMLParser):
    """Fails on a tag that is closed without being open, or is left open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(html: str) -> list[str]:
    parser = Tags()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser.seen


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ('kata "integritas" itu', 'kata "integritas" itu'),
        ("<b>tebal</b>", "&lt;b&gt;tebal&lt;/b&gt;"),
        ("Syarat:\n- KTP\n- formulir", "Syarat:\n• KTP\n• formulir"),
        ("nilai 5 - 3", "nilai 5 - 3"),
        ("satu\n\ndua", "satu\n\ndua"),
        ("satu\n  \n\n\ndua", "satu\n\ndua"),
        ("jdih.kpu.go.id dan a@b.id", "jdih.kpu.go.id dan a@b.id"),
    ],
)
def test_a_plain_text_becomes_html_that_reads_the_same(text: str, html: str) -> None:
    shown = only(replace(ANSWER, kind=Kind.SMALLTALK, text=text))

    assert shown.html == html


def test_the_last_line_names_source_and_date_and_the_day_it_was_checked() -> None:
    reply = replace(ANSWER, sources=(KPU,), checked=date(2026, 11, 24), confirmed=False)

    last = only(reply).html.splitlines()[-1]

    assert last == (
        '<i>Sumber: <a href="https://kpu.go.id/a?b=1&amp;c=2">KPU Purwakarta</a> (8 Desember 2025)'
        " · diperiksa 24 November 2026 · belum dikonfirmasi kantor</i>"
    )


def test_the_last_line_speaks_the_language_of_the_answer() -> None:
    reply = replace(ANSWER, language="en", sources=(KPU,), checked=date(2026, 3, 1))

    last = plain(only(reply)).splitlines()[-1]

    assert last == (
        "Source: KPU Purwakarta (https://kpu.go.id/a?b=1&c=2) (8 December 2025)"
        " · checked 1 March 2026"
    )


def test_sources_without_link_or_date_are_named_all_the_same() -> None:
    law = Source(title="UU 7/2017 & perubahannya")

    shown = only(replace(ANSWER, sources=(law, KPU, law)))

    assert shown.html.splitlines()[-1].startswith("<i>Sumber: UU 7/2017 &amp; perubahannya; <a ")


def test_an_answer_without_sources_still_says_that_nobody_confirmed_it() -> None:
    shown = only(replace(ANSWER, confirmed=False))

    assert shown.html == "Zona Integritas.\n\n<i>Belum dikonfirmasi kantor</i>"


def test_small_talk_is_just_its_text() -> None:
    shown = only(replace(ANSWER, kind=Kind.SMALLTALK, text="Halo!"))

    assert shown == Shown(html="Halo!")


def test_choices_stand_one_a_row_with_a_way_out() -> None:
    choices = (Choice(entry="wbk", label="WBK"), Choice(entry="wbbm", label="WBBM"))

    shown = only(replace(ANSWER, kind=Kind.CLARIFY, text="Yang mana?", choices=choices))

    assert labels(shown) == [["WBK"], ["WBBM"], ["Bukan ini"]]
    assert [row[0].data for row in shown.rows] == [
        f"c:wbk:{QUERY}",
        f"c:wbbm:{QUERY}",
        f"n:{QUERY}",
    ]


def test_related_entries_share_a_row_only_where_both_labels_are_short() -> None:
    names = ("WBK", "WBBM", "Hak atas informasi publik warga", "Biaya", "Jam layanan", "Slogan")
    related = tuple(Choice(entry=f"e{at}", label=name) for at, name in enumerate(names))

    shown = only(replace(ANSWER, related=related))

    assert labels(shown) == [
        ["WBK", "WBBM"],
        ["Hak atas informasi publik warga"],
        ["Biaya", "Jam layanan"],
        ["Slogan"],
        ["👍 Ya, menjawab", "👎 Tidak menjawab"],
    ]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.ANSWER])
def test_only_an_answer_is_voted_on(kind: Kind) -> None:
    assert "v:" not in str(only(replace(ANSWER, kind=kind)).rows)


@pytest.mark.parametrize("kind", [Kind.UNKNOWN, Kind.NO_DATA, Kind.REFERRAL])
def test_where_nothing_is_answered_the_menu_is_offered(kind: Kind) -> None:
    assert labels(only(replace(ANSWER, kind=kind))) == [["🏠 Menu"]]


def test_what_can_be_copied_stands_first_side_by_side() -> None:
    copies = (Button(label="📋 A", copy="a"), Button(label="📋 B", copy="b"))
    related = (Choice(entry="wbk", label="WBK"),)
    [shown] = messages(replace(ANSWER, related=related), QUERY, SAY, copies=copies)

    assert labels(shown) == [
        ["📋 A", "📋 B"],
        ["WBK"],
        ["👍 Ya, menjawab", "👎 Tidak menjawab"],
    ]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Nama. Isi <a>. Status.", "Nama.\n{}Isi &lt;a&gt;.</blockquote>\nStatus."),
        ("Isi <a>", "{}Isi &lt;a&gt;</blockquote>"),
        ("Nama.\n\nIsi <a>.\n\nStatus.", "Nama.\n{}Isi &lt;a&gt;.</blockquote>\nStatus."),
        ("Nama. Lain.", "Nama. Lain."),
    ],
)
def test_a_quote_stands_apart_from_what_is_around_it(text: str, html: str) -> None:
    reply = replace(ANSWER, kind=Kind.SMALLTALK, text=text)
    [shown] = messages(reply, QUERY, SAY, quotes=("Isi <a>",))

    assert shown.html == html.format(FOLDED)
    assert tags(shown.html) == ["blockquote"] * html.count("{}")


def test_a_list_that_is_quoted_is_a_list() -> None:
    quote = "Mengatur:\n- hak\n- kewajiban"
    [shown] = messages(replace(ANSWER, text=f"Nama. {quote}"), QUERY, SAY, quotes=(quote,))

    assert f"{FOLDED}Mengatur:\n• hak\n• kewajiban</blockquote>" in shown.html


def test_a_vote_names_its_query_and_nothing_else() -> None:
    shown = only(ANSWER)

    assert [button.data for button in shown.rows[-1]] == [f"v:1:{QUERY}", f"v:0:{QUERY}"]


def test_a_long_quotation_is_folded_and_a_short_one_is_not() -> None:
    long = "“" + "Pasal ini mengatur. " * 30 + "Selesai.”"

    shown = only(replace(ANSWER, text=f"Bunyinya:\n\n{long}\n\n“Pendek.”"))

    assert shown.html == (f"Bunyinya:\n\n<blockquote expandable>{long}</blockquote>\n\n“Pendek.”")


LONG = {
    "paragraphs": "\n\n".join(f"Paragraf {n}. " + "kata " * 60 for n in range(40)),
    "sentences": " ".join(f"Kalimat nomor {n} cukup panjang & tetap utuh." for n in range(400)),
    "one word": "a" * 10_000,
    "emoji": "🗳" * 5_000,
    "quotation": "“" + "Ayat ini < berlaku. " * 500 + "Selesai.”",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_long_text_is_split_and_nothing_is_lost(text: str) -> None:
    shown = messages(replace(ANSWER, text=text, sources=(KPU,)), QUERY, SAY)

    bodies = [unescape(re.sub(r"<[^>]*>", "", part.html)) for part in shown]
    assert len(shown) > 1
    assert all(units(body) <= LIMIT for body in bodies)
    assert [body.rsplit("\n\n", 1)[1] for body in bodies] == [
        f"({n}/{len(shown)})" for n in range(1, len(shown) + 1)
    ]
    joined = "".join(body.rsplit("\n\n", 1)[0] for body in bodies)
    assert "".join(joined.split()).startswith("".join(text.split()))
    assert [bool(part.rows) for part in shown] == [False] * (len(shown) - 1) + [True]


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_each_part_of_a_long_text_closes_the_tags_it_opens(text: str) -> None:
    shown = messages(replace(ANSWER, text=text, sources=(KPU,)), QUERY, SAY)

    # `tags` itself refuses what is not closed.
    assert len(shown) > 1
    assert all(isinstance(tags(part.html), list) for part in shown)


def test_a_quotation_that_is_cut_is_a_quotation_in_every_part() -> None:
    shown = messages(replace(ANSWER, text=LONG["quotation"]), QUERY, SAY)

    assert [tags(part.html) for part in shown] == [["blockquote"]] * len(shown)


def test_no_part_is_a_stub_because_a_paragraph_happens_to_end_there() -> None:
    first, *_ = messages(replace(ANSWER, text="Ringkasnya:\n\n" + LONG["sentences"]), QUERY, SAY)

    assert units(first.html) > LIMIT / 2


def test_a_long_text_is_cut_between_its_paragraphs_or_sentences() -> None:
    for name, ending in (("paragraphs", "kata"), ("sentences", "utuh.")):
        for part in messages(replace(ANSWER, text=LONG[name]), QUERY, SAY):
            assert part.html.rsplit("\n\n", 1)[0].endswith(ending)


def test_plain_text_of_a_long_message_with_links_still_fits() -> None:
    text = "x" * (LIMIT - 60)

    shown = only(replace(ANSWER, text=text, sources=(KPU,)))

    assert plain(shown) == f"{text}\n\nSumber: KPU Purwakarta (8 Desember 2025)"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("c:wbk:k3", Pressed(press=Press.CHOOSE, ids=("wbk", "k3"))),
        ("v:1:k3", Pressed(press=Press.VOTE, ids=("1", "k3"))),
        ("m", Pressed(press=Press.MENU, ids=())),
        ("", None),
        ("c:wbk", None),
        ("c::k3", None),
        ("zz:wbk:k3", None),
        ("e:wbk:k3:more", None),
    ],
)
def test_a_buttons_data_is_read_back_or_not_at_all(written: str, expected: Pressed | None) -> None:
    assert pressed(written) == expected


def test_data_that_telegram_would_refuse_is_refused_here() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        data(Press.CHOOSE, "é" * 33, "k3")


def test_a_sentence_before_an_answer_stands_in_it_or_where_there_is_no_room_before_it() -> None:
    short, full = Shown(html="Jawaban."), Shown(html="a" * LIMIT)
    pictured = Shown(html="b" * CAPTION, picture=Picture(key="k", words="w", png=b""))

    assert preceded("Maaf.", (short,)) == (Shown(html="Maaf.\n\nJawaban."),)
    assert preceded("Maaf.", (full,)) == (sentence("Maaf."), full)
    assert preceded("Maaf.", (pictured,)) == (sentence("Maaf."), pictured)


def test_ways_on_stand_two_a_row_before_the_way_out() -> None:
    say = shipped()[0].say
    reply = Reply(question="q", kind=Kind.UNKNOWN, text="Maaf.", language="id")
    offered = [Button(label=label, data=data(Press.NOTIFY, "1")) for label in "abc"]
    [shown] = messages(reply, "1", say, offered=offered)

    assert [[b.label for b in row] for row in shown.rows] == [["a", "b"], ["c"], ["🏠 Menu"]]
