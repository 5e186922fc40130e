"""A reply as Telegram's clients would draw it, for pages where nothing of it can be pressed."""

from dataclasses import dataclass, replace

from markupsafe import Markup

from bot.bubbles import shown
from bot.door.copying import copies
from bot.door.quoting import quotes
from bot.door.showing import messages
from bot.knowledge import Knowledge
from bot.localtelegram.markup import parse_html
from bot.localtelegram.telegramtext import as_shown
from bot.replies import Reply


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One message: its text, and the labels of its buttons by row."""

    html: Markup
    rows: tuple[tuple[str, ...], ...]


def drawn(reply: Reply, knowledge: Knowledge) -> list[Drawn]:
    """The messages that a citizen would get, without the picture that may stand over them."""
    sent = messages(
        reply,
        "",
        knowledge.language.say,
        quotes=quotes(reply, knowledge),
        copies=copies(reply, knowledge),
    )
    return [
        Drawn(
            html=_body(one.html, at),
            rows=tuple(tuple(button.label for button in row) for row in one.rows),
        )
        for at, one in enumerate(sent)
    ]


def _body(html: str, number: int) -> Markup:
    body = as_shown(parse_html(html))
    # A command is a button of the chat's page, and here there is no chat.
    told = tuple(entity for entity in body.entities if entity.type != "bot_command")
    return shown(replace(body, entities=told), seat="", message=number)
