"""What an answer looks like, made once for all who are given the same.

Only the ids in its buttons differ from citizen to citizen. Made anew each time it was a third of
what an update costs beside the desk (210 of 630 microseconds; from here it takes 25).
"""

from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import attrgetter

from bot.door.bounded import Bounded
from bot.door.copying import copies
from bot.door.depicting import chart_of
from bot.door.gallery import Gallery
from bot.door.quoting import quotes
from bot.door.showing import Button, Shown, messages
from bot.knowledge import Knowledge
from bot.replies import Reply

# Answers held, a few kilobytes each: a knowledge of hundreds of entries in three languages.
HELD = 1000
# Stands for the query's id, as long as the longest of them; no id of ours holds such a sign.
_ID = "~" * 13
# What differs between two who are told the same.
_UNSEEN = ("question", "score", "ranking", "private", "missed", "why")
_seen = attrgetter(*(field.name for field in fields(Reply) if field.name not in _UNSEEN))


def _nothing(_: str) -> Sequence[Button]:
    return ()


class Displays:
    """Answers as Telegram shows them, held as long as they are in demand."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery
        self._made: Bounded[tuple[object, ...], tuple[Shown, ...]] = Bounded(HELD)

    async def of(
        self,
        reply: Reply,
        query: str,
        knowledge: Knowledge,
        offers: Callable[[str], Sequence[Button]] = _nothing,
    ) -> tuple[Shown, ...]:
        """`reply` as messages, its buttons speaking of `query`; with its picture if it has one.

        `offers`: given a query's id, the ways on that not everybody is shown, as `offered` of
        `showing.messages`. It is asked each time, for it goes by who asks, where, and by the hour.
        """
        offered = tuple(offers(_ID))
        key = (knowledge.version, _seen(reply), offered)
        made = self._made.get(key)
        if made is None:
            chart = chart_of(reply, knowledge)
            picture = await self._gallery.picture(chart) if chart else None
            made = messages(
                reply,
                _ID,
                knowledge.language.say,
                quotes=quotes(reply, knowledge),
                copies=copies(reply, knowledge),
                picture=picture,
                offered=offered,
            )
            if picture or not chart:  # what cannot be drawn now may be by and by
                self._made.set(key, made)
        return tuple(_about(shown, query) for shown in made)


def _about(shown: Shown, query: str) -> Shown:
    if not shown.rows:
        return shown
    return Shown(
        html=shown.html,
        rows=tuple(tuple(_naming(button, query) for button in row) for row in shown.rows),
        picture=shown.picture,
        instead=shown.instead,
    )


def _naming(button: Button, query: str) -> Button:
    """In what a press brings back, or in the link that it opens."""
    if _ID in button.data:
        return Button(label=button.label, data=button.data.replace(_ID, query))
    if _ID in button.url:
        return Button(label=button.label, url=button.url.replace(_ID, query))
    return button
