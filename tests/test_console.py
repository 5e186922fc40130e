"""What the console's pages say, without script, over a real database and desk."""

import json
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from bot import sampling
from bot.addresses import HOME
from bot.console.chart import chart
from bot.console.figures import figure, percent
from bot.console.log import PAGE
from bot.console.today import WEEKS
from bot.keeping.kept import REJECTED, Asked, Vote, Wanted
from bot.keeping.queryids import id_text
from bot.keeping.storage import SQLite
from bot.replies import Kind, Ranked
from bot.signin import Role
from tests.consolehall import JAKARTA, console, field_of, seen
from tests.contrasts import contrast, schemes_of
from tests.desks import shipped_desk
from tests.logged import BUDI, SITI, question
from tests.officehall import unknown
from tests.townhall import desk_of

STATIC = Path(__file__).parent.parent / "bot" / "static"
CSS = STATIC / "console.css"
LIGHT = 60_000
# Seconds; a hang limit and no measure.
PATIENCE = 5.0


def ago(**span: float) -> datetime:
    return datetime.now(UTC) - timedelta(**span)


def rows_of(html: str) -> list[str]:
    """The words of each row of the log."""
    return [seen(row) for row in re.findall(r"<tr>\s*<td.*?</tr>", html, re.DOTALL)]


# --- today


async def test_a_day_a_week_and_a_month_are_told_in_figures(tmp_path: Path) -> None:
    asked = [
        question(1, at=ago(seconds=1)),
        unknown(2, "kapan", at=ago(seconds=1)),
        question(3, at=ago(days=3), kind=Kind.REFERRAL, entry="x", entries=()),
        question(4, at=ago(days=20)),
        question(5, at=ago(days=40)),
        question(6, at=ago(seconds=1), kind=Kind.SMALLTALK, entry="greeting", entries=()),
    ]
    async with console(tmp_path, *asked) as hall, hall.signed_in() as http:
        await hall.store.vote(1, Vote.YES, BUDI)
        await hall.store.vote(4, Vote.NO, BUDI)
        page = seen((await http.get(HOME)).text)

    assert "Ditanyakan 2 3 4" in page
    assert "Dijawab 1 (50\xa0%) 1 (33,3\xa0%) 2 (50\xa0%)".replace("\xa0", " ") in page
    assert "Dirujuk 0 1 (33,3 %) 1 (25 %)" in page
    assert "Tidak terjawab 1 (50 %) 1 (33,3 %) 1 (25 %)" in page
    assert "Menunggu kantor 1 (50 %) 1 (33,3 %) 2 (50 %)" in page
    assert "Suara “membantu” 1 1 1" in page
    assert "Suara “tidak membantu” 0 0 1" in page
    assert "Waktu tengah mencari jawaban (milidetik) 0,5 0,5 0,5" in page
    assert "Basa-basi (tidak dihitung bertanya) 1 1 1" in page


async def test_the_chart_says_the_same_in_a_table(tmp_path: Path) -> None:
    today = datetime.now(JAKARTA).date()
    async with (
        console(tmp_path, question(1, at=ago(seconds=1))) as hall,
        hall.signed_in() as http,
    ):
        page = (await http.get(HOME)).text

    table = re.findall(r'<tr><th scope="row"><a href="([^"]+)">.*?</tr>', page)
    assert page.count("<svg") == page.count("<title id=") == page.count("<desc id=") == 4
    assert len(table) == 30 + WEEKS
    assert unescape(table[0]) == f"/konsol/log?dari={today}&sampai={today}"
    assert len(set(re.findall(r'\bid="([^"]+)"', page))) == page.count(' id="')


async def test_weeks_begin_on_monday_and_the_last_one_is_up_to_today(tmp_path: Path) -> None:
    today = datetime.now(JAKARTA).date()
    monday = today - timedelta(days=today.weekday())
    noon = datetime(monday.year, monday.month, monday.day, 12, tzinfo=JAKARTA)
    times = [noon - timedelta(days=back) for back in (1, 2, 7, 8, 7 * WEEKS)]
    times.append(noon - timedelta(hours=12))
    asked = [question(id, at=at) for id, at in enumerate(times, 1)]
    async with console(tmp_path, *asked) as hall, hall.signed_in() as http:
        page = (await http.get(HOME)).text

    rows = re.findall(r'<tr><th scope="row"><a href="[^"]*?dari=(.{10})&amp;sampai=(.{10})">', page)
    weeks = [date.fromisoformat(first) for first, last in rows if first != last]
    figures = [int(n) for n in re.findall(r'</th><td class="number">(\d+)</td>', page)]
    assert weeks == [monday - timedelta(days=7 * back) for back in range(WEEKS)]
    assert figures[-WEEKS:][:3] == [1, 3, 1]
    assert sum(figures[-WEEKS:]) == 5


