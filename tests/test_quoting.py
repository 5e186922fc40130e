"""What a regulation governs is quoted; its name and whether it is in force are not folded away."""

import pytest

from bot.door.quoting import quotes
from bot.door.showing import FOLDED, messages
from tests.desks import shipped_desk

KNOWLEDGE = shipped_desk().knowledge


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_each_regulation_that_ships_governs_stands_in_its_answer(language: str) -> None:
    for regulation in KNOWLEDGE.regulations:
        reply = shipped_desk().show(regulation.entry, language)
        assert reply is not None
        [quote] = quotes(reply, KNOWLEDGE)
        [shown] = messages(reply, "k", KNOWLEDGE.language.say, quotes=(quote,))
        name, _, rest = shown.html.partition(f"\n{FOLDED}")

        assert str(regulation.year) in name
        assert rest.count("</blockquote>") == 1


def test_two_regulations_are_quoted_in_their_order() -> None:
    reply = shipped_desk().reply("apa beda perpres 95/2018 dan uu 14/2008")
    found = [reply.text.index(quote) for quote in quotes(reply, KNOWLEDGE)]

    assert len(found) == 2
    assert found == sorted(found)


def test_of_what_is_no_regulation_nothing_is_quoted() -> None:
    reply = shipped_desk().reply("apa itu ppid")

    assert (reply.entry, quotes(reply, KNOWLEDGE)) == ("ppid", ())
