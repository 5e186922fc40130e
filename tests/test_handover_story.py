"""A question that the bot cannot answer, followed from its asking to its being forgotten."""

import re
from pathlib import Path

from bot.addresses import HOME
from bot.keeping.kept import Review, Vote
from bot.keeping.queryids import id_text
from tests.consolehall import seen
from tests.deskhall import ASK, NOTIFY, SEND, deskhall
from tests.test_console_teaching import REVIEW, hidden

QUESTION = "aula bisa disewa berapa, hubungi 081234567890"
MASKED = "aula bisa disewa berapa, hubungi [TELEPON]"
TAUGHT = "aula bisa disewa berapa"


def files_of(folder: Path) -> list[Path]:
    """The log's, with its journal."""
    return [*folder.glob("bot.db*")]


async def test_a_question_nobody_could_answer_is_answered_by_a_person_then_by_the_bot(
    tmp_path: Path,
) -> None:
    async with deskhall(tmp_path, is_forum=True) as hall:
        citizen, staff, group = hall.citizen, hall.staff, hall.group

        # A citizen asks, and the bot does not know.
        reply = await hall.says(QUESTION)
        assert reply.text.startswith("Maaf, saya belum punya jawaban")

        # They are shown what would be passed on, and nothing is passed on before they agree.
        consent = await hall.presses(reply, ASK)
        assert f"“{MASKED}”" in consent.text
        assert group.chat.sent == []
        number = await hall.presses(consent, SEND)
        assert "T-1" in number.text

        # Staff find it in a topic of its own, under a name that is nobody's, with a guess.
        [card] = await group.receives()
        assert card.thread is not None
        assert re.fullmatch(r"T-1 · Warga [0-9A-F]{4}", group.chat.topics[card.thread])
        assert f"“{MASKED}”" in card.text
        assert "081234567890" not in str([m.as_json() for m in group.chat.sent])
        assert str(citizen.id) not in str([m.as_json() for m in group.chat.sent])

        # One of them replies; the citizen gets that in the office's name.
        told = await hall.answers(card, "Aula tidak disewakan, tetapi boleh dipinjam.")
        [answer] = await citizen.receives()
        assert "Jawaban petugas KPU Kabupaten Purwakarta untuk T-1" in answer.text
        assert "Aula tidak disewakan" in answer.text
        assert staff.user.first_name not in answer.text
        assert told.text.startswith("T-1: terkirim")

        # The citizen writes back, and so does the office; then the citizen is content.
        back = await hall.says("Kapan saja?", about=answer)
        assert "“Kapan saja?”" in back.text
        [asked_again] = await group.receives()
        assert asked_again.thread == card.thread
        await hall.answers(asked_again, "Belum ditentukan.")
        [second] = await citizen.receives()
        await citizen.presses(second, "👍 Ya, menjawab")
        await hall.settles()

        # Nobody has to look at the question any more, and the log says how it was met.
        [kept] = await hall.kept()
        assert (kept.vote, kept.review, kept.open) == (Vote.YES, Review.ANSWERED, False)

        # A second citizen asks that too, and would rather be told when the office publishes it.
        waiting = hall.world.citizen()
        none = await hall.says(TAUGHT, waiting)
        assert {ASK, NOTIFY} <= {*none.buttons}
        wish = await hall.presses(none, NOTIFY, waiting)
        await hall.presses(wish, "Ya, beri tahu", waiting)

        async with hall.console() as http:
            record = await http.get(f"{HOME}/log/{id_text(kept.asked.id)}")
            assert "Dijawab petugas · lewat grup kantor, T-1" in seen(record.text)

            # An editor teaches the bot what the person knew.
            fields = {"soal": id_text(kept.asked.id), "topik": "tata-tertib"}
            words = {"tanya": TAUGHT}
            page = (await http.get(f"{REVIEW}/ajar", params={**fields, **words})).text
            saved = await http.post(f"{REVIEW}/ajar", data=hidden(page, f"{REVIEW}/ajar") | words)
            assert saved.status_code == 303

        # Who waited is told, once: not again when the office saves something else.
        [notice] = await waiting.receives()
        assert f"“{TAUGHT}”" in notice.text
        assert "Kalimat ini panjang" in notice.text
        saved_again = (hall.folder / "umum.yaml").read_text("utf-8")
        await hall.serves(saved_again.replace("adalah Melayani", "adalah Mengayomi"))

        # A third asks the same, and the bot answers by itself.
        other = hall.world.citizen()
        assert (await hall.says(TAUGHT, other)).text.startswith("Kalimat ini panjang")

        # The first one wants to be forgotten: by the log, and in the office's group.
        erase = await hall.says("/hapus_data")
        await hall.presses(erase, erase.buttons[0])
        await hall.world.until(lambda: "aula" not in str([m.text for m in group.chat.sent]))
        assert await hall.handover() is None
        assert [one.asked.person for one in await hall.kept()] == [
            hall.door.pseudonyms.of(one.id) for one in (waiting, other)
        ]
        assert [one for one in waiting.chat.sent if TAUGHT in one.text] == [notice]
        gone = await hall.answers(card, "Masih di sana?")
        assert gone.text.startswith("T-1 tidak ada lagi")
        assert b"disewa berapa, hubungi" not in b"".join(
            file.read_bytes() for file in files_of(tmp_path)
        )
