"""A tiny office that publishes an answer, and puts it right: what the tests of notices share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.answering import Desk
from bot.door.serving import door_of
from bot.keeping.storage import SQLite
from bot.localtelegram import Citizen, LocalTelegram, Message
from tests.townhall import KNOWLEDGE, Townhall, desk_of, townhall

ASKED = "kapan pilkades digelar"
ANSWER, CORRECTION = "Pilkades digelar bulan Mei.", "Pilkades digelar bulan Juni."
_ENTRY = """\
  - id: pilkades
    title: Jadwal pilkades
    ask: [kapan pilkades digelar, jadwal pilkades kapan ya, pilkades itu kapan]
    answer: "{answer}"
    sources: [{{title: Pengumuman desa, date: 2026-11-24}}]
    checked: 2026-11-24
"""
# With matters that are others', a question may be nobody's at all.
_OTHERS = """\
referrals:
  - id: ktp
    title: KTP
    ask: [cara bikin ktp, ktp saya hilang, urus ktp di mana]
    answer: Silakan ke Disdukcapil.
  - id: sim
    title: SIM
    ask: [perpanjang sim, bikin sim di mana, syarat sim c]
    answer: Silakan ke Polres.
smalltalk:"""
OFFICE = KNOWLEDGE.replace("smalltalk:", _OTHERS)


@asynccontextmanager
async def newsroom(
    tmp_path: Path, world: LocalTelegram | None = None, *, desk: Desk | None = None, **options: Any
) -> AsyncIterator[Townhall]:
    """A bot of this office, which does not know what is ASKED unless its `desk` does."""
    async with townhall(tmp_path, world, desk=desk or desk_of(OFFICE), **options) as hall:
        yield hall


def with_entry(answer: str, ask: str = ASKED) -> str:
    """The office's file once it answers that too."""
    entry = _ENTRY.format(answer=answer).replace(ASKED, f"{ask}, {ASKED}" if ask != ASKED else ask)
    return OFFICE.replace("referrals:", entry + "referrals:")


def taught(answer: str = ANSWER) -> Desk:
    """The desk that knows it."""
    return desk_of(with_entry(answer))


def publishes(hall: Townhall, desk: Desk) -> None:
    """The office has saved its folder."""
    hall.holder.desk = desk
    door_of(hall.application).published.set()


async def asks(citizen: Citizen, text: str = ASKED) -> Message:
    """What the bot replies."""
    await citizen.says(text)
    [reply] = await citizen.receives()
    return reply


async def presses(citizen: Citizen, message: Message, label: str) -> Message:
    """What the bot replies to the press."""
    await citizen.presses(message, label)
    [reply] = await citizen.receives()
    return reply


async def waits(citizen: Citizen, text: str = ASKED) -> Message:
    """They ask, want to be told and agree; the last message they get."""
    offered = await asks(citizen, text)
    consent = await presses(citizen, offered, "🔔 Beri tahu saya")
    return await presses(citizen, consent, "Ya, beri tahu")


def store_of(hall: Townhall) -> SQLite:
    """The database."""
    assert isinstance(hall.log.store, SQLite)
    return hall.log.store


async def kept(hall: Townhall, columns: str = "query") -> list[Any]:
    """Of all who wait or may be told of a correction."""
    return [tuple(row) for row in await store_of(hall).read(f"SELECT {columns} FROM notices")]


def bytes_of(folder: Path) -> bytes:
    """All that stands in the database's files."""
    return b"".join(file.read_bytes() for file in folder.glob("bot.db*"))
