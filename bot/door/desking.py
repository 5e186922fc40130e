"""Staff answer in the office's group: a reply goes to the citizen in the office's name.

Who may do so is who is in that group: the chat is looked at before every reply and press. An
answer is kept in the inbox until it has gone out, and is passed on once.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Sequence

from telegram.error import BadRequest, NetworkError

from bot.door.backroom import Backroom, number_in
from bot.door.browsing import stale
from bot.door.cards import ANSWER, BLOCK, NOT_OURS, REFER, UNBLOCK, long, renew, told_to_staff
from bot.door.door import Door
from bot.door.retrying import certainly_lost
from bot.door.sending import Place, Unreachable
from bot.door.showing import Shown, preceded, sentence, votes
from bot.door.visiting import Visit, VisitKind
from bot.entries import EntryKind
from bot.keeping import handovers
from bot.keeping.handovers import Handover, State
from bot.keeping.kept import Review, StoreError
from bot.keeping.queryids import id_text
from bot.replies import Kind, Reply

log = logging.getLogger(__name__)

_NUMBER = re.compile(r"[0-9]{1,9}")
_UNPASSABLE = (VisitKind.MEDIA, VisitKind.CAPTION)


async def hear(door: Door, visit: Visit) -> bool:
    """Whether what was said in the office's group is about a hand-over, and dealt with here."""
    backroom = door.backroom
    if backroom is None or visit.chat != backroom.chat or not visit.replied:
        return False
    if visit.kind is VisitKind.COMMAND:
        return False
    handover = await backroom.handover(visit)
    if handover is None:
        number = number_in(visit.about)
        if number:  # erased, or of a time before the log's
            await door.tell(visit, "desk_unknown", number=number)
        return number is not None
    if visit.kind in _UNPASSABLE:
        await told_to_staff(door, handover, "desk_text_only")
    else:
        await _answer(door, backroom, visit, handover)
    return True


async def press(door: Door, visit: Visit, act: str, number: str, entry: str) -> None:
    """One of staff's buttons; to whomever else presses one, there is no such button."""
    backroom = door.backroom
    known = act in _ACTS and _NUMBER.fullmatch(number)
    if backroom is None or visit.chat != backroom.chat or not known:
        await stale(door, visit)
        return
    handover = await handovers.of_number(backroom.store, int(number))
    if handover is None:
        await door.tell(visit, "desk_unknown", number=number)
    else:
        await _ACTS[act](door, visit, handover, entry)


async def _answer(door: Door, backroom: Backroom, visit: Visit, handover: Handover) -> None:
    """The words of a reply; one that was put right changes what the citizen got."""
    words = visit.text
    if visit.kind is VisitKind.EDITED:
        before = door.answers.get((visit.chat, visit.message))
        key = "hand_answer" if before else "hand_answer_again"
    else:
        before, key = None, "hand_answer"
    text = door.words(key, handover.language, number=handover.number, answer=words)
    say = door.desk.knowledge.language.say
    rows = (votes(handover.language, id_text(handover.query), say),)
    await _deliver(door, visit, handover, long(text, rows), Review.ANSWERED, before or ())


async def _with_entry(door: Door, visit: Visit, handover: Handover, entry: str) -> None:
    reply = door.show(entry, handover.language)
    if reply is None:
        await told_to_staff(door, handover, "desk_entry_gone")
    else:
        await _once(door, visit, handover, await _shown(door, handover, reply), Review.ANSWERED)


async def _refer(door: Door, visit: Visit, handover: Handover, entry: str) -> None:
    known = door.desk.knowledge.by_id.get(entry)
    if known is None or known.kind is not EntryKind.REFERRAL:
        await told_to_staff(door, handover, "desk_entry_gone")
        return
    text, spoken = known.answer.in_language(handover.language)
    reply = Reply(
        question="",
        kind=Kind.REFERRAL,
        text=text,
        language=spoken,
        entry=entry,
        sources=known.sources,
        checked=known.checked,
    )
    await _once(door, visit, handover, await _shown(door, handover, reply), Review.REFERRED)


async def _shown(door: Door, handover: Handover, reply: Reply) -> Sequence[Shown]:
    """A text of the knowledge as the office's answer, with all that belongs to it."""
    parts = await door.displays.of(reply, id_text(handover.query), door.desk.knowledge)
    first = door.words("hand_answer_entry", handover.language, number=handover.number)
    return preceded(first, parts)


async def _not_ours(door: Door, visit: Visit, handover: Handover, entry: str) -> None:
    text = door.words("hand_not_ours", handover.language, number=handover.number)
    await _once(door, visit, handover, (sentence(text),), Review.REFERRED)


async def _block(door: Door, visit: Visit, handover: Handover, entry: str) -> None:
    await _turn(door, handover, barred=True)


async def _unblock(door: Door, visit: Visit, handover: Handover, entry: str) -> None:
    await _turn(door, handover, barred=False)


_ACTS: dict[str, Callable[[Door, Visit, Handover, str], Awaitable[None]]] = {
    ANSWER: _with_entry,
    REFER: _refer,
    NOT_OURS: _not_ours,
    BLOCK: _block,
    UNBLOCK: _unblock,
}


async def _turn(door: Door, handover: Handover, *, barred: bool) -> None:
    assert door.backroom
    await handovers.bar(door.backroom.store, handover.person, barred=barred)
    await renew(door, handover)
    await told_to_staff(door, handover, "desk_blocked" if barred else "desk_unblocked")


async def _once(
    door: Door, visit: Visit, handover: Handover, parts: Sequence[Shown], review: Review
) -> None:
    """By a button a question is answered once; whoever has more to say writes it."""
    if handover.state is State.ANSWERED and visit.update not in handover.passed:
        await told_to_staff(door, handover, "desk_already")
    else:
        await _deliver(door, visit, handover, parts, review)


async def _deliver(
    door: Door,
    visit: Visit,
    handover: Handover,
    parts: Sequence[Shown],
    review: Review,
    before: Sequence[int] = (),
) -> None:
    """Send it, note that, tell staff: in this order, so that a death in between repeats little."""
    backroom = door.backroom
    assert backroom
    if handover.chat is None:
        await told_to_staff(door, handover, "desk_closed")
        return
    if not (visit.update and visit.update in handover.passed):
        try:
            sent = await _sent(door, Place(chat=handover.chat), parts, before)
        except Unreachable:
            await handovers.close(backroom.store, handover.number)
            await told_to_staff(door, handover, "desk_unreachable")
            return
        await _note(door, visit, handover, sent or (), review)
        if sent is None:
            await told_to_staff(door, handover, "desk_doubtful")
            return
    await renew(door, handover)
    await told_to_staff(door, handover, "desk_sent_again" if before else "desk_sent")


async def _note(
    door: Door, visit: Visit, handover: Handover, sent: Sequence[int], review: Review
) -> None:
    assert door.backroom
    door.answers.set((visit.chat, visit.message), tuple(sent))
    try:
        await handovers.answered(door.backroom.store, handover.number, sent, visit.update, review)
    except StoreError as error:
        # The citizen has it: only the log does not know.
        log.warning("that a question was answered by a person could not be noted: %s", error)


async def _sent(
    door: Door, place: Place, parts: Sequence[Shown], before: Sequence[int]
) -> Sequence[int] | None:
    """The ids; None where it may or may not have arrived, which is not tried again."""
    try:
        changed = await door.sender.edit(place, before, parts) if before else ()
        return changed or await door.sender.send(place, parts)
    except NetworkError as error:
        if certainly_lost(error) or isinstance(error, BadRequest):
            raise
        return None
