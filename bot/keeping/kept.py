"""What is kept of a question, and what whoever keeps it must be able to do.

Read together with `privacy`: nothing here holds an id of Telegram's or an unmasked word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from bot.keeping.privacy import mask
from bot.replies import Kind, Ranked, Reply
from bot.turns.conversing import Conversation

# How long a later turn may lean on an earlier one.
REMEMBERED = timedelta(minutes=30)
# How long a citizen's chat is kept so that a person can answer a question handed over.
HANDED = timedelta(days=7)
# The choice of who pressed "Bukan ini"; no entry's id holds an underscore.
REJECTED = "bukan_ini"


class Vote(StrEnum):
    """What the citizen said to "did this help?"."""

    YES = "yes"
    NO = "no"


class Review(StrEnum):
    """How an open question was closed by a person."""

    TAUGHT = "taught"
    REFERRED = "referred"
    ANSWERED = "answered"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question as it is kept. `words` are masked, and None where they must not be kept.

    `at` is aware of its zone, `person` a pseudonym. `entry` and `entries` are the reply's;
    `runner_up` is the best entry that was not answered, which for an unknown is the nearest.
    """

    id: int
    at: datetime
    person: str
    language: str
    words: str | None
    kind: Kind
    entry: str | None
    entries: tuple[str, ...]
    score: float
    runner_up: Ranked | None
    knowledge_version: str
    milliseconds: float


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A question with all that happened to it since; `open`: it still waits for the office."""

    asked: Asked
    vote: Vote | None
    choice: str | None
    """The entry whose button was pressed, or REJECTED."""
    review: Review | None
    open: bool


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which questions; what is None does not narrow. `until` itself is not included.

    `entry` is one that was answered, be it beside others; each of `words` stands in the question.
    """

    since: datetime | None = None
    until: datetime | None = None
    kind: Kind | None = None
    open_only: bool = False
    entry: str | None = None
    language: str | None = None
    vote: Vote | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class History:
    """What is kept of one person's questions: how many of each kind, and the latest of them.

    `since`: the time of the oldest, None where there is none.
    """

    kinds: Mapping[Kind, int]
    since: datetime | None
    latest: tuple[Kept, ...]

    @property
    def total(self) -> int:
        """All questions, of whatever kind."""
        return sum(self.kinds.values())


class Erased(NamedTuple):
    """How many rows of a person are gone."""

    queries: int
    conversations: int
    people: int
    notices: int = 0
    handovers: int = 0


def asked(
    reply: Reply, person: str, when: datetime, milliseconds: float, version: str, id: int
) -> Asked:
    """What may be kept of a reply: masked words, and none at all where it is private.

    Raises ValueError for a `when` without a zone.
    """
    if when.tzinfo is None:
        raise ValueError("The time of a question needs a time zone.")
    others = (ranked for ranked in reply.ranking if ranked.entry not in reply.entries)
    return Asked(
        id=id,
        at=when,
        person=person,
        language=reply.language,
        words=None if reply.private else _storable(mask(reply.question)),
        kind=reply.kind,
        entry=reply.entry,
        entries=reply.entries,
        score=reply.score,
        runner_up=next(others, None),
        knowledge_version=version,
        milliseconds=milliseconds,
    )


def _storable(text: str) -> str:
    """Half a surrogate pair, which JSON can carry, is no text that a database takes."""
    return text.encode("utf-8", "replace").decode()


class Talk(NamedTuple):
    """A conversation, whose it is, and when it was like that; `place` as in put_conversation."""

    person: str
    place: str
    at: datetime
    conversation: Conversation


class StoreError(Exception):
    """The store cannot be used, now or at all; the sentence says why and what helps."""


class Store(Protocol):
    """Where the log is kept. Every method raises StoreError while the store cannot be used."""

    async def open(self) -> None:
        """Make ready; what the office kept with an older program is brought up to date."""

    async def close(self) -> None:
        """Let go of it; closing twice does no harm."""

    async def add(self, notes: Sequence[Asked]) -> None:
        """Keep questions, all or none of them; those kept already stay as they are."""

    async def vote(self, id: int, value: Vote, person: str) -> bool:
        """Whether a question of that id and person is there; the last vote counts."""

    async def choose(self, id: int, entry: str, person: str) -> bool:
        """Likewise the pressed choice: an entry's id, or REJECTED."""

    async def review(self, id: int, state: Review | None) -> bool:
        """Close a question, or open it again; whether it is there."""

    async def queries(
        self, wanted: Wanted, *, limit: int = 100, before: int | None = None
    ) -> list[Kept]:
        """The newest first, of ids below `before`."""

    async def of_person(self, person: str, limit: int) -> History:
        """All of a person's questions counted, and the `limit` newest of them, newest first."""

    async def language(self, person: str) -> str | None:
        """The language a person chose, None where none was."""

    async def languages(self, most: int) -> dict[str, str]:
        """The choices of up to `most` people, by person."""

    async def set_language(self, person: str, language: str | None) -> None:
        """Keep the choice; None: as asked."""

    async def talks(self, of: Sequence[tuple[str, str]], since: datetime) -> list[Talk]:
        """Conversations of after `since`, in no order; `of`: whose, and in which place."""

    async def put_conversation(
        self, person: str, conversation: Conversation, now: datetime, place: str = ""
    ) -> None:
        """Keep it. `place` parts chats of one person: the pseudonym of a group, never its id."""

    async def put_conversations(self, talks: Sequence[Talk]) -> None:
        """Keep many at once, all or none."""

    async def recent_talks(self, since: datetime, most: int) -> list[Talk]:
        """The `most` latest conversations of after `since`, the oldest first."""

    async def was_written_elsewhere(self) -> bool:
        """Whether another program wrote since this was last asked."""

    async def erase(self, person: str) -> Erased:
        """Everything of a person goes, from the files too."""

    async def purge(
        self,
        before: datetime,
        idle_since: datetime | None = None,
        handed_before: datetime | None = None,
    ) -> int:
        """Questions asked `before` go (their number), and conversations idle since then.

        Of questions handed to a person before `handed_before`, the chat goes.
        """

    async def checkpoint(self) -> None:
        """What was overwritten leaves the files too."""
