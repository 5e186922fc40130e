"""Killed at any moment, the bot loses no question: each is answered, and stands once in the log."""

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.localtelegram import Citizen, LocalTelegram
from tests.lives import Death, Lives
from tests.soaking import share

KILLS = share(50, least=5)
QUESTIONS = ("apa slogan kpu purwakarta", "apa itu zona integritas", "apa syarat wbk")
ANSWERS = ("Slogan kantor", "Zona Integritas", "WBK adalah")
CITIZENS = -(-share(5_000, least=90) // len(QUESTIONS))


async def asks(citizens: list[Citizen], seconds: float) -> None:
    """Everybody asks everything, spread over some time."""
    for citizen in citizens:
        for question in QUESTIONS:
            await citizen.says(question)
        await asyncio.sleep(seconds / len(citizens))


def which(text: str) -> int:
    """Which of the questions a text answers."""
    [found] = [n for n, words in enumerate(ANSWERS) if text.startswith(words)]
    return found


def answers(citizen: Citizen) -> list[int]:
    """Which questions the messages answered that a citizen got."""
    return [which(message.text) for message in citizen.chat.sent]


def duplicates(world: LocalTelegram, deaths: list[Death]) -> tuple[int, int]:
    """Answers sent twice; and those of them that were not in flight at a death before."""
    sent: set[tuple[int, int]] = set()
    twice = unexplained = 0
    for call in world.calls("sendMessage"):
        key = (call.parameters["chat_id"], which(call.parameters["text"]))
        if call.status == 200 and key in sent:
            twice += 1
            unexplained += not any(
                death.at < call.at and (key[0], QUESTIONS[key[1]]) in death.left for death in deaths
            )
        if call.status == 200:
            sent.add(key)
    return twice, unexplained


def waiting(inbox: Path) -> int:
    """How many letters are not ticked off."""
    with closing(sqlite3.connect(inbox)) as file:
        [count] = file.execute("SELECT count(*) FROM inbox").fetchone()
    return int(count)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_killed_at_random_moments_it_answers_all_and_logs_each_once(
    tmp_path: Path, webhook: bool
) -> None:
    world, dice = LocalTelegram(), random.Random(0 if webhook else 1)
    crowd = [world.citizen() for _ in range(CITIZENS)]
    # A reply takes a while, else hardly one would be in flight when it comes to the worst.
    world.faults.next("sendMessage", hang=0.1, times=None)
    async with Lives(world, tmp_path, webhook=webhook) as lives:
        for life in range(KILLS):
            early, later = crowd[life :: 2 * KILLS], crowd[KILLS + life :: 2 * KILLS]
            await asks(early, 0)
            await lives.begins()
            if dice.random() < 0.9:  # else the start itself is broken off
                await lives.listens()
            asking = asyncio.create_task(asks(later, 0.4))
            await asyncio.sleep(dice.uniform(0, 0.6))
            await lives.dies()
            await asking
        process = await lives.begins()
        await lives.listens()
        await world.until(
            lambda: all({*answers(one)} == {0, 1, 2} for one in crowd), timeout=share(600, least=60)
        )
        # What was answered just before a death is answered again, then ticked off and logged.
        async with asyncio.timeout(share(600, least=60)):
            while waiting(lives.inbox):  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        code = await lives.stops()
        twice, unexplained = duplicates(world, lives.deaths)
        with closing(sqlite3.connect(lives.database)) as log:
            logged = log.execute("SELECT person, entry, count(*) FROM queries GROUP BY 1, 2")
            counts = [count for _, _, count in logged]
        left = waiting(lives.inbox)
    print(f"{KILLS} kills, {3 * CITIZENS} questions, {twice} answered twice")

    assert process.returncode == code == 0
    assert counts == [1] * 3 * CITIZENS
    assert left == 0
    assert unexplained == 0
    assert world.complaints == []
    if not webhook:  # by a webhook Telegram itself brings them out of order
        assert [[*dict.fromkeys(answers(one))] for one in crowd] == [[0, 1, 2]] * CITIZENS
