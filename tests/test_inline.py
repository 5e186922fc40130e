"""Words typed inline on the played Telegram, and what the whole bot offers for them."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from telegram.constants import MessageLimit

from bot.answering import Desk
from bot.door import inline
from bot.door.door import LANGUAGES
from bot.door.inline import article, offered
from bot.door.polling import ALLOWED
from bot.door.showing import visible
from bot.keeping.kept import asked
from bot.knowledge import load
from bot.localtelegram import LocalTelegram
from bot.localtelegram.world import InlineQuery
from bot.replies import Kind
from tests.townhall import KNOWLEDGE, Townhall, desk_of, townhall

PRIVATE = KNOWLEDGE.replace("    title: WBK\n", "    title: WBK\n    private: true\n")
SHIPPED = Path(__file__).parent.parent / "knowledge"


@pytest.fixture(scope="module")
def office() -> Desk:
    return Desk(load(SHIPPED))


async def typed(hall: Townhall, text: str, language: str = "id") -> InlineQuery:
    query = await hall.world.citizen(language_code=language).types_inline(text)
    await hall.world.until(lambda: query.answered)
    return query


def ids(query: InlineQuery) -> list[str]:
    return [result["id"] for result in query.results]


def contents(folder: Path) -> bytes:
    """All that stands in the databases' files at this moment."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_an_answer_is_offered_with_its_source_and_sent_as_it_stands(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        query = await citizen.types_inline("apa slogan kpu purwakarta")
        await hall.world.until(lambda: query.answered)
        message = await citizen.chooses(query)

    first = query.results[0]
    assert (first["id"], first["title"], first["description"]) == (
        "slogan",
        "Slogan kantor",
        "Slogan kantor adalah Melayani.",
    )
    assert message.text.startswith(
        "Slogan kantor adalah Melayani.\n\nSumber: Pengumuman (8 Desember 2025)"
    )
    assert first["input_message_content"]["link_preview_options"] == {"is_disabled": True}


async def test_the_offer_is_for_everybody_for_a_moment_and_leads_into_the_chat(
    tmp_path: Path,
) -> None:
    async with townhall(tmp_path) as hall:
        query = await typed(hall, "slogan")
        citizen = hall.world.citizen()
        await citizen.says(f"/start {query.options['button']['start_parameter']}")
        [beginning] = await citizen.receives()

    assert query.options == {
        "cache_time": 10,
        "is_personal": False,
        "button": {"text": "Tanya lebih lanjut", "start_parameter": "inline_more"},
    }
    assert beginning.buttons


@pytest.mark.parametrize(
    ("text", "first"),
    [("zon", "zona"), ("Zona Int", "zona"), ("wbb", "wbbm"), ("tata", "tata-tertib")],
)
async def test_a_word_half_typed_is_enough(tmp_path: Path, text: str, first: str) -> None:
    async with townhall(tmp_path) as hall:
        query = await typed(hall, text)

    assert ids(query)[0] == first


@pytest.mark.parametrize(
    ("code", "text", "label"),
    [
        ("en-GB", "The office's slogan is Serving.", "Ask more"),
        ("fr", "Slogan kantor adalah Melayani.", "Tanya lebih lanjut"),
        ("", "Slogan kantor adalah Melayani.", "Tanya lebih lanjut"),
    ],
)
async def test_the_language_is_that_of_the_app(
    tmp_path: Path, code: str, text: str, label: str
) -> None:
    async with townhall(tmp_path) as hall:
        query = await typed(hall, "slogan", code)

    assert (query.results[0]["description"], query.options["button"]["text"]) == (text, label)


# The played Telegram refuses what Telegram does, and townhall fails where anything was refused.
@pytest.mark.parametrize("text", ["?!…", "🙏", "x" * 300, "slogan " * 200, "\x00", "<b>&", "   "])
async def test_whatever_is_typed_is_answered(tmp_path: Path, text: str) -> None:
    async with townhall(tmp_path) as hall:
        query = await typed(hall, text)

    assert len(ids(query)) == len(set(ids(query))) <= 10


