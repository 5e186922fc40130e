"""The bot with its office's group and console over one log: what tests of hand-overs share."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import httpx

from bot import web
from bot.changes.teaching import Workshop
from bot.console.entering import COOKIE
from bot.console.ground import Ground
from bot.console.routes import routes
from bot.door.commands import citizens_commands
from bot.door.door import Door
from bot.door.minding import look
from bot.door.serving import App, build_application, door_of, serve
from bot.keeping import handovers
from bot.keeping.handovers import Handover
from bot.keeping.inbox import Inbox
from bot.keeping.kept import Kept, Wanted
from bot.keeping.querylog import QueryLog
from bot.keeping.storage import SQLite
from bot.localtelegram import Citizen, Group, LocalRequest, LocalTelegram, Member, Message
from bot.reloading import Reloader
from bot.signin import Role, SignIn
from tests.consolehall import SITE, Patient, folder_of
from tests.townhall import JAKARTA, PSEUDONYMS, desk_of

UNKNOWN = "aula dipinjam warga, hubungi siapa"
ASK, SEND, KEEP = "Tanyakan ke petugas", "Kirim", "Jangan kirim"
NOTIFY = "🔔 Beri tahu saya"


@dataclass(kw_only=True)
class Deskhall:
    """A bot being served, one of its office's staff in their group, and a citizen."""

    world: LocalTelegram
    group: Group
    staff: Citizen
    citizen: Citizen
    store: SQLite
    log: QueryLog
    application: App
    holder: Reloader
    folder: Path

    @property
    def door(self) -> Door:
        """What the bot's handlers are given."""
        line = self.application.bot_data["line"]
        door: Door = line.door
        return door

    async def says(
        self, text: str, by: Citizen | None = None, *, about: Message | None = None
    ) -> Message:
        """What the bot replies to a citizen; `about`: the message they reply to."""
        citizen = by or self.citizen
        await citizen.says(text, reply_to=about)
        [reply] = await citizen.receives()
        return reply

    async def presses(self, message: Message, label: str, by: Citizen | None = None) -> Message:
        """What the bot says to a button."""
        citizen = by or self.citizen
        await citizen.presses(message, label)
        [reply] = await citizen.receives()
        return reply

    async def hands_over(self, text: str = UNKNOWN, by: Citizen | None = None) -> Message:
        """A question asked and handed over; the card that staff get."""
        consent = await self.presses(await self.says(text, by), ASK, by)
        await self.presses(consent, SEND, by)
        [card] = await self.group.receives()
        return card

    async def answers(self, about: Message, text: str) -> Message:
        """Staff reply to a message of the bot's; what the bot says to that in the group."""
        await self.staff.says(text, in_=self.group, thread=about.thread, reply_to=about)
        [done] = await self.group.receives()
        return done

    async def staff_presses(self, card: Message, label: str) -> Message:
        """What the bot says in the group to one of staff's buttons."""
        await self.staff.presses(card, label)
        [done] = await self.group.receives()
        return done

    async def settles(self) -> None:
        """Until the bot has fetched all that happened and is done with it."""
        async with asyncio.timeout(10):
            while self.world.updates:  # noqa: ASYNC110 # nothing tells of the bot's fetching
                await asyncio.sleep(0)
            await self.application.update_queue.join()

    async def serves(self, knowledge: str) -> None:
        """The office saved another file."""
        await asyncio.to_thread((self.folder / "umum.yaml").write_text, knowledge, "utf-8")
        assert await self.holder.reload() == ()

    async def kept(self) -> list[Kept]:
        """The questions in the log, the oldest first."""
        await self.log.flush()
        return (await self.store.queries(Wanted()))[::-1]

    async def handover(self, number: int = 1) -> Handover | None:
        """As it is kept."""
        return await handovers.of_number(self.store, number)

    async def at(self, moment: datetime) -> None:
        """The bot looks after those who wait, as if it were that time."""
        await look(self.door, moment)

    @asynccontextmanager
    async def console(self) -> AsyncIterator[httpx.AsyncClient]:
        """A signed-in editor at the console over the same log and folder."""
        signin = SignIn(self.store, ())
        workshop = Workshop(
            self.folder,
            self.folder.parent / "history",
            self.store,
            self.holder,
            lambda: datetime.now(JAKARTA),
        )
        ground = Ground(
            holder=self.holder,
            store=self.store,
            signin=signin,
            zone=JAKARTA,
            at_home=None,
            site="",
            workshop=workshop,
        )
        session = await signin.enter(await signin.link(Role.EDITOR, "Rina", None))
        assert session
        app = web.build(routes(ground), facts=lambda: {})
        async with httpx.AsyncClient(
            transport=Patient(httpx.ASGITransport(app)), base_url=SITE, cookies={COOKIE: session}
        ) as http:
            yield http


@asynccontextmanager
async def deskhall(
    tmp_path: Path,
    *,
    is_forum: bool = False,
    bot: Member = Member.ADMINISTRATOR,
    kind: str = "supergroup",
    refused: bool = False,
) -> AsyncIterator[Deskhall]:
    """Served until the end, when Telegram must have had nothing to complain of.

    `is_forum`, `bot`, `kind`: what the office's group is, and the bot in it. `refused`: the test
    orders refusals.
    """
    world = LocalTelegram()
    group = world.group("Kantor", is_forum=is_forum, bot=bot, kind=kind)
    staff, citizen = world.citizen(first_name="Rina Staf"), world.citizen()
    group.chat.members[staff.id] = Member.MEMBER
    folder = folder_of(tmp_path / "knowledge", None)
    holder = Reloader(folder, desk_of())
    stop = asyncio.Event()
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
            request=LocalRequest(world),
            get_updates_request=LocalRequest(world),
            inbox=inbox,
            commands=citizens_commands(JAKARTA, staffed=True),
            office_chat=group.chat.id,
            zone=JAKARTA,
        )

        async def published(_: str) -> None:
            door_of(application).published.set()

        holder.listen(on_good=published)
        serving = asyncio.create_task(serve(application, stop))
        try:
            yield Deskhall(
                world=world,
                group=group,
                staff=staff,
                citizen=citizen,
                store=store,
                log=log,
                application=application,
                holder=holder,
                folder=folder,
            )
        finally:
            stop.set()
            await asyncio.gather(serving, return_exceptions=True)
    assert world.complaints == []
    if not refused:
        assert [r for r in world.requests if r.status and r.status >= 400] == []
