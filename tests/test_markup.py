"""Telegram's HTML: what it makes of each tag, and what it says of each it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.localtelegram.markup import MarkupError, parse_html
from bot.localtelegram.telegramtext import utf16_length

SHOWN = {
    "<b>a</b>": [("bold", "a")],
    "<strong>a</strong>": [("bold", "a")],
    "<i>a</i><em>b</em>": [("italic", "a"), ("italic", "b")],
    "<u>a</u><ins>b</ins>": [("underline", "a"), ("underline", "b")],
    "<s>a</s><strike>b</strike><del>c</del>": [
        ("strikethrough", "a"),
        ("strikethrough", "b"),
        ("strikethrough", "c"),
    ],
    "<tg-spoiler>a</tg-spoiler>": [("spoiler", "a")],
    '<span class="tg-spoiler">a</span>': [("spoiler", "a")],
    "<code>a</code>": [("code", "a")],
    "<pre>a</pre>": [("pre", "a")],
    "<blockquote>a</blockquote>": [("blockquote", "a")],
    "<blockquote expandable>a</blockquote>": [("expandable_blockquote", "a")],
    '<blockquote expandable="">a</blockquote>': [("expandable_blockquote", "a")],
    '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>': [("custom_emoji", "👍")],
    "<B>a</b>": [("bold", "a")],
    "<b >a</b >": [("bold", "a")],
    "<b>a</>": [("bold", "a")],
    "<b></b>": [],
    "🙂<b>🙂a</b>": [("bold", "🙂a")],
    "<b>a<i>b</i></b>": [("bold", "ab"), ("italic", "b")],
    "<i><b>a</b></i>": [("bold", "a"), ("italic", "a")],
}

REFUSED = {
    "<p>a</p>": 'Unsupported start tag "p" at byte offset 0',
    "é<br>": 'Unsupported start tag "br" at byte offset 2',
    "<br/>": 'Unsupported start tag "br/" at byte offset 0',
    "1 < 2 > 0": 'Unsupported start tag "" at byte offset 2',
    "<b": "Unclosed start tag at byte offset 0",
    "<b x": 'Unclosed start tag "b" at byte offset 0',
    "<b x=": 'Unclosed start tag "b" at byte offset 0',
    '<a href="x': "Unclosed start tag at byte offset 0",
    "<b 'x'>a</b>": 'Empty attribute name in the tag "b" at byte offset 0',
    "<a href=https://kpu.go.id>a</a>": "Unexpected end of name token at byte offset 8",
    "<span>a</span>": 'Tag "span" must have class "tg-spoiler" at byte offset 0',
    "a</b>": "Unexpected end tag at byte offset 1",
    "<b>a</b": "Unclosed end tag at byte offset 4",
    "<b>a</i>": 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    "<b><i>a</b></i>": 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
    "<b>a": 'Can\'t find end tag corresponding to start tag "b"',
    "<tg-emoji>a</tg-emoji>": "Invalid custom emoji identifier specified",
    "&#xD800;": "Text contains invalid Unicode characters after decoding HTML entities, check for "
    "unmatched surrogate code units",
}


@pytest.mark.parametrize(("html", "expected"), SHOWN.items())
def test_a_tag_becomes_an_entity_over_its_text(html: str, expected: list[tuple[str, str]]) -> None:
    parsed = parse_html(html)

    assert expected == [(entity.type, entity.of(parsed.text)) for entity in parsed.entities]


@pytest.mark.parametrize(("html", "expected"), REFUSED.items())
def test_markup_is_refused_in_telegrams_words(html: str, expected: str) -> None:
    with pytest.raises(MarkupError) as refusal:
        parse_html(html)

    assert expected == str(refusal.value)


@pytest.mark.parametrize(
    ("html", "expected"),
    {
        "&lt;b&gt; &amp; &quot;a&quot;": '<b> & "a"',
        "&#39;&#x27;": "''",
        "&#x1F600;": "😀",
        "&nbsp;&copy;": "&nbsp;&copy;",
        "a & b &": "a & b &",
        "&#0;&#x110000;": "&#0;&#x110000;",
        "&lt": "<",
    }.items(),
)
def test_telegram_knows_four_named_references_and_all_numbers(html: str, expected: str) -> None:
    assert expected == parse_html(html).text


@pytest.mark.parametrize(
    ("html", "expected"),
    {
        '<a href="https://kpu.go.id/a?b=1&amp;c=2">x</a>': "https://kpu.go.id/a?b=1&c=2",
        "<a href='https://kpu.go.id'>x</a>": "https://kpu.go.id/",
        '<a href="kpu.go.id/x">x</a>': "http://kpu.go.id/x",
        "<a>https://kpu.go.id/y</a>": "https://kpu.go.id/y",
        '<a href="tg://resolve?domain=kpu">x</a>': "tg://resolve?domain=kpu",
        '<a href="tel:+62264123">x</a>': None,
        '<a href="/konsol">x</a>': None,
    }.items(),
)
def test_a_link_is_kept_completed_or_dropped(html: str, expected: str | None) -> None:
    links = [entity.url for entity in parse_html(html).entities]

    assert ([expected] if expected else []) == links


def test_a_link_to_a_user_is_a_mention() -> None:
    [entity] = parse_html('<a href="tg://user?id=42">Ani</a>').entities

    assert (entity.type, entity.user) == ("text_mention", 42)


@pytest.mark.parametrize(
    ("html", "expected"),
    {
        '<pre><code class="language-python">a</code></pre>': [("pre", "python")],
        '<code class="language-python"><pre>a</pre></code>': [("pre", "python")],
        '<code class="language-python">a</code>': [("code", None)],
        "<pre><code>a</code></pre>": [("code", None), ("pre", None)],
    }.items(),
)
def test_code_within_pre_names_its_language(
    html: str, expected: list[tuple[str, str | None]]
) -> None:
    assert expected == [(entity.type, entity.language) for entity in parse_html(html).entities]


def test_offsets_count_utf16_units() -> None:
    [entity] = parse_html("🙂é<b>𝐀</b>").entities

    assert (entity.offset, entity.length) == (3, 2)


@given(st.text())
def test_any_text_is_read_or_refused_and_entities_lie_within_it(text: str) -> None:
    try:
        parsed = parse_html(text)
    except MarkupError:
        return

    assert all(
        entity.offset >= 0 and entity.offset + entity.length <= utf16_length(parsed.text)
        for entity in parsed.entities
    )