async def test_what_is_asked_most_and_what_wants_care_is_listed(tmp_path: Path) -> None:
    asked = [question(at, at=ago(days=1), entry="zona", entries=("zona",)) for at in (1, 2)]
    asked.append(question(3, at=ago(days=1), entry="wbk", entries=("wbk",)))
    asked.append(question(4, at=ago(days=99), entry="wbbm", entries=("wbbm",)))
    async with console(tmp_path, *asked) as hall, hall.signed_in() as http:
        html = (await http.get(HOME)).text
        page = seen(html)

    assert "Zona Integritas 2 kali WBK 1 kali" in page
    assert 'href="/konsol/log?topik=zona"' in html
    assert "Belum dikonfirmasi kantor: 5 topik" in page  # zona alone is signed off
    assert "WBK wbk 1 kali" in page
    unasked = page.partition("Belum pernah ditanyakan")[2]
    assert unasked.startswith(": 3 topik")
    assert ("Slogan kantor" in unasked, "WBBM" in unasked) == (True, False)


async def test_an_empty_log_says_what_to_do(tmp_path: Path) -> None:
    async with console(tmp_path) as hall, hall.signed_in() as http:
        pages = [seen((await http.get(f"{HOME}{path}")).text) for path in ("", "/log", "/tinjau")]

    assert "Kirim satu pertanyaan kepada bot" in pages[0]
    assert "Belum ada pertanyaan yang tercatat" in pages[1]
    assert "Tidak ada yang menunggu" in pages[2]
    assert not any("Ini log contoh" in page for page in pages)


# --- the log


async def test_the_newest_stand_first_and_each_page_leads_on(tmp_path: Path) -> None:
    asked = [question(at, words=f"nomor {at}") for at in range(1, 2 * PAGE + 3)]
    numbers: list[int] = []
    async with console(tmp_path, *asked) as hall, hall.signed_in() as http:
        address = f"{HOME}/log?kata=nomor"
        while address:
            page = (await http.get(address)).text
            numbers += map(int, re.findall(r"<bdi>nomor (\d+)</bdi>", page))
            # What comes in meanwhile moves nothing.
            await hall.store.add([question(1000 + len(numbers), words="nomor 0")])
            older = re.search(r'href="([^"]+)" rel="next"', page)
            address = unescape(older[1]) if older else ""

    assert numbers == list(range(2 * PAGE + 2, 0, -1))


FILTERS = [
    ("kata=ZONA", ["b"]),
    ("kata=a%26b", []),
    ("dari=2026-11-23&sampai=2026-11-23", ["b"]),
    ("dari=2026-11-24", ["a"]),
    ("sampai=2026-11-22", ["c"]),
    ("jenis=unknown", ["c"]),
    ("topik=zona", ["b"]),
    ("topik=Zona+Integritas", ["b"]),
    ("bahasa=su", ["c"]),
    ("suara=no", ["a"]),
    ("menunggu=1", ["a", "c"]),
    ("menunggu=1&jenis=answer", ["a"]),
    ("", ["a", "b", "c"]),
]


