"""What the program itself has to remember from start to start, a value a name."""

from bot.keeping.storage import SQLite

# Where the web door was opened last, for who asks for a link at the terminal.
ADDRESS = "address"
# Who may add the bot to groups: administrators alone (CLOSED), or anybody.
GROUPS, CLOSED, OPENED = "groups", "closed", "open"
# How often the office gets its digest, and until when (milliseconds since 1970) it has.
DIGEST, DIGESTED = "digest", "digested"
# Whether the public page is shown: ON, or anything else.
PUBLIC, ON, OFF = "public_page", "on", "off"


async def recall(store: SQLite, name: str) -> str | None:
    """The value, None where none was kept. Raises StoreError."""
    rows = await store.read("SELECT value FROM state WHERE name = ?", name)
    return str(rows[0][0]) if rows else None


async def remember(store: SQLite, name: str, value: str) -> None:
    """Keep it in place of the former one. Raises StoreError."""
    async with store.write() as db:
        await db.execute(
            "INSERT INTO state (name, value) VALUES (?, ?) "
            "ON CONFLICT DO UPDATE SET value = excluded.value",
            (name, value),
        )
