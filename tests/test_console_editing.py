"""Records edited by forms: only what differs is written, shown before, audited, undone after."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.addresses import HOME
from bot.changes.auditing import audited
from bot.console.sorts import SORTS, items
from bot.console.standing import CATALOGUE, GONE
from bot.keeping.kept import Wanted
from bot.signin import Role
from tests.consolehall import JAKARTA, Console, console, field_of, seen
from tests.desks import shipped_desk
from tests.officehall import unknown
from tests.recordhall import (
    ADD,
    CONFIRM,
    EDIT,
    FILES,
    REMOVE,
    TOPIC,
    filled,
    form_of,
    office,
    previewed,
    saved,
)
from tests.test_console_guarding import SCRIPT, TRAVERSAL, Read

LIGHT = 60_000
UNDO = f"{HOME}/riwayat/urungkan"


def content(hall: Console) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in hall.folder.glob("*.yaml")}


def lines(raw: bytes) -> list[bytes]:
    return raw.splitlines(keepends=True)


def spoken(raw: bytes) -> list[bytes]:
    """Its lines without those of who stands for it, and when."""
    return [one for one in lines(raw) if not re.search(rb" (checked|confirmed_by):", one)]


EDITED = [
    (
        "parkir",
        {"answer__en": "Guests may park in the yard."},
        [b"          en: Guests may park in the front yard.\r\n"],
        [b"          en: Guests may park in the yard.\r\n"],
    ),
    (
        "parkir",
        {"sources__0__date": "9 Desember 2025"},
        [b"          - {title: Pengumuman, url: https://kpu.go.id/a#b, date: 8 Desember 2025}\r\n"],
        [b"          - {title: Pengumuman, url: https://kpu.go.id/a#b, date: 2025-12-09}\r\n"],
    ),
    (
        "perpres-95-2018",
        {"status__id": "Berlaku."},
        [
            b"    status: |\n",
            b"      Berlaku.\n",
            b"      Diubah: lihat di bawah. # bukan komentar\n",
        ],
        [b"    status: Berlaku.\n"],
    ),
    (
        "spi-kpu-2024",
        {"index": "75,5"},
        [b"      index: 74,04   # lihat lampiran\n"],
        [b"      index: 75,5   # lihat lampiran\n"],
    ),
    (
        "spi-nasional-2024",
        {"note__id": "Menurut laman KPK."},
        [b"    - {subject: nasional, year: 2024, index: 71.53, sources: [{title: Laman KPK}]}\n"],
        None,
    ),
    (
        "aula",
        {"steps__id": "Kirim surat\nTelepon dulu\nTunggu balasan, lalu datang"},
        [b'      id: [Kirim surat, "Tunggu balasan, lalu datang"]\r\n'],
        [b'      id: [Kirim surat, Telepon dulu, "Tunggu balasan, lalu datang"]\r\n'],
    ),
    (
        "aula",
        {"channels__1__address": "Jalan Flamboyan No. 61, Purwakarta"},
        [b'        address: "Jalan Flamboyan No. 60, Purwakarta"\r\n'],
        [b"        address: Jalan Flamboyan No. 61, Purwakarta\r\n"],
    ),
    (
        "rujuk-ktp",
        {"ask": "bikin ktp di mana\nktp saya hilang\nktp rusak"},
        [],
        [b"  - ktp rusak\r\n"],
    ),
    (
        "jam-kantor",
        {"answer__id": "Jam kantor diumumkan di papan."},
        [b"    answer: Jam kantor belum diumumkan.\r\n"],
        None,
    ),
    (
        "salam",
        {"words": "halo\nsampurasun"},
        [b"    words: [halo, hai, sampurasun]\r\n"],
        [b"    words: [halo, sampurasun]\r\n"],
    ),
]


@pytest.mark.parametrize(("id", "typed", "gone", "added"), EDITED)
async def test_a_record_of_each_kind_is_edited_and_undone(
    tmp_path: Path,
    id: str,
    typed: dict[str, str],
    gone: list[bytes],
    added: list[bytes] | None,
) -> None:
    async with office(tmp_path) as (hall, http):
        before = content(hall)
        page = await previewed(http, id, **typed)
        untouched = content(hall)
        after_page = await saved(http, page.text, alasan="Diperiksa lagi")
        after = content(hall)
        [row] = await audited(hall.store, 5)
        await http.post(UNDO, data=filled(after_page, UNDO))
        undone = content(hall)

    [name] = [name for name in before if before[name] != after[name]]
    was, now = spoken(before[name]), spoken(after[name])
    assert page.status_code == 200
    assert (untouched, undone) == (before, before)
    assert [line for line in was if line not in now] == gone
    assert added is None or [line for line in now if line not in was] == added
    assert (row.deed.staff, row.deed.action, row.deed.entry) == ("Rina", "edit", id)
    assert "Diubah:" in seen(after_page)


async def test_a_form_sent_as_it_was_shown_changes_nothing_of_all_that_ships(
    tmp_path: Path,
) -> None:
    async with console(tmp_path, desk=shipped_desk()) as hall, hall.signed_in() as http:
        known = [*items(hall.holder.desk.knowledge)]
        chosen = [one for one in known if one.sort.word != "rujukan"] + known[60:230:12]
        told = {}
        for one in chosen:
            form = await form_of(http, one.id)
            told[one.id] = await http.post(EDIT, data={**form, "langkah": "lihat"})
        lists = [await http.get(CATALOGUE, params={"jenis": sort.word}) for sort in SORTS]

    assert len(told) > 130
    assert [
        id for id, page in told.items() if "Belum ada yang Anda ubah" not in seen(page.text)
    ] == []
    assert max(len(page.text) for page in (*told.values(), *lists)) < LIGHT


async def test_numbers_and_days_are_shown_and_taken_the_indonesian_way(tmp_path: Path) -> None:
    async with office(tmp_path) as (_, http):
        figure, entry = await form_of(http, "spi-nasional-2024"), await form_of(http, "parkir")
        same = [
            await previewed(http, "spi-nasional-2024", index=index) for index in ("71,53", "71.53")
        ]
        days = [
            await previewed(http, "parkir", sources__0__date=day)
            for day in ("2025-12-08", "8 desember 2025")
        ]

    assert figure["index"] == "71,53"
    assert entry["sources.0.date"] == "8 Desember 2025"
    assert all("Belum ada yang Anda ubah" in seen(page.text) for page in (*same, *days))


async def test_the_preview_shows_telegram_the_try_the_why_and_whose_signature_goes(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as (hall, http):
        page = await previewed(
            http,
            "parkir",
            answer__id="Parkir di <belakang>, lihat https://kpu.go.id/peta.",
            coba="parkir tamu di mana ya",
        )
        words = seen(page.text)
        done = await saved(http, page.text)
        reply = hall.holder.desk.reply("di mana tempat parkir tamu")

    assert '<div class="bubble">' in page.text
    assert "Parkir di &lt;belakang&gt;" in page.text
    assert "<a href='https://kpu.go.id/peta'" in page.text
    assert "Dalam bahasa Inggris" in words
    assert "Yang Anda coba parkir tamu di mana ya" in words
    assert "Mengapa dijawab begitu: Dijawab" in words
    assert "pengesahan oleh Kasubbag dikosongkan" in words
    assert "belum; warga melihat" in seen(done)
    assert (reply.confirmed, reply.checked) == (
        False,
        hall.holder.desk.reply("x").checked or reply.checked,
    )


async def test_phrasings_alone_leave_the_signature(tmp_path: Path) -> None:
    async with office(tmp_path) as (hall, http):
        form = await form_of(http, "parkir")
        page = await previewed(http, "parkir", ask=form["ask"] + "\nparkir motor dmn")
        await saved(http, page.text)
        reply = hall.holder.desk.reply("parkir motor dmn")

    assert "dikosongkan" not in seen(page.text)
    assert page.text.count('<li class="added">') == 1
    assert (reply.entries, reply.confirmed) == (("parkir",), True)


async def test_taking_a_phrasing_away_wants_a_reason(tmp_path: Path) -> None:
    async with office(tmp_path) as (hall, http):
        form = await form_of(http, "ruang-rapat")
        more = await previewed(http, "ruang-rapat", ask=form["ask"] + "\ndenah lantai dua")
        await saved(http, more.text)
        before = content(hall)
        page = await previewed(http, "ruang-rapat", ask=form["ask"])
        data = {**filled(page.text, EDIT), "langkah": "simpan"}
        refused = await http.post(EDIT, data=data)
        untouched = content(hall)
        await saved(http, refused.text, alasan="Kini dijawab lain")
        [row, _] = await audited(hall.store, 5)

    assert (refused.status_code, untouched) == (422, before)
    assert "Tulis alasannya" in seen(refused.text)
    assert row.deed.why == "Kini dijawab lain"
    assert "denah lantai dua" not in (hall.folder / "umum.yaml").read_text("utf-8")


WRONG = [
    ("title.id", "", "Isi “Judul” dalam bahasa Indonesia"),
    ("title.id", "🏛" * 20, "tombol memuat 64"),
    ("answer.id", "Lihat {tidak ada 2024}.", "Pemeriksaan pengetahuan menolak"),
    ("answer.id", "a" * 4000, "satu pesan Telegram memuat"),
    ("ask", "", "Tulis cara bertanyanya"),
    ("ask", "ruang rapat di mana", "sudah ada di umum.yaml"),
    ("ask", "hubungi 081234567890", "Hapus tanda dalam kurung siku"),
    ("sources.0.title", "", "Isi “Nama sumber”"),
    ("sources.0.url", "javascript:alert(1)", "harus utuh, diawali https://"),
    ("sources.0.date", "kemarin", "bukan tanggal"),
    ("related", "tidak-ada", "menunjuk `tidak-ada` yang tidak ada"),
    ("related", "Bukan Id", "hanya boleh huruf kecil"),
    ("scope", "mars", "tidak dikenal"),
]


@pytest.mark.parametrize("step", ["lihat", "simpan"])
async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    tmp_path: Path, step: str
) -> None:
    pages = {}
    async with office(tmp_path) as (hall, http):
        form = {**await form_of(http, "parkir"), "answer.su": "Ketikan saya", "langkah": step}
        for name, typed, said in WRONG:
            pages[name, typed, said] = await http.post(EDIT, data={**form, name: typed})
        after = content(hall)

    for (name, typed, said), page in pages.items():
        beside = name if "Pemeriksaan" not in said else "catatan"
        again = filled(page.text, EDIT)
        assert (page.status_code, said in seen(page.text)) == (422, True), said
        assert f'<a href="#{beside}">' in page.text, said
        assert f'id="salah-{beside}"' in page.text, said
        assert again["answer.su"] == "Ketikan saya", said
        assert again[name] == ("" if name == "scope" else typed), said
    assert after == FILES


async def test_a_record_without_a_source_is_not_saved(tmp_path: Path) -> None:
    gone = dict.fromkeys(
        (f"sources__{at}__{key}" for at in (0, 1) for key in ("title", "url", "date")), ""
    )
    async with office(tmp_path) as (_, http):
        page = await previewed(http, "parkir", **gone)

    assert (page.status_code, "Sebutkan sumbernya" in seen(page.text)) == (422, True)


async def test_the_second_of_two_editors_sees_what_the_first_did_to_the_record(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as (hall, http):
        mine = {**await form_of(http, "parkir"), "answer.en": "Mine."}
        theirs = await previewed(http, "parkir", title__id="Parkir")
        await saved(http, theirs.text)
        in_between = content(hall)
        told = await http.post(EDIT, data={**mine, "langkah": "simpan"})
        untouched = content(hall)
        page = await http.post(EDIT, data={**filled(told.text, EDIT), "langkah": "lihat"})
        await saved(http, page.text)
        text = (hall.folder / "umum.yaml").read_text("utf-8")

    words = seen(told.text)
    assert told.status_code == 409
    assert "Catatan ini berubah sejak Anda membukanya" in words
    assert "Rina" in words and "Diubah – Judul" in words
    assert "Sekarang di berkas: Parkir" in words
    assert "Mine." in told.text
    assert untouched == in_between
    assert "en: Mine." in text


async def test_another_record_of_the_file_may_change_meanwhile(tmp_path: Path) -> None:
    """The record is as it was looked at; the preview before saving shows the file of now."""
    async with office(tmp_path) as (hall, http):
        page = await previewed(http, "parkir", answer__en="Mine.")
        other = await previewed(http, "ruang-rapat", answer__id="Di lantai tiga.")
        await saved(http, other.text)
        data = {**filled(page.text, EDIT), "langkah": "simpan"}
        told = await http.post(EDIT, data=data)
        await saved(http, told.text)
        text = (hall.folder / "umum.yaml").read_text("utf-8")

    assert told.status_code == 409
    assert "Berkas umum.yaml berubah sejak Anda melihatnya" in seen(told.text)
    assert "en: Mine." in text and "Di lantai tiga." in text


async def test_a_hand_on_the_disk_is_never_overwritten(tmp_path: Path) -> None:
    async with office(tmp_path) as (hall, http):
        page = await previewed(http, "aula", cost__id="Berbayar")
        by_hand = FILES["umum.yaml"].replace(b"cost: Gratis", b"cost: Murah")
        (hall.folder / "umum.yaml").write_bytes(by_hand)
        told = await http.post(EDIT, data={**filled(page.text, EDIT), "langkah": "simpan"})
        after = content(hall)["umum.yaml"]

    assert (told.status_code, after) == (409, by_hand)
    assert "langsung di berkasnya" in seen(told.text)
    assert "Sekarang di berkas: Murah" in seen(told.text)


async def test_signing_off_is_one_press_with_a_name_and_a_day(tmp_path: Path) -> None:
    async with office(tmp_path) as (hall, http):
        page = (await http.get(TOPIC, params={"id": "aula"})).text
        form = filled(page, CONFIRM)
        done = await http.post(CONFIRM, data={**form, "oleh": "Sekretaris", "langkah": "sahkan"})
        after = seen((await http.get(done.headers["location"])).text)
        [row] = await audited(hall.store, 5)
        reply = hall.holder.desk.reply("cara pinjam aula")
        again = await http.post(CONFIRM, data={**form, "langkah": "sahkan"})
        text = (hall.folder / "umum.yaml").read_text("utf-8")

    assert form["oleh"] == "Rina"
    assert (reply.confirmed, reply.checked) == (True, hall_today())
    assert "Disahkan: disahkan oleh Sekretaris" in after
    assert (row.deed.action, row.deed.what) == ("confirmed", "disahkan oleh Sekretaris")
    assert 'confirmed_by: "Sekretaris"        # belum' in text
    assert again.headers["location"] == f"{TOPIC}?id=aula&berubah=1"


def hall_today() -> date:
    return datetime.now(JAKARTA).date()


async def test_nobody_signs_without_a_name(tmp_path: Path) -> None:
    async with office(tmp_path) as (hall, http):
        form = filled((await http.get(TOPIC, params={"id": "aula"})).text, CONFIRM)
        pages = [
            await http.post(CONFIRM, data={**form, "oleh": name, "langkah": "sahkan"})
            for name in ("", "  ", "081234567890")
        ]

    assert ({page.status_code for page in pages}, content(hall)) == ({422}, FILES)
    assert all('aria-describedby="salah-oleh"' in page.text for page in pages)


async def test_compared_with_its_source_it_keeps_its_signature(tmp_path: Path) -> None:
    async with office(tmp_path) as (hall, http):
        form = filled((await http.get(TOPIC, params={"id": "parkir"})).text, CONFIRM)
        await http.post(CONFIRM, data={**form, "langkah": "periksa"})
        entry = hall.holder.desk.knowledge.entry("parkir")

    assert (entry.confirmed_by, entry.checked) == ("Kasubbag", hall_today())


ADDED = [
    (
        "angka",
        {"subject": "nasional", "year": "2026", "index": "73,10", "sources.0.title": ""},
        None,
        "Sebutkan sumbernya",
    ),
    (
        "angka",
        {"subject": "nasional", "year": "2026", "index": "73,10", "sources.0.title": "Laman KPK"},
        "spi-nasional-2026",
        "berapa spi nasional 2026",
    ),
    (
        "peraturan",
        {
            "kind": "PKPU",
            "number": "99",
            "year": "2026",
            "name": "Contoh",
            "about.id": "Peraturan ini contoh.",
            "ask": "aturan contoh nomor berapa",
            "sources.0.title": "JDIH",
            "replaces.0.kind": "PKPU",
            "replaces.0.number": "98",
            "replaces.0.year": "2019",
        },
        "pkpu-99-2026",
        "pkpu nomor 98 tahun 2019",
    ),
    (
        "layanan",
        {
            "title.id": "Pinjam mobil",
            "ask": "cara pinjam mobil kantor",
            "what.id": "Mobil kantor tidak dipinjamkan.",
            "steps.id": "Tulis surat\nTunggu",
            "steps.en": "Write\nWait",
            "channels.0.name.id": "Kantor",
            "channels.0.name.en": "Office",
            "channels.0.address": "Jalan Flamboyan No. 60",
            "sources.0.title": "Keterangan",
        },
        "pinjam-mobil",
        "cara pinjam mobil kantor",
    ),
    (
        "rujukan",
        {"title.id": "Pohon tumbang", "ask": "ada pohon tumbang", "answer.id": "Ke dinas LH."},
        "rujuk-pohon-tumbang",
        "ada pohon tumbang",
    ),
    (
        "celah",
        {
            "title.id": "Ruang laktasi",
            "ask": "ada ruang laktasi ga",
            "answer.id": "Belum diumumkan.",
            "sources.0.title": "Lisan",
        },
        "ruang-laktasi",
        "ada ruang laktasi ga",
    ),
    (
        "basa-basi",
        {"kind": "other", "ask": "lekas sembuh ya bot", "answer.id": "Terima kasih."},
        "terima-kasih",
        "lekas sembuh ya bot",
    ),
    (
        "entri",
        {
            "title.id": "Kantin",
            "ask": "kantin di mana",
            "answer.id": "Di belakang.",
            "sources.0.title": "Denah",
            "berkas": "+",
            "berkas_baru": "kantin",
        },
        "kantin",
        "kantin di mana",
    ),
]


@pytest.mark.parametrize(("kind", "typed", "id", "question"), ADDED)
async def test_a_record_of_each_kind_is_added_answers_and_is_undone(
    tmp_path: Path, kind: str, typed: dict[str, str], id: str | None, question: str
) -> None:
    async with office(tmp_path) as (hall, http):
        form = filled((await http.get(ADD, params={"jenis": kind})).text, ADD)
        page = await http.post(ADD, data={**form, **typed, "langkah": "lihat"})
        if id is None:
            assert (page.status_code, question in seen(page.text)) == (422, True)
            return
        after = await saved(http, page.text, ADD)
        reply = hall.holder.desk.reply(question)
        shown = field_of(after, "id")
        await http.post(UNDO, data=filled(after, UNDO))
        undone = content(hall)

    assert page.status_code == 200
    assert id in (reply.why.topic, reply.entry, *reply.entries) or kind == "basa-basi"
    assert shown
    assert undone == FILES


async def test_spi_2026_is_one_line_more(tmp_path: Path) -> None:
    typed = {"subject": "nasional", "year": "2026", "index": "73,10", "sources.0.title": "Laman"}
    async with office(tmp_path) as (hall, http):
        form = filled((await http.get(ADD, params={"jenis": "angka"})).text, ADD)
        page = await http.post(ADD, data={**form, **typed, "langkah": "lihat"})
        await saved(http, page.text, ADD)
        text = (hall.folder / "survei.yaml").read_bytes()

    [line] = [one for one in lines(text) if one not in lines(FILES["survei.yaml"])]
    assert line == (
        b"    - {subject: nasional, year: 2026, index: 73.10, sources: [{title: Laman}], "
        b"checked: %b}\n" % hall_today().isoformat().encode()
    )


async def test_removing_asks_once_names_what_goes_and_is_undone(tmp_path: Path) -> None:
    async with office(tmp_path, unknown(1, "apa")) as (hall, http):
        page = (await http.get(REMOVE, params={"id": "aula"})).text
        refused = await http.post(REMOVE, data=filled(page, REMOVE))
        untouched = content(hall)
        data = {**filled(refused.text, REMOVE), "alasan": "Aula dibongkar"}
        done = await http.post(REMOVE, data=data)
        after = content(hall)["umum.yaml"]
        listed = (await http.get(done.headers["location"])).text
        history = (await http.get(f"{HOME}/riwayat")).text
        gone = await http.get(TOPIC, params={"id": "aula"})
        back = await http.post(UNDO, data=filled(listed, UNDO))
        told = seen((await http.get(back.headers["location"])).text)
        undone = content(hall)

    assert "Dihapus: Pinjam aula . Bot sudah memakainya." in seen(listed)
    assert "Sudah diurungkan." in told and "terbuka lagi" not in told
    assert "Hapus layanan Pinjam aula?" in seen(page)
    assert "dengan 2 cara bertanya" in seen(page)
    assert "Hapus Pinjam aula</button>" in page
    assert (refused.status_code, untouched) == (422, FILES)
    assert done.headers["location"].startswith(f"{CATALOGUE}?jenis=layanan&dihapus=")
    assert b"Pinjam aula" not in after
    assert "Dihapus : Pinjam aula" in seen(history)
    assert gone.headers["location"] == GONE
    assert undone == FILES


async def test_what_others_point_to_is_not_removed_and_they_are_named(tmp_path: Path) -> None:
    async with office(tmp_path) as (_, http):
        page = await http.get(REMOVE, params={"id": "ruang-rapat"})

    assert page.status_code == 422
    assert "`related` menunjuk `ruang-rapat`" in seen(page.text)
    assert "Hapus Ruang rapat</button>" not in page.text


PATHS = ("catatan?id={}", "ubah?id={}", "hapus?id={}", "tambah?jenis={}", "bawaan/ambil?id={}")


async def test_an_id_that_is_none_leads_back_to_the_list(tmp_path: Path) -> None:
    acts = ("ubah", "tambah", "sahkan", "hapus", "bawaan/ambil")
    answers = []
    async with office(tmp_path) as (hall, http):
        token = field_of((await http.get(ADD, params={"jenis": "entri"})).text, "csrf")
        for id in (*TRAVERSAL, "umum.yaml", "../umum"):
            answers += [await http.get(f"{CATALOGUE}/{path.format(id)}") for path in PATHS]
            data = {"csrf": token, "id": id, "jenis": id, "langkah": "simpan", "oleh": "x"}
            answers += [await http.post(f"{CATALOGUE}/{act}", data=data) for act in acts]
        rows = await audited(hall.store, 5)

    assert {answer.status_code for answer in answers} == {303}
    assert (content(hall), rows) == (FILES, [])


async def test_a_file_that_is_none_is_not_written(tmp_path: Path) -> None:
    typed = {"title.id": "T", "ask": "tanya saja", "answer.id": "J.", "sources.0.title": "S"}
    async with office(tmp_path) as (hall, http):
        form = filled((await http.get(ADD, params={"jenis": "entri"})).text, ADD)
        given = {**form, **typed, "langkah": "simpan"}
        answers = [
            await http.post(ADD, data={**given, **named})
            for file in ("../umum.yaml", "language.yaml", "/etc/passwd", "x/y.yaml")
            for named in ({"berkas": file}, {"berkas": "+", "berkas_baru": file})
        ]

    assert {answer.status_code for answer in answers} == {422}
    assert content(hall) == FILES
    assert not (tmp_path / "knowledge-history").exists()


async def test_a_reader_sees_all_and_can_change_nothing_even_by_request(tmp_path: Path) -> None:
    async with office(tmp_path) as (hall, http), hall.signed_in(Role.READER) as reader:
        pages = [
            await reader.get(f"{CATALOGUE}{path}")
            for path in ("", "/catatan?id=parkir", "/coba?tanya=parkir", "/bawaan")
        ]
        token = await hall.csrf(await hall.session(Role.READER))
        form = {**await form_of(http, "parkir"), "answer.en": "X", "langkah": "simpan"}
        mine = field_of((await reader.get(HOME)).text, "csrf")
        posts = [
            await reader.post(f"{CATALOGUE}/{act}", data={**form, "csrf": given})
            for act in ("ubah", "tambah", "sahkan", "hapus", "bawaan/ambil", "bawaan/kesampingkan")
            for given in (mine, token)
        ]

    assert [page.status_code for page in pages] == [200] * 4
    assert {
        button for page in pages for button in re.findall(r"<button[^>]*>([^<]*)", page.text)
    } == {
        "Keluar",
        "Saring",
        "Tanyakan",
    }
    assert not any(f"{CATALOGUE}/ubah" in page.text for page in pages)
    assert {answer.status_code for answer in posts} == {403}
    assert content(hall) == FILES


async def test_what_is_typed_runs_nowhere_and_is_written_as_typed(tmp_path: Path) -> None:
    async with office(tmp_path) as (hall, http):
        page = await previewed(http, "parkir", title__id="<b>x</b>", answer__id=SCRIPT, coba=SCRIPT)
        done = await saved(http, page.text)
        form = (await http.get(EDIT, params={"id": "parkir"})).text
        listed = (await http.get(CATALOGUE)).text
        entry = hall.holder.desk.knowledge.entry("parkir")

    for html in (page.text, done, form, listed):
        read = Read(html)
        assert read.tags & {"img", "iframe", "object", "style"} == set()
        assert [name for name in read.attributes if name.startswith(("on", "style"))] == []
        assert read.scripts == []
    assert entry.answer.id == SCRIPT
    assert entry.title.id == "<b>x</b>"


async def test_lists_are_found_by_words_and_by_state(tmp_path: Path) -> None:
    async with office(tmp_path) as (_, http):
        every = seen((await http.get(CATALOGUE)).text)
        word = seen((await http.get(CATALOGUE, params={"cari": "bayar"})).text)
        unsigned = seen((await http.get(CATALOGUE, params={"keadaan": "belum"})).text)
        none = seen((await http.get(CATALOGUE, params={"cari": "xqz"})).text)
        figures = seen((await http.get(CATALOGUE, params={"jenis": "angka"})).text)

    assert (
        "Entri 2 Peraturan 1 Angka SPI 2 Layanan 1 Rujukan 1 Belum diumumkan 1 Basa-basi 1" in every
    )
    assert "Parkir tamu" in word and "Ruang rapat" not in word
    assert "Ruang rapat" in unsigned and "Parkir tamu" not in unsigned
    assert "Tidak ada yang cocok" in none
    assert "spi-kpu-2024" in figures and "24 November 2026" in figures


async def test_a_question_is_tried_with_its_why_and_nothing_is_logged(tmp_path: Path) -> None:
    async with office(tmp_path) as (hall, http):
        page = seen((await http.get(f"{CATALOGUE}/coba", params={"tanya": "parkir tamu"})).text)
        logged = await hall.store.queries(Wanted())

    assert "Tamu dapat parkir di halaman depan." in page
    assert "Mengapa" in page and "Yakin urusan kantor ini" in page
    assert logged == []


async def test_a_figures_form_says_which_subjects_and_ranges_there_are_and_where_others_go(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as (_, http):
        edited = seen((await http.get(EDIT, params={"id": "spi-kpu-2024"})).text)
        added = seen((await http.get(f"{ADD}?jenis=angka")).text)
        other = seen((await http.get(EDIT, params={"id": "parkir"})).text)

    told = "Subjek yang ada: kpu , nasional . Rentang kategori diketahui untuk 2024, 2025."
    assert told in edited
    assert told in added
    assert "lihat “Subjek dan rentang SPI” di panduan petugas" in added
    assert "Subjek yang ada" not in other
