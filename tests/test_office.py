"""Staff's commands: who may, where they are listed, and what an old button does."""

import logging
from pathlib import Path

import pytest

from bot.door.commands import COMMANDS
from tests.logged import question
from tests.officehall import forged, office, unknown

STALE = "Pilihan ini sudah berubah."
UNKNOWN = "Perintah itu tidak saya kenal."


@pytest.mark.parametrize("command", ["/log", "/belum", "/unanswered", "/LOG apa"])
async def test_to_a_citizen_the_commands_do_not_exist(tmp_path: Path, command: str) -> None:
    async with office(tmp_path, unknown(1, "rahasia")) as hall:
        await hall.citizen.says("/ngawur")
        await hall.citizen.says(command)
        nonsense, told = await hall.citizen.receives(2)

    assert told.text == nonsense.text
    assert (told.text.startswith(UNKNOWN), told.buttons) == (True, nonsense.buttons)


@pytest.mark.parametrize(
    "data", ["o:l:a", "o:b:0", "o:g:1:0", "o:s:1:0", "o:u:1:1:0", "o", "o:", "o:?"]
)
async def test_a_citizen_who_presses_what_an_administrator_may_gets_nothing(
    tmp_path: Path, data: str
) -> None:
    async with office(tmp_path, unknown(1, "rahasia")) as hall:
        await hall.citizen.starts()
        [page] = await hall.citizen.receives()
        query = await hall.citizen.presses(page, forged(page, data))
        [told] = await hall.citizen.receives()
        still = await hall.open()

    assert query.answered
    assert told.text.startswith(STALE)
    assert "rahasia" not in told.text + page.text
    assert still == [1]


async def test_in_a_group_staff_are_sent_to_their_own_chat_and_others_hear_nothing(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, unknown(1, "rahasia")) as hall:
        group = hall.world.group()
        await group.add(hall.admin)
        await group.add(hall.citizen)
        await hall.citizen.says("/log", in_=group)
        await hall.admin.says("/belum", in_=group)
        [to_staff] = await group.receives()
        await hall.citizen.says("/log@meja_informasi_bot", in_=group)
        [to_citizen] = await group.receives()

    assert to_staff.text.startswith("Perintah ini hanya bekerja dalam obrolan pribadi")
    assert to_citizen.text.startswith(UNKNOWN)
    assert len(group.chat.sent) == 2


async def test_in_a_group_a_button_shows_nothing_even_to_staff(tmp_path: Path) -> None:
    async with office(tmp_path, unknown(1, "rahasia")) as hall:
        group = hall.world.group()
        await group.add(hall.admin)
        await hall.admin.says("/bahasa@meja_informasi_bot", in_=group)
        [page] = await group.receives()
        await hall.admin.presses(page, forged(page, "o:s:1:0"))
        [told] = await group.receives()
        still = await hall.open()

    assert told.text.startswith("Perintah ini hanya bekerja dalam obrolan pribadi")
    assert still == [1]


async def test_the_menu_lists_them_in_the_administrators_chat_alone(tmp_path: Path) -> None:
    async with office(tmp_path) as hall:
        await hall.world.until(lambda: len(hall.world.commands) == 6)
        menus = {
            key: [command["command"] for command in listed][len(COMMANDS) :]
            for key, listed in hall.world.commands.items()
            if key[0] != "all_group_chats"
        }
        own = f'{{"chat_id": {hall.admin.id}, "type": "chat"}}'

    assert menus == {
        ("all_private_chats", ""): [],
        ("all_private_chats", "en"): [],
        (own, ""): ["log", "belum", "grup", "keluar"],
        (own, "en"): ["log", "unanswered", "groups", "leave"],
    }


async def test_a_menu_that_cannot_be_set_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with office(tmp_path, refused=True, strangers=(1, 2)) as hall:
        await hall.world.until(lambda: len(hall.world.commands) == 6)
        page = await hall.asks("/log")

    told = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert told == ["an administrator's menu of commands stays as it was: BadRequest"] * 2
    assert page.text.startswith("Pertanyaan terbaru")


GARBLED = [
    "o",
    "o:",
    "o:?:1",
    "o:l",
    "o:l:x",
    "o:l:a:!",
    "o:l:a:1:2:3:4:5",
    "o:b",
    "o:b:-1",
    "o:b:²",
    "o:b:99999",
    "o:g:!:0",
    "o:g:1",
    "o:s:1:x",
    "o:s:1y2p0ij32e8e7:0",
    "o:s:1y2p0ij32e8e8:0",
    "o:u:1:?:0",
    "o:u:1:1",
]


