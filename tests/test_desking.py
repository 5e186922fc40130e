"""Staff's side of a hand-over: replies and buttons in the office's group, and nowhere else."""

from pathlib import Path

import pytest

from bot.keeping.handovers import State
from bot.keeping.kept import Review, Vote
from bot.localtelegram import Member, Message
from tests.deskhall import ASK, SEND, UNKNOWN, Deskhall, deskhall
from tests.townhall import KNOWLEDGE

REFERRALS = """\
referrals:
  - id: sim
    title: SIM
    ask: [perpanjang sim, bikin sim di mana, syarat sim c]
    answer: Silakan ke Polres.
smalltalk:"""
FROM_US = "Jawaban petugas KPU Kabupaten Purwakarta untuk T-1:"


async def received(hall: Deskhall) -> Message:
    """What the citizen gets next."""
    [message] = await hall.citizen.receives()
    return message


@pytest.mark.parametrize("is_forum", [True, False], ids=["topics", "plain"])
async def test_a_question_has_a_topic_of_its_own_where_there_are_topics(
    tmp_path: Path, is_forum: bool
) -> None:
    async with deskhall(tmp_path, is_forum=is_forum) as hall:
        cards = [await hall.hands_over(by=hall.world.citizen()) for _ in range(2)]
        told = [await hall.answers(card, "Ya.") for card in cards]

    threads = [card.thread for card in cards]
    assert (len({*threads}), None in threads) == ((2, False) if is_forum else (1, True))
    assert [one.thread for one in told] == threads
    assert [one.reply_to for one in told] == ([None, None] if is_forum else cards)


async def test_where_the_bot_may_open_no_topic_all_of_it_is_plain_replies(tmp_path: Path) -> None:
    async with deskhall(tmp_path, is_forum=True, bot=Member.MEMBER) as hall:
        card = await hall.hands_over()
        told = await hall.answers(card, "Ya.")

        assert hall.world.calls("createForumTopic") == []
    assert card.thread is None
    assert told.reply_to is card


async def test_the_answer_is_the_offices_can_be_voted_on_and_closes_the_question(
    tmp_path: Path,
) -> None:
    async with deskhall(tmp_path) as hall:
        card = await hall.hands_over()
        await hall.answers(card, "Hubungi <b>loket</b> & {kami}.\n\nTerima kasih 🙏")
        answer = await received(hall)
        await hall.presses(answer, "👎 Tidak menjawab")
        [noted] = await hall.group.receives()
        [kept] = await hall.kept()
        await hall.citizen.says("/petugas")
        nothing = await received(hall)

    assert answer.text.startswith(FROM_US)
    assert "Hubungi <b>loket</b> & {kami}.\n\nTerima kasih 🙏" in answer.text
    assert "Rina" not in answer.text
    assert (kept.vote, kept.review, kept.open) == (Vote.NO, Review.ANSWERED, False)
    assert noted.text == "T-1: warga menilai jawaban itu belum membantu (👎)."
    assert nothing.text.startswith("Tulis dahulu pertanyaan Anda")
    assert "Sudah dijawab." in card.text
    assert card.buttons == ["Blokir penanya"]


