"""What this machine says: the database, the disk, the files' modes, the clock, the addresses."""

import errno
import os
import shutil
import socket
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from re import fullmatch
from urllib.parse import quote, urlsplit

from bot.doctor.findings import Finding, State, found
from bot.door.showing import written
from bot.keeping.inboxfile import inbox_beside
from bot.keeping.schema import STEPS
from bot.knowledge import KnowledgeError, load
from bot.loading.overriding import shipped

# Bytes. Below the first the log soon cannot be written; below the second it is time to clear up.
_FULL, _NEARLY_FULL = 50 * 2**20, 500 * 2**20
# Seconds that a file may seem to come from the future: file servers have clocks of their own.
_SKEW = 300
# https://core.telegram.org/bots/api#setwebhook: the only ports that Telegram calls.
_WEBHOOK_PORTS = (None, 80, 88, 443, 8443)
# Seconds to wait for the running bot's own write.
_BUSY = 2.0


def database(path: Path) -> Finding:
    """Opened and written to as the bot would, without leaving a trace; no file is made."""
    if not path.exists():
        return _database_to_be(path)
    address = f"file:{quote(str(path.resolve()))}?mode=rw"
    try:
        with closing(
            sqlite3.connect(address, uri=True, isolation_level=None, timeout=_BUSY)
        ) as connection:
            [(health,)] = connection.execute("PRAGMA quick_check(1)")
            [(version,)] = connection.execute("PRAGMA user_version")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        return _database_refused(path, error)
    if health != "ok":
        return found("database", State.WRONG, "database_broken", path=path, reason=health)
    if version > len(STEPS):
        return found(
            "database", State.WRONG, "database_newer", path=path, version=version, own=len(STEPS)
        )
    key = "database_ok" if version == len(STEPS) else "database_older"
    return found("database", State.OK, key, path=path, version=version, own=len(STEPS))


def _database_to_be(path: Path) -> Finding:
    nearest = _nearest(path)
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return found("database", State.OK, "database_new", path=path)
    return found("database", State.WRONG, "database_nowhere", path=path, folder=nearest)


def _database_refused(path: Path, error: sqlite3.Error) -> Finding:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_BUSY"):
        return found("database", State.WARNING, "database_busy", path=path)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return found("database", State.WRONG, "database_closed", path=path)
    return found("database", State.WRONG, "database_broken", path=path, reason=error)


def disk(path: Path, *, full: int = _FULL, nearly: int = _NEARLY_FULL) -> Finding:
    """The room left where `path` is or will be."""
    free = shutil.disk_usage(_nearest(path)).free
    megabytes = f"{free // 2**20:,}".replace(",", ".")
    if free < full:
        return found("disk", State.WRONG, "disk_full", free=megabytes)
    if free < nearly:
        return found("disk", State.WARNING, "disk_nearly_full", free=megabytes)
    return found("disk", State.OK, "disk_ok", free=megabytes)


def _nearest(path: Path) -> Path:
    """The folder of `path`, or the nearest above it that is there."""
    return next(folder for folder in path.absolute().parents if folder.exists())


def files(database: Path, key_file: Path, env_file: Path) -> Finding:
    """Modes and owner: what names citizens or holds secrets is for the bot's own user alone."""
    there = [path for path in _private(database, key_file) if path.exists()]
    loose = [path for path in there if path.stat().st_mode & 0o077]
    shared = [path for path in sorted(_shared(database, key_file, env_file)) if path.exists()]
    ajar = [path for path in shared if path.stat().st_mode & 0o007]
    if loose or ajar:
        commands = (("chmod go=", loose), ("chmod o=", ajar))
        return found(
            "files",
            State.WARNING,
            "files_open",
            names=_listed([*loose, *ajar]),
            command=" && ".join(f"{what} {_listed(paths)}" for what, paths in commands if paths),
        )
    foreign = [path for path in there if path.stat().st_uid != os.geteuid()]
    if foreign:
        return found("files", State.WARNING, "files_foreign", names=_listed(foreign))
    return found("files", State.OK, "files_ok")


def _listed(paths: Sequence[Path]) -> str:
    return " ".join(map(str, paths))


