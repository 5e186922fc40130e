"""Groups: what is not read aloud there, who may add the bot, and how it leaves."""

import asyncio
from pathlib import Path

import pytest

from bot.localtelegram import Member, Message
from tests.officehall import Hall, office
from tests.townhall import KNOWLEDGE, Townhall, desk_of, townhall

PRIVATE = KNOWLEDGE.replace("    title: WBK\n", "    title: WBK\n    private: true\n")
ASKED = "apa syarat wbk @meja_informasi_bot"
MATTER = "Hal ini lebih baik ditanyakan dalam obrolan pribadi."


def ways(message: Message) -> list[str]:
    """Where its buttons lead to."""
    return [button["url"] for row in message.keyboard for button in row if "url" in button]


async def in_group(hall: Townhall, text: str) -> Message:
    """What the bot says in a group to one of its members."""
    citizen, group = hall.world.citizen(), hall.world.group()
    await group.add(citizen)
    await citizen.says(text, in_=group)
    [told] = await group.receives()
    return told


async def test_a_private_entry_is_one_line_in_a_group_and_opens_in_private(tmp_path: Path) -> None:
    async with townhall(tmp_path, desk=desk_of(PRIVATE)) as hall:
        told = await in_group(hall, ASKED)
        citizen = hall.world.citizen()
        await citizen.starts(ways(told)[0].partition("start=")[2])
        [answer] = await citizen.receives()
        kept = await hall.kept()

    assert told.text.startswith(MATTER)
    assert told.buttons == ["Tanya secara pribadi"]
    assert ways(told) == ["https://t.me/meja_informasi_bot?start=wbk"]
    assert answer.text.startswith("WBK adalah")
    assert kept[0].asked.words is None


async def test_a_button_in_a_group_opens_no_private_entry_there(tmp_path: Path) -> None:
    async with townhall(tmp_path, desk=desk_of(PRIVATE)) as hall:
        citizen, group = hall.world.citizen(), hall.world.group()
        await group.add(citizen)
        await citizen.says("apa slogan kpu purwakarta @meja_informasi_bot", in_=group)
        [answer] = await group.receives()
        await citizen.presses(answer, "WBK")
        [told] = await group.receives()

    assert told.text.startswith(MATTER)


