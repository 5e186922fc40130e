"""Telegram says "typing" over a chat only where an answer takes its time."""

import asyncio
import time
from pathlib import Path

from telegram import Bot

from bot.door.sending import Place, Sender
from bot.door.waiting import SLOW, typing
from bot.localtelegram import Citizen, LocalRequest, LocalTelegram
from tests.townhall import townhall


def sender(world: LocalTelegram) -> Sender:
    wire = LocalRequest(world)
    return Sender(Bot(world.token, request=wire, get_updates_request=wire))


async def someone(world: LocalTelegram) -> Citizen:
    """A citizen who has opened the chat with the bot."""
    citizen = world.citizen()
    await citizen.starts()
    return citizen


async def test_a_quick_answer_is_given_without_a_word_about_it(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        for text in ("halo", "apa slogan kpu purwakarta", "/start", "xqz jkw"):
            await citizen.says(text)
            await citizen.receives()

    assert hall.world.calls("sendChatAction") == []


async def test_over_a_slow_answer_stands_typing_until_it_is_there(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        hall.world.faults.next("sendMessage", hang=3 * SLOW)
        await citizen.says("halo")
        await hall.world.until(lambda: citizen.chat.actions)
        during = citizen.chat.acting(time.monotonic()), len(citizen.chat.sent)
        [greeting] = await citizen.receives()
        after = citizen.chat.acting(time.monotonic())

    assert (during, after) == (("typing", 0), "")
    assert citizen.chat.actions == ["typing"]
    assert greeting.text.startswith("Halo!")


async def test_in_a_topic_it_stands_over_that_topic(tmp_path: Path) -> None:
    world = LocalTelegram()
    forum = world.group(is_forum=True)
    async with townhall(tmp_path, world):
        citizen = world.citizen()
        await forum.add(citizen)
        topic = await forum.topic("Integritas")
        world.faults.next("sendMessage", hang=2 * SLOW)
        await citizen.says("@meja_informasi_bot apa syarat wbk", in_=forum, thread=topic)
        await forum.receives()

    [shown] = world.calls("sendChatAction")
    assert shown.parameters == {
        "chat_id": forum.chat.id,
        "message_thread_id": topic,
        "action": "typing",
    }


async def test_that_it_could_not_be_shown_costs_no_answer(tmp_path: Path) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        citizen = hall.world.citizen()
        hall.world.faults.next("sendMessage", hang=2 * SLOW)
        hall.world.faults.next("sendChatAction", status=403)
        await citizen.says("halo")
        [greeting] = await citizen.receives()

    assert greeting.text.startswith("Halo!")
    assert [call.status for call in hall.world.calls("sendChatAction")] == [403]


async def test_it_is_said_again_as_long_as_it_takes_and_not_where_it_failed() -> None:
    world = LocalTelegram()
    citizen, gone = await someone(world), world.citizen()
    for person in (gone, citizen):
        async with typing(sender(world), Place(chat=person.id), slow=0, again=0.01):
            await world.until(lambda: len(world.calls("sendChatAction")) >= 1)
            if person is citizen:
                await world.until(lambda: len(citizen.chat.actions) == 3)

    asked = [call.parameters["chat_id"] for call in world.calls("sendChatAction")]
    assert asked.count(gone.id) == 1
    assert set(citizen.chat.actions) == {"typing"}


async def test_one_that_hangs_is_not_waited_for() -> None:
    world = LocalTelegram()
    citizen = await someone(world)
    world.faults.next("sendChatAction", hang=30)
    async with asyncio.timeout(10), typing(sender(world), Place(chat=citizen.id)):
        await world.until(lambda: world.calls("sendChatAction"))

    assert citizen.chat.actions == []
