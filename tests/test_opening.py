"""The web door of a run: found where it was said to be, and shut without harm where it cannot."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.keeping.storage import SQLite
from bot.opening import AddressTaken, WebDoor, new_link
from bot.settings import load_settings
from bot.signin import Role
from tests.consolehall import STAFF
from tests.townhall import Holder, desk_of

HANG = 10


@asynccontextmanager
async def door(tmp_path: Path, **environ: str) -> AsyncIterator[tuple[WebDoor, SQLite]]:
    """Not yet open."""
    async with SQLite(tmp_path / "bot.db") as store:
        settings = load_settings(environ, None)
        yield WebDoor(settings, store, Holder(desk=desk_of()), [STAFF]), store


@asynccontextmanager
async def opened(tmp_path: Path, **environ: str) -> AsyncIterator[tuple[WebDoor, SQLite]]:
    """Open, at a free port."""
    async with (
        door(tmp_path, LISTEN="127.0.0.1:0", **environ) as (web, store),
        web.open(asyncio.Event(), "telegram"),
    ):
        yield web, store


def browser() -> httpx.AsyncClient:
    """Without script, but it goes where it is sent."""
    return httpx.AsyncClient(follow_redirects=True, timeout=HANG)


def taken() -> socket.socket:
    """A port that something else listens at."""
    return socket.create_server(("127.0.0.1", 0))


async def test_a_link_from_the_bot_leads_in(tmp_path: Path) -> None:
    async with opened(tmp_path) as (web, _), browser() as http:
        link = await web.link(STAFF)
        assert link and web.url and link.startswith(f"{web.url}/konsol/masuk/")
        page = await http.post(link)
        health = await http.get(f"{web.url}/healthz")
        preview = await http.get(f"{web.url}/")

    assert (page.status_code, page.url.path) == (200, "/konsol")
    assert f"Admin {STAFF}" in page.text
    assert health.json()["mode"] == "telegram"
    assert preview.status_code == 404


async def test_the_office_says_what_its_address_is(tmp_path: Path) -> None:
    public = "https://bot.example"
    async with opened(tmp_path, PUBLIC_URL=public) as (web, _):
        link = await web.link(STAFF)

    assert link and link.startswith(f"{public}/konsol/masuk/")


async def test_a_link_from_the_terminal_leads_to_the_port_that_was_free(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, store), browser() as http:
        link = await new_link(load_settings({}, None), store, Role.READER, "Bu Tini")
        page = await http.post(link)

    assert "Bu Tini" in page.text
    assert "pembaca" in page.text


@pytest.mark.parametrize(
    ("environ", "begins"),
    [
        ({}, "http://127.0.0.1:8080/konsol/masuk/"),
        ({"LISTEN": "[::1]:99"}, "http://[::1]:99/konsol/masuk/"),
        ({"PUBLIC_URL": "https://bot.example/"}, "https://bot.example/konsol/masuk/"),
    ],
)
async def test_where_no_door_was_ever_open_the_settings_tell(
    tmp_path: Path, environ: dict[str, str], begins: str
) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        link = await new_link(load_settings(environ, None), store, Role.ADMIN, "R")

    assert link.startswith(begins)


async def test_an_address_named_by_the_office_and_taken_is_an_error(tmp_path: Path) -> None:
    with taken() as other:
        listen = f"127.0.0.1:{other.getsockname()[1]}"
        async with door(tmp_path, LISTEN=listen) as (web, _):
            with pytest.raises(AddressTaken, match="in use"):
                async with web.open(asyncio.Event(), "telegram"):
                    pass


async def test_where_nobody_named_an_address_telegram_goes_on_without_a_door(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with door(tmp_path) as (_, store):
        # As if LISTEN were unset and its address, and those above it, not to be had.
        named = load_settings({"LISTEN": "192.0.2.1:8080"}, None)
        settings = replace(named, listen_given=False)
        web = WebDoor(settings, store, Holder(desk=desk_of()), [STAFF])
        async with web.open(asyncio.Event(), "telegram"):
            link, url = await web.link(STAFF), web.url
        with pytest.raises(AddressTaken):
            async with web.open(asyncio.Event(), "preview", needed=True):
                pass

    told = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert (link, url) == (None, None)
    assert len(told) == 1
    assert told[0].startswith("no web console: 192.0.2.1:8080")


async def test_closing_the_door_stops_what_it_was_opened_for(tmp_path: Path) -> None:
    stop = asyncio.Event()
    async with door(tmp_path, LISTEN="127.0.0.1:0") as (web, _):
        async with web.open(stop, "telegram"):
            url = web.url
        async with httpx.AsyncClient(timeout=HANG) as http:
            with pytest.raises(httpx.ConnectError):
                await http.get(f"{url}/healthz")

    assert stop.is_set()


async def test_who_comes_first_finds_the_pages_and_so_does_who_comes_meanwhile(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (web, _), browser() as http:
        paths = ("/konsol/masuk", "/konsol/masuk", "/tidak-ada", "/healthz")
        found = await asyncio.gather(*(http.get(f"{web.url}{path}") for path in paths))

    assert [page.status_code for page in found] == [200, 200, 404, 200]
