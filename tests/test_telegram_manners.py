"""What a citizen expects of a bot: lines of docs/telegram.md that no other room's tests show."""

import ast
import logging
import re
from itertools import pairwise
from pathlib import Path

import pytest

from bot.answering import Desk
from bot.door.alerting import SHOWN_FRAMES
from bot.door.polling import ALLOWED
from bot.loading.overriding import shipped
from bot.localtelegram import Citizen, LocalTelegram, Message
from bot.replies import Reply
from bot.turns.conversing import NEW, Conversation
from tests.desks import shipped_desk
from tests.townhall import Townhall, desk_of, townhall

ROOT = Path(__file__).parent.parent
SLOGAN, ZONE = "apa slogan kpu purwakarta", "apa itu zona integritas"
# Wide enough for a telephone held upright; beyond it one scrolls to find the buttons.
SCREEN = 900


class BrokenDesk(Desk):
    """A desk with a bug in it."""

    def reply(
        self, text: str, conversation: Conversation = NEW, *, language: str | None = None
    ) -> Reply:
        raise KeyError(text)


async def asked(hall: Townhall, *texts: str, desk: Desk | None = None) -> tuple[Citizen, Message]:
    """A citizen, and the answer to the last of what they wrote; `desk`: who answers from now on."""
    hall.holder.desk = desk or hall.holder.desk
    citizen = hall.world.citizen()
    for text in texts:
        await citizen.says(text)
        [answer] = await citizen.receives()
    return citizen, answer


def all_bytes(folder: Path) -> bytes:
    """Everything that was written there, of databases and of their journals."""
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


# --- start and help


async def test_start_says_on_one_screen_who_runs_the_bot_and_forgets_nothing(
    tmp_path: Path,
) -> None:
    async with townhall(tmp_path) as hall:
        citizen, start = await asked(hall, "what is an integrity zone", "/start")
        await citizen.says("in english please")
        [again] = await citizen.receives()

    assert "office of Purwakarta regency" in start.text
    assert len(start.text) < SCREEN
    assert again.text.startswith("An integrity zone")


@pytest.mark.parametrize("payload", ["tidak-ada", "0", "__-__", "A" * 64, "slogan-lama"])
async def test_an_old_deep_link_opens_the_beginning(tmp_path: Path, payload: str) -> None:
    async with townhall(tmp_path) as hall:
        _, plain = await asked(hall, "/start")
        _, old = await asked(hall, f"/start {payload}")

    assert (old.text, old.buttons) == (plain.text, plain.buttons)


async def test_help_is_not_the_beginning_and_leads_to_a_person_and_to_privacy(
    tmp_path: Path,
) -> None:
    async with townhall(tmp_path) as hall:
        _, start = await asked(hall, "/start")
        _, told = await asked(hall, "/help")

    assert start.text not in told.text
    assert told.shown("email") == ["parmaskpupurwakarta@gmail.com"]
    assert "/privasi" in told.shown("bot_command")


