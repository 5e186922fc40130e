"""The log asked again: what is won, lost and changed, and how it is told."""

import json
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.answering import Desk
from bot.keeping.kept import REJECTED, Kept, Review, Vote
from bot.replies import Kind, Ranked
from bot.reviews.bars import paired
from bot.reviews.replaying import Change, Fate, Met, Mute, Outcome, Replay, outcomes, summed
from bot.reviews.retelling import KINDS, as_json, as_text, svg
from tests.logged import BUDI, NOON, SITI, question
from tests.townhall import KNOWLEDGE, desk_of, question_of

SLOGAN = "apa slogan kpu purwakarta"
WBK = "apa syarat wbk"
# Without a word there is nothing that could fit, whatever the matching.
NOTHING = "🤷 ???"


def row(
    id: int = 1,
    *,
    vote: Vote | None = None,
    choice: str | None = None,
    review: Review | None = None,
    **changes: Any,
) -> Kept:
    """A question that was unknown, unless told otherwise, and what happened to it."""
    bare = {"kind": Kind.UNKNOWN, "entry": None, "entries": (), "runner_up": None}
    kept = question(id, **{**bare, **changes})
    return Kept(asked=kept, vote=vote, choice=choice, review=review, open=False)


def answered(*entries: str, **changes: Any) -> dict[str, Any]:
    return {"kind": Kind.ANSWER, "entry": entries[0], "entries": entries, **changes}


def only(*rows: Kept, desk: Desk | None = None) -> list[Outcome]:
    return list(outcomes(rows, desk or desk_of()))


def fate(kept: Kept) -> Fate | None:
    [outcome] = only(kept)
    return outcome.fate


CASES: list[tuple[str, Kept, Fate]] = [
    ("unknown, now answered", row(words=WBK), Fate.WON),
    ("taught since", row(words=WBK, review=Review.TAUGHT), Fate.WON),
    ("unknown, still", row(words=NOTHING), Fate.SAME),
    ("asked back and left, now answered", row(words=WBK, kind=Kind.CLARIFY), Fate.WON),
    ("not held, now answered", row(words=WBK, kind=Kind.NO_DATA), Fate.WON),
    ("answered, still", row(words=WBK, **answered("wbk")), Fate.SAME),
    ("answered, now another", row(words=WBK, **answered("wbbm")), Fate.CHANGED),
    ("answered, now unknown", row(words=NOTHING, **answered("wbk")), Fate.LOST),
    ("both answered, now one", row(words=WBK, **answered("wbk", "zona")), Fate.CHANGED),
    (
        "liked, now another",
        row(words=WBK, vote=Vote.YES, **answered("wbbm")),
        Fate.LOST,
    ),
    ("liked, still", row(words=WBK, vote=Vote.YES, **answered("wbk")), Fate.SAME),
    (
        "disliked, now another",
        row(words=WBK, vote=Vote.NO, **answered("wbbm")),
        Fate.WON,
    ),
    ("disliked, still", row(words=WBK, vote=Vote.NO, **answered("wbk")), Fate.SAME),
    (
        "disliked, now withheld",
        row(words=NOTHING, vote=Vote.NO, **answered("wbk")),
        Fate.CHANGED,
    ),
    ("chosen, now answered so", row(words=WBK, kind=Kind.CLARIFY, choice="wbk"), Fate.SAME),
    (
        "chosen, now another",
        row(words=WBK, kind=Kind.CLARIFY, choice="wbbm"),
        Fate.LOST,
    ),
    (
        "none of these, now another",
        row(words=WBK, kind=Kind.CLARIFY, choice=REJECTED),
        Fate.WON,
    ),
    (
        "none of these, now the likeliest of these",
        row(
            words=WBK,
            kind=Kind.CLARIFY,
            choice=REJECTED,
            runner_up=Ranked(entry="wbk", score=0.5),
        ),
        Fate.CHANGED,
    ),
    ("referred, now unknown", row(words=NOTHING, kind=Kind.REFERRAL, entry="ktp"), Fate.LOST),
    ("referred, now ours", row(words=WBK, kind=Kind.REFERRAL, entry="ktp"), Fate.CHANGED),
    ("greeted, still", row(words="halo", kind=Kind.SMALLTALK, entry="greeting"), Fate.SAME),
    ("greeted, now answered", row(words=WBK, kind=Kind.SMALLTALK, entry="other"), Fate.CHANGED),
]


