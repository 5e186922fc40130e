"""What administrators may say of groups: who may add the bot, and that it shall leave one."""

from bot.door.door import Door
from bot.door.visiting import Visit
from bot.keeping.kept import Store, StoreError
from bot.keeping.remembered import CLOSED, GROUPS, OPENED, recall, remember
from bot.keeping.storage import SQLite

# As they are typed, in the order of the two lines of `groups_words`.
_STATES = (CLOSED, OPENED)


async def is_closed(store: Store) -> bool:
    """Whether only administrators may add the bot to groups; not while that cannot be read."""
    try:
        return isinstance(store, SQLite) and await recall(store, GROUPS) == CLOSED
    except StoreError:
        return False


async def groups(door: Door, visit: Visit) -> None:
    """Say who may, or set it: "tertutup", "terbuka". Raises StoreError."""
    store, wanted = door.log.store, visit.text.casefold().strip()
    for language in ("id", "en"):
        for typed, state in zip(
            door.words("groups_words", language).splitlines(), _STATES, strict=True
        ):
            if wanted == typed and isinstance(store, SQLite):
                await remember(store, GROUPS, state)
    await door.tell(visit, "groups_closed" if await is_closed(store) else "groups_open")


async def leave(door: Door, visit: Visit) -> None:
    """Out of the group it is said in. Raises TelegramError where Telegram refuses that."""
    if visit.private:
        await door.tell(visit, "group_none")
        return
    await door.tell(visit, "group_left")
    await door.sender.leave(visit.chat)
