"""The public page: shut until it is opened, and nothing on it that is anybody's own."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from bot import disclosing, sampling, web
from bot.answering import Desk
from bot.disclosing import ADDRESS, LISTED, Disclosure, blocks, held, last_changed, switch
from bot.keeping.kept import Asked, Vote
from bot.keeping.querylog import QueryLog
from bot.keeping.storage import SQLite
from bot.knowledge import load
from bot.opening import WebDoor
from bot.replies import Kind
from bot.settings import load_settings
from bot.signin import Role
from tests.consolehall import JAKARTA, STAFF, console, field_of, seen
from tests.contrasts import contrast, schemes_of
from tests.desks import ROOT, shipped_desk
from tests.folders import made
from tests.logged import question
from tests.officehall import unknown
from tests.townhall import KNOWLEDGE, Holder, desk_of

LIGHT = 60_000
CSS = ROOT / "bot" / "static" / "disclosure.css"
PEOPLE = ["a" * 32, "b" * 32, "c" * 32, "d" * 32]
PRIVATE = KNOWLEDGE.replace("    related: [wbk, wbbm]\n", "    private: true\n")


@asynccontextmanager
async def public(
    tmp_path: Path, *asked: Asked, desk: Desk | None = None, on: bool = True
) -> AsyncIterator[tuple[SQLite, Holder, httpx.AsyncClient]]:
    """The page over a log with these questions, and a browser anywhere in the world."""
    holder = Holder(desk=desk or desk_of())
    async with SQLite(tmp_path / "bot.db") as store:
        await store.add(asked)
        if on:
            await switch(store, on=True)
        rooms = Disclosure(holder, store, JAKARTA, 90).routes()
        transport = httpx.ASGITransport(
            web.build(rooms, facts=lambda: {}), client=("203.0.113.7", 5)
        )
        async with httpx.AsyncClient(transport=transport, base_url="https://bot.example") as http:
            yield store, holder, http


async def page_of(tmp_path: Path, *asked: Asked, desk: Desk | None = None) -> str:
    async with public(tmp_path, *asked, desk=desk) as (_, _, http):
        answer = await http.get(ADDRESS)
    assert answer.status_code == 200
    return answer.text


def now(**span: float) -> datetime:
    return datetime.now(UTC) - timedelta(**(span or {"seconds": 5}))


def crowd(entry: str, people: int, times: int = 1, first: int = 1) -> list[Asked]:
    """So many people asked for this entry so often each."""
    return [
        question(
            first + at,
            at=now(),
            person=PEOPLE[at % people],
            entry=entry,
            entries=(entry,),
            words="x",
        )
        for at in range(people * times)
    ]


async def test_while_it_is_shut_it_is_as_if_it_were_not_there(tmp_path: Path) -> None:
    async with public(tmp_path, on=False) as (store, _, http):
        shut = await http.get(ADDRESS)
        nothing = await http.get("/tidak-ada")
        await switch(store, on=True)
        opened = await http.get(ADDRESS)
        await switch(store, on=False)
        again = await http.get(ADDRESS)

    assert (
        (shut.status_code, shut.text) == (nothing.status_code, nothing.text) == (404, "Not Found")
    )
    assert (opened.status_code, again.status_code) == (200, 404)


async def test_what_the_bot_knows_is_told(tmp_path: Path) -> None:
    page = seen(await page_of(tmp_path))

    assert "Topik dengan jawaban 6" in page
    assert "Di antaranya dikonfirmasi kantor 1 (16,7 %)" in page
    assert "Jawaban terakhir dicocokkan dengan sumbernya 24 November 2026" in page
    assert "Umum (6 topik) Slogan kantor Zona Integritas WBK WBBM" in page


async def test_how_it_fared_is_told_in_counts(tmp_path: Path) -> None:
    asked = [
        *crowd("wbk", 3),
        replace(unknown(10, "rahasia sekali"), at=now(), person=PEOPLE[3]),
        question(11, at=now(), kind=Kind.REFERRAL, entry="ktp", entries=()),
        question(12, at=now(), kind=Kind.SMALLTALK, entry="greeting", entries=()),
        question(13, at=now(days=40)),
    ]
    async with public(tmp_path, *asked) as (store, _, http):
        await store.vote(1, Vote.YES, PEOPLE[0])
        html = (await http.get(ADDRESS)).text
    page = seen(html)

    assert "Pertanyaan 5 Dijawab 3 (60 %)" in page
    assert "Ditunjukkan lembaga yang berwenang 1 (20 %)" in page
    assert "Belum dapat dijawab 1 (20 %)" in page
    assert "Cakupan: dikenali bot 4 (80 %)" in page
    assert "Masih ditinjau kantor 1" in page
    assert "Dinilai membantu 1 Dinilai tidak membantu 0" in page
    assert "Paling sering ditanyakan WBK 3 kali" in page
    for secret in ("rahasia sekali", *PEOPLE, "ktp"):
        assert secret not in html


@pytest.mark.parametrize(
    ("people", "times", "told"), [(3, 1, True), (4, 2, True), (2, 9, False), (1, 50, False)]
)
async def test_a_theme_of_few_people_is_not_told_however_often_they_asked(
    tmp_path: Path, people: int, times: int, told: bool
) -> None:
    others = crowd("wbbm", 4, first=500)
    page = seen(await page_of(tmp_path, *crowd("wbk", people, times), *others))

    themes = page.partition("Paling sering ditanyakan")[2].partition("Hanya topik")[0]
    assert ("WBK" in themes, "WBBM 4 kali" in themes) == (told, True)


async def test_where_fewer_than_three_asked_nothing_of_it_is_told(tmp_path: Path) -> None:
    page = seen(await page_of(tmp_path, *crowd("wbk", 2, 30)))

    assert "Belum cukup banyak orang yang bertanya" in page
    assert "60" not in page.partition("melayani")[2].partition("Privasi")[0]


async def test_a_private_or_vanished_entry_is_no_theme(tmp_path: Path) -> None:
    asked = [*crowd("zona", 4), *crowd("gone", 4, first=100), *crowd("wbk", 4, first=200)]
    page = seen(await page_of(tmp_path, *asked, desk=desk_of(PRIVATE)))

    themes = page.partition("Paling sering ditanyakan")[2].partition("Hanya topik")[0]
    assert themes.split() == ["WBK", "4", "kali"]


async def test_privacy_and_the_way_to_the_office_are_told_in_the_offices_words(
    tmp_path: Path,
) -> None:
    html = await page_of(tmp_path)

    assert "Catatan pertanyaan dihapus setelah 90 hari." in seen(html)
    assert 'href="https://kab-purwakarta.kpu.go.id"' in html
    assert 'href="mailto:parmaskpupurwakarta@gmail.com"' in html
    assert "{" not in html


async def test_it_needs_nothing_but_itself_and_sets_nothing(tmp_path: Path) -> None:
    async with public(tmp_path, desk=shipped_desk()) as (_, _, http):
        answer = await http.get(ADDRESS)
        head = await http.head(ADDRESS)
        posted = await http.post(ADDRESS)
        style = await http.get("/static/disclosure.css")
    html = answer.text

    assert len(answer.content) < LIGHT
    assert "<script" not in html
    assert "style=" not in html
    assert re.findall(r'(?:src|href)="(/[^"]*)"', html) == [
        "/static/preview.svg",
        "/static/disclosure.css",
    ]
    assert "set-cookie" not in answer.headers
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert (head.status_code, posted.status_code, style.status_code) == (200, 405, 200)
    assert len(set(re.findall(r'\bid="([^"]+)"', html))) == html.count(' id="')


async def test_of_a_huge_knowledge_the_page_stays_light(tmp_path: Path) -> None:
    entries = "".join(
        f"  - {{id: e{n}, title: {'judul panjang sekali ' * 3}, ask: [tanya {n}], answer: Ini.}}\n"
        for n in range(LISTED + 200)
    )
    page = await page_of(tmp_path, desk=desk_of(f"entries:\n{entries}"))

    assert len(page.encode()) < LIGHT
    assert "(500 topik)" in seen(page)
    assert "… dan 200 lagi." in seen(page)


async def test_it_is_made_once_for_many_and_anew_for_another_knowledge(tmp_path: Path) -> None:
    async with public(tmp_path) as (store, holder, http):
        first, *others = await asyncio.gather(*(http.get(ADDRESS) for _ in range(20)))
        await store.add(crowd("wbk", 4))
        still = await http.get(ADDRESS)
        holder.desk = desk_of(PRIVATE)
        anew = await http.get(ADDRESS)

    assert {answer.text for answer in others} == {first.text} == {still.text}
    assert "WBK 4 kali".replace(" ", "") in seen(anew.text).replace(" ", "")


async def test_a_log_that_cannot_be_read_is_told_calmly(tmp_path: Path) -> None:
    async with public(tmp_path) as (store, _, http):
        await store.close()
        answer = await http.get(ADDRESS)

    assert (answer.status_code, "bot.db" in answer.text) == (503, False)


async def test_invented_questions_are_called_so(tmp_path: Path) -> None:
    async with public(tmp_path) as (store, _, http), QueryLog(store) as log:
        await sampling.fill(store, log, desk_of(), datetime.now(JAKARTA))
        page = seen((await http.get(ADDRESS)).text)

    assert "Ini pratinjau. Angka di halaman ini memuat" in page


# --- the switch


async def test_an_admin_switches_it_on_and_off_in_the_console(tmp_path: Path) -> None:
    async with console(tmp_path) as hall, hall.signed_in(Role.ADMIN) as http:
        page = (await http.get("/konsol/publik")).text
        form = {"csrf": field_of(page.partition("nyalakan")[2], "csrf")}
        switched = await http.post("/konsol/publik/nyalakan", data=form)
        on = await disclosing.is_open(hall.store)
        after = (await http.get(switched.headers["location"])).text
        await http.post("/konsol/publik/matikan", data=form)
        off = await disclosing.is_open(hall.store)

    assert "Halaman publik sekarang: mati" in seen(page)
    assert "menyala di /keterbukaan" in seen(after)
    assert (switched.status_code, on, off) == (303, True, False)


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
async def test_nobody_else_does(tmp_path: Path, role: Role) -> None:
    async with console(tmp_path) as hall:
        session = await hall.session(role)
        async with hall.client(session) as http:
            form = {"csrf": await hall.csrf(session)}
            answer = await http.post("/konsol/publik/nyalakan", data=form)
            home = await http.get("/konsol")
        on = await disclosing.is_open(hall.store)

    assert (answer.status_code, on) == (403, False)
    assert "/konsol/publik" not in home.text


async def test_in_a_real_run_the_switch_opens_the_page_to_the_world(tmp_path: Path) -> None:
    folder = tmp_path / "k"
    folder.mkdir()
    made(folder, {"umum.yaml": KNOWLEDGE})
    environ = {"LISTEN": "127.0.0.1:0", "KNOWLEDGE_DIR": str(folder)}
    async with SQLite(tmp_path / "bot.db") as store:
        door = WebDoor(load_settings(environ, None), store, Holder(desk=desk_of()), [STAFF])
        async with (
            door.open(asyncio.Event(), "telegram"),
            httpx.AsyncClient(follow_redirects=True, timeout=10) as http,
            httpx.AsyncClient(timeout=10) as world,
        ):
            shut = await world.get(f"{door.url}{ADDRESS}")
            await http.post(str(await door.link(STAFF)))
            page = (await http.get(f"{door.url}/konsol/publik")).text
            form = {"csrf": field_of(page.partition("nyalakan")[2], "csrf")}
            await http.post(f"{door.url}/konsol/publik/nyalakan", data=form)
            opened = await world.get(f"{door.url}{ADDRESS}", headers={"host": "bot.example"})
    today = datetime.now(JAKARTA).date()

    assert (shut.status_code, opened.status_code) == (404, 200)
    assert f"Pengetahuan terakhir diubah {today.day} " in seen(opened.text)


# --- its parts


def test_a_folders_last_change_is_that_of_its_newest_file(tmp_path: Path) -> None:
    made(tmp_path, {"a.yaml": "entries: []", "b.yaml": "entries: []", "c.txt": ""})
    changed = last_changed(tmp_path)

    assert changed and abs(changed - datetime.now(UTC)) < timedelta(minutes=5)
    assert last_changed(tmp_path / "none") is None


def test_paragraphs_and_lists_are_told_apart() -> None:
    assert list(blocks("a\nb\n\n- c\n- d\n\n\n\ne")) == [
        ("p", ["a", "b"]),
        ("ul", ["c", "d"]),
        ("p", ["e"]),
    ]


def test_a_knowledge_without_days_is_told_without_them() -> None:
    with TemporaryDirectory() as folder:
        text = "entries:\n  - {id: a, title: A, ask: [a b], answer: A.}\n"
        knowledge = load(made(Path(folder), {"x.yaml": text}))

    assert (held(knowledge).checked, held(knowledge).confirmed) == (None, 0)
    assert held(desk_of().knowledge).checked == date(2026, 11, 24)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read(scheme: str) -> None:
    colours = schemes_of(CSS)[scheme]
    pairs = [
        *((ink, ground) for ink in ("ink", "muted", "link") for ground in ("page", "surface")),
        ("on-accent", "accent"),
        ("on-banner", "banner"),
    ]
    low = {pair: contrast(*(colours[name] for name in pair)) for pair in pairs}

    assert {pair: ratio for pair, ratio in low.items() if ratio < 4.5} == {}
