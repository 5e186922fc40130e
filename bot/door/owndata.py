"""/data_saya: all that is kept of who asks, as it is kept, with the way to have it erased."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from bot import handovers
from bot.door.door import Door
from bot.door.officewords import Scribe
from bot.door.pressing import Press, data
from bot.door.showing import Button, sentence, written
from bot.door.visiting import Visit
from bot.handovers import Handover
from bot.kept import History, Kept, StoreError
from bot.storage import SQLite

log = logging.getLogger(__name__)

# Questions shown in their words; the rest is counted.
LATEST = 5


class OwnData:
    """The command; `zone` is the office's, in which times are told."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    async def tell(self, door: Door, visit: Visit) -> None:
        """Only in private: a group may read nothing of what one of its members asked elsewhere."""
        if not visit.private:
            await door.tell(visit, "owndata_private_only")
            return
        try:
            kept = await door.log.of_person(door.person(visit), LATEST)
            handed, blocked = await _handed(door, door.person(visit))
        except StoreError as error:
            log.warning("a citizen could not read their own record: %s", error)
            await door.tell(visit, "owndata_unreadable")
            return
        scribe = Scribe(desk=door.desk, language=await door.language(visit), zone=self._zone)
        chosen = await door.memory.language(door.person(visit)) or "auto"
        paragraphs = [*_paragraphs(scribe, kept, chosen, door.retention_days)]
        paragraphs[-1:-1] = _about_handovers(scribe, handed, blocked)
        text = "\n\n".join(paragraphs)
        button = Button(label=scribe.say("owndata_delete"), data=data(Press.DELETE))
        await door.send(visit, (sentence(text, ((button,),)),))


async def _handed(door: Door, person: str) -> tuple[Sequence[Handover], bool]:
    store = door.log.store
    if not isinstance(store, SQLite):
        return (), False
    found = await handovers.of_person(store, person)
    return found[:LATEST], await handovers.is_blocked(store, person)


def _about_handovers(scribe: Scribe, handed: Sequence[Handover], blocked: bool) -> Iterator[str]:
    if handed:
        lines = [scribe.say("owndata_handed")]
        for one in handed:
            key = "owndata_handed_closed" if one.chat is None else f"owndata_handed_{one.state}"
            until = _day(scribe, one.goes)
            lines.append("- " + scribe.say(key, number=one.number, until=until))
        yield "\n".join(lines)
    if blocked:
        yield scribe.say("owndata_blocked")


def _paragraphs(scribe: Scribe, kept: History, chosen: str, days: int) -> Iterator[str]:
    if kept.since is None:
        yield scribe.say("owndata_none")
    else:
        yield _counts(scribe, kept, kept.since)
        yield _latest(scribe, kept.latest)
        yield scribe.say("owndata_beside")
    yield scribe.say("owndata_language", chosen=scribe.say(f"language_{chosen}"))
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