async def test_an_answer_put_right_is_changed_where_the_citizen_reads_it(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        card = await hall.hands_over()
        said = await hall.staff.says("Hari Senen.", in_=hall.group, reply_to=card)
        await hall.group.receives()
        answer = await received(hall)
        await hall.staff.edits(said, "Hari Senin.")
        [told] = await hall.group.receives()
        number = len(hall.citizen.chat.sent)

    assert "Hari Senin." in answer.text
    assert "Senen" not in answer.text
    assert told.text.startswith("T-1: jawaban di obrolan warga sudah diperbaiki")
    assert number == 4  # the reply, the consent, the number, the answer


@pytest.mark.parametrize("what", ["photo", "voice", "sticker"])
async def test_what_cannot_be_passed_on_staff_are_told_of(tmp_path: Path, what: str) -> None:
    async with deskhall(tmp_path) as hall:
        card = await hall.hands_over()
        await getattr(hall.staff, f"sends_{what}")(in_=hall.group, reply_to=card)
        [told] = await hall.group.receives()
        handover = await hall.handover()

        assert len(hall.citizen.chat.sent) == 3
    assert told.text.startswith("T-1: yang dapat diteruskan hanya tulisan")
    assert handover
    assert handover.state is State.WAITING


async def test_an_entry_answers_by_a_press_and_once(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        consent = await hall.presses(
            await hall.presses(await hall.says("apa itu zona integritas"), "👎 Tidak menjawab"), ASK
        )
        await hall.presses(consent, SEND)
        [card] = await hall.group.receives()
        button = hall.group.chat.sent[-1].button("Jawab dengan 1")
        told = await hall.staff_presses(card, "Jawab dengan 1")
        answer = await received(hall)
        card.markup = {"inline_keyboard": [[button | {"text": "Lagi"}]]}
        await hall.world.citizen().presses(card, "Lagi")  # a colleague, at the same moment
        [again] = await hall.group.receives()
        [kept] = await hall.kept()

        assert len(hall.citizen.chat.sent) == 5
    assert told.text.startswith("T-1: terkirim")
    assert answer.text.startswith(FROM_US)
    assert "Zona Integritas <ZI> & seterusnya." in answer.text
    assert again.text.startswith("T-1 sudah dijawab")
    assert kept.review is Review.ANSWERED


async def test_whose_matter_it_seems_to_be_can_be_told_by_a_press(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        none = await hall.says("perpanjang sim")
        consent = await hall.presses(none, ASK)
        await hall.serves(KNOWLEDGE.replace("smalltalk:", REFERRALS))
        await hall.presses(consent, SEND)
        [card] = await hall.group.receives()
        seems = card.text
        await hall.staff_presses(card, "Rujuk ke lembaga itu")
        referred = await received(hall)
        [kept] = await hall.kept()

    assert "Mungkin urusan lembaga lain: SIM." in seems
    assert referred.text == f"{FROM_US}\n\nSilakan ke Polres."
    assert kept.review is Review.REFERRED


async def test_not_ours_closes_it_as_referred(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        card = await hall.hands_over()
        await hall.staff_presses(card, "Bukan urusan kami")
        told = await received(hall)
        [kept] = await hall.kept()

    assert "bukan urusan kantor kami" in told.text
    assert kept.review is Review.REFERRED


async def test_who_is_blocked_hands_over_nothing_until_it_is_undone(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        card = await hall.hands_over()
        blocked = await hall.staff_presses(card, "Blokir penanya")
        calm = await hall.presses(await hall.says(UNKNOWN), ASK)
        mine = await hall.says("/data_saya")
        back = await hall.says("halo?", about=hall.citizen.chat.sent[2])
        answered = await hall.says("apa itu zona integritas")
        await hall.staff_presses(card, "Buka blokir")
        free = await hall.presses(await hall.says(UNKNOWN), ASK)

    assert "diblokir" in blocked.text
    assert calm.text == back.text
    assert calm.text.startswith("Pertanyaan Anda tidak dapat diteruskan lewat bot ini")
    assert "Kantor tidak lagi menerima" in mine.text
    assert "Zona Integritas" in answered.text
    assert free.text.startswith("Yang akan dibaca petugas")


async def test_nowhere_but_in_the_offices_chat_has_anybody_staffs_rights(tmp_path: Path) -> None:
    async with deskhall(tmp_path) as hall:
        card = await hall.hands_over()
        market, stranger = hall.world.group("Pasar"), hall.world.citizen()
        await stranger.says("/start", in_=market)
        [page] = await market.receives()
        page.body, page.markup = card.body, card.markup  # as if it had been copied there
        await stranger.presses(page, "Bukan urusan kami")
        [pressed] = await market.receives()
        await stranger.says("Kantor tutup.", in_=market, reply_to=page)
        await market.receives()
        number = hall.citizen.chat.sent[-1]
        number.markup = card.markup
        forged = await hall.presses(number, "Blokir penanya")
        handover = await hall.handover()

        assert len(hall.citizen.chat.sent) == 4
    assert pressed.text == forged.text
    assert pressed.text.startswith("Pilihan ini sudah berubah")
    assert handover
    assert handover.state is State.WAITING


async def test_only_replies_are_passed_on_and_other_talk_is_the_desks(tmp_path: Path) -> None:
    async with deskhall(tmp_path, is_forum=True) as hall:
        card = await hall.hands_over()
        await hall.staff.says("Siapa yang tahu ini?", in_=hall.group, thread=card.thread)
        call = "@meja_informasi_bot apa itu zona integritas"
        await hall.staff.says(call, in_=hall.group, thread=card.thread)
        [answer] = await hall.group.receives()
        await hall.staff.says("syaratnya apa", in_=hall.group, thread=card.thread, reply_to=answer)
        await hall.group.receives()

        assert len(hall.citizen.chat.sent) == 3
    assert "Zona Integritas <ZI>" in answer.text


async def test_a_citizen_out_of_reach_is_told_to_staff_and_forgotten(tmp_path: Path) -> None:
    async with deskhall(tmp_path, refused=True) as hall:
        card = await hall.hands_over()
        await hall.citizen.blocks()
        told = await hall.answers(card, "Ya.")
        again = await hall.answers(card, "Ya?")
        handover = await hall.handover()
        [kept] = await hall.kept()

    assert told.text.startswith("T-1: tidak terkirim. Warga itu memblokir bot")
    assert again.text.startswith("T-1 sudah ditutup")
    assert handover
    assert (handover.chat, handover.words, handover.state) == (None, None, State.CLOSED)
    assert kept.open  # nobody has read an answer


async def test_what_may_have_arrived_is_not_sent_again_and_staff_are_told(tmp_path: Path) -> None:
    async with deskhall(tmp_path, refused=True) as hall:
        card = await hall.hands_over()
        hall.world.faults.next("sendMessage", answer_lost=True)
        told = await hall.answers(card, "Ya.")
        [kept] = await hall.kept()

        assert sum("Ya." in one.text for one in hall.citizen.chat.sent) == 1
    assert told.text.startswith("T-1: sambungan terputus saat mengirim")
    assert kept.review is Review.ANSWERED


async def test_an_upgraded_group_is_followed(tmp_path: Path) -> None:
    async with deskhall(tmp_path, kind="group", bot=Member.MEMBER, refused=True) as hall:
        card = await hall.hands_over()
        old = hall.group.chat.id
        bigger = await hall.group.upgrades()
        await hall.staff.says("Ya, boleh.", in_=bigger, reply_to=card)
        [told] = await bigger.receives()
        answer = await received(hall)
        second = await hall.presses(await hall.says(UNKNOWN), ASK)
        await hall.presses(second, SEND)
        [other] = await bigger.receives()
        rows = await hall.store.read("SELECT value FROM state WHERE name = ?", f"office_chat:{old}")

    assert told.text.startswith("T-1: terkirim")
    assert "Ya, boleh." in answer.text
    assert other.text.startswith("T-2 ")
    assert rows == [(str(bigger.chat.id),)]


async def test_an_upgrade_that_nobody_told_of_is_found_when_something_is_sent(
    tmp_path: Path,
) -> None:
    async with deskhall(tmp_path, kind="group", bot=Member.MEMBER, refused=True) as hall:
        bigger = hall.world.group("Kantor")
        bigger.chat.members[hall.staff.id] = Member.MEMBER
        hall.group.chat.migrated_to = bigger.chat.id
        consent = await hall.presses(await hall.says(UNKNOWN), ASK)
        await hall.presses(consent, SEND)
        [card] = await bigger.receives()
        await hall.staff.says("Ya, boleh.", in_=bigger, reply_to=card)
        answer = await received(hall)

    assert card.text.startswith("T-1 ")
    assert "Ya, boleh." in answer.text
