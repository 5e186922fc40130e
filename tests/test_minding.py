"""Those who wait for a person: staff are reminded once, and in the end the citizen is told."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.keeping.handovers import State, due
from bot.localtelegram import Member
from tests.deskhall import Deskhall, deskhall
from tests.townhall import JAKARTA

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("asked", "reminded"),
    [
        ("2026-11-23 10:00", "2026-11-24 10:00"),  # Monday
        ("2026-11-26 23:59", "2026-11-27 23:59"),  # Thursday
        ("2026-11-27 10:00", "2026-11-30 10:00"),  # Friday
        ("2026-11-28 10:00", "2026-12-01 10:00"),  # Saturday counts from Monday
        ("2026-11-29 23:00", "2026-12-01 23:00"),  # Sunday likewise
    ],
)
def test_a_working_day_is_monday_to_friday_where_the_office_is(asked: str, reminded: str) -> None:
    at = datetime.fromisoformat(asked).replace(tzinfo=JAKARTA)

    assert due(at, JAKARTA) == datetime.fromisoformat(reminded).replace(tzinfo=JAKARTA)


async def reminders(hall: Deskhall) -> int:
    """How many stand in the office's group."""
    return sum("belum dijawab sejak" in one.text for one in hall.group.chat.sent)


async def test_after_a_working_day_staff_are_reminded_once(tmp_path: Path) -> None:
    async with deskhall(tmp_path, is_forum=True) as hall:
        card = await hall.hands_over()
        handover = await hall.handover()
        assert handover
        moment = due(handover.at, JAKARTA)
        await hall.at(moment - timedelta(minutes=1))
        early = await reminders(hall)
        await hall.at(moment)
        await hall.at(moment + DAY)
        [reminder] = await hall.group.receives()
        told = await hall.answers(reminder, "Maaf, baru terbaca: boleh.")
        [answer] = await hall.citizen.receives()

        assert (early, await reminders(hall)) == (0, 1)
    assert reminder.thread == card.thread
    assert "“aula dipinjam warga, hubungi siapa”" in reminder.text
    assert told.text.startswith("T-1: terkirim")
    assert "baru terbaca" in answer.text


async def test_who_was_answered_is_not_reminded_of(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        card = await hall.hands_over()
        await hall.answers(card, "Boleh.")
        handover = await hall.handover()
        assert handover
        await hall.at(handover.at + 4 * DAY)

        assert await reminders(hall) == 0


async def test_what_nobody_answered_in_a_week_ends_and_the_citizen_is_told(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        card = await hall.hands_over()
        handover = await hall.handover()
        assert handover
        await hall.at(handover.goes)
        [told] = await hall.citizen.receives()
        await hall.at(handover.goes + DAY)
        late = await hall.answers(card, "Boleh.")
        closed = await hall.says("Halo?", about=told)
        ended = await hall.handover()
        [kept] = await hall.kept()

    assert told.text.startswith("T-1: maaf, dalam 7 hari pertanyaan Anda belum dijawab")
    assert "Jalan Flamboyan No. 60" in told.text
    assert ended
    assert (ended.state, ended.chat, ended.words) == (State.CLOSED, None, None)
    assert kept.open
    assert late.text.startswith("T-1 ")
    assert closed.text.startswith("T-1 sudah ditutup")


async def test_a_week_after_its_answer_the_chat_is_forgotten_too(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        await hall.answers(await hall.hands_over(), "Boleh.")
        await hall.citizen.receives()
        handover = await hall.handover()
        assert handover
        before, goes = handover.at - DAY, handover.goes
        await hall.store.purge(before, handed_before=handover.at)
        kept = await hall.handover()
        await hall.store.purge(before, handed_before=handover.at + timedelta(seconds=1))
        gone = await hall.handover()
        await hall.store.purge(goes)

        assert kept
        assert kept.chat == hall.citizen.id
        assert await hall.handover() is None
    assert gone
    assert (gone.chat, gone.words, gone.state) == (None, None, State.CLOSED)


async def test_where_the_network_fails_it_is_told_with_a_later_look(tmp_path: Path) -> None:
    async with deskhall(tmp_path, refused=True) as hall:
        await hall.hands_over()
        handover = await hall.handover()
        assert handover
        hall.world.faults.next("sendMessage", cut=True, times=3)
        await hall.at(due(handover.at, JAKARTA))
        failed = await reminders(hall)
        await hall.at(due(handover.at, JAKARTA))

        assert (failed, await reminders(hall)) == (0, 1)


async def test_a_group_that_is_gone_keeps_no_citizen_from_being_told(tmp_path: Path) -> None:
    async with deskhall(tmp_path, refused=True) as hall:
        await hall.hands_over()
        handover = await hall.handover()
        assert handover
        hall.group.chat.members[hall.world.bot.id] = Member.KICKED
        await hall.at(due(handover.at, JAKARTA))
        await hall.at(handover.goes)
        [told] = await hall.citizen.receives()

    assert told.text.startswith("T-1: maaf")
