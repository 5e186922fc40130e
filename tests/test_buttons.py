"""What is pressed is answered at once, does its work once, and is never the citizen's fault."""

from pathlib import Path

import pytest

from bot.keeping.kept import REJECTED, Vote
from bot.localtelegram import Citizen, Message
from bot.replies import Kind
from tests.townhall import Townhall, question_of, townhall

SLOGAN = "apa slogan kpu purwakarta"


async def asked(hall: Townhall, text: str) -> tuple[Citizen, Message]:
    """A citizen, and the answer they got to `text`."""
    citizen = hall.world.citizen()
    await citizen.says(text)
    [answer] = await citizen.receives()
    return citizen, answer


async def test_a_choice_is_answered_below_and_kept_with_its_question(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, question = await asked(hall, question_of(Kind.CLARIFY))
        before = question.text
        chosen = question.buttons[0]
        query = await citizen.presses(question, chosen)
        [answer] = await citizen.receives()
        [kept] = await hall.kept()

    assert query.answered
    assert question.text == before
    assert question.buttons[-1] == "Bukan ini"
    assert kept.choice is not None
    assert question.button(chosen)["callback_data"].split(":")[1] == kept.choice
    assert answer.buttons[-1] == "👎 Tidak menjawab"
    assert not kept.open


async def test_none_of_these_is_kept_and_leads_on(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, question = await asked(hall, question_of(Kind.CLARIFY))
        await citizen.presses(question, "Bukan ini")
        [answer] = await citizen.receives()
        [kept] = await hall.kept()

    assert answer.text.startswith("Baik, bukan itu.")
    assert (kept.choice, kept.open) == (REJECTED, True)


async def test_a_related_entry_is_a_question_of_its_own(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, answer = await asked(hall, SLOGAN)
        await citizen.presses(answer, "Zona Integritas")
        [related] = await citizen.receives()
        kept = await hall.kept()

    assert related.text.startswith("Zona Integritas")
    assert [one.asked.entry for one in kept] == ["slogan", "zona"]
    assert [one.asked.words for one in kept] == [SLOGAN, "Zona Integritas"]


async def test_a_button_is_answered_in_the_language_of_the_talk(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, answer = await asked(hall, "what is the slogan of the office")
        await citizen.presses(answer, "Integrity Zone")
        [opened] = await citizen.receives()

    assert opened.text.startswith("An integrity zone")


@pytest.mark.parametrize(
    ("label", "vote"), [("👍 Ya, menjawab", "yes"), ("👎 Tidak menjawab", "no")]
)
async def test_a_vote_is_kept_and_thanked_for_in_a_toast(
    tmp_path: Path, label: str, vote: str
) -> None:
    async with townhall(tmp_path) as hall:
        citizen, answer = await asked(hall, SLOGAN)
        query = await citizen.presses(answer, label)
        await hall.world.until(lambda: query.answered)
        await citizen.says("halo")
        await citizen.receives()
        kept = await hall.kept()

    assert query.text.startswith("Terima kasih")
    assert kept[0].vote == Vote(vote)
    assert len(citizen.chat.sent) == 2


async def test_the_menu_leads_back_to_the_beginning(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, unknown = await asked(hall, "🤔")
        await citizen.presses(unknown, "🏠 Menu")
        [menu] = await citizen.receives()

    assert menu.text.startswith("Halo! Saya bot informasi")


async def test_a_vote_may_be_changed_and_counts_once(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, answer = await asked(hall, SLOGAN)
        for label in ("👎 Tidak menjawab", "👍 Ya, menjawab", "👎 Tidak menjawab"):
            query = await citizen.presses(answer, label)
        await hall.world.until(lambda: query.answered)
        await citizen.says("halo")
        await citizen.receives()
        kept = await hall.kept()

    assert [one.vote for one in kept] == [Vote.NO, None]


async def test_a_double_tap_gives_one_answer(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, answer = await asked(hall, SLOGAN)
        queries = [await citizen.presses(answer, "WBK") for _ in range(3)]
        await citizen.says("halo")
        related, greeting = await citizen.receives(2)

    assert related.text.startswith("WBK")
    assert greeting.text.startswith("Halo!")
    assert [query.answered for query in queries] == [True] * 3


async def test_a_press_that_comes_too_late_to_acknowledge_is_answered_all_the_same(
    tmp_path: Path,
) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        citizen, answer = await asked(hall, SLOGAN)
        await citizen.presses(answer, "WBK", late=True)
        [related] = await citizen.receives()

    assert related.text.startswith("WBK")


async def test_a_press_under_a_deleted_message_is_answered(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, answer = await asked(hall, SLOGAN)
        await citizen.deletes(answer)
        await citizen.presses(answer, "WBK")
        [related] = await citizen.receives()

    assert related.text.startswith("WBK")


@pytest.mark.parametrize(
    "data", ["e:sudah-dihapus", "c:sudah-dihapus:k3", "zz:1", "v:1", "l:xx", "b:spi", "h:1", ""]
)
async def test_a_button_of_another_time_is_told_and_given_fresh_ones(
    tmp_path: Path, data: str
) -> None:
    async with townhall(tmp_path) as hall:
        citizen, answer = await asked(hall, SLOGAN)
        answer.button("WBK")["callback_data"] = data
        query = await citizen.presses(answer, "WBK")
        [told] = await citizen.receives()
        await citizen.presses(told, told.buttons[0])
        [fresh] = await citizen.receives()

    assert query.answered
    assert told.text.startswith("Pilihan ini sudah berubah.")
    assert fresh.buttons[-1] == "👎 Tidak menjawab"


async def test_a_spinner_stops_before_earlier_questions_are_answered(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen, answer = await asked(hall, SLOGAN)
        hall.world.faults.next("sendMessage", hang=1)
        await citizen.says("halo")
        await hall.world.until(lambda: len(hall.world.calls("sendMessage")) == 2)
        query = await citizen.presses(answer, "WBK")
        await hall.world.until(lambda: query.answered)
        still_waiting = len(citizen.chat.sent) == 1
        greeting, related = await citizen.receives(2)

    assert still_waiting
    assert (greeting.text[:4], related.text[:3]) == ("Halo", "WBK")