@pytest.mark.parametrize(("query", "found"), FILTERS)
async def test_filters_stand_in_the_address_and_in_the_export(
    tmp_path: Path, query: str, found: list[str]
) -> None:
    at = datetime(2026, 11, 24, 0, 30, tzinfo=JAKARTA)
    asked = [
        question(3, at=at, words="a", entry="wbk", entries=("wbk",)),
        question(2, at=at - timedelta(hours=1), words="b zona", entry="zona", entries=("zona",)),
        replace(unknown(1, "c"), at=at - timedelta(days=2), language="su"),
    ]
    async with console(tmp_path, *asked) as hall, hall.signed_in() as http:
        await hall.store.vote(3, Vote.NO, BUDI)
        page = await http.get(f"{HOME}/log?{query}")
        lines = (await http.get(f"{HOME}/log.jsonl?{query}")).text.splitlines()
        links = [unescape(link) for link in re.findall(r'href="([^"]+)" download', page.text)]
        sizes = [len((await http.get(link)).content) for link in links]

    assert page.status_code == 200
    assert [word[0] for word in re.findall(r"<bdi>([^<]*)</bdi>", page.text)] == found
    assert [json.loads(line)["words"][0] for line in lines] == found
    assert [bool(size) for size in sizes] == [True] * (3 if found else 0)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("dari=kemarin", "dari"),
        ("sampai=2026-13-01", "sampai"),
        ("dari=9999-12-31", "dari"),
        ("jenis=lain", "jenis"),
        ("topik=../x", "topik"),
        ("bahasa=jv", "bahasa"),
        ("suara=maybe", "suara"),
    ],
)
async def test_what_cannot_be_read_is_said_beside_its_field_and_above(
    tmp_path: Path, query: str, field: str
) -> None:
    async with console(tmp_path, question(1)) as hall, hall.signed_in() as http:
        page = await http.get(f"{HOME}/log?{query}&kata=zona")
        export = await http.get(f"{HOME}/log.csv?{query}")

    assert (page.status_code, export.status_code) == (422, 422)
    assert f'<a href="#{field}">' in page.text
    assert f'id="salah-{field}"' in page.text
    assert f'aria-describedby="salah-{field}"' in page.text
    assert 'value="zona"' in page.text


async def test_an_export_is_a_file_with_a_name(tmp_path: Path) -> None:
    async with console(tmp_path, question(1)) as hall, hall.signed_in(Role.READER) as http:
        answers = [await http.get(f"{HOME}/log.{form}") for form in ("csv", "xlsx", "jsonl")]
        unheard = await http.get(f"{HOME}/log.pdf")

    names = [answer.headers["content-disposition"] for answer in answers]
    day = f"{datetime.now(JAKARTA):%Y-%m-%d}"
    assert names == [
        f'attachment; filename="log-{day}.{form}"' for form in ("csv", "xlsx", "jsonl")
    ]
    assert unheard.status_code == 404


async def test_too_much_for_excel_is_said_before_it_is_made(tmp_path: Path) -> None:
    asked = [question(at) for at in range(1, 22)]
    async with console(tmp_path, *asked, most_rows=20) as hall, hall.signed_in() as http:
        book = await http.get(f"{HOME}/log.xlsx")
        narrower = await http.get(f"{HOME}/log.xlsx?sampai=2020-01-01")

    assert (book.status_code, narrower.status_code) == (422, 200)
    assert "20 pertanyaan" in seen(book.text)


# --- one record


async def test_a_record_says_why_it_was_so_and_what_it_would_be_today(tmp_path: Path) -> None:
    asked = question(
        9,
        words="apa slgan kantor kpu ya",
        kind=Kind.CLARIFY,
        entry=None,
        entries=(),
        score=0.4,
        runner_up=Ranked(entry="slogan", score=0.25),
    )
    async with console(tmp_path, asked) as hall, hall.signed_in() as http:
        await hall.store.choose(9, REJECTED, BUDI)
        page = seen((await http.get(f"{HOME}/log/{id_text(9)}")).text)

    then, _, now = page.partition("Kalau ditanyakan hari ini")
    assert "“" not in then.partition("Mengapa dijawab begitu?")[2][:10]
    assert "apa slgan kantor kpu ya 24 November 2026, 19.00 WIB" in then
    assert "Ditanya balik" in then
    assert "Yakin urusan kantor ini 40 % Pesaing terdekat Slogan kantor (25 %)" in then
    assert "Dipilih warga Bukan ini" in then
    assert "versi abc123 , sudah berubah sejak itu" in then
    assert "Dijawab : Slogan kantor" in now
    assert "Dibaca sebagai slgan → slogan" in now
    assert "Contoh terdekat “" in now
    assert "Slogan kantor adalah Melayani." in now


