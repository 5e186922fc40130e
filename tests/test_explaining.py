"""Why a reply was given, in words on the terminal."""

import re

import pytest

from bot.commands.explaining import explained
from bot.replies import Kind, Ranked, Reply, Why
from tests.test_preview import OTHERS
from tests.townhall import KNOWLEDGE, desk_of


@pytest.mark.parametrize(
    ("question", "kind", "topic"),
    [
        ("apa slogan kpu purwakarta", "answer", "slogan"),
        ("cara membuat ktp", "referral", "ktp"),
        ("jam buka kantor", "no_data", "jam-layanan"),
    ],
)
def test_a_gap_and_a_referral_are_named_as_an_entry_is(
    question: str, kind: str, topic: str
) -> None:
    lines = explained(desk_of(KNOWLEDGE + OTHERS).reply(question)).splitlines()

    assert lines[0] == f"kind      {kind} ({topic})"
    assert any(re.fullmatch(rf" +[\d.]+%  {topic}", line) for line in lines)
    assert any(line.startswith("carried by ") for line in lines)


def test_the_margin_is_what_the_likeliest_leads_by() -> None:
    near = tuple(Ranked(entry=id, score=score) for id, score in (("a", 0.7), ("b", 0.25)))
    why = Why(rule="several fit", nearest=near)
    reply = Reply(question="?", kind=Kind.CLARIFY, text="", language="id", why=why)

    assert "margin    45.0% ahead of b" in explained(reply).splitlines()


@pytest.mark.parametrize(("scores", "margin"), [((), 0.0), ((0.7,), 0.7), ((0.7, 0.2), 0.5)])
def test_a_margin_needs_no_runner_up(scores: tuple[float, ...], margin: float) -> None:
    nearest = tuple(Ranked(entry="x", score=score) for score in scores)

    assert Why(nearest=nearest).margin == pytest.approx(margin)


def test_what_was_asked_back_has_no_topic() -> None:
    reply = desk_of().reply("siapa itu")
    clarify = next(
        desk_of().reply(text)
        for text in ("apa syarat", "siapa itu", "kpu apa", "di mana syarat")
        if desk_of().reply(text).kind is Kind.CLARIFY
    )

    assert clarify.why.topic is None
    assert "(" not in explained(clarify).splitlines()[0]
    assert reply.why.rule in explained(reply)
