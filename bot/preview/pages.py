"""The preview's pages: a chat as Telegram shows it, with what staff want to know beside it.

One page does everything; script only fetches it again and again. So whatever works with script
works without it, one reload later.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.bubbles import Bubble, bubble, snippet
from bot.forms import read_form
from bot.guarding import OwnPagesOnly
from bot.localtelegram.chats import Message
from bot.preview.acts import ACTS
from bot.preview.house import Preview, Refused
from bot.preview.news import News
from bot.preview.posting import LARGEST_PICTURE
from bot.preview.seats import Seat

_TEMPLATES = Path(__file__).parent.parent / "templates"
_MAIN, _BESIDE, _NOBODY = "sari", "kantor", "tidak"
# Chats side by side; how many of them a screen has room for, the style sheet decides.
_OPEN = 3
# Of the page's 60 kB: what the bubbles of all open chats may take, about.
_BUDGET = 54_000
_MOST = 40
_FAULTS = 50
_FORM_BYTES = LARGEST_PICTURE + (1 << 20)
# Seconds. Without script the page waits so long for the bot before it shows itself again.
_ANSWERING = 0.7
_PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8": "image/jpeg"}
_DIGITS = 18
_EDITING = ("ubah", "balas", "sebelum")


@dataclass(frozen=True, kw_only=True)
class View:
    """What the address asks for: which chats are open, and what is being done in them."""

    open: tuple[str, ...]
    edits: int = 0
    answers: int = 0
    until: int = 0

    @property
    def main(self) -> str:
        """The key of the chat that a narrow screen shows."""
        return self.open[0]

    def address(self, **changes: object) -> str:
        """The page's address, with something being done: ubah, balas, sebelum."""
        beside = ",".join(self.open[1:]) or _NOBODY
        now = {"obrolan": self.main, "samping": beside, **changes}
        return "/?" + urlencode({name: value for name, value in now.items() if value}, safe=",")

    def first(self, key: str) -> str:
        """The address that shows `key` in the first place; the one that stood there gives way."""
        rest = [self.main if one == key else one for one in self.open[1:]]
        return replace(self, open=(key, *rest)).address()

    def beside(self, key: str) -> str:
        """The address that shows `key` next to the first chat, the last one giving way."""
        rest = [one for one in self.open[1:] if one != key]
        return replace(self, open=(self.main, key, *rest)[:_OPEN]).address()

    def without(self, key: str) -> str:
        """The address that does not show `key` any more."""
        return replace(self, open=tuple(one for one in self.open if one != key)).address()


@dataclass(frozen=True, kw_only=True)
class Pane:
    """A chat that is open, in which place from 0. `edits`, `answers`: the message at work.

    `typed`: what was refused.
    """

    seat: Seat
    place: int
    bubbles: Sequence[Bubble]
    earlier: int
    cut_off: bool
    typing: bool
    edits: Message | None
    answers: Message | None
    typed: str = ""
    error: str = ""

    @property
    def latest(self) -> int:
        """The latest message with a why: staff look at that one."""
        return next((one.id for one in reversed(self.bubbles) if one.told), 0)


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
            Route("/berkas/{file}", self._file, middleware=guard),
            Route(
                "/obrolan/{seat}/{act}",
                self._act,
                methods=["POST"],
                middleware=guard,
                max_body_size=_FORM_BYTES,
            ),
            *News(self._preview).routes(guard),
        ]

    async def _page(self, request: Request) -> Response:
        return self._show(self._view(request))

    def _show(
        self, view: View, at: Seat | None = None, typed: str = "", error: str = ""
    ) -> Response:
        panes = [self._pane(place, view) for place in range(len(view.open))]
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
            since=self._since(),
            most_faults=_FAULTS,
            by_id=self._preview.holder.desk.knowledge.by_id,
        )
        return HTMLResponse(html, 422 if error else 200)

    def _view(self, request: Request) -> View:
        asked = request.query_params
        main = _known(asked.get("obrolan", ""), self._preview) or _MAIN
        beside = (_known(key, self._preview) for key in asked.get("samping", _BESIDE).split(","))
        edits, answers, until = (_number(asked.get(name, "")) for name in _EDITING)
        keys = dict.fromkeys(key for key in (main, *beside) if key)
        return View(open=tuple(keys)[:_OPEN], edits=edits, answers=answers, until=until)

    def _since(self) -> str:
        """The time since which a reloaded knowledge is served, "" for the one of the start."""
        since = self._preview.served_since
        return f"{datetime.fromtimestamp(since, self._zone):%H.%M.%S}" if since else ""

    def _row(self, seat: Seat) -> tuple[Seat, str, str]:
        """A seat with the first words and the time of what was said last."""
        last = next(iter(seat.place.messages[::-1]), None)
        if last is None:
            return seat, "", ""
        moment = datetime.fromtimestamp(last.date, self._zone)
        return seat, snippet(last), f"{moment:%H.%M}"

    def _pane(self, place: int, view: View) -> Pane:
        seat = self._preview.seats[view.open[place]]
        chat = seat.place.chat
        cut = chat.find(view.until)
        shown = chat.messages[: chat.messages.index(cut)] if cut else chat.messages
        bubbles = self._bubbles(seat, shown, _BUDGET // len(view.open))
        earlier = bubbles[0].id if bubbles and bubbles[0].id != shown[0].id else 0
        edits, answers = chat.find(view.edits), chat.find(view.answers)
        return Pane(
            seat=seat,
            place=place,
            bubbles=bubbles,
            earlier=earlier,
            cut_off=cut is not None,
            typing=seat.typing_until > time.monotonic(),
            edits=edits if edits and edits.sender.id in [one.id for one in seat.actors] else None,
            answers=answers,
        )

    def _bubbles(self, seat: Seat, messages: Sequence[Message], room: int) -> list[Bubble]:
        """The latest ones, as many as there is `room` for (bytes)."""
        bubbles: list[Bubble] = []
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
        act = ACTS.get(request.path_params["act"])
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
        """A picture to look at; anything else is only saved, whatever it may be."""
        content = self._preview.world.contents.get(request.path_params["file"])
        if content is None:
            return Response("Tidak ada.", 404)
        headers = {"cache-control": "max-age=3600"}
        for begins, kind in _PICTURES.items():
            if content.startswith(begins):
                return Response(content, media_type=kind, headers=headers)
        headers["content-disposition"] = "attachment"
        return Response(content, media_type="application/octet-stream", headers=headers)


def _known(key: str, preview: Preview) -> str:
    return key if key in preview.seats else ""


def _number(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) <= _DIGITS else 0
