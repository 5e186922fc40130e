"""Questions line by line: JSON in, JSON out, lines of one chat being one conversation."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.answering import Desk
from bot.replies import as_json
from bot.turns.conversing import NEW, Conversation


class NotAQuestion(Exception):
    """A line that holds no question; its text is a whole sentence that names the line."""


def answered(desk: Desk, lines: Iterable[bytes]) -> Iterator[str]:
    """One line out for each line in that is not blank, in order. Raises NotAQuestion."""
    chats: dict[Any, Conversation] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, chat = str(row["text"]), row.get("chat")
        except (ValueError, KeyError, TypeError, AttributeError):
            raise NotAQuestion(
                f'stdin:{number}: not an object with "text"; give {{"text", "chat"}}.'
            ) from None
        # Lines without a chat are each a first message.
        before = NEW if chat is None else chats.get(str(chat), NEW)
        reply = desk.reply(text, before)
        chats[str(chat)] = before.after(reply)
        yield json.dumps(as_json(reply), ensure_ascii=False)
