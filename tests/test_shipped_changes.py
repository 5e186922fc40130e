"""What is new in what ships is offered to an office with a copy of its own, one by one."""

import re
from pathlib import Path

from bot.addresses import HOME
from bot.changes.auditing import audited
from bot.console.standing import CATALOGUE
from tests.consolehall import seen
from tests.recordhall import FILES, GENERAL, SURVEY, filled, office, saved

OFFERED, TAKE = f"{CATALOGUE}/bawaan", f"{CATALOGUE}/bawaan/ambil"
NEW = """\
    - id: kantin
      title: Kantin
      ask: [kantin di mana, "rapat, di mana", makan siang di mana]
      answer: >-
        Di belakang,
        dekat taman.
      sources: [{title: Denah, date: 2026-11-01}]
      checked: 2026-11-01
      related: [parkir, belum-ada]
      then: [menunya apa, dibuka kapan -> belum-ada, parkirnya di mana -> parkir]
    - id: belum-ada
      title: Belum ada
      ask: [yang belum ada di kantor]
      answer: Ini.
      sources: [{title: Denah}]

services:
"""


def shipped(tmp_path: Path, **changes: str) -> Path:
    """What ships is what the office has, but for a new entry and whatever `changes` say."""
    folder = tmp_path / "shipped"
    folder.mkdir(exist_ok=True)
    general = GENERAL.replace("services:\n", NEW, 1)
    moved = {"cost: Gratis": "cost: Tanpa biaya", ', "rapat, di mana"]': "]"}
    for old, new in {**moved, **changes}.items():
        assert old in general
        general = general.replace(old, new)
    (folder / "umum.yaml").write_text(general, encoding="utf-8")
    (folder / "survei.yaml").write_text(SURVEY, encoding="utf-8")
    return folder


async def test_what_is_new_and_what_is_other_is_listed(tmp_path: Path) -> None:
    async with office(tmp_path, shipped=shipped(tmp_path)) as (_, http):
        page = (await http.get(OFFERED)).text
        linked = (await http.get(CATALOGUE)).text

    assert "Kantin kantin baru" in seen(page)
    assert "Pinjam aula aula berbeda: jawaban" in seen(page)
    assert re.findall(r"ambil\?id=([a-z-]+)", page) == ["kantin", "belum-ada", "aula"]
    assert OFFERED in linked


async def test_a_new_one_is_taken_over_without_what_is_others(tmp_path: Path) -> None:
    async with office(tmp_path, shipped=shipped(tmp_path)) as (hall, http):
        page = (await http.get(TAKE, params={"id": "kantin"})).text
        untouched = (hall.folder / "umum.yaml").read_bytes()
        after = await saved(http, page, TAKE)
        entry = hall.holder.desk.knowledge.entry("kantin")
        [row] = await audited(hall.store, 5)
        listed = (await http.get(OFFERED)).text
        undo = f"{HOME}/riwayat/urungkan"
        await http.post(undo, data=filled((await http.get(f"{HOME}/riwayat")).text, undo))
        undone = (hall.folder / "umum.yaml").read_bytes()

    assert (untouched, undone) == (FILES["umum.yaml"], FILES["umum.yaml"])
    assert "Sudah diambil" in seen(after)
    assert (entry.ask, entry.related) == (("kantin di mana", "makan siang di mana"), ("parkir",))
    assert (entry.answer.id, entry.confirmed_by) == ("Di belakang, dekat taman.", None)
    # What leads to an entry that the office has not is left out.
    told = [(one.ask, one.entry) for one in entry.then]
    assert told == [("menunya apa", ""), ("parkirnya di mana", "parkir")]
    assert (row.deed.action, row.deed.entry, row.deed.review) == ("shipped", "kantin", None)
    assert "Kantin kantin baru" not in seen(listed)


async def test_a_changed_one_loses_its_signature_and_keeps_the_offices_phrasings(
    tmp_path: Path,
) -> None:
    changes = {"di halaman depan.": "di halaman belakang.", "        - 'it''s free parking?'\n": ""}
    async with office(tmp_path, shipped=shipped(tmp_path, **changes)) as (hall, http):
        page = (await http.get(TAKE, params={"id": "parkir"})).text
        await saved(http, page, TAKE)
        entry = hall.holder.desk.knowledge.entry("parkir")
        text = (hall.folder / "umum.yaml").read_bytes()

    assert "pengesahan oleh Kasubbag dikosongkan" in seen(page)
    assert "halaman belakang" in entry.answer.id
    assert "it's free parking?" in entry.ask
    assert entry.confirmed_by is None
    assert b"# dibandingkan Bu Rini" in text
    assert b"\n" not in text.replace(b"\r\n", b"")


async def test_what_was_set_aside_comes_back_when_it_says_something_else(tmp_path: Path) -> None:
    folder = shipped(tmp_path)
    async with office(tmp_path, shipped=folder) as (hall, http):
        page = (await http.get(OFFERED)).text
        aside = f"{OFFERED}/kesampingkan"
        form = {**filled(page, aside), "id": "aula"}
        await http.post(aside, data=form)
        without = seen((await http.get(OFFERED)).text)
        again = f"{OFFERED}/tawarkan"
        await http.post(again, data={**form, "id": "aula"})
        back = seen((await http.get(OFFERED)).text)
        await http.post(aside, data=form)
        other = (folder / "umum.yaml").read_text("utf-8").replace("Tanpa biaya", "Bebas biaya")
        (folder / "umum.yaml").write_text(other, encoding="utf-8")
        anew = seen((await http.get(OFFERED)).text)
        rows = await audited(hall.store, 5)

    assert "Pinjam aula aula berbeda" not in without
    assert "Dikesampingkan: 1 Pinjam aula" in without
    assert "Pinjam aula aula berbeda" in back
    assert "Pinjam aula aula berbeda" in anew
    assert rows == []


async def test_where_what_ships_is_served_itself_nothing_is_offered(tmp_path: Path) -> None:
    async with office(tmp_path) as (_, http):
        page = seen((await http.get(OFFERED)).text)
        gone = await http.get(TAKE, params={"id": "kantin"})

    assert "python -m bot new" in page
    assert gone.headers["location"] == f"{OFFERED}?hilang=1"


async def test_what_ships_and_cannot_be_read_offers_nothing(tmp_path: Path) -> None:
    folder = shipped(tmp_path)
    (folder / "rusak.yaml").write_text("entries: [", encoding="utf-8")
    async with office(tmp_path, shipped=folder) as (_, http):
        page = await http.get(OFFERED)

    assert (page.status_code, "Tidak ada." in seen(page.text)) == (200, True)


async def test_what_ships_and_changed_since_it_was_looked_at_is_not_taken(tmp_path: Path) -> None:
    folder = shipped(tmp_path)
    async with office(tmp_path, shipped=folder) as (hall, http):
        page = (await http.get(TAKE, params={"id": "kantin"})).text
        other = (folder / "umum.yaml").read_text("utf-8").replace("dekat taman", "dekat pos")
        (folder / "umum.yaml").write_text(other, encoding="utf-8")
        done = await http.post(TAKE, data={**filled(page, TAKE), "langkah": "simpan"})
        untouched = (hall.folder / "umum.yaml").read_bytes()

    assert done.headers["location"] == f"{OFFERED}?hilang=1"
    assert untouched == FILES["umum.yaml"]