async def test_words_that_were_not_kept_are_not_asked_again(tmp_path: Path) -> None:
    async with console(tmp_path, question(9, words=None)) as hall, hall.signed_in() as http:
        page = seen((await http.get(f"{HOME}/log/9")).text)

    assert "(kata tidak disimpan)" in page
    assert "tidak dapat ditanyakan ulang" in page


# --- review


def crowd() -> list[Asked]:
    """Two asked when Pilkades is, in two ways; one asked twice for the weather."""
    return [
        unknown(1, "Kapan pilkades?"),
        unknown(2, "kapan  PILKADES", SITI),
        unknown(3, "cuaca hari ini"),
        unknown(4, "cuaca hari ini"),
    ]


async def test_what_most_people_asked_stands_first_with_guesses(tmp_path: Path) -> None:
    async with console(tmp_path, *crowd()) as hall, hall.signed_in() as http:
        html = (await http.get(f"{HOME}/tinjau")).text

    page, reply = seen(html), desk_of().reply("kapan  PILKADES")
    guess = (reply.why.nearest or reply.ranking)[0].entry
    assert "2 pertanyaan berbeda, ditanyakan 4 kali" in page
    assert page.index("2 orang, 2 kali") < page.index("1 orang, 2 kali")
    assert desk_of().knowledge.by_id[guess].title.id in page.partition("Tebakan bot")[2]
    assert f'href="/konsol/log/{id_text(2)}"' in html


async def test_setting_aside_closes_the_group_and_can_be_undone(tmp_path: Path) -> None:
    async with (
        console(tmp_path, *crowd()) as hall,
        hall.signed_in(Role.EDITOR) as http,
    ):
        page = (await http.get(f"{HOME}/tinjau")).text
        form = {"csrf": field_of(page, "csrf"), "id": field_of(page, "id"), "halaman": "1"}
        done = await http.post(f"{HOME}/tinjau/kesampingkan", data=form)
        again = await http.post(f"{HOME}/tinjau/kesampingkan", data=form)
        after = (await http.get(done.headers["location"])).text
        left = await ids_open(hall.store)
        undo = {name: field_of(after, name) for name in ("csrf", "id", "sampai")}
        undone = await http.post(f"{HOME}/tinjau/buka", data=undo)
        back = seen((await http.get(undone.headers["location"])).text)
        open_again = await ids_open(hall.store)

    assert left == [4, 3]
    assert "hilang=1" in again.headers["location"]
    assert "Dikesampingkan: kapan PILKADES Buka kembali" in seen(after)
    assert open_again == [4, 3, 2, 1]
    assert "Dibuka kembali: kapan PILKADES" in back


FORTY = [
    f"{opening} {core} {ending}".strip()
    for opening in ("", "min mau tanya", "Punten,", "kak")
    for core in (
        "kapan pendaftaran petugas haji dibuka",
        "pendaftaran petugas haji kapan",
        "iraha pendaftaran petugas haji",
        "pendaftarn petugas haji kpn ya",
        "KAPAN PENDAFTARAN PETUGAS HAJI",
    )
    for ending in ("", "ya pak")
]


async def test_forty_ways_of_asking_one_thing_are_one_row(tmp_path: Path) -> None:
    asked = [unknown(id, words, f"{id:032x}") for id, words in enumerate(FORTY, 1)]
    asked += [unknown(id, "di mana bengkel radio kapal") for id in range(41, 141)]
    desk = shipped_desk()
    async with console(tmp_path, *asked, desk=desk) as hall, hall.signed_in() as http:
        page = (await http.get(f"{HOME}/tinjau")).text
        [link, *_] = re.findall(r'href="(/konsol/tinjau/kelompok[^"]+)"', page)
        group = (await http.get(link)).text

    assert "2 pertanyaan berbeda, ditanyakan 140 kali" in seen(page)
    assert seen(page).index("40 orang, 40 kali") < seen(page).index("1 orang, 100 kali")
    assert "40 orang, 40 kali, 40 cara menulis" in seen(group)
    assert all(words in seen(group) for words in FORTY)


