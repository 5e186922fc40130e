"""What is kept of an update, and what becomes of it when the bot died before it answered."""

import asyncio
import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from telegram import User

from bot.door.handlers import STALE_PRESS, SUSPECT
from bot.door.pressing import Press, data
from bot.door.receiving import LATE, read, written
from bot.door.standing import change_of
from bot.door.visiting import Visit, VisitKind, visit_of
from bot.keeping.inboxfile import InboxFile, Letter
from bot.keeping.kept import Vote
from bot.localtelegram import LocalTelegram
from tests.townhall import townhall

SLOGAN, ZONE = "apa slogan kpu purwakarta", "apa itu zona integritas"
SORRY = "Maaf, jawaban ini terlambat"
ME = User(id=1234567890, first_name="Meja", username="meja_informasi_bot", is_bot=True)
PRIVATE = ("Ujang", "Sastrawinata", "ujang_s", "62264000000", "-6.5569", "surat.pdf", "file_id")


async def everything(world: LocalTelegram) -> None:
    """A citizen with a telling name does all they can, in private and in a group."""
    ujang = world.citizen(first_name="Ujang", last_name="Sastrawinata", username="ujang_s")
    group = world.group(is_forum=True)
    topic = await group.topic("Tanya")
    said = await ujang.says(SLOGAN)
    await ujang.edits(said, ZONE)
    await ujang.says("/start zona")
    await ujang.says(f"@meja_informasi_bot {ZONE}", in_=group, thread=topic)
    for send in (ujang.sends_photo, ujang.sends_document, ujang.sends_voice):
        await send("keterangan")
    for tell in (ujang.sends_contact, ujang.sends_location, ujang.sends_poll, ujang.sends_dice):
        await tell()
    await group.upgrades()
    await ujang.blocks()


def visits(world: LocalTelegram) -> list[Visit]:
    found = [visit_of(update, ME) or change_of(update) for update in world.updates]
    return [visit for visit in found if visit]


async def test_a_visit_is_read_as_it_was_written_and_holds_no_name() -> None:
    world = LocalTelegram()
    await everything(world)
    met = visits(world)
    kept = [written(visit) for visit in met]

    assert {visit.kind for visit in met} == set(VisitKind) - {VisitKind.PRESS}
    assert [read(content) for content in kept] == met
    assert [name for name in PRIVATE if any(name in content for content in kept)] == []


def test_a_press_is_read_as_it_was_written() -> None:
    visit = Visit(
        kind=VisitKind.PRESS,
        chat=-100,
        person=7,
        message=3,
        thread=5,
        private=False,
        press="123",
        data="n:abc",
        buttons=("c:zona:abc", "n:abc"),
        language_code="su",
    )

    assert read(written(visit)) == visit


def test_what_another_version_kept_is_read_as_far_as_it_can_be() -> None:
    content = written(Visit(kind=VisitKind.TEXT, chat=1, person=1, message=1, text="halo"))
    more = json.dumps({**json.loads(content), "of_tomorrow": 1})

    assert read(more).text == "halo"