@pytest.mark.parametrize("data", GARBLED)
async def test_a_button_of_another_time_is_told_so(tmp_path: Path, data: str) -> None:
    async with office(tmp_path, unknown(1, "kapan pilkades")) as hall:
        page = await hall.asks("/log")
        query = await hall.admin.presses(page, forged(page, data))
        [told] = await hall.admin.receives()
        still = await hall.open()

    assert query.answered
    assert told.text.startswith(STALE)
    assert still == [1]


async def test_a_page_that_was_deleted_comes_anew(tmp_path: Path) -> None:
    async with office(tmp_path, question(1), refused=True) as hall:
        page = await hall.asks("/log")
        await hall.admin.deletes(page)
        await hall.admin.presses(page, "Rujukan")
        [fresh] = await hall.admin.receives()

    assert fresh.text.startswith("Pertanyaan terbaru: Rujukan")


async def test_a_log_that_cannot_be_read_is_said_and_citizens_are_served(tmp_path: Path) -> None:
    async with office(tmp_path, question(1)) as hall:
        await hall.store.close()
        told = await hall.asks("/log")
        await hall.citizen.says("apa slogan kpu purwakarta")
        [answer] = await hall.citizen.receives()
        await hall.store.open()

    assert told.text.startswith("Catatan sedang tidak dapat dibaca.")
    assert answer.text.startswith("Slogan kantor")


async def test_staff_with_an_english_phone_read_english(tmp_path: Path) -> None:
    async with office(tmp_path, unknown(1, "kapan pilkades")) as hall:
        await hall.admin.says("/bahasa")
        [menu] = await hall.admin.receives()
        await hall.admin.presses(menu, "English")
        await hall.admin.receives()
        log, waiting = await hall.asks("/log"), await hall.asks("/unanswered")

    assert log.text.startswith("Latest questions: All\n\n24 Nov 19.00 · unanswered · waiting")
    assert waiting.text.startswith("Waiting for the office")


LINK = "https://bot.example/konsol/masuk/abc"


async def test_an_administrator_gets_a_link_to_the_console_in_private_alone(
    tmp_path: Path,
) -> None:
    asked_for: list[int] = []

    async def link(staff: int) -> str:
        asked_for.append(staff)
        return LINK

    async with office(tmp_path, console=link) as hall:
        group = hall.world.group()
        await group.add(hall.admin)
        await hall.admin.says("/konsol", in_=group)
        [in_group] = await group.receives()
        page = await hall.asks("/konsol")
        english = await hall.asks("/console")
        for command in ("/ngawur", "/konsol"):
            await hall.citizen.says(command)
        nonsense, told = await hall.citizen.receives(2)
        menu = f'{{"chat_id": {hall.admin.id}, "type": "chat"}}'
        listed = [row["command"] for row in hall.world.commands[menu, ""]]

    assert in_group.text.startswith("Perintah ini hanya bekerja dalam obrolan pribadi")
    assert LINK in page.text
    assert LINK in english.text
    assert asked_for == [hall.admin.id] * 2
    assert (told.text, told.buttons) == (nonsense.text, nonsense.buttons)
    assert "konsol" in listed


@pytest.mark.parametrize(
    ("site", "local"),
    [("https://bot.example", False), ("http://127.0.0.1:8080", True), ("http://[::1]:80", True)],
)
async def test_of_an_address_that_no_phone_can_open_it_is_said(
    tmp_path: Path, site: str, local: bool
) -> None:
    async def link(staff: int) -> str:
        return f"{site}/konsol/masuk/abc"

    async with office(tmp_path, console=link) as hall:
        page = await hall.asks("/konsol")

    assert f"{site}/konsol/masuk/abc" in page.text
    assert ("PUBLIC_URL" in page.text) is local


async def test_a_console_that_is_shut_is_said_to_be(tmp_path: Path) -> None:
    async def link(staff: int) -> None:
        return None

    async with office(tmp_path, console=link) as hall:
        page = await hall.asks("/konsol")

    assert page.text.startswith("Konsol sedang tidak dibuka")


async def test_where_there_is_no_console_there_is_no_command(tmp_path: Path) -> None:
    async with office(tmp_path) as hall:
        page = await hall.asks("/konsol")

    assert page.text.startswith(UNKNOWN)