async def test_a_report_in_a_group_is_answered_with_the_way_into_private(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        told = await in_group(
            hall, "@meja_informasi_bot petugas kpu purwakarta pak Dedi minta uang 500 ribu kemarin"
        )
        [kept] = await hall.kept()

    assert told.text.startswith(MATTER)
    assert ways(told) == ["https://t.me/meja_informasi_bot?start=start"]
    assert kept.asked.words is None


@pytest.mark.parametrize(
    ("command", "begins", "payload"),
    [
        ("/data_saya", "Catatan tentang Anda hanya", "data_saya"),
        ("/hapus_data", "Hal ini hanya saya layani dalam obrolan pribadi.", "hapus_data"),
        ("/beri_tahu", "Hal ini hanya saya layani dalam obrolan pribadi.", "start"),
        ("/privasi", "Yang disimpan dan tidak", "data_saya"),
    ],
)
async def test_what_is_personal_leads_into_the_private_chat(
    tmp_path: Path, command: str, begins: str, payload: str
) -> None:
    async with townhall(tmp_path) as hall:
        told = await in_group(hall, command)

    assert told.text.startswith(begins)
    assert ways(told) == [f"https://t.me/meja_informasi_bot?start={payload}"]


async def test_such_a_link_does_there_what_was_asked_for(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.starts("data_saya")
        await citizen.starts("hapus_data")
        record, erasure = await citizen.receives(2)

    assert record.text.startswith("Tidak ada pertanyaan Anda yang tersimpan.")
    assert erasure.buttons == ["Ya, hapus semuanya", "Tidak jadi"]


async def test_staff_are_led_into_their_own_chat(tmp_path: Path) -> None:
    async with office(tmp_path) as hall:
        group = hall.world.group()
        await group.add(hall.admin)
        await hall.admin.says("/log", in_=group)
        [told] = await group.receives()

    assert told.buttons == ["Tanya secara pribadi"]


# --- where it is not wanted


async def added(hall: Hall, *, by_admin: bool, leaves: bool = False) -> list[str]:
    """What the bot says in a group that it is added to; and that it has left, if it has."""
    group = hall.world.group(bot=Member.LEFT)
    await group.add(hall.admin if by_admin else hall.citizen)
    await group.adds_bot()
    members, me = group.chat.members, hall.world.bot.id
    if leaves:
        await hall.world.until(lambda: members[me] is Member.LEFT)
    else:
        await hall.citizen.says("halo")
        await hall.citizen.receives()
        await asyncio.sleep(0.1)
    has_left = members[me] is Member.LEFT
    return [*(message.text for message in group.chat.sent), *(["left"] if has_left else [])]


async def test_closed_to_others_the_bot_says_goodbye_where_no_administrator_added_it(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as hall:
        before = await added(hall, by_admin=False)
        closed = await hall.asks("/grup tertutup")
        goodbye = await added(hall, by_admin=False, leaves=True)
        stays = await added(hall, by_admin=True)
        opened = await hall.asks("/grup terbuka")
        after = await added(hall, by_admin=False)

    assert closed.text.startswith("Grup: tertutup.")
    assert opened.text.startswith("Grup: terbuka.")
    assert (before, stays, after) == ([], [], [])
    assert goodbye == [
        "Bot ini hanya dipakai di grup yang ditambahkan oleh kantor, jadi saya keluar. "
        "Silakan bertanya dalam obrolan pribadi.",
        "left",
    ]


async def test_that_it_is_closed_outlives_a_restart(tmp_path: Path) -> None:
    async with office(tmp_path) as hall:
        await hall.asks("/groups closed")
    async with office(tmp_path) as hall:
        told = await hall.asks("/grup")
        left = await added(hall, by_admin=False, leaves=True)

    assert told.text.startswith("Grup: tertutup.")
    assert left[-1] == "left"


async def test_an_administrator_sends_it_out_of_a_group_and_nobody_else_can(tmp_path: Path) -> None:
    async with office(tmp_path) as hall:
        group = hall.world.group()
        for one in (hall.admin, hall.citizen):
            await group.add(one)
        await hall.citizen.says("/keluar", in_=group)
        await hall.admin.says("/keluar", in_=group)
        [told] = await group.receives()
        await hall.world.until(lambda: hall.world.calls("leaveChat"))
        private = await hall.asks("/keluar")

    assert told.text.startswith("Baik, bot keluar dari grup ini.")
    assert group.chat.members[hall.world.bot.id] is Member.LEFT
    assert private.text.startswith("Ini bukan grup.")


# --- blocked, and let in again


async def test_who_blocks_the_bot_is_remembered_until_they_let_it_in_again(tmp_path: Path) -> None:
    async with office(tmp_path) as hall:
        await hall.citizen.says("halo")
        await hall.citizen.receives()
        await hall.citizen.blocks()
        await until_blocked(hall, [(1,)])
        await hall.citizen.unblocks()
        await until_blocked(hall, [(0,)])


async def until_blocked(hall: Hall, rows: list[tuple[int]]) -> None:
    """Until the database says so."""
    async with asyncio.timeout(5):
        read, sql = hall.store.read, "SELECT shut_out FROM people"
        while [tuple(row) for row in await read(sql)] != rows:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_who_let_it_in_again_and_edits_what_they_asked_before_is_answered_anew(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as hall:
        said = await hall.citizen.says("halo")
        await hall.citizen.receives()
        await hall.citizen.blocks()
        await until_blocked(hall, [(1,)])
        await hall.citizen.unblocks()
        await until_blocked(hall, [(0,)])
        await hall.citizen.edits(said, "halo!")
        [answer] = await hall.citizen.receives()
        refused = [one for one in hall.world.requests if one.status not in (200, None)]

    assert answer.text.startswith("Halo")
    assert refused == []