async def test_a_groups_own_talk_is_not_kept(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, group = hall.world.citizen(), hall.world.group()
        await group.add(citizen)
        await citizen.says("harga cabai naik lagi", in_=group)
        await citizen.says(f"@meja_informasi_bot {ZONE}", in_=group)
        await group.receives()
        await until_answered(tmp_path)

    with closing(sqlite3.connect(tmp_path / "bot-inbox.db")) as inbox:
        assert inbox.execute("SELECT count(*) FROM answered").fetchone() == (1,)


async def until_answered(folder: Path) -> None:
    """Until nothing waits in the inbox any more; a hang limit, not a measure."""
    async with asyncio.timeout(10):
        while left(folder):  # noqa: ASYNC110 # another thread writes
            await asyncio.sleep(0.01)


def left(folder: Path) -> list[Any]:
    with closing(sqlite3.connect(folder / "bot-inbox.db")) as inbox:
        return inbox.execute("SELECT letter FROM inbox").fetchall()


def bytes_in(folder: Path) -> bytes:
    """All files at once."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


# --- what an earlier run left


def leaves(folder: Path, *visits: Visit, ago: float = 0.0, person: int) -> None:
    """An earlier run died with these unanswered."""
    file = InboxFile(folder / "bot-inbox.db", busy=1)
    file.open()
    at = round(1000 * (time.time() - ago))
    letters = [
        Letter(update=id, at=at, person=person, query=id, content=written(visit))
        for id, visit in enumerate(visits, 100)
    ]
    file.write(letters, (), at)
    file.close()


def question(chat: int, text: str) -> Visit:
    return Visit(kind=VisitKind.TEXT, chat=chat, person=chat, message=1, text=text)


@pytest.mark.parametrize(("ago", "sorry"), [(LATE - 60, False), (LATE + 60, True)])
async def test_what_was_left_is_answered_in_order_and_late_ones_with_an_apology(
    tmp_path: Path, ago: float, sorry: bool
) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    await citizen.starts()
    world.updates.clear()
    asked = [question(citizen.id, text) for text in (SLOGAN, ZONE)]
    leaves(tmp_path, *asked, ago=ago, person=citizen.id)
    async with townhall(tmp_path, world) as hall:
        answers = [message.text for message in await citizen.receives(2)]
        kept = await hall.kept()
        await until_answered(tmp_path)

    texts = [text.partition("\n\n")[2] if sorry else text for text in answers]
    assert [text.startswith(SORRY) for text in answers] == [sorry, sorry]
    assert [text[:7] for text in texts] == ["Slogan ", "Zona In"]
    assert [one.asked.id for one in kept] == [100, 101]


async def test_an_english_question_gets_its_apology_in_english(tmp_path: Path) -> None:
    world = LocalTelegram()
    citizen = world.citizen(language_code="en")
    await citizen.starts()
    world.updates.clear()
    leaves(tmp_path, question(citizen.id, "what is an integrity zone"), ago=7200, person=citizen.id)
    async with townhall(tmp_path, world):
        [answer] = await citizen.receives()

    assert answer.text.startswith("Sorry for this late answer")
    assert "promise" in answer.text


async def test_a_question_that_waited_at_telegram_gets_its_apology_too(tmp_path: Path) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    await citizen.says(SLOGAN)
    world.updates[0]["message"]["date"] -= 7200
    async with townhall(tmp_path, world):
        [answer] = await citizen.receives()

    assert answer.text.startswith(SORRY)


@pytest.mark.parametrize(
    ("pressed", "ago", "answers"),
    [
        (data(Press.OPEN, "wbk"), STALE_PRESS - 30, 1),
        (data(Press.OPEN, "wbk"), STALE_PRESS + 30, 0),
        (data(Press.ERASE, "1"), STALE_PRESS + 30, 1),
        (data(Press.HAND, "0", "1"), STALE_PRESS + 30, 1),
    ],
)
async def test_an_old_press_is_acknowledged_and_dropped_unless_it_changes_what_is_kept(
    tmp_path: Path, pressed: str, ago: float, answers: int
) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    await citizen.starts()
    world.updates.clear()
    press = Visit(
        kind=VisitKind.PRESS,
        chat=citizen.id,
        person=citizen.id,
        message=1,
        press="77",
        data=pressed,
    )
    leaves(tmp_path, press, ago=ago, person=citizen.id)
    async with townhall(tmp_path, world, refused=True):
        await world.until(lambda: world.calls("answerCallbackQuery"))
        await until_answered(tmp_path)

    assert len(citizen.chat.sent) == answers


async def test_an_old_vote_is_kept(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with townhall(tmp_path, world) as hall:
        citizen = world.citizen()
        await citizen.says(SLOGAN)
        [answer] = await citizen.receives()
        await hall.log.flush()
    yes = next(b["callback_data"] for row in answer.keyboard for b in row if "v:" in str(b))
    vote = Visit(
        kind=VisitKind.PRESS,
        chat=citizen.id,
        person=citizen.id,
        message=answer.id,
        press="77",
        data=yes,
    )
    leaves(tmp_path, vote, ago=3600, person=citizen.id)
    async with townhall(tmp_path, world, refused=True) as hall:
        await until_answered(tmp_path)
        [kept] = await hall.kept()

    assert kept.vote is Vote.YES


async def test_a_question_answered_again_stands_once_in_the_log(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with townhall(tmp_path, world) as hall:
        citizen = world.citizen()
        await citizen.says(SLOGAN)
        await citizen.receives()
        [first] = await hall.kept()
        await until_answered(tmp_path)
    with closing(sqlite3.connect(tmp_path / "bot-inbox.db")) as inbox:
        # As if it had died before it was ticked off.
        [(update,)] = inbox.execute("SELECT letter FROM answered").fetchall()
        inbox.execute("DELETE FROM answered")
        inbox.execute(
            "INSERT INTO inbox (letter, at, person, query, content) VALUES (?, ?, ?, ?, ?)",
            (
                update,
                1000 * time.time(),
                citizen.id,
                first.asked.id,
                written(question(citizen.id, SLOGAN)),
            ),
        )
        inbox.commit()
    async with townhall(tmp_path, world) as hall:
        await citizen.receives()
        again = await hall.kept()

    assert again == [first]


async def test_what_was_in_work_at_many_deaths_is_taken_up_one_at_a_time(tmp_path: Path) -> None:
    world = LocalTelegram()
    citizens = [world.citizen() for _ in range(6)]
    for citizen in citizens:
        await citizen.starts()
    world.updates.clear()
    leaves(tmp_path, *(question(one.id, SLOGAN) for one in citizens), person=1)
    with closing(sqlite3.connect(tmp_path / "bot-inbox.db")) as inbox:
        inbox.execute("UPDATE inbox SET tries = ?", (SUSPECT,))
        inbox.commit()
    world.faults.next("sendMessage", hang=0.1, times=None)
    at_once = list[int]()
    async with townhall(tmp_path, world) as hall:
        while len(world.calls("sendMessage")) < len(citizens) or hall.inbox.waiting:
            at_once.append(sum(call.status is None for call in world.calls("sendMessage")))
            await asyncio.sleep(0.01)

    assert max(at_once) == 1
    assert [len(citizen.chat.sent) for citizen in citizens] == [1] * 6


async def test_another_server_that_gives_the_same_ids_again_is_not_taken_for_the_old(
    tmp_path: Path,
) -> None:
    for at in range(2):
        world = LocalTelegram()  # counts from the same number each time
        async with townhall(tmp_path, world):
            citizen = world.citizen(id=7654321)
            await citizen.says(SLOGAN)
            for update in world.updates:
                update["message"]["date"] += at
            [answer] = await citizen.receives()

            assert answer.text.startswith("Slogan")


# --- while it cannot be kept, and while Telegram takes nothing


async def test_citizens_are_answered_while_the_inbox_is_locked(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        with closing(sqlite3.connect(tmp_path / "bot-inbox.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await citizen.says(SLOGAN)
            await citizen.receives()
            # The reply is there a moment before its tick.
            for _ in range(1000):
                if not hall.inbox.waiting:
                    break
                await asyncio.sleep(0.01)
            state = (hall.inbox.failing, hall.inbox.unkept)
            confirmed = not hall.world.updates
            other.execute("ROLLBACK")

    assert state == (True, 1)
    assert confirmed


async def test_an_answer_that_telegram_does_not_take_is_sent_by_and_by(tmp_path: Path) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        line = hall.application.bot_data["line"]
        again = asyncio.create_task(
            line.try_again(hall.application.update_queue.put_nowait, pause=6)
        )
        hall.world.faults.next("sendMessage", status=502, times=6)
        citizen = hall.world.citizen()
        await citizen.says(SLOGAN)
        await citizen.receives(timeout=30)
        await until_answered(tmp_path)
        kept = await hall.kept()
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)

    assert [message.text[:6] for message in citizen.chat.sent] == ["Slogan"]
    assert [one.asked.entry for one in kept] == ["slogan"]


async def test_an_answer_that_telegram_never_took_is_sent_at_the_next_start(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with townhall(tmp_path, world, refused=True) as hall:
        world.faults.next("sendMessage", status=502, times=None)
        await citizen.says(SLOGAN)
        await world.until(lambda: len(world.calls("sendMessage")) == 6)  # the apology's tries too
        await hall.application.update_queue.join()
    waits = left(tmp_path)
    world.faults.clear()
    async with townhall(tmp_path, world, refused=True) as hall:
        await citizen.receives()
        await until_answered(tmp_path)
        kept = await hall.kept()

    assert len(waits) == 1
    assert [message.text[:6] for message in citizen.chat.sent] == ["Slogan"]
    assert [one.asked.entry for one in kept] == ["slogan"]


async def test_an_answer_that_may_have_arrived_is_not_sent_again(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with townhall(tmp_path, world, refused=True) as hall:
        world.faults.next("sendMessage", answer_lost=True)
        citizen = world.citizen()
        await citizen.says(SLOGAN)
        await until_answered(tmp_path)
        await hall.application.update_queue.join()
    async with townhall(tmp_path, world):
        await citizen.says("halo")
        await world.until(lambda: len(citizen.chat.sent) > 1)

    assert [message.text[:6] for message in citizen.chat.sent] == ["Slogan", "Halo! "]


async def test_a_chat_that_moved_is_answered_at_its_new_address(tmp_path: Path) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        citizen, old, new = hall.world.citizen(), hall.world.group(), hall.world.group()
        await old.add(citizen)
        hall.world.faults.next(
            "sendMessage",
            status=400,
            description="Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=new.chat.id,
        )
        await citizen.says(f"@meja_informasi_bot {SLOGAN}", in_=old)
        [answer] = await new.receives()

    assert answer.text.startswith("Slogan")
    assert old.chat.sent == []


async def test_who_erases_their_data_leaves_the_inbox_too_and_is_told(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(SLOGAN)
        await citizen.says("/hapus_data")
        _, sure = await citizen.receives(2)
        await citizen.presses(sure, data(Press.ERASE, "1"))
        [done] = await citizen.receives()
        files = bytes_in(tmp_path)

    assert done.text.startswith("Sudah dihapus: 1")
    assert SLOGAN.encode() not in files
