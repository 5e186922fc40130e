"""What staff read of a hand-over in their group, and the buttons below it."""

from collections.abc import Iterator, Sequence

from bot.door.door import Door
from bot.door.officewords import LONGEST_TITLE, cut, straight
from bot.door.pressing import Press, data
from bot.door.showing import Button, Rows, Shown
from bot.door.splitting import Run, html, split
from bot.entries import Entry, EntryKind
from bot.keeping import handovers
from bot.keeping.handovers import Handover, State
from bot.replies import Kind

# Of the entries that the question may be about.
GUESSES = 2
# What staff's buttons do, and what stands where no entry is meant.
ANSWER, REFER, NOT_OURS, BLOCK, UNBLOCK, NO_ENTRY = "e", "r", "n", "b", "u", "-"


def long(text: str, rows: Rows = ()) -> tuple[Shown, ...]:
    """Words of any length as messages, the buttons below the last."""
    *parts, last = (html(part) for part in split([Run(text=text)]))
    return (*(Shown(html=part) for part in parts), Shown(html=last, rows=rows))


def card(door: Door, handover: Handover, *, barred: bool = False) -> tuple[Shown, ...]:
    """The question, the desk's best guesses, and what may be done: answered, only who may ask."""
    words = straight(handover.words or "")
    lines = [_say(door, "desk_card", handover, words=words)]
    rows: list[tuple[Button, ...]] = []
    if handover.state is State.WAITING:
        guesses, referral = guessed(door, words)
        lines += [*_guesses(door, guesses, referral), _say(door, "desk_how", handover)]
        rows = [*_answers(door, handover, guesses, referral)]
    else:
        lines.append(_say(door, "desk_done", handover))
    if barred:
        lines.append(_say(door, "desk_is_blocked", handover))
    turn = ("desk_unblock", UNBLOCK) if barred else ("desk_block", BLOCK)
    rows.append((_button(door, handover, *turn),))
    return long("\n\n".join(lines), tuple(rows))


def reminder(door: Door, handover: Handover) -> tuple[Shown, ...]:
    """That a working day has passed, with the question once more."""
    return long(_say(door, "desk_reminder", handover, words=straight(handover.words or "")))


def guessed(door: Door, words: str) -> tuple[Sequence[Entry], Entry | None]:
    """The entries it is likeliest about, and whose matter it seems to be if not the office's."""
    knowledge = door.desk.knowledge
    reply = door.desk.reply(words)
    strange = reply.kind is Kind.UNKNOWN and not reply.related  # not a word of it is known
    likely = () if strange else reply.ranking[:GUESSES]
    own = [knowledge.entry(ranked.entry) for ranked in likely]
    first = knowledge.by_id.get(reply.why.nearest[0].entry) if reply.why.nearest else None
    referral = first if first and first.kind is EntryKind.REFERRAL else None
    return own, referral


async def told_to_staff(door: Door, handover: Handover, key: str, **fields: object) -> bool:
    """Whether a sentence about it got to the office's group; Unreachable is no error here."""
    backroom = door.backroom
    assert backroom, "there is a hand-over, so there is an office"
    return await backroom.tell(handover, long(_say(door, key, handover, **fields)))


async def renew(door: Door, handover: Handover) -> None:
    """Its first message says how it stands by now."""
    backroom = door.backroom
    assert backroom, "there is a hand-over, so there is an office"
    fresh = await handovers.of_number(backroom.store, handover.number)
    if fresh and fresh.words is not None:
        barred = await handovers.is_barred(backroom.store, fresh.person)
        await backroom.change(fresh, card(door, fresh, barred=barred))


def _guesses(door: Door, guesses: Sequence[Entry], referral: Entry | None) -> Iterator[str]:
    titles = [cut(entry.title.id, LONGEST_TITLE) for entry in guesses]
    numbered = "\n".join(f"{place}. {title}" for place, title in enumerate(titles, 1))
    yield (
        door.words("desk_guesses", "id", titles=numbered)
        if titles
        else door.words("desk_no_guess", "id")
    )
    if referral:
        yield door.words("desk_referral", "id", title=cut(referral.title.id, LONGEST_TITLE))


def _answers(
    door: Door, handover: Handover, guesses: Sequence[Entry], referral: Entry | None
) -> Iterator[tuple[Button, ...]]:
    if guesses:
        yield tuple(
            _button(door, handover, "desk_answer_with", ANSWER, entry.id, place=place)
            for place, entry in enumerate(guesses, 1)
        )
    if referral:
        yield (_button(door, handover, "desk_refer", REFER, referral.id),)
    yield (_button(door, handover, "desk_not_ours", NOT_OURS),)


def _button(
    door: Door, handover: Handover, key: str, act: str, entry: str = NO_ENTRY, **fields: object
) -> Button:
    label = door.words(key, "id", **fields)
    return Button(label=label, data=data(Press.STAFF, act, str(handover.number), entry))


def _say(door: Door, key: str, handover: Handover, **fields: object) -> str:
    return door.words(key, "id", number=handover.number, name=handover.name, **fields)
