"""For who sees no colour and no emoji, or cannot press: buttons have words, and typing does it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.door.copying import copies
from bot.door.dashboard import view_of
from bot.door.officewords import OFFICE
from bot.door.pressing import Press, pressed
from bot.door.shelves import ALL, Guide
from bot.door.showing import SHORT_LABEL, Button, Rows, buttons
from bot.keeping.queryids import id_text
from bot.loading.overriding import shipped
from bot.localtelegram import Citizen, LocalTelegram, Message
from bot.normalising import key
from bot.replies import Kind, Reply
from tests.desks import ROOT, shipped_desk, shipped_knowledge
from tests.newsroom import newsroom
from tests.officehall import office, unknown
from tests.test_browsing import everything
from tests.townhall import Townhall, question_of, townhall

LANGUAGES = ("id", "en", "su")
GREETING = "Halo! Silakan bertanya."
# Sentences that stand on a button, but for those of pages and answers, which are made below.
OWN = (
    *("show_none", "show_menu", "show_vote_yes", "show_vote_no", "erase_yes", "erase_no"),
    *("language_id", "language_en", "language_su", "language_auto", "owndata_delete"),
    *("notice_offer", "notice_yes", "notice_no", "notice_enough", "private_open", "inline_more"),
    *("hand_ask", "hand_yes", "hand_no"),
    *("desk_answer_with", "desk_refer", "desk_not_ours", "desk_block", "desk_unblock"),
    *("office_older", "office_newer", "office_newest", "office_previous", "office_next"),
    *("office_back", "office_set_aside", "office_undo", "office_filter_all", "office_filter_open"),
    *("office_filter_answer", "office_filter_clarify", "office_filter_referral"),
    "office_filter_smalltalk",
)
# Of two who hand over the same question each has a number of their own.
_NUMBER = re.compile(r"T-[0-9]+")
_ICON = re.compile(r"[^\w\s.,:;!?()&%/“”\"'’‘–—·…+<>=-]")


def answered(language: str) -> Iterator[Rows]:
    """What stands under each entry, and under a question of several."""
    desk, knowledge = shipped_desk(), shipped_knowledge()
    say = knowledge.language.say
    for entry in knowledge.entries:
        reply = desk.show(entry.id, language)
        assert reply is not None
        yield ((*copies(reply, knowledge),), *buttons(reply, id_text(1), say))
    for kind in (Kind.UNKNOWN, Kind.NO_DATA, Kind.REFERRAL, Kind.CLARIFY):
        reply = Reply(question="", kind=kind, text="", language=language)
        yield buttons(reply, id_text(1), say)


def pages(language: str) -> Iterator[Rows]:
    """What stands on each page of a menu and under the pictures of figures."""
    guide = Guide(knowledge=shipped_knowledge(), language=language)
    yield from (page.rows for page in everything(guide.knowledge, language))
    figures = guide.knowledge.figures
    for name in (ALL, *{one.subject for one in figures}, *{str(one.year) for one in figures}):
        view = view_of(guide, name)
        yield view.shown.rows if view else ()


def own(language: str) -> Iterator[Rows]:
    """The bot's own buttons, and the examples."""
    say = shipped()[0].say
    labels = (say[name].in_language(language)[0].format(place=2) for name in OWN)
    yield from (((Button(label=label, data="x"),),) for label in labels)
    yield from (
        ((Button(label=line, data="x"),),)
        for line in say["start_examples"].in_language(language)[0].splitlines()
    )