def _shared(database: Path, key_file: Path, env_file: Path) -> set[Path]:
    """What a group may be let in to, so that the service reads what a technician owns."""
    folders = {database.parent, key_file.parent} - {Path()}  # the working folder is not ours
    return {*folders, env_file}


def _private(database: Path, key_file: Path) -> Iterator[Path]:
    inbox = inbox_beside(database)
    for file in (database, inbox):
        for suffix in ("", "-wal", "-shm"):
            yield file.with_name(file.name + suffix)
    yield inbox.with_name(f"{inbox.name}.lock")
    yield key_file


def key(key_file: Path, database: Path, *, given: bool) -> Finding:
    """Read only: a key that is not there is made by the bot, never by who looks for it."""
    if given:
        return found("key", State.OK, "key_given")
    try:
        text = key_file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        if database.exists():
            return found("key", State.WRONG, "key_lost", path=key_file)
        return found("key", State.OK, "key_new", path=key_file)
    except (OSError, UnicodeError):
        return found("key", State.WRONG, "key_unread", path=key_file)
    if not fullmatch(r"[0-9a-f]{64}", text):
        return found("key", State.WRONG, "key_broken", path=key_file)
    return found("key", State.OK, "key_ok", path=key_file)


def clock(now: datetime, zone: str, database: Path, knowledge: Path) -> Finding:
    """There is no second clock to compare with, so only what cannot be is found: files from later.

    `now` is told in the office's zone, for a person to compare with the clock on the wall.
    """
    told = f"{written(now.date(), 'id', shipped()[0].say)} {now:%H.%M}"
    for path in (database, *knowledge.glob("*.yaml")):
        if path.exists() and path.stat().st_mtime > now.timestamp() + _SKEW:
            return found("clock", State.WARNING, "clock_behind", time=told, path=path)
    return found("clock", State.OK, "clock_ok", time=told, zone=zone)


def knowledge(folder: Path, now: datetime) -> Finding:
    """Whether the bot could start with it, and how much there is."""
    try:
        loaded = load(folder, today=now.date())
    except KnowledgeError as error:
        count, first = len(error.faults), error.faults[0]
        return found(
            "knowledge", State.WRONG, "knowledge_broken", folder=folder, count=count, first=first
        )
    if not loaded.topics:
        return found("knowledge", State.WRONG, "knowledge_empty", folder=folder)
    return found(
        "knowledge",
        State.OK,
        "knowledge_ok",
        folder=folder,
        entries=len(loaded.entries),
        notes=len(loaded.notes),
        version=loaded.version,
    )


def listen(host: str, port: int, *, given: bool, webhook: bool = False) -> Finding:
    """`given`: the office named the address itself, so no other port is taken instead.

    With a `webhook` that is no help but a fault: the proxy in front knows one port.
    """
    address = f"{host}:{port}"
    if webhook and (port == 0 or not given):
        return found("listen", State.WARNING, "listen_wandering", host=host)
    if port == 0:
        return found("listen", State.OK, "listen_any", host=host)
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(place)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            taken = ("listen_taken", State.WARNING) if given else ("listen_next", State.OK)
            return found("listen", taken[1], taken[0], address=address)
        reason = error.strerror or type(error).__name__
        return found("listen", State.WRONG, "listen_impossible", address=address, reason=reason)
    return found("listen", State.OK, "listen_ok", address=address)


def public_url(url: str | None, *, webhook: bool) -> Finding:
    """Whether Telegram (webhook) and people (links to the console) could use the address."""
    if url is None:
        if webhook:
            return found("public_url", State.WRONG, "public_missing")
        return found("public_url", State.OK, "public_none")
    parts = urlsplit(url)
    if webhook and parts.scheme == "https" and parts.port not in _WEBHOOK_PORTS:
        return found("public_url", State.WRONG, "public_port", url=url)
    bad = State.WRONG if webhook else State.WARNING
    if _at_home(parts.hostname or ""):
        return found("public_url", bad, "public_local", url=url)
    if parts.scheme != "https":
        return found("public_url", bad, "public_plain", url=url)
    return found("public_url", State.OK, "public_ok", url=url)


def _at_home(host: str) -> bool:
    """An address that only this machine or this building knows."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return host == "localhost" or "." not in host
