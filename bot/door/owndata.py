"""/data_saya: all that is kept of who asks, as it is kept, with the way to have it erased."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from bot.door.door import Door
from bot.door.officewords import Scribe
from bot.door.pressing import Press, data
from bot.door.showing import Button, sentence, written
from bot.door.visiting import Visit
from bot.keeping import handovers
from bot.keeping.handovers import Handover
from bot.keeping.kept import History, Kept, StoreError
from bot.keeping.notices import Notice
from bot.keeping.storage import SQLite

log = logging.getLogger(__name__)

# Questions shown in their words; the rest is counted.
LATEST = 5


@dataclass(frozen=True, kw_only=True)
class Record:
    """All that is kept of a person; `chosen`: a language, or "auto".

    `handed`: the latest first; `barred`: staff take no more of theirs.
    """

    kept: History
    notices: Sequence[Notice]
    handed: Sequence[Handover]
    barred: bool
    chosen: str


class OwnData:
    """The command; `zone` is the office's, in which times are told."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    async def tell(self, door: Door, visit: Visit) -> None:
        """Only in private: a group may read nothing of what one of its members asked elsewhere."""
        if not visit.private:
            await door.tell_privately(visit, "owndata_private_only", "data_saya")
            return
        try:
            record = await _record(door, door.person(visit))
        except StoreError as error:
            log.warning("a citizen could not read their own record: %s", error)
            await door.tell(visit, "owndata_unreadable")
            return
        scribe = Scribe(desk=door.desk, language=await door.language(visit), zone=self._zone)
        text = "\n\n".join(_paragraphs(scribe, record, door.retention_days))
        button = Button(label=scribe.say("owndata_delete"), data=data(Press.DELETE))
        await door.send(visit, (sentence(text, ((button,),)),))


async def _record(door: Door, person: str) -> Record:
    store = door.log.store
    return Record(
        kept=await door.log.of_person(person, LATEST),
        notices=await door.notices.of_person(person) if door.notices else (),
        handed=await handovers.of_person(store, person) if isinstance(store, SQLite) else (),
        barred=isinstance(store, SQLite) and await handovers.is_barred(store, person),
        chosen=await door.memory.language(person) or "auto",
    )


def _paragraphs(scribe: Scribe, record: Record, days: int) -> Iterator[str]:
    kept = record.kept
    if kept.since is None:
        yield scribe.say("owndata_none")
    else:
        yield _counts(scribe, kept, kept.since)
        yield _latest(scribe, kept.latest)
        yield scribe.say("owndata_beside")
    if record.notices:
        yield _waited_for(scribe, record.notices)
    if record.handed:
        yield _handed(scribe, record.handed)
    if record.barred:
        yield scribe.say("owndata_barred")
    yield scribe.say("owndata_language", chosen=scribe.say(f"language_{record.chosen}"))
    if kept.since is not None:
        until = _day(scribe, kept.since + timedelta(days=days))
        yield scribe.say("owndata_erased", days=days, until=until)
    yield scribe.say("owndata_talk")


def _counts(scribe: Scribe, kept: History, since: datetime) -> str:
    lines = [scribe.say("owndata_questions", count=kept.total, since=_day(scribe, since))]
    lines += [
        "- " + scribe.say(f"owndata_kind_{kind}", count=count)
        for kind, count in sorted(kept.kinds.items(), key=lambda item: -item[1])
    ]
    return "\n".join(lines)


def _latest(scribe: Scribe, latest: Sequence[Kept]) -> str:
    lines = [scribe.say("owndata_latest")]
    for one in latest:
        own = one.asked.words
        words = scribe.say("owndata_no_words") if own is None else scribe.words(own)
        lines.append(f"- {_moment(scribe, one.asked.at)} {words}")
    return "\n".join(lines)


def _waited_for(scribe: Scribe, notices: Sequence[Notice]) -> str:
    lines = [scribe.say("owndata_notices")]
    for one in notices[-LATEST:]:
        words, until = scribe.words(one.words), _day(scribe, one.until)
        lines.append("- " + scribe.say("owndata_notice", words=words, until=until))
    if len(notices) > LATEST:
        lines.append("- " + scribe.say("owndata_notices_more", count=len(notices) - LATEST))
    return "\n".join(lines)


def _handed(scribe: Scribe, handed: Sequence[Handover]) -> str:
    lines = [scribe.say("owndata_handed")]
    for one in handed[:LATEST]:
        key = "owndata_handed_closed" if one.chat is None else f"owndata_handed_{one.state}"
        lines.append("- " + scribe.say(key, number=one.number, until=_day(scribe, one.goes)))
    return "\n".join(lines)


def _moment(scribe: Scribe, at: datetime) -> str:
    """ "24 November 2026, 19.00 WIB"."""
    here = at.astimezone(scribe.zone)
    return scribe.say(
        "owndata_when",
        date=_day(scribe, at),
        hour=f"{here:%H}",
        minute=f"{here:%M}",
        zone=f"{here:%Z}",
    )


def _day(scribe: Scribe, at: datetime) -> str:
    """The day at the office."""
    say = scribe.desk.knowledge.language.say
    return written(at.astimezone(scribe.zone).date(), scribe.language, say)