async def test_one_wording_of_a_group_is_set_aside_alone_and_opened_again(
    tmp_path: Path,
) -> None:
    asked = [*crowd(), unknown(5, "cuaca hari ini dong"), unknown(6, "cuaca hari ini")]
    async with console(tmp_path, *asked) as hall, hall.signed_in(Role.EDITOR) as http:
        group = (await http.get(f"{HOME}/tinjau/kelompok", params={"soal": "5"})).text
        alone = group.partition('name="id" value="5"')
        form = {"csrf": field_of(group, "csrf"), "id": "5", "lingkup": "satu"}
        done = await http.post(f"{HOME}/tinjau/kesampingkan", data=form)
        left = await ids_open(hall.store)
        after = (await http.get(done.headers["location"])).text
        undo = {name: field_of(after, name) for name in ("csrf", "id", "sampai")}
        await http.post(f"{HOME}/tinjau/buka", data=undo)
        again = await ids_open(hall.store)

    assert "Kesampingkan" in alone[2]
    assert "soal=5&amp;lingkup=satu" in group
    assert left == [6, 4, 3, 2, 1]
    assert "Dikesampingkan: cuaca hari ini dong" in seen(after)
    assert again == [6, 5, 4, 3, 2, 1]


async def test_a_reader_sees_a_group_and_can_do_nothing_to_it(tmp_path: Path) -> None:
    async with console(tmp_path, *crowd()) as hall, hall.signed_in(Role.READER) as http:
        group = (await http.get(f"{HOME}/tinjau/kelompok", params={"soal": "1"})).text

    assert "2 orang, 2 kali, 2 cara menulis" in seen(group)
    assert re.findall(r"<button[^>]*>([^<]*)", group) == ["Keluar"]


@pytest.mark.parametrize("id", ["", "7", "x'", "../1", "9" * 30])
async def test_a_group_of_what_is_not_open_is_the_list(tmp_path: Path, id: str) -> None:
    async with console(tmp_path, *crowd(), question(7)) as hall, hall.signed_in() as http:
        answer = await http.get(f"{HOME}/tinjau/kelompok", params={"soal": id})

    assert answer.headers["location"] == f"{HOME}/tinjau?hilang=1"


async def ids_open(store: SQLite) -> list[int]:
    """The ids of what is open."""
    return [kept.asked.id for kept in await store.queries(Wanted(open_only=True))]


async def test_what_was_set_aside_can_be_opened_from_its_record(tmp_path: Path) -> None:
    async with console(tmp_path, unknown(5, "kapan")) as hall, hall.signed_in() as http:
        page = (await http.get(f"{HOME}/tinjau")).text
        form = {"csrf": field_of(page, "csrf"), "id": field_of(page, "id")}
        await http.post(f"{HOME}/tinjau/kesampingkan", data=form)
        record = (await http.get(f"{HOME}/log/5")).text
        undo = {name: field_of(record, name) for name in ("id", "sampai")}
        token = field_of(record.partition("tinjau/buka")[2], "csrf")
        await http.post(f"{HOME}/tinjau/buka", data={**undo, "csrf": token})
        still = await hall.store.queries(Wanted(open_only=True))

    assert "Keadaan Dikesampingkan" in seen(record)
    assert len(still) == 1


# --- the sample log


async def test_a_sample_is_called_one_until_it_is_erased(tmp_path: Path) -> None:
    asked = [question(1, words="sungguhan"), unknown(2, "karangan", "contoh-01")]
    async with console(tmp_path, *asked) as hall, hall.signed_in() as http:
        pages = {
            path: (await http.get(f"{HOME}{path}")).text
            for path in ("", "/log", "/log/2", "/tinjau", "/contoh")
        }
        confirm = pages["/contoh"]
        form = {"csrf": field_of(confirm.partition("contoh/hapus")[2], "csrf")}
        done = await http.post(f"{HOME}/contoh/hapus", data=form)
        addresses = (done.headers["location"], f"{HOME}/log")
        after = [seen((await http.get(path)).text) for path in addresses]
        number = await sampling.number(hall.store)

    assert all("Ini log contoh." in page for page in pages.values())
    assert ["contoh" in row for row in rows_of(pages["/log"])] == [True, False]
    assert "· contoh" in seen(pages["/log/2"])
    assert "Hapus 1 pertanyaan contoh" in seen(confirm)
    assert number == 0
    assert "Log contoh sudah dihapus" in after[0]
    assert not any("Ini log contoh." in page for page in after)
    assert "sungguhan" in after[1]


