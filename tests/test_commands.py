"""Commands: what each says, and that menu, /help and what is recognised are one table."""

from pathlib import Path

import pytest

from bot.door.commands import COMMANDS, by_name
from bot.loading.overriding import shipped
from tests.desks import shipped_desk
from tests.townhall import KNOWLEDGE, desk_of, townhall

# Characters in a line and lines of a message that a phone shows at once.
SCREEN = (34, 34)

FIRST_WORDS = {
    "/start": "Halo! Saya bot informasi",
    "/help": "Cara bertanya",
    "/bantuan": "Cara bertanya",
    "/BANTUAN": "Cara bertanya",
    "/privasi": "Yang disimpan dan tidak",
    "/privacy": "Yang disimpan dan tidak",
    "/hapus_data": "Hapus semua yang disimpan",
    "/delete_data": "Hapus semua yang disimpan",
    "/id": "ID Anda",
    "/menu": "Halo! Saya bot informasi",
    "/topik": "Topik",
    "/topics": "Topik",
    "/spi": "Angka SPI",
    "/regulasi": "Peraturan per jenis",
    "/regulations": "Peraturan per jenis",
    "/layanan": "Layanan kantor",
    "/services": "Layanan kantor",
    "/data_saya": "Tidak ada pertanyaan Anda",
    "/my_data": "Tidak ada pertanyaan Anda",
    "/bahasa": "Bahasa apa",
    "/language": "Bahasa apa",
    "/settings": "Bahasa apa",
    "/start tidak-ada": "Halo! Saya bot informasi",
    "/start@meja_informasi_bot": "Halo! Saya bot informasi",
}


@pytest.mark.parametrize(("command", "expected"), FIRST_WORDS.items())
async def test_each_command_says_its_own(tmp_path: Path, command: str, expected: str) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(command)
        [answer] = await citizen.receives()

    assert answer.text.startswith(expected)


