"""Figures as pictures in Telegram: the picture comes, and whatever becomes of it, the words do."""

import logging
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from bot.door.showing import CAPTION
from bot.door.splitting import units
from bot.localtelegram import Citizen, LocalTelegram, Message
from bot.localtelegram.faults import Faults
from tests.desks import shipped_desk
from tests.pngs import read
from tests.previewhall import previewhall
from tests.recordfolder import FILES, desk_of_files
from tests.townhall import Townhall, townhall

COMPARE = "bandingkan spi kpu dan nasional"
TREND = "spi nasional naik atau turun"
ZONE = "apa itu zona integritas"
BOTH = f"{COMPARE} dan {ZONE}"
# The trend names thirteen sources, too many for a caption.
TREND_WORDS = "SPI 2021–2025: nasional\n\n• nasional: 72,43 (2021); 71,94 (2022)"


@pytest.fixture(autouse=True)
def timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns at each 429 unless it is told to speak in timedeltas."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@asynccontextmanager
async def hall_of(
    tmp_path: Path, world: LocalTelegram | None = None, *, refused: bool = False
) -> AsyncIterator[Townhall]:
    """The shipped knowledge, served."""
    async with townhall(tmp_path, world, refused=refused) as hall:
        hall.holder.desk = shipped_desk()
        yield hall


async def asked(hall: Townhall, text: str, count: int = 1) -> tuple[Citizen, list[Message]]:
    """A citizen who asks, and the messages of the answer."""
    citizen = hall.world.citizen()
    await citizen.says(text)
    return citizen, await citizen.receives(count)


async def settles(hall: Townhall) -> None:
    """Until all that happened is answered."""
    await hall.world.until(lambda: not hall.world.updates)
    await hall.application.update_queue.join()


def kinds(messages: list[Message]) -> list[str]:
    return ["photo" if "photo" in message.content else "text" for message in messages]


# --- the picture and its words


