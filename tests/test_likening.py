"""Wordings grouped by likeness: many ways of asking one thing, and things that stay apart."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence

import pytest

from bot.reviews.likening import STEP, Likening
from tests.desks import ROOT, shipped_desk

HAJJ = """
kapan pendaftaran petugas haji dibuka
pendaftaran petugas haji kapan ya
min mau tanya kapan daftar petugas haji
pendaftarn petugas haji kpn dibuka
iraha pendaftaran petugas haji dibuka
when does registration for petugas haji open
KAPAN PENDAFTARAN PETUGAS HAJI???
petugas haji pendaftarannya kapan min
""".strip().splitlines()


def labels(*wordings: str) -> list[int]:
    """A label each, of a grouping of its own."""
    return grown(Likening(shipped_desk().knowledge), wordings)


def grown(likening: Likening, wordings: Sequence[str]) -> list[int]:
    return [label for step in likening.labels(wordings) for label in step]


def test_many_ways_of_asking_one_thing_are_one_group() -> None:
    assert set(labels(*HAJJ)) == {0}


APART = [
    ("kapan pendaftaran petugas haji", "di mana samsat terdekat"),
    ("syarat petugas haji", "gaji petugas haji"),
    ("kapan bazar murah dibuka", "di mana bazar murah dibuka"),
    ("anggaran kpu 2024", "anggaran kpu 2025"),
    ("🤔", "❓"),
    ("متى الانتخابات", "أين المكتب"),
    ("nomor 1", "nomor 2"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_things_other_numbers_and_other_signs_stay_apart(one: str, other: str) -> None:
    first, second = labels(one, other)

    assert first != second


ALIKE = [
    ("🤔", " 🤔 "),
    ("متى  الانتخابات", "متى الانتخابات"),
    ("iuran arisan pegawai", "iuran arisan pegawai, hubungi [TELEPON]"),
    ("", "  "),
    ("ya", "ya ya"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_differs_in_nothing_that_counts_is_one(one: str, other: str) -> None:
    first, second = labels(one, other)

    assert first == second


def test_a_label_once_given_stays_and_what_comes_later_joins() -> None:
    likening = Likening(shipped_desk().knowledge)
    [first, other] = grown(likening, [HAJJ[0], "di mana samsat terdekat"])
    again = grown(likening, [*HAJJ, "di mana samsat terdekat", "berapa tarif parkir motor"])

    assert again == [first] * len(HAJJ) + [other, 2]


def test_a_step_is_a_slice_and_all_wordings_get_a_label() -> None:
    words = [f"pertanyaan nomor {at}" for at in range(3 * STEP + 5)]
    steps = [step for step in Likening(shipped_desk().knowledge).labels(words) if step]

    assert [len(step) for step in steps] == [STEP, STEP, STEP, 5]
    assert len({label for step in steps for label in step}) == len(words)


def test_of_words_nothing_but_numbers_is_kept() -> None:
    """Who is forgotten in the log leaves no sentence behind in the running program."""
    likening = Likening(shipped_desk().knowledge)
    grown(likening, ["rahasiaku xyzzyplugh"])
    held = {name: value for name, value in vars(likening).items() if name != "_normaliser"}

    assert "xyzzyplugh" not in repr(held)


@pytest.mark.parametrize("name", ["questions-dev", "questions-dev-2"])
def test_of_two_real_questions_in_a_group_most_ask_for_the_same_entry(name: str) -> None:
    """As if all were open; pairs in one group that ask for one entry, among all in one group."""
    path = ROOT / "benchmarks" / "questions" / f"{name}.jsonl"
    rows = [row for line in path.read_text("utf-8").splitlines() if (row := json.loads(line))]
    asked = [(row["text"], row["expect"][0]) for row in rows if row["expect"]]
    found = labels(*(text for text, _ in asked))
    entries = [entry for _, entry in asked]
    right = pairs(zip(found, entries, strict=True))

    assert right / pairs(found) > 0.7
    assert right > len(asked) / 5


def pairs(of: Iterable[object]) -> int:
    """How many pairs of equal ones there are."""
    return sum(n * (n - 1) // 2 for n in Counter(of).values())