async def test_start_offers_questions_that_ask_themselves_any_time(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.starts()
        [first] = await citizen.receives()
        await citizen.starts()
        [again] = await citizen.receives()
        await citizen.presses(again, "Apa slogan kantor ini?")
        [answer] = await citizen.receives()

    assert 4 <= len(first.buttons[:-1]) <= 6
    assert first.buttons[-1] == "🗂 Semua topik"
    assert first.buttons == again.buttons
    assert answer.text.startswith("Slogan kantor")


async def test_start_with_an_entry_opens_it(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.starts("zona")
        [answer] = await citizen.receives()

    assert answer.text.startswith("Zona Integritas")


async def test_help_names_every_command_in_the_readers_language(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        here, abroad = hall.world.citizen(), hall.world.citizen(language_code="en-GB")
        await here.says("/bantuan")
        await abroad.says("/help")
        [indonesian], [english] = await here.receives(), await abroad.receives()

    assert [f"/{c.id} " in indonesian.text for c in COMMANDS] == [True] * len(COMMANDS)
    assert [f"/{c.en} " in english.text for c in COMMANDS] == [True] * len(COMMANDS)


async def test_telegrams_menu_is_the_table(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        await hall.world.until(lambda: hall.world.menu_buttons)
        menus = {
            key: [command["command"] for command in listed]
            for key, listed in hall.world.commands.items()
        }

    assert menus == {
        ("all_private_chats", ""): [c.id for c in COMMANDS],
        ("all_private_chats", "en"): [c.en for c in COMMANDS],
        ("all_group_chats", ""): [c.id for c in COMMANDS if c.in_groups],
        ("all_group_chats", "en"): [c.en for c in COMMANDS if c.in_groups],
    }
    assert hall.world.profile["description", ""].startswith("Bot informasi KPU")
    assert hall.world.profile["short_description", "en"].startswith("Questions and answers")


async def test_help_fits_one_screen(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says("/bantuan")
        [told] = await citizen.receives()

    wrapped = sum(max(1, -(-len(line) // SCREEN[0])) for line in told.text.splitlines())
    assert wrapped <= SCREEN[1]


def test_no_name_stands_for_two_commands() -> None:
    names = [name for c in COMMANDS for name in {c.id, c.en, *c.also}]

    assert sorted(names) == sorted(by_name(COMMANDS))


def test_the_profile_is_as_short_as_telegram_wants_it() -> None:
    say = shipped()[0].say
    for key, most in (("profile_description", 512), ("profile_short", 120)):
        for text in (say[key].id, say[key].en or ""):
            assert 0 < len(text) <= most


async def test_ids_are_those_of_the_person_and_of_the_chat(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, group = hall.world.citizen(), hall.world.group()
        await group.add(citizen)
        await citizen.says("/id", in_=group)
        [told] = await group.receives()

    assert f"ID Anda: {citizen.id}" in told.text
    assert f"ID obrolan ini: {group.chat.id}" in told.text


async def test_the_language_chosen_is_spoken_and_kept(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says("/bahasa")
        [menu] = await citizen.receives()
        await citizen.presses(menu, "English")
        [told] = await citizen.receives()
        await citizen.says("apa itu zona integritas")
        [answer] = await citizen.receives()

    async with townhall(tmp_path, hall.world) as later:
        await citizen.says("apa slogan kpu purwakarta")
        [kept] = await citizen.receives()
        await citizen.presses(menu, "l:auto")
        await citizen.receives()
        await citizen.says("apa slogan kpu purwakarta")
        [free] = await citizen.receives()

    assert later.world is hall.world
    assert told.text == "All right, from now on I answer in English."
    assert answer.text.startswith("An integrity zone")
    assert kept.text.startswith("The office's slogan")
    assert free.text.startswith("Slogan kantor")


async def test_erasing_is_asked_once_and_then_nothing_of_the_person_is_left(
    tmp_path: Path,
) -> None:
    async with townhall(tmp_path) as hall:
        citizen, other = hall.world.citizen(), hall.world.citizen()
        for person in (citizen, other):
            await person.says("apa itu zona integritas")
            await person.receives()
        await citizen.says("/hapus_data")
        [asked] = await citizen.receives()
        await citizen.presses(asked, "Tidak jadi")
        [kept_on] = await citizen.receives()
        before = await hall.kept()
        await citizen.presses(asked, "Ya, hapus semuanya")
        [done] = await citizen.receives()
        after = await hall.kept()

    assert kept_on.text == "Baik, tidak ada yang dihapus."
    assert len(before) == 2
    assert done.text.startswith("Sudah dihapus: 1 pertanyaan")
    assert len(after) == 1


def test_every_example_that_ships_is_answered_by_what_ships() -> None:
    desk = shipped_desk()
    say = desk.knowledge.language.say["start_examples"]
    for language, text in (("id", say.id), ("en", say.en or "")):
        replies = [desk.reply(line, language=language) for line in text.splitlines()]
        assert [(r.question, str(r.kind)) for r in replies] == [
            (r.question, "answer") for r in replies
        ]


def test_the_tiny_desk_answers_some_examples_only() -> None:
    assert str(desk_of().reply("Lapor gratifikasi?").kind) != "answer"


@pytest.mark.parametrize(
    ("word", "command"),
    [
        ("Menu", "/menu"),
        ("kembali ke menu!", "/menu"),
        ("topik", "/topik"),
        ("bantuan", "/bantuan"),
        ("hapus data saya", "/hapus_data"),
        ("ganti bahasa", "/bahasa"),
        ("data saya", "/data_saya"),
        ("back to menu", "/menu"),
    ],
)
async def test_a_word_does_what_its_command_does(word: str, command: str, tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(word)
        [by_word] = await citizen.receives()
        await citizen.says(command)
        [by_command] = await citizen.receives()

    assert (by_word.text, by_word.buttons) == (by_command.text, by_command.buttons)


async def test_a_word_that_the_knowledge_holds_is_a_question(tmp_path: Path) -> None:
    first = "- apa slogan kpu purwakarta"
    async with townhall(tmp_path) as hall:
        hall.holder.desk = desk_of(KNOWLEDGE.replace(first, f"{first}\n      - menu"))
        citizen = hall.world.citizen()
        await citizen.says("menu")
        [answer] = await citizen.receives()

    assert answer.text.startswith("Slogan kantor")
