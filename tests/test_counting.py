from collections import Counter

from bot.measuring.counting import beside, confusions, firsts, splits, unheld
from bot.measuring.evaluating import Outcome
from tests.sets import CANNED, outcome

RIGHT = outcome("right", CANNED["benar"], "a")
SECOND = outcome("right", CANNED["salah"], "a", "b")
WRONG = outcome("wrong", CANNED["salah"], "a")
BOTH = outcome("right", CANNED["dua"], "a")


def test_right_answers_are_told_from_those_that_serve_as_well() -> None:
    talked = outcome("right", CANNED["halo"], "@greeting", group="small talk")

    assert firsts([RIGHT, SECOND, WRONG, talked]) == Counter({"in scope": 1})


def test_an_entry_shown_beside_the_right_one_is_counted_and_a_wrong_one_is_not_twice() -> None:
    listed = outcome("one", CANNED["dua"], "a", "c", group="lists")
    foreign = outcome("falsely answered", CANNED["salah"], group="far")

    assert beside([RIGHT, BOTH, WRONG, listed, foreign]) == Counter({"in scope": 1, "lists": 1})


def test_confusions_are_led_by_answers_and_hold_no_words() -> None:
    found = confusions(
        [
            RIGHT,
            WRONG,
            WRONG,
            outcome("wrong", CANNED["pilih"], "b"),
            outcome("wrong", CANNED["pilih"], "b"),
            outcome("wrong", CANNED["pilih"], "b"),
            outcome("falsely answered", CANNED["salah"], group="near"),
            outcome("falsely answered", CANNED["salah"], group="referrals", origin="ktp"),
            outcome("unanswered", CANNED["lain"], "a"),
            outcome("unanswered", CANNED["diam"], "a"),
        ]
    )

    assert [(c.expected, c.given, c.count, c.answered) for c in found] == [
        ("a", "b", 2, True),
        ("(near)", "b", 1, True),
        ("(referrals) ktp", "b", 1, True),
        ("b", "asked back: a, c", 3, False),
        ("a", "referral r", 1, False),
    ]


def spoken(language: str, *expect: str) -> Outcome:
    return Outcome(
        text="",
        expect=expect,
        group="in scope",
        outcome="right",
        reply=CANNED["benar"],
        language=language,
    )


def test_a_split_that_tells_nothing_apart_is_absent() -> None:
    several = splits([spoken("id", "a"), spoken("su", "a")], {})
    plain = splits([spoken("", "a")], {"a": "faq"})

    assert {name: list(counts) for name, counts in several.items()} == {"language": ["id", "su"]}
    assert list(plain) == ["category"]


def test_entries_of_another_knowledge_are_named() -> None:
    asked = [RIGHT, SECOND, outcome("right", CANNED["halo"], "@greeting")]

    assert unheld(asked, ["a"]) == ["b"]
