"""Pictures on their way to Telegram: sent as a file once, and from then on by the id it got there.

The ids live as long as the program: an id is of one bot only, and one upload a picture and start
costs less than keeping it.
"""

import logging
from collections.abc import Awaitable, Callable

from telegram import Bot, InlineKeyboardMarkup, InputMediaPhoto, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.door.bounded import Bounded
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
        self,
        chat: int,
        shown: Shown,
        keyboard: InlineKeyboardMarkup | None,
        *,
        thread: int | None,
        answered: ReplyParameters | None,
    ) -> int | None:
        """The id of a new message; None where the picture did not go, whatever the reason.

        After a time-out it may be there all the same: told twice is better than not at all. What
        words would meet as well is raised: ChatMigrated, Forbidden, RetryAfter.
        """

        async def call(photo: str | bytes) -> Message:
            return await self._bot.send_photo(
                chat,
                photo,
                caption=shown.html,
                parse_mode=ParseMode.HTML,
                message_thread_id=thread,
                reply_parameters=answered,
                reply_markup=keyboard,
                filename=_NAME,
            )

        message = await self._shown(_picture(shown), call)
        return message.message_id if isinstance(message, Message) else None

    async def put(
        self, chat: int, message: int, shown: Shown, keyboard: InlineKeyboardMarkup | None
    ) -> bool:
        """Into a message, be it a picture or a text; False where that did not work, as above."""

        async def call(photo: str | bytes) -> Message | bool:
            media = InputMediaPhoto(
                photo, caption=shown.html, parse_mode=ParseMode.HTML, filename=_NAME
            )
            return await self._bot.edit_message_media(
                media, chat_id=chat, message_id=message, reply_markup=keyboard
            )

        return bool(await self._shown(_picture(shown), call))

    async def _shown(
        self, picture: Picture, call: Callable[[str | bytes], Awaitable[Message | bool]]
    ) -> Message | bool:
        """What Telegram answered; True where it showed that already, False where it did not go."""
        try:
            return await self._by_id(picture, call)
        except (ChatMigrated, Forbidden, RetryAfter):
            raise
        except TelegramError as error:
            if "message is not modified" in error.message.lower():
                return True
            log.warning("a picture did not go (%s); its words do", type(error).__name__)
            return False

    async def _by_id(
        self, picture: Picture, call: Callable[[str | bytes], Awaitable[Message | bool]]
    ) -> Message | bool:
        known = self._ids.get(picture.key)
        try:
            sent = await call(known or picture.png)
        except BadRequest as error:
            # Telegram does not keep files for ever, and does not say for how long.
            if known is None or "file" not in error.message.lower():
                raise
            self._ids.drop(picture.key)
            sent = await call(picture.png)
        if isinstance(sent, Message) and sent.photo:
            self._ids.set(picture.key, sent.photo[-1].file_id)
        return sent


def _picture(shown: Shown) -> Picture:
    assert shown.picture, "only what has a picture comes here"
    return shown.picture
