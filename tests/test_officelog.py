"""/log: the latest questions, turned page by page and filtered, through a real Application."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.door.officewords import office_data
from bot.keeping.kept import REJECTED, Review, Vote
from bot.keeping.queryids import id_text
from bot.replies import Kind
from tests.logged import BUDI, NOON, question
from tests.officehall import GREATEST, numbers, office, unknown


async def test_a_row_says_when_what_was_asked_what_was_answered_and_the_vote(
    tmp_path: Path,
) -> None:
    clarify = question(2, kind=Kind.CLARIFY, words="wbk atau wbbm", entry=None, entries=())
    asked = [
        question(1, words='apa "slogan"\n<b>kpu</b> & kita', entry="slogan", entries=("slogan",)),
        clarify,
        question(3, kind=Kind.CLARIFY, words="yang mana", entry=None, entries=()),
        question(4, words="entri lama", entry="sudah-tiada", entries=("sudah-tiada",)),
        question(5, kind=Kind.SMALLTALK, words="halo", entry="greeting", entries=()),
    ]
    async with office(tmp_path, *asked) as hall:
        await hall.store.vote(1, Vote.NO, BUDI)
        await hall.store.choose(2, "wbk", BUDI)
        await hall.store.choose(3, REJECTED, BUDI)
        await hall.store.review(4, Review.SET_ASIDE)
        page = await hall.asks("/log")

    assert page.text.split("\n\n") == [
        "Pertanyaan terbaru: Semua",
        "24 Nov 19.00 · basa-basi\n“halo”",
        "24 Nov 19.00 · terjawab · disisihkan\n“entri lama” → sudah-tiada",
        "24 Nov 19.00 · pilihan · Bukan ini · menunggu\n“yang mana”",
        "24 Nov 19.00 · pilihan\n“wbk atau wbbm” → WBK",
        '24 Nov 19.00 · terjawab · 👎 · menunggu\n“apa "slogan" <b>kpu</b> & kita” → Slogan kantor',
    ]


async def test_the_log_is_turned_eight_at_a_time_and_back_whatever_comes_in(
    tmp_path: Path,
) -> None:
    asked = [question(id, words=f"nomor {id}") for id in range(1, 21)]
    async with office(tmp_path, *asked) as hall:
        page = await hall.asks("/log")
        first, buttons = numbers(page), page.buttons[6:]
        await hall.store.add([question(21, words="nomor 21")])
        await hall.turns(page, "Lebih lama ▶")
        second, in_between = numbers(page), page.buttons[6:]
        await hall.turns(page, "Lebih lama ▶")
        third, at_the_end = numbers(page), page.buttons[6:]
        await hall.turns(page, "◀ Lebih baru")
        back = numbers(page)
        await hall.turns(page, "⏮ Terbaru")
        newest = numbers(page)

    assert (first, buttons) == (list(range(20, 12, -1)), ["Lebih lama ▶"])
    assert (second, in_between) == (list(range(12, 4, -1)), ["⏮ Terbaru", "Lebih lama ▶"])
    assert (third, at_the_end) == ([4, 3, 2, 1], ["◀ Lebih baru", "⏮ Terbaru"])
    assert back == second
    assert newest == list(range(21, 13, -1))
    assert len(hall.admin.chat.sent) == 2


async def test_the_way_back_holds_ids_of_any_size_and_ends_at_the_newest(tmp_path: Path) -> None:
    asked = [question(GREATEST - n, words=f"nomor {n}") for n in range(60)]
    async with office(tmp_path, *asked) as hall:
        page = await hall.asks("/log")
        seen = [numbers(page)]
        for _ in range(7):
            await hall.turns(page, "Lebih lama ▶")
            seen.append(numbers(page))
        back = []
        while "◀ Lebih baru" in page.buttons:
            await hall.turns(page, "◀ Lebih baru")
            back.append(numbers(page))
        await hall.turns(page, "⏮ Terbaru")

    assert [row for rows in seen for row in rows] == list(range(60))
    assert back == [seen[6], seen[5], seen[4]]
    assert numbers(page) == seen[0]


FILTERED = {
    "Semua": [7, 6, 5, 4, 3, 2, 1],
    "Tidak terjawab": [7, 6, 2],
    "Terjawab": [7, 1],
    "Pilihan": [3, 2],
    "Rujukan": [4],
    "Basa-basi": [5],
}


@pytest.mark.parametrize(("label", "found"), FILTERED.items())
async def test_a_filter_shows_its_kind_and_is_ticked(
    tmp_path: Path, label: str, found: list[int]
) -> None:
    kinds = [Kind.ANSWER, Kind.CLARIFY, Kind.CLARIFY, Kind.REFERRAL, Kind.SMALLTALK, Kind.UNKNOWN]
    asked = [question(id, words=f"nomor {id}", kind=kind) for id, kind in enumerate(kinds, 1)]
    async with office(tmp_path, *asked, question(7, words="nomor 7")) as hall:
        await hall.store.choose(3, "wbk", BUDI)
        await hall.store.vote(7, Vote.NO, BUDI)
        page = await hall.asks("/log")
        if label != "Semua":
            await hall.turns(page, label)

    assert numbers(page) == found
    assert [button for button in page.buttons if button.startswith("✓")] == [f"✓ {label}"]
    assert page.text.startswith(f"Pertanyaan terbaru: {label}\n")


async def test_pressing_the_filter_in_force_reads_anew_and_asks_telegram_nothing_in_vain(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, question(1, words="nomor 1")) as hall:
        page = await hall.asks("/log")
        query = await hall.admin.presses(page, "✓ Semua")
        await hall.asks("/belum")
        await hall.store.add([question(2, words="nomor 2")])
        await hall.turns(page, "✓ Semua")

    assert query.answered
    assert numbers(page) == [2, 1]


async def test_eight_of_the_longest_questions_fit_into_one_page(tmp_path: Path) -> None:
    long = [unknown(id, f"{id} " + "😀" * 998) for id in range(1, 9)]
    async with office(tmp_path, *long) as hall:
        log, waiting = await hall.asks("/log"), await hall.asks("/belum")
        await hall.turns(waiting, "1")

    assert log.text.count("…”") == 8
    assert waiting.text.count("…”") == 1


async def test_words_cannot_turn_the_direction_of_the_page(tmp_path: Path) -> None:
    async with office(tmp_path, unknown(1, "abc \u202egnp.exe\u2066")) as hall:
        page = await hall.asks("/log")

    assert "“abc gnp.exe”" in page.text


async def test_an_empty_log_says_what_to_do_next(tmp_path: Path) -> None:
    async with office(tmp_path) as hall:
        page = await hall.asks("/log")
        first = page.text
        await hall.turns(page, "Rujukan")
        waiting = await hall.asks("/belum")

    assert "Coba kirim satu pertanyaan ke bot ini" in first
    assert "Pilih jenis lain di bawah." in page.text
    assert waiting.text.startswith("Tidak ada pertanyaan yang menunggu.")
    assert "/log" in waiting.text


async def test_a_page_whose_questions_are_gone_leads_back(tmp_path: Path) -> None:
    asked = [question(id, words=f"nomor {id}") for id in range(1, 10)]
    async with office(tmp_path, *asked) as hall:
        page = await hall.asks("/log")
        await hall.store.purge(NOON + timedelta(days=1))
        await hall.turns(page, "Lebih lama ▶")
        gone = page.text
        await hall.turns(page, "⏮ Terbaru")

    assert "Tidak ada yang lebih lama dari ini." in gone
    assert "Belum ada pertanyaan" in page.text


def test_data_too_long_for_a_button_is_refused_here() -> None:
    longest = office_data("l", "a", *[id_text(GREATEST)] * 4)

    assert len(longest) <= 64
    with pytest.raises(ValueError, match="over 64 bytes"):
        office_data("l", "a", *[id_text(GREATEST)] * 5)


async def test_what_was_asked_a_moment_ago_is_listed(tmp_path: Path) -> None:
    async with office(tmp_path) as hall:
        await hall.citizen.says("qwertyuiop")
        await hall.citizen.receives()
        page = await hall.asks("/log")

    assert "“qwertyuiop”" in page.text
