"""The table of the console's pages, and the one gate that all of them stand behind."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.addresses import HOME
from bot.changes.rehearsals import Unfinished
from bot.console.add import add, show_add
from bot.console.catalogue import catalogue
from bot.console.choose import choose
from bot.console.compose import compose, show_compose
from bot.console.confirm import confirm
from bot.console.edit import edit, show_edit
from bot.console.entering import COOKIE, enter, leave, show_link, show_way
from bot.console.ground import Act, Ground, Visit, go, missing, unreadable
from bot.console.history import history, undo
from bot.console.log import export, log
from bot.console.publicity import publicity, publish, unpublish
from bot.console.record import record
from bot.console.remove import remove, show_remove
from bot.console.replay import replay, replay_again
from bot.console.review import put_off, reopen, review, set_aside
from bot.console.sample import erase_sample, sample
from bot.console.shipped import offer_again, put_aside, shipped, show_take, take
from bot.console.standing import CATALOGUE, TOPIC
from bot.console.teach import show_teach, teach
from bot.console.today import today
from bot.console.topic import topic
from bot.console.tryout import tryout
from bot.console.variants import variants
from bot.forms import Form, read_form
from bot.guarding import OwnPagesOnly
from bot.keeping.kept import StoreError
from bot.signin import Role, Visitor

FORM_BYTES = 1 << 16
# Where one of these stands, somebody else than this machine may be asking through a proxy on it.
_PROXIED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
_READING = ("GET", "HEAD")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A page or an act, and the least that one must be to have it."""

    path: str
    act: Act
    method: str = "GET"
    least: Role = Role.READER


ROWS = (
    Row(path=HOME, act=today),
    Row(path=f"{HOME}/log", act=log),
    Row(path=f"{HOME}/log.{{form}}", act=export),
    Row(path=f"{HOME}/log/{{id}}", act=record),
    Row(path=f"{HOME}/tinjau", act=review),
    Row(path=f"{HOME}/tinjau/kelompok", act=variants),
    Row(path=f"{HOME}/tinjau/topik", act=choose, least=Role.EDITOR),
    Row(path=f"{HOME}/tinjau/ajar", act=show_teach, least=Role.EDITOR),
    Row(path=f"{HOME}/tinjau/ajar", act=teach, method="POST", least=Role.EDITOR),
    Row(path=f"{HOME}/tinjau/baru", act=show_compose, least=Role.EDITOR),
    Row(path=f"{HOME}/tinjau/baru", act=compose, method="POST", least=Role.EDITOR),
    Row(path=f"{HOME}/tinjau/nanti", act=put_off, method="POST", least=Role.EDITOR),
    Row(path=f"{HOME}/tinjau/kesampingkan", act=set_aside, method="POST", least=Role.EDITOR),
    Row(path=f"{HOME}/tinjau/buka", act=reopen, method="POST", least=Role.EDITOR),
    Row(path=CATALOGUE, act=catalogue),
    Row(path=TOPIC, act=topic),
    Row(path=f"{CATALOGUE}/coba", act=tryout),
    Row(path=f"{CATALOGUE}/ubah", act=show_edit, least=Role.EDITOR),
    Row(path=f"{CATALOGUE}/ubah", act=edit, method="POST", least=Role.EDITOR),
    Row(path=f"{CATALOGUE}/tambah", act=show_add, least=Role.EDITOR),
    Row(path=f"{CATALOGUE}/tambah", act=add, method="POST", least=Role.EDITOR),
    Row(path=f"{CATALOGUE}/sahkan", act=confirm, method="POST", least=Role.EDITOR),
    Row(path=f"{CATALOGUE}/hapus", act=show_remove, least=Role.EDITOR),
    Row(path=f"{CATALOGUE}/hapus", act=remove, method="POST", least=Role.EDITOR),
    Row(path=f"{CATALOGUE}/bawaan", act=shipped),
    Row(path=f"{CATALOGUE}/bawaan/ambil", act=show_take, least=Role.EDITOR),
    Row(path=f"{CATALOGUE}/bawaan/ambil", act=take, method="POST", least=Role.EDITOR),
    Row(path=f"{CATALOGUE}/bawaan/kesampingkan", act=put_aside, method="POST", least=Role.EDITOR),
    Row(path=f"{CATALOGUE}/bawaan/tawarkan", act=offer_again, method="POST", least=Role.EDITOR),
    Row(path=f"{HOME}/putar-ulang", act=replay),
    Row(path=f"{HOME}/putar-ulang/hitung", act=replay_again, method="POST"),
    Row(path=f"{HOME}/riwayat", act=history),
    Row(path=f"{HOME}/riwayat/urungkan", act=undo, method="POST", least=Role.EDITOR),
    Row(path=f"{HOME}/publik", act=publicity, least=Role.ADMIN),
    Row(path=f"{HOME}/publik/nyalakan", act=publish, method="POST", least=Role.ADMIN),
    Row(path=f"{HOME}/publik/matikan", act=unpublish, method="POST", least=Role.ADMIN),
    Row(path=f"{HOME}/contoh", act=sample, least=Role.ADMIN),
    Row(path=f"{HOME}/contoh/hapus", act=erase_sample, method="POST", least=Role.ADMIN),
    Row(path=f"{HOME}/keluar", act=leave, method="POST"),
)


