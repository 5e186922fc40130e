"""When something breaks: the citizen reads a calm sentence, the log has the trace and no words."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from telegram.error import TimedOut
from telegram.request import RequestData

from bot.answering import Desk
from bot.door.failing import frames_of, kind_of
from bot.door.splitting import Run, html
from bot.localtelegram import LocalRequest, LocalTelegram
from bot.replies import Reply
from bot.turns.conversing import NEW, Conversation
from tests.townhall import desk_of, townhall


class BrokenDesk(Desk):
    """A desk with a bug in it."""

    def reply(
        self, text: str, conversation: Conversation = NEW, *, language: str | None = None
    ) -> Reply:
        raise KeyError(text)


class ConnectTimeout(Exception):
    """Named as httpx names it when no connection came about."""


class Unplugged(LocalRequest):
    """The first message meets a connection that never comes about."""

    fails = 1

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kw: Any
    ) -> tuple[int, bytes]:
        """As LocalRequest, but for the first message."""
        if url.endswith("/sendMessage") and self.fails:
            self.fails -= 1
            raise TimedOut from ConnectTimeout()
        return await super().do_request(url, method, request_data, *args, **kw)


async def test_a_bug_costs_one_calm_sentence_and_the_log_has_the_trace_by_its_code(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with townhall(tmp_path) as hall:
        hall.holder.desk = BrokenDesk(desk_of().knowledge)
        citizen = hall.world.citizen()
        await citizen.says("saya Ujang, mau tanya")
        [sorry] = await citizen.receives()
        hall.holder.desk = desk_of()
        await citizen.says("halo")
        [greeting] = await citizen.receives()

    code = sorry.text.split("kode ")[1].split()[0]
    [record] = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert record.getMessage().startswith(f"{code}: KeyError")
    assert "asking.py" in record.getMessage()
    assert "Ujang" not in caplog.text
    assert greeting.text.startswith("Halo!")


async def test_an_error_without_an_update_is_noted_and_said_to_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with townhall(tmp_path) as hall:
        await hall.application.process_error(None, ValueError("Ujang"))
        await hall.application.process_error("no update", ValueError("Ujang"))

    assert len([r for r in caplog.records if "ValueError" in r.getMessage()]) == 2
    assert "Ujang" not in caplog.text
    assert hall.world.calls("sendMessage") == []


async def test_an_apology_that_fails_too_is_the_end_of_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        hall.world.faults.next("sendMessage", status=400, description="Bad Request: x", times=2)
        citizen = hall.world.citizen()
        await citizen.says("halo")
        await hall.world.until(lambda: len(hall.world.calls("sendMessage")) == 2)
        await citizen.says("halo")
        [greeting] = await citizen.receives()

    assert greeting.text.startswith("Halo!")
    assert [r for r in caplog.records if "uncaught" in r.getMessage()] == []


async def test_what_certainly_was_not_sent_is_sent_again(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with townhall(tmp_path, world, request=Unplugged(world)):
        citizen = world.citizen()
        await citizen.says("halo")
        [greeting] = await citizen.receives()

    assert greeting.text.startswith("Halo!")


def test_a_trace_for_the_admins_is_our_own_calls_and_the_one_that_failed() -> None:
    with pytest.raises(ValueError) as in_library:
        json.loads("bukan json, Ujang")
    with pytest.raises(AssertionError) as in_ours:
        html([Run(text="a", tags=("tanpa kurung",))])

    [last] = frames_of(in_library.value)
    assert last.startswith("json/decoder.py:")
    assert [frame.split(":")[0] for frame in frames_of(in_ours.value)] == ["door/splitting.py"] * 3
    assert kind_of(in_library.value) == "JSONDecodeError"
