"""A text as Telegram keeps it: its length, its ends, what is found in it."""

import pytest

from bot.localtelegram.telegramtext import Entity, Formatted, as_shown, link_fault, utf16_length


@pytest.mark.parametrize(("text", "expected"), {"": 0, "é": 1, "a🙂": 3, "👨‍👩‍👧": 8}.items())
def test_length_counts_utf16_units(text: str, expected: int) -> None:
    assert expected == utf16_length(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "lihat https://kpu.go.id/x. atau": [("url", "https://kpu.go.id/x")],
        "buka kpu.go.id saja": [("url", "kpu.go.id")],
        "surat ke ppid@kpu.go.id": [("email", "ppid@kpu.go.id")],
        "kata @kpu_purwakarta": [("mention", "@kpu_purwakarta")],
        "/start abc": [("bot_command", "/start")],
        "/spi@meja_informasi_bot": [("bot_command", "/spi@meja_informasi_bot")],
        "/hapus_data": [("bot_command", "/hapus_data")],
        "dan/atau 1/2": [],
        "#Pemilu2029": [("hashtag", "#Pemilu2029")],
        "telepon +62 264 200123": [("phone_number", "+62 264 200123")],
        "13.30 s.d. 16.00": [],
    }.items(),
)
def test_addresses_and_commands_are_found(text: str, expected: list[tuple[str, str]]) -> None:
    shown = as_shown(Formatted(text=text))

    assert expected == [(entity.type, entity.of(shown.text)) for entity in shown.entities]


def test_nothing_is_found_within_code() -> None:
    code = Entity(type="code", offset=0, length=6)

    assert (code,) == as_shown(Formatted(text="/start", entities=(code,))).entities


def test_white_space_at_both_ends_goes_and_entities_move_with_their_text() -> None:
    bold = Entity(type="bold", offset=1, length=5)

    shown = as_shown(Formatted(text="\n  abc  \n", entities=(bold,)))

    assert (
        shown.text,
        [(entity.type, entity.of(shown.text)) for entity in shown.entities],
    ) == ("abc", [("bold", "abc")])


@pytest.mark.parametrize(
    ("url", "expected"),
    {
        "https://kpu.go.id": "",
        "kpu.go.id": "",
        "http://127.0.0.1:8080/": "",
        "tg://resolve?domain=a": "",
        "http://localhost:8080": "Wrong HTTP URL",
        "tel:+62264": "Wrong HTTP URL",
        "/konsol": "URL host is empty",
        "ftp://kpu.go.id": "Unsupported URL protocol",
        "https://[kpu": "Wrong HTTP URL",
    }.items(),
)
def test_a_wrong_address_is_named_in_telegrams_words(url: str, expected: str) -> None:
    assert expected == link_fault(url)
