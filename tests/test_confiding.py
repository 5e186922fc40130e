"""What reads like a report of wrongdoing, what only asks about one, and what is said to the first.

The sentences were made up for this; none is of a question set.
"""

from pathlib import Path

import pytest

from bot.answering import Desk
from bot.door.inline import offered
from bot.hearing.confiding import Confidences
from bot.knowledge import load
from bot.loading.overriding import shipped
from bot.normalising import Normaliser
from bot.replies import Kind
from bot.turns.conversing import NEW
from tests.townhall import desk_of, townhall

SHIPPED = Path(__file__).parent.parent / "knowledge"

REPORTS = [
    "saya mau lapor pegawai kpu minta uang 5 juta kemarin",
    "pak Dedi staf kpu purwakarta nerima suap",
    "pak X staf kpu purwakarta nerima suap",
    "bu Siti panitia PPS kemarin minta duit 200 ribu ke saya",
    "Saya diminta Rp500.000 oleh petugas PPS supaya lolos seleksi",
    "saya punya bukti bendahara kpu mark up anggaran konsumsi",
    "minggu lalu anggota ppk bernama Agus menerima amplop dari caleg",
    "oknum pps di desa cibening malakin calon kpps 100rb per orang",
    "komisioner kpu melecehkan staf perempuan, saya melihat sendiri",
    "kemaren gw dimintain duit sama petugas kpps",
    "kpu curang, pak Ujang ubah suara di tps saya",
    "abdi rek ngalaporkeun pagawe kpu menta duit 500 rebu kamari",
    "i want to report bribery by a kpu commissioner, Mr Budi took 10 million",
    # So much is told that it is a report, though a question stands beside it.
    "pak Dedi staf kpu minta uang 5 juta, lapor kemana?",
    "kenapa petugas PPS minta uang 200rb ke saya kemarin?",
]
QUESTIONS = [
    "cara lapor gratifikasi",
    "pegawai minta uang lapor ke mana",
    "saya mau lapor korupsi di kpu, ke mana ya",
    "pak, cara lapor pungli di kpu gimana",
    "bu mau tanya, pegawai kpu boleh terima suap ga",
    "apakah 50 ribu ke petugas kpu termasuk suap",
    "is it bribery if a kpu officer takes 100 thousand",
    "kasus suap anggota kpu 2020",
    "skor suap di kpu tahun lalu",
    "pak ketua kpu namanya siapa",
    # Pay that is waited for, papers, and what is none of the office's.
    "saya anggota kpps minta uang honor 500 ribu belum dibayar",
    "saya sudah terima uang honor kpps 1 juta kemarin",
    "kemarin petugas pantarlih minta fotokopi kk",
    "kpu terima dana hibah 20 miliar tahun lalu",
    "kades minta uang 50 ribu kemarin",
    "pegawai kelurahan minta uang 50 ribu kemarin buat ktp",
    "caleg suap warga 100 ribu kemarin",
    "saya mau lapor nama saya belum terdaftar, petugas pantarlih tidak datang kemarin",
    "halo min saya mau lapor",
    "",
]


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(load(SHIPPED))


@pytest.fixture(scope="module")
def confidences(desk: Desk) -> Confidences:
    return Confidences(desk.knowledge, Normaliser(shipped()[0]))


@pytest.mark.parametrize("text", REPORTS)
def test_a_report_is_answered_with_where_it_belongs_and_keeps_no_words(
    desk: Desk, text: str
) -> None:
    reply = desk.reply(text)
    english = reply.language == "en"
    told = "Your message reads like a report." if english else "Pesan Anda tampak seperti laporan."
    where = "kab-purwakarta.kpu.go.id/page/read/whistle-blowing-system-wbs"

    assert (reply.kind, reply.entry, reply.private) == (Kind.ANSWER, "whistleblowing", True)
    assert where in reply.text
    if reply.language != "su":
        assert reply.text.startswith(told)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_is_no_report(confidences: Confidences, text: str) -> None:
    assert not confidences.recognise(text)


def test_a_phrasing_that_staff_wrote_down_is_a_question_whatever_it_looks_like(desk: Desk) -> None:
    caught = [
        (topic.id, text)
        for topic in desk.knowledge.topics
        for text in topic.ask
        if "report" in desk.reply(text).why.rule
    ]

    assert caught == []


def test_hardly_a_phrasing_looks_like_a_report(desk: Desk, confidences: Confidences) -> None:
    """Of all ways that staff foresaw, so that others like them pass as well."""
    asks = [text for topic in desk.knowledge.topics for text in topic.ask]
    caught = [text for text in asks if confidences.recognise(text)]

    assert len(caught) <= len(asks) // 1000


def test_what_is_said_after_a_report_is_not_kept_either(desk: Desk) -> None:
    talk = NEW.after(desk.reply(REPORTS[0]))
    more = desk.reply("namanya Dedi, bagian umum, ruangannya di lantai dua", talk)
    later = talk.after(desk.reply("apa slogan kpu purwakarta", talk))
    other = desk.reply("ruangannya di lantai dua", later)

    assert (more.private, other.private) == (True, False)


def test_a_report_however_long_is_one(desk: Desk) -> None:
    reply = desk.reply("pak Dedi staf kpu minta uang 5 juta kemarin. " * 60)

    assert (reply.entry, reply.private) == ("whistleblowing", True)


def test_where_no_entry_names_a_channel_it_is_still_not_kept() -> None:
    reply = desk_of().reply(REPORTS[0])

    assert (reply.kind, reply.private) == (Kind.UNKNOWN, True)
    assert reply.text.startswith("Pesan Anda tampak seperti laporan.")


def test_a_report_typed_inline_offers_no_channel_to_send(desk: Desk) -> None:
    assert "whistleblowing" not in [r.entry for r in offered(desk, REPORTS[0], "id")]


def contents(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_of_a_report_no_word_is_left_in_any_file(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says("pak Dadangrahasia staf kpu minta uang 5 juta kemarin")
        [answer] = await citizen.receives()
        [kept] = await hall.kept()
    written = contents(tmp_path).lower()

    assert "tidak seorang pun diberi tahu" in answer.text
    assert (kept.asked.words, b"dadangrahasia" in written) == (None, False)
