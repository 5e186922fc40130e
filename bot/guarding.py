"""What keeps pages from being used by others: headers for the browser, and who may drive them."""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No script or style but our own files; nothing of anybody else's, and nobody frames us.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-cache",
}
_READING = ("GET", "HEAD", "OPTIONS")


class SecurityHeaders:
    """Sets the headers that a response does not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class OwnPagesOnly:
    """Lets only our own pages drive what is behind it, and only by a name that is ours.

    `hosts`: names we answer to besides localhost and addresses in figures; those cannot be made
    to point here by somebody else's DNS (DNS rebinding), any other name can. `sites`: addresses
    that are ours though a proxy calls us by another name ("https://bot.example").
    """

    def __init__(
        self, app: ASGIApp, hosts: Collection[str] = (), sites: Collection[str] = ()
    ) -> None:
        self._app = app
        self._sites = frozenset(sites)
        self._hosts = {"localhost", *hosts, *(urlsplit(site).hostname or "" for site in sites)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            if not self._is_ours(headers.get("host", "")):
                await PlainTextResponse("Alamat ini tidak dilayani.", 421)(scope, receive, send)
                return
            if scope["method"] not in _READING and not self._from_own_page(headers):
                refusal = PlainTextResponse("Hanya dari halaman ini sendiri.", 403)
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        name = _hostname(host)
        return name in self._hosts or _is_figures(name)

    def _from_own_page(self, headers: Headers) -> bool:
        """Browsers name the page a request comes from; what names none is no page's doing."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") in ("same-origin", "none")
        own = headers.get("host", "").lower()
        return origin in self._sites or urlsplit(origin).netloc.lower() == own


def _hostname(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_figures(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
