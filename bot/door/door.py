"""What every handler is given: the desk, the log, a way to speak, and what was said just now."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.answering import Desk
from bot.door.backroom import Backroom
from bot.door.bounded import Bounded
from bot.door.displaying import Displays
from bot.door.gallery import Gallery
from bot.door.remembering import Memory
from bot.door.sending import Place, Sender
from bot.door.showing import Button, Rows, Shown, said, sentence
from bot.door.visiting import Visit
from bot.keeping import handovers
from bot.keeping.handovers import Handover
from bot.keeping.inbox import Inbox
from bot.keeping.notices import Notices
from bot.keeping.privacy import Pseudonymiser
from bot.keeping.queryids import QueryIds
from bot.keeping.querylog import QueryLog
from bot.replies import Reply

LANGUAGES = ("id", "en", "su")
# Answers that an edit of the question can still reach: a busy day's.
REACHABLE = 10_000


class DeskHolder(Protocol):
    """Whatever holds the desk of now; a reload of the knowledge puts another in its place."""

    @property
    def desk(self) -> Desk:
        """The desk that answers from now on."""


@dataclass(frozen=True, kw_only=True)
class Door:
    """`answers`: of a chat's message, the ids of the bot's messages that answered it. `taps`: when
    a person last pressed a button of a message (time.monotonic). `examples`: those of a
    knowledge's version, in a language. `notices`: who waits for an answer; None where the log is
    kept in no database. `published`: set when there may be something to tell them. `backroom`: the
    office's group, if it takes questions.
    """

    holder: DeskHolder
    log: QueryLog
    pseudonyms: Pseudonymiser
    sender: Sender
    memory: Memory
    retention_days: int
    inbox: Inbox
    answers: Bounded[tuple[int, int], tuple[int, ...]] = field(
        default_factory=lambda: Bounded(REACHABLE)
    )
    taps: Bounded[tuple[int, int, int, str], float] = field(default_factory=lambda: Bounded(1000))
    examples: Bounded[tuple[str, str], Rows] = field(default_factory=lambda: Bounded(10))
    ids: QueryIds = field(default_factory=QueryIds)
    notices: Notices | None = None
    published: asyncio.Event = field(default_factory=asyncio.Event)
    backroom: Backroom | None = None
    gallery: Gallery
    displays: Displays

    @property
    def desk(self) -> Desk:
        """The desk of this moment; a handler takes it once, lest it change under its hands."""
        return self.holder.desk

    def person(self, visit: Visit) -> str:
        """The pseudonym under which anything is kept of who visits."""
        return self.pseudonyms.of(visit.person)

    def whereabouts(self, visit: Visit) -> str:
        """What parts a person's talk in a group from that in private: the group's pseudonym."""
        return "" if visit.private else self.pseudonyms.of(visit.chat)

    async def language(self, visit: Visit) -> str:
        """The visitor's own choice, else that of the conversation, else that of their phone."""
        person = self.person(visit)
        chosen = await self.memory.language(person)
        if chosen:
            return chosen
        talk = await self.memory.conversation(person, self.whereabouts(visit))
        return talk.language or of_phone(visit)

    async def erase(self, visit: Visit) -> int:
        """Everything kept of the visitor goes; the number of their questions. Raises StoreError."""
        # Before the erasure, else what memory still holds could be written after it.
        self.forget(visit)
        await self.inbox.erase(visit.person, before=visit.update)
        person = self.person(visit)
        handed: tuple[Handover, ...] = ()
        if self.backroom:
            handed = tuple(await handovers.of_person(self.backroom.store, person))
        gone = await self.log.erase(person)
        for one in handed:
            await self._withdraw(one)
        return gone

    async def _withdraw(self, handover: Handover) -> None:
        """Staff read no more in their group what its asker had erased."""
        if self.backroom:
            text = self.words("desk_withdrawn", "id", number=handover.number)
            await self.backroom.withdraw(handover, sentence(text))

    def forget(self, visit: Visit) -> None:
        """Nothing of the visitor is left in memory, but what a group's other members said."""
        self.memory.forget(self.person(visit))
        if visit.private:
            self.forget_chat(visit.chat)
            if self.backroom:
                self.backroom.consents.drop(visit.chat)

    def forget_chat(self, chat: int) -> None:
        """Nothing is left in memory of what was sent there, nor which answer was which's."""
        self.sender.forget(chat)
        for key in self.answers:
            if key[0] == chat:
                self.answers.drop(key)

    def show(self, entry: str, language: str) -> Reply | None:
        """The entry that a button or link names, as if asked by its title; None if it is gone."""
        desk = self.desk
        reply = desk.show(entry, language)
        if reply is None:
            return None
        title = desk.knowledge.entry(entry).title.in_language(language)[0]
        return replace(reply, question=title)

    def words(self, key: str, language: str, **fields: object) -> str:
        """One of the bot's sentences."""
        return said(self.desk.knowledge.language.say, key, language, **fields)

    async def tell(self, visit: Visit, key: str, rows: Rows = (), **fields: object) -> None:
        """Say one of the bot's sentences to the visitor, in their language."""
        text = self.words(key, await self.language(visit), **fields)
        await self.send(visit, (sentence(text, rows),))

    async def tell_privately(
        self, visit: Visit, key: str, payload: str = "start", **fields: object
    ) -> None:
        """Say one of the bot's sentences in a group, with the way into the private chat below.

        `payload`: what /start opens there.
        """
        language = await self.language(visit)
        text = self.words(key, language, **fields)
        await self.send(visit, (self.privately(text, language, payload),))

    def privately(self, text: str, language: str, payload: str) -> Shown:
        """`text` with the way into the private chat below."""
        label, way = self.words("private_open", language), self.sender.link(payload)
        return sentence(text, ((Button(label=label, url=way),),))

    async def send(self, visit: Visit, parts: Sequence[Shown]) -> tuple[int, ...]:
        """The ids of the messages sent; raises as Sender.send does."""
        return await self.sender.send(place_of(visit), parts)


def place_of(visit: Visit) -> Place:
    """Where a visit is answered; among many people the answer points at its question."""
    answers = None if visit.private or not visit.message else visit.message
    return Place(chat=visit.chat, thread=visit.thread, answers=answers)


def of_phone(visit: Visit) -> str:
    """The language of the visitor's app where the bot speaks it, else Indonesian."""
    return spoken(visit.language_code)


def spoken(code: str) -> str:
    """The language of an app that says `code` ("en-GB") where the bot speaks it, else "id"."""
    language = code[:2].lower()
    return language if language in LANGUAGES else "id"
