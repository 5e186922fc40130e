"""Which proxy the environment (HTTPS_PROXY, ALL_PROXY, NO_PROXY ...) names for an address."""

from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass


class ProxyRefused(Exception):
    """A proxy of a kind that aiohttp cannot go through; its text names the kind alone."""


class Proxies:
    """Looked up once a host; aiohttp's trust_env reads ~/.netrc in a thread at each request."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str | None] = {}

    def of(self, url: str) -> str | None:
        """None where there is none. Raises ProxyRefused."""
        parts = urlsplit(url)
        place = parts.scheme, parts.netloc
        if place not in self._known:
            self._known[place] = _named(parts)
        return self._known[place]


def _named(address: SplitResult) -> str | None:
    known = getproxies()
    given = known.get(address.scheme) or known.get("all")
    if not given or proxy_bypass(address.hostname or ""):
        return None
    kind, found, _ = given.partition("://")
    if found and kind not in ("http", "https"):
        raise ProxyRefused(
            f"The environment names a {kind} proxy; only http and https ones will do."
        )
    return given if found else f"http://{given}"
