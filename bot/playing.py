"""The same bot on a Telegram of this machine, as a page: a run without a token."""

from datetime import datetime

from bot import sampling
from bot.addresses import HOME
from bot.door.commands import citizens_commands
from bot.door.serving import build_application, serve
from bot.equipping import PREVIEW_DATABASE
from bot.localtelegram import LocalTelegram
from bot.observing import WatchedHolder
from bot.opening import WebDoor
from bot.preview.house import Preview
from bot.preview.pages import Pages
from bot.preview.seats import GROUP_ID, STAFF
from bot.running import House, Say, listen, office_of, stopped
from bot.signin import at_home

# Whom the console takes a visitor of the preview for.
VISITOR = "Pratinjau"


class Playhouse(House):
    """The rooms of one such run."""

    async def open(self, say: Say) -> None:
        """Serve the page until told to stop; Rina of the page is an admin."""
        settings, stop = self._settings, stopped()
        holder = WatchedHolder(self._holder)
        page = Preview(LocalTelegram(), holder)
        async with self._log(PREVIEW_DATABASE) as (store, log):
            door = WebDoor(settings, store, self._holder, (STAFF,), at_home(VISITOR))
            office, _ = office_of(settings, door, (STAFF,), None)
            application = build_application(
                holder,
                log,
                self._people,
                token=page.world.token,
                retention_days=settings.retention_days,
                admins=(STAFF,),
                request=page.request(),
                get_updates_request=page.polls(),
                commands=citizens_commands(settings.timezone, staffed=True),
                unlisted=office.commands,
                presses=office.presses,
                office_chat=GROUP_ID,
                zone=settings.timezone,
            )
            listen(self._holder, application, (STAFF,))
            # Only ever here: a database of real questions gets no invented ones.
            await sampling.fill(store, log, self._holder.desk, datetime.now(settings.timezone))
            rooms = Pages(page, settings.timezone).routes()
            async with door.open(stop, "preview", rooms, needed=True), self._reloading():
                say(f"Pratinjau: {door.url}/")
                say(f"Konsol:    {door.url}{HOME}")
                say("Tanpa token: tidak ada pesan yang keluar. Berhenti dengan Ctrl+C.")
                await serve(application, stop, beside=(office.publish,))
