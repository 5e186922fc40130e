"""The web door: who may drive its pages, what browsers are told, how it opens and closes."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot import web
from bot.forms import read_form
from bot.guarding import OwnPagesOnly

HANG = 10


async def act(request: Request) -> Response:
    """Says back what the form brought."""
    form = await read_form(request)
    files = {name: len(content) for name, content in form.files.items()}
    return JSONResponse({"fields": dict(form.fields), "files": files})


async def endless(request: Request) -> Response:
    """Streams until the server is told to stop."""

    async def news() -> AsyncIterator[str]:
        yield "data: 1\n\n"
        await request.app.state.stop.wait()

    return StreamingResponse(news(), media_type="text/event-stream")


async def who(request: Request) -> Response:
    """Says who is thought to be asking."""
    return JSONResponse(request.client.host if request.client else None)


async def _all(lines: AsyncIterator[str]) -> list[str]:
    return [line async for line in lines]


def app() -> Starlette:
    """One guarded page that does something, one that streams."""
    guard = [Middleware(OwnPagesOnly, hosts=["meja.example"], sites=["https://luar.example"])]
    rooms = [
        Route("/act", act, methods=["GET", "POST"], middleware=guard),
        Route("/news", endless),
        Route("/who", who),
    ]
    return web.build(rooms, facts=lambda: {"knowledge": "abc"})


def client(host: str = "127.0.0.1:8080") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app())
    return httpx.AsyncClient(transport=transport, base_url=f"http://{host}")


@asynccontextmanager
async def served(
    port: int = 0, *, next_free: bool = False, proxies: Sequence[str] = ()
) -> AsyncIterator[web.Serving]:
    stop = asyncio.Event()
    serving = await web.serve(app(), "127.0.0.1", port, stop, next_free=next_free, proxies=proxies)
    try:
        yield serving
    finally:
        stop.set()
        async with asyncio.timeout(HANG):
            await serving.done


async def test_health_is_told_in_plain_facts() -> None:
    async with client("anybody.example") as http:
        answer = await http.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "knowledge": "abc"})


@pytest.mark.parametrize("path", ["/healthz", "/static/preview.css", "/act", "/nothing"])
async def test_every_response_forbids_what_is_not_ours(path: str) -> None:
    async with client() as http:
        headers = (await http.get(path)).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # no browser
        ({"origin": "http://127.0.0.1:8080"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": "https://luar.example"}, 200),  # a proxy calls us by another name
        ({"origin": "http://luar.example"}, 403),
        ({"origin": "https://jahat.example"}, 403),
        ({"origin": "http://127.0.0.1:9090"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
async def test_a_page_elsewhere_cannot_drive_ours(headers: dict[str, str], status: int) -> None:
    async with client() as http:
        answer = await http.post("/act", headers=headers)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("localhost:8080", 200),
        ("[::1]:8080", 200),
        ("192.168.1.7:8080", 200),
        ("meja.example", 200),
        ("luar.example", 200),
        ("rebound.example:8080", 421),
        ("127.0.0.1.rebound.example", 421),
    ],
)
async def test_a_name_that_is_not_ours_is_not_served(host: str, status: int) -> None:
    async with client() as http:
        answer = await http.get("/act", headers={"host": host})

    assert answer.status_code == status


async def test_a_picture_comes_through_a_form_byte_for_byte() -> None:
    picture = bytes(range(256)) * 20 + b"\r\n--\r\n\r\n"
    async with client() as http:
        fields = {"teks": "halo\r\ndunia é"}
        answer = await http.post("/act", data=fields, files={"foto": picture})

    expected = {"fields": {"teks": "halo\r\ndunia é"}, "files": {"foto": len(picture)}}
    assert answer.json() == expected


async def test_a_file_field_left_empty_is_absent() -> None:
    part = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n\r\n'
    parts = [part.format("teks", ""), part.format("foto", '; filename=""')]
    body = "".join(f"--xyz\r\n{part}" for part in parts) + "--xyz--\r\n"
    headers = {"content-type": "multipart/form-data; boundary=xyz"}
    async with client() as http:
        answer = await http.post("/act", content=body, headers=headers)

    assert answer.json() == {"fields": {"teks": ""}, "files": {}}


async def test_port_0_takes_a_free_one_and_says_which() -> None:
    async with served() as serving, httpx.AsyncClient() as http:
        answer = await http.get(f"{serving.url}/healthz")

    assert answer.status_code == 200


async def test_a_taken_port_is_an_error_unless_the_next_will_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            await web.serve(app(), "127.0.0.1", port, asyncio.Event())
        async with served(port, next_free=True) as serving:
            assert serving.url != f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("proxies", "asking"), [([], "127.0.0.1"), (["127.0.0.0/8"], "203.0.113.9")]
)
async def test_only_a_proxy_that_is_trusted_says_who_is_behind_it(
    proxies: list[str], asking: str
) -> None:
    async with served(proxies=proxies) as serving, httpx.AsyncClient() as http:
        headers = {"x-forwarded-for": "203.0.113.9"}
        answer = await http.get(f"{serving.url}/who", headers=headers)

    assert answer.json() == asking


async def test_an_open_stream_holds_up_no_stop() -> None:
    async with httpx.AsyncClient(timeout=HANG) as http, served() as serving:
        request = http.build_request("GET", f"{serving.url}/news")
        answer = await http.send(request, stream=True)
        lines = answer.aiter_lines()

        assert await anext(lines) == "data: 1"
        rest = asyncio.create_task(_all(lines))

    assert await rest == [""]
    assert serving.done.done()
