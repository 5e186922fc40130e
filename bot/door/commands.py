"""What a citizen can say with a slash: one function a command, and one table of them all.

From the table commands are recognised, Telegram's menu is filled, and /help is printed.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from zoneinfo import ZoneInfo

from bot.door.asking import give
from bot.door.browsing import beginning, figures, regulations, services, topics
from bot.door.door import LANGUAGES, Door
from bot.door.handing import by_link, petugas
from bot.door.noticing import enough, notify
from bot.door.offering import LINK
from bot.door.owndata import OwnData
from bot.door.pressing import Press, data
from bot.door.showing import Button
from bot.door.visiting import Visit
from bot.language import Language
from bot.normalising import key

Act = Callable[[Door, Visit], Awaitable[None]]


def start_with(ways: Mapping[str, Act]) -> Act:
    """Who runs the bot and what it answers; with a payload (a deep link), that entry at once.

    `ways`: what other payloads lead to, in private, by what they begin with; the rest is handed on.
    No entry's id holds an underscore.
    """

    async def start(door: Door, visit: Visit) -> None:
        way = next((name for name in ways if visit.text.startswith(name)), None)
        if way and visit.private:
            await ways[way](door, replace(visit, text=visit.text.removeprefix(way)))
            return
        language = await door.language(visit)
        reply = door.show(visit.text, language) if visit.text else None
        if reply:
            await give(door, visit, reply)
        else:
            await door.tell(visit, "start", beginning(door, language))

    return start


async def show_help(door: Door, visit: Visit) -> None:
    """How to ask, the commands, and the way to a person."""
    language = await door.language(visit)
    commands = (*COMMANDS, PERSON) if door.backroom else COMMANDS
    lines = [
        f"/{command.name(language)} – {door.words(command.about, language)}" for command in commands
    ]
    await door.tell(visit, "help", commands="\n".join(lines))


async def privacy(door: Door, visit: Visit) -> None:
    """What is kept of the visitor, how long, and how to have it erased."""
    if visit.private:
        await door.tell(visit, "privacy", days=door.retention_days)
    else:
        await door.tell_privately(visit, "privacy", "data_saya", days=door.retention_days)


async def erase(door: Door, visit: Visit) -> None:
    """Ask once whether everything kept of the visitor shall go; the button does it."""
    if not visit.private:
        await door.tell_privately(visit, "private_only", "hapus_data")
        return
    language = await door.language(visit)
    rows = tuple(
        (Button(label=door.words(key, language), data=data(Press.ERASE, answer)),)
        for key, answer in (("erase_yes", "1"), ("erase_no", "0"))
    )
    await door.tell(visit, "erase_ask", rows)


async def show_ids(door: Door, visit: Visit) -> None:
    """The ids that ADMIN_IDS and OFFICE_CHAT_ID want."""
    await door.tell(visit, "ids", person=visit.person, chat=visit.chat)


async def language(door: Door, visit: Visit) -> None:
    """Offer the languages, and to follow the question's own again."""
    own = await door.language(visit)
    choices = [(door.words(f"language_{code}", own), code) for code in (*LANGUAGES, "auto")]
    rows = tuple((Button(label=label, data=data(Press.LANGUAGE, c)),) for label, c in choices)
    await door.tell(visit, "language_ask", rows)


@dataclass(frozen=True, kw_only=True)
class Command:
    """A row: its name in Indonesian and in English, what it does, other names that work too.

    `about` is the key of its description in language.yaml. `in_groups`: listed there as well.
    """

    id: str
    en: str
    act: Act
    also: Sequence[str] = ()
    in_groups: bool = False

    @property
    def about(self) -> str:
        """The key of its description, one line of at most 256 characters."""
        return f"command_{self.en}"

    def name(self, language: str) -> str:
        """Its name for who reads that language; all names work for all."""
        return self.en if language == "en" else self.id


# In the table where an office takes questions.
PERSON = Command(id="petugas", en="staff", act=petugas)


def citizens_commands(zone: tzinfo, *, staffed: bool = False) -> tuple[Command, ...]:
    """The table, in the order of Telegram's menu; times are told in `zone`.

    `staffed`: there is an office that takes questions.
    """
    own = OwnData(zone).tell
    ways = {"data_saya": own, "hapus_data": erase, LINK: by_link}
    return (
        Command(id="start", en="start", act=start_with(ways), also=("menu",)),
        Command(id="topik", en="topics", act=topics, in_groups=True),
        Command(id="layanan", en="services", act=services, in_groups=True),
        Command(id="spi", en="spi", act=figures, in_groups=True),
        Command(id="regulasi", en="regulations", act=regulations, in_groups=True),
        Command(id="bantuan", en="help", act=show_help, in_groups=True),
        Command(id="bahasa", en="language", act=language, also=("settings",)),
        Command(id="privasi", en="privacy", act=privacy, in_groups=True),
        Command(id="beri_tahu", en="notify", act=notify),
        Command(id="data_saya", en="my_data", act=own),
        Command(id="hapus_data", en="delete_data", act=erase),
        Command(id="id", en="id", act=show_ids, in_groups=True),
        *((PERSON,) if staffed else ()),
    )


# No menu lists it: it stands as a button wherever there is something to end.
ENOUGH = Command(id="cukup", en="enough", act=enough)
COMMANDS = citizens_commands(ZoneInfo("Asia/Jakarta"))


def typed_words(language: Language, commands: Sequence[Command]) -> dict[str, Command]:
    """What may be typed instead of a command and its button, in any language, as keys."""
    return {
        key(line): command
        for command in commands
        if (held := language.say.get(f"typed_{command.en}"))
        for text in (held.id, held.en, held.su)
        for line in (text or "").splitlines()
    }


def by_name(commands: Sequence[Command]) -> dict[str, Command]:
    """Each command under all its names."""
    return {
        name: command for command in commands for name in (command.id, command.en, *command.also)
    }
