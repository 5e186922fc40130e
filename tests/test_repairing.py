import pytest

from bot.normalising import Word
from bot.ranking.repairing import Repairer, skeleton, vowel_share

VOCABULARY = {
    "gratifikasi": 30,
    "permohonan": 20,
    "daftar": 15,
    "pemilih": 25,
    "kantor": 10,
    "purwakarta": 40,
    "alamat": 12,
    "lapor": 9,
    "bandung": 3,
    "kpu": 50,
    "integritas": 22,
    "menangani": 9,
    "nanganin": 1,
    "ditangani": 4,
    "nilai": 8,
    "pajak": 5,
    "berapa": 60,
    "uu": 150,
    "zi": 20,
    "kategori": 10,
    "ktgri": 1,
}
SHORT = {
    "brp": ("berapa",),
    "teh": ("teh",),
    "jln": ("jalan",),
    "office": ("kantor",),
    "street": ("jalan",),
    "cost": ("berapa",),
}
REPAIRER = Repairer(VOCABULARY, names={"bandung", "kantor pajak", "pusat nilai"}, short=SHORT)


def repaired(text: str) -> str:
    words = [Word(word, word) for word in text.split()]
    return " ".join(word.form for word in REPAIRER.repair(words))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gratiffikasi", "gratifikasi"),
        ("grtifikasi", "gratifikasi"),
        ("pmhnn", "pmhnn"),
        ("dftr", "daftar"),
        ("purwakerta", "purwakarta"),
        ("kantorkpu", "kantor kpu"),
        ("grati fikasi", "gratifikasi"),
        # with short forms and fillers too; two letters only where they are very frequent
        ("kantorbrp", "kantor berapa"),
        ("kputeh", "kpu teh"),
        ("uupemilih", "uu pemilih"),
        ("zipemilih", "zipemilih"),
        # "jalan" is no word of the phrasings
        ("kantorjln", "kantorjln"),
        # a slip in a longer word of the tables
        ("offcie", "kantor"),
        ("stret", "stret"),
        ("cst", "cst"),
        ("melaporkan", "lapor"),
        ("ntegritas", "integritas"),
        # of one root with what is known, or with what is known far better
        ("ditanganin", "menangani"),
        ("nanganin", "menangani"),
        ("ditangani", "ditangani"),
        # a slip in a clitic
        ("kantornyya", "kantor"),
        ("daftaryna", "daftar"),
        # in an ending and the word before it, or across where they meet
        ("katgeorina", "kategori"),
        ("kantonra", "kantor"),
        ("alamatnay", "alamat"),
        # robbed of its vowels by staff too
        ("ktgri", "kategori"),
        # a slip of what is itself read as another
        ("nangamin", "menangani"),
        ("2024", "2024"),
    ],
)
def test_an_unknown_word_is_read_as_the_known_one_it_is_near(typed: str, meant: str) -> None:
    assert repaired(typed) == meant


def test_a_known_word_is_never_touched() -> None:
    assert repaired("kantor lapor alamat") == "kantor lapor alamat"


def test_no_word_is_turned_into_a_place_or_body() -> None:
    assert repaired("banding") == "banding"


def test_a_word_of_a_longer_name_is_a_word_like_others_but_no_root_of_others() -> None:
    assert repaired("kntor pajakk nilay") == "kantor pajak nilai"
    assert repaired("dinilai") == "dinilai"


def test_what_was_typed_is_kept_for_those_who_ask_why() -> None:
    (word,) = REPAIRER.repair([Word("grtifikasi", "grtifikasi")])

    assert word == Word("grtifikasi", "gratifikasi")


def test_consonants_and_vowel_share() -> None:
    assert (skeleton("daftar"), vowel_share("dftr")) == ("dftr", 0.0)
    assert skeleton("undang") == "undng"