def keyboards(language: str) -> list[Rows]:
    """All that ships."""
    return [*answered(language), *pages(language), *own(language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_that_ships_is_short_enough_for_half_a_phone(language: str) -> None:
    labels = {button.label for rows in keyboards(language) for row in rows for button in row}

    assert {label for label in labels if not 0 < len(label) <= SHORT_LABEL} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_has_words_of_its_own_beside_its_sign(language: str) -> None:
    """So each can be read aloud, and none is told from its neighbour by a sign or a colour."""
    for rows in keyboards(language):
        said = [key(button.label) for row in rows for button in row]
        assert "" not in said, rows
        assert len(set(said)) == len(said), rows


def test_no_sentence_says_by_a_sign_alone_what_it_means() -> None:
    texts = {
        name: text
        for name, sentence in shipped()[0].say.items()
        for text in (sentence.id, sentence.en, sentence.su)
        if text and _ICON.search(text)
    }

    assert {name for name, text in texts.items() if not key(_ICON.sub("", text))} == set()


def test_the_list_of_own_labels_is_whole() -> None:
    """Each sentence that the program puts on a button is looked at here; `inline_whole` is a link
    in a text, and the others stand under answers and on pages.
    """
    source = "\n".join(file.read_text("utf-8") for file in (ROOT / "bot/door").glob("*.py"))
    labels = re.findall(r'\blabel ?= ?[^"\n=]*"(\w+)"', source)
    elsewhere = (
        "browse_whole",
        "browse_whole_short",
        "browse_spi_open",
        "copy_regulation",
        "copy_number",
    )
    assert "owndata_delete" in labels
    # "id" is the language of staff's buttons, whose sentences `cards` names elsewhere.
    assert set(labels) - {*elsewhere, "inline_whole", "id"} - set(OWN) == set()


# --- typed instead of pressed


async def result(hall: Townhall, citizen: Citizen, *, typed: str = "", pressed_: str = "") -> str:
    """What they read in the end; a greeting behind it shows that the bot is done."""
    if typed:
        await citizen.says(typed)
    else:
        await citizen.presses(citizen.chat.sent[-1], pressed_)
    await citizen.says("halo")
    await hall.world.until(lambda: citizen.chat.sent[-1].text == GREETING)
    return _NUMBER.sub("T-", citizen.chat.sent[-2].text)


async def same(hall: Townhall, *before: str) -> list[str]:
    """Each label under the reply to the last of what was said, pressed by one and typed by another.

    Those that come to something else are returned.
    """
    differ = []
    for label in (await told(hall, *before))[1].buttons:
        presser, message = await told(hall, *before)
        if "callback_data" not in message.button(label):
            continue
        typist, _ = await told(hall, *before)
        by_press = await result(hall, presser, pressed_=label)
        by_word = await result(hall, typist, typed=key(label))
        if by_press != by_word:
            differ.append(f"{before[-1]} {label}: {by_press!r} {by_word!r}")
    return differ


async def told(hall: Townhall, *before: str) -> tuple[Citizen, Message]:
    """Somebody new who said all that, and the reply to the last."""
    citizen = hall.world.citizen()
    for text in before:
        await citizen.says(text)
        [message] = await citizen.receives()
    return citizen, message


@pytest.mark.parametrize(
    "before",
    [
        ("/start",),
        ("/topik",),
        ("/topik", "umum"),
        ("/bahasa",),
        ("/hapus_data",),
        ("/data_saya",),
        ("kapan pilkades digelar",),
        ("kapan pilkades digelar", "tanyakan ke petugas"),
        ("kapan pilkades digelar", "beri tahu saya"),
        ("kapan pilkades digelar", "beri tahu saya", "ya, beri tahu"),
    ],
)
async def test_what_a_button_does_its_label_does_when_it_is_typed(
    tmp_path: Path, before: tuple[str, ...]
) -> None:
    world = LocalTelegram()
    async with newsroom(tmp_path, world, office=world.group("Kantor")) as hall:
        assert await same(hall, *before) == []


async def test_choices_can_be_typed_and_are_kept_as_chosen(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, asked = await told(hall, question_of(Kind.CLARIFY))
        await citizen.says("zona integritas")
        [answer] = await citizen.receives()
        other, _ = await told(hall, question_of(Kind.CLARIFY))
        await other.says("bukan ini")
        [led_on] = await other.receives()
        first, second = await hall.kept()

    assert asked.buttons[-1] == "Bukan ini"
    assert answer.text.startswith("Zona Integritas <ZI>")
    assert led_on.text.startswith("Baik, bukan itu.")
    assert (first.choice, second.choice) == ("zona", "bukan_ini")


async def test_a_vote_can_be_typed_and_is_thanked_for_in_words(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, _ = await told(hall, "apa slogan kpu purwakarta")
        await citizen.says("tidak menjawab")
        [thanks] = await citizen.receives()
        [kept] = await hall.kept()

    assert thanks.text.startswith("Terima kasih, penilaian Anda dicatat.")
    assert kept.vote == "no"


async def test_in_a_group_a_label_is_a_word_like_any_other(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, group = hall.world.citizen(), hall.world.group()
        await group.add(citizen)
        await citizen.says("apa slogan kpu purwakarta @meja_informasi_bot", in_=group)
        await group.receives()
        await citizen.says("@meja_informasi_bot tidak menjawab", in_=group)
        await group.receives()
        kept = await hall.kept()

    assert [one.vote for one in kept] == [None, None]


async def test_staffs_buttons_can_be_typed_too(tmp_path: Path) -> None:
    async with office(tmp_path, unknown(1, "kapan pilkades")) as hall:
        await hall.asks("/belum")
        group = await hall.asks("1")
        done = await hall.asks("sisihkan")
        open_ = await hall.open()

    assert any(data.startswith(OFFICE) for data in _data(group))
    assert done.text.startswith("Disisihkan:")
    assert open_ == []


def _data(message: Message) -> list[str]:
    return [b["callback_data"] for row in message.keyboard for b in row if "callback_data" in b]


def test_every_kind_of_button_is_under_one_of_these() -> None:
    shown = [button.data for rows in keyboards("id") for row in rows for button in row]
    kinds = {one.press for one in map(pressed, shown) if one}
    elsewhere = {Press.LANGUAGE, Press.ERASE, Press.DELETE, Press.NOTIFY, Press.AGREE}
    elsewhere |= {Press.ASK, Press.HAND, Press.STAFF}

    assert kinds >= set(Press) - elsewhere - {Press.CHOOSE}
