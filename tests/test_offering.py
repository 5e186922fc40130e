"""What stands under a reply that answers nothing, and where nothing does."""

from pathlib import Path

import pytest

from bot.localtelegram import LocalTelegram, Message
from bot.replies import Kind
from tests.deskhall import ASK, NOTIFY, SEND, UNKNOWN, Deskhall, deskhall
from tests.newsroom import ASKED, newsroom
from tests.townhall import KNOWLEDGE, question_of

GAP = "berapa gaji ketua kpu purwakarta"
GAPS = KNOWLEDGE.replace(
    "smalltalk:",
    f"""\
gaps:
  - id: gaji
    title: Gaji ketua
    ask: [{GAP}, gaji ketua kpu berapa, besar gaji ketua kpu]
    answer: Kantor belum menerbitkan angka itu.
smalltalk:""",
)


def labels(message: Message) -> list[list[str]]:
    """The buttons, row by row."""
    return [[button["text"] for button in row] for row in message.keyboard]


async def unpublished(hall: Deskhall) -> Message:
    """What is said to a question whose answer the office has not published."""
    await hall.serves(GAPS)
    return await hall.says(GAP)


async def test_both_ways_stand_side_by_side_above_the_menu(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        unknown = await hall.says(UNKNOWN)
        none = await hall.presses(await hall.says(question_of(Kind.CLARIFY)), "Bukan ini")

    assert labels(unknown)[-2:] == [[ASK, NOTIFY], ["🏠 Menu"]]
    assert labels(none)[-2:] == [[ASK, NOTIFY], ["🏠 Menu"]]


async def test_in_a_group_the_one_way_leads_into_the_private_chat(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        group = hall.world.group("Warga")
        await group.add(hall.citizen)
        await hall.citizen.says(f"@{hall.world.bot.username} {UNKNOWN}", in_=group)
        [reply] = await group.receives()
        [kept] = await hall.kept()

    [button] = [b for row in reply.keyboard for b in row if b["text"] == ASK]
    assert button["url"].startswith(f"https://t.me/{hall.world.bot.username}?start=petugas_")
    assert NOTIFY not in reply.buttons
    assert kept.open


@pytest.mark.parametrize("has_office", [True, False])
async def test_each_way_is_there_without_the_other(tmp_path: Path, has_office: bool) -> None:
    world = LocalTelegram()
    office = world.group("Kantor") if has_office else None
    async with newsroom(tmp_path, world, office=office) as hall:
        citizen = hall.world.citizen()
        await citizen.says("siapa " * 400 if has_office else ASKED)
        [reply] = await citizen.receives()

    # What is too long for the bot to be told of ever may still be read by a person.
    assert [b for b in reply.buttons if b in (ASK, NOTIFY)] == [ASK if has_office else NOTIFY]


async def test_what_is_not_published_may_be_asked_of_a_person_and_is_no_open_question(
    tmp_path: Path,
) -> None:
    async with deskhall(tmp_path) as hall:
        reply = await unpublished(hall)
        consent = await hall.presses(reply, ASK)
        done = await hall.presses(consent, SEND)
        [card] = await hall.group.receives()
        [waiting] = await hall.kept()
        await hall.answers(card, "Angkanya diumumkan bulan depan.")
        [answer] = await hall.citizen.receives()
        [met] = await hall.kept()

    assert [b for b in reply.buttons if b in (ASK, NOTIFY)] == [ASK]
    assert "T-1" in done.text
    assert f"“{GAP}”" in card.text
    assert "Angkanya diumumkan bulan depan." in answer.text
    assert (waiting.open, waiting.review, met.review) == (False, None, "answered")


async def test_the_typed_word_means_what_is_not_published_too(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        await unpublished(hall)
        consent = await hall.says("petugas")

    assert f"“{GAP}”" in consent.text
