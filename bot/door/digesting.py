"""The office's digest: sent by itself in the morning, shown and set by /ringkasan."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from bot.door.delivering import Delivery, deliver
from bot.door.door import Door
from bot.door.officewords import Scribe
from bot.door.sending import Place
from bot.door.showing import Shown, sentence, written
from bot.door.visiting import Visit
from bot.keeping.kept import StoreError
from bot.keeping.remembered import DIGEST, DIGESTED, recall, remember
from bot.keeping.schema import milliseconds
from bot.keeping.storage import SQLite
from bot.replies import Kind
from bot.reviews.digests import STALE, Digest, Rhythm, digest, due

log = logging.getLogger(__name__)

# Seconds between two looks at the clock.
EVERY = 60.0
# As they are typed, in the order of the lines of `digest_words`.
_RHYTHMS = (Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.OFF)


class Digesting:
    """`office`: OFFICE_CHAT_ID, None where there is none; `zone`: the office's.

    `console`: the address of what waits there, None while it is shut. Run `send_on` beside the bot.
    """

    def __init__(
        self,
        office: int | None,
        zone: tzinfo,
        console: Callable[[], str | None] = lambda: None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        every: float = EVERY,
    ) -> None:
        self._office = office
        self._zone = zone
        self._console = console
        self._clock = clock
        self._every = every

    async def send_on(self, door: Door) -> None:
        """Send each when it is due, until it is cancelled; nothing where there is no office."""
        while self._office is not None:
            try:
                await self._look(door, self._office)
            except StoreError as error:
                log.warning("the digest waits: %s", error)
            await asyncio.sleep(self._every)

    async def command(self, door: Door, visit: Visit) -> None:
        """For an administrator, in private or in the office's group. Raises StoreError."""
        if not visit.private and visit.chat != self._office:
            await door.tell_privately(visit, "office_private_only")
            return
        store = _store(door)
        wanted = _typed(door, visit.text)
        if wanted:
            await remember(store, DIGEST, wanted)
            # From now on: what was due before is not sent because of it.
            await remember(store, DIGESTED, str(milliseconds(self._clock())))
        else:
            rhythm = await _rhythm(store)
            scribe = self._scribe(door, await door.language(visit))
            today = self._clock().astimezone(self._zone).date()
            await door.log.settle()  # what was asked a moment ago counts
            told = await digest(store, today, rhythm.days, self._zone)
            await door.send(visit, (self._shown(scribe, told),))
        await door.tell(visit, f"digest_{await _rhythm(store)}")
        if self._office is None:
            await door.tell(visit, "digest_nowhere")

    async def _look(self, door: Door, office: int) -> None:
        store, now = _store(door), self._clock()
        rhythm = await _rhythm(store)
        when, before = due(rhythm, now, self._zone), await recall(store, DIGESTED) or "0"
        if when is None or int(before) >= milliseconds(when):
            return
        # First it is kept as sent, then sent: a death in between sends none twice.
        await remember(store, DIGESTED, str(milliseconds(when)))
        if now - when >= STALE:
            log.info("a digest that is more than a day late is left out")
            return
        yesterday = when.date() - timedelta(days=1)
        told = await digest(store, yesterday, rhythm.days, self._zone)
        if told.is_empty:
            return
        scribe = self._scribe(door, "id")

        async def undo() -> None:
            await remember(store, DIGESTED, before)

        place = Place(chat=office)
        went = await deliver(door.sender, place, (self._shown(scribe, told),), undo)
        if went is Delivery.GONE:
            log.warning("the digest could not be sent: OFFICE_CHAT_ID cannot be reached")

    def _scribe(self, door: Door, language: str) -> Scribe:
        return Scribe(desk=door.desk, language=language, zone=self._zone)

    def _shown(self, scribe: Scribe, told: Digest) -> Shown:
        return sentence("\n\n".join(_paragraphs(scribe, told, self._console())))


def _paragraphs(scribe: Scribe, told: Digest, console: str | None) -> Iterator[str]:
    yield scribe.say("digest_title", days=_days(scribe, told))
    if told.is_empty:
        yield scribe.say("digest_empty")
    else:
        yield _counts(scribe, told)
    if told.first:
        yield _first(scribe, told)
        yield scribe.say("digest_console", link=console) if console else scribe.say("digest_belum")


def _days(scribe: Scribe, told: Digest) -> str:
    say = scribe.desk.knowledge.language.say
    first, last = (written(day, scribe.language, say) for day in told.days)
    return first if first == last else f"{first} – {last}"


def _counts(scribe: Scribe, told: Digest) -> str:
    tally = told.tally
    return "\n".join(
        (
            scribe.say("digest_asked", count=tally.asked),
            "- " + scribe.say("digest_answered", count=tally.of(Kind.ANSWER)),
            "- " + scribe.say("digest_clarify", count=tally.of(Kind.CLARIFY)),
            "- " + scribe.say("digest_open", count=tally.open),
            "- " + scribe.say("digest_votes", yes=tally.yes, no=tally.no),
            "- " + scribe.say("digest_waiting", count=told.waiting),
        )
    )


def _first(scribe: Scribe, told: Digest) -> str:
    lines = [scribe.say("digest_first")]
    for number, group in enumerate(told.first, 1):
        counts = scribe.say("digest_people", people=group.people, times=len(group.questions))
        lines.append(f"{number}. {scribe.words(group.words)} ({counts})")
    return "\n".join(lines)


def _typed(door: Door, text: str) -> Rhythm | None:
    wanted = text.casefold().strip()
    for language in ("id", "en"):
        typed = door.words("digest_words", language).splitlines()
        if wanted in typed:
            return _RHYTHMS[typed.index(wanted)]
    return None


async def _rhythm(store: SQLite) -> Rhythm:
    """Weekly, unless somebody chose."""
    kept = await recall(store, DIGEST)
    return Rhythm(kept) if kept in tuple(Rhythm) else Rhythm.WEEKLY


def _store(door: Door) -> SQLite:
    """Raises StoreError where the log is kept in no database."""
    if not isinstance(door.log.store, SQLite):
        raise StoreError("a digest is made of a database alone")
    return door.log.store
