"""Pictures on their way to Telegram: sent as a file once, and from then on by the id it got there.

The ids live as long as the program: an id is of one bot only, and one upload a picture and start
costs less than keeping it.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping

from telegram import Bot, InputFile, InputMediaPhoto
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.door.bounded import Bounded
from bot.door.calling import Fields, call, keyboard, message_id
from bot.door.showing import Picture, Shown

log = logging.getLogger(__name__)

# Pictures whose id is known: every year and body of a good many versions of the knowledge.
KNOWN = 500
_NAME = "grafik.png"


class Photos:
    """Knows the pictures that Telegram has already."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._ids: Bounded[str, str] = Bounded(KNOWN)

    async def send(
        self, chat: int, shown: Shown, *, thread: int | None, answered: Fields | None
    ) -> int | None:
        """The id of a new message; None where the picture did not go, whatever the reason.

        After a time-out it may be there all the same: told twice is better than not at all. What
        words would meet as well is raised: ChatMigrated, Forbidden, RetryAfter.
        """

        async def way(photo: str | bytes) -> object:
            return await call(
                self._bot,
                "sendPhoto",
                chat_id=chat,
                photo=photo if isinstance(photo, str) else InputFile(photo, filename=_NAME),
                caption=shown.html,
                parse_mode=ParseMode.HTML,
                message_thread_id=thread,
                reply_parameters=answered,
                reply_markup=keyboard(shown.rows),
            )

        message = await self._shown(_picture(shown), way)
        return message_id(message) if isinstance(message, Mapping) else None

    async def put(self, chat: int, message: int, shown: Shown) -> bool:
        """Into a message, be it a picture or a text; False where that did not work, as above."""

        async def way(photo: str | bytes) -> object:
            media = InputMediaPhoto(
                photo, caption=shown.html, parse_mode=ParseMode.HTML, filename=_NAME
            )
            return await call(
                self._bot,
                "editMessageMedia",
                media=media,
                chat_id=chat,
                message_id=message,
                reply_markup=keyboard(shown.rows),
            )

        return bool(await self._shown(_picture(shown), way))

    async def _shown(
        self, picture: Picture, way: Callable[[str | bytes], Awaitable[object]]
    ) -> object:
        """What Telegram answered; True where it showed that already, False where it did not go."""
        try:
            return await self._by_id(picture, way)
        except (ChatMigrated, Forbidden, RetryAfter):
            raise
        except TelegramError as error:
            if "message is not modified" in error.message.lower():
                return True
            log.warning("a picture did not go (%s); its words do", type(error).__name__)
            return False

    async def _by_id(
        self, picture: Picture, way: Callable[[str | bytes], Awaitable[object]]
    ) -> object:
        known = self._ids.get(picture.key)
        try:
            sent = await way(known or picture.png)
        except BadRequest as error:
            # Telegram does not keep files for ever, and does not say for how long.
            if known is None or "file" not in error.message.lower():
                raise
            self._ids.drop(picture.key)
            sent = await way(picture.png)
        if isinstance(sent, Mapping) and sent.get("photo"):
            self._ids.set(picture.key, sent["photo"][-1]["file_id"])
        return sent


def _picture(shown: Shown) -> Picture:
    assert shown.picture, "only what has a picture comes here"
    return shown.picture
