"""Teaching without script: shown before, saved over what was seen, undone after."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from html import unescape
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from bot.addresses import HOME
from bot.changes.auditing import audited
from bot.keeping.kept import Asked, Review, Wanted
from bot.keeping.queryids import id_text
from bot.replies import Kind
from bot.signin import Role
from tests.consolehall import Console, console, field_of, seen
from tests.logged import SITI
from tests.officehall import unknown
from tests.test_console_guarding import SCRIPT, TRAVERSAL, Read

REVIEW = f"{HOME}/tinjau"
WORDS = "kumaha ngadaptar ka panitia"
# Seconds; a hang limit and no measure.
HANG = 2.0
# The one line that teaching WORDS as WBK puts into the tiny knowledge.
LINE = f"      - {WORDS}\n"


@asynccontextmanager
async def hall_of(
    tmp_path: Path, *asked: Asked, role: Role = Role.EDITOR
) -> AsyncIterator[tuple[Console, httpx.AsyncClient]]:
    given = asked or (unknown(1, WORDS.upper(), SITI), unknown(2, WORDS))
    async with console(tmp_path, *given) as hall, hall.signed_in(role) as http:
        yield hall, http


def file_of(hall: Console) -> str:
    return (hall.folder / "umum.yaml").read_text(encoding="utf-8")


def hidden(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the page's last form that is sent to that address."""
    form = html.rpartition(f'method="post" action="{action}"')[2].partition("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in fields}


async def preview(http: httpx.AsyncClient, id: int = 1, topic: str = "wbk", **more: str) -> str:
    """The page that shows what it would do."""
    params = {"soal": id_text(id), "topik": topic, **more}
    return (await http.get(f"{REVIEW}/ajar", params=params)).text


async def saved(
    http: httpx.AsyncClient, id: int = 1, topic: str = "wbk", **more: str
) -> httpx.Response:
    """The answer to pressing Simpan on that page."""
    page = await preview(http, id, topic, **{k: v for k, v in more.items() if k == "tanya"})
    return await http.post(f"{REVIEW}/ajar", data={**hidden(page, f"{REVIEW}/ajar"), **more})


async def states(hall: Console) -> list[Review | None]:
    return [kept.review for kept in await hall.store.queries(Wanted())]


async def test_a_guess_is_one_press_away_and_shows_one_added_line(tmp_path: Path) -> None:
    async with hall_of(tmp_path, unknown(1, "prosedur meraih predikat wbk")) as (hall, http):
        before = file_of(hall)
        review = (await http.get(REVIEW)).text
        link = re.search(r'data-key="1" href="([^"]+)">Ini tentang ([^<]+)<', review)
        assert link
        page = (await http.get(unescape(link[1]))).text

    assert link[2] == "WBK"
    assert page.count('<li class="added">') == 1
    assert page.count('<li class="gone">') == 0
    assert "prosedur meraih predikat wbk" in page.partition('<li class="added">')[2][:200]
    assert file_of(hall) == before


async def test_saving_serves_it_closes_the_group_and_is_audited(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as (hall, http):
        before, met = file_of(hall), hall.holder.desk.reply(WORDS).kind
        done = await saved(http)
        back = (await http.get(done.headers["location"])).text
        [row] = await audited(hall.store, 5)
        history = seen((await http.get(f"{HOME}/riwayat")).text)
        reply = hall.holder.desk.reply(WORDS)

        assert await states(hall) == [Review.TAUGHT, Review.TAUGHT]
    assert met is not Kind.ANSWER
    assert (reply.kind, reply.entries) == (Kind.ANSWER, ("wbk",))
    added = [line for line in file_of(hall).splitlines(True) if line not in before]
    assert added == [LINE]
    assert file_of(hall).replace(LINE, "") == before
    assert f"Diajarkan: {WORDS} → WBK" in seen(back)
    deed = row.deed
    assert (deed.staff, deed.role, deed.action) == ("Rina", "editor", "phrasing")
    assert (deed.file, deed.entry, deed.what) == ("umum.yaml", "wbk", WORDS)
    assert sorted(deed.questions) == [1, 2]
    assert "Rina (penyunting) Cara bertanya ditambah" in history
    assert (tmp_path / "knowledge-history" / "000001-umum.yaml").read_text("utf-8") == before


async def test_undoing_leaves_the_file_as_it_was_and_the_questions_open(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as (hall, http):
        before = (hall.folder / "umum.yaml").read_bytes()
        back = (await http.get((await saved(http)).headers["location"])).text
        address = f"{HOME}/riwayat/urungkan"
        undone = await http.post(address, data=hidden(back, address))
        page = seen((await http.get(undone.headers["location"])).text)
        open_again, after = await states(hall), (hall.folder / "umum.yaml").read_bytes()
        history = (await http.get(f"{HOME}/riwayat")).text
        redone = await http.post(address, data={**hidden(history, address), "id": "2"})
        taught_again = await states(hall)
        refused = await http.post(address, data=hidden(back, address))
        told = seen((await http.get(refused.headers["location"])).text)

    assert undone.headers["location"] == f"{REVIEW}?diurungkan=2"
    assert f"Diurungkan: {WORDS}" in page
    assert (after, open_again) == (before, [None, None])
    assert "Diurungkan (nomor 1)" in seen(history)
    assert redone.headers["location"] == f"{HOME}/riwayat?diurungkan=3"
    assert taught_again == [Review.TAUGHT, Review.TAUGHT]
    assert LINE in file_of(hall)
    assert "Perubahan itu sudah diurungkan, atau tidak ada." in told


async def test_one_wording_alone_can_be_taught(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as (hall, http):
        page = await preview(http, 1, lingkup="satu")
        await http.post(f"{REVIEW}/ajar", data=hidden(page, f"{REVIEW}/ajar"))

        assert await states(hall) == [None, Review.TAUGHT]
    assert WORDS.upper() in file_of(hall)


async def test_a_phrasing_that_another_topic_has_is_refused_beside_its_field(
    tmp_path: Path,
) -> None:
    async with hall_of(tmp_path) as (hall, http):
        before = file_of(hall)
        page = await preview(http, tanya="Apa syarat WBBM?")
        session = await hall.session(Role.EDITOR)
        token = await hall.csrf(session)
        async with hall.client(session) as other:
            data = {"soal": "1", "topik": "wbk", "tanya": "Apa syarat WBBM?", "csrf": token}
            tried = await other.post(f"{REVIEW}/ajar", data={**data, "tanda": ""})

    assert 'aria-describedby="salah-tanya"' in page
    assert "sudah ada di umum.yaml" in seen(page)
    assert "Simpan</button>" not in page
    assert tried.status_code == 409
    assert file_of(hall) == before


WRONG = [
    ("", "Tulis cara bertanyanya"),
    ("   ", "Tulis cara bertanyanya"),
    ("nomor saya [TELEPON] kenapa", "Hapus tanda dalam kurung siku"),
    ("hubungi 081234567890 dong", "Hapus tanda dalam kurung siku"),
    ("apa syarat wbk", "sudah ada, persis begini"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
async def test_words_that_are_no_phrasing_are_refused(
    tmp_path: Path, typed: str, said: str
) -> None:
    async with hall_of(tmp_path) as (hall, http):
        before = file_of(hall)
        page = await preview(http, tanya=typed)
        shown = await preview(http)
        data = {**hidden(shown, f"{REVIEW}/ajar"), "tanya": typed}
        tried = await http.post(f"{REVIEW}/ajar", data=data)

        assert await states(hall) == [None, None]
    assert said in seen(page)
    assert tried.status_code == 422
    assert said in seen(tried.text)
    assert file_of(hall) == before


async def test_the_second_of_two_editors_sees_the_firsts_change(tmp_path: Path) -> None:
    asked = (unknown(1, WORDS), unknown(2, "iraha kantor muka"))
    async with hall_of(tmp_path, *asked) as (hall, http):
        first = await preview(http, 1, "wbk")
        second = await preview(http, 2, "zona")
        address = f"{REVIEW}/ajar"
        await http.post(address, data=hidden(first, address))
        told = await http.post(address, data=hidden(second, address))
        in_between = file_of(hall)
        done = await http.post(address, data=hidden(told.text, address))

        assert await states(hall) == [Review.TAUGHT, Review.TAUGHT]
    assert told.status_code == 409
    assert "Berkas umum.yaml berubah sejak Anda melihatnya" in seen(told.text)
    assert f"Cara bertanya ditambah – {WORDS}" in seen(told.text)
    assert "iraha kantor muka" not in in_between
    assert done.status_code == 303
    assert LINE in file_of(hall)
    assert "      - iraha kantor muka\n" in file_of(hall)


async def test_what_was_changed_on_the_disk_is_never_overwritten(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as (hall, http):
        page = await preview(http)
        by_hand = file_of(hall) + "# catatan Bu Rini\n"
        (hall.folder / "umum.yaml").write_text(by_hand, encoding="utf-8")
        told = await http.post(f"{REVIEW}/ajar", data=hidden(page, f"{REVIEW}/ajar"))

        assert await states(hall) == [None, None]
    assert told.status_code == 409
    assert "langsung di berkasnya" in seen(told.text)
    assert file_of(hall) == by_hand


async def test_a_folder_with_a_fault_elsewhere_is_told_and_not_made_worse(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as (hall, http):
        (hall.folder / "rusak.yaml").write_text("entries: [", encoding="utf-8")
        before = file_of(hall)
        page = await preview(http)

    assert "rusak.yaml:1" in seen(page)
    assert "Simpan</button>" not in page
    assert file_of(hall) == before


NEW = {
    "judul": "Jam buka",
    "judul_en": "Opening hours",
    "tanya": f"{WORDS}\njam berapa: buka?",
    "jawaban": "Kantor buka pukul 08.00.\n\nBawa:\n- kartu",
    "sumber": "Keterangan Subbagian Umum",
    "alamat": "https://kpu.go.id/a",
    "tanggal": "8 Desember 2025",
    "berkas": "umum.yaml",
}


async def composed(http: httpx.AsyncClient, step: str, **fields: str) -> httpx.Response:
    form = (await http.get(f"{REVIEW}/baru", params={"soal": "1", **fields})).text
    data = {**hidden(form, f"{REVIEW}/baru"), **NEW, **fields, "langkah": step}
    return await http.post(f"{REVIEW}/baru", data=data)


async def press(http: httpx.AsyncClient, page: str, step: str, **more: str) -> httpx.Response:
    data = {**hidden(page, f"{REVIEW}/baru"), "langkah": step, **more}
    return await http.post(f"{REVIEW}/baru", data=data)


async def test_a_new_entry_is_written_as_the_guide_shows_and_answers(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as (hall, http):
        before = file_of(hall)
        page = await composed(http, "lihat")
        again = await press(http, page.text, "ubah")
        done = await press(http, page.text, "simpan")
        reply = hall.holder.desk.reply("jam berapa buka")
        [row] = await audited(hall.store, 5)

        assert await states(hall) == [Review.TAUGHT, Review.TAUGHT]
    assert page.status_code == 200
    assert "Simpan entri “Jam buka”?" in seen(page.text)
    assert "jam berapa: buka?" in again.text
    assert done.status_code == 303
    assert (reply.entries, reply.confirmed) == (("jam-buka",), False)
    assert (row.deed.action, row.deed.entry) == ("entry", "jam-buka")
    record = file_of(hall)
    start = record.index("  - id: jam-buka\n")
    written = record[start : record.index("smalltalk:")]
    assert (
        re.sub(r"checked: \d{4}-\d\d-\d\d", "checked: HARI", written)
        == """\
  - id: jam-buka
    title: {id: Jam buka, en: Opening hours}
    ask:
      - kumaha ngadaptar ka panitia
      - "jam berapa: buka?"
    answer: |
      Kantor buka pukul 08.00.

      Bawa:
      - kartu
    sources:
      - {title: Keterangan Subbagian Umum, url: https://kpu.go.id/a, date: 2025-12-08}
    checked: HARI
    confirmed_by:
"""
    )
    assert record.replace(written, "") == before


async def test_a_new_referral_may_begin_a_file_of_its_own(tmp_path: Path) -> None:
    none = dict.fromkeys(("sumber", "alamat", "tanggal"), "")
    fields = {"jenis": "rujukan", "berkas": "+", "berkas_baru": "rujukan", **none}
    async with hall_of(tmp_path) as (hall, http):
        page = await composed(http, "lihat", **fields)
        done = await press(http, page.text, "simpan")
        reply = hall.holder.desk.reply(WORDS)
        undo = f"{HOME}/riwayat/urungkan"
        back = (await http.get(done.headers["location"])).text

        assert await states(hall) == [Review.REFERRED, Review.REFERRED]
        assert (
            (hall.folder / "rujukan.yaml")
            .read_text("utf-8")
            .startswith("referrals:\n  - id: rujuk-jam-buka\n")
        )
        await http.post(undo, data=hidden(back, undo))
        assert not (hall.folder / "rujukan.yaml").exists()
        assert await states(hall) == [None, None]
    assert (reply.kind, reply.entry) == (Kind.REFERRAL, "rujuk-jam-buka")


TAKING = """\
apaaa syarat wbbm
syarat wbbmmm apa
apa syaratnya wbbm
wbbm apa syarat
syarat apa wbbm"""


async def test_taking_an_answer_away_wants_a_reason(tmp_path: Path) -> None:
    """Drawn out it is another phrasing to `check`, and the very same to the desk."""
    async with hall_of(tmp_path) as (hall, http):
        before = file_of(hall)
        page = (await composed(http, "lihat", tanya=TAKING)).text
        refused = await press(http, page, "simpan")
        untouched = file_of(hall)
        done = await press(http, refused.text, "simpan", alasan="WBBM kini  ditangani lain")
        history = seen((await http.get(f"{HOME}/riwayat")).text)

    assert "Cara bertanya lain yang jawabannya berubah: 1" in seen(page)
    assert "apa syarat wbbm ” Dijawab : WBBM → menjadi Dijawab : Jam buka" in seen(page)
    assert "Terlalu mirip dengan milik topik lain" in seen(page)
    assert refused.status_code == 422
    assert 'aria-describedby="salah-alasan"' in refused.text
    assert untouched == before
    assert done.status_code == 303
    assert "WBBM kini ditangani lain" in history


FIELDS = [
    ("judul", {"judul": ""}, "Tulis judulnya"),
    ("judul", {"judul": "🏛" * 20}, "tombol memuat 64"),
    ("id", {"id": "../etc"}, "hanya boleh huruf kecil"),
    ("id", {"id": "wbk"}, "sudah dipakai"),
    ("id", {"id": "salam"}, "sudah dipakai"),
    ("tanya", {"tanya": " \n "}, "Tulis cara bertanyanya"),
    ("tanya", {"tanya": "apa syarat wbk"}, "sudah ada di umum.yaml"),
    ("jawaban", {"jawaban": ""}, "Tulis jawabannya"),
    ("jawaban", {"jawaban": "Lihat {tidak ada 2024}."}, "Pemeriksaan pengetahuan menolak"),
    ("sumber", {"sumber": ""}, "Sebutkan sumbernya"),
    ("alamat", {"alamat": "javascript:alert(1)"}, "harus utuh, diawali https://"),
    ("tanggal", {"tanggal": "kemarin"}, "bukan tanggal"),
    ("berkas", {"berkas": "../umum.yaml"}, "Pilih salah satu berkas"),
    ("berkas", {"berkas": "language.yaml"}, "Pilih salah satu berkas"),
    ("berkas_baru", {"berkas": "+", "berkas_baru": "../x"}, "Nama berkas hanya huruf kecil"),
    ("berkas_baru", {"berkas": "+", "berkas_baru": "umum"}, "sudah ada"),
    ("berkas_baru", {"berkas": "+", "berkas_baru": "language"}, "sudah ada"),
]


@pytest.mark.parametrize(("field", "typed", "said"), FIELDS)
@pytest.mark.parametrize("step", ["lihat", "simpan"])
async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    tmp_path: Path, field: str, typed: dict[str, str], said: str, step: str
) -> None:
    async with hall_of(tmp_path) as (hall, http):
        before = file_of(hall)
        page = await composed(http, step, **typed)
        names = sorted(path.name for path in hall.folder.iterdir())

        assert await states(hall) == [None, None]
    assert page.status_code == 422
    assert f'<a href="#{field}">' in page.text
    assert f'aria-describedby="salah-{field}"' in page.text
    assert said in seen(page.text)
    kept = {**NEW, **typed}["sumber"]
    assert f'value="{kept}"' in page.text
    assert file_of(hall) == before
    assert names == ["umum.yaml"]


async def test_put_off_a_group_stands_last_until_it_is_asked_again(tmp_path: Path) -> None:
    asked = (unknown(1, "a b c"), unknown(2, "d e f"), unknown(3, "a b c", SITI))
    async with hall_of(tmp_path, *asked) as (hall, http):
        page = (await http.get(REVIEW)).text
        data = {"id": "3", "csrf": field_of(page, "csrf")}
        await http.post(f"{REVIEW}/nanti", data=data)
        later = seen((await http.get(REVIEW)).text)
        await hall.store.add([unknown(4, "a b c")])
        again = seen((await http.get(REVIEW)).text)
        await http.post(f"{REVIEW}/nanti", data={**data, "id": "4"})
        await http.post(f"{REVIEW}/nanti", data={**data, "id": "4", "batal": "1"})
        back = seen((await http.get(REVIEW)).text)

        assert await states(hall) == [None] * 4
    assert later.index("d e f") < later.index("a b c")
    assert "ditunda" in later
    assert again.index("a b c") < again.index("d e f")
    assert back.index("a b c") < back.index("d e f")


async def test_topics_are_found_by_their_words_and_referrals_apart(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as (_, http):
        whole = (await http.get(f"{REVIEW}/topik?soal=1")).text
        found = (await http.get(f"{REVIEW}/topik?soal=1&cari=semboyan")).text
        none = seen((await http.get(f"{REVIEW}/topik?soal=1&cari=xqz")).text)
        referrals = seen((await http.get(f"{REVIEW}/topik?soal=1&jenis=rujukan")).text)

    assert whole.count("&amp;topik=") >= 6
    assert re.findall(r"topik=([a-z-]+)", found.partition("Semua topik")[2]) == ["slogan"]
    assert "Tidak ada topik yang cocok" in none
    assert "Urusan siapa pertanyaan ini?" in referrals


PAGES = ["tinjau", "tinjau/topik?soal=1", "tinjau/ajar?soal=1&topik=wbk", "tinjau/baru?soal=1"]


async def test_a_phrasing_that_is_a_script_runs_nowhere(tmp_path: Path) -> None:
    async with hall_of(tmp_path, unknown(1, SCRIPT), unknown(2, SCRIPT)) as (_, http):
        pages = [await http.get(f"{HOME}/{path}") for path in PAGES]
        done = await saved(http)
        pages += [await http.get(done.headers["location"]), await http.get(f"{HOME}/riwayat")]

    for page in pages:
        read = Read(page.text)
        assert page.status_code == 200
        assert SCRIPT in read.words or SCRIPT in unescape(page.text)
        assert read.tags & {"img", "iframe", "object", "style"} == set()
        assert [name for name in read.attributes if name.startswith(("on", "style"))] == []
        assert read.scripts in ([], ["/static/console.js"])


@pytest.mark.parametrize("id", [*TRAVERSAL, "umum.yaml", "../umum", "slogan\n"])
async def test_no_id_or_name_from_a_form_leads_anywhere(tmp_path: Path, id: str) -> None:
    async with hall_of(tmp_path) as (hall, http):
        before = file_of(hall)
        csrf = field_of((await http.get(REVIEW)).text, "csrf")
        posts = [
            await http.post(
                f"{REVIEW}/ajar", data={"csrf": csrf, "soal": "1", "topik": id, "tanya": "x"}
            ),
            await http.post(f"{REVIEW}/ajar", data={"csrf": csrf, "soal": id, "topik": "wbk"}),
            await http.post(f"{REVIEW}/baru", data={"csrf": csrf, "soal": id}),
            await http.post(f"{REVIEW}/nanti", data={"csrf": csrf, "id": id}),
            await http.post(f"{HOME}/riwayat/urungkan", data={"csrf": csrf, "id": id}),
        ]
        gets = [
            await http.get(
                f"{HOME}/{path}", params={"soal": id, "topik": id, "sebelum": id, "diajarkan": id}
            )
            for path in ("tinjau", "tinjau/topik", "tinjau/ajar", "tinjau/baru", "riwayat")
        ]

        assert await states(hall) == [None, None]
    assert {answer.status_code for answer in posts} == {303}
    assert {answer.status_code for answer in gets} <= {200, 303}
    assert file_of(hall) == before
    assert sorted(path.name for path in hall.folder.iterdir()) == ["umum.yaml"]
    assert not (tmp_path / "knowledge-history").exists()


async def test_a_reader_sees_the_history_and_can_undo_nothing(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as (hall, http):
        await saved(http)
        taught = file_of(hall)
        session = await hall.session(Role.READER)
        async with hall.client(session) as reader:
            page = (await reader.get(f"{HOME}/riwayat")).text
            data = {"id": "1", "csrf": await hall.csrf(session)}
            tried = await reader.post(f"{HOME}/riwayat/urungkan", data=data)

    assert WORDS in page
    assert re.findall(r"<button[^>]*>([^<]*)", page) == ["Keluar"]
    assert tried.status_code == 403
    assert file_of(hall) == taught


EDITING = ("topik", "ajar", "baru", "nanti", "kesampingkan", "buka")


async def test_a_reader_cannot_teach_by_request(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as (hall, http):
        before, page = file_of(hall), await preview(http)
        session = await hall.session(Role.READER)
        data = {**hidden(page, f"{REVIEW}/ajar"), **NEW, "langkah": "simpan", "id": "1"}
        data["csrf"] = await hall.csrf(session)
        async with hall.client(session) as reader:
            params = {"soal": "1", "topik": "wbk"}
            got = [await reader.get(f"{REVIEW}/{act}", params=params) for act in EDITING[:3]]
            posted = [await reader.post(f"{REVIEW}/{act}", data=data) for act in EDITING[1:]]

        assert await states(hall) == [None, None]
        assert await audited(hall.store, 5) == []
    assert {answer.status_code for answer in (*got, *posted)} == {403}
    assert file_of(hall) == before


async def test_citizens_are_answered_while_a_change_is_looked_at(tmp_path: Path) -> None:
    """Thousands of questions are asked again meanwhile, beside the loop."""
    asked = [unknown(n, f"{n} {n * 7} apa syarat", at=datetime.now(UTC)) for n in range(1, 900)]
    beats: list[float] = []

    async def beat() -> None:
        while True:
            await asyncio.sleep(0.01)
            beats.append(time.monotonic())

    async with hall_of(tmp_path, *asked) as (_, http):
        beating = asyncio.create_task(beat())
        page = await preview(http, 1, "wbk")
        beating.cancel()

    assert "Dibandingkan dengan 899 pertanyaan" in seen(page)
    assert len(page) < 60_000
    assert len(beats) >= 10
    assert max(after - before for before, after in pairwise(beats)) < HANG


async def test_words_that_were_not_kept_cannot_be_taught(tmp_path: Path) -> None:
    async with hall_of(tmp_path, unknown(1, None)) as (_, http):
        page = (await http.get(REVIEW)).text
        answers = [await http.get(f"{HOME}/{path}") for path in PAGES[1:]]

    assert "Ini tentang" not in page
    assert [answer.status_code for answer in answers] == [303] * 3