async def test_a_second_start_describes_the_bot_no_second_time(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with townhall(tmp_path, world):
        await world.until(lambda: world.calls("setChatMenuButton"))
    async with townhall(tmp_path, world):
        await world.until(lambda: len(world.calls("setChatMenuButton")) == 2)

    assert len(world.calls("setMyDescription")) == 2
    assert len(world.calls("setMyShortDescription")) == 2


def test_the_bot_nowhere_calls_itself_official() -> None:
    say = shipped()[0].say
    texts = [say[key] for key in ("start", "help", "profile_description", "profile_short")]
    words = {w for text in texts for t in (text.id, text.en, text.su) for w in (t or "").split()}

    assert {word for word in words if re.match("(?i)resmi|official", word)} == set()


# --- asking


@pytest.mark.parametrize(
    "text",
    [
        "APA SLOGAN KPU PURWAKARTA",
        "apa slogan, kpu purwakarta???",
        "apa slogaaaan kpu purwakartaaa",
        "🙏 apa slogan kpu purwakarta 🙏",
        "apa slogn kpu purwkarta",
        "slogan ktr apa min",
        "apa   slogan\n\nkpu purwakarta",
    ],
)
async def test_how_a_question_is_typed_does_not_matter(tmp_path: Path, text: str) -> None:
    async with townhall(tmp_path) as hall:
        _, answer = await asked(hall, text)

    assert answer.text.startswith("Slogan kantor")


async def test_what_is_not_found_is_never_told_in_the_same_words_twice_in_a_row(
    tmp_path: Path,
) -> None:
    nonsense = ("wqz kcv blorp", "mnb vcx", "zarfon kuantum", "plugh xyzzy", "frotz gnusto")
    async with townhall(tmp_path) as hall:
        citizen, last = await asked(hall, *nonsense, desk=shipped_desk())
        told = [message.text for message in citizen.chat.sent]
        kept = await hall.kept()

    assert [one == another for one, another in pairwise(told)] == [False] * 4
    assert all("parmaskpupurwakarta@gmail.com" in text for text in told)
    assert last.buttons[-1] == "🏠 Menu"
    assert [one.open for one in kept] == [True] * len(nonsense)


@pytest.mark.parametrize(
    "text", ["hallooo", "terima kasih banyak 🙏", "apa kabar?", "dasar bot bodoh", "dadah"]
)
async def test_a_courtesy_or_an_insult_gets_a_short_reply_and_is_no_open_question(
    tmp_path: Path, text: str
) -> None:
    async with townhall(tmp_path) as hall:
        _, answer = await asked(hall, text, desk=shipped_desk())
        [kept] = await hall.kept()

    assert len(answer.text) < 200
    assert "belum punya jawaban" not in answer.text
    assert not kept.open


async def test_a_live_photo_gets_the_one_polite_line(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.sends_live_photo()
        await citizen.sends_live_photo(SLOGAN)
        bare, captioned = await citizen.receives(2)

    assert bare.text.startswith("Maaf, saya hanya dapat membaca tulisan.")
    assert captioned.text.startswith("Slogan kantor")


async def test_of_a_contact_and_a_place_nothing_is_written_anywhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen(first_name="Ujangsutisna")
        await citizen.sends_contact("+62264987651")
        await citizen.sends_location()
        await citizen.receives(2)
        await hall.log.flush()
        written = all_bytes(tmp_path)

    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("bot"))
    for trace in ("264987651", "107.4433", "-6.5569", "Ujangsutisna"):
        assert trace.encode() not in written
    for trace in ("264987651", "107.4433", "-6.5569", "Ujangsutisna", str(citizen.id)):
        assert trace not in ours


async def test_who_replies_to_an_older_answer_speaks_of_that_one(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, older = await asked(hall, "berapa skor SPI KPU 2024", desk=shipped_desk())
        await citizen.says("apa itu ppid")
        await citizen.receives()
        await citizen.says("in english please")
        [latest] = await citizen.receives()
        await citizen.says("in english please", reply_to=older)
        [meant] = await citizen.receives()

    assert latest.text.startswith("PPID")
    assert meant.text.startswith("The KPU SPI index for 2024")


async def test_in_a_group_another_may_reply_to_an_answer_and_keep_its_subject(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    group = world.group()
    async with townhall(tmp_path, world):
        first, second = world.citizen(), world.citizen()
        await group.add(first)
        await group.add(second)
        await first.says(f"@meja_informasi_bot {ZONE}", in_=group)
        [answer] = await group.receives()
        await second.says("in english please", in_=group, reply_to=answer)
        [meant] = await group.receives()

    assert meant.text.startswith("An integrity zone")


# --- buttons and layout


async def test_no_keyboard_ever_covers_the_screen(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, _ = await asked(hall, "/start", "/bantuan", SLOGAN, "wqz kcv blorp", "halo")
        await citizen.sends_photo()
        await citizen.receives()

    markups = [r.parameters.get("reply_markup", {}) for r in hall.world.calls("sendMessage")]
    assert {key for markup in markups for key in markup} == {"inline_keyboard"}


@pytest.mark.parametrize(
    ("question", "label", "copied"),
    [
        ("isi perpres 95 2018", "Salin Perpres 95/2018", "Peraturan Presiden Nomor 95 Tahun 2018"),
        ("apa itu ppid", "Salin alamat", "Jalan Flamboyan No. 60, Nagri Kaler, Purwakarta"),
        ("apa itu ppid", "Salin surel", "parmaskpupurwakarta@gmail.com"),
        ("wqz kcv blorp", "Salin surel", "parmaskpupurwakarta@gmail.com"),
    ],
)
async def test_what_would_be_retyped_can_be_copied(
    tmp_path: Path, question: str, label: str, copied: str
) -> None:
    async with townhall(tmp_path) as hall:
        citizen, answer = await asked(hall, question, desk=shipped_desk())

    assert citizen.copies(answer, f"📋 {label}") == copied


async def test_an_e_mail_address_can_be_tapped(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        _, answer = await asked(hall, "apa itu ppid", desk=shipped_desk())

    assert answer.shown("email") == ["parmaskpupurwakarta@gmail.com"]


async def test_what_a_regulation_governs_is_folded_and_its_state_is_not(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        _, answer = await asked(hall, "isi perpres 95 2018", desk=shipped_desk())

    [folded] = answer.shown("expandable_blockquote")
    name, rest = answer.text.split(f"\n{folded}\n")
    assert name.endswith("(Perpres 95/2018).")
    assert folded.startswith("Perpres ini menjadi dasar hukum SPBE")
    assert rest.startswith("Dimuat dalam Lembaran Negara")
    assert rest.splitlines()[-1].startswith("Sumber: ")


async def test_markup_that_is_refused_in_an_edit_stands_there_as_plain_text(
    tmp_path: Path,
) -> None:
    refusal = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 3'
    async with townhall(tmp_path, refused=True) as hall:
        citizen = hall.world.citizen()
        question = await citizen.says("halo")
        [answer] = await citizen.receives()
        hall.world.faults.next("editMessageText", status=400, description=refusal)
        await citizen.edits(question, ZONE)
        await hall.world.until(lambda: answer.edited)

    assert answer.text.startswith("Zona Integritas <ZI> & seterusnya.")
    assert answer.body.entities == ()


async def test_an_edited_answer_shows_no_preview_either(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        question = await citizen.says("halo")
        [answer] = await citizen.receives()
        await citizen.edits(question, SLOGAN)
        await hall.world.until(lambda: answer.edited)

    previews = [
        request.parameters["link_preview_options"]
        for request in hall.world.calls("sendMessage", "editMessageText")
    ]
    assert previews == [{"is_disabled": True}] * 2


async def test_no_message_has_an_effect_and_no_reaction_is_listened_to(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        await asked(hall, "/start", SLOGAN, "wqz kcv blorp")

    sent = hall.world.calls("sendMessage")
    assert [call for call in sent if "message_effect_id" in call.parameters] == []
    assert {"message_reaction", "message_reaction_count"}.isdisjoint(ALLOWED)


# --- places and life cycle


def test_nothing_is_fetched_that_this_version_does_not_answer() -> None:
    assert ALLOWED == (
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
        "my_chat_member",
    )


async def test_of_a_bug_the_admins_get_the_code_and_the_trace_without_the_citizens_words(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    admin, citizen = world.citizen(), world.citizen(first_name="Ujang")
    async with townhall(tmp_path, world, admins=(admin.id,)) as hall:
        await admin.says("halo")
        await admin.receives()
        hall.holder.desk = BrokenDesk(desk_of().knowledge)
        await citizen.says("saya Ujang Sutisna, mau lapor")
        [sorry] = await citizen.receives()
        [alarm] = await admin.receives()

    code = sorry.text.split("kode ")[1].split()[0]
    [trace] = alarm.shown("pre")
    assert f"Kode {code}: KeyError." in alarm.text
    assert "door/asking.py:" in trace
    assert len(trace.splitlines()) <= SHOWN_FRAMES
    assert "Ujang" not in alarm.text
    assert str(citizen.id) not in alarm.text


async def test_a_second_bug_within_a_minute_is_not_told_to_the_admins(tmp_path: Path) -> None:
    world = LocalTelegram()
    admin, crowd = world.citizen(), [world.citizen() for _ in range(5)]
    async with townhall(tmp_path, world, admins=(admin.id,)) as hall:
        await admin.says("halo")
        await admin.receives()
        hall.holder.desk = BrokenDesk(desk_of().knowledge)
        for citizen in crowd:
            await citizen.says(SLOGAN)
            await citizen.receives()
        await hall.application.update_queue.join()

    assert len(admin.chat.sent) == 2


async def test_a_network_that_failed_is_no_news_to_the_admins(tmp_path: Path) -> None:
    world = LocalTelegram()
    admin, citizen = world.citizen(), world.citizen()
    async with townhall(tmp_path, world, refused=True, admins=(admin.id,)) as hall:
        await admin.says("halo")
        await admin.receives()
        world.faults.next("sendMessage", status=502, times=3)
        await citizen.says(SLOGAN)
        await citizen.receives()
        await hall.application.update_queue.join()

    assert len(admin.chat.sent) == 1


async def test_where_no_admin_can_be_told_the_citizen_is_all_the_same(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with townhall(tmp_path, world, refused=True, admins=(1, 2)) as hall:
        hall.holder.desk = BrokenDesk(desk_of().knowledge)
        citizen, sorry = await asked(hall, SLOGAN)
        hall.holder.desk = desk_of()
        await citizen.says("halo")
        [greeting] = await citizen.receives()

    assert sorry.text.startswith("Maaf, ada gangguan")
    assert greeting.text.startswith("Halo!")


# --- the table of docs/telegram.md

# Without a test for now; their rows say why.
UNBUILT: set[int] = set()
_ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_TEST = re.compile(r"tests/(test_\w+\.py)::(\w+)")


def rows() -> dict[int, tuple[str, str]]:
    """What the table says of each line, and what it names as its tests."""
    table = (ROOT / "docs" / "telegram.md").read_text(encoding="utf-8")
    found = [(int(number), (says, tests)) for number, says, tests in _ROW.findall(table)]
    assert len(found) == len(dict(found)), "a line stands there twice"
    return dict(found)


def held_in(file: str) -> set[str]:
    """The tests that a file of the folder really holds."""
    path = ROOT / "tests" / file
    if not path.exists():
        return set()
    nodes = ast.parse(path.read_text(encoding="utf-8")).body
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in nodes if isinstance(node, kinds)}


def test_the_table_has_every_line_once_and_in_order() -> None:
    assert list(rows()) == list(range(1, 37))


def test_every_test_that_the_table_names_exists() -> None:
    named = {pair for _, tests in rows().values() for pair in _TEST.findall(tests)}
    missing = sorted(f"{file}::{name}" for file, name in named if name not in held_in(file))

    assert missing == []


def test_every_line_names_a_test_unless_it_is_not_built() -> None:
    bare = {number for number, (_, tests) in rows().items() if not _TEST.search(tests)}

    assert bare == UNBUILT
