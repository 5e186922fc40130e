"""While an answer takes its time Telegram says that it is being written; a quick one needs no play.

Answers take milliseconds; what is slow is a network, or a Telegram that asks to wait.
"""

import asyncio

from bot.door.sending import Place, Sender

# Seconds; whoever waits no longer than this does not wonder.
SLOW = 0.5
# Telegram's apps show it for 5 seconds.
AGAIN = 4.5


class typing:  # small, for it is read as a verb
    """What is done inside is a message being written for `place`, if it takes longer than `slow`.

    Said every `again` seconds until it is done.
    """

    def __init__(
        self, sender: Sender, place: Place, *, slow: float = SLOW, again: float = AGAIN
    ) -> None:
        self._writing: asyncio.Task[None] | None = None

        def begin() -> None:
            self._writing = asyncio.create_task(_write(sender, place, again))

        # A timer, for nearly every answer is quicker than that, and a task costs more.
        self._timer = asyncio.get_running_loop().call_later(slow, begin)

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._writing:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)


async def _write(sender: Sender, place: Place, again: float) -> None:
    while True:
        if not await sender.typing(place):
            return
        await asyncio.sleep(again)
