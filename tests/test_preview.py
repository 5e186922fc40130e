"""The preview shows what Telegram would, says why, and needs no script for it."""

import asyncio
import re
import struct
import zlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path

import httpx
import pytest
from telegram import Bot

from bot.answering import Desk
from bot.loading.reading import Fault
from bot.localtelegram.chats import Message
from bot.preview import Preview, Refused
from bot.replies import Kind
from bot.seats import STAFF
from tests.previewhall import PreviewHall, previewhall
from tests.townhall import question_of

CSS = Path(__file__).parent.parent / "bot" / "static" / "preview.css"
KNOWN = "apa slogan kpu purwakarta"
HANG = 10


def png(width: int = 8, height: int = 6) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + b"\x99" * width) * height)
    begin = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    return begin + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@asynccontextmanager
async def opened(
    tmp_path: Path, desk: Desk | None = None
) -> AsyncIterator[tuple[PreviewHall, httpx.AsyncClient]]:
    """A preview, and a browser without script at it."""
    async with (
        previewhall(tmp_path, desk) as hall,
        httpx.AsyncClient(base_url=hall.url, follow_redirects=True, timeout=HANG) as http,
    ):
        yield hall, http


async def answer(hall: PreviewHall, key: str, text: str) -> Message:
    """What the bot says to it."""
    seat = hall.preview.seats[key]
    before = len(seat.place.chat.sent)
    await hall.preview.say(seat, 0, text)
    await hall.world.until(lambda: len(seat.place.chat.sent) > before)
    return seat.place.chat.sent[-1]


async def until(condition: Callable[[], object], preview: Preview) -> None:
    """Waits for something the preview notes."""
    async with asyncio.timeout(HANG):
        while not condition():
            await preview.changes(0.1)