async def test_an_answer_that_compares_is_a_picture_with_the_answer_below(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        _, [answer] = await asked(hall, COMPARE)

    [photo] = answer.content["photo"]
    assert (photo["width"], photo["height"]) == (1080, 810)
    assert answer.text.startswith("KPU lebih tinggi. Pada SPI 2024 indeks KPU 74,04")
    assert "71,53" in answer.text
    assert answer.text.endswith("diperiksa 24 November 2026 · belum dikonfirmasi kantor")
    assert answer.shown("text_link")
    assert answer.buttons[-2:] == ["👍 Ya, menjawab", "👎 Tidak menjawab"]


async def test_where_the_answer_is_too_long_for_a_caption_the_picture_goes_before_it(
    tmp_path: Path,
) -> None:
    async with hall_of(tmp_path) as hall:
        _, answer = await asked(hall, TREND, 2)

    picture, text = answer
    assert kinds(answer) == ["photo", "text"]
    assert picture.text.startswith(TREND_WORDS)
    assert units(picture.text) <= CAPTION < units(text.text)
    assert picture.buttons == []
    assert text.buttons[-1] == "👎 Tidak menjawab"


async def test_an_answer_without_anything_to_compare_stays_text(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        _, one = await asked(hall, "berapa spi nasional 2023")
        _, other = await asked(hall, ZONE)

    assert kinds([*one, *other]) == ["text", "text"]


async def test_a_reader_of_english_gets_another_picture(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        _, [one] = await asked(hall, "compare kpu and national spi")
        _, [other] = await asked(hall, COMPARE)
        contents = {*hall.world.contents.values()}

    assert "74.04" in one.text
    assert one.content["photo"] != other.content["photo"]
    assert len(contents) == 2


async def test_the_same_picture_is_uploaded_once_and_then_sent_by_its_id(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        _, [first] = await asked(hall, COMPARE)
        _, [second] = await asked(hall, "berapa spi kpu 2024")
        sent = hall.world.calls("sendPhoto")

    assert [bool(one.files) for one in sent] == [True, False]
    assert sent[1].parameters["photo"] == first.content["photo"][0]["file_id"]
    assert first.content == second.content


async def test_after_a_restart_it_is_uploaded_again(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        await asked(hall, COMPARE)
    async with hall_of(tmp_path, hall.world) as later:
        await asked(later, COMPARE)
        sent = later.world.calls("sendPhoto")

    assert [bool(one.files) for one in sent] == [True, True]


async def test_an_id_that_telegram_knows_no_more_is_replaced_by_an_upload(tmp_path: Path) -> None:
    async with hall_of(tmp_path, refused=True) as hall:
        await asked(hall, COMPARE)
        hall.world.files.clear()
        _, [answer] = await asked(hall, COMPARE)
        sent = hall.world.calls("sendPhoto")

    assert kinds([answer]) == ["photo"]
    assert [(one.status, bool(one.files)) for one in sent] == [
        (200, True),
        (400, False),
        (200, True),
    ]


async def test_in_a_topic_the_picture_answers_its_question_there(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, forum = hall.world.citizen(), hall.world.group(is_forum=True)
        await forum.add(citizen)
        topic = await forum.topic("Integritas")
        question = await citizen.says(f"@meja_informasi_bot {COMPARE}", in_=forum, thread=topic)
        [answer] = await forum.receives()

    assert (answer.thread, answer.reply_to) == (topic, question)
    assert kinds([answer]) == ["photo"]


async def test_who_replies_to_a_picture_speaks_of_what_it_shows(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, [picture] = await asked(hall, "berapa spi kpu 2024")
        await citizen.says("halo")
        await citizen.receives()
        await citizen.says("kalau nasional?", reply_to=picture)
        [answer] = await citizen.receives()

    assert answer.text.startswith("Indeks SPI nasional tahun 2024")


# --- whatever becomes of the picture

LOST: dict[str, Callable[[Faults], None]] = {
    "refused": lambda f: f.next("sendPhoto", status=400, description="Bad Request: IMAGE_X"),
    "no right to send photos": lambda f: f.next(
        "sendPhoto", status=400, description="Bad Request: not enough rights to send photos"
    ),
    "markup": lambda f: f.next(
        "sendPhoto", status=400, description="Bad Request: can't parse entities: x"
    ),
    "502 each time": lambda f: f.next("sendPhoto", status=502, times=3),
    "cut each time": lambda f: f.next("sendPhoto", cut=True, times=3),
}


@pytest.mark.parametrize("name", LOST)
async def test_where_the_picture_is_lost_the_answer_is_not(tmp_path: Path, name: str) -> None:
    async with hall_of(tmp_path, refused=True) as hall:
        LOST[name](hall.world.faults)
        _, [answer] = await asked(hall, COMPARE)

    assert kinds([answer]) == ["text"]
    assert answer.text.startswith("KPU lebih tinggi.")
    assert answer.buttons[-1] == "👎 Tidak menjawab"


async def test_a_long_answer_without_its_picture_is_told_once(tmp_path: Path) -> None:
    async with hall_of(tmp_path, refused=True) as hall:
        LOST["refused"](hall.world.faults)
        citizen, [answer] = await asked(hall, TREND)
        await settles(hall)

    assert answer.text.startswith("Indeks SPI nasional dari tahun ke tahun:")
    assert citizen.chat.sent == [answer]


async def test_after_a_time_out_the_words_come_though_the_picture_may_be_there(
    tmp_path: Path,
) -> None:
    async with hall_of(tmp_path) as hall:
        hall.world.faults.next("sendPhoto", answer_lost=True)
        _, answer = await asked(hall, COMPARE, 2)

    assert kinds(answer) == ["photo", "text"]
    assert answer[0].text == answer[1].text


OVERCOME: dict[str, Callable[[Faults], None]] = {
    "429": lambda f: f.next("sendPhoto", status=429, retry_after=1),
    "502": lambda f: f.next("sendPhoto", status=502),
}


@pytest.mark.parametrize("name", OVERCOME)
async def test_what_passes_does_not_cost_the_picture(tmp_path: Path, name: str) -> None:
    async with hall_of(tmp_path, refused=True) as hall:
        OVERCOME[name](hall.world.faults)
        _, [answer] = await asked(hall, COMPARE)

    assert kinds([answer]) == ["photo"]


async def test_who_blocked_the_bot_is_sent_no_words_either(tmp_path: Path) -> None:
    async with hall_of(tmp_path, refused=True) as hall:
        citizen = hall.world.citizen()
        await citizen.says(COMPARE)
        await citizen.blocks()
        await settles(hall)
        tries = [one.method for one in hall.world.calls("sendPhoto", "sendMessage")]

    assert tries == ["sendPhoto"]


async def test_a_group_that_became_a_supergroup_gets_the_picture_there(tmp_path: Path) -> None:
    async with hall_of(tmp_path, refused=True) as hall:
        citizen, group = hall.world.citizen(), hall.world.group(kind="group")
        await group.add(citizen)
        await citizen.says(f"@meja_informasi_bot {COMPARE}", in_=group)
        new = await group.upgrades()
        [answer] = await new.receives()

    assert kinds([answer]) == ["photo"]


async def test_a_picture_that_cannot_be_drawn_costs_nothing_but_the_picture(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A body's name holds a sign that no SVG may hold."""
    odd = {
        "survei.yaml": FILES["survei.yaml"].replace(
            "{id: KPU, en: KPU}", '{id: "K\\u000BPU", en: KPU}'
        )
    }
    async with townhall(tmp_path) as hall:
        hall.holder.desk = desk_of_files(tmp_path / "odd", odd)
        with caplog.at_level(logging.WARNING, "bot"):
            _, answer = await asked(hall, "beda spi kpu dan nasional 2024")
            _, again = await asked(hall, "beda spi kpu dan nasional 2024")

    assert kinds([*answer, *again]) == ["text", "text"]
    assert "74,04" in answer[0].text
    assert len([r for r in caplog.records if "could not be drawn" in r.message]) == 1


async def test_many_who_ask_for_the_same_at_once_have_it_drawn_once(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizens = [hall.world.citizen() for _ in range(20)]
        for citizen in citizens:
            await citizen.says(COMPARE)
        answers = [(await citizen.receives())[0] for citizen in citizens]
        contents = set(hall.world.contents.values())

    assert set(kinds(answers)) == {"photo"}
    assert len(contents) == 1


# --- a question put right


async def edited(hall: Townhall, before: str, count: int, after: str) -> tuple[Citizen, list[int]]:
    """A citizen who asked one thing, then another in its place; the ids of the first answer."""
    citizen = hall.world.citizen()
    question = await citizen.says(before)
    first = [message.id for message in await citizen.receives(count)]
    await citizen.edits(question, after)
    await settles(hall)
    return citizen, first


def answers(citizen: Citizen) -> list[Message]:
    return [message for message in citizen.chat.messages if message.from_bot]


async def test_a_picture_becomes_another_in_place(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, first = await edited(hall, COMPARE, 1, "compare kpu and national spi")

    [answer] = answers(citizen)
    assert [answer.id] == first
    assert answer.text.startswith("KPU is higher")
    assert kinds([answer]) == ["photo"]


async def test_a_picture_put_right_with_the_same_figures_is_not_uploaded_again(
    tmp_path: Path,
) -> None:
    """Only its vote is that of another question."""
    async with hall_of(tmp_path) as hall:
        citizen, first = await edited(hall, "berapa spi kpu 2024", 1, "Berapa SPI KPU 2024?")

    [answer] = answers(citizen)
    [change] = hall.world.calls("editMessageMedia")
    assert [answer.id] == first
    assert (kinds([answer]), len(answer.versions)) == (["photo"], 1)
    assert change.files == {}


async def test_a_text_becomes_a_picture_in_place(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, first = await edited(hall, ZONE, 1, COMPARE)

    [answer] = answers(citizen)
    assert [answer.id] == first
    assert answer.text.startswith("KPU lebih tinggi.")
    assert kinds([answer]) == ["photo"]


@pytest.mark.parametrize(("before", "count"), [(COMPARE, 1), (TREND, 2)])
async def test_a_picture_that_shall_be_a_text_makes_room_for_it(
    tmp_path: Path, before: str, count: int
) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, first = await edited(hall, before, count, ZONE)

    [answer] = answers(citizen)
    assert answer.id not in first
    assert kinds([answer]) == ["text"]
    assert [hall.world.calls("deleteMessage")[at].status for at in range(count)] == [200] * count


async def test_an_answer_that_grows_too_long_for_its_picture_goes_on_below_it(
    tmp_path: Path,
) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, first = await edited(hall, COMPARE, 1, BOTH)

    picture, text = answers(citizen)
    assert kinds([picture, text]) == ["photo", "text"]
    assert [picture.id] == first
    assert picture.buttons == []
    assert "Zona Integritas" in text.text


@pytest.mark.parametrize("after", [COMPARE, BOTH])
async def test_a_picture_refused_in_an_edit_gives_way_to_its_words(
    tmp_path: Path, after: str
) -> None:
    async with hall_of(tmp_path, refused=True) as hall:
        hall.world.faults.next("editMessageMedia", status=400, description="Bad Request: x")
        citizen, _ = await edited(hall, ZONE, 1, after)

    told = answers(citizen)
    assert set(kinds(told)) == {"text"}
    assert "Selisihnya 2,51 poin" in told[-1].text
    assert told[-1].buttons[-1] == "👎 Tidak menjawab"


async def test_after_an_erasure_the_buttons_of_a_picture_still_work(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, [answer] = await asked(hall, COMPARE)
        await citizen.says("/hapus_data")
        [sure] = await citizen.receives()
        await citizen.presses(sure, sure.buttons[0])
        await citizen.receives()
        await citizen.presses(answer, "Kategori SPI")
        [category] = await citizen.receives()

    assert category.text.startswith("SPI punya tiga kategori")


# --- in the preview


async def test_the_preview_shows_the_picture_and_why_it_came(tmp_path: Path) -> None:
    async with (
        previewhall(tmp_path, shipped_desk()) as hall,
        httpx.AsyncClient(base_url=hall.url, follow_redirects=True, timeout=10) as http,
    ):
        page = await http.post("/obrolan/sari/kirim?obrolan=sari", data={"teks": COMPARE})
        found = re.search(r'<img src="(/berkas/[\w-]+)" width="1080" height="810"', page.text)
        assert found
        picture = await http.get(found[1])

    assert picture.headers["content-type"] == "image/png"
    assert read(picture.content).dark(40, 30, 800, 76) > 6000
    assert [told.reply.entry for told in hall.preview.told.values()] == ["spi-perbandingan"]
