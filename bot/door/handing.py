"""A citizen hands a question to a person: sees what would be passed on, agrees, gets a number.

What is passed on are the words as the log has them, masked, under a name made of the pseudonym;
nothing that is private ever is. Whatever comes back is desking's.
"""

import logging
from datetime import UTC, datetime, timedelta

from telegram.error import BadRequest, NetworkError

from bot.door.backroom import Backroom, number_in
from bot.door.browsing import stale
from bot.door.cards import card, long, told_to_staff
from bot.door.door import Door
from bot.door.offering import LINK, asked, may_be_handed, to_a_person, unanswered
from bot.door.officewords import straight
from bot.door.pressing import Press, data
from bot.door.retrying import certainly_lost
from bot.door.sending import Unreachable
from bot.door.showing import Button, sentence, written
from bot.door.visiting import Visit, VisitKind
from bot.keeping import handovers
from bot.keeping.handovers import MOST, Handover, State
from bot.keeping.kept import Kept, StoreError
from bot.keeping.privacy import mask
from bot.keeping.queryids import id_text
from bot.normalising import key

log = logging.getLogger(__name__)

# Questions looked through for the one that the typed word means, and how old it may be.
_LOOKED_AT, _RECENT = 5, timedelta(days=1)


async def petugas(door: Door, visit: Visit) -> None:
    """The typed way: the latest question of theirs that nobody has answered yet."""
    backroom = door.backroom
    if backroom is None:
        await door.tell(visit, "command_unknown")
    elif not visit.private:
        await door.tell_privately(visit, "hand_private_only")
    else:
        try:
            history = await door.log.of_person(door.person(visit), _LOOKED_AT)
        except StoreError:
            await door.tell(visit, "hand_unavailable")
            return
        since = datetime.now(UTC) - _RECENT
        latest = (k for k in history.latest if k.asked.at > since and may_be_handed(door, k))
        kept = next(latest, None)
        if kept is None:
            await door.tell(visit, "hand_nothing")
        else:
            await ask(door, visit, id_text(kept.asked.id))


async def by_link(door: Door, visit: Visit) -> None:
    """/start opened from a group's button, with the question's id."""
    await ask(door, visit, visit.text)


async def ask(door: Door, visit: Visit, query: str) -> None:
    """Show exactly what would be passed on, and ask whether it shall be."""
    kept = await _asked(door, visit, query)
    if kept is None or door.backroom is None:
        return
    door.backroom.consents.set(visit.chat, query)
    language = await door.language(visit)
    said = door.words("hand_consent", language, words=straight(kept.asked.words or ""))
    rows = tuple(
        (Button(label=door.words(key, language), data=data(Press.HAND, answer, query)),)
        for key, answer in (("hand_yes", "1"), ("hand_no", "0"))
    )
    await door.send(visit, long(said, rows))


async def hand(door: Door, visit: Visit, answer: str, query: str) -> None:
    """Pass it on, or leave it; what was passed on already only tells its number again."""
    if door.backroom:
        door.backroom.consents.drop(visit.chat)
    if answer != "1":
        await door.tell(visit, "hand_left")
        return
    kept = await _asked(door, visit, query)
    backroom = door.backroom
    if kept is None or backroom is None:
        return
    try:
        handover = await _noted(backroom, kept, visit)
        posted = await _posted(door, backroom, handover)
    except StoreError as error:
        log.warning("a question could not be handed over: %s", error)
        await door.tell(visit, "hand_unavailable")
        return
    if posted:
        await _number(door, visit, handover)
    else:
        await door.tell(visit, "hand_failed")


async def after_no(door: Door, visit: Visit, query: str) -> None:
    """Who votes that an answer does not help is led to a person, or to that person again."""
    if door.backroom is None or visit.chat == door.backroom.chat:
        return
    language = await door.language(visit)
    handover = await _answered(door, door.backroom, visit)
    if handover:
        await door.tell(visit, "hand_still_not", number=handover.number)
        await told_to_staff(door, handover, "desk_no_vote")
    elif await unanswered(door, visit, query):
        await door.tell(visit, "hand_after_no", (to_a_person(door, visit, query, language),))


async def follow(door: Door, visit: Visit) -> bool:
    """Whether a private message goes on with a hand-over, and so was dealt with here."""
    backroom = door.backroom
    if (
        backroom is None
        or not visit.private
        or visit.kind not in (VisitKind.TEXT, VisitKind.EDITED)
    ):
        return False
    if query := backroom.consents.get(visit.chat):
        backroom.consents.drop(visit.chat)  # the words mean that only at once; the buttons stay
        if answer := _typed(door, visit.text):
            await hand(door, visit, answer, query)
            return True
    if not visit.replied:
        return False
    handover = await _spoken_of(door, backroom, visit)
    if handover is None or door.desk.reply(visit.text).private:
        return False
    await _pass_on(door, backroom, visit, handover)
    return True


