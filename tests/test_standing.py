"""That the bot was let in or that a group moved is kept like a question, and outlives a death."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.door.standing import IN, OUT, change_of
from bot.localtelegram import Group, LocalTelegram, Member
from tests.deskhall import ASK, SEND, UNKNOWN
from tests.lives import Lives


async def shut_and_let_in(world: LocalTelegram) -> None:
    citizen = world.citizen()
    await citizen.blocks()
    await citizen.unblocks()


async def in_and_out_of_a_group(world: LocalTelegram) -> None:
    group = world.group(bot=Member.LEFT)
    await group.adds_bot()
    await group.adds_bot(Member.ADMINISTRATOR)
    await group.removes_bot()


@pytest.mark.parametrize(
    ("happens", "private", "changes"),
    [(shut_and_let_in, True, [OUT, IN]), (in_and_out_of_a_group, False, [IN, None, OUT])],
)
async def test_a_change_says_where_the_bot_stands_and_other_rights_are_none(
    happens: object, private: bool, changes: list[str | None]
) -> None:
    assert callable(happens)
    world = LocalTelegram()
    await happens(world)
    found = [change_of(update) for update in world.updates]

    assert [change and change.data for change in found] == changes
    assert {change.private for change in found if change} == {private}


async def test_of_a_group_that_moved_it_says_where_to() -> None:
    world = LocalTelegram()
    group = world.group(kind="group")
    bigger = await group.upgrades()
    changes = [change for update in world.updates if (change := change_of(update))]

    assert [(one.chat, one.data) for one in changes] == [(group.chat.id, str(bigger.chat.id))]


# --- kill -9 before it is dealt with


@asynccontextmanager
async def locked(database: Path) -> AsyncIterator[None]:
    """Another program writes to the log: whoever else wants to, waits."""
    with closing(sqlite3.connect(database, isolation_level=None)) as log:
        log.execute("BEGIN IMMEDIATE")
        yield


async def dies_before_it_is_dealt_with(world: LocalTelegram, lives: Lives) -> None:
    """Killed once Telegram, which was told that it has come, will not bring it again."""
    await world.until(lambda: not world.updates)
    assert lives.left()
    await lives.dies()


async def ticked_off(lives: Lives) -> None:
    """What was answered before is not in the inbox any more; a hang limit, not a measure."""
    async with asyncio.timeout(60):
        while lives.left():  # noqa: ASYNC110 # another process writes
            await asyncio.sleep(0.02)


async def handed_over(world: LocalTelegram, group: Group, lives: Lives) -> None:
    """A question waits in the office's group."""
    citizen = world.citizen()
    await citizen.says(UNKNOWN)
    for label in (ASK, SEND):
        [reply] = await citizen.receives()
        await citizen.presses(reply, label)
    await citizen.receives()
    await ticked_off(lives)


async def test_killed_when_the_offices_group_moved_it_hears_staff_there_all_the_same(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    group = world.group("Kantor", kind="group", bot=Member.MEMBER)
    staff, office = world.citizen(), str(group.chat.id)
    group.chat.members[staff.id] = Member.MEMBER
    async with Lives(world, tmp_path) as lives:
        await lives.begins(OFFICE_CHAT_ID=office)
        await handed_over(world, group, lives)
        [card] = group.chat.sent
        async with locked(lives.database):
            bigger = await group.upgrades()
            await dies_before_it_is_dealt_with(world, lives)
        await lives.begins(OFFICE_CHAT_ID=office)
        await lives.listens()
        await staff.says("Ya, boleh.", in_=bigger, reply_to=card)
        [told] = await bigger.receives()
        await lives.stops()

    assert told.text.startswith("T-1: terkirim")
    assert len(bigger.chat.sent) == 1


async def test_killed_when_somebody_let_it_in_again_it_knows_so_at_the_next_start(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    async with Lives(world, tmp_path) as lives:
        await lives.begins()
        citizen = world.citizen()
        await citizen.says("halo")
        await citizen.receives()
        await citizen.blocks()
        await until_shut_out(lives, 1)
        await ticked_off(lives)
        async with locked(lives.database):
            await citizen.unblocks()
            await dies_before_it_is_dealt_with(world, lives)
        await lives.begins()
        await until_shut_out(lives, 0)
        await lives.stops()


async def until_shut_out(lives: Lives, known: int) -> None:
    """Until the log's database says so; a hang limit, not a measure."""
    sql = "SELECT shut_out FROM people"
    with closing(sqlite3.connect(lives.database)) as log:
        async with asyncio.timeout(60):
            while log.execute(sql).fetchall() != [(known,)]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
