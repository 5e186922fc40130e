"""What citizens write and what they get, through a real Application in a played Telegram."""

import logging
from pathlib import Path

import pytest

from bot.door.queueing import FLOOD
from bot.localtelegram import LocalRequest, LocalTelegram
from tests.townhall import townhall

SLOGAN = "apa slogan kpu purwakarta"
ZONE = "apa itu zona integritas"


async def test_a_question_is_answered_with_its_source_and_a_vote(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(SLOGAN)
        [answer] = await citizen.receives()

    assert answer.text == (
        "Slogan kantor adalah Melayani.\n\nSumber: Pengumuman (8 Desember 2025)"
        " · diperiksa 24 November 2026 · belum dikonfirmasi kantor"
    )
    assert answer.shown("text_link") == ["Pengumuman"]
    assert answer.buttons == ["Zona Integritas", "WBK", "👍 Ya, menjawab", "👎 Tidak menjawab"]


async def test_what_looks_like_markup_is_shown_as_it_stands(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(ZONE)
        [answer] = await citizen.receives()

    assert answer.text.startswith("Zona Integritas <ZI> & seterusnya.")


async def test_no_answer_shows_a_preview_of_its_links(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(SLOGAN)
        await citizen.receives()

    [sent] = hall.world.calls("sendMessage")
    assert sent.parameters["link_preview_options"] == {"is_disabled": True}


async def test_the_question_is_kept_after_the_reply_under_a_pseudonym(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(SLOGAN)
        await citizen.receives()
        [kept] = await hall.kept()

    assert (kept.asked.words, kept.asked.entry) == (SLOGAN, "slogan")
    assert str(citizen.id) not in str(kept)


async def test_a_reply_does_not_wait_for_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        await hall.log.store.close()
        citizen = hall.world.citizen()
        await citizen.says(SLOGAN)
        [answer] = await citizen.receives()
        await hall.log.store.open()

    assert answer.text.startswith("Slogan kantor")


async def test_an_answer_too_long_for_one_message_comes_in_numbered_parts(tmp_path: Path) -> None:
    both = "ceritakan sejarah kantor dan bacakan tata tertib tamu"
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(both)
        first, second = await citizen.receives(2)

    assert first.text.endswith("(1/2)")
    assert second.text.endswith("(2/2)")
    assert (first.buttons, bool(second.buttons)) == ([], True)


@pytest.mark.parametrize(
    "text", ["👍", "❓❓❓", "https://contoh.id/a?b=c", "www.contoh.id", "..."]
)
async def test_a_message_without_a_question_gets_a_hint(tmp_path: Path, text: str) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(text)
        [hint] = await citizen.receives()

    assert hint.text.startswith("Silakan tulis pertanyaan Anda dengan kata-kata")


async def test_a_very_long_message_gets_a_hint_that_counts(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says("mohon dijelaskan " * 100)
        [hint] = await citizen.receives()

    assert "1699" in hint.text
    assert "1000" in hint.text


async def test_a_later_turn_leans_on_the_one_before_and_each_chat_on_its_own(
    tmp_path: Path,
) -> None:
    async with townhall(tmp_path) as hall:
        citizen, other = hall.world.citizen(), hall.world.citizen()
        await citizen.says("what is an integrity zone")
        await citizen.receives()
        await citizen.says("zona")
        [leant] = await citizen.receives()
        await other.says("zona")
        [alone] = await other.receives()

    assert leant.buttons[-1] == "👎 No, it does not"
    assert alone.buttons[-1] != "👎 No, it does not"


@pytest.mark.parametrize(
    "sends",
    ["photo", "document", "voice", "sticker", "location", "contact", "poll", "dice", "story"],
)
async def test_what_is_not_text_gets_one_polite_line(tmp_path: Path, sends: str) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await getattr(citizen, f"sends_{sends}")()
        [line] = await citizen.receives()
        kept = await hall.kept()

    assert line.text.startswith("Maaf, saya hanya dapat membaca tulisan.")
    assert kept == []


async def test_of_pictures_sent_together_one_is_spoken_about(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        for album, caption in (("1", ""), ("1", ""), ("2", SLOGAN), ("2", "")):
            await citizen.sends_photo(caption, extra={"media_group_id": album})
        await citizen.says("halo")
        answers = await citizen.receives(3)

    assert [answer.text.split()[0] for answer in answers] == ["Maaf,", "Slogan", "Halo!"]


async def test_of_pictures_sent_together_each_caption_is_answered(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        for caption in (SLOGAN, "/ngawur", "@meja_informasi_bot", ""):
            await citizen.sends_photo(caption, extra={"media_group_id": "1"})
        await citizen.says("halo")
        answers = await citizen.receives(4)

    said = [answer.text.split()[0] for answer in answers]
    assert said == ["Slogan", "Perintah", "Silakan", "Halo!"]


async def test_a_caption_is_a_question(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.sends_photo(SLOGAN)
        [answer] = await citizen.receives()

    assert answer.text.startswith("Slogan kantor")


async def test_an_edited_question_changes_the_answer_it_got(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        question = await citizen.says(SLOGAN)
        [answer] = await citizen.receives()
        await citizen.edits(question, ZONE)
        await hall.world.until(lambda: answer.edited)

    assert answer.text.startswith("Zona Integritas")
    assert len(citizen.chat.sent) == 1


async def test_an_edit_that_changes_no_answer_asks_nothing_of_telegram(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        question = await citizen.says("halo")
        await citizen.receives()
        for text in ("Halo", "HALO", SLOGAN, "halo", "hai"):
            await citizen.edits(question, text)
        await citizen.says(SLOGAN)
        await citizen.receives()

    assert len(hall.world.calls("editMessageText")) == 2
    assert [message.text.split()[0] for message in citizen.chat.sent] == ["Halo!", "Slogan"]


async def test_an_answer_that_says_so_already_is_no_error(tmp_path: Path) -> None:
    unchanged = "Bad Request: message is not modified: specified new message content and reply ..."
    async with townhall(tmp_path, refused=True) as hall:
        citizen = hall.world.citizen()
        question = await citizen.says("halo")
        await citizen.receives()
        hall.world.faults.next("editMessageText", status=400, description=unchanged)
        await citizen.edits(question, ZONE)
        await hall.world.until(lambda: hall.world.calls("editMessageText"))
        await citizen.says(SLOGAN)
        await citizen.receives()

    assert [message.text.split()[0] for message in citizen.chat.sent] == ["Halo!", "Slogan"]


async def test_where_the_earlier_answer_is_gone_an_edit_gets_a_new_one(tmp_path: Path) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        citizen = hall.world.citizen()
        question = await citizen.says(SLOGAN)
        [answer] = await citizen.receives()
        await citizen.deletes(answer)
        await citizen.edits(question, ZONE)
        [again] = await citizen.receives()

    assert again.text.startswith("Zona Integritas")


async def test_an_answer_changed_has_as_many_parts_as_it_needs(tmp_path: Path) -> None:
    long = "ceritakan sejarah kantor dan bacakan tata tertib tamu"
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        question = await citizen.says(SLOGAN)
        [first] = await citizen.receives()
        await citizen.edits(question, long)
        [second] = await citizen.receives()
        parted = first.text[-5:], second.text[-5:], first.buttons
        await citizen.edits(question, ZONE)
        await hall.world.until(lambda: second.deleted)

    assert parted == ("(1/2)", "(2/2)", [])
    assert first.text.startswith("Zona Integritas")
    assert [message for message in citizen.messages if message.from_bot] == [first]


async def test_a_part_that_cannot_be_deleted_costs_no_answer(tmp_path: Path) -> None:
    long = "ceritakan sejarah kantor dan bacakan tata tertib tamu"
    async with townhall(tmp_path, refused=True) as hall:
        citizen = hall.world.citizen()
        question = await citizen.says(long)
        first, second = await citizen.receives(2)
        hall.world.faults.next("deleteMessage", status=400, description="Bad Request: too old")
        await citizen.edits(question, ZONE)
        await hall.world.until(lambda: hall.world.calls("deleteMessage"))
        await citizen.says("halo")
        await citizen.receives()

    assert first.text.startswith("Zona Integritas")
    assert second in citizen.messages
    assert len(citizen.chat.sent) == 3


async def test_an_unknown_command_is_answered_in_private(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says("/ngawur apa saja")
        [told] = await citizen.receives()

    assert told.text.startswith("Perintah itu tidak saya kenal.")


async def test_messages_of_one_citizen_are_answered_in_order(tmp_path: Path) -> None:
    asked = [SLOGAN, ZONE, "halo"] * 5
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        for text in asked:
            await citizen.says(text)
        answers = await citizen.receives(len(asked))

    assert [answer.text.split()[0] for answer in answers] == ["Slogan", "Zona", "Halo!"] * 5


async def test_one_citizens_flood_holds_nobody_up_and_is_told_once_to_wait(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    async with townhall(tmp_path, world, request=LocalRequest(world, latency=0.01)) as hall:
        loud, quiet = world.citizen(), world.citizen()
        for _ in range(200):
            await loud.says(SLOGAN)
        await quiet.says("halo")
        await quiet.receives()
        answered_before = len(loud.chat.sent)
        await loud.receives(FLOOD + 1, timeout=30)
        await hall.stops()

    said = [message.text for message in loud.chat.sent]
    assert answered_before < FLOOD / 2
    assert len(said) == FLOOD + 1
    assert [text for text in said if "terlalu cepat" in text] == [
        "Pesan Anda datang terlalu cepat. Mohon tunggu 10 detik, lalu kirim lagi pertanyaan yang"
        " belum terjawab."
    ]


async def test_the_program_log_holds_no_words_and_no_ids_of_citizens(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    async with townhall(tmp_path, refused=True) as hall:
        citizen = hall.world.citizen()
        hall.world.faults.next("sendMessage", status=400, description="Bad Request: nobody knows")
        await citizen.says("apa slogan kpu purwakarta, tanya Ujang Sutisna")
        await citizen.receives()

    written = "\n".join(record.getMessage() for record in caplog.records)
    assert "BadRequest" in written
    assert "Ujang" not in written
    assert str(citizen.id) not in written
