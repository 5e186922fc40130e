import pytest

from bot.hearing.chatting import Courtesies
from bot.hearing.civility import Civilities
from bot.normalising import Normaliser
from tests.desks import shipped_desk, shipped_knowledge

KNOWN = frozenset({"alamat", "kantor", "slogan", "malas", "informasi", "kendala"})
NORMALISER = Normaliser(shipped_knowledge().language)
CIVILITIES = Civilities(
    shipped_knowledge(), NORMALISER, Courtesies(shipped_knowledge(), NORMALISER), KNOWN
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # wishes, whom one greets, that one disturbs
        ("met pagi min, semangat kerjanya ya", "greeting"),
        ("Wilujeng wengi, punten ngaganggu waktosna", "greeting"),
        ("hi there, nice to meet you", "greeting"),
        ("salam hormat untuk seluruh jajaran KPU Purwakarta", "greeting"),
        # slips
        ("slmt pgi bpk ibu", "greeting"),
        ("htr nuhn a", "thanks"),
        ("gud nite, see you kak", "goodbye"),
        ("selamat tinggal bot, kapan-kapan ngobrol lagi", "goodbye"),
        # thanks count more than a farewell, either more than a greeting
        ("halo, sampai jumpa lain waktu", "goodbye"),
        ("dadah, makasih ya", "thanks"),
    ],
)
def test_a_message_of_nothing_but_courtesies_is_small_talk(text: str, kind: str) -> None:
    whole, _ = CIVILITIES.heard(text)

    assert whole is not None
    assert whole.kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Selamat siang, saya Yanti dari Bungursari", "greeting"),
        ("siang bang, saya ojek pangkalan stasiun", "greeting"),
        ("wah panjang juga ya, oke makasih infonya", "thanks"),
        ("saya pamit dulu ya bu, mau jemput anak", "goodbye"),
    ],
)
def test_one_that_says_more_but_asks_nothing_may_be_one(text: str, kind: str) -> None:
    whole, told = CIVILITIES.heard(text)

    assert whole is None
    assert told is not None
    assert told.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "makasih, terus alamatnya di mana",
        "makasih ya, ada email?",
        "kemarin saya ke kantor",
        "dikasih tanda terima tidak kalau mengajukan permohonan",
        "dadah, kapan buka lagi",
        # a greeting that goes on with something else than who writes, or wants something
        "pagi, slogan kantor",
        "pagi, saya butuh informasi",
        "halo, saya belum terdaftar",
        "makasih " + "sekali " * 30,
        # a word of the phrasings is no slip of a courtesy's
        "malas",
        "",
    ],
)
def test_what_asks_or_wants_something_is_none(text: str) -> None:
    assert CIVILITIES.heard(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("selamat pagi, saya pedagang di pasar rebo", "greeting"),
        ("pagi min, saya dari Plered, slogan kpu purwakarta", "slogan"),
        ("makasih sebelumnya, alamat kantor kpu purwakarta", "alamat-kantor"),
        ("misi min, slogan kpu purwakarta", "slogan"),
        # one entry alone holds this word, once: that is no question for it
        ("thanks a million", "thanks"),
    ],
)
def test_the_ranking_has_the_last_word(text: str, said: str) -> None:
    assert shipped_desk().reply(text).entry == said


@pytest.mark.parametrize(
    "text",
    [
        "Selamat sore Bapak/Ibu, semoga senantiasa dalam naungan Allah SWT dan lancar tugasnya",
        "wilujeng sonten bapa sareng ibu, mugia sadayana aya dina kasehatan",
    ],
)
def test_a_greeting_with_a_blessing_that_fits_nothing_is_a_greeting(text: str) -> None:
    assert shipped_desk().reply(text).entry == "greeting"


@pytest.mark.parametrize(
    "text",
    [
        "assalamualaikum, dompet saya jatuh di parkiran",
        "selamat pagi, saya butuh tukang ledeng",
        "pagi, lampu jalan mati lagi",
    ],
)
def test_a_greeting_before_what_fits_nothing_is_not_all_that_was_said(text: str) -> None:
    assert shipped_desk().reply(text).entry != "greeting"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pelayanan apa saja", "daftar-layanan"),
        ("ari palayananana naon bae", "daftar-layanan"),
        ("keren banget botnya kak", "other"),
        ("pelayanan apaan ini", "other"),
    ],
)
def test_what_asks_what_a_word_of_small_talk_is_asks(text: str, said: str) -> None:
    assert shipped_desk().reply(text).entry == said
