"""Words of one root share a key, whichever affixes they wear; other words do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ranking.stemming import SHORTEST, stem

FAMILIES = [
    "menangani ditangani penanganan nanganin tangani",
    "meluncurkan diluncurkan ngeluncurin peluncuran luncurkan",
    "menyelenggarakan penyelenggara diselenggarakan nyelenggarain",
    "menggantikan digantikan gantiin pengganti penggantinya ganti",
    "melaporkan dilaporkeunana pelaporan ngelapor ngelaporin lapor dilaporkeun",
    "dilakukan dilakukeunana melakukan lakukan",
    "mencari dicari cari pencarian nyariin",
    "mengirim ngirim dikirim pengiriman kirim ngirimin",
    "mengadu ngadu pengaduan ngaduin",
    "memeriksa diperiksa pemeriksaan",
    "mendaftar pendaftaran terdaftar daftarin daftar",
]


@pytest.mark.parametrize("family", FAMILIES)
def test_words_of_one_root_share_a_key(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


def test_roots_keep_apart() -> None:
    keys = {stem(family.split()[0]) for family in FAMILIES}
    assert len(keys) == len(FAMILIES)


@pytest.mark.parametrize("word", ["ai", "kpu", "pelaku", ""])
def test_where_too_little_is_left_there_is_no_key(word: str) -> None:
    assert stem(word) == ""


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=20))
def test_any_word_has_one_key_or_none(word: str) -> None:
    key = stem(word)
    assert key == "" or len(key) >= SHORTEST - 1
    assert key == stem(word)
