"""Who sits at the preview: a few citizens, the office's staff, and its group."""

from dataclasses import dataclass, replace

from bot.localtelegram import LocalTelegram
from bot.localtelegram.chats import Member, User
from bot.localtelegram.citizens import Citizen
from bot.localtelegram.groups import Group

STAFF = 700_000_005
# Those an app can be switched to.
LANGUAGES = ("id", "su", "en")
# Key in addresses, first and last name, language of the app; ids stay the same from run to run,
# for the bot remembers people by them.
_PEOPLE = (
    ("sari", 700_000_001, "Ibu", "Sari", "id"),
    ("asep", 700_000_002, "Kang", "Asep", "su"),
    ("maya", 700_000_003, "Maya", None, "en"),
    ("dimas", 700_000_004, "Dimas", None, "id"),
    ("rina", STAFF, "Rina", None, "id"),
)
_COLLEAGUE = (700_000_006, "Pak Yudi")
_GROUP, GROUP_ID, _TITLE = "kantor", -1_002_000_000_001, "Kantor (main)"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a pressed button had the bot say over the chat, until `until` (time.monotonic)."""

    text: str
    alert: bool
    until: float


@dataclass(eq=False, kw_only=True)
class Seat:
    """A chat of the page. `actors`: who may write in it, the one whose screen it is first.

    `spoken`: how often the bot has sent or changed a message in it.
    """

    key: str
    place: Citizen | Group
    actors: tuple[Citizen, ...]
    notice: Notice | None = None
    typing_until: float = 0.0
    spoken: int = 0

    @property
    def group(self) -> Group | None:
        """The group, None for a private chat."""
        return self.place if isinstance(self.place, Group) else None

    @property
    def viewer(self) -> User:
        """Whose screen it is."""
        return self.actors[0].user

    @property
    def name(self) -> str:
        """The person's or the group's."""
        chat, person = self.place.chat, self.place.chat.person
        if person is None:
            return str(chat.title)
        return " ".join(name for name in (person.first_name, person.last_name) if name)

    def speaks(self, language: str) -> None:
        """The viewer's app is switched to a language (ISO 639-1), as its settings do."""
        chat = self.actors[0].chat
        chat.person = replace(self.viewer, language_code=language)
        self.place.world.users[chat.person.id] = chat.person

    def actor(self, user_id: int) -> Citizen:
        """Who writes: that one if they are in the chat, else whose screen it is."""
        return next((one for one in self.actors if one.id == user_id), self.actors[0])


def taken(world: LocalTelegram) -> list[Seat]:
    """All seats of a new world; the group has stood for a while: nobody joins while one looks."""
    seats = []
    for key, user_id, first, last, language in _PEOPLE:
        person = world.citizen(user_id, first, last_name=last, language_code=language)
        seats.append(Seat(key=key, place=person, actors=(person,)))
    staff, colleague = seats[-1].actors[0], world.citizen(*_COLLEAGUE)
    group = world.group(_TITLE, id=GROUP_ID)
    group.chat.members |= {staff.id: Member.CREATOR, colleague.id: Member.MEMBER}
    # Who is staff has opened the chat with the bot long ago: what it tells them arrives.
    world.meets(staff.user)
    staff.chat.started = True
    return [*seats, Seat(key=_GROUP, place=group, actors=(staff, colleague))]
