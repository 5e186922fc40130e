"""The console's replay: made once beside the pages, and shown as figures, picture and table."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from bot.addresses import HOME
from bot.console.replay import PAGE
from bot.console.replays import DAYS, Made, Replays, Working
from bot.keeping.kept import Asked, StoreError, Vote
from bot.keeping.queryids import id_text
from bot.keeping.storage import SQLite
from bot.replies import Kind
from bot.reviews.replaying import Fate, Mute
from bot.signin import Role
from tests.consolehall import console, field_of, seen
from tests.logged import BUDI, question
from tests.officehall import unknown
from tests.townhall import KNOWLEDGE, desk_of

PAGE_AT = f"{HOME}/putar-ulang"
WBK = "apa syarat wbk"
# Without a word there is nothing that could fit, whatever the matching.
NOTHING = "🤷 ???"
LIGHT = 60_000
FEWER = re.sub(r"    related: .*\n", "", KNOWLEDGE.partition("  - id: wbk")[0])


def lately(asked: Asked, **span: float) -> Asked:
    """The same, asked a while ago."""
    at = datetime.now(UTC) - timedelta(**(span or {"hours": 1}))
    return Asked(**{**asked.__dict__, "at": at})


async def done(replays: Replays, store: SQLite) -> Made:
    """Looks until it is made."""
    while True:
        found = await replays.look(store, desk_of(), datetime.now(UTC))
        if isinstance(found, Made):
            return found


async def test_what_was_won_lost_and_changed_is_shown(tmp_path: Path) -> None:
    asked = [
        lately(unknown(1, WBK)),
        lately(unknown(2, WBK, "5" * 32)),
        lately(question(3, words=NOTHING, entry="wbk", entries=("wbk",))),
        lately(question(4, words=WBK, entry="wbbm", entries=("wbbm",))),
        lately(question(5, words=None)),
        lately(question(6, words=WBK, entry="wbk", entries=("wbk",))),
        lately(unknown(7, WBK), days=DAYS + 1),
    ]
    async with console(tmp_path, *asked) as hall, hall.signed_in(Role.READER) as http:
        await hall.store.vote(3, Vote.YES, BUDI)
        answer = await http.get(PAGE_AT)
        lost = await http.get(f"{PAGE_AT}?hasil=lost")
        strange = await http.get(f"{PAGE_AT}?hasil=../x&halaman=-1")

    page = seen(answer.text)
    assert "5 pertanyaan ditanyakan ulang" in page
    assert "Kini terjawab 2 – dahulu belum terjawab" in page
    assert "Hilang 1 –" in page
    assert "Berubah 1 –" in page
    assert "Tetap 1 –" in page
    assert "Tidak diputar 1 – kata-katanya tidak disimpan" in page
    assert f"{NOTHING} Hilang (disetujui warga) Dijawab : WBK Tidak terjawab 1 1" in page
    assert f"{WBK} Kini terjawab Tidak terjawab Dijawab : WBK 2 2" in page
    assert f'href="/konsol/log/{id_text(2)}"' in answer.text
    assert "Dijawab 3 4" in page
    table = lost.text.partition('<table class="cards">')[2]
    assert (NOTHING in table, WBK in table) == (True, False)
    assert (answer.status_code, strange.status_code) == (200, 200)
    assert len(set(re.findall(r'\bid="([^"]+)"', answer.text))) == answer.text.count(' id="')


async def test_of_an_empty_log_it_is_said_what_to_do(tmp_path: Path) -> None:
    async with console(tmp_path) as hall, hall.signed_in() as http:
        page = seen((await http.get(PAGE_AT)).text)

    assert "Belum ada pertanyaan yang dapat ditanyakan ulang" in page


async def test_it_is_kept_until_the_knowledge_is_another_one_or_somebody_asks(
    tmp_path: Path,
) -> None:
    async with console(tmp_path, lately(unknown(1, WBK))) as hall:
        session = await hall.session(Role.READER)
        async with hall.client(session) as http:
            first = await http.get(PAGE_AT)
            await hall.store.add([lately(unknown(2, "apa syarat wbbm"))])
            still = await http.get(PAGE_AT)
            form = {"csrf": field_of(first.text.partition("hitung")[2], "csrf")}
            again = await http.post(f"{PAGE_AT}/hitung", data=form)
            anew = await http.get(again.headers["location"])
            (hall.folder / "umum.yaml").write_text(FEWER, encoding="utf-8")
            await hall.holder.reload()
            other = await http.get(PAGE_AT)

    assert "1 pertanyaan ditanyakan ulang" in seen(first.text)
    assert "1 pertanyaan ditanyakan ulang" in seen(still.text)
    assert "2 pertanyaan ditanyakan ulang" in seen(anew.text)
    assert "Kini terjawab 2" in seen(anew.text)
    assert "Kini terjawab 0" in seen(other.text)


async def test_a_long_one_says_how_far_it_is_and_holds_nobody_up(tmp_path: Path) -> None:
    asked = [lately(unknown(id, f"{NOTHING} {id}"), seconds=id) for id in range(1, 1501)]
    async with console(tmp_path, *asked) as hall:
        session = await hall.session()
        async with hall.client(session, patient=False) as looking:
            working = await looking.get(PAGE_AT)
            while "pertanyaan 30 hari" not in seen(working.text):
                working = await looking.get(PAGE_AT)
        async with hall.client(session) as http:
            others = [await http.get(HOME), await http.get(f"{HOME}/log")]
            page = await http.get(PAGE_AT)

    assert re.search(r"\d[\d.]* dari 1\.500 pertanyaan", seen(working.text))
    assert "Sedang dihitung" in seen(working.text)
    assert re.search(r'<progress [^>]*max="1500" value="\d+">', working.text)
    assert 'href="/konsol/putar-ulang" data-again>Muat ulang' in working.text
    assert working.status_code == 202
    assert [answer.status_code for answer in others] == [200, 200]
    assert "1.500 pertanyaan ditanyakan ulang" in seen(page.text)
    assert len(page.content) < LIGHT


async def test_many_changes_come_in_pages_and_each_page_is_light(tmp_path: Path) -> None:
    entries = ("wbk", "wbbm")
    asked = [
        lately(question(id, words=f"{NOTHING} {'x' * 300} {id}", entry="wbk", entries=entries))
        for id in range(1, 2 * PAGE + 2)
    ]
    seen_ids: list[str] = []
    async with console(tmp_path, *asked) as hall, hall.signed_in() as http:
        address = PAGE_AT
        while address:
            page = await http.get(address)
            seen_ids += re.findall(r'href="/konsol/log/(\w+)"', page.text)
            found = re.search(r'href="([^"]+)" rel="next"', page.text)
            address = unescape(found[1]) if found else ""

            assert len(page.content) < LIGHT

    assert sorted(seen_ids) == sorted({id_text(asked.id) for asked in asked})


async def test_beyond_so_many_the_newest_are_asked_and_it_is_said(tmp_path: Path) -> None:
    asked = [lately(unknown(id, WBK), minutes=100 - id) for id in range(1, 9)]
    async with SQLite(tmp_path / "bot.db") as store:
        await store.add(asked)
        made = await done(Replays(most=5), store)
        whole = await done(Replays(most=8), store)

    assert (made.capped, made.replay.fates) == (True, {Fate.WON: 5})
    assert made.replay.first and abs(made.replay.first - asked[3].at) < timedelta(seconds=1)
    assert (whole.capped, whole.replay.fates, whole.replay.mute.get(Mute.PRIVATE)) == (
        False,
        {Fate.WON: 8},
        None,
    )


async def test_a_log_that_cannot_be_read_is_told_and_tried_again(tmp_path: Path) -> None:
    store, replays = SQLite(tmp_path / "bot.db"), Replays()
    with pytest.raises(StoreError):
        await done(replays, store)
    async with store:
        await store.add([lately(question(1, kind=Kind.UNKNOWN, words=WBK))])

        assert (await done(replays, store)).replay.asked == 1


async def test_who_looks_while_another_starts_anew_gets_an_answer(tmp_path: Path) -> None:
    asked = [lately(unknown(id, f"{NOTHING} {id}"), seconds=id) for id in range(1, 2001)]
    async with SQLite(tmp_path / "bot.db") as store:
        await store.add(asked)
        replays = Replays()
        looking = asyncio.create_task(replays.look(store, desk_of(), datetime.now(UTC)))
        await asyncio.sleep(0.01)
        replays.forget()

        assert isinstance(await looking, Working)
        replays.forget()