async def test_nothing_that_fits_offers_nothing_but_the_way_into_the_chat(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        query = await typed(hall, "wqz kcv blorp")

    assert (ids(query), query.options["button"]["text"]) == ([], "Tanya lebih lanjut")


async def test_without_a_word_the_examples_of_the_beginning_are_offered(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        query = await typed(hall, "")

    assert ids(query) == ["slogan", "zona", "wbk", "wbbm"]


async def test_what_several_people_asked_for_stands_before_the_examples(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        reply = desk_of().reply("ceritakan sejarah kantor")
        alone = desk_of().reply("bacakan tata tertib tamu")
        now = datetime.now(UTC)
        for number in range(3):
            hall.log.note(asked(reply, f"person {number}", now, 1.0, "v", 10 + number))
            hall.log.note(asked(alone, "person 0", now, 1.0, "v", 20 + number))
        await hall.log.flush()
        query = await typed(hall, "")

    assert (ids(query)[0], "tata-tertib" in ids(query)) == ("sejarah", False)


def test_private_entries_are_never_offered() -> None:
    desk = desk_of(PRIVATE)
    texts = ("apa syarat wbk", "wbk", "wb", "syarat predikat")
    found = [entry for text in texts for r in offered(desk, text, "id") for entry in r.entries]

    assert ("wbk" in found, "wbbm" in found) == (False, True)


def test_of_the_shipped_knowledge_every_answer_fits_one_message(office: Desk) -> None:
    shown = [
        office.show(entry.id, lang) for entry in office.knowledge.entries for lang in LANGUAGES
    ]
    made = [article(reply, office, "a_bot").to_dict() for reply in shown if reply]
    longest = max(visible(one["input_message_content"]["message_text"]) for one in made)

    assert len(made) == 3 * len(office.knowledge.entries) == 3 * len({one["id"] for one in made})
    assert longest <= MessageLimit.MAX_TEXT_LENGTH
    assert all(len(one["id"].encode()) <= 64 for one in made)
    assert all(one["title"] and one["description"] for one in made)


def test_figures_and_regulations_are_offered_as_the_desk_answers_them(office: Desk) -> None:
    for text in ("skor spi kpu 2024", "bedanya spi kpu dan nasional 2024", "uu 7 tahun 2017"):
        reply = office.reply(text, language="id")
        first = offered(office, text, "id")[0]

        assert (first.kind, first.text) == (Kind.ANSWER, reply.text)


def test_two_questions_are_one_offer_and_each_its_own(office: Desk) -> None:
    text = "apa slogan kpu purwakarta dan apa itu whistleblowing"
    both = "apa slogan kpu purwakarta dan di mana alamat kantor kpu"
    found = offered(office, both, "id")

    assert found[0].entries == office.reply(both, language="id").entries
    assert "+" in article(found[0], office, "a_bot").id
    assert not any("whistleblowing" in r.entries for r in offered(office, text, "id"))


def test_an_answer_too_long_ends_in_a_link_to_the_whole() -> None:
    desk = desk_of()
    reply = desk.show("slogan", "id")
    assert reply
    long = replace(reply, text="Melayani 😀 & lain. " * 400)
    content = article(long, desk, "meja_bot").to_dict()["input_message_content"]
    made = str(content["message_text"])

    assert visible(made) <= MessageLimit.MAX_TEXT_LENGTH
    assert visible(made) > MessageLimit.MAX_TEXT_LENGTH - 100
    assert made.endswith(
        '<a href="https://t.me/meja_bot?start=slogan">Jawaban lengkap di bot ini</a>'
    )
    assert "Sumber: " in unescape(made).replace("<i>", "")


async def test_of_what_is_typed_nothing_is_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with townhall(tmp_path) as hall:
        await typed(hall, "rahasiasekali slogan")
        left, kept = await hall.inbox.left(), await hall.kept()
        written = b"rahasiasekali" in contents(tmp_path)

    assert (left, kept, written) == ([], [], False)
    ours = [r.getMessage() for r in caplog.records if r.name.startswith("bot.")]
    assert not any("rahasiasekali" in line for line in ours)


async def test_one_that_comes_too_late_is_let_go(tmp_path: Path) -> None:
    world = LocalTelegram()
    admin, citizen = world.citizen(), world.citizen()
    async with townhall(tmp_path, world, refused=True, admins=(admin.id,)) as hall:
        late = await citizen.types_inline("slogan", late=True)
        await world.until(lambda: bool(world.calls("answerInlineQuery")))
        query = await typed(hall, "slogan")
        await citizen.says("apa slogan kpu purwakarta")
        await citizen.receives()

    assert (late.answered, query.answered, admin.chat.messages) == (False, True, [])


async def test_who_types_on_is_not_answered_letter_by_letter(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        hall.world.faults.next("answerInlineQuery", hang=0.5)
        citizen = hall.world.citizen()
        queries = [await citizen.types_inline("slogan"[:end]) for end in range(1, 7)]
        await hall.world.until(lambda: queries[-1].answered)

    assert [query.answered for query in queries] == [True, *[False] * 4, True]
    assert ids(queries[-1])[0] == "slogan"


async def test_nobody_waits_for_anothers_query_and_no_message_for_ones_own(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        hall.world.faults.next("answerInlineQuery", hang=1.0)
        citizen = hall.world.citizen()
        slow = await citizen.types_inline("slogan")
        other = await typed(hall, "slogan")
        await citizen.says("apa slogan kpu purwakarta")
        await citizen.receives()
        before = slow.answered
        await hall.world.until(lambda: slow.answered)

    assert (before, other.answered) == (False, True)


async def test_a_flood_of_letters_is_let_go_without_a_word(tmp_path: Path) -> None:
    """A hundred in ten seconds are counted apart from messages, which are answered on."""
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        for _ in range(inline.TYPED + 20):
            last = await citizen.types_inline("slogan")
        other = await typed(hall, "slogan")
        await citizen.says("apa slogan kpu purwakarta")
        [answer] = await citizen.receives()

    assert (last.answered, other.answered) == (False, True)
    assert answer.text.startswith("Slogan kantor")


def test_inline_queries_are_asked_for_and_what_was_chosen_is_not() -> None:
    assert ("inline_query" in ALLOWED, "chosen_inline_result" in ALLOWED) == (True, False)
