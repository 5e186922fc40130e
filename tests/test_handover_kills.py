"""Killed between what a person says and its delivery, the bot delivers it after all, once."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.localtelegram import Citizen, Group, LocalTelegram, Member, Message, Request
from tests.deskhall import ASK, SEND, UNKNOWN
from tests.lives import Lives

pytestmark = pytest.mark.timeout(120)
REPLY, MORE = "Aula boleh dipinjam.", "Bawa surat permohonan."


@dataclass(kw_only=True)
class Scene:
    """A bot as a process of its own, and a question that waits in its office's group."""

    world: LocalTelegram
    lives: Lives
    group: Group
    staff: Citizen
    citizen: Citizen

    async def begins(self) -> None:
        """The program starts, and asks for what is new."""
        await self.lives.begins(OFFICE_CHAT_ID=str(self.group.chat.id))
        await self.lives.listens()

    async def presses(self, message: Message, label: str) -> Message:
        """What the bot says to a citizen's button."""
        await self.citizen.presses(message, label)
        [reply] = await self.citizen.receives()
        return reply

    async def consents(self) -> Message:
        """Until the citizen is asked whether it shall be passed on."""
        await self.citizen.says(UNKNOWN)
        [reply] = await self.citizen.receives()
        return await self.presses(reply, ASK)

    async def dies_while(self, act: Coroutine[Any, Any, object], *, delivered: int = 0) -> None:
        """Killed when the bot has sent so many messages and Telegram took no more; and begun again.

        What somebody did then has been kept: the bot answers nothing it has not kept before.
        """
        await self._ticked_off()
        for _ in range(delivered):
            self.world.faults.next("sendMessage", hang=0.0)
        self.world.faults.next("sendMessage", status=502, times=None)
        tried = len(self.refused)
        await act
        await self.world.until(lambda: len(self.refused) > tried)
        await self.lives.dies()
        self.world.faults.clear()
        await self.begins()

    async def _ticked_off(self) -> None:
        """What was answered before is not answered again: ticks are written a moment later."""
        for _ in range(500):
            if not self.lives.left():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"still in the inbox: {self.lives.left()}")

    @property
    def refused(self) -> list[Request]:
        """The messages that did not go out."""
        return [one for one in self.world.calls("sendMessage") if one.status == 502]

    def got(self, words: str) -> int:
        """How often the citizen read these words."""
        return sum(words in message.text for message in self.citizen.chat.sent)


@asynccontextmanager
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    world = LocalTelegram()
    group = world.group("Kantor", bot=Member.ADMINISTRATOR)
    staff, citizen = world.citizen(), world.citizen()
    group.chat.members[staff.id] = Member.MEMBER
    async with Lives(world, tmp_path) as lives:
        one = Scene(world=world, lives=lives, group=group, staff=staff, citizen=citizen)
        await one.begins()
        yield one
        code = await lives.stops()
    assert code == 0
    assert world.complaints == []


async def test_killed_at_each_step_of_a_hand_over_it_goes_on_and_says_nothing_twice(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as one:
        consent = await one.consents()
        await one.dies_while(one.citizen.presses(consent, SEND))
        [card] = await one.group.receives()
        await one.world.until(lambda: one.got("Nomor Anda: T-1"))

        await one.dies_while(one.staff.says(REPLY, in_=one.group, reply_to=card))
        await one.world.until(lambda: one.got(REPLY))
        told = await one.group.receives()

        again = one.staff.says(MORE, in_=one.group, reply_to=card)
        await one.dies_while(again, delivered=1)
        before = one.got(MORE)
        told += await one.group.receives()

    assert (before, one.got(MORE)) == (1, 1)
    assert one.got(REPLY) == 1
    assert [message.text[:13] for message in told] == ["T-1: terkirim"] * 2
    assert len(one.group.chat.sent) == 3
    left = [{text for _, text in death.left} for death in one.lives.deaths]
    assert REPLY in left[1]
    assert MORE in left[2]
