from bot.replies import Kind, as_json
from tests.desks import shipped_desk

DESK = shipped_desk()


def test_two_answers_stand_under_their_titles_with_the_sources_of_both() -> None:
    reply = DESK.reply("alamat kantor kpu purwakarta di mana, emailnya apa")
    titles = [DESK.knowledge.entry(entry).title.id for entry in reply.entries]

    assert len(titles) == 2
    assert [title for title in titles if title not in reply.text] == []
    assert len(set(reply.sources)) == len(reply.sources)


def test_related_entries_are_three_at_most_and_never_the_one_answered() -> None:
    replies = [DESK.show(entry.id, "id") for entry in DESK.knowledge.entries]
    shown = [(r.entry, [c.entry for c in r.related]) for r in replies if r is not None]

    assert len(shown) == len(DESK.knowledge.entries)
    assert [entry for entry, related in shown if entry in related or len(related) > 3] == []


def test_an_answer_carries_its_sources_and_the_day_it_was_checked() -> None:
    reply = DESK.reply("apa slogan kpu purwakarta")

    assert reply.sources
    assert reply.checked is not None
    assert not reply.confirmed


def test_a_gap_is_no_data_in_the_offices_words_and_leads_on() -> None:
    reply = DESK.reply("jam buka kantor kpu purwakarta")

    assert (reply.kind, reply.entry, reply.entries) == (Kind.NO_DATA, None, ())
    assert reply.related


def test_a_reply_as_json_has_dates_as_text_and_absent_values_as_null() -> None:
    plain = as_json(DESK.reply("berapa spi kpu 2024"))

    assert plain["sources"][0].keys() == {"title", "url", "date"}
    assert as_json(DESK.reply("asdf"))["entry"] is None
