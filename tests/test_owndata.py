"""/data_saya: who asks reads all that is kept of them, nobody else does, and it can be erased."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.door.commands import citizens_commands
from bot.door.handlers import Line
from bot.door.owndata import LATEST
from bot.door.visiting import Visit, VisitKind
from bot.keeping import handovers
from bot.keeping.kept import History
from bot.keeping.notices import MOST, Notice
from bot.keeping.storage import SQLite
from bot.localtelegram import Citizen
from bot.replies import Kind
from tests.deskhall import UNKNOWN, deskhall
from tests.logged import BUDI, NOON, SITI, question
from tests.townhall import PSEUDONYMS, Townhall, townhall

# --- the store


async def test_the_store_counts_a_persons_questions_and_gives_the_newest(tmp_path: Path) -> None:
    kinds = [Kind.ANSWER, Kind.UNKNOWN, Kind.ANSWER, Kind.CLARIFY]
    async with SQLite(tmp_path / "bot.db") as store:
        notes = [
            question(id, at=NOON + timedelta(hours=id), kind=kind)
            for id, kind in enumerate(kinds, 1)
        ]
        await store.add([*notes, question(9, person=SITI, at=NOON - timedelta(days=9))])
        history = await store.of_person(BUDI, 2)

    assert history.kinds == {Kind.ANSWER: 2, Kind.UNKNOWN: 1, Kind.CLARIFY: 1}
    assert (history.total, history.since) == (4, NOON + timedelta(hours=1))
    assert [one.asked for one in history.latest] == notes[:1:-1]


async def test_of_who_never_asked_the_store_holds_nothing(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        await store.add([question(1)])
        history = await store.of_person(SITI, 5)

    assert history == History(kinds={}, since=None, latest=())
    assert history.total == 0


# --- the command


async def told(hall: Townhall, citizen: Citizen, command: str = "/data_saya") -> str:
    """What the bot says."""
    await citizen.says(command)
    [message] = await citizen.receives()
    return message.text


async def test_a_citizen_reads_what_is_kept_as_it_is_kept(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        person = PSEUDONYMS.of(citizen.id)
        for id in range(1, 8):
            at = NOON + timedelta(hours=id)
            hall.log.note(question(id, person=person, at=at, words=f"pertanyaan ke-{id}"))
        late = NOON + timedelta(hours=8)
        hall.log.note(question(8, person=person, at=late, kind=Kind.UNKNOWN, words=None))
        hall.log.note(question(9, words="pertanyaan orang lain"))
        text = await told(hall, citizen)

    assert text == (
        "Pertanyaan Anda yang tersimpan: 8, sejak 24 November 2026.\n"
        "• terjawab: 7\n"
        "• belum terjawab: 1\n\n"
        "Yang terakhir, sebagaimana tersimpan (nomor pribadi sudah disamarkan):\n"
        "• 25 November 2026, 03.00 WIB (menyangkut laporan pelanggaran: kata-katanya tidak"
        " disimpan)\n"
        "• 25 November 2026, 02.00 WIB “pertanyaan ke-7”\n"
        "• 25 November 2026, 01.00 WIB “pertanyaan ke-6”\n"
        "• 25 November 2026, 00.00 WIB “pertanyaan ke-5”\n"
        "• 24 November 2026, 23.00 WIB “pertanyaan ke-4”\n\n"
        "Bersama tiap pertanyaan tersimpan apa jawabannya, penilaian Anda (👍/👎), dan pilihan"
        " yang Anda tekan. Nama dan nomor telepon Anda tidak tersimpan.\n\n"
        "Bahasa jawaban: Ikuti bahasa pertanyaan.\n\n"
        "Tiap pertanyaan terhapus sendiri setelah 365 hari; yang tertua terhapus pada"
        " 24 November 2027.\n\n"
        "Pokok percakapan diingat paling lama 30 menit."
    )


async def test_what_was_asked_just_now_is_there_masked(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says("apa syarat wbk, NIK saya 3214011203850001")
        await citizen.receives()
        text = await told(hall, citizen)

    assert "tersimpan: 1, sejak" in text
    assert "“apa syarat wbk, NIK saya [NIK]”" in text


async def test_who_has_asked_nothing_reads_that_nothing_is_kept(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        text = await told(hall, hall.world.citizen())

    assert text.startswith("Tidak ada pertanyaan Anda yang tersimpan.\n\nBahasa jawaban:")
    assert "terhapus" not in text


async def test_the_language_chosen_is_told_in_it(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says("/bahasa")
        [menu] = await citizen.receives()
        await citizen.presses(menu, "English")
        await citizen.receives()
        text = await told(hall, citizen, "/my_data")

    assert text.startswith("No question of yours is kept.")
    assert "Language of answers: English." in text


async def test_a_group_learns_nothing(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, group = hall.world.citizen(), hall.world.group()
        await group.add(citizen)
        await citizen.says("apa syarat wbk")
        await citizen.receives()
        await citizen.says("/data_saya", in_=group)
        [told_there] = await group.receives()

    assert told_there.text.startswith("Catatan tentang Anda hanya saya tunjukkan dalam obrolan")
    assert [button["url"] for row in told_there.keyboard for button in row] == [
        "https://t.me/meja_informasi_bot?start=data_saya"
    ]


async def test_its_button_leads_to_the_erasure(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says("apa syarat wbk")
        await citizen.receives()
        await citizen.says("/data_saya")
        [own] = await citizen.receives()
        await citizen.presses(own, "🗑 Hapus catatan saya")
        [sure] = await citizen.receives()
        await citizen.presses(sure, "Ya, hapus semuanya")
        [done] = await citizen.receives()
        after = await told(hall, citizen)

    assert sure.text.startswith("Hapus semua yang disimpan tentang Anda")
    assert done.text.startswith("Sudah dihapus: 1 pertanyaan")
    assert after.startswith("Tidak ada pertanyaan Anda yang tersimpan.")


async def test_a_log_that_cannot_be_read_is_told_and_breaks_nothing(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await hall.log.store.close()
        text = await told(hall, citizen)
        await hall.log.store.open()
        again = await told(hall, citizen)

    assert text.startswith("Catatan sedang tidak dapat dibaca.")
    assert again.startswith("Tidak ada pertanyaan Anda")


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jayapura", "24 November 2026, 21.00 WIT"),
        ("Asia/Makassar", "24 November 2026, 20.00 WITA"),
    ],
)
async def test_times_are_told_in_the_offices_zone(tmp_path: Path, zone: str, expected: str) -> None:
    [command] = [c for c in citizens_commands(ZoneInfo(zone)) if c.id == "data_saya"]
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        citizen.chat.started = True
        line = hall.application.bot_data["line"]
        assert isinstance(line, Line)
        hall.log.note(question(1, person=PSEUDONYMS.of(citizen.id)))
        visit = Visit(kind=VisitKind.COMMAND, chat=citizen.id, person=citizen.id, message=0)
        await command.act(line.door, visit)
        [message] = await citizen.receives()

    assert f"• {expected} “apa itu zona integritas”" in message.text


async def test_all_that_one_waits_for_is_told_in_one_message_and_erased(tmp_path: Path) -> None:
    words, both = "kata " * 190, ("notices", "handovers")
    async with deskhall(tmp_path) as hall:
        person, store = hall.door.pseudonyms.of(hall.citizen.id), hall.store
        for _ in range(LATEST):
            await hall.says(UNKNOWN)
        notices = hall.door.notices
        assert notices
        for kept in await hall.kept():
            asked = kept.asked
            await handovers.hand_over(
                store,
                query=asked.id,
                person=person,
                language="id",
                words=words,
                chat=hall.citizen.id,
                at=asked.at,
            )
        for number in range(MOST):
            await notices.keep(
                Notice(
                    query=number,
                    chat=hall.citizen.id,
                    person=person,
                    at=asked.at,
                    language="id",
                    words=words,
                )
            )
        await handovers.bar(store, person, barred=True)
        async with store.write() as db:
            await db.execute("UPDATE queries SET words = ?", (words,))
        mine = await hall.says("/data_saya")
        question = await hall.says("/hapus_data")
        await hall.presses(question, question.buttons[0])
        left = [await store.read(f"SELECT * FROM {table}") for table in (*both, "people")]

    assert "T-5: menunggu jawaban" in mine.text
    assert f"• dan {MOST - LATEST} lagi" in mine.text
    assert "Kantor tidak lagi menerima" in mine.text
    assert mine.buttons == ["🗑 Hapus catatan saya"]
    assert left == [[], [], []]
