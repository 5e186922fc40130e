import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ranking.numerals import WORDS, read


@pytest.mark.parametrize(
    ("spoken", "figures"),
    [
        ("dua ribu dua puluh empat", "2024"),
        ("perpres sembilan puluh lima tahun dua ribu delapan belas", "perpres 95 tahun 2018"),
        ("dua ribu tiga", "2003"),
        ("seratus tiga puluh lima", "135"),
        ("dua nol dua empat", "2024"),
        ("sebelas", "11"),
        ("satu pertanyaan", "satu pertanyaan"),
        ("dua dua", "dua dua"),
        ("ada dua hal", "ada dua hal"),
        ("dua ratus lima puluh lima ribu sepuluh", "255010"),
        ("dua ratus ribu", "200000"),
        # in haste
        ("dua ribu dua satu", "2021"),
        ("dua puluh dua puluh lima", "2025"),
        ("dua puluh dua satu", "2021"),
        ("duaribu duapuluh lima", "2025"),
        ("nomor sembilan lima", "nomor 95"),
        # one number after another
        ("undang undang tujuh dua ribu tujuh belas", "undang undang 7 2017"),
        ("nomor dua puluh dua ribu dua puluh tiga", "nomor 20 2023"),
        ("dua puluh dua ribu", "22000"),
        # digits, then a number said in full
        ("perpres sembilan lima dua ribu delapan belas", "perpres 95 2018"),
        ("uu satu empat dua ribu delapan", "uu 14 2008"),
        # the decimal comma goes, as it does where it is written
        ("tujuh puluh empat koma nol empat", "74 04"),
        ("tujuh puluh dua koma tiga dua", "72 32"),
        ("tujuh puluh koma berapa", "70 koma berapa"),
        # Sundanese and English
        ("dua rebu dua puluh tilu", "2023"),
        ("dua rebu dalapan belas", "2018"),
        ("twenty twenty four", "2024"),
        ("two thousand twenty four", "2024"),
        ("which one", "which one"),
        # a scale of nothing
        ("ribu", "ribu"),
        ("dua ribu belas", "2000"),
    ],
)
def test_numerals_are_read_as_dictated(spoken: str, figures: str) -> None:
    assert read(spoken.split()) == figures.split()


@given(st.lists(st.sampled_from(sorted(WORDS)), max_size=9))
def test_any_row_of_numerals_is_read_once_and_for_all(words: list[str]) -> None:
    found = read(words)

    assert read(found) == found
