import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.loading.overriding import shipped
from bot.normalising import Normaliser, Word, fold, key, tokens

LANGUAGE, _ = shipped()
NORMALISER = Normaliser(LANGUAGE)


def forms(text: str) -> str:
    return " ".join(word.form for word in NORMALISER.words(text))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("HALOOOO   kak!!", "halo kak"),
        ("undang2", "undang undang"),
        ("aturan2nya", "aturan aturannya"),
        ("undang2asn", "undang undang asn"),
        ("tiap3bulan", "tiap 3 bulan"),
        ("tahun2024 pp94", "tahun 2024 pp 94"),
        ("covid19", "covid19"),
        ("Bab III", "bab iii"),
        ("p\u200bp\u200bi\u200bd", "ppid"),
        ("caf\u00e9 d\u2019or", "cafe d'or"),
        ("PermenPANRB 90/2021", "permenpanrb 90 2021"),
        ("\uff33\uff30\uff29", "spi"),
        ("\U0001f5f3\ufe0f", ""),
        ("SP4N-LAPOR!", "sp4n lapor"),
    ],
)
def test_spellings_of_one_thing_become_the_same_tokens(typed: str, expected: str) -> None:
    assert key(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("gmn crnya", "bagaimana cara"),
        ("brp biayanya", "berapa biaya"),
        ("naon hartina", "apa arti"),
        ("es pe i", "spi"),
        ("sabaraha", "berapa"),
        ("where", "di mana"),
    ],
)
def test_short_forms_and_other_languages_meet_the_indonesian_word(
    typed: str, expected: str
) -> None:
    assert forms(typed) == expected


def test_a_clitic_is_taken_off_and_a_protected_word_is_not() -> None:
    assert forms("alamatnya pemilu masalah") == "alamat pemilu masalah"


def test_the_typed_word_stays_beside_its_form() -> None:
    (word, *_) = NORMALISER.words("gmn")

    assert (word.typed, word.form) == ("gmn", "bagaimana")


def test_a_row_of_several_words_applies_once_a_slip_in_one_of_them_is_mended() -> None:
    before = NORMALISER.words("kpu kabupatn purwakarta")
    words = tuple(Word(w.typed, w.form.replace("kabupatn", "kabupaten")) for w in before)
    whole = NORMALISER.made_whole(words, before)

    assert [word.form for word in whole] == ["kpu", "purwakarta"]
    assert whole[0].typed == "kpu kabupatn purwakarta"
    # What no repair has touched was read already.
    assert NORMALISER.made_whole(words, words) == words


@given(st.text())
def test_any_text_folds_to_words_that_fold_to_themselves(text: str) -> None:
    found = tokens(text)

    assert [fold(token) for token in found] == found
    assert all(token for token in found)
