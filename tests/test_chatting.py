import pytest

from bot.chatting import Courtesies
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
