"""What is made once for all is what would be made for each: ids of others never get into it."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from bot.answering import Desk
from bot.door.copying import copies
from bot.door.depicting import chart_of
from bot.door.displaying import Displays
from bot.door.gallery import Gallery
from bot.door.quoting import quotes
from bot.door.showing import Button, Shown, messages
from bot.knowledge import Knowledge, load
from bot.replies import Choice, Kind, Reply, Source, Why

KNOWLEDGE = load(Path("knowledge"))
QUESTIONS = (
    "apa itu zona integritas",
    "berapa spi kpu dan nasional 2024",
    "spi of kpu and national 2024",
    "peraturan presiden nomor 95 tahun 2018 tentang apa",
    "di mana alamat kantor",
    "siapa presiden",
    "qwertyuiop",
    "halo",
    "syaratnya apa",
)


async def made_anew(
    reply: Reply, query: str, knowledge: Knowledge, offered: Sequence[Button] = ()
) -> tuple[Shown, ...]:
    chart = chart_of(reply, knowledge)
    return messages(
        reply,
        query,
        knowledge.language.say,
        quotes=quotes(reply, knowledge),
        copies=copies(reply, knowledge),
        picture=await Gallery().picture(chart) if chart else None,
        offered=offered,
    )


async def test_each_gets_what_would_be_made_for_them_alone_with_their_own_ids() -> None:
    desk, displays = Desk(KNOWLEDGE), Displays(Gallery())
    replies = [desk.reply(question) for question in QUESTIONS]
    queries = ("1", "k3x9a7", "z" * 13)
    alone = [await made_anew(r, query, KNOWLEDGE) for query in queries for r in replies]
    shared = [await displays.of(r, query, KNOWLEDGE) for query in queries for r in replies]

    assert {reply.kind for reply in replies} >= {Kind.ANSWER, Kind.UNKNOWN, Kind.SMALLTALK}
    assert any(shown.picture for parts in shared for shown in parts)
    assert shared == alone


# Another value of each field that a citizen can see.
OTHER: dict[str, object] = {
    "kind": Kind.UNKNOWN,
    "text": "Lain.",
    "language": "en",
    "entry": "lain",
    "entries": ("kpu-alamat",),
    "choices": (Choice(entry="a", label="A"),),
    "sources": (Source(title="Lain"),),
    "related": (Choice(entry="b", label="B"),),
    "checked": date(2026, 1, 1),
    "confirmed": False,
}
UNSEEN: dict[str, object] = {
    "question": "lain",
    "score": 0.5,
    "ranking": (),
    "private": True,
    "missed": ("kpu", 2023),
    "why": Why(rule="another"),
}
ANSWER = Reply(question="apa", kind=Kind.ANSWER, text="Zona Integritas.", language="id")


def test_every_field_of_a_reply_is_known_to_be_seen_or_not() -> None:
    assert {field.name for field in fields(Reply)} == OTHER.keys() | UNSEEN.keys()


@pytest.mark.parametrize("field", OTHER | UNSEEN)
async def test_whatever_can_be_seen_of_a_reply_makes_another_display(field: str) -> None:
    displays = Displays(Gallery())
    other = replace(ANSWER, **{field: (OTHER | UNSEEN)[field]})  # type: ignore[arg-type]
    await displays.of(ANSWER, "1", KNOWLEDGE)

    assert await displays.of(other, "1", KNOWLEDGE) == await made_anew(other, "1", KNOWLEDGE)


async def test_a_new_version_of_the_knowledge_is_shown_at_once() -> None:
    displays = Displays(Gallery())
    say = {**KNOWLEDGE.language.say, "show_vote_yes": KNOWLEDGE.language.say["show_vote_no"]}
    language = replace(KNOWLEDGE.language, say=say)
    newer = replace(KNOWLEDGE, language=language, version="newer")
    before = await displays.of(ANSWER, "1", KNOWLEDGE)
    after = await displays.of(ANSWER, "1", newer)

    assert before != after == await made_anew(ANSWER, "1", newer)


def to_a_person(query: str) -> tuple[Button, ...]:
    return (Button(label="Tanyakan", data=f"ask:{query}"),)


def both(query: str) -> tuple[Button, ...]:
    return (*to_a_person(query), Button(label="Beri tahu saya", data=f"notify:{query}"))


def out_of_a_group(query: str) -> tuple[Button, ...]:
    return (Button(label="Tanyakan", url=f"https://t.me/bot?start=petugas_{query}"),)


def nothing(_: str) -> tuple[Button, ...]:
    return ()


async def test_under_the_same_reply_each_finds_the_ways_on_that_are_theirs() -> None:
    displays, unknown = Displays(Gallery()), replace(ANSWER, kind=Kind.UNKNOWN)
    ways = (nothing, to_a_person, both, out_of_a_group)
    asked = [(query, offers) for query in ("1", "k3x9a7", "z" * 13) for offers in ways]
    shown = [await displays.of(unknown, query, KNOWLEDGE, offers) for query, offers in asked]

    assert shown == [
        await made_anew(unknown, query, KNOWLEDGE, offers(query)) for query, offers in asked
    ]
    assert len(set(shown)) == len(asked) - 2  # the menu alone is the same for every question
