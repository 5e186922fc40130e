"""Answers ready to send, offered in any chat as the citizen types "@bot word".

What is typed half is nobody's business: no query is kept in the inbox or in the log, and one that
comes too late is let go, for the next letter brings another.
"""

import asyncio
import logging
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import escape

from telegram import (
    Bot,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from bot.answering import Desk
from bot.door.bounded import Bounded
from bot.door.browsing import beginning
from bot.door.door import Door, spoken
from bot.door.pressing import Press, pressed
from bot.door.queueing import Admission, Gate, Queues
from bot.door.quoting import quotes
from bot.door.showing import said, told, visible
from bot.door.splitting import LIMIT, Run, split, units
from bot.keeping.kept import StoreError
from bot.keeping.storage import SQLite
from bot.normalising import tokens
from bot.replies import Kind, Reply
from bot.reviews.tallying import themes

log = logging.getLogger(__name__)

OFFERED = 10
# https://core.telegram.org/bots/api#inlinequery and #inlinequeryresultarticle, characters and bytes
LONGEST_QUERY, LONGEST_ID = 256, 64
# Seconds for which Telegram gives everybody who types the same what we answered once.
CACHED = 10
# Seconds after which a query is too old to be answered, so that nobody need wait for it longer.
PATIENCE = 10.0
# An entry below this share of the probability is no guess any more but noise.
GUESSED = 0.05
# What one person may type in ten seconds: a query a letter, and nobody types ten a second for long.
TYPED = 100
# The most asked: of so long, and of so many different people that no one's question shows.
COUNTED, FEWEST = timedelta(days=30), 3
COUNT_AGAIN = 3600.0  # seconds
_DESCRIPTION = 160
_SENTENCE = re.compile(r"(?<=[.!?])\s|\n")
# A deep link that names no entry: it opens the beginning.
_MORE = "inline_more"


class Inline:
    """python-telegram-bot's handler of inline queries, in the line of all that is answered."""

    def __init__(self, door: Door, queues: Queues, gate: Gate | None = None) -> None:
        self._door = door
        self._queues = queues
        self._gate = gate or Gate(limit=TYPED)
        self._latest: Bounded[int, str] = Bounded(1000)
        self._asked: tuple[str, ...] = ()
        self._counted: float | None = None

    async def receive(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer in the person's turn, unless they have typed on meanwhile or type like a script.

        A line apart from that of their private chat (whose number is theirs without the minus), so
        that neither waits for the other.
        """
        query = update.inline_query
        if query is None:
            return
        person = query.from_user.id
        if self._gate.admit(person, time.monotonic()) is not Admission.WELCOME:
            return
        self._latest.set(person, query.id)
        async with self._queues.turn(-person) as begins:
            if begins and self._latest.get(person) == query.id:
                await self._answer(query, context.bot)

    async def _answer(self, query: InlineQuery, bot: Bot) -> None:
        language, desk = spoken(query.from_user.language_code or ""), self._door.desk
        replies = await self._replies(desk, query.query[:LONGEST_QUERY], language)
        results = [article(reply, desk, bot.username) for reply in replies]
        label = self._door.words("inline_more", language)
        try:
            async with asyncio.timeout(PATIENCE):
                await bot.answer_inline_query(
                    query.id,
                    results,
                    cache_time=CACHED,
                    is_personal=False,
                    button=InlineQueryResultsButton(label, start_parameter=_MORE),
                )
        except (TelegramError, TimeoutError) as error:
            if isinstance(error, BadRequest) and "too old" not in error.message.lower():
                raise  # what we offered is wrong, and somebody has to mend it
            log.info("an inline query was answered too late: %s", type(error).__name__)

    async def _replies(self, desk: Desk, text: str, language: str) -> Sequence[Reply]:
        if tokens(text):
            return offered(desk, text, language)
        rows = beginning(self._door, language)
        read = [pressed(button.data) for row in rows for button in row]
        examples = [one.ids[0] for one in read if one and one.press is Press.OPEN]
        return _shown(desk, (*await self._most_asked(), *examples), language)

    async def _most_asked(self) -> tuple[str, ...]:
        """Entries that several people asked for lately, the most asked first; counted seldom."""
        store, now = self._door.log.store, time.monotonic()
        if self._counted is not None and now < self._counted + COUNT_AGAIN:
            return self._asked
        self._counted = now
        if isinstance(store, SQLite):
            try:
                counted = await themes(store, datetime.now(UTC) - COUNTED, FEWEST)
            except StoreError:
                log.warning("the most asked could not be counted; examples are offered instead")
            else:
                self._asked = tuple(entry for entry, _ in counted[:OFFERED])
        return self._asked


def offered(desk: Desk, text: str, language: str) -> tuple[Reply, ...]:
    """Up to OFFERED answers to what is typed so far, the likeliest first; `text` has a word.

    The desk's own answer leads; then titles in which each word typed begins a word, what it would
    ask back, and entries that are likely. Private entries are never offered.
    """
    reply = desk.reply(text, language=language)
    answered = reply.kind is Kind.ANSWER and bool(reply.entries)
    best = (reply,) if answered and not _is_private(desk, reply.entries) else ()
    match = desk.match(text)
    asked_back = [choice.entry for choice in reply.choices if match.known]
    likely = (c.id for c in match.own if c.chance >= GUESSED and c.covered)
    begun = _begun(desk, tokens(text), language)
    ids = (*begun, *asked_back, *likely)
    # Where two were answered together, each stands below for itself.
    others = [id for id in ids if (id,) != reply.entries]
    return (*best, *_shown(desk, others, language))[:OFFERED]


def _begun(desk: Desk, typed: Sequence[str], language: str) -> Iterator[str]:
    for entry in desk.knowledge.entries:
        words = tokens(entry.title.in_language(language)[0])
        if all(any(word.startswith(part) for word in words) for part in typed):
            yield entry.id


def _shown(desk: Desk, ids: Sequence[str], language: str) -> tuple[Reply, ...]:
    """The entries as the desk shows them, each once; what is gone or private is left out."""
    public = [id for id in dict.fromkeys(ids) if not _is_private(desk, (id,))]
    shown = (desk.show(id, language) for id in public)
    return tuple(reply for reply in shown if reply)[:OFFERED]


def _is_private(desk: Desk, ids: Sequence[str]) -> bool:
    held = (desk.knowledge.by_id.get(id) for id in ids)
    return any(entry is not None and entry.private for entry in held)


def article(reply: Reply, desk: Desk, username: str) -> InlineQueryResultArticle:
    """An answer as one result; its id is its entry's (two entries' where both were answered)."""
    entries = [desk.knowledge.entry(id) for id in reply.entries]
    titles = [entry.title.in_language(reply.language)[0] for entry in entries]
    content = InputTextMessageContent(
        _whole(reply, desk, username),
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    id = "+".join(reply.entries).encode()[:LONGEST_ID].decode(errors="ignore")
    return InlineQueryResultArticle(
        id, " · ".join(titles), content, description=_first_sentence(reply.text)
    )


def _first_sentence(text: str) -> str:
    first = _SENTENCE.split(text.strip(), maxsplit=1)[0]
    return first if len(first) <= _DESCRIPTION else first[: _DESCRIPTION - 1].rstrip() + "…"


def _whole(reply: Reply, desk: Desk, username: str) -> str:
    """The answer with its source in one message; one too long ends in a link to all of it."""
    say = desk.knowledge.language.say
    made = told(reply, say, quotes=quotes(reply, desk.knowledge))
    if visible(made) <= LIMIT:
        return made
    label = said(say, "inline_whole", reply.language)
    around = visible(told(replace(reply, text="…"), say)) + units(label) + len(" \n\n")
    first = split((Run(text=reply.text),), LIMIT - around)[0][0]
    link = f"https://t.me/{username}?start={reply.entries[0]}"
    short = told(replace(reply, text=f"{first.text} …"), say)
    return f'{short}\n\n<a href="{escape(link)}">{escape(label)}</a>'
