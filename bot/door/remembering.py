"""What a person talked about and which language they chose, at hand without waiting for a disk.

Read from the store at the start, and later where memory had to let somebody go; written back behind
the citizen's back, the latest state of each only. A store that is slow or broken costs a reply a
quarter of a second at most, and the thread of the talk, never the answer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from bot.door.bounded import Bounded
from bot.keeping.kept import REMEMBERED, Store, StoreError, Talk
from bot.turns.conversing import NEW, Conversation

log = logging.getLogger(__name__)
T = TypeVar("T")

# People whose talk is kept at hand; a busy half hour of a busy election day.
PEOPLE = 10_000
# A byte for each hash of a person tells whose talk memory let go: all others need not be looked for
# in the store, which cost 70 microseconds an answer. Once a quarter are marked, it begins anew.
MARKS = 1 << 20
# Seconds a reply waits for the store at most.
PATIENCE = 0.25
# Seconds after which what another program wrote (`forget` in a terminal) is known here too.
KEEP_UP = 30.0
# Seconds in which talks gather for one write.
GATHER = 0.1

Key = tuple[str, str]
Held = tuple[datetime, Conversation]


def _now() -> datetime:
    return datetime.now(UTC)


class Memory:
    """Conversations by person and place (see Store.put_conversation), languages by person.

    Once it has `begun` it knows whose talk and choice there are, so that of most people nothing
    need be read: two reads an answer cost 270 of its 1,330 microseconds without the desk.
    """

    def __init__(
        self, store: Store, now: Callable[[], datetime] = _now, *, people: int = PEOPLE
    ) -> None:
        self._store = store
        self._now = now
        self._people = people
        self._talks: Bounded[Key, Held] = Bounded(people)
        self._languages: Bounded[str, str] = Bounded(people)
        # Every talk of later than this is at hand, but for theirs whom memory let go; and every
        # choice of a language or not every.
        self._whole_since: datetime | None = None
        self._let_go = bytearray(MARKS)
        self._marked = 0
        self._all_languages = False
        self._forgotten = 0
        # Whose talk is to be read next, all of them at once when the reading before is done.
        self._wanted: set[Key] = set()
        self._next: asyncio.Task[dict[Key, Held]] | None = None
        self._reading = asyncio.Lock()
        self._unwritten: dict[Key, Held] = {}
        self._something = asyncio.Event()

    async def begin(self) -> None:
        """Take in what the store knows; where it cannot be read now, each is asked for alone."""
        since, forgotten = self._now() - REMEMBERED, None
        try:
            await self._store.was_written_elsewhere()  # from here on
            while forgotten != self._forgotten:  # else somebody forgotten stands in what was read
                forgotten = self._forgotten
                talks = await self._store.recent_talks(since, self._people)
                languages = await self._store.languages(self._people)
        except StoreError as error:
            log.debug("memory begins empty: %s", error)
            return
        for talk in talks:
            if self._talks.get((talk.person, talk.place)) is None:
                self._hold((talk.person, talk.place), talk.at, talk.conversation)
        for person, language in languages.items():
            if self._languages.get(person) is None:
                self._languages.set(person, language)
        self._whole_since = talks[0].at if len(talks) == self._people else since
        self._all_languages = len(languages) < self._people

    async def keep_up(self, every: float = KEEP_UP) -> None:
        """Begin anew where another program wrote: it may have erased somebody."""
        while True:
            await asyncio.sleep(every)
            try:
                elsewhere = await self._store.was_written_elsewhere()
            except StoreError:
                continue
            if elsewhere:
                await self.flush()
                self._whole_since, self._all_languages = None, False
                self._forgotten += 1  # what is being read just now, too
                self._talks.clear()
                self._unmark()
                self._languages.clear()
                await self.begin()

    async def conversation(self, person: str, place: str) -> Conversation:
        """What they last talked about there; NEW where that is half an hour ago, or unknown."""
        now, key = self._now(), (person, place)
        held = self._talks.get(key)
        is_whole = self._whole_since and self._whole_since <= now - REMEMBERED
        if held is None and not (is_whole and not self._let_go[hash(person) % MARKS]):
            held = await self._read(self._kept(key))
        return held[1] if held and now - held[0] < REMEMBERED else NEW

    def remember(self, person: str, place: str, talk: Conversation) -> None:
        """From now on that is what they talked about; the store hears of it by and by."""
        at = self._now()
        self._hold((person, place), at, talk)
        self._unwritten[person, place] = (at, talk)
        self._something.set()

    def _hold(self, key: Key, at: datetime, talk: Conversation) -> None:
        gone = self._talks.set(key, (at, talk))
        if gone and gone[1][1] != NEW:
            self._mark(gone[0][0])

    def _mark(self, person: str) -> None:
        self._marked += 1
        self._let_go[hash(person) % MARKS] = 1
        if self._marked > MARKS / 4:
            self._whole_since = self._whole_since and self._now()
            self._unmark()

    def _unmark(self) -> None:
        self._let_go, self._marked = bytearray(MARKS), 0

    async def language(self, person: str) -> str | None:
        """The language they chose; None where they chose none."""
        held = self._languages.get(person)
        if held is None:
            if self._all_languages:
                return None
            held = await self._read(self._chosen(person))
            if held is None:
                return None
            self._choose(person, held)
        return held or None

    async def choose_language(self, person: str, language: str | None) -> None:
        """None: as they ask. Raises StoreError where it cannot be kept; it holds for now."""
        self._choose(person, language or "")
        await self._store.set_language(person, language)

    def _choose(self, person: str, language: str) -> None:
        if self._languages.set(person, language) is not None:
            self._all_languages = False

    def forget(self, person: str) -> None:
        """Nothing of them is left in memory, nor written any more."""
        self._forgotten += 1
        self._languages.drop(person)
        for key in [key for key in (*self._talks, *self._unwritten) if key[0] == person]:
            self._talks.drop(key)
            self._unwritten.pop(key, None)

    async def write_on(self) -> None:
        """Write back what changed, until it is cancelled."""
        while True:
            await self._something.wait()
            await asyncio.sleep(GATHER)
            self._something.clear()
            await self.flush()

    async def flush(self) -> None:
        """Write back what changed until now."""
        while self._unwritten:
            unwritten, self._unwritten = self._unwritten, {}
            talks = [Talk(*key, at, talk) for key, (at, talk) in unwritten.items()]
            try:
                await self._store.put_conversations(talks)
            except StoreError as error:
                # Lost only for who talks on after a restart; the log's own writer tells of faults.
                log.debug("%d conversations were not kept: %s", len(talks), error)

    async def _kept(self, key: Key) -> Held | None:
        """What the store holds of it; from then on it is at hand."""
        self._wanted.add(key)
        if self._next is None:
            self._next = asyncio.create_task(self._read_all())
        # Who gives up leaves it to the others that wait.
        read = await asyncio.shield(self._next)
        return self._talks.get(key) or read.get(key)

    async def _read_all(self) -> dict[Key, Held]:
        async with self._reading:
            wanted, self._wanted, self._next = tuple(self._wanted), set(), None
            talks, now, forgotten = list[Talk](), self._now(), None
            try:
                while forgotten != self._forgotten:  # else somebody erased would be held again
                    forgotten = self._forgotten
                    talks = await self._store.talks(wanted, now - REMEMBERED)
            except StoreError as error:
                log.debug("%d talks were not read: %s", len(wanted), error)
                return {}
        read = {(talk.person, talk.place): (talk.at, talk.conversation) for talk in talks}
        for key in wanted:
            if self._talks.get(key) is None:  # else it went on meanwhile
                self._hold(key, *read.get(key, (now, NEW)))
        return read

    async def _chosen(self, person: str) -> str:
        return await self._store.language(person) or ""

    async def _read(self, reading: Awaitable[T]) -> T | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await reading
        except (StoreError, TimeoutError) as error:
            log.debug("the store was not waited for: %s", type(error).__name__)
            return None
