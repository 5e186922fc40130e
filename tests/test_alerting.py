"""The admins learn where the knowledge is broken, as many of them as can be reached."""

import logging

import pytest
from telegram import Bot

from bot.door.alerting import SHOWN_FRAMES, Alarm, notice, tell_admins
from bot.door.sending import Sender
from bot.loading.faults import Fault
from bot.loading.overriding import shipped
from bot.localtelegram import Citizen, LocalRequest, LocalTelegram

SAY = shipped()[0].say


def faults(count: int, message: str = "kunci <titel> & tidak dikenal") -> tuple[Fault, ...]:
    return tuple(Fault(file="umum.yaml", line=n, message=message) for n in range(1, count + 1))


def sender(world: LocalTelegram) -> Sender:
    wire = LocalRequest(world)
    return Sender(Bot(world.token, request=wire, get_updates_request=wire))


async def admin_of(world: LocalTelegram) -> Citizen:
    """Somebody who has opened the chat with the bot."""
    admin = world.citizen()
    await admin.starts()
    return admin


@pytest.mark.parametrize(
    ("count", "last"),
    [(1, "• umum.yaml:1: "), (10, "• umum.yaml:10: "), (12, "dan 2 lagi")],
)
async def test_an_admin_is_told_of_ten_faults_at_most(count: int, last: str) -> None:
    world = LocalTelegram()
    admin = await admin_of(world)
    told = await tell_admins(sender(world), [admin.id], faults(count), SAY)
    [message] = await admin.receives()

    assert told == 1
    assert message.text.splitlines()[-1].startswith(last)
    assert message.text.count("kunci <titel> & tidak dikenal") == min(count, 10)
    assert world.complaints == []


async def test_faults_too_long_for_a_message_come_in_several() -> None:
    world = LocalTelegram()
    admin = await admin_of(world)
    await tell_admins(sender(world), [admin.id], faults(10, "panjang 🧾 " * 100), SAY)
    messages = await admin.receives(len(notice(faults(10, "panjang 🧾 " * 100), SAY)))

    assert len(messages) > 1
    assert messages[-1].text.endswith(f"({len(messages)}/{len(messages)})")


async def test_who_cannot_be_reached_keeps_nobody_else_from_being_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    world = LocalTelegram()
    stranger, blocker, admin = world.citizen(), await admin_of(world), await admin_of(world)
    await blocker.blocks()
    admins = [stranger.id, blocker.id, admin.id]
    told = await tell_admins(sender(world), admins, (), SAY)
    [message] = await admin.receives()

    lines = [r for r in caplog.records if r.name == "bot.door.alerting"]
    assert told == 1
    assert message.text.startswith("Pengetahuan sudah dapat dipakai lagi")
    assert [line.levelno for line in lines] == [logging.INFO, logging.INFO]
    assert not [n for n in admins if str(n) in caplog.text]


async def test_a_telegram_that_fails_is_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    world = LocalTelegram()
    admin = await admin_of(world)
    world.faults.next("sendMessage", status=400, description="Bad Request: nobody knows why")
    told = await tell_admins(sender(world), [admin.id], faults(1), SAY)

    assert told == 0
    assert caplog.messages == ["an admin could not be told: BadRequest"]


async def test_bugs_within_a_minute_are_counted_and_told_with_the_next_one() -> None:
    world, seconds = LocalTelegram(), iter((0.0, 1.0, 59.9, 60.0, 200.0))
    admin = await admin_of(world)
    alarm = Alarm(sender(world), [admin.id], lambda: next(seconds))
    told = [await alarm.ring(f"K{n}", "KeyError", (), SAY) for n in range(5)]
    first, second, third = await admin.receives(3)

    more = "Sejak kabar terakhir ada pula 2 gangguan lain"
    assert told == [1, 0, 0, 1, 1]
    assert ["Kode K0: KeyError." in first.text, "Kode K3:" in second.text] == [True, True]
    assert [more in message.text for message in (first, second, third)] == [False, True, False]
    assert "gangguan lain" not in third.text


async def test_of_a_deep_trace_the_innermost_calls_are_shown() -> None:
    world = LocalTelegram()
    admin = await admin_of(world)
    frames = [f"door/<room>.py:{n} in ask" for n in range(100)]
    await Alarm(sender(world), [admin.id]).ring("K7", "KeyError", frames, SAY)
    [message] = await admin.receives()

    assert message.shown("pre") == ["\n".join(frames[-SHOWN_FRAMES:])]
    assert world.complaints == []
