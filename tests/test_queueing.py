"""A chat's messages in order, chats side by side, floods told apart from eagerness."""

import asyncio
import tracemalloc

from bot.door.queueing import Admission, Gate, Queues


async def test_one_chats_thousand_messages_hold_one_slot() -> None:
    queues, done = Queues(slots=2), list[int]()

    async def work(chat: int) -> None:
        async with queues.turn(chat):
            await asyncio.sleep(0.001)
            done.append(chat)

    loud = [asyncio.create_task(work(1)) for _ in range(1000)]
    await asyncio.sleep(0)
    await asyncio.gather(*(work(chat) for chat in range(2, 12)))
    before = done.count(1)
    for task in loud:
        task.cancel()
    await asyncio.gather(*loud, return_exceptions=True)

    assert set(done) == set(range(1, 12))
    assert before < 50
    assert queues.waiting == 0


async def test_no_more_chats_are_worked_on_than_there_are_slots() -> None:
    queues, running, most = Queues(slots=3), 0, 0

    async def work(chat: int) -> None:
        nonlocal running, most
        async with queues.turn(chat):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.001)
            running -= 1

    await asyncio.gather(*(work(chat) for chat in range(30)))

    assert most == 3


async def test_a_chats_messages_are_worked_on_one_by_one_in_order() -> None:
    queues, begun, running = Queues(), list[int](), 0

    async def work(number: int) -> None:
        nonlocal running
        async with queues.turn(7):
            running += 1
            assert running == 1
            begun.append(number)
            await asyncio.sleep(0.001 * (number % 3))
            running -= 1

    await asyncio.gather(*(work(number) for number in range(20)))

    assert begun == list(range(20))


async def test_what_is_done_first_waits_for_no_turn_and_costs_no_place() -> None:
    queues, seen = Queues(), list[str]()

    async def first() -> None:
        await asyncio.sleep(0.005)
        seen.append("acknowledged")

    async def press() -> None:
        async with queues.turn(1, first):
            seen.append("press")

    async def text() -> None:
        async with queues.turn(1):
            seen.append("text")

    async with queues.turn(1):
        tasks = [asyncio.create_task(press()), asyncio.create_task(text())]
        await asyncio.sleep(0.02)
        assert seen == ["acknowledged"]
    await asyncio.gather(*tasks)

    assert seen == ["acknowledged", "press", "text"]


async def test_after_closing_what_has_begun_goes_on_and_the_rest_is_left() -> None:
    queues, outcome = Queues(), list[bool]()
    begun = asyncio.Event()

    async def work() -> None:
        async with queues.turn(1) as begins:
            outcome.append(begins)
            begun.set()
            await asyncio.sleep(0.01)

    tasks = [asyncio.create_task(work()) for _ in range(3)]
    await begun.wait()
    queues.close()
    await asyncio.gather(*tasks)

    assert outcome == [True, False, False]
    assert queues.left == 2


async def test_what_does_not_end_can_be_abandoned() -> None:
    queues = Queues()

    async def work() -> None:
        async with queues.turn(1):
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await asyncio.sleep(0.01)
    abandoned = queues.abandon()
    await asyncio.gather(task, return_exceptions=True)

    assert (abandoned, task.cancelled(), queues.waiting) == (1, True, 0)


def test_a_flood_is_told_once_and_ignored_until_it_is_over() -> None:
    gate = Gate(limit=3, seconds=10)

    said = [gate.admit(1, at) for at in (0, 1, 2, 3, 4, 12, 13.5, 14)]

    welcome, told, ignored = Admission.WELCOME, Admission.TOO_FAST, Admission.IGNORED
    assert said == [welcome, welcome, welcome, told, ignored, ignored, welcome, welcome]


def test_who_writes_steadily_is_never_told_to_wait() -> None:
    gate = Gate(limit=3, seconds=10)

    assert {gate.admit(1, 4.0 * n) for n in range(100)} == {Admission.WELCOME}


def test_people_do_not_share_a_limit() -> None:
    gate = Gate(limit=1, seconds=10)

    assert [gate.admit(person, 0) for person in (1, 2, 1)] == [
        Admission.WELCOME,
        Admission.WELCOME,
        Admission.TOO_FAST,
    ]


def test_who_is_silent_is_forgotten_at_the_next_message_of_anybody() -> None:
    gate = Gate(limit=1, seconds=10)

    known = []
    for person, at in ((1, 0), (2, 1), (1, 1), (3, 9), (4, 10.5), (5, 11), (1, 12), (6, 30)):
        gate.admit(person, at)
        known.append(gate.known)

    # The first is shut out at 1, for it wrote too fast, and let in again at 12.
    assert known == [1, 2, 2, 3, 4, 3, 4, 1]


def test_people_who_write_once_take_little_memory() -> None:
    gate, many = Gate(seconds=10), 10_000

    tracemalloc.start()
    for person in range(many):
        gate.admit(person, 0)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert gate.known == many
    assert taken / many < 400  # bytes
