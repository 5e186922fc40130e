import pytest

from bot.numerals import read


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
    ],
)
def test_numerals_are_read_as_dictated(spoken: str, figures: str) -> None:
    assert read(spoken.split()) == figures.split()
