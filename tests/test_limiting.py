"""Nobody sends more than Telegram allows, and nobody waits for somebody else's limit."""

import asyncio
import time
from itertools import pairwise

import pytest

from bot.door.limiting import Limits, Rate, as_notices

NEVER = Rate(count=1, seconds=1000.0)
FREE = None


async def passing(limits: Limits, *chats: int | str) -> list[int | str]:
    """The chats whose turns come without any waiting, in the order they come."""
    order: list[int | str] = []

    async def send(chat: int | str) -> None:
        await limits.turn(chat)
        order.append(chat)

    tasks = [asyncio.create_task(send(chat)) for chat in chats]
    await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return order


async def test_in_no_window_are_there_more_messages_than_told() -> None:
    limits = Limits(overall=Rate(count=5, seconds=0.2), chat=FREE, group=FREE)
    times: list[float] = []

    async def send(chat: int) -> None:
        await limits.turn(chat)
        times.append(time.monotonic())

    await asyncio.gather(*(send(chat) for chat in range(1, 17)))

    # A task may wake late but never early, so the sixth after any is as late as told, less that.
    gaps = [later - earlier for earlier, later in zip(times, times[5:], strict=False)]
    assert min(gaps) > 0.1
    assert times[-1] - times[0] >= 0.55


async def test_those_who_wait_are_let_go_evenly() -> None:
    limits = Limits(overall=Rate(count=10, seconds=0.5), chat=FREE, group=FREE)
    times: list[float] = []

    async def send(chat: int) -> None:
        await limits.turn(chat)
        times.append(time.monotonic())

    await asyncio.gather(*(send(chat) for chat in range(1, 31)))

    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert max(gaps[:9]) < 0.4  # nobody waits, so a burst may go
    assert sum(gap < 0.01 for gap in gaps[10:]) < 10  # on a slow machine two may wake as one


async def test_a_chat_at_its_limit_delays_no_other() -> None:
    limits = Limits(chat=NEVER, group=FREE)

    assert await passing(limits, 1, 1, 1, 2, 1, 3, 2, 4) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("chat", "let_pass"), [(7, 5), (-7, 3), ("@pengumuman", 3)], ids=["person", "group", "channel"]
)
async def test_groups_and_channels_have_a_limit_of_their_own(
    chat: int | str, let_pass: int
) -> None:
    limits = Limits(chat=Rate(count=5, seconds=1000), group=Rate(count=3, seconds=1000))

    assert len(await passing(limits, *[chat] * 9)) == let_pass


async def test_the_limits_are_telegrams_unless_told_otherwise() -> None:
    crowd = await passing(Limits(), *range(1, 100))
    person = await passing(Limits(), *[1] * 99)
    unlimited = await passing(Limits(overall=FREE, chat=FREE, group=FREE), *[-1] * 99)

    assert (len(crowd), len(person), len(unlimited)) == (30, 20, 99)


async def test_messages_of_a_chat_keep_their_order() -> None:
    limits = Limits(overall=Rate(count=3, seconds=0.05), chat=Rate(count=2, seconds=0.03))
    order: list[tuple[int, int]] = []

    async def send(chat: int, number: int) -> None:
        await limits.turn(chat)
        order.append((chat, number))

    await asyncio.gather(*(send(chat, n) for n in range(8) for chat in (1, 2, -3)))

    for chat in (1, 2, -3):
        assert [number for who, number in order if who == chat] == list(range(8))


async def test_replies_go_before_notices_that_came_first() -> None:
    limits = Limits(overall=Rate(count=1, seconds=0.02), chat=FREE, group=FREE)
    order: list[str] = []

    async def send(chat: int, what: str) -> None:
        await limits.turn(chat)
        order.append(what)

    await limits.turn(99)
    with as_notices():
        tasks = [asyncio.create_task(send(chat, "notice")) for chat in (1, 2, 3)]
        await asyncio.sleep(0)
    tasks += [asyncio.create_task(send(chat, "reply")) for chat in (4, 5, 1)]
    await asyncio.gather(*tasks)

    assert order == ["reply"] * 3 + ["notice"] * 3


async def test_a_try_again_goes_before_what_waits_in_its_chat() -> None:
    limits = Limits(overall=FREE, chat=Rate(count=1, seconds=0.02), group=FREE)
    order: list[str] = []

    async def send(what: str, *, again: bool = False) -> None:
        await limits.turn(1, again=again)
        order.append(what)

    await limits.turn(1)
    tasks = [asyncio.create_task(send("second")), asyncio.create_task(send("third"))]
    await asyncio.sleep(0)
    tasks.append(asyncio.create_task(send("first", again=True)))
    await asyncio.gather(*tasks)

    assert order == ["first", "second", "third"]


async def test_a_chat_on_hold_waits_and_the_others_do_not() -> None:
    limits = Limits()
    limits.hold(1, 0.2)
    begun = time.monotonic()
    assert await passing(limits, 1, 2, 3) == [2, 3]
    await limits.turn(1)

    assert time.monotonic() - begun >= 0.19


async def test_a_hold_counts_for_those_who_already_wait() -> None:
    limits = Limits(overall=FREE, chat=Rate(count=1, seconds=0.05), group=FREE)
    await limits.turn(1)
    waiting = asyncio.create_task(limits.turn(1))
    await asyncio.sleep(0)
    begun = time.monotonic()
    limits.hold(1, 0.2)
    await waiting

    assert time.monotonic() - begun >= 0.19


async def test_a_hold_counts_for_those_who_wait_for_the_others_too() -> None:
    limits = Limits(overall=Rate(count=1, seconds=0.05), chat=FREE, group=FREE)
    order: list[int] = []

    async def send(chat: int) -> None:
        await limits.turn(chat)
        order.append(chat)

    await limits.turn(9)
    tasks = [asyncio.create_task(send(chat)) for chat in (1, 2, 3)]
    await asyncio.sleep(0)
    limits.hold(1, 0.5)
    await asyncio.gather(*tasks)

    assert order == [2, 3, 1]


async def test_who_gives_up_holds_nobody_up() -> None:
    limits = Limits(overall=FREE, chat=Rate(count=1, seconds=0.05), group=FREE)
    await limits.turn(1)
    left = [asyncio.create_task(limits.turn(1)) for _ in range(50)]
    await asyncio.sleep(0)
    for task in left:
        task.cancel()
    begun = time.monotonic()
    await limits.turn(1)

    assert time.monotonic() - begun < 1.0  # fifty turns would take two and a half seconds
    assert limits.waiting == 0


async def test_who_waits_is_counted() -> None:
    limits = Limits(overall=NEVER)
    tasks = [asyncio.create_task(limits.turn(chat)) for chat in (1, 2, 3)]
    await asyncio.sleep(0)
    counted = limits.waiting
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert (counted, limits.waiting) == (2, 0)


async def test_chats_that_are_silent_are_forgotten() -> None:
    limits = Limits(overall=FREE, chat=Rate(count=5, seconds=0.01), group=FREE, sweep=0.05)
    for chat in range(1, 1001):
        await limits.turn(chat)
    await asyncio.sleep(0.1)
    await limits.turn(2000)

    assert limits.known == 1
