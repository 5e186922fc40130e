"""While an answer takes its time Telegram says that it is being written; a quick one needs no play.

Answers take milliseconds; what is slow is a network, or a Telegram that asks to wait.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.door.sending import Place, Sender

# Seconds; whoever waits no longer than this does not wonder.
SLOW = 0.5
# Telegram's apps show it for 5 seconds.
AGAIN = 4.5


@asynccontextmanager
async def typing(
    sender: Sender, place: Place, *, slow: float = SLOW, again: float = AGAIN
) -> AsyncIterator[None]:
    """What is done inside is a message being written for `place`, if it takes longer than `slow`.

    Said every `again` seconds until it is done.
    """
    writing: list[asyncio.Task[None]] = []

    def begin() -> None:
        writing.append(asyncio.create_task(_write(sender, place, again)))

    # A timer, for nearly every answer is quicker than that, and a task costs more.
    timer = asyncio.get_running_loop().call_later(slow, begin)
    try:
        yield
    finally:
        timer.cancel()
        for task in writing:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _write(sender: Sender, place: Place, again: float) -> None:
    while True:
        if not await sender.typing(place):
            return
        await asyncio.sleep(again)
