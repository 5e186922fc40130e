"""A method of the Bot API called with plain fields, of whose result only what is asked for is read.

python-telegram-bot's own methods build objects of what is sent, and of the whole message that comes
back: nine tenths of what sending costs (270 against 30 microseconds). Its errors are raised here as
there, and the same requests carry it.
"""

from collections.abc import Mapping
from typing import Any

from telegram import Bot, InputFile, InputMedia
from telegram.request import BaseRequest, RequestData

# Not exported, and yet what RequestData is documented to take.
from telegram.request._requestparameter import RequestParameter

from bot.door.showing import Button, Rows

# A JSON object of the Bot API.
Fields = dict[str, Any]
_FILES = (InputFile, InputMedia)


async def call(bot: Bot, method: str, **fields: object) -> object:
    """The result as Telegram's JSON has it; a field that is None is not sent.

    Fields are what json can write, or python-telegram-bot's InputFile and InputMedia. Raises
    TelegramError.
    """
    return await call_over(bot.request, bot, method, **fields)


async def call_over(wire: BaseRequest, bot: Bot, method: str, **fields: object) -> object:
    """As `call`, over another wire than the bot's own."""
    given = [_parameter(name, value) for name, value in fields.items() if value is not None]
    return await wire.post(f"{bot.base_url}/{method}", RequestData(given))


def _parameter(name: str, value: object) -> RequestParameter:
    """What python-telegram-bot makes of a value, but without looking into what json can write."""
    if isinstance(value, _FILES):
        return RequestParameter.from_input(name, value)
    return RequestParameter(name, value, None)


def message_id(result: object) -> int:
    """The id of the message that is the result."""
    assert isinstance(result, Mapping), "what sends returns a message"
    return int(result["message_id"])


def keyboard(rows: Rows) -> Fields | None:
    """An InlineKeyboardMarkup; https://core.telegram.org/bots/api#inlinekeyboardmarkup."""
    if not rows:
        return None
    return {"inline_keyboard": [[_pressable(button) for button in row] for row in rows]}


def _pressable(button: Button) -> Fields:
    if button.copy:
        return {"text": button.label, "copy_text": {"text": button.copy}}
    if button.url:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data}
