"""/spi: one picture whose buttons turn it in place, and its words wherever it cannot be shown."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.door.dashboard import View, view_of
from bot.door.pressing import LONGEST, Press, data, pressed
from bot.door.shelves import ALL, GO, HERE, Guide
from bot.door.showing import CAPTION, SHORT_LABEL, visible
from bot.localtelegram import Citizen, LocalTelegram, Message
from tests.desks import shipped_desk, shipped_knowledge
from tests.recordfolder import FILES, desk_of_files
from tests.test_pictures import kinds, settles
from tests.townhall import Townhall, townhall

YEARS = ["2021", "2022", "2023", "2024", "2025"]
OUT = ["◀ Kembali", "🏠 Menu"]
REFUSED = "Bad Request: not enough rights to send photos"


@asynccontextmanager
async def opened(
    tmp_path: Path, world: LocalTelegram | None = None, *, refused: bool = False
) -> AsyncIterator[tuple[Townhall, Citizen, Message]]:
    """A bot with the shipped knowledge, and what a citizen sees after /spi."""
    async with townhall(tmp_path, world, refused=refused) as hall:
        hall.holder.desk = shipped_desk()
        citizen = hall.world.citizen()
        await citizen.says("/spi")
        [menu] = await citizen.receives()
        yield hall, citizen, menu


async def turns(hall: Townhall, citizen: Citizen, menu: Message, label: str) -> None:
    """Presses a button and waits until the bot is done with it."""
    await citizen.presses(menu, label)
    await settles(hall)


async def test_it_opens_with_all_bodies_over_the_years(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, _, menu):
        pass

    rows = [[button["text"] for button in row] for row in menu.keyboard]
    assert kinds([menu]) == ["photo"]
    assert menu.shown("bold") == ["SPI 2021–2025: KPU dan nasional"]
    assert "• KPU: 74,04 (2024, waspada)\n• nasional: 72,43 (2021); 71,94 (2022)" in menu.text
    assert menu.text.endswith("diperiksa 24 November 2026 · belum dikonfirmasi kantor")
    assert rows == [
        YEARS,
        ["KPU", "Nasional"],
        ["· Semua tahun ·", "📋 Daftar angka"],
        OUT,
    ]


async def test_years_and_bodies_turn_the_picture_in_place(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, citizen, menu):
        for label in ("2024", "2021", "KPU", "Nasional", "Semua tahun"):
            await turns(hall, citizen, menu, label)
        pictures = {content for content in hall.world.contents.values()}

    assert [version.text.split("\n")[0] for version in menu.versions] == [
        "SPI 2021–2025: KPU dan nasional",
        "SPI 2024: KPU dan nasional",
        "SPI 2021: nasional",
        "SPI 2024: KPU",
        "SPI 2021–2025: nasional",
        "SPI 2021–2025: KPU dan nasional",
    ]
    assert citizen.chat.sent == [menu]
    assert len(pictures) == 5


async def test_the_figures_in_view_lead_to_their_whole_answers(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, citizen, menu):
        await turns(hall, citizen, menu, "2024")
        await citizen.presses(menu, "SPI KPU 2024")
        [answer] = await citizen.receives()

    assert menu.buttons[9:11] == ["SPI KPU 2024", "SPI nasional 2024"]
    assert answer.text.startswith("Indeks SPI KPU tahun 2024 adalah 74,04")
    assert menu.text.startswith("SPI 2024: KPU dan nasional")


async def test_the_view_that_is_shown_is_marked_and_its_button_does_nothing(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as (hall, citizen, menu):
        await turns(hall, citizen, menu, "· Semua tahun ·")

    assert hall.world.calls("editMessageMedia") == []
    assert [query.answered for query in hall.world.callback_queries.values()] == [True]


@pytest.mark.parametrize(
    ("label", "begins"),
    [("◀ Kembali", "Topik"), ("🏠 Menu", "Halo!"), ("📋 Daftar angka", "Angka SPI per tahun")],
)
async def test_the_picture_stays_and_what_follows_comes_below(
    tmp_path: Path, label: str, begins: str
) -> None:
    async with opened(tmp_path) as (hall, citizen, menu):
        await citizen.presses(menu, label)
        [below] = await citizen.receives()
        await turns(hall, citizen, menu, "2024")

    assert below.text.startswith(begins)
    assert menu.text.startswith("SPI 2024")


async def test_a_topics_menu_turns_into_the_picture(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        hall.holder.desk = desk_of_files(tmp_path / "records", FILES)
        citizen = hall.world.citizen()
        await citizen.says("/topik")
        [menu] = await citizen.receives()
        await turns(hall, citizen, menu, "Survei")
        await turns(hall, citizen, menu, "📊 Angka per tahun")

    assert kinds([menu]) == ["photo"]
    assert menu.text.startswith("SPI 2023–2024: KPU dan nasional")
    assert citizen.chat.sent == [menu]


async def test_it_goes_on_working_after_a_restart(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, citizen, menu):
        pass
    async with townhall(tmp_path, hall.world) as later:
        later.holder.desk = shipped_desk()
        await turns(later, citizen, menu, "2024")
        await citizen.presses(menu, "◀ Kembali")
        [topics] = await citizen.receives()

    assert menu.text.startswith("SPI 2024")
    assert topics.text.startswith("Topik")


async def test_in_a_group_anybody_turns_it(tmp_path: Path) -> None:
    async with opened(tmp_path) as (hall, one, _):
        other, group = hall.world.citizen(), hall.world.group()
        await group.add(one)
        await group.add(other)
        await one.says("/spi", in_=group)
        [menu] = await group.receives()
        await turns(hall, other, menu, "Nasional")

    assert menu.text.startswith("SPI 2021–2025: nasional")


async def test_words_behind_the_command_still_ask(tmp_path: Path) -> None:
    async with opened(tmp_path) as (_, citizen, _):
        await citizen.says("/spi kpu 2024")
        [answer] = await citizen.receives()

    assert answer.text.startswith("Indeks SPI KPU tahun 2024 adalah 74,04")


# --- where there is no picture


async def test_where_pictures_are_refused_the_list_comes(tmp_path: Path) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        hall.holder.desk = shipped_desk()
        hall.world.faults.next("sendPhoto", status=400, description=REFUSED)
        citizen = hall.world.citizen()
        await citizen.says("/spi")
        [menu] = await citizen.receives()

    assert menu.text.startswith("Angka SPI per tahun")
    assert "SPI KPU 2024" in menu.buttons


async def test_where_a_text_cannot_become_a_picture_it_becomes_the_list(tmp_path: Path) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        hall.holder.desk = desk_of_files(tmp_path / "records", FILES)
        hall.world.faults.next("editMessageMedia", status=400, description=REFUSED)
        citizen = hall.world.citizen()
        await citizen.says("/topik")
        [menu] = await citizen.receives()
        await turns(hall, citizen, menu, "Survei")
        await turns(hall, citizen, menu, "📊 Angka per tahun")

    assert menu.text.startswith("Angka SPI per tahun")
    assert citizen.chat.sent == [menu]


async def test_where_a_picture_cannot_be_turned_what_was_asked_for_comes_below(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, refused=True) as (hall, citizen, menu):
        hall.world.faults.next("editMessageMedia", status=400, description=REFUSED)
        await citizen.presses(menu, "2024")
        [below] = await citizen.receives()

    assert below.text.startswith("SPI 2024")
    assert menu.text.startswith("SPI 2021–2025")


async def test_a_picture_deleted_meanwhile_comes_anew(tmp_path: Path) -> None:
    async with opened(tmp_path, refused=True) as (_, citizen, menu):
        await citizen.deletes(menu)
        await citizen.presses(menu, "2024")
        [fresh] = await citizen.receives()

    assert kinds([fresh]) == ["photo"]
    assert fresh.text.startswith("SPI 2024")


@pytest.mark.parametrize("name", ["1999", "bawaslu", "²", "0", "20244"])
async def test_a_view_that_is_gone_is_told_with_fresh_buttons(tmp_path: Path, name: str) -> None:
    async with opened(tmp_path) as (_, citizen, menu):
        menu.button("2024")["callback_data"] = data(Press.FIGURES, name, GO)
        await citizen.presses(menu, "2024")
        [told] = await citizen.receives()

    assert told.text.startswith("Pilihan ini sudah berubah.")


async def test_where_no_figure_is_held_the_list_says_so(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says("/spi")
        [menu] = await citizen.receives()

    assert menu.text == (
        "Angka SPI per tahun\n\nBelum ada yang tercatat di sini. Silakan tulis pertanyaan Anda."
    )


# --- every view of what ships


def views(language: str) -> dict[str, View]:
    knowledge = shipped_knowledge()
    guide = Guide(knowledge=knowledge, language=language)
    names = [ALL, *(s.id for s in knowledge.subjects), *YEARS]
    return {name: view for name in names if (view := view_of(guide, name))}


@pytest.mark.parametrize("language", ["id", "en", "su"])
def test_every_view_fits_a_caption_and_a_phone(language: str) -> None:
    shown = [view.shown for view in views(language).values()]
    rows = [row for one in shown for row in one.rows]
    carried = [button.data for row in rows for button in row]
    labels = [[button.label for button in row] for row in rows]

    assert len(shown) == 8
    assert max(visible(one.html) for one in shown) <= CAPTION
    assert [row for row in labels if len(row) > 2 and max(map(len, row)) > 8] == []
    assert [row for row in labels if len(row) > 1 and max(map(len, row)) > SHORT_LABEL] == []
    assert [one for one in carried if len(one.encode()) > LONGEST or not pressed(one)] == []
    assert {one.rows[-1][1].data for one in shown} == {data(Press.HOME)}


def test_every_view_marks_itself_and_leads_to_all_others() -> None:
    for name, view in views("id").items():
        carried = [button.data for row in view.shown.rows for button in row]
        expected = {data(Press.FIGURES, one, HERE if one == name else GO) for one in views("id")}

        assert {one for one in carried if one.startswith(f"{Press.FIGURES}:")} == expected


def test_a_caption_drops_sources_before_it_grows_too_long(tmp_path: Path) -> None:
    title = "Sumber yang sangat panjang namanya " * 11
    figures = "\n".join(
        f"    - {{subject: kpu, year: {year}, index: 7{year % 10}, "
        f"sources: [{{title: {title}{year}}}]}}"
        for year in range(2021, 2026)
    )
    survey = "spi:\n  subjects: [{id: kpu, name: KPU}]\n  figures:\n" + figures
    knowledge = desk_of_files(tmp_path / "long", {"spi.yaml": survey}).knowledge
    view = view_of(Guide(knowledge=knowledge, language="id"), ALL)
    assert view is not None

    assert CAPTION - 390 < visible(view.shown.html) <= CAPTION
    assert "KPU: 71 (2021)" in view.shown.html