@pytest.mark.parametrize(("what", "kept", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_becomes_of_a_question(what: str, kept: Kept, expected: Fate) -> None:
    assert (what, fate(kept)) == (what, expected)


def test_a_choice_that_is_offered_again_is_as_good_as_before() -> None:
    words = question_of(Kind.CLARIFY)
    reply = desk_of().reply(words)
    assert reply.kind is Kind.CLARIFY

    offered = reply.choices[0].entry
    kinds = [fate(row(words=words, kind=Kind.CLARIFY, choice=entry)) for entry in (offered, "x")]
    assert kinds == [Fate.SAME, Fate.LOST]
    assert fate(row(words=words, kind=Kind.CLARIFY)) is Fate.SAME


@pytest.mark.parametrize(("words", "mute"), [(None, Mute.PRIVATE), ("", Mute.PRESSED)])
def test_what_has_no_words_is_not_asked_and_counted_apart(words: str | None, mute: Mute) -> None:
    found = summed(only(row(1, words=words, **answered("wbk")), row(2, words=WBK)))

    assert (found.asked, found.mute) == (1, {mute: 1})


def test_a_later_turn_leans_on_the_one_before_and_not_on_another_persons() -> None:
    leaning = "jelaskan lagi dalam bahasa inggris"
    minute = timedelta(minutes=1)
    first = row(1, words=SLOGAN, at=NOON, **answered("slogan"))
    soon = row(2, words=leaning, at=NOON + minute, **answered("slogan"))
    other = row(3, words=leaning, at=NOON + minute, person=SITI)
    late = row(4, words=leaning, at=NOON + minute * 45)
    chosen = row(5, words="wbk atau wbbm", kind=Kind.CLARIFY, choice="wbbm", at=NOON + 50 * minute)
    after = row(6, words=leaning, at=NOON + 51 * minute, **answered("wbbm"))

    found = only(first, soon, other, late, chosen, after)

    met = [one.after for one in found]
    assert met[1] == Met(kind=Kind.ANSWER, topics=("slogan",))
    assert met[2] == met[3] != met[1]
    assert met[5] == Met(kind=Kind.ANSWER, topics=("wbbm",))


def test_alike_questions_are_one_change_the_worst_and_most_asked_first() -> None:
    lost = answered("wbk")
    found = summed(
        only(
            row(1, words=WBK),
            row(2, words="Apa syarat  WBK?", person=SITI),
            row(3, words=NOTHING, **lost),
            row(4, words=NOTHING, person=SITI, **lost),
            row(5, words=NOTHING + "!!!", vote=Vote.YES, **lost),
            row(6, words=WBK, **answered("wbbm")),
        )
    )

    told = [(change.fate, change.approved, change.times, change.people) for change in found.changes]
    assert told == [
        (Fate.LOST, True, 1, 1),
        (Fate.LOST, False, 2, 2),
        (Fate.CHANGED, False, 1, 1),
        (Fate.WON, False, 2, 2),
    ]
    assert found.changes[3] == Change(
        words="Apa syarat  WBK?",
        fate=Fate.WON,
        before=Met(kind=Kind.UNKNOWN),
        after=Met(kind=Kind.ANSWER, topics=("wbk",)),
        approved=False,
        times=2,
        people=2,
        newest=2,
    )
    assert dict(found.before) == {Kind.UNKNOWN: 2, Kind.ANSWER: 4}
    assert dict(found.after) == {Kind.ANSWER: 3, Kind.UNKNOWN: 3}
    assert (found.first, found.last) == (NOON, NOON)


def test_of_another_folder_the_difference_is_told(tmp_path: Path) -> None:
    fewer = KNOWLEDGE.partition("  - id: sejarah")[0]
    without = desk_of(fewer.replace("- apa syarat wbk\n", "- apa syarat wilayah\n"))
    kept = row(words="ceritakan sejarah kantor", **answered("sejarah"))

    assert [one.fate for one in only(kept)] == [Fate.SAME]
    assert [one.fate for one in only(kept, desk=without)] == [Fate.LOST]


def rows_at_random(number: int, seed: int = 5) -> Iterator[Kept]:
    """Any row there can be, of words that the tiny knowledge knows or does not."""
    dice = random.Random(seed)
    words = [SLOGAN, WBK, NOTHING, "", None, "halo", "kalau wbbm?", "[NIK] 👍", "a" * 900]
    topics = ["wbk", "wbbm", "slogan", "gone"]
    for id in range(1, number + 1):
        kind = dice.choice(list(Kind))
        entries = tuple(dice.sample(topics, 2)) if kind is Kind.ANSWER else ()
        yield row(
            id,
            words=dice.choice(words),
            kind=kind,
            entry=entries[0] if entries else dice.choice([None, "wbk"]),
            entries=entries,
            vote=dice.choice([None, *Vote]),
            choice=dice.choice([None, REJECTED, *topics]),
            review=dice.choice([None, *Review]),
            person=dice.choice([BUDI, SITI]),
            at=NOON + timedelta(minutes=id),
        )


def test_every_row_is_counted_once_and_what_is_approved_never_merely_changes() -> None:
    found = only(*rows_at_random(600))
    total = summed(found)

    assert len(found) == total.asked + sum(total.mute.values()) == 600
    assert sum(total.before.values()) == sum(total.after.values()) == total.asked
    assert sum(c.times for c in total.changes) == total.asked - total.fates[Fate.SAME]
    assert {one.fate for one in found if one.kept.vote is Vote.YES} <= {
        None,
        Fate.SAME,
        Fate.LOST,
        # "bukan ini", unknown or asked back, and a yes vote all the same: still unmet
        Fate.WON,
        Fate.CHANGED,
    }
    assert not [
        one
        for one in found
        if one.fate is Fate.CHANGED and one.approved and one.kept.asked.kind is Kind.ANSWER
        if one.kept.choice != REJECTED and one.kept.vote is not Vote.NO
    ]


# --- told


def told() -> Replay:
    return summed(
        only(
            row(1, words=WBK),
            row(2, words=NOTHING, vote=Vote.YES, **answered("wbk")),
            row(3, words=None),
            row(4, words="\x1b[2Japa syarat\nwbk", **answered("zona")),
        )
    )


def test_it_is_told_in_words_that_drive_no_terminal() -> None:
    title = {"wbk": "WBK", "zona": "Zona Integritas"}.get
    text = as_text(told(), "abc123", lambda id: title(id) or id)

    assert "3 pertanyaan, 2026-11-24 sampai 2026-11-24, diputar ulang pada pengetahuan abc123:" in (
        text
    )
    assert "       1  kini terjawab" in text
    assert "       1  tanpa kata" in text
    assert "Dijawab                2       2" in text
    assert f"“{NOTHING}” (1 kali, 1 orang, disetujui warga)" in text
    assert "Dijawab: WBK -> Tidak terjawab" in text
    assert "“[2Japa syarat wbk”" in text
    assert "\x1b" not in text


def test_an_empty_log_is_said_to_be_empty() -> None:
    assert "Tidak ada pertanyaan" in as_text(summed([]), "abc", str)
    assert as_json(summed([]), "abc")["asked"] == 0
    ElementTree.fromstring(svg(summed([]), "abc"))


def test_it_is_told_as_json_with_all_changes() -> None:
    found = json.loads(json.dumps(as_json(told(), "abc123")))

    assert {name: found[name] for name in ("won", "lost", "changed", "same", "private")} == {
        "won": 1,
        "lost": 1,
        "changed": 1,
        "same": 0,
        "private": 1,
    }
    assert found["before"]["answer"] == 2
    assert [change["fate"] for change in found["changes"]] == ["lost", "changed", "won"]
    assert found["changes"][0]["before"] == {"kind": "answer", "topics": ["wbk"]}


def test_the_picture_says_the_same_and_names_itself() -> None:
    picture = svg(told(), "<abc>")
    root = ElementTree.fromstring(picture)
    space = {"s": "http://www.w3.org/2000/svg"}
    bars = {
        (one.get("class"), one.get("y")): float(one.get("width", ""))
        for one in root.findall(".//s:g/s:rect", space)
    }

    assert len(bars) == 2 * len(KINDS)
    assert root.find("s:title", space) is not None
    assert "Dijawab: dahulu 2, kini 2" in str(root.findtext("s:desc", namespaces=space))
    assert re.findall(r">(dahulu|kini) (\d+)<", picture)[:2] == [("dahulu", "2"), ("kini", "2")]
    assert max(bars.values()) == bars["before", "10"]


def test_bars_stand_on_one_scale_from_nought() -> None:
    drawn = paired(["a", "b"], {"a": 10, "b": 1}, {"a": 5}, 500)
    lengths = [(one.before.length, one.after.length) for one in drawn.pairs]

    assert lengths[0][0] == 2 * lengths[0][1] == 10 * lengths[1][0]
    assert lengths[1][1] == 0
    assert drawn.left + lengths[0][0] <= drawn.width
    assert drawn.pairs[1].after.y < drawn.height
    assert paired([], {}, {}, 500).pairs == []
