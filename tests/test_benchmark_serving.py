"""The serving benchmark runs, counts each question once, and what it claims of the wire holds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram.ext import ExtBot

from benchmarks.bots import TOKEN
from benchmarks.playedapi import PlayedApi
from benchmarks.serving import BOTS, Footprint, Measured, compare, measure, table, told
from bot.door.transport import AiohttpRequest

# Bots are started here, some seconds each on a busy machine: a hang limit, not a measure.
pytestmark = pytest.mark.timeout(300)


@asynccontextmanager
async def bot_of(api: PlayedApi) -> AsyncIterator[ExtBot[None]]:
    """A bot on the played API, its updates fetched by hand."""
    wires = [AiohttpRequest() for _ in range(2)]
    async with api:
        bot = ExtBot(TOKEN, api.base_url, request=wires[0], get_updates_request=wires[1])
        async with bot:
            yield bot


async def test_a_citizen_asks_when_another_was_answered_and_is_counted_once() -> None:
    api = PlayedApi(["apa itu?", "siapa?"], crowd=3, people=100)
    async with bot_of(api) as bot:
        first = await bot.get_updates(timeout=5)
        for update in first[:2]:
            assert update.message is not None
            await update.message.reply_text("satu")
            await update.message.reply_text("dua")
        second = await bot.get_updates(offset=first[-1].update_id + 1, timeout=5)

    assert [update.update_id for update in (*first, *second)] == [1, 2, 3, 4, 5]
    assert {u.message.text for u in first if u.message} == {"apa itu?", "siapa?"}
    assert (api.replies, len(api.waits)) == (2, 2)


async def test_who_is_to_ask_nothing_waits_until_it_goes_on() -> None:
    api = PlayedApi(["apa itu?", "siapa?"], crowd=2, people=100)
    async with bot_of(api) as bot:
        api.asks = False
        poll = asyncio.create_task(bot.get_updates(timeout=5))
        done, _ = await asyncio.wait({poll}, timeout=0.2)
        api.go_on()
        updates = await poll

    assert (done, [update.update_id for update in updates], api.open) == (set(), [1, 2], 2)


async def test_a_delay_is_added_to_each_exchange() -> None:
    api = PlayedApi(["?"], crowd=1, people=100, delay=0.1)
    async with bot_of(api) as bot:
        [update] = await bot.get_updates(timeout=5)
        assert update.message is not None
        begun = asyncio.get_running_loop().time()
        await update.message.reply_text("jawab")
        took = asyncio.get_running_loop().time() - begun

    assert took > 0.09
    assert api.waits[0] > 0.09


async def test_our_wire_answers_more_updates_a_core_than_the_frameworks_own() -> None:
    [[default, ours]] = await compare(["default", "echo"], 1.0, 1)

    # Three times as many where it was measured in peace; processor time is little disturbed.
    assert ours.per_core > 1.5 * default.per_core


async def test_the_whole_bot_answers_through_a_slow_network() -> None:
    row = await measure("whole", 0.05, 1.0, crowd=16)

    assert row.rate > 0
    assert 40 < row.p50 <= row.p95 <= row.p99


def row(bot: str, delay: float, rate: float, per_core: float) -> Measured:
    return Measured(bot=bot, delay=delay, rate=rate, per_core=per_core, p50=1, p95=2, p99=3)


def test_ratios_are_those_of_each_round_and_the_median_of_rounds_is_told() -> None:
    slow, fair, fast = (
        [
            row("default", 0, 9, 10 * pace),
            row("echo", 0, 8, 40 * pace),
            row("whole", 0, 8, whole * pace),
        ]
        for pace, whole in ((1, 30), (2, 32), (3, 20))
    )
    late = [row("default", 0.05, 2, 5), row("echo", 0.05, 2, 5), row("whole", 0.05, 180, 1)]
    lines = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in table([slow, fair, fast], [late]).splitlines()[2:]
    ]

    assert [line[1] for line in lines[:3]] == [BOTS[bot] for bot in ("default", "echo", "whole")]
    assert [line[4] for line in lines] == ["1.00", "4.00", "3.00", "1.00", "1.00", "90.00"]
    assert [line[5] for line in lines] == ["0.25", "1.00", "0.75", "1.00", "1.00", "90.00"]
    assert lines[2][3] == "60"


def test_a_ratio_to_a_bot_that_did_not_run_is_a_dash() -> None:
    assert " 12 | - | - | " in table([[row("whole", 0, 8, 12)]])


def test_memory_is_told_as_a_ratio_to_its_first_milestone() -> None:
    assert told(Footprint(start=90_000_000, after={10: 100_000_000, 100: 105_000_000})) == (
        "ready 90 MB, after 10 updates 100 MB (1.00), after 100 updates 105 MB (1.05)"
    )
