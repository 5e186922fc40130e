"""The preview's pages: a chat as Telegram shows it, with what staff want to know beside it.

One page does everything; script only fetches it again and again. So whatever works with script
works without it, one reload later.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.bubbles import Bubble, bubble, snippet
from bot.forms import Form, read_form
from bot.guarding import OwnPagesOnly
from bot.localtelegram.chats import Message
from bot.preview import LARGEST_PICTURE, Preview, Refused
from bot.seats import Seat

_TEMPLATES = Path(__file__).parent / "templates"
_MAIN, _BESIDE, _NOBODY = "sari", "kantor", "tidak"
# Of the page's 60 kB: what the bubbles of one chat may take, about.
_BUDGET = 20_000
_MOST = 40
_FORM_BYTES = LARGEST_PICTURE + (1 << 20)
# Seconds. Without script the page waits so long for the bot before it shows itself again.
_ANSWERING = 0.7
_QUIET, _GATHERING = 0.5, 0.03
_DIGITS = 18
_EDITING = ("ubah", "balas", "sebelum")


@dataclass(frozen=True, kw_only=True)
class View:
    """What the address asks for: which chats are open, and what is being done in them."""

    main: str
    beside: str
    edits: int = 0
    answers: int = 0
    until: int = 0

    def address(self, **changes: object) -> str:
        """The page's address, with something changed: obrolan, samping, ubah, balas, sebelum."""
        now = {"obrolan": self.main, "samping": self.beside or _NOBODY, **changes}
        return "/?" + urlencode({name: value for name, value in now.items() if value})


@dataclass(frozen=True, kw_only=True)
class Pane:
    """A chat that is open. `edits`, `answers`: the message at work; `typed`: what was refused."""

    seat: Seat
    bubbles: Sequence[Bubble]
    earlier: int
    cut_off: bool
    typing: bool
    edits: Message | None
    answers: Message | None
    typed: str = ""
    error: str = ""


