import pytest

from bot.hearing.chatting import Courtesies
from bot.normalising import Normaliser, tokens
from tests.desks import shipped_knowledge

COURTESIES = Courtesies(shipped_knowledge(), Normaliser(shipped_knowledge().language))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("halo min selamat pagi", "greeting"),
        ("Assalamualaikum", "greeting"),
        ("sampurasun kang", "greeting"),
        ("makasih ya kak", "thanks"),
        ("thank you so much!", "thanks"),
        ("hatur nuhun pisan", "thanks"),
        ("dadah", "goodbye"),
        ("halo, makasih ya", "thanks"),
        ("wkwkwk", "other"),
    ],
)
def test_a_message_of_nothing_but_courtesies_is_small_talk(text: str, kind: str) -> None:
    talk = COURTESIES.recognise(text)

    assert talk is not None
    assert talk.kind == kind


@pytest.mark.parametrize(
    "text", ["halo, alamat kantor di mana", "makasih infonya, terus biayanya", ""]
)
def test_one_word_of_a_question_breaks_it(text: str) -> None:
    assert COURTESIES.recognise(text) is None


def test_courtesies_before_a_question_are_taken_off_and_nothing_else() -> None:
    asked = COURTESIES.without_opening(tokens("selamat siang min, alamat kantor di mana"))

    assert asked[-4:] == ["alamat", "kantor", "di", "mana"]
    assert "siang" not in asked
    assert COURTESIES.without_opening(["halo"]) == ["halo"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("kak mau nanya dong jdih itu apa", "jdih itu apa"),
        ("punten bade naros alamat kantor", "alamat kantor"),
        ("could you tell me where the office is", "where the office is"),
        ("mau tanya", "mau tanya"),
        ("sy mo tny alamat kantor", "alamat kantor"),
    ],
)
def test_what_leads_to_a_question_is_taken_off(text: str, left: str) -> None:
    assert COURTESIES.without_opening(tokens(text)) == left.split()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("alamat kantor makasih", "alamat kantor"),
        ("alamat kantor terima kasih banyak ya kak", "alamat kantor"),
        ("alamat kantor thx before", "alamat kantor"),
        ("pagi min alamat kantor tolong dijawab ya nuhun", "alamat kantor"),
        # thanks nobody
        ("tanda terima surat", "tanda terima surat"),
        ("makasih", "makasih"),
    ],
)
def test_courtesies_around_a_question_are_taken_off(text: str, left: str) -> None:
    assert COURTESIES.bare(tokens(text)) == left.split()


@pytest.mark.parametrize(
    "part",
    [
        "selamat pagi bu",
        "Pertama,",
        "hatur nuhun pisan",
        "mau tanya 2 hal:",
        "oh gatau ya",
        "Yth. KPU Kabupaten Purwakarta,",
        "halo admin kpu purwakarta",
        "Assalamu'alaikum wr wb",
        "terima kasih banyak sebelumnya",
        "mohon dijawab ya",
        "Perkenalkan saya Rina dari SMAN 1 Purwakarta kelas dua belas,",
        "saya dari Desa Ciwangi.",
        "ini kpu purwakarta ya?",
    ],
)
def test_a_part_that_asks_nothing_is_idle(part: str) -> None:
    assert COURTESIES.idle(part)


@pytest.mark.parametrize(
    "part",
    [
        "apa itu wbk",
        "maksudnya gimana",
        "2024",
        "yang kpu deh",
        "kpu purwakarta?",
        "saya warga yang belum punya ktp elektronik",
        "minta informasi",
    ],
)
def test_a_part_that_says_something_is_not(part: str) -> None:
    assert not COURTESIES.idle(part)
