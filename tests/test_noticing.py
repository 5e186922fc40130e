""" "Beri tahu saya": what is asked before anything is kept, and how it is ended."""

from pathlib import Path

import pytest

from bot.keeping.notices import MOST
from bot.keeping.queryids import id_text
from bot.localtelegram import LocalTelegram
from bot.replies import Kind
from tests.newsroom import ASKED, OFFICE, asks, bytes_of, kept, newsroom, presses, store_of, waits
from tests.townhall import desk_of, question_of

PRIVATE = OFFICE.replace("    title: WBK\n", "    title: WBK\n    private: true\n")
OFFER = "🔔 Beri tahu saya"


async def test_the_first_press_keeps_nothing_and_says_what_would_be(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        citizen = hall.world.citizen()
        offered = await asks(citizen)
        consent = await presses(citizen, offered, OFFER)
        there = await kept(hall)

    assert there == []
    assert "nomor obrolan ini bersama pertanyaan Anda, paling lama 90 hari. Setuju?" in consent.text
    assert consent.buttons == ["Ya, beri tahu", "Tidak jadi"]


async def test_only_who_agrees_is_kept_and_reads_how_to_end_it(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        agrees, declines = hall.world.citizen(), hall.world.citizen()
        told = await waits(agrees)
        consent = await presses(declines, await asks(declines), OFFER)
        refused = await presses(declines, consent, "Tidak jadi")
        [row] = await kept(hall, "chat, words, told")

    assert row == (agrees.id, ASKED, None)
    assert told.text.startswith("Baik. Begitu kantor menerbitkan jawabannya")
    assert told.buttons == ["Cukup"]
    assert refused.text == "Baik, tidak ada permintaan kabar yang tersimpan."


async def test_one_press_ends_it_and_nothing_of_it_is_left_in_the_file(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        citizen = hall.world.citizen()
        agreed = await waits(citizen)
        before, left = bytes_of(tmp_path), await kept(hall)
        ended = await presses(citizen, agreed, "Cukup")
        again = await asks(citizen, "cukup")
    number = citizen.id.to_bytes(4, "big")

    assert (number in before, len(left)) == (True, 1)
    assert ended.text == "Baik, tidak ada kabar lagi; permintaan Anda sudah dihapus."
    assert again.text.startswith("Baik, tidak ada permintaan kabar")
    assert number not in bytes_of(tmp_path)


async def test_every_step_can_be_typed(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        citizen = hall.world.citizen()
        await asks(citizen)
        consent = await asks(citizen, "beri tahu saya")
        agreed = await asks(citizen, "ya, beri tahu")
        during = await kept(hall)
        ended = await asks(citizen, "cukup")

    assert consent.buttons == ["Ya, beri tahu", "Tidak jadi"]
    assert (agreed.buttons, len(during)) == (["Cukup"], 1)
    assert ended.text.startswith("Baik, tidak ada kabar lagi")


async def test_after_a_restart_the_words_still_do_it(tmp_path: Path) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with newsroom(tmp_path, world) as hall:
        await waits(citizen)
    async with newsroom(tmp_path, world) as hall:
        consent = await asks(citizen, "/beri_tahu")
        ended = await asks(citizen, "cukup")
        left = await kept(hall)

    assert consent.buttons == ["Ya, beri tahu", "Tidak jadi"]
    assert (ended.text[:27], left) == ("Baik, tidak ada kabar lagi;", [])


async def test_who_has_no_open_question_is_told_to_ask_one(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        citizen = hall.world.citizen()
        await asks(citizen, "apa slogan kpu purwakarta")
        told = await asks(citizen, "kabari saya")

    assert told.text.startswith("Tidak ada pertanyaan Anda yang belum terjawab.")


@pytest.mark.parametrize("text", ["👍", "…", "siapa " * 400, "apa slogan kpu purwakarta", "halo"])
async def test_nothing_is_offered_under_what_is_no_open_question(tmp_path: Path, text: str) -> None:
    async with newsroom(tmp_path) as hall:
        reply = await asks(hall.world.citizen(), text)

    assert OFFER not in reply.buttons


async def test_near_a_private_entry_nothing_is_offered_and_nothing_can_be_forged(
    tmp_path: Path,
) -> None:
    desk = desk_of(PRIVATE)
    text = next(t for t in (ASKED, "siapa itu", "xqz jkw") if desk.reply(t).private)
    assert desk.reply(text).kind is Kind.UNKNOWN
    async with newsroom(tmp_path) as hall:
        hall.holder.desk = desk
        citizen = hall.world.citizen()
        reply = await asks(citizen, text)
        [logged] = await hall.kept()
        reply.keyboard[0][0]["callback_data"] = "u:1:" + id_text(logged.asked.id)
        told = await presses(citizen, reply, reply.buttons[0])
        left = await kept(hall)

    assert OFFER not in reply.buttons
    assert told.text.startswith("Pilihan ini sudah berubah.")
    assert left == []


async def test_in_a_group_nothing_is_offered(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        citizen, group = hall.world.citizen(), hall.world.group()
        await group.add(citizen)
        await citizen.says(f"{ASKED} @meja_informasi_bot", in_=group)
        [reply] = await group.receives()
        await citizen.says("/beri_tahu", in_=group)
        [told] = await group.receives()

    assert OFFER not in reply.buttons
    assert told.text == "Hal ini hanya saya layani dalam obrolan pribadi."
    assert told.keyboard[0][0]["url"].startswith("https://t.me/meja_informasi_bot?start=")


async def test_nobody_waits_for_anothers_question(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        citizen, other = hall.world.citizen(), hall.world.citizen()
        await asks(citizen)
        [logged] = await hall.kept()
        reply = await asks(other)
        reply.keyboard[0][0]["callback_data"] = "u:1:" + id_text(logged.asked.id)
        told = await presses(other, reply, reply.buttons[0])
        left = await kept(hall)

    assert told.text.startswith("Pilihan ini sudah berubah.")
    assert left == []


async def test_none_of_these_may_be_waited_for_by_the_words_that_were_asked(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        citizen = hall.world.citizen()
        hall.holder.desk = desk_of()
        unclear = question_of(Kind.CLARIFY)
        offered = await presses(citizen, await asks(citizen, unclear), "Bukan ini")
        consent = await presses(citizen, offered, OFFER)
        await presses(citizen, consent, "Ya, beri tahu")
        [(words,)] = await kept(hall, "words")

    assert words == unclear


async def test_what_is_waited_for_stands_in_ones_own_record_and_is_erased_with_it(
    tmp_path: Path,
) -> None:
    async with newsroom(tmp_path) as hall:
        citizen = hall.world.citizen()
        await waits(citizen)
        record = await asks(citizen, "/data_saya")
        await presses(citizen, await asks(citizen, "/hapus_data"), "Ya, hapus semuanya")
        left, read = await kept(hall), bytes_of(tmp_path)

    assert f"• “{ASKED}”, dihapus paling lambat" in record.text
    assert left == []
    assert ASKED.encode() not in read


async def test_nobody_waits_for_more_than_they_may(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as hall:
        citizen = hall.world.citizen()
        await waits(citizen)
        async with store_of(hall).write() as db:
            for other in range(1, MOST + 1):
                await db.execute(
                    "INSERT INTO notices SELECT ?, chat, person, at, language, words, told"
                    " FROM notices LIMIT 1",
                    (other,),
                )
        consent = await presses(citizen, await asks(citizen), OFFER)
        told = await presses(citizen, consent, "Ya, beri tahu")
        async with store_of(hall).write() as db:
            for table in ("queries", "notices"):
                await db.execute(f"UPDATE {table} SET words = ?", ("kata " * 190,))
        record = await asks(citizen, "/data_saya")

    assert f"• dan {MOST + 1 - 5} lagi" in record.text
    assert told.text.startswith(f"Sudah ada {MOST} pertanyaan")
