"""Menus turned in place; whatever is opened from them is a message of its own, and stays.

A menu is worked by ids alone, so it goes on working after a restart and with tomorrow's knowledge;
where what it led to is gone, the citizen is told so and finds fresh buttons there.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bot.door.asking import ask
from bot.door.dashboard import view_of
from bot.door.door import Door, place_of
from bot.door.pages import laid_out, page_number
from bot.door.pressing import Press, pressed
from bot.door.shelves import (
    ALL,
    FIGURES,
    GO,
    HERE,
    REGULATIONS,
    SERVICES,
    SHELVES,
    TOPICS,
    Guide,
    Shelf,
    category,
)
from bot.door.showing import Rows, Shown, paired, sentence
from bot.door.visiting import Visit, VisitKind
from bot.replies import Choice, Kind

# One screen of a phone; beyond it nobody reads.
_EXAMPLES = 6
_FEWEST_EXAMPLES = 4
# What only the buttons of a menu do, and so tell it from an answer, which is never edited away.
TURNING = frozenset({Press.LIST, Press.CATEGORY, Press.HOME, Press.FIGURES})


Act = Callable[[Door, Visit], Awaitable[None]]


def browse(opens: Act, *, named: bool = True) -> Act:
    """The command that opens a menu; words behind it are a question instead.

    `named`: asked together with the command's own name, as in "spi 2024".
    """

    async def act(door: Door, visit: Visit) -> None:
        if visit.text:
            words = _meant(door, visit) if named else visit.text
            await ask(door, replace(visit, text=words))
        else:
            await opens(door, visit)

    return act


def _meant(door: Door, visit: Visit) -> str:
    """ "layanan ppid", but "ppid" where that alone is answered and both together are not."""
    words = f"{visit.command} {visit.text}"
    if door.desk.reply(words).kind not in (Kind.CLARIFY, Kind.UNKNOWN):
        return words
    return visit.text if door.desk.reply(visit.text).kind is Kind.ANSWER else words


async def turn(door: Door, visit: Visit, name: str, page: str) -> None:
    """A page of one of SHELVES."""
    guide = await _guide(door, visit)
    fill = SHELVES.get(name)
    await _show(door, visit, guide, fill(guide) if fill else None, page)


async def turn_figures(door: Door, visit: Visit, name: str, state: str) -> None:
    """A picture of figures with its buttons; their list, where no picture can be had."""
    if state == HERE:
        return
    guide = await _guide(door, visit)
    view = view_of(guide, name)
    if view is None and name != ALL:
        await stale(door, visit)
        return
    listed = laid_out(guide, SHELVES[FIGURES](guide), 0)
    picture = await door.gallery.picture(view.chart) if view else None
    if view and picture:
        listed = replace(view.shown, picture=picture, instead=listed)
    await put(door, visit, listed)


async def turn_category(door: Door, visit: Visit, id: str, page: str) -> None:
    """A page of one topic."""
    guide = await _guide(door, visit)
    await _show(door, visit, guide, category(guide, id), page)


async def home(door: Door, visit: Visit) -> None:
    """Where it all begins, in the place of the menu."""
    guide = await _guide(door, visit)
    await put(door, visit, sentence(guide.say("start"), beginning(door, guide.language)))


async def stale(door: Door, visit: Visit) -> None:
    """The button is of another time."""
    guide = await _guide(door, visit)
    await put(door, visit, sentence(guide.say("button_stale"), beginning(door, guide.language)))


async def put(door: Door, visit: Visit, shown: Shown) -> None:
    """In the place of the menu whose button was pressed, else as a new message.

    A picture with its figures stays, like any answer: where a text shall follow, it comes below.
    """
    where, message = place_of(visit), (visit.message,)
    fits = _on_menu(visit) and (bool(shown.picture) or not visit.pictured)
    if not (fits and await door.sender.edit(where, message, (shown,))):
        await door.send(visit, (shown,))


topics = browse(partial(turn, name=TOPICS, page="0"), named=False)
figures = browse(partial(turn_figures, name=ALL, state=GO))
regulations = browse(partial(turn, name=REGULATIONS, page="0"))
services = browse(partial(turn, name=SERVICES, page="0"))


def beginning(door: Door, language: str) -> Rows:
    """Questions that ask themselves when pressed, and the way to all there is."""
    key = (door.desk.knowledge.version, language)
    rows = door.examples.get(key) or (*_examples(door, language), *_to_topics(door, language))
    door.examples.set(key, rows)
    return rows


def _examples(door: Door, language: str) -> Rows:
    """Only such as this knowledge does answer."""
    choices: dict[str, Choice] = {}
    for question in door.words("start_examples", language).splitlines():
        reply = door.desk.reply(question, language=language)
        if reply.kind is Kind.ANSWER and reply.entry:
            choices.setdefault(reply.entry, Choice(entry=reply.entry, label=question))
    if len(choices) < _FEWEST_EXAMPLES:
        for entry in door.desk.knowledge.entries[:_FEWEST_EXAMPLES]:
            label = entry.title.in_language(language)[0]
            choices.setdefault(entry.id, Choice(entry=entry.id, label=label))
    return tuple(paired(list(choices.values())[:_EXAMPLES]))


def _to_topics(door: Door, language: str) -> Rows:
    guide = Guide(knowledge=door.desk.knowledge, language=language)
    return ((guide.way(guide.say("browse_topics"), Press.LIST, TOPICS),),)


async def _guide(door: Door, visit: Visit) -> Guide:
    language = await door.language(visit)
    return Guide(knowledge=door.desk.knowledge, language=language)


async def _show(door: Door, visit: Visit, guide: Guide, shelf: Shelf | None, page: str) -> None:
    number = page_number(page)
    if shelf is None or number is None:
        await stale(door, visit)
    else:
        await put(door, visit, laid_out(guide, shelf, number))


def _on_menu(visit: Visit) -> bool:
    """Whether the pressed button stands under a menu: pages and what they open, nothing else."""
    if visit.kind is not VisitKind.PRESS:
        return False
    read = [pressed(carried) for carried in visit.buttons]
    kinds = {one.press if one else None for one in read}
    return bool(kinds & TURNING) and kinds <= TURNING | {Press.OPEN}
