"""Those who asked to be told: once when it is answered, once more when that is put right, ever."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.door.delivering import GRACE
from bot.localtelegram import Citizen, LocalTelegram
from tests.lives import Lives
from tests.newsroom import (
    ANSWER,
    ASKED,
    CORRECTION,
    OFFICE,
    asks,
    kept,
    newsroom,
    presses,
    publishes,
    taught,
    waits,
    with_entry,
)
from tests.townhall import Townhall, desk_of

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def still(citizen: Citizen, hall: Townhall) -> int:
    """How many messages they have once the bot has looked at all who wait."""
    await asyncio.sleep(0.3)
    await hall.log.flush()
    return len(citizen.chat.sent)


async def test_who_agreed_is_told_with_the_answer_its_source_and_a_way_to_end_it(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as hall:
        waiting, other = hall.world.citizen(), hall.world.citizen()
        await waits(waiting)
        await asks(other)
        publishes(hall, taught())
        [told] = await waiting.receives()
        silent = await still(other, hall)

    assert told.text.startswith(f"Anda pernah bertanya: “{ASKED}” dan minta diberi tahu.")
    assert ANSWER in told.text
    assert "Sumber: Pengumuman desa (24 November 2026)" in told.text
    assert told.buttons == ["👍 Ya, menjawab", "👎 Tidak menjawab", "Cukup"]
    assert silent == 1


async def test_what_says_the_same_in_other_words_is_told_as_a_citizen_would_be_answered(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as hall:
        citizen, elsewhere = hall.world.citizen(), hall.world.citizen()
        await waits(citizen, "pilkades serentak")
        await waits(elsewhere, "harga cabai")
        publishes(hall, taught())
        [told] = await citizen.receives()
        silent = await still(elsewhere, hall)

    assert ANSWER in told.text
    assert silent == 3


async def test_nobody_is_told_twice_however_often_the_knowledge_changes(tmp_path: Path) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with newsroom(tmp_path, world) as hall:
        await waits(citizen)
        publishes(hall, taught())
        await citizen.receives()
        for desk in (desk_of(), taught(), taught(ANSWER.replace(".", "!"))):
            publishes(hall, desk)
            assert await still(citizen, hall) == 4
    async with newsroom(tmp_path, world) as hall:
        publishes(hall, taught())
        assert await still(citizen, hall) == 4


async def test_a_correction_is_told_once_and_ends_it(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        citizen = hall.world.citizen()
        await waits(citizen)
        publishes(hall, taught())
        await citizen.receives()
        publishes(hall, taught(CORRECTION))
        [corrected] = await citizen.receives()
        publishes(hall, taught())
        silent, left = await still(citizen, hall), await kept(hall)

    assert corrected.text.startswith("Jawaban yang saya kabarkan atas pertanyaan Anda")
    assert CORRECTION in corrected.text
    assert "Cukup" not in corrected.buttons
    assert (silent, left) == (5, [])


async def test_who_has_enough_hears_of_no_correction(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        citizen = hall.world.citizen()
        await waits(citizen)
        publishes(hall, taught())
        [told] = await citizen.receives()
        await presses(citizen, told, "Cukup")
        publishes(hall, taught(CORRECTION))

        assert await still(citizen, hall) == 5


async def test_what_was_published_between_question_and_wish_is_told_at_once(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        citizen = hall.world.citizen()
        offered = await asks(citizen)
        consent = await presses(citizen, offered, "🔔 Beri tahu saya")
        publishes(hall, taught())
        await still(citizen, hall)
        await citizen.presses(consent, "Ya, beri tahu")
        agreed, told = await citizen.receives(2)

    assert agreed.text.startswith("Baik.")
    assert ANSWER in told.text


async def test_a_restart_between_publishing_and_telling_loses_nothing(tmp_path: Path) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with newsroom(tmp_path, world):
        await waits(citizen)
    async with newsroom(tmp_path, world, desk=taught()) as hall:
        [told] = await citizen.receives()
        silent = await still(citizen, hall)

    assert ANSWER in told.text
    assert silent == 4


async def test_what_certainly_did_not_arrive_is_told_at_the_next_look(tmp_path: Path) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with newsroom(tmp_path, world, refused=True) as hall:
        await waits(citizen)
        world.faults.next("sendMessage", cut=True, times=3)
        publishes(hall, taught())
        await world.until(lambda: len(world.calls("sendMessage")) == 6)
        await still(citizen, hall)
        told = await kept(hall, "told")
    async with newsroom(tmp_path, world, desk=taught(), refused=True) as hall:
        [message] = await citizen.receives()

    assert told == [(None,)]
    assert ANSWER in message.text


async def test_what_may_have_arrived_is_not_told_again(tmp_path: Path) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with newsroom(tmp_path, world) as hall:
        await waits(citizen)
        world.faults.next("sendMessage", answer_lost=True)
        publishes(hall, taught())
        await citizen.receives()
    async with newsroom(tmp_path, world, desk=taught()) as hall:
        assert await still(citizen, hall) == 4


async def test_a_stop_lets_finish_what_is_on_its_way(tmp_path: Path) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with newsroom(tmp_path, world) as hall:
        await waits(citizen)
        world.faults.next("sendMessage", hang=GRACE / 2)
        publishes(hall, taught())
        await world.until(lambda: len(world.calls("sendMessage")) == 4)
        await hall.stops()
    async with newsroom(tmp_path, world, desk=taught()) as hall:
        [told] = await citizen.receives()
        silent = await still(citizen, hall)

    assert ANSWER in told.text
    assert silent == 4


async def test_after_ninety_days_nobody_waits_any_more(tmp_path: Path) -> None:
    now = [NOON]
    async with newsroom(tmp_path, clock=lambda: now[0]) as hall:
        early, late = hall.world.citizen(), hall.world.citizen()
        await waits(early)
        now[0] += timedelta(minutes=1)
        await waits(late)
        now[0] = NOON + timedelta(days=90)
        publishes(hall, taught())
        [told] = await late.receives()
        silent = await still(early, hall)
        left = await kept(hall, "chat")

    assert ANSWER in told.text
    assert (silent, left) == (3, [(late.id,)])


async def test_who_blocked_the_bot_is_sent_nothing_and_nothing_is_kept(tmp_path: Path) -> None:
    async with newsroom(tmp_path, refused=True) as hall:
        citizen, gone = hall.world.citizen(), hall.world.citizen()
        await waits(citizen)
        await waits(gone)
        await gone.closes_account()
        publishes(hall, taught())
        await citizen.receives()
        silent, left = await still(gone, hall), await kept(hall, "chat")

    assert (silent, left) == (3, [(citizen.id,)])


async def test_who_asks_further_is_understood(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        citizen = hall.world.citizen()
        await waits(citizen)
        publishes(hall, taught())
        [told] = await citizen.receives()
        await citizen.says("lebih lengkap", reply_to=told)
        [further] = await citizen.receives()

    assert further.text


async def test_a_saved_file_tells_who_waits_and_kill_9_after_it_loses_nobody(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    first, second = world.citizen(), world.citizen()
    async with Lives(world, tmp_path) as lives:
        file = tmp_path / "k" / "umum.yaml"
        file.write_text(OFFICE, encoding="utf-8")
        await lives.begins()
        await waits(first)
        await waits(second, "harga cabai")
        file.write_text(with_entry(ANSWER), encoding="utf-8")
        [told] = await first.receives(timeout=20)
        file.write_text(with_entry(CORRECTION, ask="harga cabai"), encoding="utf-8")
        await lives.dies()
        await lives.begins()
        [corrected], [late] = await first.receives(timeout=20), await second.receives(timeout=20)
        await lives.stops()
        await lives.begins()
        await asks(first, "halo")

    assert ANSWER in told.text
    assert CORRECTION in corrected.text
    assert CORRECTION in late.text
    assert (len(first.chat.sent), len(second.chat.sent)) == (6, 4)