def routes(ground: Ground) -> list[BaseRoute]:
    """Rows for web.build. Open to everybody are the pages that lead in, and nothing else."""
    site = urlsplit(ground.site)
    sites = [f"{site.scheme}://{site.netloc}"] if site.netloc else []
    guard = [Middleware(OwnPagesOnly, sites=sites)]

    def route(path: str, answer: Callable[[Request], Awaitable[Response]], *methods: str) -> Route:
        return Route(path, answer, methods=methods, middleware=guard, max_body_size=FORM_BYTES)

    return [
        route(f"{HOME}/masuk", _open(ground, show_way), "GET"),
        route(f"{HOME}/masuk/{{token}}", _open(ground, show_link), "GET"),
        route(f"{HOME}/masuk/{{token}}", _open(ground, enter), "POST"),
        *(route(row.path, _gated(ground, row.act, row.least), row.method) for row in ROWS),
        route(f"{HOME}/{{rest:path}}", _gated(ground, missing, Role.READER), "GET", "POST"),
    ]


Answer = Callable[[Request], Awaitable[Response]]


def _open(ground: Ground, act: Callable[[Ground, Request], Awaitable[Response]]) -> Answer:
    async def answer(request: Request) -> Response:
        try:
            return await act(ground, request)
        except StoreError as error:
            return unreadable(ground, error)

    return answer


def _gated(ground: Ground, act: Act, least: Role) -> Answer:
    async def answer(request: Request) -> Response:
        try:
            visitor = await _visitor(ground, request)
            if visitor is None:
                return _unknown(ground, request)
            form = Form(fields={}, files={})
            if request.method not in _READING:
                form = await read_form(request)
                if not _returned(visitor, form):
                    return ground.bare("stale.html", 403, visitor=visitor)
            if not visitor.role.may(least):
                return ground.bare("forbidden.html", 403, visitor=visitor, least=least)
            visit = Visit(visitor=visitor, request=request, form=form)
            return await _acted(ground, act, visit)
        except StoreError as error:
            return unreadable(ground, error)

    return answer


async def _acted(ground: Ground, act: Act, visit: Visit) -> Response:
    """The page; or how far its work beside it is, and the same request to be sent again."""
    request = visit.request
    try:
        return await act(ground, visit)
    except Unfinished as unfinished:
        sent = request.method not in _READING
        return await ground.page(
            visit,
            "reckoning.html",
            202,
            progress=unfinished.progress,
            again=request.url.path,
            sent=sent,
            fields=visit.form.fields if sent else dict(request.query_params),
        )


async def _visitor(ground: Ground, request: Request) -> Visitor | None:
    session = request.cookies.get(COOKIE)
    found = await ground.signin.visitor(session) if session else None
    return found or (ground.at_home if _is_here(request) else None)


def _is_here(request: Request) -> bool:
    """Whether somebody at this very machine asks, and no proxy on it for somebody else."""
    if request.client is None or any(name in request.headers for name in _PROXIED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _unknown(ground: Ground, request: Request) -> Response:
    if request.method in _READING:
        return go(f"{HOME}/masuk")
    return ground.bare("enter.html", 403)


def _returned(visitor: Visitor, form: Form) -> bool:
    """Only our own page can have known what stands in the form."""
    return hmac.compare_digest(form.text("csrf").encode(), visitor.csrf.encode())
