"""Groups of open questions that a reviewer puts off: below the others until one is asked again."""

from bot.keeping.storage import SQLite
from bot.reviews.reviewing import Group

# A group is put off by its newest question: once it is asked again, another one is the newest.


async def put_off(store: SQLite, group: Group) -> None:
    """Until it is asked again. Raises StoreError."""
    async with store.write() as db:
        await db.execute("INSERT OR IGNORE INTO postponed VALUES (?)", (group.newest,))
        await db.execute("DELETE FROM postponed WHERE question NOT IN (SELECT id FROM queries)")


async def take_up(store: SQLite, group: Group) -> None:
    """Undo it. Raises StoreError."""
    async with store.write() as db:
        await db.execute("DELETE FROM postponed WHERE question = ?", (group.newest,))


async def postponed(store: SQLite) -> frozenset[int]:
    """The newest questions of all groups that are put off. Raises StoreError."""
    return frozenset(row[0] for row in await store.read("SELECT question FROM postponed"))
