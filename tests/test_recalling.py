"""An answer of the bot's is known again by its words, whole or in part."""

from bot.door.quoting import quotes
from bot.door.recalling import recalled
from bot.door.showing import messages
from bot.localtelegram.markup import parse_html
from bot.localtelegram.telegramtext import as_shown
from tests.desks import shipped_desk
from tests.townhall import desk_of

DESK = shipped_desk()


def as_read(entry: str, language: str) -> str:
    """The answer's first message as a citizen sees it."""
    reply = DESK.show(entry, language)
    assert reply is not None
    say = DESK.knowledge.language.say
    shown = messages(reply, "k", say, quotes=quotes(reply, DESK.knowledge))
    return as_shown(parse_html(shown[0].html)).text


def test_each_answer_that_ships_is_known_again_by_what_stands_on_the_screen() -> None:
    for entry in DESK.knowledge.entries:
        for language in ("id", "en", "su"):
            first = recalled(as_read(entry.id, language), DESK.knowledge)[:1]

            assert first == (entry.id,), f"{entry.id} in {language}"


def test_two_answers_in_one_message_are_both_known_the_first_first() -> None:
    both = f"{as_read('uu-kip', 'id')}\n\n{as_read('perpres-95-2018', 'id')}"

    assert recalled(both, DESK.knowledge) == ("uu-kip", "perpres-95-2018")


def test_a_part_of_a_long_answer_is_known_by_how_it_begins() -> None:
    knowledge = desk_of().knowledge
    part = knowledge.entry("sejarah").answer.id[:2000]

    assert recalled(f"{part}\n\n(1/2)", knowledge) == ("sejarah", "tata-tertib")


def test_other_sentences_of_the_bot_are_about_nothing() -> None:
    say = DESK.knowledge.language.say
    texts = [say[key].id for key in ("unknown", "start", "help", "media_only", "clarify")]

    assert [recalled(text, DESK.knowledge) for text in (*texts, "")] == [()] * 6
