"""The whole bot in a played Telegram: real Application, desk and SQLite, a tiny knowledge."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from telegram.request import BaseRequest

from bot.answering import Desk
from bot.door.commands import citizens_commands
from bot.door.hooking import Hook
from bot.door.polling import Pulse
from bot.door.serving import App, build_application, serve
from bot.keeping.inbox import Inbox
from bot.keeping.kept import Kept, Wanted
from bot.keeping.notices import Notices
from bot.keeping.privacy import Pseudonymiser
from bot.keeping.querylog import QueryLog
from bot.keeping.storage import SQLite
from bot.knowledge import load
from bot.loading.faults import Fault
from bot.localtelegram import Group, LocalRequest, LocalTelegram
from bot.replies import Kind

JAKARTA = ZoneInfo("Asia/Jakarta")
PSEUDONYMS = Pseudonymiser(key=b"a key for tests only, 32 bytes..")

KNOWLEDGE = """\
title: {id: Umum, en: General}
entries:
  - id: slogan
    title: {id: Slogan kantor, en: Office slogan}
    ask:
      - apa slogan kpu purwakarta
      - slogan kantor apa
      - semboyan kpu purwakarta apa ya
      - motto kantor kpu
      - what is the slogan of the office
    answer: {id: "Slogan kantor adalah Melayani.", en: "The office's slogan is Serving."}
    sources: [{title: Pengumuman, url: "https://kpu.go.id/a?b=1&c=2", date: 2025-12-08}]
    checked: 2026-11-24
    related: [zona, wbk]
  - id: zona
    title: {id: Zona Integritas, en: Integrity Zone}
    ask:
      - apa itu zona integritas
      - zona integritas maksudnya apa
      - jelaskan zona integritas
      - ZI itu apa sih
      - what is an integrity zone
    answer: {id: "Zona Integritas <ZI> & seterusnya.", en: "An integrity zone is a promise."}
    checked: 2026-11-24
    confirmed_by: Kasubbag
    related: [wbk, wbbm]
  - id: wbk
    title: WBK
    ask:
      - apa syarat wbk
      - syarat predikat wbk
      - wilayah bebas dari korupsi itu apa
      - wbk singkatan dari apa
      - cara meraih wbk
    answer: "WBK adalah Wilayah Bebas dari Korupsi."
    checked: 2026-11-24
  - id: wbbm
    title: WBBM
    ask:
      - apa syarat wbbm
      - syarat predikat wbbm
      - wilayah birokrasi bersih dan melayani itu apa
      - wbbm singkatan dari apa
      - cara meraih wbbm
    answer: "WBBM adalah Wilayah Birokrasi Bersih dan Melayani."
    checked: 2026-11-24
  - id: sejarah
    title: Sejarah kantor
    ask:
      - ceritakan sejarah kantor
      - bagaimana riwayat berdirinya kantor
      - sejarah berdirinya
    answer: >-
      KALIMAT
    checked: 2026-11-24
  - id: tata-tertib
    title: Tata tertib
    ask:
      - bacakan tata tertib tamu
      - aturan bagi tamu apa saja
      - tata tertib ruang tunggu
    answer: >-
      KALIMAT
    checked: 2026-11-24
smalltalk:
  - id: salam
    kind: greeting
    words: [halo, hai, pagi]
    ask: [selamat pagi]
    answer: "Halo! Silakan bertanya."
""".replace("KALIMAT", "Kalimat ini panjang sekali & tetap utuh. " * 85)


@dataclass(kw_only=True)
class Holder:
    """Holds the desk of now."""

    desk: Desk

    def expect(self, ready: Desk) -> None:
        """It will not."""

    async def reload(self) -> tuple[Fault, ...]:
        """There is no folder to read."""
        return ()


@dataclass(kw_only=True)
class Townhall:
    """A bot that is being served; `stops` ends it and raises what serving raised."""

    world: LocalTelegram
    application: App
    holder: Holder
    log: QueryLog
    inbox: Inbox
    stop: asyncio.Event
    serving: asyncio.Task[None]
    pulse: Pulse = field(default_factory=Pulse)

    async def stops(self) -> None:
        """Ask the bot to stop and wait until it has."""
        self.stop.set()
        await self.serving

    async def kept(self) -> list[Kept]:
        """The questions in the log, the oldest first."""
        await self.log.flush()
        return (await self.log.store.queries(Wanted()))[::-1]


@cache
def desk_of(knowledge: str = KNOWLEDGE) -> Desk:
    """A desk over a folder of one file; made once, for it never changes."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "umum.yaml").write_text(knowledge, encoding="utf-8")
        return Desk(load(Path(folder)))


@cache
def question_of(kind: Kind) -> str:
    """A question that the tiny desk meets so; which one it is does not matter to a test."""
    candidates = ("siapa itu", "harga cabai", "kapan kiamat?", "resep rendang", "xqz jkw", "halo")
    return next(text for text in candidates if desk_of().reply(text).kind is kind)


@asynccontextmanager
async def townhall(
    tmp_path: Path,
    world: LocalTelegram | None = None,
    *,
    refused: bool = False,
    request: BaseRequest | None = None,
    updates_request: BaseRequest | None = None,
    webhook: Hook | None = None,
    admins: Sequence[int] = (),
    desk: Desk | None = None,
    clock: Callable[[], datetime] | None = None,
    office: Group | None = None,
) -> AsyncIterator[Townhall]:
    """A bot being served until the end, when Telegram must have had nothing to complain of.

    `refused`: the test orders refusals, so requests that Telegram refused are no fault. `clock`:
    what notices go by. `office`: the group of the office's staff.
    """
    world = world or LocalTelegram()
    holder = Holder(desk=desk or desk_of())
    stop, pulse = asyncio.Event(), Pulse()
    async with (
        SQLite(tmp_path / "bot.db") as store,
        QueryLog(store) as log,
        Inbox(tmp_path / "bot-inbox.db", settle=log.settle) as inbox,
    ):
        application = build_application(
            holder,
            log,
            PSEUDONYMS,
            token=world.token,
            admins=admins,
            request=request or LocalRequest(world),
            get_updates_request=updates_request or LocalRequest(world),
            inbox=inbox,
            notices=Notices(store, clock) if clock else None,
            commands=citizens_commands(JAKARTA, staffed=office is not None),
            office_chat=office.chat.id if office else None,
            zone=JAKARTA,
        )
        serving = asyncio.create_task(serve(application, stop, pulse=pulse, webhook=webhook))
        hall = Townhall(
            world=world,
            application=application,
            holder=holder,
            log=log,
            inbox=inbox,
            stop=stop,
            serving=serving,
            pulse=pulse,
        )
        try:
            yield hall
        finally:
            stop.set()
            await asyncio.gather(serving, return_exceptions=True)
    assert world.complaints == []
    if not refused:
        assert [r for r in world.requests if r.status and r.status >= 400] == []
