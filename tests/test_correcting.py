"""What a turn denies is left out of it, unless nothing else stands there."""

import pytest

from bot.language import Language
from bot.loading.overriding import shipped
from bot.turns.correcting import Corrector

LANGUAGE, _ = shipped()
CORRECTOR = Corrector(LANGUAGE)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("bukan pelayanannya, maksud saya pegawainya", "maksud saya pegawainya"),
        ("bukan pelayanannya maksud saya pegawainya", "maksud saya pegawainya"),
        ("eh bukan, yang nasional", "yang nasional"),
        ("yang nasional, bukan yang kpu", "yang nasional"),
        ("sanes eta, nu nasional", "nu nasional"),
        # nothing else is said, or nothing is denied
        ("bukan yang itu", "bukan yang itu"),
        ("bukan, bukan", "bukan, bukan"),
        ("saya bukan warga sini, bisa lapor?", "saya bukan warga sini, bisa lapor?"),
        ("maksud saya yang nasional", "maksud saya yang nasional"),
        (", . ;", ", . ;"),
        ("", ""),
    ],
)
def test_what_is_denied_is_left_out(text: str, meant: str) -> None:
    assert CORRECTOR.meant(text)[0] == meant


def test_what_was_denied_is_told_apart() -> None:
    assert CORRECTOR.meant("bukan wbk, maksud saya wbbm") == ("maksud saya wbbm", "bukan wbk")
    assert CORRECTOR.meant("maksud saya wbbm") == ("maksud saya wbbm", "")


def test_without_words_for_it_nothing_is_denied() -> None:
    bare = Corrector(Language())
    assert bare.meant("bukan wbk, maksud saya wbbm") == ("bukan wbk, maksud saya wbbm", "")
