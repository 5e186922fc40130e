"""Whatever goes wrong on the way, the citizen gets the answer, and gets it once."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.localtelegram import LocalTelegram
from bot.localtelegram.faults import Faults
from tests.townhall import townhall

SLOGAN = "apa slogan kpu purwakarta"

OVERCOME: dict[str, Callable[[Faults], None]] = {
    "502 twice": lambda f: f.next("sendMessage", status=502, times=2),
    "500": lambda f: f.next("sendMessage", status=500),
    "a cut connection": lambda f: f.next("sendMessage", cut=True),
    "429": lambda f: f.next("sendMessage", status=429, retry_after=1),
    "a topic that is gone": lambda f: f.next(
        "sendMessage", status=400, description="Bad Request: message thread not found"
    ),
}


def refused_so_far(world: LocalTelegram, count: int) -> bool:
    """Whether Telegram has refused so many messages."""
    return sum(request.status == 400 for request in world.calls("sendMessage")) == count


@pytest.fixture(autouse=True)
def timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns at each 429 unless it is told to speak in timedeltas."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.mark.parametrize("name", OVERCOME)
async def test_a_fault_on_the_way_does_not_cost_the_answer(tmp_path: Path, name: str) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        citizen, forum = hall.world.citizen(), hall.world.group(is_forum=True)
        await forum.add(citizen)
        topic = await forum.topic("Integritas")
        OVERCOME[name](hall.world.faults)
        await citizen.says(f"@meja_informasi_bot {SLOGAN}", in_=forum, thread=topic)
        [answer] = await forum.receives()
        await citizen.says("halo")
        await citizen.receives()

    assert answer.text.startswith("Slogan kantor")
    assert len(forum.chat.sent) == 1


async def test_markup_that_is_refused_goes_out_as_plain_text(tmp_path: Path) -> None:
    refusal = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3'
    async with townhall(tmp_path, refused=True) as hall:
        citizen = hall.world.citizen()
        hall.world.faults.next("sendMessage", status=400, description=refusal)
        await citizen.says(SLOGAN)
        [answer] = await citizen.receives()

    assert "Pengumuman (https://kpu.go.id/a?b=1&c=2)" in answer.text
    assert answer.buttons[-1] == "👎 Tidak menjawab"


async def test_what_may_have_arrived_is_not_sent_again(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        hall.world.faults.next("sendMessage", answer_lost=True)
        await citizen.says(SLOGAN)
        [answer] = await citizen.receives()
        await citizen.says("halo")
        [greeting] = await citizen.receives()

    assert answer.text.startswith("Slogan kantor")
    assert greeting.text.startswith("Halo!")
    assert len(citizen.chat.sent) == 2


@pytest.mark.parametrize(
    "description",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot was kicked from the supergroup chat",
        "Bad Request: chat not found",
        "Bad Request: not enough rights to send text messages to the chat",
        "Bad Request: TOPIC_CLOSED",
    ],
)
async def test_who_cannot_be_reached_is_sent_nothing_more(
    tmp_path: Path, description: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    async with townhall(tmp_path, refused=True) as hall:
        citizen = hall.world.citizen()
        status = 403 if description.startswith("Forbidden") else 400
        hall.world.faults.next("sendMessage", status=status, description=description)
        await citizen.says(SLOGAN)
        await hall.world.until(lambda: hall.world.calls("sendMessage"))
        await hall.stops()

    assert len(hall.world.calls("sendMessage")) == 1
    told = [r for r in caplog.records if "cannot be reached" in r.getMessage()]
    assert [r.levelname for r in told] == ["INFO"]
    assert [r for r in caplog.records if r.levelno > logging.INFO] == []


async def test_an_edit_in_a_group_that_moved_is_answered_at_its_new_address(tmp_path: Path) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        citizen, old, new = hall.world.citizen(), hall.world.group(), hall.world.group()
        await old.add(citizen)
        question = await citizen.says(f"@meja_informasi_bot {SLOGAN}", in_=old)
        await old.receives()
        for method in ("editMessageText", "sendMessage"):
            hall.world.faults.next(
                method,
                status=400,
                description="Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=new.chat.id,
            )
        await citizen.edits(question, "@meja_informasi_bot apa itu zona integritas")
        [answer] = await new.receives()

    assert answer.text.startswith("Zona Integritas")


async def test_a_server_that_stays_broken_costs_one_calm_sentence_with_a_code(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        citizen = hall.world.citizen()
        hall.world.faults.next("sendMessage", status=502, times=3)
        await citizen.says(SLOGAN)
        [sorry] = await citizen.receives()

    code = sorry.text.split("kode ")[1].split()[0]
    assert [r.getMessage() for r in caplog.records if code in r.getMessage()] == [
        f"{code}: Telegram lost a message or wants us to wait (NetworkError)"
    ]


async def test_a_chat_gets_one_apology_a_minute(tmp_path: Path) -> None:
    refusal = "Bad Request: nobody knows why"
    async with townhall(tmp_path, refused=True) as hall:
        citizen, other = hall.world.citizen(), hall.world.citizen()
        for count, person in enumerate((citizen, citizen, other), 1):
            hall.world.faults.next("sendMessage", status=400, description=refusal)
            await person.says(SLOGAN)
            await hall.world.until(partial(refused_so_far, hall.world, count))
            await hall.application.update_queue.join()  # the apology is out, or there is none
        await citizen.says("halo")
        sorry, greeting = await citizen.receives(2)
        [other_sorry] = await other.receives()

    assert [m.text.startswith("Maaf, ada gangguan") for m in (sorry, greeting, other_sorry)] == [
        True,
        False,
        True,
    ]


async def test_a_flood_limit_too_long_to_wait_for_gets_no_apology_into_it(tmp_path: Path) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        citizen = hall.world.citizen()
        hall.world.faults.next("sendMessage", status=429, retry_after=3600)
        await citizen.says(SLOGAN)
        await hall.world.until(lambda: hall.world.calls("sendMessage"))
        await citizen.says("halo")
        [greeting] = await citizen.receives()

    assert greeting.text.startswith("Halo!")