class Pages:
    """The pages of one preview; times are told in `zone`."""

    def __init__(self, preview: Preview, zone: tzinfo) -> None:
        self._preview = preview
        self._zone = zone
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def routes(self, hosts: Collection[str] = ()) -> list[BaseRoute]:
        """Rows for web.build; `hosts`: names by which the page may be opened."""
        guard = [Middleware(OwnPagesOnly, hosts=hosts)]
        return [
            Route("/", self._page, middleware=guard),
            Route("/kejadian", self._events, middleware=guard),
            Route("/berkas/{file}", self._file, middleware=guard),
            Route(
                "/obrolan/{seat}/{act}",
                self._act,
                methods=["POST"],
                middleware=guard,
                max_body_size=_FORM_BYTES,
            ),
        ]

    async def _page(self, request: Request) -> Response:
        return self._show(self._view(request))

    def _show(
        self, view: View, at: Seat | None = None, typed: str = "", error: str = ""
    ) -> Response:
        keys = [key for key in (view.main, view.beside) if key]
        panes = [self._pane(self._preview.seats[key], view) for key in keys]
        if error:
            panes = [
                replace(pane, typed=typed, error=error) if pane.seat is at else pane
                for pane in panes
            ]
        html = self._environment.get_template("preview.html").render(
            preview=self._preview,
            view=view,
            panes=panes,
            rows=[self._row(seat) for seat in self._preview.seats.values()],
            now=time.monotonic(),
            by_id=self._preview.holder.desk.knowledge.by_id,
        )
        return HTMLResponse(html, 422 if error else 200)

    def _view(self, request: Request) -> View:
        asked = request.query_params
        main = _known(asked.get("obrolan", ""), self._preview) or _MAIN
        beside = _known(asked.get("samping", _BESIDE), self._preview)
        edits, answers, until = (_number(asked.get(name, "")) for name in _EDITING)
        return View(
            main=main,
            beside=beside if beside != main else "",
            edits=edits,
            answers=answers,
            until=until,
        )

    def _row(self, seat: Seat) -> tuple[Seat, str, str]:
        """A seat with the first words and the time of what was said last."""
        last = next(iter(seat.place.messages[::-1]), None)
        if last is None:
            return seat, "", ""
        moment = datetime.fromtimestamp(last.date, self._zone)
        return seat, snippet(last), f"{moment:%H.%M}"

    def _pane(self, seat: Seat, view: View) -> Pane:
        chat = seat.place.chat
        cut = chat.find(view.until)
        shown = chat.messages[: chat.messages.index(cut)] if cut else chat.messages
        bubbles = self._bubbles(seat, shown)
        earlier = bubbles[0].id if bubbles and bubbles[0].id != shown[0].id else 0
        edits, answers = chat.find(view.edits), chat.find(view.answers)
        return Pane(
            seat=seat,
            bubbles=bubbles,
            earlier=earlier,
            cut_off=cut is not None,
            typing=seat.typing_until > time.monotonic(),
            edits=edits if edits and edits.sender in [one.user for one in seat.actors] else None,
            answers=answers,
        )

    def _bubbles(self, seat: Seat, messages: Sequence[Message]) -> list[Bubble]:
        """The latest ones, as many as the page has room for."""
        bubbles: list[Bubble] = []
        room = _BUDGET
        for at in range(len(messages) - 1, max(-1, len(messages) - 1 - _MOST), -1):
            message = messages[at]
            made = bubble(
                message,
                seat=seat.key,
                viewer=seat.viewer.id,
                zone=self._zone,
                before=messages[at - 1] if at else None,
                told=self._preview.told.get((message.chat.id, message.id)),
            )
            room -= made.weight
            if bubbles and room < 0:
                break
            bubbles.insert(0, made)
        return bubbles

    async def _act(self, request: Request) -> Response:
        seat = self._preview.seats.get(request.path_params["seat"])
        act = _ACTS.get(request.path_params["act"])
        if seat is None or act is None:
            return Response("Tidak ada.", 404)
        view = self._view(request)
        form = await read_form(request)
        spoken = seat.spoken
        try:
            await act(self._preview, seat, form)
        except Refused as refused:
            return self._show(view, seat, form.text("teks"), str(refused))
        if "x-live" not in request.headers:
            await self._answered(seat, spoken)
        return RedirectResponse(view.address() + f"#akhir-{seat.key}", 303)

    async def _answered(self, seat: Seat, spoken: int) -> None:
        """The bot has said something since, or had its time."""
        end = time.monotonic() + _ANSWERING
        while seat.spoken == spoken and (left := end - time.monotonic()) > 0:
            await self._preview.changes(left)

    async def _file(self, request: Request) -> Response:
        content = self._preview.world.contents.get(request.path_params["file"], b"")
        kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
        if not content.startswith((b"\x89PNG", b"\xff\xd8")):
            return Response("Tidak ada.", 404)
        return Response(content, media_type=kind, headers={"cache-control": "max-age=3600"})

    async def _events(self, request: Request) -> Response:
        stop: asyncio.Event = request.app.state.stop
        return StreamingResponse(self._news(stop), media_type="text/event-stream")

    async def _news(self, stop: asyncio.Event) -> AsyncIterator[str]:
        """The state after each change, as server-sent events; what comes at once is told once."""
        told = ""
        yield "retry: 1000\n\n"
        while not stop.is_set():
            state = self._preview.state()
            if state != told:
                told = state
                yield f"data: {state}\n\n"
                await asyncio.sleep(_GATHERING)
            else:
                await self._preview.changes(_QUIET)


async def _say(preview: Preview, seat: Seat, form: Form) -> None:
    actor, text = form.number("penulis"), form.text("teks")
    if picture := form.files.get("foto"):
        await preview.show_picture(seat, actor, picture, text)
    elif form.number("ubah"):
        await preview.edit(seat, form.number("ubah"), text)
    else:
        await preview.say(seat, actor, text, form.number("balas"))


async def _press(preview: Preview, seat: Seat, form: Form) -> None:
    await preview.press(seat, form.number("penulis"), form.number("pesan"), form.text("data"))


async def _block(preview: Preview, seat: Seat, form: Form) -> None:
    await preview.turn(seat, blocked=True)


async def _unblock(preview: Preview, seat: Seat, form: Form) -> None:
    """As Telegram's "Restart bot" does: unblocked, and started anew."""
    await preview.turn(seat, blocked=False)
    await preview.say(seat, 0, "/start")


_ACTS: dict[str, Callable[[Preview, Seat, Form], Awaitable[None]]] = {
    "kirim": _say,
    "tekan": _press,
    "blokir": _block,
    "buka": _unblock,
}


def _known(key: str, preview: Preview) -> str:
    return key if key in preview.seats else ""


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) <= _DIGITS else 0
