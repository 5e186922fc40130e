"""/belum: what waits, grouped, counted, opened, set aside and opened again."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.keeping.kept import Review, Vote, Wanted
from bot.replies import Kind
from tests.logged import BUDI, NOON, SITI, question
from tests.officehall import GREATEST, forged, numbers, office, unknown
from tests.townhall import desk_of, question_of


async def test_what_waits_is_grouped_and_the_most_people_come_first(tmp_path: Path) -> None:
    asked = [
        unknown(1, "Kapan pilkades?"),
        unknown(2, "kapan  pilkades", SITI, NOON + timedelta(minutes=5)),
        *(unknown(id, "cara jadi saksi") for id in (3, 4, 5)),
        question(6, words="apa syarat wbk"),
        question(7, words="apa kabar"),
    ]
    async with office(tmp_path, *asked) as hall:
        await hall.store.vote(6, Vote.NO, BUDI)
        page = await hall.asks("/belum")
        title, first, second, third, hint = page.text.split("\n\n")

    assert title == "Menunggu kantor: 3 pertanyaan berbeda, ditanyakan 6 kali."
    assert first.split("\n")[:2] == [
        "1. “kapan pilkades”",
        "2 orang, 2 kali, terakhir 24 Nov 19.05",
    ]
    assert second.split("\n")[:2] == [
        "2. “cara jadi saksi”",
        "1 orang, 3 kali, terakhir 24 Nov 19.00",
    ]
    assert third.split("\n")[0] == "3. “apa syarat wbk”"
    assert third.split("\n")[2] == "Hari ini sudah akan dijawab: WBK"
    assert hint.startswith("Tekan nomornya")
    assert page.buttons == ["1", "2", "3"]


async def test_a_guess_is_the_best_of_the_desk_of_now(tmp_path: Path) -> None:
    words = question_of(Kind.CLARIFY)
    best = desk_of().reply(words).ranking[0].entry
    async with office(tmp_path, unknown(1, words), unknown(2, "🤔")) as hall:
        page = await hall.asks("/belum")

    title = desk_of().knowledge.entry(best).title.id
    assert f"\nTebakan hari ini: {title}\n" in page.text
    assert (
        "1. “🤔”\n1 orang, 1 kali, terakhir 24 Nov 19.00\nTebakan hari ini: belum ada" in page.text
    )


async def test_private_words_are_nowhere_and_their_questions_still_count(tmp_path: Path) -> None:
    asked = [
        question(1, kind=Kind.UNKNOWN, words=None, entry=None, entries=()),
        question(2, kind=Kind.UNKNOWN, words=None, entry=None, entries=(), person=SITI),
    ]
    async with office(tmp_path, *asked) as hall:
        log, page = await hall.asks("/log"), await hall.asks("/belum")
        listed = page.text
        await hall.turns(page, "1")
        opened = page.text
        await hall.turns(page, "Sisihkan")
        still = await hall.open()

    assert log.text.count("(kata tidak disimpan)") == 2
    assert "1. (kata tidak disimpan)\n2 orang, 2 kali" in listed
    assert "Terdekat saat ditanyakan: WBK" in listed
    assert "(kata tidak disimpan)" in opened
    assert "None" not in log.text + listed + opened + page.text
    assert still == []


async def test_a_group_opened_shows_each_way_it_was_written(tmp_path: Path) -> None:
    written = ["Kapan pilkades?", "kapan pilkades", "KAPAN PILKADES", "kapan pilkades"]
    asked = [unknown(id, words) for id, words in enumerate(written, 1)]
    async with office(tmp_path, *asked) as hall:
        page = await hall.asks("/belum")
        await hall.turns(page, "1")
        opened, buttons = page.text, page.buttons
        await hall.turns(page, "◀ Kembali")

    assert opened.split("\n\n")[1].split("\n") == [
        "• “kapan pilkades” – 2 kali, terakhir 24 Nov 19.00",
        "• “KAPAN PILKADES” – 1 kali, terakhir 24 Nov 19.00",
        "• “Kapan pilkades?” – 1 kali, terakhir 24 Nov 19.00",
    ]
    assert buttons == ["Sisihkan", "◀ Kembali"]
    assert page.text.startswith("Menunggu kantor")


async def test_of_many_ways_the_first_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    asked = [unknown(id, "kapan" + " " * id + "pilkades" + "?" * id) for id in range(1, 14)]
    async with office(tmp_path, *asked) as hall:
        page = await hall.asks("/belum")
        await hall.turns(page, "1")

    assert page.text.count("• ") == 10
    assert "… dan 3 ragam lain" in page.text


async def test_set_aside_is_the_whole_group_and_can_be_undone_after_a_restart(
    tmp_path: Path,
) -> None:
    asked = [
        unknown(GREATEST - 4, "kapan pilkades", SITI),
        unknown(GREATEST - 3, "lain"),
        unknown(GREATEST - 2, "kapan pilkades?"),
        question(GREATEST - 1, words="kapan pilkades"),
        unknown(GREATEST, "Kapan pilkades"),
    ]
    async with office(tmp_path, *asked) as hall:
        page = await hall.asks("/belum")
        await hall.turns(page, "1")
        await hall.turns(page, "Sisihkan")
        done, left = page.text, await hall.open()
        data = page.button("↩ Urungkan")["callback_data"]
        await hall.turns(page, "◀ Kembali")
        listed = page.text

    async with office(tmp_path) as later:
        page = await later.asks("/log")
        await later.turns(page, forged(page, data))
        again = await later.open()
        await later.turns(page, "Sisihkan")

    assert done.startswith("Disisihkan: “Kapan pilkades” (3 kali ditanyakan).")
    assert left == [GREATEST - 3]
    assert "1 pertanyaan berbeda" in listed
    assert again == [GREATEST, GREATEST - 2, GREATEST - 3, GREATEST - 4]
    assert page.versions[1].text.startswith("Dibuka lagi: 3 pertanyaan.")


async def test_undoing_opens_nothing_that_was_closed_otherwise(tmp_path: Path) -> None:
    asked = [unknown(id, "kapan pilkades") for id in (1, 2, 3)]
    async with office(tmp_path, *asked, unknown(4, "lain")) as hall:
        page = await hall.asks("/belum")
        await hall.turns(page, "1")
        await hall.turns(page, "Sisihkan")
        await hall.store.review(2, Review.TAUGHT)
        await hall.store.review(4, Review.SET_ASIDE)
        await hall.turns(page, "↩ Urungkan")
        reviews = {k.asked.id: k.review for k in await hall.store.queries(Wanted())}

    assert reviews == {1: None, 2: Review.TAUGHT, 3: None, 4: Review.SET_ASIDE}


async def test_a_nervous_finger_sets_aside_once_and_can_still_undo(tmp_path: Path) -> None:
    async with office(tmp_path, unknown(1, "kapan pilkades"), unknown(2, "lain")) as hall:
        page = await hall.asks("/belum")
        await hall.turns(page, "1")
        taps = [await hall.admin.presses(page, "Sisihkan") for _ in range(2)]
        await hall.asks("/log")

    assert [tap.answered for tap in taps] == [True, True]
    assert page.buttons == ["↩ Urungkan", "◀ Kembali"]


async def test_what_waits_is_turned_five_groups_at_a_time(tmp_path: Path) -> None:
    asked = [unknown(id, f"nomor {id}") for id in range(1, 13)]
    async with office(tmp_path, *asked) as hall:
        page = await hall.asks("/belum")
        first, buttons = numbers(page), page.buttons
        await hall.turns(page, "Berikutnya ▶")
        second, between = numbers(page), page.buttons
        await hall.turns(page, "Berikutnya ▶")
        third, last = numbers(page), page.buttons
        await hall.turns(page, "11")
        await hall.turns(page, "Sisihkan")
        await hall.turns(page, "◀ Kembali")

    assert (first, buttons) == ([12, 11, 10, 9, 8], ["1", "2", "3", "4", "5", "Berikutnya ▶"])
    assert (second, between[5:]) == ([7, 6, 5, 4, 3], ["◀ Sebelumnya", "Berikutnya ▶"])
    assert (third, last) == ([2, 1], ["11", "12", "◀ Sebelumnya"])
    assert numbers(page) == [1]
    assert "Halaman 3 dari 3" in page.text


@pytest.mark.parametrize(
    ("on_the_way", "label"),
    [([], "1"), (["1"], "Sisihkan"), (["1", "Sisihkan"], "↩ Urungkan")],
)
async def test_a_question_gone_meanwhile_leads_to_the_list_of_now(
    tmp_path: Path, on_the_way: list[str], label: str
) -> None:
    async with office(tmp_path, unknown(1, "kapan pilkades"), unknown(2, "lain", SITI)) as hall:
        page = await hall.asks("/belum")
        for before in on_the_way:
            await hall.turns(page, before)
        await hall.store.erase(SITI)
        await hall.turns(page, label)

    assert page.text.startswith("Pertanyaan itu tidak menunggu lagi")
    assert "1. “kapan pilkades”" in page.text


async def test_of_thousands_only_the_newest_count_and_citizens_are_served(
    tmp_path: Path,
) -> None:
    asked = [unknown(id, f"pertanyaan panjang sekali nomor {id % 900}") for id in range(1, 2501)]
    async with office(tmp_path, *asked) as hall:
        await hall.admin.says("/belum")
        await hall.citizen.says("apa slogan kpu purwakarta")
        [answer] = await hall.citizen.receives()
        [page] = await hall.admin.receives()

    assert answer.text.startswith("Slogan kantor")
    assert "ditanyakan 2000 kali." in page.text
    assert "Yang dihitung hanya 2000 yang terbaru." in page.text


async def test_where_the_last_page_has_emptied_the_one_before_is_shown(tmp_path: Path) -> None:
    asked = [unknown(id, f"nomor {id}") for id in range(1, 7)]
    async with office(tmp_path, *asked) as hall:
        page = await hall.asks("/belum")
        for label in ("Berikutnya ▶", "6", "Sisihkan", "◀ Kembali"):
            await hall.turns(page, label)

    assert numbers(page) == [6, 5, 4, 3, 2]
    assert page.buttons == ["1", "2", "3", "4", "5"]
