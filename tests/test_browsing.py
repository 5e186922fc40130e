"""Menus are turned in place and answers stay; every page leads on, back and home."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.door.dashboard import view_of
from bot.door.pages import PAGE, laid_out
from bot.door.pressing import LONGEST, Press, data, pressed
from bot.door.shelves import ALL, GO, SHELVES, Guide, Shelf, category
from bot.door.showing import SHORT_LABEL, Shown, plain
from bot.door.splitting import LIMIT, units
from bot.knowledge import Knowledge
from bot.localtelegram import Citizen, LocalTelegram, Message
from tests.desks import shipped_knowledge
from tests.recordfolder import FILES, desk_of_files
from tests.townhall import Townhall, townhall

OUT = ["◀ Kembali", "🏠 Menu"]


@asynccontextmanager
async def hall_of(
    tmp_path: Path, world: LocalTelegram | None = None, *, refused: bool = False
) -> AsyncIterator[Townhall]:
    """A served bot that has records to look through."""
    async with townhall(tmp_path, world, refused=refused) as hall:
        folder = tmp_path / f"knowledge{hall.world.next_id()}"
        hall.holder.desk = desk_of_files(folder, FILES)
        yield hall


async def menu_of(hall: Townhall, command: str = "/topik") -> tuple[Citizen, Message]:
    """A citizen and the menu that a command gave them."""
    citizen = hall.world.citizen()
    await citizen.says(command)
    [menu] = await citizen.receives()
    return citizen, menu


async def turns(hall: Townhall, citizen: Citizen, menu: Message, label: str) -> None:
    """Presses a button and waits until the menu says something else."""
    edits = len(menu.versions)
    await citizen.presses(menu, label)
    await hall.world.until(lambda: len(menu.versions) > edits)


# --- what the pages say


async def test_topics_are_the_files_by_their_titles(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        _, menu = await menu_of(hall)

    assert menu.text == (
        "Topik\n\nAda 32 jawaban dalam 4 topik. Pilih topiknya, atau tulis saja pertanyaan Anda."
    )
    assert menu.shown("bold") == ["Topik"]
    assert menu.buttons == ["Layanan", "Peraturan", "Survei", "Umum", *OUT]


async def test_a_topic_lists_its_entries_two_a_row_where_they_are_short(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, menu = await menu_of(hall)
        await turns(hall, citizen, menu, "Umum")

    rows = [[button["text"] for button in row] for row in menu.keyboard]
    assert menu.text.startswith("Umum – halaman 1/2\n\nAda 13 jawaban.")
    assert rows == [
        ["Judul yang panjang sekali di sini"],
        ["Entri 1", "Entri 2"],
        ["Entri 3", "Entri 4"],
        ["Entri 5", "Entri 6"],
        ["2/2 ▶"],
        OUT,
    ]


async def test_figures_are_listed_the_latest_first_and_then_what_they_lead_to(
    tmp_path: Path,
) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, picture = await menu_of(hall, "/spi")
        await citizen.presses(picture, "📋 Daftar angka")
        [menu] = await citizen.receives()

    assert menu.text == (
        "Angka SPI per tahun\n\n"
        "Indeks Survei Penilaian Integritas (SPI) yang ada pada saya: 3, yang terbaru lebih dulu."
        "\n\n• KPU: 2024\n• nasional: 2024, 2023\n\n"
        "Tekan salah satu, atau tulis misalnya: SPI KPU 2024"
    )
    assert menu.buttons == [
        "SPI KPU 2024",
        "SPI nasional 2024",
        "SPI nasional 2023",
        "Kategori SPI",
        "🗂 Semua: Survei",
        *OUT,
    ]


async def test_regulations_stand_by_kind_and_year_and_say_what_they_govern(
    tmp_path: Path,
) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, menu = await menu_of(hall, "/regulasi")
        first = (menu.text, menu.buttons)
        await turns(hall, citizen, menu, "2/2 ▶")

    assert first[0].startswith(
        "Peraturan per jenis dan tahun – halaman 1/2\n\nAda 13 peraturan pada saya.\n\n"
        "Undang-Undang\n"
        "• UU 20/2023: Nama ke-20 & <seterusnya>\n"
        "• UU 7/2017: Nama ke-7 & <seterusnya>\n\n"
        "Peraturan Presiden\n"
        "• Perpres 95/2018: Nama ke-95"
    )
    assert first[0].endswith("nomor, dan tahunnya, misalnya: UU 20/2023")
    assert first[1][:4] == ["UU 20/2023", "UU 7/2017", "Perpres 95/2018", "PKPU 10/2020"]
    assert menu.buttons[5:] == ["PKPU 1/2011", "◀ 1/2", "🗂 Semua: Peraturan", *OUT]
    assert menu.text.endswith("misalnya: PKPU 6/2016")


async def test_services_are_listed_and_opened(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, menu = await menu_of(hall, "/layanan")
        await citizen.presses(menu, "PPID")
        [answer] = await citizen.receives()

    assert menu.text.startswith("Layanan kantor\n\nAda 1 layanan;")
    assert menu.buttons == ["PPID", "🗂 Semua: Layanan", *OUT]
    assert answer.text.startswith("PPID melayani")


@pytest.mark.parametrize("command", ["/spi", "/regulasi", "/layanan"])
async def test_where_nothing_is_held_the_page_says_so_and_leads_on(
    tmp_path: Path, command: str
) -> None:
    async with townhall(tmp_path) as hall:
        citizen, menu = await menu_of(hall, command)
        await turns(hall, citizen, menu, "◀ Kembali")

    assert menu.versions[0].text.endswith("Silakan tulis pertanyaan Anda.")
    assert menu.text.startswith("Topik\n\nAda 6 jawaban dalam 1 topik.")


async def test_a_reader_of_english_browses_in_english(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen = hall.world.citizen(language_code="en")
        await citizen.says("/topics")
        [menu] = await citizen.receives()
        await turns(hall, citizen, menu, "Survey")
        await turns(hall, citizen, menu, "📊 Figures by year")

    assert menu.text.startswith("SPI 2023–2024: KPU and national")
    assert "• national: 70.97 (2023); 71.53 (2024)" in menu.text
    assert menu.buttons[-2:] == ["◀ Back", "🏠 Menu"]


# --- words behind a command are a question


ASKED = {
    "/spi nasional 2024": ("Indeks SPI nasional tahun 2024", "spi nasional 2024"),
    "/regulasi perpres 95 2018": ("Peraturan Presiden Nomor 95", "regulasi perpres 95 2018"),
    "/layanan ppid": ("PPID melayani", "layanan ppid"),
    "/topik butir kata3": ("Jawaban 3.", "butir kata3"),
}


@pytest.mark.parametrize(("typed", "expected"), ASKED.items())
async def test_words_behind_a_command_are_answered_as_a_question(
    tmp_path: Path, typed: str, expected: tuple[str, str]
) -> None:
    async with hall_of(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(typed)
        [answer] = await citizen.receives()
        [kept] = await hall.kept()

    assert (answer.text[: len(expected[0])], kept.asked.words) == expected


# --- in place


async def test_a_menu_is_turned_in_place_and_the_answer_is_a_message_that_stays(
    tmp_path: Path,
) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, menu = await menu_of(hall, "/start")
        for label in ("🗂 Semua topik", "Umum", "2/2 ▶", "◀ 1/2"):
            await turns(hall, citizen, menu, label)
        await citizen.presses(menu, "Entri 2")
        [answer] = await citizen.receives()
        said = answer.text
        for label in ("2/2 ▶", "◀ Kembali", "🏠 Menu"):
            await turns(hall, citizen, menu, label)

    assert said == answer.text
    assert said.startswith("Jawaban 2.")
    assert menu.text.startswith("Halo! Saya bot informasi")
    assert menu.buttons[-1] == "🗂 Semua topik"
    assert [message.id for message in citizen.chat.sent] == [menu.id, answer.id]


async def test_pages_turned_there_and_back_in_a_hurry_are_all_turned(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, menu = await menu_of(hall, "/regulasi")
        for label in ("2/2 ▶", "◀ 1/2", "2/2 ▶", "◀ 1/2", "2/2 ▶"):
            await turns(hall, citizen, menu, label)

    assert "halaman 2/2" in menu.text


async def test_a_topic_of_records_leads_to_their_list_and_back(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, menu = await menu_of(hall)
        for topic, across in (
            ("Peraturan", "⚖️ Per jenis dan tahun"),
            ("Layanan", "🏢 Layanan kantor"),
        ):
            for label in (topic, across, f"🗂 Semua: {topic}", "◀ Kembali"):
                await turns(hall, citizen, menu, label)

    assert menu.text.startswith("Topik")


async def test_a_menu_goes_on_working_after_a_restart(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, menu = await menu_of(hall)
        await turns(hall, citizen, menu, "Umum")

    async with hall_of(tmp_path, hall.world) as later:
        await turns(later, citizen, menu, "2/2 ▶")
        await citizen.presses(menu, "Entri 12")
        [answer] = await citizen.receives()

    assert menu.text.startswith("Umum – halaman 2/2")
    assert answer.text.startswith("Jawaban 12.")


async def test_what_is_gone_is_told_in_place_with_fresh_buttons(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        (one, topics), (other, page) = await menu_of(hall), await menu_of(hall)
        await turns(hall, other, page, "Layanan")
        fewer = {"umum.yaml": FILES["umum.yaml"]}
        hall.holder.desk = desk_of_files(tmp_path / "fewer", fewer)
        await turns(hall, one, topics, "Layanan")
        await turns(hall, other, page, "PPID")
        await turns(hall, one, topics, "🗂 Semua topik")

    assert page.text.startswith("Pilihan ini sudah berubah.")
    assert page.buttons[-1] == "🗂 Semua topik"
    assert topics.versions[1].text == page.text
    assert topics.buttons == ["Umum", *OUT]
    assert len(one.chat.sent) == len(other.chat.sent) == 1


async def test_a_page_past_the_last_is_the_last(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, menu = await menu_of(hall, "/regulasi")
        menu.button("2/2 ▶")["callback_data"] = data(Press.LIST, "regulasi", "9")
        await turns(hall, citizen, menu, "2/2 ▶")

    assert "halaman 2/2" in menu.text


@pytest.mark.parametrize(
    "carried", ["b:nirwana:0", "b:spi:x", "b:spi:-1", "b:spi:²", "k:umum:99999", "k:nirwana:0"]
)
async def test_a_page_that_never_was_is_told_with_fresh_buttons(
    tmp_path: Path, carried: str
) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, menu = await menu_of(hall)
        menu.button("Umum")["callback_data"] = carried
        await turns(hall, citizen, menu, "Umum")

    assert menu.text.startswith("Pilihan ini sudah berubah.")


async def test_no_answer_is_turned_into_a_menu(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        citizen, answer = await menu_of(hall, "butir kata3")
        answer.button("👍 Ya, menjawab")["callback_data"] = data(Press.LIST, "topik", "0")
        await citizen.presses(answer, "👍 Ya, menjawab")
        [menu] = await citizen.receives()

    assert (answer.text[:10], menu.text[:5]) == ("Jawaban 3.", "Topik")
    assert not answer.edited


async def test_the_menu_button_of_an_answer_leaves_it_and_begins_anew(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, unknown = await menu_of(hall, "🤔")
        await citizen.presses(unknown, "🏠 Menu")
        [menu] = await citizen.receives()
        await turns(hall, citizen, menu, "🗂 Semua topik")

    assert not unknown.edited
    assert menu.text.startswith("Topik")


async def test_a_menu_deleted_meanwhile_comes_as_a_new_message(tmp_path: Path) -> None:
    async with hall_of(tmp_path, refused=True) as hall:
        citizen, menu = await menu_of(hall)
        await citizen.deletes(menu)
        await citizen.presses(menu, "Umum")
        [fresh] = await citizen.receives()

    assert fresh.text.startswith("Umum – halaman 1/2")


async def test_in_a_group_anybody_turns_the_menu(tmp_path: Path) -> None:
    async with hall_of(tmp_path) as hall:
        one, other, group = hall.world.citizen(), hall.world.citizen(), hall.world.group()
        await group.add(one)
        await group.add(other)
        await one.says("/topik", in_=group)
        [menu] = await group.receives()
        await turns(hall, one, menu, "Umum")
        await turns(hall, other, menu, "2/2 ▶")
        await other.presses(menu, "Entri 12")
        [answer] = await group.receives()

    assert menu.text.startswith("Umum – halaman 2/2")
    assert answer.text.startswith("Jawaban 12.")


# --- every page of what ships


def pages(guide: Guide, shelf: Shelf) -> Iterator[Shown]:
    """All pages of a shelf."""
    for at in range(max(1, -(-len(shelf.buttons) // PAGE))):
        yield laid_out(guide, shelf, at)


def shelves(guide: Guide) -> Iterator[Shelf]:
    """Every list and every topic."""
    yield from (fill(guide) for fill in SHELVES.values())
    for one in guide.knowledge.categories:
        shelf = category(guide, one.id)
        assert shelf is not None
        yield shelf


def everything(knowledge: Knowledge, language: str) -> list[Shown]:
    """Every page there is; of the pictures of figures see test_dashboard.py."""
    guide = Guide(knowledge=knowledge, language=language)
    return [page for shelf in shelves(guide) for page in pages(guide, shelf)]


@pytest.mark.parametrize("language", ["id", "en", "su"])
def test_every_page_that_ships_fits_a_phone_and_telegram(language: str) -> None:
    shown = everything(shipped_knowledge(), language)
    rows = [row for page in shown for row in page.rows]
    carried = [button.data for row in rows for button in row]

    assert [row for row in rows if len(row) > 2] == []
    assert [r for r in rows if len(r) == 2 and max(len(b.label) for b in r) > SHORT_LABEL] == []
    assert [one for one in carried if len(one.encode()) > LONGEST or not pressed(one)] == []
    assert max(units(plain(page)) for page in shown) <= LIMIT
    assert {page.rows[-1][1].data for page in shown} == {data(Press.HOME)}


def test_every_entry_that_ships_is_on_a_page_and_every_page_is_led_to() -> None:
    knowledge = shipped_knowledge()
    shown = everything(knowledge, "id")
    guide = Guide(knowledge=knowledge, language="id")
    figures = view_of(guide, ALL)
    assert figures is not None
    carried = [b.data for page in (*shown, figures.shown) for row in page.rows for b in row]
    opened = {one.removeprefix("e:") for one in carried if one.startswith("e:")}
    numbered = {
        data(*shelf.here, str(at))
        for shelf in shelves(guide)
        for at, _ in enumerate(pages(guide, shelf))
    }

    assert opened == {entry.id for entry in knowledge.entries}
    assert numbered - set(carried) == set()
    assert data(Press.FIGURES, ALL, GO) in carried