# --- all pages


async def test_pages_are_light_and_quick_over_ten_thousand_questions(tmp_path: Path) -> None:
    """Each with words as long and as costly to write as Telegram lets a citizen send."""
    entries = [entry.id for entry in shipped_desk().knowledge.entries]
    asked = [_long(at, entries[at % len(entries)]) for at in range(1, 10_001)]
    sizes, times = {}, {}
    async with (
        console(tmp_path, *asked, desk=shipped_desk()) as hall,
        hall.signed_in() as http,
    ):
        for path in ("", "/log", "/log?kata=kantor&menunggu=1", "/tinjau", "/log/1"):
            began = time.perf_counter()
            answer = await http.get(f"{HOME}{path}")
            times[path], sizes[path] = time.perf_counter() - began, len(answer.content)
            assert answer.status_code == 200

    assert {path: size for path, size in sizes.items() if size >= LIGHT} == {}
    assert {path: took for path, took in times.items() if took >= PATIENCE} == {}


def _long(at: int, entry: str) -> Asked:
    words = f'kantor & <nomor> "{at}" ' + "apa itu & itu? " * 250
    person = f"{at % 977:032x}"
    if at % 3:
        when = ago(minutes=at)
        return question(at, at=when, words=words, person=person, entry=entry, entries=(entry,))
    return unknown(at, words, person, ago(minutes=at))


GROUNDS = ("page", "surface")
INKS = ("ink", "muted", "link", "good", "warn", "bad")
PAIRS = [
    *((ink, ground) for ink in INKS for ground in GROUNDS),
    *((line, "surface") for line in ("one", "two", "three")),
    ("on-accent", "accent"),
    ("on-banner", "banner"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_ink_can_be_read_on_every_ground(scheme: str, ink: str, ground: str) -> None:
    colours = schemes_of(CSS)[scheme]

    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(scheme: str) -> None:
    """WCAG 2.2, 1.4.11: 3 to 1."""
    colours = schemes_of(CSS)[scheme]

    assert min(contrast(colours["field"], colours[ground]) for ground in GROUNDS) >= 3


def test_colours_stand_in_the_variables_only() -> None:
    css = CSS.read_text(encoding="utf-8")
    rest = re.sub(r":root \{.*?\}", "", css, flags=re.DOTALL)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![\w-]*\s*\{)", rest) == []


@pytest.mark.parametrize(
    ("number", "digits", "written"),
    [(0, 0, "0"), (1234, 0, "1.234"), (71.53, 2, "71,53"), (1234567.89, 1, "1.234.567,9")],
)
def test_numbers_are_written_as_indonesians_do(number: float, digits: int, written: str) -> None:
    assert figure(number, digits) == written


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "0 %"), (0.0004, "< 0,1 %"), (0.3333, "33,3 %"), (0.5, "50 %"), (1, "100 %")],
)
def test_shares_are_written_in_hundredths(share: float, written: str) -> None:
    assert percent(share).replace("\xa0", " ") == written


SERIES = [[0] * 30, [1] * 30, list(range(30)), [7, 0] * 15, [99_999] * 30]


@pytest.mark.parametrize("values", SERIES)
@pytest.mark.parametrize("size", [(1032, 280), (358, 240)])
def test_a_chart_stays_in_its_frame_and_begins_at_nought(
    values: list[int], size: tuple[int, int]
) -> None:
    days = [date(2026, 11, 1) + timedelta(days=at) for at in range(30)]
    drawn = chart(days, {"a": values, "b": values, "c": [0] * 30}, *size)
    points = [
        tuple(map(float, point.split(","))) for line in drawn.lines for point in line.points.split()
    ]
    heights = sorted(line.at for line in drawn.lines)

    assert drawn.ticks[0] == (drawn.bottom, 0)
    assert 2 <= len(drawn.ticks) <= 6
    assert drawn.ticks[-1][1] >= max(values)
    assert all(drawn.left <= x <= drawn.right and 0 <= y <= drawn.bottom for x, y in points)
    assert all(after - before >= 16 for before, after in pairwise(heights))
    assert heights[0] > 0
    assert heights[-1] <= drawn.bottom
    assert drawn.days[-1] == (drawn.right, days[-1])
