"""Links work once and for minutes, sessions end, and of neither the secret itself is kept."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.keeping.storage import SQLite
from bot.signin import IDLE, LINK, LINKS, LONGEST, SESSIONS, Role, SignIn, at_home
from tests.consolehall import Clock

SECOND = timedelta(seconds=1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SQLite]:
    async with SQLite(tmp_path / "bot.db") as store:
        yield store


async def test_a_link_lets_in_once(store: SQLite) -> None:
    signin = SignIn(store)
    token = await signin.link(Role.EDITOR, "Rina")
    looked = [await signin.waits(token), await signin.waits(token)]
    session = await signin.enter(token)
    assert session
    visitor = await signin.visitor(session)

    assert looked == [True, True]
    assert visitor and (visitor.name, visitor.role) == ("Rina", Role.EDITOR)
    assert await signin.enter(token) is None
    assert not await signin.waits(token)


async def test_of_two_who_use_a_link_at_once_one_gets_in(store: SQLite) -> None:
    signin = SignIn(store)
    token = await signin.link(Role.ADMIN, "Rina")
    entered = await asyncio.gather(*(signin.enter(token) for _ in range(5)))

    assert len([session for session in entered if session]) == 1


@pytest.mark.parametrize(("later", "waits"), [(LINK - SECOND, True), (LINK, False)])
async def test_a_link_ends_by_itself(store: SQLite, later: timedelta, waits: bool) -> None:
    clock = Clock()
    signin = SignIn(store, clock=clock)
    token = await signin.link(Role.ADMIN, "Rina")
    clock.now += later

    assert await signin.waits(token) is waits
    assert (await signin.enter(token) is not None) is waits


@pytest.mark.parametrize("token", ["", "a", "x" * 43, "' OR 1=1 --", "\ud800", "\x00"])
async def test_a_forged_link_or_session_lets_nobody_in(store: SQLite, token: str) -> None:
    signin = SignIn(store)
    await signin.enter(await signin.link(Role.ADMIN, "Rina"))

    assert not await signin.waits(token)
    assert await signin.enter(token) is None
    assert await signin.visitor(token) is None


async def test_a_session_ends_when_it_is_idle(store: SQLite) -> None:
    clock = Clock()
    signin = SignIn(store, clock=clock)
    session = await signin.enter(await signin.link(Role.ADMIN, "Rina"))
    assert session
    clock.now += IDLE - SECOND
    used = await signin.visitor(session)
    clock.now += IDLE - SECOND
    again = await signin.visitor(session)
    clock.now += IDLE
    idle = await signin.visitor(session)

    assert (used is not None, again is not None, idle) == (True, True, None)


async def test_a_session_ends_however_busy_it_is(store: SQLite) -> None:
    clock = Clock()
    signin = SignIn(store, clock=clock)
    session = await signin.enter(await signin.link(Role.ADMIN, "Rina"))
    assert session
    end, steps = clock.now + LONGEST, 0
    while await signin.visitor(session):
        clock.now += IDLE - timedelta(hours=1)
        steps += 1

    assert end <= clock.now < end + IDLE
    assert steps == 24


async def test_who_signs_out_is_out(store: SQLite) -> None:
    signin = SignIn(store)
    session = await signin.enter(await signin.link(Role.ADMIN, "Rina"))
    assert session
    await signin.leave(session)

    assert await signin.visitor(session) is None


async def test_who_is_no_administrator_any_more_is_out(store: SQLite) -> None:
    before, after = SignIn(store, [1, 2]), SignIn(store, [2])
    sessions = [await before.enter(await before.link(Role.ADMIN, "A", id)) for id in (1, 2)]
    found = [await after.visitor(session) for session in sessions if session]

    assert [visitor is not None for visitor in found] == [False, True]


async def test_no_secret_is_kept_and_what_ended_is_forgotten(store: SQLite) -> None:
    clock = Clock()
    signin = SignIn(store, clock=clock)
    used, unused = [await signin.link(Role.ADMIN, "Rina") for _ in range(2)]
    session = await signin.enter(used)
    assert session
    kept = b"".join(file.read_bytes() for file in store.path.parent.iterdir())
    clock.now += LONGEST
    await signin.tidy()
    left = [await store.read(f"SELECT COUNT(*) FROM {table}") for table in ("links", "sessions")]

    assert [secret.encode() in kept for secret in (used, unused, session)] == [False] * 3
    assert left == [[(0,)], [(0,)]]


async def test_sessions_survive_a_restart_and_each_has_its_own_csrf(store: SQLite) -> None:
    first, again = SignIn(store), SignIn(store)
    sessions = [await first.enter(await first.link(Role.READER, "R")) for _ in range(2)]
    found = [await again.visitor(session) for session in sessions if session]
    tokens = {visitor.csrf for visitor in found if visitor}

    assert len(tokens) == 2
    assert not tokens & set(sessions)
    assert at_home("a").csrf != at_home("a").csrf


def test_each_role_may_what_those_before_it_may() -> None:
    rights = [[role.may(least) for least in Role] for role in Role]

    assert rights == [[True, False, False], [True, True, False], [True, True, True]]


async def test_of_one_administrators_links_the_latest_alone_are_open(store: SQLite) -> None:
    clock = Clock()
    signin = SignIn(store, (1, 2), clock=clock)
    other = await signin.link(Role.ADMIN, "Budi", 2)
    terminal = await signin.link(Role.READER, "Sari")
    links = []
    for _ in range(3 * LINKS):
        clock.now += SECOND
        links.append(await signin.link(Role.ADMIN, "Rina", 1))

    assert [link for link in links if await signin.waits(link)] == links[-LINKS:]
    assert await signin.waits(other) and await signin.waits(terminal)


async def test_of_one_administrators_sessions_those_used_last_are_open(store: SQLite) -> None:
    clock = Clock()
    signin = SignIn(store, (1, 2), clock=clock)
    other = await signin.enter(await signin.link(Role.ADMIN, "Budi", 2))
    sessions = []
    for _ in range(2 * SESSIONS):
        clock.now += SECOND
        sessions.append(await signin.enter(await signin.link(Role.ADMIN, "Rina", 1)))
    open_ones = [one for one in sessions if one and await signin.visitor(one)]

    assert open_ones == sessions[-SESSIONS:]
    assert other and await signin.visitor(other)
