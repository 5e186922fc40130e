"""The citizen's side of a hand-over: what is offered, shown, agreed to, refused and told."""

from pathlib import Path

import pytest

from bot.door.pressing import Press, data
from bot.keeping.handovers import MOST, State
from bot.keeping.kept import Review
from bot.keeping.queryids import id_text
from bot.localtelegram import Citizen, Member, Message
from bot.replies import Kind
from tests.deskhall import ASK, KEEP, SEND, UNKNOWN, deskhall
from tests.smallfolder import WHOLE
from tests.townhall import question_of, townhall

REPORT = "saya mau lapor petugas kpu minta uang 500 ribu kemarin"


def ways(message: Message) -> list[str]:
    """The buttons that lead to a person."""
    return [label for label in message.buttons if label == ASK]


async def test_it_is_offered_under_what_is_unknown_and_under_none_of_these(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        unknown = await hall.says(UNKNOWN)
        asked_back = await hall.says(question_of(Kind.CLARIFY))
        none = await hall.presses(asked_back, "Bukan ini")
        answer = await hall.says("apa itu zona integritas")
        hint = await hall.says("👍")

    assert [len(ways(one)) for one in (unknown, asked_back, none, answer, hint)] == [1, 0, 1, 0, 0]


async def test_a_no_vote_leads_to_it_once(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        answer = await hall.says("apa itu zona integritas")
        offer = await hall.presses(answer, "👎 Tidak menjawab")
        await hall.citizen.presses(answer, "👎 Tidak menjawab")
        await hall.citizen.presses(answer, "👍 Ya, menjawab")
        await hall.settles()
        consent = await hall.presses(offer, ASK)

        assert len(hall.citizen.chat.sent) == 3
    assert offer.buttons == [ASK]
    assert consent.text.startswith("Pertanyaan itu tidak menunggu")  # the last vote counts


async def test_without_an_office_nothing_of_it_is_there(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        texts = []
        for text in (UNKNOWN, "petugas", "/petugas", "/bantuan"):
            await citizen.says(text)
            texts += await citizen.receives()
        await citizen.presses(texts[0], "🏠 Menu")
        await citizen.receives()

    assert [ways(one) for one in texts] == [[]] * 4
    assert texts[2].text.startswith("Perintah itu tidak saya kenal")
    assert "/petugas" not in texts[3].text


async def test_a_report_of_wrongdoing_and_what_is_private_go_to_nobody(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        await hall.serves(WHOLE)
        shown = [await hall.says(text) for text in (REPORT, "lapor kecurangan siapa ya")]
        queries = [kept.asked for kept in await hall.kept()]
        typed = await hall.says("petugas")
        forged = forge(shown[0], Press.ASK, id_text(queries[0].id))
        told = await hall.presses(shown[0], forged)
        forge(shown[0], Press.HAND, "1", id_text(queries[0].id))
        again = await hall.presses(shown[0], forged)

        assert hall.group.chat.sent == []
        assert await hall.handover() is None
    assert [one.words for one in queries] == [None, None]
    assert [ways(one) for one in shown] == [[], []]
    assert typed.text.startswith("Tulis dahulu pertanyaan Anda")
    assert told.text == again.text
    assert told.text.startswith("Pertanyaan itu tidak menunggu")


def forge(message: Message, press: Press, *ids: str) -> str:
    """The label of the message's first button, which from now on carries that."""
    message.markup = {"inline_keyboard": [[{"text": "?", "callback_data": data(press, *ids)}]]}
    return "?"


async def test_exactly_the_masked_words_are_shown_and_then_passed_on(tmp_path: Path) -> None:
    words = "resep rendang {0} <b>x</b> & NIK 3214010101010001\n\n- tel 081234567890"
    masked = "resep rendang {0} <b>x</b> & NIK [NIK]\n\n- tel [TELEPON]"
    async with deskhall(tmp_path) as hall:
        consent = await hall.presses(await hall.says(words), ASK)
        await hall.presses(consent, SEND)
        [card] = await hall.group.receives()
        handover = await hall.handover()

    assert f"“{masked}”" in consent.text
    assert f"“{masked}”" in card.text
    assert handover
    assert handover.words == masked
    assert (handover.chat, handover.state) == (hall.citizen.id, State.WAITING)


async def test_who_does_not_agree_passes_nothing_on(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        consent = await hall.presses(await hall.says(UNKNOWN), ASK)
        told = await hall.presses(consent, KEEP)

        assert hall.group.chat.sent == []
        assert await hall.handover() is None
    assert told.text.startswith("Baik, tidak ada yang dikirim")


@pytest.mark.parametrize(("typed", "posts"), [("kirim", 1), ("Jangan kirim!", 0), ("send it", 1)])
async def test_all_of_it_can_be_typed(tmp_path: Path, typed: str, posts: int) -> None:
    async with deskhall(tmp_path) as hall:
        await hall.says(UNKNOWN)
        consent = await hall.says("Tanya petugas")
        told = await hall.says(typed)
        later = await hall.says(typed)

        assert len(hall.group.chat.sent) == posts
    assert f"“{UNKNOWN}”" in consent.text
    assert ("T-1" in told.text) == bool(posts)
    # It was meant once; but who types a label presses its button again.
    assert ("petugas, nomor T-1" in later.text) == (typed == "kirim")


async def test_the_word_means_it_only_at_once(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        await hall.says(UNKNOWN)
        consent = await hall.says("petugas")
        await hall.says("apa itu zona integritas")
        await hall.says("kirim")
        late = len(hall.group.chat.sent)
        told = await hall.presses(consent, SEND)

    assert late == 0
    assert "T-1" in told.text


async def test_a_question_waits_once_and_a_person_with_three_at_most(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        await hall.hands_over()
        again = await hall.says("petugas")
        for _ in range(MOST - 1):
            await hall.hands_over()
        full = await hall.presses(await hall.says(UNKNOWN), ASK)
        other = await hall.hands_over(by=hall.world.citizen())

    assert again.text == "Pertanyaan itu sudah ada pada petugas, nomor T-1."
    assert full.text.startswith(f"Sudah {MOST} pertanyaan Anda yang menunggu")
    assert other.text.startswith(f"T-{MOST + 1} ")  # the same question of another is another


async def test_a_nervous_finger_hands_over_once(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        consent = await hall.presses(await hall.says(UNKNOWN), ASK)
        for _ in range(3):
            await hall.citizen.presses(consent, SEND)
        await hall.settles()

        assert len(hall.group.chat.sent) == 1


async def test_nobody_hands_over_what_another_asked(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        await hall.says(UNKNOWN)
        [kept] = await hall.kept()
        other = hall.world.citizen()
        page = await hall.says("/start", other)
        told = await hall.presses(page, forge(page, Press.HAND, "1", id_text(kept.asked.id)), other)

        assert hall.group.chat.sent == []
    assert told.text.startswith("Pertanyaan itu tidak menunggu")


async def test_from_a_group_a_button_leads_into_the_private_chat(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        market, asker = hall.world.group("Pasar"), hall.citizen
        await asker.says(f"@meja_informasi_bot {UNKNOWN}", in_=market)
        [reply] = await market.receives()
        [button] = [b for row in reply.keyboard for b in row if b["text"] == ASK]
        payload = button["url"].removeprefix("https://t.me/meja_informasi_bot?start=")
        stranger = await hall.says(f"/start {payload}", hall.world.citizen())
        consent = await hall.says(f"/start {payload}")
        await hall.presses(consent, SEND)
        [card] = await hall.group.receives()

    assert stranger.text.startswith("Pertanyaan itu tidak menunggu")
    assert f"“{UNKNOWN}”" in card.text


async def test_in_the_offices_own_chat_there_is_no_such_way(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        await hall.staff.says(f"@meja_informasi_bot {UNKNOWN}", in_=hall.group)
        [reply] = await hall.group.receives()

    assert ways(reply) == []


@pytest.mark.parametrize("bot", [Member.LEFT, Member.KICKED])
async def test_where_the_group_cannot_be_written_to_the_citizen_is_told_so(
    tmp_path: Path, bot: Member
) -> None:
    async with deskhall(tmp_path, bot=bot, refused=True) as hall:
        consent = await hall.presses(await hall.says(UNKNOWN), ASK)
        told = await hall.presses(consent, SEND)
        [kept] = await hall.kept()
        mine = await hall.says("/data_saya")

        assert await hall.handover() is None
    assert told.text.startswith("Maaf, saat ini tidak dapat diteruskan ke petugas")
    assert kept.open
    assert "T-1" not in mine.text


async def test_what_is_closed_already_is_not_handed_over(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        reply = await hall.says(UNKNOWN)
        consent = await hall.presses(reply, ASK)
        [kept] = await hall.kept()
        await hall.store.review(kept.asked.id, Review.SET_ASIDE)
        told = await hall.presses(consent, SEND)

        assert hall.group.chat.sent == []
    assert told.text.startswith("Pertanyaan itu tidak menunggu")


async def test_a_reply_to_what_the_office_said_goes_back_masked(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        card = await hall.hands_over()
        await hall.answers(card, "Silakan.")
        [answer] = await hall.citizen.receives()
        told = await hall.says("hubungi 081234567890", about=answer)
        [back] = await hall.group.receives()

    assert back.text.endswith("membalas:\n\n“hubungi [TELEPON]”")
    assert back.reply_to is card
    assert "“hubungi [TELEPON]”" in told.text


async def test_a_report_is_not_passed_on_as_a_reply_either(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        card = await hall.hands_over()
        await hall.answers(card, "Silakan.")
        [answer] = await hall.citizen.receives()
        await hall.says(REPORT, about=answer)
        await hall.settles()

        assert not any("500 ribu" in message.text for message in hall.group.chat.sent)


async def test_another_citizen_cannot_write_into_it(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        await hall.hands_over()
        number = hall.citizen.chat.sent[-1]
        other: Citizen = hall.world.citizen()
        await hall.says("/start", other)
        theirs = other.chat.sent[-1]
        theirs.body = number.body  # a bot's message that names the number
        await hall.says("saya juga", other, about=theirs)
        await hall.settles()

        assert len(hall.group.chat.sent) == 1


async def test_data_saya_tells_what_is_handed_over_and_erasing_takes_it(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        card = await hall.hands_over()
        mine = await hall.says("/data_saya")
        erase = await hall.says("/hapus_data")
        await hall.presses(erase, erase.buttons[0])
        await hall.world.until(lambda: "Isinya dihapus" in card.text)
        told = await hall.answers(card, "Silakan.")
        none = await hall.says("/data_saya")

        assert await hall.handover() is None
    assert "T-1: menunggu jawaban" in mine.text
    assert told.text.startswith("T-1 tidak ada lagi")
    assert "T-1" not in none.text


async def test_help_and_menu_name_the_way_to_a_person(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        shown = await hall.says("/bantuan")
        empty = await hall.says("/petugas")
        listed = hall.world.commands["all_private_chats", ""]

    assert "/petugas – Tanyakan ke petugas kantor" in shown.text
    assert empty.text.startswith("Tulis dahulu pertanyaan Anda")
    assert "petugas" in [command["command"] for command in listed]


async def test_very_long_words_are_shown_and_passed_on_whole(tmp_path: Path) -> None:
    words = "resep rendang " * 290
    async with deskhall(tmp_path) as hall:
        await hall.says(words)
        await hall.citizen.says("petugas")
        *_, consent = await hall.citizen.receives(2)
        await hall.presses(consent, SEND)
        parts = await hall.group.receives(2)
        told = await hall.answers(parts[0], "Silakan.")  # whichever part staff reply to
        shown = "".join(m.text for m in parts)

    assert shown.count("rendang") == words.count("rendang")
    assert told.text.startswith("T-1: terkirim")


async def test_only_a_private_chat_is_a_place_to_hand_over(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        group = hall.world.group("Pasar")
        await hall.citizen.says("/petugas", in_=group)
        [told] = await group.receives()

    assert told.text.startswith("Meneruskan pertanyaan ke petugas hanya dapat")