async def _pass_on(door: Door, backroom: Backroom, visit: Visit, handover: Handover) -> None:
    """What a citizen writes back goes to the same place, masked, and they are shown how."""
    if visit.update and visit.update in handover.passed:
        return
    if handover.chat is None:
        await door.tell(visit, "hand_closed", number=handover.number)
        return
    if await handovers.is_barred(backroom.store, handover.person):
        await door.tell(visit, "hand_blocked")
        return
    key = "desk_back_edited" if visit.kind is VisitKind.EDITED else "desk_back"
    words = straight(mask(visit.text))
    if not await told_to_staff(door, handover, key, words=words):
        await door.tell(visit, "hand_failed")
        return
    await handovers.told(backroom.store, handover.number, (), visit.update)
    language = await door.language(visit)
    said = door.words("hand_back_done", language, number=handover.number, words=words)
    sent = await door.send(visit, long(said))
    await handovers.told(backroom.store, handover.number, sent)


async def _spoken_of(door: Door, backroom: Backroom, visit: Visit) -> Handover | None:
    """The visitor's own that the bot's message tells of which they reply to."""
    number = number_in(visit.about)
    try:
        own = await handovers.of_person(backroom.store, door.person(visit))
    except StoreError:
        return None
    known = (one for one in own if visit.replied in one.told or one.number == number)
    return next(known, None)


def _typed(door: Door, text: str) -> str:
    """ "1" or "0" where the words say what the two buttons say, else ""."""
    say = door.desk.knowledge.language.say
    for name, answer in (("typed_hand_yes", "1"), ("typed_hand_no", "0")):
        lines = "\n".join(filter(None, (say[name].id, say[name].en, say[name].su)))
        if key(text) in map(key, lines.splitlines()):
            return answer
    return ""


async def _asked(door: Door, visit: Visit, query: str) -> Kept | None:
    """The question, if it may be handed over now; else the citizen is told why not."""
    backroom = door.backroom
    if backroom is None:
        await stale(door, visit)
        return None
    if not visit.private:
        await door.tell_privately(visit, "hand_private_only", f"{LINK}{query}")
        return None
    try:
        kept = await asked(door, visit, query)
        if kept is None or not may_be_handed(door, kept):
            await _closed(door, visit, backroom, kept)
            return None
        obstacle, number = await _obstacle(backroom, kept)
    except StoreError as error:
        log.warning("a question could not be handed over: %s", error)
        obstacle, number = "hand_unavailable", 0
    if obstacle:
        await door.tell(visit, obstacle, number=number, most=MOST)
        return None
    return kept


async def _closed(door: Door, visit: Visit, backroom: Backroom, kept: Kept | None) -> None:
    """Where it was answered under a number, that is told."""
    known = await handovers.of_query(backroom.store, kept.asked.id) if kept else None
    if known and known.chat:
        await door.tell(visit, "hand_already", number=known.number)
    else:
        await door.tell(visit, "hand_gone")


async def _obstacle(backroom: Backroom, kept: Kept) -> tuple[str, int]:
    """The sentence that tells why it may not be handed over, "" where it may; a number for it."""
    if await handovers.is_barred(backroom.store, kept.asked.person):
        return "hand_blocked", 0
    own = await handovers.of_person(backroom.store, kept.asked.person)
    waiting = [one for one in own if one.state is State.WAITING]
    same = next((one for one in waiting if one.query == kept.asked.id and one.office), None)
    if same:
        return "hand_already", same.number
    # One that a death or the network left half done is gone on with, and is none of the others.
    others = [one for one in waiting if one.query != kept.asked.id]
    return ("hand_full" if len(others) >= MOST else ""), 0


async def _noted(backroom: Backroom, kept: Kept, visit: Visit) -> Handover:
    """The new hand-over; or the one that was begun before a death."""
    begun = await handovers.of_query(backroom.store, kept.asked.id)
    if begun and begun.state is State.WAITING:
        return begun
    return await handovers.hand_over(
        backroom.store,
        query=kept.asked.id,
        person=kept.asked.person,
        language=kept.asked.language,
        words=kept.asked.words or "",
        chat=visit.chat,
        at=datetime.now(UTC),
    )


async def _posted(door: Door, backroom: Backroom, handover: Handover) -> bool:
    """Whether the office has it; what may have arrived counts, and is said again by a reminder."""
    if handover.thread is None:
        name = door.words("desk_topic", "id", number=handover.number, name=handover.name)
        await backroom.open_topic(handover, name)
    fresh = await handovers.of_number(backroom.store, handover.number) or handover
    try:
        await backroom.post(fresh, card(door, fresh))
    except Unreachable:
        log.warning("the office's group cannot be reached; a question was not handed over")
        await handovers.take_back(backroom.store, handover.number)
        return False
    except NetworkError as error:
        if certainly_lost(error) and not isinstance(error, BadRequest):
            raise
        log.warning("whether the office's group got a question is not known")
    return True


async def _number(door: Door, visit: Visit, handover: Handover) -> None:
    assert door.backroom
    language = await door.language(visit)
    say = door.desk.knowledge.language.say
    day = written(handover.goes.astimezone(door.backroom.zone).date(), language, say)
    text = door.words("hand_done", language, number=handover.number, until=day)
    sent = await door.send(visit, (sentence(text),))
    await handovers.told(door.backroom.store, handover.number, sent)


async def _answered(door: Door, backroom: Backroom, visit: Visit) -> Handover | None:
    """The hand-over whose answer is voted on: that of the message, not of the desk's before."""
    try:
        own = await handovers.of_person(backroom.store, door.person(visit))
    except StoreError:
        return None
    return next((one for one in own if visit.message in one.told and one.chat), None)
