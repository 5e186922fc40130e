"""The admins are told in Telegram where the knowledge is broken: one of them has just saved it."""

import logging
from collections.abc import Iterable, Mapping, Sequence

from telegram.error import TelegramError

from bot.door.sending import Place, Sender, Unreachable
from bot.door.showing import Shown, said
from bot.door.splitting import Run, html, split
from bot.entries import Text
from bot.loading.reading import Fault

log = logging.getLogger(__name__)

# As many as are read on a telephone; `python -m bot check` tells them all.
SHOWN_FAULTS = 10


def notice(faults: Sequence[Fault], say: Mapping[str, Text]) -> tuple[Shown, ...]:
    """What is said of the faults, in Indonesian; of none, that the knowledge is whole again."""
    text = said(say, "reload_mended", "id")
    if faults:
        lines = [f"• {' '.join(str(fault).split())}" for fault in faults[:SHOWN_FAULTS]]
        if len(faults) > SHOWN_FAULTS:
            lines.append(said(say, "reload_more", "id", count=len(faults) - SHOWN_FAULTS))
        text = said(say, "reload_broken", "id", faults="\n".join(lines))
    return tuple(Shown(html=html(part)) for part in split([Run(text=text)]))


async def tell_admins(
    sender: Sender, admins: Iterable[int], faults: Sequence[Fault], say: Mapping[str, Text]
) -> int:
    """Send the notice to each admin; how many got it. Who cannot be reached keeps it from nobody.

    Never raises a TelegramError.
    """
    told = 0
    for admin in admins:
        try:
            await sender.send(Place(chat=admin), notice(faults, say))
            told += 1
        except Unreachable:
            log.info("an admin has not opened the chat with the bot and was not told")
        except TelegramError as error:
            log.warning("an admin could not be told of the knowledge: %s", type(error).__name__)
    return told