def seen(html: str) -> str:
    """The page's words, one space between each."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


async def test_nobody_has_written_so_the_bot_says_who_it_is_and_waits_for_start(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (hall, http):
        page = (await http.get("/")).text

    assert hall.world.profile["description", ""] in unescape(page)
    assert '<button class="primary" name="teks" value="/start">Mulai</button>' in page


async def test_a_question_is_answered_without_script(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, http):
        page = await http.post("/obrolan/sari/kirim?obrolan=sari", data={"teks": KNOWN})

    assert page.url.path == "/"
    assert "Slogan kantor adalah Melayani." in seen(page.text)


async def test_beside_a_reply_stands_why_it_was_given(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        await answer(hall, "sari", "apa slgan kantor kpu ya")
        await until(lambda: hall.preview.told, hall.preview)
        words = seen((await http.get("/")).text)

    [told] = hall.preview.told.values()
    reply = told.reply
    assert reply.why.repaired == (("slgan", "slogan"),)
    assert "Dijawab · Slogan kantor · yakin" in words
    assert "Topik slogan" in words
    assert f"Contoh terdekat “{reply.why.phrasing}”" in words
    assert f"Kata penentu {', '.join(reply.why.words)}" in words
    assert "Dibaca sebagai slgan → slogan" in words


async def test_what_no_desk_said_has_no_why(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        await answer(hall, "sari", "/start")
        page = (await http.get("/")).text

    assert hall.preview.told == {}
    assert 'class="why"' not in page


async def test_citizens_answered_at_once_each_get_their_own_why(tmp_path: Path) -> None:
    questions = {"sari": KNOWN, "asep": "apa itu zona integritas", "dimas": "apa syarat wbk"}
    async with opened(tmp_path) as (hall, _):
        await asyncio.gather(*(answer(hall, key, text) for key, text in questions.items()))
        await until(lambda: len(hall.preview.told) == len(questions), hall.preview)
        told = {chat: one.reply.question for (chat, _), one in hall.preview.told.items()}

    seats = hall.preview.seats
    assert told == {seats[key].place.chat.id: text for key, text in questions.items()}


async def test_an_edited_question_changes_answer_and_why(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        sari = hall.preview.seats["sari"]
        first = await answer(hall, "sari", KNOWN)
        question = sari.place.messages[0]
        await http.post(
            "/obrolan/sari/kirim?obrolan=sari",
            data={"ubah": str(question.id), "teks": "apa itu zona integritas"},
        )
        await hall.world.until(lambda: first.edited)
        page = seen((await http.get("/")).text)

    assert "Dijawab · Zona Integritas" in page
    assert "Dijawab · Slogan kantor" not in page
    assert page.count("diedit") == 2


async def test_the_message_to_edit_stands_in_the_composer(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        await answer(hall, "sari", KNOWN)
        question = hall.preview.seats["sari"].place.messages[0]
        page = (await http.get(f"/?obrolan=sari&ubah={question.id}")).text

    assert f">{KNOWN}</textarea>" in page
    assert f'<input type="hidden" name="ubah" value="{question.id}">' in page


async def test_a_vote_brings_a_toast(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        message = await answer(hall, "sari", KNOWN)
        vote = message.keyboard[-1][0]["callback_data"]
        press = {"pesan": str(message.id), "data": vote}
        page = await http.post("/obrolan/sari/tekan?obrolan=sari", data=press)
        await hall.log.flush()

    assert 'class="toast"' in page.text


@pytest.mark.parametrize(
    ("key", "menu"), [("sari", "/bantuan"), ("maya", "/help"), ("rina", "/belum")]
)
async def test_the_menu_is_the_one_the_bot_has_set_for_them(
    tmp_path: Path, key: str, menu: str
) -> None:
    async with opened(tmp_path) as (hall, http):
        if key == "rina":
            await hall.world.until(lambda: any(str(STAFF) in one for one, _ in hall.world.commands))
        await answer(hall, key, "/start")
        page = (await http.get(f"/?obrolan={key}")).text

    assert f'<button name="teks" value="{menu}">' in page


async def test_a_picture_is_sent_and_shown(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, http):
        page = await http.post(
            "/obrolan/sari/kirim?obrolan=sari", data={"teks": KNOWN}, files={"foto": png()}
        )
        [address] = re.findall(r'src="(/berkas/[^"]+)"', page.text)
        picture = await http.get(address)
        missing = await http.get("/berkas/lain")

    assert "Slogan kantor adalah Melayani." in seen(page.text)
    assert (picture.content, picture.headers["content-type"]) == (png(), "image/png")
    assert missing.status_code == 404


@pytest.mark.parametrize(
    ("data", "files", "error"),
    [
        ({"teks": "  "}, {}, "Tulis pesan dahulu."),
        ({"teks": "ini", "ubah": "1"}, {}, "Pesan atau tombol itu sudah tidak ada."),
        ({"teks": "ini"}, {"foto": b"%PDF-1.7"}, "Pilih gambar PNG atau JPEG."),
        ({"teks": "i" * 1025}, {"foto": png()}, "Keterangan foto paling panjang 1.024"),
        ({"teks": "ini"}, {"foto": png() + bytes(5 << 20)}, "Gambar paling besar 5 MB."),
    ],
)
async def test_what_cannot_be_sent_is_said_and_what_was_typed_is_kept(
    tmp_path: Path, data: dict[str, str], files: dict[str, bytes], error: str
) -> None:
    async with opened(tmp_path) as (hall, http):
        page = await http.post("/obrolan/sari/kirim?obrolan=sari", data=data, files=files)

    assert page.status_code == 422
    assert error in seen(page.text)
    assert f">{data['teks']}</textarea>" in page.text
    assert hall.preview.seats["sari"].place.messages == []


async def test_who_blocks_the_bot_hears_nothing_until_it_is_started_anew(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        await answer(hall, "sari", "/start")
        page = await http.post("/obrolan/sari/blokir?obrolan=sari")
        with pytest.raises(Refused):
            await hall.preview.say(hall.preview.seats["sari"], 0, KNOWN)
        again = await http.post("/obrolan/sari/buka?obrolan=sari")

    assert "bot diblokir" in seen(page.text)
    assert "Buka blokir dan mulai ulang" in seen(page.text)
    assert len(hall.preview.seats["sari"].place.chat.sent) == 2
    assert "bot diblokir" not in seen(again.text)


async def test_in_the_group_the_bot_answers_who_calls_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        group = hall.preview.seats["kantor"]
        yudi = group.actors[1].id
        await hall.preview.say(group, yudi, "apa slogan kpu purwakarta")
        await hall.preview.say(group, yudi, f"@{hall.world.bot.username} {KNOWN}")
        await hall.world.until(lambda: group.place.chat.sent)
        page = (await http.get("/?obrolan=sari")).text

    [said] = group.place.chat.sent
    assert said.reply_to is group.place.messages[1]
    assert "Pak Yudi" in page


async def test_that_the_bot_is_typing_is_seen(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        await answer(hall, "sari", "/start")
        sari = hall.preview.seats["sari"]
        async with Bot(hall.world.token, request=hall.preview.request()) as bot:
            await bot.send_chat_action(sari.place.chat.id, "typing")
        typing = (await http.get("/?obrolan=sari")).text
        await answer(hall, "sari", KNOWN)
        await until(lambda: not sari.typing_until, hall.preview)
        done = (await http.get("/?obrolan=sari")).text

    assert "sedang mengetik" in typing
    assert "sedang mengetik" not in done


async def test_what_telegram_refuses_is_told_to_staff(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        hall.world.faults.next("sendMessage", status=400, description="Bad Request: <lain>")
        await hall.preview.say(hall.preview.seats["sari"], 0, "/start")
        await until(lambda: hall.preview.refusals, hall.preview)
        page = seen((await http.get("/")).text)

    assert "sendMessage 400: Bad Request: <lain>" in page


async def test_where_an_edit_is_broken_is_shown_until_it_is_mended(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        before = hall.preview.state()
        hall.holder.faults = (Fault(file="umum.yaml", line=12, message="kunci titel <tak> ada"),)
        broken = seen((await http.get("/")).text)
        changed = hall.preview.state()
        hall.holder.faults = ()
        mended = seen((await http.get("/")).text)

    assert "umum.yaml:12 kunci titel <tak> ada" in broken
    assert before != changed
    assert "umum.yaml:12" not in mended
    assert "tanpa kesalahan" in mended


async def test_news_come_as_events(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http), http.stream("GET", "/kejadian") as stream:
        lines = (line async for line in stream.aiter_lines() if line.startswith("data: "))
        async with asyncio.timeout(HANG):
            first = await anext(lines)
            await hall.preview.say(hall.preview.seats["asep"], 0, KNOWN)
            second = await anext(lines)
            hall.holder.faults = (Fault(file="a.yaml", line=1, message="x"),)
            third = await anext(lines)
            while third != f"data: {hall.preview.state()}":
                third = await anext(lines)

    assert len({first, second, third}) == 3


async def test_a_long_talk_stays_a_small_page_and_can_be_read_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        for _ in range(8):
            await answer(hall, "sari", "ceritakan sejarah kantor")
            await answer(hall, "kantor", f"@{hall.world.bot.username} bacakan tata tertib tamu")
            await answer(hall, "sari", KNOWN)
        page = await http.get("/?obrolan=sari&samping=kantor")
        size, pages, first = len(page.content), 1, hall.preview.seats["sari"].place.messages[0]
        while f'id="m{first.id}"' not in page.text and pages < 20:
            [earlier] = re.findall(r"obrolan=sari[^\"]*sebelum=(\d+)", page.text)[:1]
            page = await http.get(f"/?obrolan=sari&samping=tidak&sebelum={earlier}")
            pages += 1

    assert size < 60_000
    assert 1 < pages < 20


@pytest.mark.parametrize(
    "path", ["/?obrolan=lain&samping=lain", "/?ubah=x&balas=9&sebelum=" + "9" * 99]
)
async def test_an_address_that_makes_no_sense_shows_the_page(tmp_path: Path, path: str) -> None:
    async with opened(tmp_path) as (_, http):
        assert (await http.get(path)).status_code == 200


async def test_a_chat_or_an_act_that_is_none_is_not_found(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, http):
        answers = [await http.post(f"/obrolan/{path}") for path in ("x/kirim", "sari/x")]

    assert [one.status_code for one in answers] == [404, 404]


async def test_a_page_elsewhere_cannot_drive_the_preview(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        answer = await http.post(
            "/obrolan/sari/kirim",
            data={"teks": KNOWN},
            headers={"origin": "https://jahat.example"},
        )

    assert answer.status_code == 403
    assert hall.preview.seats["sari"].place.messages == []


async def test_there_is_no_script_and_no_style_in_the_page_itself(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, http):
        await answer(hall, "sari", KNOWN)
        page = (await http.get("/")).text

    assert (
        re.findall(r"<script(?! src=\"/static/[\w.]+\" defer>)|<style|\sstyle=|\son\w+=", page)
        == []
    )
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//(?!kpu\.go\.id)", page) == []


@pytest.mark.parametrize(
    ("question", "word"),
    [
        (KNOWN, "Dijawab"),
        (question_of(Kind.CLARIFY), "Ditanya balik"),
        ("halo", "Basa-basi"),
        ("???", "Tidak terjawab"),
    ],
)
async def test_each_kind_of_reply_is_named_in_words(
    tmp_path: Path, question: str, word: str
) -> None:
    async with opened(tmp_path) as (hall, http):
        await answer(hall, "sari", question)
        await until(lambda: hall.preview.told, hall.preview)
        page = (await http.get("/")).text

    assert f">{word}</b>" in page


def _schemes() -> dict[str, dict[str, str]]:
    """The colours of the light and the dark scheme."""
    css = CSS.read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in blocks)
    return {"light": light, "dark": light | dark}


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("page", "surface", "chat", "out", "chosen")
PAIRS = [
    *((ink, ground) for ink in ("ink", "muted", "link") for ground in GROUNDS),
    *((tone, ground) for tone in ("good", "warn", "bad") for ground in ("page", "surface", "chat")),
    ("on-accent", "accent"),
    ("on-notice", "notice"),
    *(("on-avatar", f"avatar-{at}") for at in range(1, 7)),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_ink_can_be_read_on_every_ground(scheme: str, ink: str, ground: str) -> None:
    colours = _schemes()[scheme]

    assert _contrast(colours[ink], colours[ground]) >= 4.5


def test_colours_stand_in_the_variables_only() -> None:
    css = CSS.read_text(encoding="utf-8")
    rest = re.sub(r":root \{.*?\}", "", css, flags=re.DOTALL)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![\w-]*\s*\{)", rest) == []
